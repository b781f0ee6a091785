//! How the sixteen steps stand, and the lists of the error document.

use dayone_core::effect::Effect;
use dayone_core::fault::FaultKind;
use dayone_core::report::report;
use dayone_core::run::{StepState, StepStatus};
use dayone_core::settings::OnMissingGroup;
use dayone_core::steps::Step;
use serde_json::json;

use crate::driver::{Driver, Halt, Scripted};
use crate::run::{full, refusing};
use crate::support::Case;

/// The seed's error example: a rule for the department names a group that the directory lacks.
pub(crate) fn devops_missing() -> Case {
    Case::john().set(|settings| {
        settings.on_missing_group = OnMissingGroup::Continue;
        settings.groups.department.insert("Engineering".into(), vec!["UG-DevOps".into()]);
    })
}

fn shown(steps: &[StepStatus]) -> String {
    let line = |status: &StepStatus| {
        let state = match status.state {
            StepState::Waiting(until) => format!("waiting until {until}"),
            state => state.word().to_owned(),
        };
        format!("{:>2} {state:<10} {:<22} {}", status.step.number(), status.step.name(), status.note)
            .trim_end()
            .to_owned()
    };
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_seeds_example_of_a_missing_group_has_the_seeds_lists() {
    let driver = Driver::finished(&devops_missing());
    let document = report(&driver.run);
    let completed = document.completed_steps.unwrap();
    for step in [
        Step::InputValidation,
        Step::DuplicateCheck,
        Step::PasswordGeneration,
        Step::GroupResolution,
        Step::UserCreation,
    ] {
        assert!(completed.contains(&step), "{step}");
    }
    let failed = document.failed_steps.unwrap();
    assert_eq!(failed.iter().map(|failed| failed.step).collect::<Vec<_>>(), [Step::GroupAssignment]);
    let skipped: Vec<_> = document.skipped_steps.unwrap().into_iter().map(|skipped| skipped.step).collect();
    assert!(!completed.contains(&Step::GroupVerification) && !skipped.contains(&Step::GroupVerification));
    assert!(!completed.contains(&Step::GroupAssignment));
    assert_eq!((document.groups_assigned, document.groups_failed), (Some(4), Some(1)));
    assert_eq!(
        (document.success, document.partial_completion, document.account_created),
        (false, Some(true), Some(true))
    );
    assert_eq!(document.manual_intervention_required, Some(true));
    let step = serde_json::to_value(&failed[0]).unwrap();
    assert_eq!(step["error"]["type"], "GROUP_NOT_FOUND");
    assert_eq!(step["error"]["code"], "ERR-GRP-001");
    assert_eq!(step["error"]["message"], "User group 'UG-DevOps' does not exist in JumpCloud");
    assert_eq!(step["error"]["affected_group"], "UG-DevOps");
    assert_eq!(step["impact"], "User created but not added to 1 of 5 groups. Missing access to DevOps resources.");
    assert_eq!(step["remediation"], "Create the group in JumpCloud admin console or update group mapping");
    assert_eq!(
        document.recommended_actions.unwrap()[..2],
        [
            "Verify group 'UG-DevOps' exists in JumpCloud admin console",
            "Create the missing group or update the department-to-group mapping",
        ]
    );
    assert_eq!(document.group_assignments.unwrap().groups_not_found, ["UG-DevOps"]);
}

#[test]
fn steps_of_a_success_are_done_or_skipped() {
    insta::assert_snapshot!(shown(&Driver::finished(&Case::john()).run.steps()));
}

#[test]
fn steps_of_a_full_hire_are_all_done() {
    insta::assert_snapshot!(shown(&Driver::finished(&full()).run.steps()));
}

#[test]
fn steps_of_a_run_with_a_missing_group_say_so() {
    insta::assert_snapshot!(shown(&Driver::finished(&devops_missing()).run.steps()));
}

#[test]
fn steps_that_have_not_begun_are_pending() {
    let mut driver = Driver::planned(&Case::john());
    let state = |driver: &Driver, step| driver.run.step(step).state;
    assert_eq!(state(&driver, Step::GroupVerification), StepState::Ok);
    for step in Step::all()
        .filter(|step| *step >= Step::UserCreation && *step != Step::SshKeyConfiguration && *step != Step::LdapBinding)
    {
        assert_eq!(state(&driver, step), StepState::Pending, "{step}");
    }
    assert_eq!(driver.drive(&mut |_| Scripted::CrashBefore), Halt::Crashed);
    assert_eq!(state(&driver, Step::UserCreation), StepState::Running);
    let opened = Driver::opened(&Case::john());
    assert!(opened.run.steps().iter().all(|status| status.state == StepState::Pending));
}

#[test]
fn a_step_that_waits_says_for_what() {
    let mut driver = Driver::planned(&Case::john());
    let halt = driver.drive(&mut |effect| match effect {
        Effect::AddMember { name, .. } if name == "UG-Engineering" => Scripted::Busy(FaultKind::RateLimited),
        Effect::AddMember { name, .. } if name == "UG-Project-Phoenix" => Scripted::CrashBefore,
        _ => Scripted::Done,
    });
    assert_eq!(halt, Halt::Crashed);
    let status = driver.run.step(Step::GroupAssignment);
    assert!(matches!(status.state, StepState::Waiting(_)));
    assert_eq!(status.note, "HTTP 429, try 1; trying again");
}

#[test]
fn a_refused_request_shows_what_was_found_and_what_was_not_begun() {
    let case = Case::john().with("password", "short").with("system_bindings", json!([crate::support::id(990)]));
    let mut driver = Driver::planned(&case);
    driver.drive_through(&mut |_| Scripted::Done);
    let states: Vec<_> = driver.run.steps().into_iter().map(|status| status.state).collect();
    let mut expected = vec![StepState::Pending; 16];
    for step in [Step::InputValidation, Step::DuplicateCheck, Step::GroupResolution, Step::GroupVerification] {
        expected[step as usize] = StepState::Ok;
    }
    expected[Step::PasswordGeneration as usize] = StepState::Failed;
    expected[Step::SystemBinding as usize] = StepState::Failed;
    assert_eq!(states, expected);
    let document = report(&driver.run);
    assert_eq!(document.completed_steps.unwrap().len(), 4);
    assert_eq!((document.account_created, document.groups_assigned), (Some(false), Some(0)));
    assert_eq!(document.user_info.username.as_deref(), Some("john.smith"));
}

#[test]
fn each_failed_effect_is_under_its_own_step() {
    let table = [
        (Effect::AddKey, Step::SshKeyConfiguration, "ERR-SSH-001"),
        (Effect::BindLdap { id: crate::support::id(401) }, Step::LdapBinding, "ERR-LDP-001"),
        (Effect::BindSystem { id: crate::support::DIRECT.into(), sudo: true }, Step::SystemBinding, "ERR-SYS-001"),
        (Effect::CreateGroup { name: "UG-New".into() }, Step::GroupAssignment, "ERR-GRP-002"),
        (Effect::Activate, Step::ActivationEmail, "ERR-ACT-001"),
        (Effect::NotifyManager, Step::ManagerNotification, "ERR-NTF-001"),
        (Effect::ReadBack, Step::Documentation, "ERR-API-003"),
    ];
    for (effect, step, code) in table {
        let mut driver = Driver::planned(&full());
        driver.drive_through(&mut refusing(std::slice::from_ref(&effect)));
        assert_eq!(driver.run.step(step).state, StepState::Failed);
        let failed = report(&driver.run).failed_steps.unwrap();
        let found: Vec<_> = failed.iter().map(|failed| (failed.step, failed.error.code.as_str())).collect();
        assert_eq!(found, [(step, code)]);
    }
}
