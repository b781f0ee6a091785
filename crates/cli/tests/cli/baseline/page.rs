//! The plan of a baseline for people.

use dayone_cli::render::baseline::{BaselineView, page};
use dayone_cli::render::text::width as text_width;
use dayone_core::baseline::{
    Declaration, Grant, GrantKind, GroupKind, Living, LivingGroup, Plan, Prune, Sudo, SystemGroupDeclaration, Things,
    UserGroupDeclaration, plan,
};
use dayone_core::settings::TenantSettings;
use dayone_core::snapshot::Named;

fn named(id: &str, name: &str) -> Named {
    Named { id: id.into(), name: name.into() }
}

fn living() -> Living {
    let group = |id: &str, name: &str, members, grants: &[&str]| LivingGroup {
        kind: GroupKind::User,
        id: id.into(),
        name: name.into(),
        description: String::new(),
        sudo: Sudo::Off,
        rule: None,
        members: Some(members),
        grants: grants
            .iter()
            .map(|id| Grant { kind: GrantKind::Application, id: (*id).into(), sudo: Sudo::Off })
            .collect(),
    };
    let mut things = Things::default();
    let names = ["GitHub", "Jira", "GitLab", "Slack", "AWS Console \u{1b}[31m"];
    things.insert(GrantKind::Application, names.iter().map(|name| named(name, name)).collect());
    things.insert(GrantKind::System, vec![named("s1", "prod-web-01")]);
    Living {
        organization: named("5f9a8b7c6d5e4f3a2b1c0d9e", "Company Inc"),
        groups: vec![
            group("g1", "UG-Engineering", 12, &["GitHub", "Jira", "GitLab", "AWS Console \u{1b}[31m"]),
            group("g2", "UG-Vertrieb", 4, &["Slack"]),
            group("g3", "UG-Break-Glass", 1, &[]),
        ],
        things,
        ..Living::default()
    }
}

fn everything() -> Plan {
    let mut declaration = Declaration::default();
    let group = |applications: &[&str]| UserGroupDeclaration {
        applications: applications.iter().map(|name| (*name).to_owned()).collect(),
        ..UserGroupDeclaration::default()
    };
    let description = "Everybody who writes software".to_owned();
    declaration.user_groups.insert("UG-Engineering".into(), UserGroupDeclaration { description, ..group(&[]) });
    declaration.user_groups.insert("UG-Sales".into(), group(&["Slack"]));
    declaration.user_groups.insert("UG-Break-Glass".into(), group(&["GitHub"]));
    let admins = UserGroupDeclaration {
        sudo: Sudo::WithPassword,
        systems_with_passwordless_sudo: vec!["prod-web-01".into()],
        system_groups: vec!["SG-Servers".into()],
        ..group(&[])
    };
    declaration.user_groups.insert("UG-Prod-Admins".into(), admins);
    declaration.system_groups.insert("SG-Servers".into(), SystemGroupDeclaration::default());
    let mut settings = TenantSettings { name: "acme".into(), ..TenantSettings::default() };
    settings.protected.groups = vec!["UG-Break-*".into()];
    plan(&settings, &declaration, &living(), Prune::Nothing).expect("a plan")
}

fn shown(plan: &Plan, width: usize) -> String {
    let view = BaselineView {
        plan,
        declared: "4 user groups, 1 system group".into(),
        frozen: None,
        next: Some(format!("dayone baseline apply --tenant acme --plan-digest {}", plan.digest.short())),
    };
    let text = page(&view, width).text(false);
    let lines = text.lines().filter(|line| !line.starts_with("  next"));
    assert!(lines.map(text_width).all(|columns| columns <= width), "{text}");
    text.replace(&plan.digest.short(), "0123456789ab")
}

#[test]
fn everything_that_differs_is_shown_with_what_is_held_back() {
    let plan = everything();
    insta::assert_snapshot!(format!("{}\n\n{}", shown(&plan, 120), shown(&plan, 80)));
}

#[test]
fn nothing_that_differs_is_said_in_a_line() {
    let plan = plan(&TenantSettings::default(), &Declaration::default(), &living(), Prune::Nothing).expect("a plan");
    insta::assert_snapshot!(shown(&plan, 100));
}
