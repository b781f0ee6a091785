//! A small organisation.

use dayone_core::baseline::{
    Declaration, Grant, GrantKind, GroupKind, Living, LivingGroup, Plan, Prune, Sudo, Things, declare, plan,
};
use dayone_core::settings::TenantSettings;
use dayone_core::snapshot::Named;

/// How many things there are of each kind, other than groups of systems.
pub(super) const THINGS: u8 = 3;

pub(super) fn named(id: &str, name: &str) -> Named {
    Named { id: id.into(), name: name.into() }
}

/// An id of 24 hex digits.
pub(super) fn id(kind: u8, number: u8) -> String {
    format!("{kind:02x}{number:022x}")
}

fn kind_number(kind: GrantKind) -> u8 {
    GrantKind::ALL.iter().position(|one| *one == kind).unwrap_or_default() as u8
}

pub(super) fn thing_id(kind: GrantKind, number: u8) -> String {
    id(kind_number(kind), number)
}

/// `application 1`; two systems have one name.
pub(super) fn thing_name(kind: GrantKind, number: u8) -> String {
    match (kind, number) {
        (GrantKind::System, 1 | 2) => "twin".into(),
        _ => format!("{} {number}", kind.noun()),
    }
}

/// Everything that can be granted, but groups of systems.
pub(super) fn things() -> Things {
    let mut things = Things::default();
    for kind in GrantKind::ALL.into_iter().filter(|kind| *kind != GrantKind::SystemGroup) {
        let named = (0..THINGS).map(|number| named(&thing_id(kind, number), &thing_name(kind, number)));
        things.insert(kind, named.collect());
    }
    things
}

/// The directory with these groups, and groups of systems among the things.
pub(super) fn with_groups(groups: Vec<LivingGroup>) -> Living {
    let mut things = things();
    let of_systems = groups.iter().filter(|group| group.kind == GroupKind::System);
    things.insert(GrantKind::SystemGroup, of_systems.map(|group| named(&group.id, &group.name)).collect());
    Living { organization: named("5f00000000000000000000aa", "Company Inc"), groups, things, ..Living::default() }
}

pub(super) fn group(kind: GroupKind, number: u8, name: &str) -> LivingGroup {
    let place = if kind == GroupKind::System { 0xa0 } else { 0xb0 };
    LivingGroup {
        kind,
        id: id(place, number),
        name: name.into(),
        description: String::new(),
        sudo: Sudo::Off,
        rule: None,
        members: Some(0),
        grants: Vec::new(),
    }
}

pub(super) fn grant(kind: GrantKind, number: u8) -> Grant {
    Grant { kind, id: thing_id(kind, number), sudo: Sudo::Off }
}

/// A directory with two groups of users and one of systems, and what import declares of it.
pub(super) fn company() -> (Living, Declaration) {
    let servers = LivingGroup {
        grants: vec![grant(GrantKind::Policy, 0), grant(GrantKind::PolicyGroup, 1)],
        ..group(GroupKind::System, 1, "SG-Servers")
    };
    let engineering = LivingGroup {
        description: "Engineers".into(),
        members: Some(12),
        grants: vec![
            Grant { kind: GrantKind::SystemGroup, id: servers.id.clone(), sudo: Sudo::Off },
            Grant { sudo: Sudo::WithPassword, ..grant(GrantKind::System, 0) },
            grant(GrantKind::Application, 0),
            grant(GrantKind::Application, 1),
        ],
        ..group(GroupKind::User, 1, "UG-Engineering")
    };
    let sales = LivingGroup {
        members: Some(4),
        grants: vec![grant(GrantKind::Application, 2)],
        ..group(GroupKind::User, 2, "UG-Sales")
    };
    let living = with_groups(vec![servers, engineering, sales]);
    let declaration = declare(&living);
    (living, declaration)
}

pub(super) fn planned(declaration: &Declaration, living: &Living, prune: Prune) -> Plan {
    planned_beside(&[], declaration, living, prune)
}

/// The same with groups that the tenant protects.
pub(super) fn planned_beside(protected: &[&str], declaration: &Declaration, living: &Living, prune: Prune) -> Plan {
    let mut settings = TenantSettings { name: "acme".into(), ..TenantSettings::default() };
    settings.protected.groups = protected.iter().map(|name| (*name).to_owned()).collect();
    plan(&settings, declaration, living, prune).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// Each act on a line.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let line = |planned: &dayone_core::baseline::PlannedAct| {
        let act = &planned.act;
        format!("{} {}: {}  [{}]", act.verb(), act.subject(), act.what(), planned.because)
    };
    plan.acts.iter().map(line).collect()
}
