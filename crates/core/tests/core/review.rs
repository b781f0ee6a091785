//! What somebody should look at, and lists of decisions that come back.

use std::collections::BTreeMap;

use dayone_core::account::{AccountFacts, AccountState};
use dayone_core::provenance::{Act, Entry, Grounds, Holding, Judged, Provenance, Record, Standing};
use dayone_core::review::{Finding, Key, Matter, Person, RemovalOf, Verdict, decide, of_account, of_groups, removals};
use dayone_core::settings::{TenantSettings, WarningCode, WarningLevel};
use dayone_core::snapshot::{Group, Membership, System};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::driver::Driver;
use crate::support::{Case, now, settings};

/// John, as he is after his hire, in use.
fn john() -> AccountFacts {
    let mut account = *Driver::finished(&Case::john()).run.account.expect("an account");
    account.state = AccountState::Activated;
    account.activated = true;
    account.mfa_required = true;
    account.mfa_configured = true;
    account
}

fn group(name: &str) -> Group {
    Group { id: format!("id of {name}"), name: name.into(), membership: Membership::Static, grants_sudo: false }
}

#[derive(Default)]
struct Around {
    groups: Vec<Group>,
    systems: Vec<System>,
    provenance: Provenance,
    standing: Option<Standing>,
    judged: BTreeMap<Key, Judged>,
}

fn found(account: &AccountFacts, around: &Around, settings: &TenantSettings) -> Vec<Finding> {
    let groups: Vec<&Group> = around.groups.iter().collect();
    let systems: Vec<&System> = around.systems.iter().collect();
    let Around { provenance, standing, judged, .. } = around;
    let person =
        Person { account, groups: &groups, systems: &systems, provenance, standing: standing.as_ref(), judged };
    of_account(&person, settings, now())
}

fn matters(account: &AccountFacts, around: &Around) -> Vec<Matter> {
    found(account, around, &settings()).into_iter().map(|finding| finding.matter).collect()
}

fn given(name: &str, grounds: Grounds) -> Entry {
    Entry {
        account: john().id,
        at: now(),
        holding: Holding::Group(group(name).id),
        act: Act::Given(grounds),
        record: Record { run: "R".into(), actor: "a".into(), ticket: None, approver: None },
    }
}

#[test]
fn an_account_as_it_should_be_is_not_found() {
    let around = Around { groups: vec![group("UG-Engineering")], ..Around::default() };
    assert_eq!(matters(&john(), &around), []);
}

#[test]
fn what_is_wrong_with_the_account_itself_is_found_unless_it_is_suspended() {
    let ended = Standing {
        run: "R".into(),
        opened_at: now(),
        is_open: false,
        contract_ends: Some(now() - SignedDuration::from_hours(1)),
    };
    let around = Around { standing: Some(ended), ..Around::default() };
    let mut account = AccountFacts {
        sudo: true,
        mfa_required: false,
        mfa_configured: false,
        activated: false,
        created: Some(now() - SignedDuration::from_hours(24 * 15)),
        ..john()
    };
    let all = [Matter::PastEnd, Matter::Sudo, Matter::WithoutMfa, Matter::NeverActivated];
    assert_eq!(matters(&account, &around), all);
    account.state = AccountState::Suspended;
    assert_eq!(matters(&account, &around), []);
}

#[test]
fn nobody_wonders_about_grace_a_new_account_or_one_that_waits_for_its_day() {
    let grace = AccountFacts {
        mfa_configured: false,
        mfa_exclusion: true,
        mfa_exclusion_until: Some(now() + SignedDuration::from_hours(1)),
        ..john()
    };
    assert_eq!(matters(&grace, &Around::default()), []);
    let lapsed = AccountFacts { mfa_exclusion_until: Some(now()), ..grace };
    assert_eq!(matters(&lapsed, &Around::default()), [Matter::WithoutMfa]);
    let old = Some(now() - SignedDuration::from_hours(24 * 30));
    let staged = AccountFacts { state: AccountState::Staged, activated: false, created: old, ..john() };
    assert_eq!(matters(&staged, &Around::default()), [Matter::NeverActivated]);
    let new = AccountFacts { created: Some(now()), ..staged.clone() };
    assert_eq!(matters(&new, &Around::default()), []);
    let waits = Standing { run: "R".into(), opened_at: now(), is_open: true, contract_ends: None };
    assert_eq!(matters(&staged, &Around { standing: Some(waits), ..Around::default() }), []);
}

#[test]
fn a_membership_is_explained_by_a_rule_or_by_a_request_and_kept_ones_come_back() {
    let of = |grounds: Option<Grounds>, judged: BTreeMap<Key, Judged>| {
        let entries = grounds.map(|grounds| given("UG-Finance", grounds)).into_iter().collect();
        let provenance = Provenance::fold(entries);
        let around = Around { groups: vec![group("UG-Finance")], provenance, judged, ..Around::default() };
        found(&john(), &around, &settings()).into_iter().map(|finding| finding.detail).collect::<Vec<_>>()
    };
    let rule = Grounds::Rule { source: dayone_core::mapping::Source::Department, because: "department \"F\"".into() };
    let hand = Grounds::Hand { because: "kept in a review: audited".into() };
    assert_eq!(of(None, BTreeMap::new()), ["no record of who gave it"]);
    assert_eq!(of(Some(Grounds::Found), BTreeMap::new()), ["found in JumpCloud, and no rule gave it"]);
    assert_eq!(of(Some(rule), BTreeMap::new()), ["given by department \"F\", but no rule gives it now"]);
    assert_eq!(of(Some(hand.clone()), BTreeMap::new()), [""; 0]);
    let key = Key { matter: Matter::Unexplained, account: john().id, subject: group("UG-Finance").id };
    let judged = Judged { key: key.clone(), at: now(), verdict: Verdict::Keep, run: "V".into() };
    assert_eq!(of(Some(hand), BTreeMap::from([(key, judged)])), ["kept in a review: audited"]);
}

#[test]
fn direct_bindings_are_found_unless_a_rule_gives_them() {
    let system = System { id: "60a2".into(), name: "web".into(), os: String::new(), sudo: true };
    let around = Around { systems: vec![system], ..Around::default() };
    let details: Vec<_> = found(&john(), &around, &settings()).into_iter().map(|finding| finding.detail).collect();
    assert_eq!(details, ["with sudo; no record of who gave it"]);
    let mut ruled = settings();
    ruled.system_bindings.default = vec!["60a2".into()];
    assert_eq!(found(&john(), &around, &ruled), []);
}

#[test]
fn odd_and_empty_groups_are_found() {
    let groups = [(group("Everyone"), 3), (group("UG-Nobody"), 0), (group("UG-Some"), 1)];
    let of = |settings: &TenantSettings| {
        let each = groups.iter().map(|(group, size)| (group, *size));
        of_groups(each, settings).map(|one| (one.matter, one.subject.unwrap().name)).collect::<Vec<_>>()
    };
    let empty = (Matter::EmptyGroup, "UG-Nobody".to_owned());
    assert_eq!(of(&settings()), [(Matter::OddGroup, "Everyone".to_owned()), empty.clone()]);
    let mut quiet = settings();
    quiet.warnings.insert(WarningCode::GroupOutsidePrefixes, WarningLevel::Off);
    assert_eq!(of(&quiet), [empty]);
}

mod decisions {
    use super::*;

    const HEADER: [&str; 5] = ["finding", "account_id", "subject_id", "decision", "reason"];

    fn header() -> Vec<String> {
        HEADER.map(str::to_owned).to_vec()
    }

    /// John has sudo and is in a group that nothing explains; a group is empty.
    fn findings() -> Vec<Finding> {
        let account = AccountFacts { sudo: true, ..john() };
        let around = Around { groups: vec![group("UG-Finance")], ..Around::default() };
        let mut all = found(&account, &around, &settings());
        all.extend(of_groups([(&group("UG-Nobody"), 0)].into_iter(), &settings()));
        all
    }

    fn row(finding: &Finding, decision: &str, reason: &str) -> Vec<String> {
        let Key { matter, account, subject } = finding.key();
        [matter.word(), &account, &subject, decision, reason].map(str::to_owned).to_vec()
    }

    fn read(rows: &[Vec<String>]) -> Result<usize, Vec<String>> {
        let findings = findings();
        let rows = (2..).zip(rows.iter().map(Vec::as_slice));
        match decide(&header(), rows, &findings) {
            Ok(decided) => Ok(decided.len()),
            Err(problems) => {
                Err(problems.iter().map(|one| format!("{}: {}; {}", one.line, one.message, one.mend)).collect())
            }
        }
    }

    #[test]
    fn keep_and_remove_are_read_and_the_rest_is_left_for_later() {
        let findings = findings();
        let [sudo, finance, nobody] = findings.as_slice() else { panic!("{findings:#?}") };
        let rows = [row(sudo, "Remove", "not needed"), row(finance, "remove", "moved"), row(nobody, "", "")];
        let rows: Vec<(u64, &[String])> = (2..).zip(rows.iter().map(Vec::as_slice)).collect();
        let decided = decide(&header(), rows.into_iter(), &findings).expect("decisions");
        let going: Vec<RemovalOf> = removals(&decided).into_iter().map(|removal| removal.of).collect();
        assert_eq!(going, [RemovalOf::Membership(finance.subject.clone().unwrap()), RemovalOf::Sudo]);
    }

    #[test]
    fn everything_that_is_wrong_is_named_with_its_line() {
        let findings = findings();
        let [sudo, finance, nobody] = findings.as_slice() else { panic!("{findings:#?}") };
        let mut gone = row(finance, "keep", "x");
        gone[2] = "60d3".into();
        let rows = [
            row(sudo, "kep", "x"),
            row(sudo, "keep", " "),
            gone,
            row(nobody, "remove", "x"),
            row(finance, "keep", "x"),
            row(finance, "remove", "x"),
        ];
        let problems = read(&rows).unwrap_err();
        let begins = [
            "2: \"kep\" is no decision; did you mean keep?",
            "3: there is no reason; say why",
            "4: nothing of the kind is found now; print the list anew",
            "5: empty_group can't be removed; delete the group in the admin console",
            "7: it was decided in line 6 already; decide each finding once",
        ];
        assert_eq!(problems.len(), begins.len(), "{problems:#?}");
        for (problem, begin) in problems.iter().zip(begins) {
            assert!(problem.starts_with(begin), "{problem}");
        }
    }

    #[test]
    fn another_file_is_no_list() {
        let findings = findings();
        let problems = decide(&["name".to_owned()], std::iter::empty(), &findings).unwrap_err();
        assert!(problems[0].message.starts_with("the list lacks the columns finding, account_id"), "{problems:?}");
    }

    proptest! {
        #[test]
        fn no_list_panics_and_nothing_is_decided_twice(
            cells in proptest::collection::vec(("(sudo|unexplained|x)", "(keep|remove||K)", "(why|)"), 0..6),
        ) {
            let findings = findings();
            let rows: Vec<Vec<String>> = cells
                .iter()
                .map(|(word, decision, reason)| match findings.iter().find(|one| one.matter.word() == word) {
                    Some(finding) => row(finding, decision, reason),
                    None => vec![word.clone()],
                })
                .collect();
            if let Ok(count) = read(&rows) {
                prop_assert!(count <= 2);
            }
        }
    }
}
