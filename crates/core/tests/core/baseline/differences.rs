//! What a change of the declaration, or of the directory, shows.

use dayone_core::baseline::{
    BaselineGuard, ConditionDeclaration, Declaration, EmailKind, EmailWords, GrantKind, GroupKind, LivingGroup, Prune,
    RuleDeclaration, Sudo, UserGroupDeclaration,
};
use dayone_core::settings::TenantSettings;

use super::support::{company, grant, group, lines, planned, planned_beside, thing_name, with_groups};

fn engineering(declaration: &mut Declaration) -> &mut UserGroupDeclaration {
    declaration.user_groups.get_mut("UG-Engineering").unwrap()
}

#[test]
fn each_change_by_hand_is_one_line_with_its_reason() {
    let (living, declaration) = company();
    let place = living.groups.iter().position(|group| group.name == "UG-Engineering").unwrap();
    let change = |change: fn(&mut LivingGroup)| {
        let mut living = living.clone();
        change(&mut living.groups[place]);
        let plan = planned(&declaration, &living, Prune::Nothing);
        assert_eq!(plan.acts.len(), 1);
        lines(&plan).remove(0)
    };
    let lines = [
        change(|group| group.description = "by hand".into()),
        change(|group| group.sudo = Sudo::WithoutPassword),
        change(|group| group.grants.retain(|grant| grant.kind != GrantKind::SystemGroup)),
        change(|group| group.grants.push(grant(GrantKind::RadiusServer, 0))),
        change(|group| group.grants[1].sudo = Sudo::Off),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_new_group_is_created_before_it_grants_and_what_goes_goes_last() {
    let (living, mut declaration) = company();
    declaration.system_groups.insert("SG-New".into(), Default::default());
    engineering(&mut declaration).system_groups = vec!["SG-New".into()];
    declaration.user_groups.insert(
        "UG-Ops".into(),
        UserGroupDeclaration {
            sudo: Sudo::WithPassword,
            system_groups: vec!["SG-New".into(), "SG-Servers".into()],
            rule: Some(RuleDeclaration {
                conditions: vec![ConditionDeclaration {
                    field: "department".into(),
                    operator: "eq".into(),
                    value: "Ops".into(),
                }],
                ..RuleDeclaration::default()
            }),
            ..UserGroupDeclaration::default()
        },
    );
    declaration
        .emails
        .insert(EmailKind::ActivateUserCustom, EmailWords { subject: "Welcome".into(), ..EmailWords::default() });
    let plan = planned(&declaration, &living, Prune::Nothing);
    assert!(plan.guards.is_empty());
    insta::assert_snapshot!(lines(&plan).join("\n"));
}

#[test]
fn groups_that_are_not_declared_are_left_alone_unless_pruned_and_members_hold_that_back() {
    let (living, mut declaration) = company();
    declaration.user_groups.remove("UG-Sales");
    let plan = planned(&declaration, &living, Prune::Nothing);
    assert!(plan.is_done());
    assert_eq!(plan.left_alone.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["UG-Sales"]);
    let plan = planned(&declaration, &living, Prune::Undeclared);
    insta::assert_snapshot!(lines(&plan).join("\n"));
    let guards: Vec<_> = plan.guards.iter().map(|tripped| (tripped.guard, tripped.message.as_str())).collect();
    assert_eq!(guards, [(BaselineGuard::GroupWithMembers, "user group UG-Sales has 4 members")]);
}

#[test]
fn a_kind_of_which_nothing_is_declared_is_not_pruned() {
    let (mut living, mut declaration) = company();
    living.emails.insert(EmailKind::LockoutNoticeUser, EmailWords::default());
    declaration.system_groups.clear();
    declaration.emails.clear();
    assert!(planned(&declaration, &living, Prune::Undeclared).is_done());
}

#[test]
fn a_group_of_systems_that_a_declared_group_grants_is_not_pruned() {
    let (mut living, declaration) = company();
    living.groups.push(group(GroupKind::System, 2, "SG-Left-Over"));
    let mut declaration = Declaration { system_groups: Default::default(), ..declaration };
    declaration.system_groups.insert("SG-Other".into(), Default::default());
    let plan = planned(&declaration, &living, Prune::Undeclared);
    assert_eq!(lines(&plan).len(), 2, "{:?}", lines(&plan));
    assert_eq!(plan.left_alone[0].name, "SG-Servers");
}

#[test]
fn more_than_a_few_grants_are_not_taken_in_passing() {
    let (living, mut declaration) = company();
    let group = engineering(&mut declaration);
    *group = UserGroupDeclaration { description: group.description.clone(), ..UserGroupDeclaration::default() };
    let plan = planned(&declaration, &living, Prune::Nothing);
    let guards: Vec<_> = plan.guards.iter().map(|tripped| tripped.message.as_str()).collect();
    assert_eq!(guards, ["4 grants would be taken, more than 3"]);
    engineering(&mut declaration).applications = vec![thing_name(GrantKind::Application, 0)];
    assert!(planned(&declaration, &living, Prune::Nothing).guards.is_empty());
}

#[test]
fn a_rule_over_members_by_hand_is_held_back() {
    let (living, mut declaration) = company();
    let query = Some("{\"queryType\":\"Search\",\"searchFilters\":\"{}\"}".to_owned());
    engineering(&mut declaration).rule = Some(RuleDeclaration { query, ..RuleDeclaration::default() });
    let plan = planned(&declaration, &living, Prune::Nothing);
    let guards: Vec<_> = plan.guards.iter().map(|tripped| tripped.guard).collect();
    assert_eq!(guards, [BaselineGuard::RuleOverMembers]);
    let plan = planned_beside(&["UG-Eng*"], &declaration, &living, Prune::Nothing);
    assert!(plan.is_done() && plan.guards.is_empty());
    assert_eq!(plan.protected.len(), 1);
}

#[test]
fn a_group_renamed_by_hand_is_recognised_by_what_it_grants_or_by_its_name() {
    let (living, declaration) = company();
    for name in ["Vertrieb", "UG-Sale"] {
        let mut living = living.clone();
        living.groups[2].name = name.into();
        let plan = planned(&declaration, &living, Prune::Nothing);
        let renamed: Vec<_> = plan.renamed.iter().map(|pair| (pair.declared.as_str(), pair.there.as_str())).collect();
        assert_eq!(renamed, [("UG-Sales", name)]);
        assert_eq!(plan.acts.len(), 2, "created, and granted its application");
    }
}

#[test]
fn equal_plans_of_two_tenants_have_two_digests() {
    let living = with_groups(vec![group(GroupKind::User, 1, "UG-A")]);
    let declaration = Declaration::default();
    let digest = |tenant: &str| {
        let settings = TenantSettings { name: tenant.into(), ..TenantSettings::default() };
        dayone_core::baseline::plan(&settings, &declaration, &living, Prune::Nothing).unwrap().digest
    };
    assert_ne!(digest("acme"), digest("beta"));
}
