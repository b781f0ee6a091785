//! Corrections against a simulated JumpCloud: read anew, agreed to, carried out by whoever has the run.

use dayone_core::event::Ending;
use dayone_core::problem::{Affected, ErrorType};
use dayone_core::request::Changes;
use dayone_core::run::Run;
use dayone_engine::{Correcting, Corrections, EngineError};
use dayone_simulator::Kind;
use jiff::SignedDuration;
use serde_json::json;

use crate::fixture::{Fixture, john};

const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

fn set(pairs: &[(&str, &str)]) -> Changes {
    let mut changes = Changes::default();
    for (name, value) in pairs {
        changes.set_text(name, value);
    }
    changes
}

/// John, hired with a group that is not there.
async fn partial(fixture: &Fixture) -> Run {
    let mut document = john();
    document.insert("additional_groups".into(), json!(["UG-Projekt-Phoenix"]));
    let run = fixture.hire(&document).await;
    assert_eq!(run.ending(), Some(Ending::Partial));
    run
}

async fn proposed(fixture: &Fixture, run: &Run, changes: &Changes) -> Correcting {
    match fixture.engine.propose_correction(&run.id, changes).await.expect("a proposal") {
        Corrections::Same(correcting) => *correcting,
        Corrections::Refused(problems) => panic!("{problems:#?}"),
        Corrections::Attempt(_) => panic!("the run has an account"),
    }
}

#[tokio::test]
async fn a_group_that_was_made_since_the_hire_is_found_by_its_corrected_name() {
    let fixture = Fixture::demo().await;
    let run = partial(&fixture).await;
    fixture.control().create_user_group("UG-Just-Made").expect("made");
    let correcting = proposed(&fixture, &run, &set(&[("additional_groups", "UG-Just-Made")])).await;
    let corrected = fixture.engine.correct(correcting, "bob@company.com").await.expect("corrected");
    assert_eq!(corrected.ending(), None);
    let (done, _) = fixture.engine.drive(&run.id, PATIENCE).await.expect("driven");
    assert_eq!(done.ending(), Some(Ending::Succeeded));
    let group = fixture.control().id_of(Kind::UserGroup, "UG-Just-Made").expect("its id");
    let account = &done.account.as_ref().expect("an account").id;
    assert!(fixture.control().is_connected((Kind::UserGroup, &group), (Kind::User, account)));
}

#[tokio::test]
async fn two_corrections_of_one_run_are_not_both_carried_out() {
    let fixture = Fixture::demo().await;
    let run = partial(&fixture).await;
    let one = proposed(&fixture, &run, &set(&[("additional_groups", "UG-Sales")])).await;
    let other = proposed(&fixture, &run, &set(&[("additional_groups", "UG-IT")])).await;
    fixture.engine.correct(one, "bob@company.com").await.expect("corrected");
    fixture.engine.drive(&run.id, PATIENCE).await.expect("driven");
    let late = fixture.engine.correct(other, "eve@company.com").await;
    assert!(matches!(late, Err(EngineError::NotNow { act: "corrected", .. })), "{late:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_is_no_account_to_correct() {
    let fixture = Fixture::demo().await;
    let run = partial(&fixture).await;
    let account = run.account.as_ref().expect("an account").id.clone();
    assert!(fixture.control().remove_document(Kind::User, &account));
    let refused = fixture.engine.propose_correction(&run.id, &set(&[("additional_groups", "UG-Sales")])).await;
    let Ok(Corrections::Refused(problems)) = refused else { panic!("refused") };
    assert_eq!(problems[0].affected, Some(Affected::User("john.smith".into())));
}

#[tokio::test]
async fn a_directory_that_does_not_answer_changes_nothing() {
    let fixture = Fixture::demo().await;
    let run = partial(&fixture).await;
    fixture.control().revoke(fixture.simulator.api_key());
    let refused = fixture.engine.propose_correction(&run.id, &set(&[("additional_groups", "UG-Sales")])).await;
    let Ok(Corrections::Refused(problems)) = refused else { panic!("refused") };
    assert_eq!(problems[0].kind, ErrorType::AuthenticationFailed);
    assert_eq!(fixture.engine.run(&run.id).await.expect("the run").seq, run.seq);
}
