//! A large organisation: people in ten departments, groups by department and by project.

use std::collections::BTreeMap;

use dayone_core::settings::{Rules, TenantSettings};
use dayone_simulator::Seed;
use serde_json::{Value, json};

use crate::fixture::settings;

/// How large it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Town {
    pub(crate) people: usize,
    /// Groups, of which eleven are given by rules.
    pub(crate) groups: usize,
    /// Groups of each person: everybody's, the department's, and projects.
    pub(crate) memberships: usize,
    pub(crate) systems: usize,
}

pub(crate) const DEPARTMENTS: usize = 10;

impl Town {
    pub(crate) fn seed(self) -> Seed {
        let Town { people, groups, memberships, systems } = self;
        let users: Vec<Value> = (0..people).map(user).collect();
        let mut edges = Vec::new();
        for person in 0..people {
            let own = [0, 1 + person % DEPARTMENTS].into_iter();
            let projects = (0..memberships - 2).map(|nth| {
                let projects = groups - 1 - DEPARTMENTS;
                1 + DEPARTMENTS + (person + nth * 7) % projects
            });
            let edge = |group: usize| {
                let from = json!({ "type": "user", "id": id("a", person) });
                json!({ "from": from, "to": { "type": "user_group", "id": id("b", group) } })
            };
            edges.extend(own.chain(projects).map(edge));
        }
        Seed::Document(json!({ "organizations": [{
            "id": "5f9a8b7c6d5e4f3a2b1c0d9e",
            "name": "Town",
            "users": users,
            "user_groups": (0..groups).map(|group| json!({ "id": id("b", group), "name": name(group) })).collect::<Vec<_>>(),
            "systems": (0..systems).map(|system| {
                json!({ "id": id("c", system), "hostname": format!("host-{system}"), "displayName": format!("host-{system}") })
            }).collect::<Vec<_>>(),
            "edges": edges,
        }] }))
    }

    /// Rules for everybody and for each department.
    pub(crate) fn settings(self) -> TenantSettings {
        let department = |number| (format!("Department {number}"), vec![name(1 + number)]);
        TenantSettings {
            groups: Rules {
                default: vec![name(0)],
                department: (0..DEPARTMENTS).map(department).collect(),
                role: BTreeMap::new(),
                location: BTreeMap::new(),
                employee_type: BTreeMap::new(),
            },
            ..settings()
        }
    }
}

/// An id: 24 hex digits that begin with this digit.
pub(crate) fn id(kind: &str, number: usize) -> String {
    format!("{kind}{number:023x}")
}

/// The name of a group.
pub(crate) fn name(group: usize) -> String {
    match group {
        0 => "UG-Everybody".into(),
        group if group <= DEPARTMENTS => format!("UG-Department-{}", group - 1),
        group => format!("UG-Project-{group}"),
    }
}

fn user(number: usize) -> Value {
    json!({
        "id": id("a", number), "username": format!("person.{number}"), "email": format!("person.{number}@company.com"),
        "firstname": "Person", "lastname": number.to_string(), "department": format!("Department {}", number % DEPARTMENTS),
        "jobTitle": "Clerk", "location": "Town Hall", "employeeIdentifier": format!("EMP-{number}"),
        "state": "ACTIVATED", "activated": true, "enable_user_portal_multifactor": true,
        "mfa": { "configured": true, "exclusion": false }, "created": "2024-01-15T09:00:00.000Z",
    })
}
