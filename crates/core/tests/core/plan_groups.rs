//! Which groups a plan gives, from where, and what becomes of those that the directory lacks.

use dayone_core::mapping::Source;
use dayone_core::plan::{Plan, Prediction, needs};
use dayone_core::problem::{Affected, ErrorType};
use dayone_core::settings::OnMissingGroup;
use dayone_core::snapshot::Membership;
use dayone_core::steps::Step;
use serde_json::json;

use crate::support::{Case, dynamic, group, id};

fn given(plan: &Plan) -> Vec<(&str, Source)> {
    plan.groups.iter().map(|group| (group.name.as_str(), group.source)).collect()
}

#[test]
fn john_gets_the_seeds_groups_in_the_order_of_their_sources() {
    let plan = Case::john().plan();
    assert_eq!(
        given(&plan),
        [
            ("UG-All-Employees", Source::Default),
            ("UG-Engineering", Source::Department),
            ("UG-Developers", Source::Role),
            ("UG-Seattle-Office", Source::Location),
            ("UG-Project-Phoenix", Source::Additional),
        ]
    );
    let reasons: Vec<_> = plan.groups.iter().map(|group| group.because.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "everyone",
            "department \"Engineering\"",
            "job title \"Software *\"",
            "location \"Seattle\"",
            "this request: additional_groups",
        ]
    );
    assert_eq!(plan.missing_groups, []);
}

#[test]
fn an_exact_title_goes_before_a_pattern() {
    let exact = |settings: &mut dayone_core::settings::TenantSettings| {
        settings.groups.role.insert("software developer".into(), vec!["UG-Sales".into()]);
    };
    let names = |case: Case| {
        let plan = case.plan();
        plan.groups
            .iter()
            .filter(|group| group.source == Source::Role)
            .map(|group| group.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(Case::john().set(exact)), ["UG-Sales"]);
    assert_eq!(names(Case::john().set(exact).with("job_title", "Software Architect")), ["UG-Developers"]);
    assert!(names(Case::john().with("job_title", "Hardware Developer")).is_empty());
}

#[test]
fn an_employee_type_counts_as_role() {
    let plan = Case::john().with("employee_type", "contractor").plan();
    assert!(given(&plan).contains(&("UG-Contractors", Source::Role)));
}

#[test]
fn the_first_source_of_a_group_wins() {
    let case = Case::john()
        .with("user_groups", json!(["UG-Engineering", "UG-Sales"]))
        .with("additional_groups", json!(["UG-Sales", "UG-All-Employees"]));
    let plan = case.plan();
    assert_eq!(given(&plan)[3..], [("UG-Seattle-Office", Source::Location), ("UG-Sales", Source::Additional)]);
    assert_eq!(plan.groups.len(), 5);
    assert_eq!(plan.groups[4].because, "this request: user_groups");
}

#[test]
fn skipping_defaults_leaves_only_what_the_request_names() {
    let plan = Case::john().with("skip_group_defaults", true).with("user_groups", json!(["UG-Engineering"])).plan();
    assert_eq!(given(&plan), [("UG-Engineering", Source::Additional), ("UG-Project-Phoenix", Source::Additional)]);
}

#[test]
fn excluded_groups_are_left_out_of_the_rules_alone() {
    let plan = Case::john().with("exclude_groups", json!(["UG-Seattle-Office", "UG-Project-Phoenix"])).plan();
    let names: Vec<_> = given(&plan).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["UG-All-Employees", "UG-Engineering", "UG-Developers", "UG-Project-Phoenix"]);
}

#[test]
fn group_names_are_compared_exactly() {
    let plan = Case::john().with("additional_groups", json!(["ug-sales"])).plan();
    assert_eq!(plan.missing_groups[0].nearest.as_deref(), Some("UG-Sales"));
}

#[test]
fn a_missing_group_is_left_for_later_by_default() {
    let plan = Case::john().with("additional_groups", json!(["UG-Salse"])).plan();
    let missing = &plan.missing_groups[0];
    assert_eq!((missing.name.as_str(), missing.source, missing.create), ("UG-Salse", Source::Additional, false));
    assert_eq!(missing.nearest.as_deref(), Some("UG-Sales"));
    assert_eq!(plan.groups.len(), 4);
}

#[test]
fn a_missing_group_refuses_the_request_where_so_configured() {
    let case = Case::john()
        .set(|settings| settings.on_missing_group = OnMissingGroup::Fail)
        .with("additional_groups", json!(["UG-Salse", "UG-Zzz"]));
    let refusal = case.refusal();
    let found: Vec<_> = refusal.problems.iter().map(|problem| (problem.kind, problem.step)).collect();
    assert_eq!(found, [(ErrorType::GroupNotFound, Step::GroupVerification); 2]);
    assert_eq!(refusal.problems[0].affected, Some(Affected::Group("UG-Salse".into())));
    assert!(refusal.problems[0].remediation.contains("did you mean 'UG-Sales'?"));
    assert!(refusal.problems[1].remediation.starts_with("Create the group"));
    assert_eq!(
        refusal.completed,
        [Step::InputValidation, Step::DuplicateCheck, Step::PasswordGeneration, Step::GroupResolution]
    );
}

#[test]
fn a_missing_group_is_created_where_so_configured() {
    let case = Case::john()
        .set(|settings| settings.on_missing_group = OnMissingGroup::Create)
        .with("additional_groups", json!(["UG-New"]));
    let plan = case.plan();
    assert!(plan.missing_groups[0].create);
    let calls: Vec<_> = plan
        .calls
        .iter()
        .filter(|call| call.about.contains("UG-New"))
        .map(|call| (call.path.as_str(), call.about.as_str()))
        .collect();
    assert_eq!(
        calls,
        [("/api/v2/usergroups", "create UG-New"), ("/api/v2/usergroups/{group}/members", "add to UG-New")]
    );
}

#[test]
fn a_dynamic_group_that_nobody_asked_for_is_predicted() {
    let plan = Case::john().plan();
    let dynamic: Vec<_> = plan.dynamic_groups.iter().map(|group| (group.name.as_str(), &group.automatic)).collect();
    assert_eq!(dynamic, [("UG-Cost-ENG", &Some(Prediction::Member))]);
    assert_eq!(plan.dynamic_groups[0].because, "rule: attributes.costCenter eq \"ENG-200\"");
    assert!(!plan.calls.iter().any(|call| call.about.contains("UG-Cost")));
}

#[test]
fn a_dynamic_group_that_was_asked_for_is_never_added_to() {
    for (name, prediction) in [("UG-Cost-ENG", Prediction::Member), ("UG-Cost-FIN", Prediction::NotMember)] {
        let plan = Case::john().with("additional_groups", json!([name])).plan();
        let group = plan.groups.last().unwrap();
        assert_eq!((group.name.as_str(), &group.automatic), (name, &Some(prediction.clone())));
        assert_eq!(group.will_hold(), prediction == Prediction::Member);
        assert!(!plan.calls.iter().any(|call| call.about.contains(name)), "{name}");
        assert!(plan.dynamic_groups.iter().all(|dynamic| dynamic.name != name));
    }
}

#[test]
fn a_rule_that_we_do_not_know_is_not_guessed() {
    let case = Case::john().seen(|snapshot| {
        snapshot.shared_mut().groups.push(dynamic(13, "UG-Odd", json!(["department:resembles:Engineering"])));
    });
    let plan = case.plan();
    let odd = plan.dynamic_groups.iter().find(|group| group.name == "UG-Odd").unwrap();
    assert!(matches!(odd.automatic, Some(Prediction::Unknown(_))) && !odd.will_hold());
    assert!(plan.granting_groups().all(|group| group.name != "UG-Odd"));
}

#[test]
fn a_reviewed_group_is_added_to_like_a_static_one() {
    let plan = Case::john().with("additional_groups", json!(["UG-Reviewed"])).plan();
    assert!(plan.groups.last().unwrap().is_static());
    assert!(plan.calls.iter().any(|call| call.about == "add to UG-Reviewed"));
}

#[test]
fn privileged_is_what_is_listed_or_grants_sudo() {
    let privileged = |case: Case| {
        let plan = case.plan();
        plan.groups.into_iter().filter_map(|group| Some((group.name, group.privileged?))).collect::<Vec<_>>()
    };
    assert_eq!(privileged(Case::john()), []);
    let rules = Case::john().set(|settings| {
        settings.privileged.groups = vec!["ug-project-*".into()];
        settings.privileged.applications = vec!["AWS*".into()];
        settings.privileged.systems = vec!["build-server-0?".into()];
    });
    assert_eq!(
        privileged(rules.with("user_groups", json!(["UG-Server-Admins"]))),
        [
            ("UG-Engineering".to_owned(), "grants AWS Console".to_owned()),
            ("UG-Developers".to_owned(), "grants build-server-01".to_owned()),
            ("UG-Server-Admins".to_owned(), "grants sudo".to_owned()),
            ("UG-Project-Phoenix".to_owned(), "listed as privileged".to_owned()),
        ]
    );
}

#[test]
fn only_groups_that_may_count_have_their_access_read() {
    let case = Case::john().with("additional_groups", json!(["UG-Sales", "UG-Nowhere"]));
    let needs = needs(&case.request(), &case.settings, &case.snapshot).unwrap();
    assert_eq!(needs.groups, [1, 2, 3, 4, 7, 11].map(id));
    assert!(needs.systems.is_empty());
}

#[test]
fn no_group_is_given_twice_and_no_dynamic_group_is_written_to() {
    let case = Case::john().seen(|snapshot| {
        for (number, filters) in [(14, json!(["department:eq:Engineering"])), (15, json!([]))] {
            snapshot.shared_mut().groups.push(dynamic(number, &format!("UG-Rule-{number}"), filters));
        }
        snapshot.shared_mut().groups.push(group(16, "UG-Empty"));
    });
    let names: Vec<_> = case.snapshot.shared.groups.iter().map(|group| group.name.clone()).collect();
    let plan = case.clone().with("user_groups", json!(names)).with("additional_groups", json!(names)).plan();
    assert_eq!(plan.groups.len(), names.len());
    assert!(plan.dynamic_groups.is_empty());
    for group in &case.snapshot.shared.groups {
        let written = plan.calls.iter().filter(|call| call.path.contains(&group.id)).count();
        let automatic = matches!(group.membership, Membership::Automatic { .. });
        assert_eq!(written, usize::from(!automatic), "{}", group.name);
    }
}
