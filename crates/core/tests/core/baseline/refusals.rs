//! Names that the directory does not know, or knows twice.

use dayone_core::baseline::{Declaration, Living, Prune, RuleDeclaration, UserGroupDeclaration, plan};
use dayone_core::settings::TenantSettings;

use super::support::{company, id, planned};

fn problems(declaration: &Declaration, living: &Living) -> String {
    let refusal = plan(&TenantSettings::default(), declaration, living, Prune::Nothing).unwrap_err();
    let lines = refusal.problems.iter().map(|one| format!("{}: {}\n  {}", one.key, one.what, one.hint));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_unknown_name_is_refused_with_the_nearest() {
    let (living, mut declaration) = company();
    declaration.system_groups.insert("SG-Build Farm".into(), Default::default());
    declaration.user_groups.insert(
        "ug-sales".into(),
        UserGroupDeclaration {
            systems: vec!["twin".into(), "system 7".into()],
            systems_with_sudo: vec!["system 0".into()],
            systems_with_passwordless_sudo: vec!["system 0".into()],
            system_groups: vec!["SG-Server".into(), "SG-BuildFarm".into(), "SG-Build Farm".into()],
            applications: vec!["Aplication 1".into()],
            ldap_servers: vec!["nothing like it".into()],
            rule: Some(RuleDeclaration::default()),
            ..UserGroupDeclaration::default()
        },
    );
    declaration.user_groups.remove("UG-Sales");
    insta::assert_snapshot!(problems(&declaration, &living));
}

#[test]
fn an_id_is_as_good_as_a_name() {
    let (living, mut declaration) = company();
    let group = declaration.user_groups.get_mut("UG-Sales").unwrap();
    group.applications = vec![id(4, 2)];
    assert!(planned(&declaration, &living, Prune::Nothing).is_done());
}

#[test]
fn two_groups_that_differ_in_case_alone_may_both_be_declared() {
    let (mut living, mut declaration) = company();
    living.groups[2].name = "ug-sales".into();
    let sales = declaration.user_groups["UG-Sales"].clone();
    declaration.user_groups.insert("ug-sales".into(), sales);
    assert_eq!(planned(&declaration, &living, Prune::Nothing).acts.len(), 2);
}
