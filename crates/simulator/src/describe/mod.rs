//! What the simulator serves, and where each behaviour is known from: the truth behind `docs/SIMULATOR.md`.

mod everywhere;
mod groups;
mod later;
mod things;
mod users;

use crate::route_table;

/// Where something is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The official specification.
    Official,
    /// What official or other public clients, knowledge bases or measurements show.
    Observed,
    /// No source: a placeholder.
    Synthetic,
}

/// One operation that the simulator serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Such as `POST /v2/usergroups/{group_id}/members`.
    pub name: &'static str,
    /// Where its path, fields and answers are known from.
    pub standing: Standing,
    /// What it does that the official specification doesn't say.
    pub behaviours: Vec<&'static Behaviour>,
}

/// Something that the official specification doesn't say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// What happens.
    pub what: &'static str,
    /// Where it is known from, never [`Standing::Official`].
    pub standing: Standing,
    /// The field of [`crate::Switches`] or [`crate::Options`] that turns it the other way.
    pub switch: Option<&'static str>,
    /// The source file, below `src`, that says so beside the code.
    pub place: &'static str,
    /// Operations, with `*` for any text.
    pub(crate) operations: &'static [&'static str],
}

/// Every operation, in the order of the specification's families.
pub fn describe() -> Vec<Description> {
    let operations = route_table::operations();
    operations
        .map(|name| Description {
            name,
            standing: if BEYOND.contains(&name) { Standing::Observed } else { Standing::Official },
            behaviours: behaviours()
                .filter(|behaviour| behaviour.operations.iter().any(|pattern| fits(pattern, name)))
                .collect(),
        })
        .collect()
}

/// Operations whose path the published specification has without a method: from a newer specification and clients.
const BEYOND: &[&str] = &[
    "GET /v2/service-accounts",
    "GET /v2/passwordpolicies",
    "POST /v2/passwordpolicies",
    "GET /v2/passwordpolicies/{objectId}",
    "PUT /v2/passwordpolicies/{objectId}",
    "DELETE /v2/passwordpolicies/{objectId}",
    "POST /v2/passwordpolicies/precedence/set",
    "GET /v2/passwordpolicies/user/{systemUserId}",
    "GET /v2/passwordpolicies/usergroup/{userGroupId}",
    "POST /insights/directory/v1/events",
    "POST /insights/directory/v1/events/count",
    "POST /insights/directory/v1/events/distinct",
    "POST /insights/directory/v1/events/interval",
    "GET /v2/usergroups/{group_id}/suggestions",
    "POST /v2/usergroups/{group_id}/suggestions",
    "GET /v2/systemgroups/{group_id}/suggestions",
    "POST /v2/systemgroups/{group_id}/suggestions",
    "GET /v2/usergroups/{group_id}/memberof",
    "GET /v2/systemgroups/{group_id}/memberof",
    "GET /v2/policygroups/{group_id}/memberof",
    "POST /systemusers/reactivate",
    "POST /systemusers/{id}/mfa/enforce",
    "POST /systemusers/{id}/password",
    "POST /systemusers/{id}/reactivate",
    "POST /systemusers/{id}/state/suspend",
];

const fn synthetic(place: &'static str, operations: &'static [&'static str], what: &'static str) -> Behaviour {
    Behaviour { what, standing: Standing::Synthetic, switch: None, place, operations }
}

const fn observed(place: &'static str, operations: &'static [&'static str], what: &'static str) -> Behaviour {
    Behaviour { standing: Standing::Observed, ..synthetic(place, operations, what) }
}

impl Behaviour {
    const fn switch(self, name: &'static str) -> Behaviour {
        Behaviour { switch: Some(name), ..self }
    }
}

/// The families of behaviours.
const FAMILIES: &[&[Behaviour]] =
    &[everywhere::BEHAVIOURS, users::BEHAVIOURS, things::BEHAVIOURS, later::BEHAVIOURS, groups::BEHAVIOURS];

/// Everything beyond the official specification.
fn behaviours() -> impl Iterator<Item = &'static Behaviour> {
    FAMILIES.iter().copied().flatten()
}

/// Whether a name fits a pattern in which `*` is any text.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        assert!(
            fits("*", "GET /systems")
                && fits("GET *s", "GET /systems")
                && fits("* /v2/*/members", "POST /v2/a/members")
        );
        assert!(!fits("GET *", "POST /systems") && !fits("GET /systems", "GET /systemusers"));
    }

    #[test]
    fn every_behaviour_belongs_to_an_operation() {
        for behaviour in behaviours() {
            let belongs = |name: &str| behaviour.operations.iter().any(|pattern| fits(pattern, name));
            assert!(route_table::operations().any(belongs), "{}", behaviour.what);
        }
        assert!(BEYOND.iter().all(|name| route_table::operations().any(|known| known == *name)));
    }
}
