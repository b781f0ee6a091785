//! Which username a plan has: what the directory, other runs and those who have left say to it.

use dayone_core::plan::{UsernameSource, further_candidates, lookups};
use dayone_core::problem::ErrorType;
use dayone_core::settings::Naming;
use dayone_core::snapshot::{ExistingAccount, Reserved};
use dayone_core::steps::Step;
use serde_json::json;

use crate::support::{Case, ann};

fn formed() -> Case {
    let rule = |settings: &mut dayone_core::settings::TenantSettings| {
        settings.naming = Some(Naming::by("{{ first_name }}.{{ last_name }}"));
    };
    Case::john().set(rule).with("username", json!(null))
}

fn account(username: &str) -> ExistingAccount {
    ExistingAccount { username: username.into(), ..ann() }
}

fn reserved(case: Case, name: &str, why: Reserved) -> Case {
    case.seen(|snapshot| drop(snapshot.reserved.insert(name.into(), why)))
}

#[test]
fn a_name_that_is_taken_or_spoken_for_is_passed_over_and_told() {
    assert_eq!(formed().plan().username_source, UsernameSource::Formed { passed_over: Vec::new() });
    assert_eq!(formed().plan().username_source.because(), None);
    let case = formed().beside(account("John.SMITH"));
    assert_eq!(case.plan().account.username, "john.smith2");
    let because = case.plan().username_source.because();
    assert_eq!(because.as_deref(), Some("john.smith belongs to another account"));
    let case = reserved(case, "john.smith2", Reserved::UnderWay { run: "7K2M9QXA".into() });
    let case = reserved(case, "john.smith3", Reserved::Left);
    let plan = reserved(case, "john.smith4", Reserved::Batch).plan();
    assert_eq!(plan.account.username, "john.smith5");
    assert_eq!(
        plan.username_source.because().as_deref(),
        Some(
            "john.smith belongs to another account; john.smith2 is reserved by run 7K2M9QXA; \
             2 more could not be had"
        )
    );
}

#[test]
fn a_persons_own_name_is_kept_before_any_other() {
    let plan = reserved(formed(), "john.smith2", Reserved::Own).plan();
    assert_eq!((plan.account.username.as_str(), plan.username_source), ("john.smith2", UsernameSource::Kept));
    // Unless somebody has it after all.
    let plan = reserved(formed(), "john.smith2", Reserved::Own).beside(account("john.smith2")).plan();
    assert_eq!(plan.account.username, "john.smith");
    // And only a name that the rule can give.
    assert_eq!(reserved(formed(), "jsmith", Reserved::Own).plan().account.username, "john.smith");
}

#[test]
fn what_is_only_known_about_the_name_does_not_change_the_digest() {
    let first = formed().beside(account("john.smith")).plan();
    let later = reserved(formed(), "john.smith", Reserved::Left).plan();
    assert_eq!((first.account.username.as_str(), later.account.username.as_str()), ("john.smith2", "john.smith2"));
    let again = formed().beside(account("john.smith")).plan();
    assert_eq!(first.digest, again.digest);
    assert_eq!(first.digest, later.digest, "why it is that name is not what is agreed to");
}

#[test]
fn a_given_name_that_is_spoken_for_is_refused_with_the_reason() {
    for (why, words) in [
        (Reserved::UnderWay { run: "7K2M9QXA".into() }, "is reserved by run 7K2M9QXA"),
        (Reserved::Left, "belonged to somebody who has left"),
        (Reserved::Batch, "somebody else of this batch"),
    ] {
        let refusal = reserved(Case::john().with("username", "John.Smith"), "john.smith", why.clone()).refusal();
        assert_eq!(refusal.problems.len(), 1);
        let problem = &refusal.problems[0];
        assert_eq!((problem.kind, problem.step), (ErrorType::UserAlreadyExists, Step::DuplicateCheck));
        assert!(problem.message.contains(words), "{}", problem.message);
        // An account in the way says it all.
        let case = reserved(Case::john(), "john.smith", why).beside(account("john.smith"));
        assert_eq!(case.refusal().problems.len(), 1);
    }
    assert_eq!(reserved(Case::john(), "john.smith", Reserved::Own).plan().account.username, "john.smith");
}

#[test]
fn a_ladder_without_a_free_rung_is_refused_before_anything_else_is_looked_at() {
    let case = formed().set(|settings| {
        let rule = settings.naming.take().unwrap();
        settings.naming = Some(Naming { ladder: vec!["{{ name }}2".into()], ..rule });
    });
    let case = case.beside(account("john.smith")).beside(account("john.smith2"));
    let refusal = case.refusal();
    assert_eq!(refusal.problems.len(), 1);
    assert_eq!(refusal.problems[0].kind, ErrorType::UserAlreadyExists);
    assert!(refusal.problems[0].message.contains("None of the 2 names"), "{}", refusal.problems[0].message);
    assert!(refusal.problems[0].remediation.contains("naming.ladder"));
    assert_eq!(refusal.completed, [Step::InputValidation]);
}

#[test]
fn a_few_names_are_looked_for_at_once_and_more_only_when_all_are_taken() {
    let case = formed();
    let (request, settings) = (case.request(), case.settings.clone());
    let first = lookups(&request, &settings).unwrap();
    let names = |list: &[dayone_core::fields::Username]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let asked = names(&first.usernames);
    assert_eq!(asked, ["john.smith", "john.smith2", "john.smith3", "john.smith4", "john.smith5", "john.smith6"]);
    assert_eq!(first.terms[..6], asked);
    let beside = |names: &[String]| names.iter().fold(formed(), |case, name| case.beside(account(name)));
    assert!(further_candidates(&request, &settings, &beside(&asked[..5]).snapshot, &first.usernames).is_empty());
    let next = further_candidates(&request, &settings, &beside(&asked).snapshot, &first.usernames);
    assert_eq!(names(&next)[..2], ["john.smith7", "john.smith8"]);
    assert_eq!(next.len(), 6);
    // One that was found beside the others need not be looked for.
    let case = beside(&asked).beside(account("john.smith7"));
    let next = further_candidates(&request, &settings, &case.snapshot, &first.usernames);
    assert_eq!(names(&next)[0], "john.smith8");
    // A name that was given is the only one.
    let given = lookups(&Case::john().request(), &settings).unwrap();
    assert_eq!(names(&given.usernames), ["john.smith"]);
}
