//! Section 2: groups, what they grant, LDAP and RADIUS.

use std::collections::BTreeMap;

use dayone_jumpcloud::GraphObject;

use super::Examination;
use super::check::Check;
use super::compare::{self, Found};
use super::line::Line;
use crate::live::Live;

pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    let Some(live) = &examination.live else {
        return vec![
            examination.absent(Line::Groups, "groups"),
            examination.absent(Line::InheritedAccess, "systems"),
            examination.absent(Line::InheritedAccess, "applications"),
            examination.absent(Line::LdapAndRadius, "LDAP"),
            examination.absent(Line::LdapAndRadius, "RADIUS"),
        ];
    };
    let expected = &examination.expected;
    let reached = |objects: &[GraphObject]| found(examination, live, objects);
    let inherited = Line::InheritedAccess;
    vec![
        groups(examination, live),
        compare::check(examination, inherited, "systems", &expected.systems, &reached(&live.systems)),
        bindings(examination, live),
        compare::check(examination, inherited, "applications", &expected.applications, &reached(&live.applications)),
        ldap(examination, live),
        compare::check(
            examination,
            Line::LdapAndRadius,
            "RADIUS servers",
            &expected.radius_servers,
            &reached(&live.radius_servers),
        ),
    ]
}

fn groups(examination: &Examination<'_>, live: &Live) -> Check {
    let expected = &examination.expected;
    let held = |id: &Option<String>| id.as_ref().is_some_and(|id| live.member_of.contains(id));
    let missing: Vec<String> = expected
        .groups
        .iter()
        .filter(|group| !held(&group.id))
        .map(|group| match &group.id {
            Some(_) => format!("{} ({})", group.name, group.because),
            None => format!("{} ({}; there is no such group)", group.name, group.because),
        })
        .collect();
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let known =
        |id: &String| expected.open.contains(id) || expected.groups.iter().any(|group| group.id.as_ref() == Some(id));
    let beyond: Vec<String> =
        live.member_of.iter().filter(|id| !known(id)).map(|id| live.name(id).to_owned()).collect();
    let wanted = expected.groups.len();
    compare::verdict(examination, Line::Groups, "groups", wanted, &missing, &beyond, || {
        let names: Vec<&str> = expected.groups.iter().map(|group| group.name.as_str()).collect();
        match names.len() {
            0 => "no group, as it should be".to_owned(),
            count => format!("in all {count}: {}", names.join(", ")),
        }
    })
}

/// What is reached, without what only an unpredictable group gives.
fn found(examination: &Examination<'_>, live: &Live, objects: &[GraphObject]) -> Found {
    let open = &examination.expected.open;
    let counts = |object: &&GraphObject| {
        let groups = object.via_user_groups();
        object.is_direct() || groups.is_empty() || groups.iter().any(|id| !open.contains(*id))
    };
    objects
        .iter()
        .filter(counts)
        .map(|object| (object.id.clone(), (live.name(&object.id).to_owned(), live.ways(object))))
        .collect()
}

fn bindings(examination: &Examination<'_>, live: &Live) -> Check {
    let wanted: BTreeMap<String, String> =
        examination.expected.direct.iter().map(|(id, (name, _))| (id.clone(), name.clone())).collect();
    let found: Found = live
        .bindings
        .iter()
        .map(|edge| (edge.to.id.clone(), (live.name(&edge.to.id).to_owned(), String::new())))
        .collect();
    compare::check(examination, Line::InheritedAccess, "direct bindings", &wanted, &found)
}

fn ldap(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::LdapAndRadius, "LDAP");
    let bind_user = live.facts.ldap_binding_user;
    if let Some((_, plan)) = examination.run
        && plan.account.ldap_binding_user != bind_user
    {
        let found = format!("bind user: planned {}, found {bind_user}", plan.account.ldap_binding_user);
        return Check::differs(line, subject, found);
    }
    let mut wanted = examination.expected.ldap_servers.clone();
    let reached = found(examination, live, &live.ldap_servers);
    if bind_user {
        // The flag itself ties the account to the directory. Source: JumpCloud knowledge base, read 2026-03.
        wanted.extend(reached.iter().map(|(id, (name, _))| (id.clone(), name.clone())));
    }
    let check = compare::check(examination, line, subject, &wanted, &reached);
    match (check.state, bind_user, wanted.is_empty()) {
        (super::CheckState::Confirmed, true, _) => Check { found: format!("bind user; {}", check.found), ..check },
        (super::CheckState::Confirmed, false, true) if reached.is_empty() => {
            Check { found: "not asked for, and granted by no group".to_owned(), ..check }
        }
        _ => check,
    }
}
