//! What the simulator serves, and where each behaviour is known from: the truth behind `docs/SIMULATOR.md`.

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
            behaviours: BEHAVIOURS
                .iter()
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
    "POST /systemusers/reactivate",
    "POST /systemusers/{id}/mfa/enforce",
    "POST /systemusers/{id}/password",
    "POST /systemusers/{id}/reactivate",
    "POST /systemusers/{id}/state/suspend",
];

const ANY: &[&str] = &["*"];
const USER_WRITES: &[&str] = &["POST /systemusers", "PUT /systemusers/{id}"];
const BODIES: &[&str] = &["POST *", "PUT *", "PATCH *"];
const GROUP_WRITES: &[&str] = &["POST /v2/*groups", "PUT /v2/*groups/{id}"];
const BULK: &[&str] = &["POST /v2/bulk/users", "PATCH /v2/bulk/users"];
const SCHEDULING: &[&str] = &["POST /v2/bulk/userstates"];
const INSIGHTS: &[&str] = &["POST /insights/*"];
const NAMED_ONCE: &[&str] =
    &["POST /radiusservers", "PUT /radiusservers/{id}", "POST /v2/policies", "PUT /v2/policies/{id}"];
const THING_WRITES: &[&str] = &[
    "PUT /systems/{id}",
    "POST /applications",
    "PUT /applications/{id}",
    "POST /radiusservers",
    "PUT /radiusservers/{id}",
    "POST /commands",
    "PUT /commands/{id}",
    "POST /v2/policies",
    "PUT /v2/policies/{id}",
    "PATCH /v2/*{*",
    "POST /v2/activedirectories",
    "POST /v2/workdays",
    "PUT /v2/workdays/{id}",
];
const EDGES: &[&str] = &["POST *members", "POST *associations"];

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

/// Everything beyond the official specification.
const BEHAVIOURS: &[Behaviour] = &[
    observed("door.rs", ANY, "without a key: 302 to the login page"),
    observed("door.rs", ANY, "a wrong key: 401 with error and message"),
    observed("door.rs", ANY, "a bearer token of a service account in place of a key"),
    synthetic("door.rs", ANY, "the body of 401 for a wrong or expired token"),
    synthetic("door.rs", ANY, "the body of 429, and its Retry-After").switch("retry_after"),
    synthetic("switches.rs", ANY, "a key of several organisations without x-org-id: 401, or its first organisation")
        .switch("missing_organization"),
    synthetic(
        "switches.rs",
        &["* /organizations*", "* /v2/providers*"],
        "x-org-id where it has no place: ignored, or 403",
    )
    .switch("refuse_organization_header"),
    synthetic(
        "exchange.rs",
        &["POST *", "PUT *", "PATCH *", "DELETE *"],
        "the body of 403 for a key that may only read",
    ),
    synthetic("exchange.rs", BODIES, "the body of 413, and from which size").switch("body_limit"),
    synthetic("call.rs", BODIES, "the body of 400 for JSON that can't be read"),
    synthetic("reply.rs", &["*{*"], "the body of 404 for an unknown id"),
    synthetic("reply.rs", BODIES, "the message of one wrong field; the message of a wrong password is official"),
    synthetic("v1/user_create.rs", BODIES, "the message of several wrong fields"),
    synthetic("page.rs", &["GET *", "POST /search*"], "limit 0 is the default, a limit over 100 is 100"),
    synthetic("page.rs", &["GET *", "POST /search*"], "400 for a limit or skip that is no number"),
    observed("page.rs", &["GET /*s"], "v1: a sort with commas is ignored"),
    synthetic("filter.rs", &["GET *", "POST /search*"], "the body of 400 for a filter that can't be read"),
    synthetic("filter.rs", &["GET /v2/*"], "v2: * in the value of eq is any text"),
    observed("filter.rs", &["GET /*s"], "v1: a filter's operator with or without $"),
    synthetic("filter.rs", &["POST /search*"], "a searchTerm without fields: 400"),
    observed(
        "filter.rs",
        &["POST /search*"],
        "filter as an object of and/or, a list of texts, or null; sort in the body",
    ),
    synthetic("v1/users.rs", &["GET /systemusers"], "which fields search looks into"),
    synthetic("user_view.rs", &["* /systemusers*"], "the creationSource of a plain create"),
    synthetic("user_view.rs", &["* /systemusers*"], "which mfaEnrollment follows from which setting"),
    synthetic("field_table.rs", USER_WRITES, "null or empty text clears manager"),
    observed(
        "field_table.rs",
        BODIES,
        "0 and 1 for booleans, digits as text for mfa.exclusionDays; every other wrong type: 400",
    ),
    observed(
        "user_fields.rs",
        USER_WRITES,
        "systemUsername and tags are kept; recoveryEmail and passwordless_sudo by PUT too",
    ),
    synthetic("v1/user_rules.rs", USER_WRITES, "usernames that the knowledge base forbids: 400")
        .switch("username_rules"),
    synthetic(
        "v1/user_rules.rs",
        USER_WRITES,
        "the body for a username, e-mail or employee identifier that is taken, and 400 or 409",
    )
    .switch("duplicate_user_status"),
    synthetic("switches.rs", USER_WRITES, "a manager who is no user of the organisation: 400, or kept")
        .switch("known_manager_only"),
    synthetic("switches.rs", USER_WRITES, "public_key is not added to ssh_keys, or is")
        .switch("public_key_becomes_ssh_key"),
    synthetic(
        "switches.rs",
        &["POST /systemusers"],
        "mfa.exclusionDays of an account created ACTIVATED becomes exclusionUntil, or is kept unused",
    )
    .switch("exclusion_days_when_activated"),
    synthetic("v1/user_create.rs", &["POST /systemusers"], "no seat left: the status, and that 0 seats is no limit")
        .switch("no_seat_status"),
    synthetic("v1/user_create.rs", &["POST /systemusers"], "one unix id alone is taken for the other"),
    observed("v1/user_create.rs", &["POST /systemusers"], "duplicate unix ids are accepted"),
    synthetic("v1/user_update.rs", &["PUT /systemusers/{id}"], "leaving STAGED mails as state/activate does"),
    observed("v1/user_update.rs", &["PUT /systemusers/{id}"], "the username of a bound user can't change: 400"),
    synthetic("v1/user_delete.rs", &["DELETE /systemusers/{id}"], "the body of 409 for a samba service user"),
    observed("v1/user_delete.rs", &["DELETE /systemusers/{id}"], "cascade_manager, from older official specifications"),
    synthetic(
        "switches.rs",
        &["POST /systemusers/{id}/state/activate"],
        "activating what is not STAGED: 409, or 200 without effect",
    )
    .switch("activate_unstaged_status"),
    observed("v1/user_state.rs", &["POST /systemusers/{id}/state/activate"], "{\"email\": false} suppresses the mail"),
    synthetic(
        "scene.rs",
        &[
            "POST /systemusers/reactivate",
            "POST /systemusers/{id}/reactivate",
            "POST /systemusers/{id}/resetmfa",
            "POST /systemusers/{id}/mfa*",
            "POST /systemusers/{id}/expire",
            "POST /systemusers/{id}/unlock",
            "POST /systemusers/{id}/password",
            "DELETE /systemusers/{systemuser_id}/sshkeys/{id}",
        ],
        "what an action without a document answers: nothing, or a word",
    )
    .switch("words_after_actions"),
    synthetic("v1/user_actions.rs", &["GET /systemusers/{id}/totpinfo"], "the answer for who has not enrolled: {}"),
    synthetic("v1/ssh_keys.rs", &["POST /systemusers/{id}/sshkeys"], "the body for a key that is none"),
    synthetic("password.rs", USER_WRITES, "the names of password rules but specialCharacter and passwordHistory"),
    synthetic("password.rs", USER_WRITES, "what the presets pci3 and windows demand"),
    synthetic("v1/organizations.rs", &["PUT /organizations/{id}"], "settings merge at every depth"),
    synthetic("organization.rs", &["GET /organizations/{id}"], "the defaults of settings but the password length 12"),
    synthetic(
        "bulk_job.rs",
        &["GET /v2/bulk/users/{job_id}/results"],
        "the words of status but finished, and what is in persistedFields and meta",
    )
    .switch("bulk_failure_status"),
    synthetic("bulk_job.rs", BULK, "job results are mailed to settings.contactEmail"),
    synthetic("v2/bulk_users.rs", BULK, "more rows than 800 (observed): 400").switch("bulk_rows"),
    synthetic("v2/bulk_users.rs", BULK, "a wrong type refuses the job, all else is a result of its row"),
    observed("v2/bulk_users.rs", &["PATCH /v2/bulk/users"], "all fields of a system user are taken"),
    synthetic(
        "v2/user_states.rs",
        SCHEDULING,
        "each user's change has its own id, an unknown user is 400, a date in the past is due at once",
    ),
    synthetic("v2/user_states.rs", SCHEDULING, "whether a scheduled activation mails when nothing is said about it")
        .switch("scheduled_activation_mails"),
    synthetic("v2/service_accounts.rs", &["GET /v2/service-accounts"], "fields beyond objectId"),
    synthetic(
        "v2/password_policies.rs",
        &["* /v2/passwordpolicies*"],
        "methods, fields and answers; that the policy of least precedence of somebody's groups counts",
    ),
    synthetic("event.rs", INSIGHTS, "names of events but user_create and user_update, and their fields"),
    synthetic("insights.rs", INSIGHTS, "10,000 events unless told otherwise"),
    synthetic("insights.rs", INSIGHTS, "newest first unless told otherwise"),
    synthetic("insights.rs", &["POST /insights/directory/v1/events/distinct"], "the form of the answer"),
    synthetic("insights.rs", &["POST /insights/directory/v1/events/interval"], "buckets, as of distinct values"),
    synthetic("thing_fields.rs", THING_WRITES, "the greatest lengths of texts"),
    synthetic("thing_write.rs", NAMED_ONCE, "a name that another of its kind has: 409"),
    synthetic("v2/things.rs", &["POST /v2/policies"], "a template that is none: 400"),
    synthetic("v2/custom_emails.rs", &["GET /v2/customemail/templates"], "the names of the types of mail"),
    synthetic("v2/custom_emails.rs", &["GET /v2/customemail/templates"], "every type has the same fields"),
    synthetic("v2/custom_emails.rs", &["POST /v2/customemails"], "a second mail of a type: 409"),
    observed("v2/groups.rs", &["GET /v2/*groups"], "sort=id: 400"),
    synthetic("v2/groups.rs", GROUP_WRITES, "the greatest lengths of name, description and e-mail"),
    synthetic("v2/groups.rs", GROUP_WRITES, "a rule that can't be understood: 400"),
    synthetic("switches.rs", GROUP_WRITES, "a name that is taken: 409, or another status")
        .switch("duplicate_group_status"),
    synthetic("dynamic_group.rs", GROUP_WRITES, "how a rule names a custom attribute: attributes.NAME"),
    observed("v2/members.rs", EDGES, "removing what is not there: 404"),
    synthetic("switches.rs", EDGES, "adding what is there: 409 (body observed), or 204").switch("repeated_edge_status"),
    synthetic(
        "v2/members.rs",
        &["POST /v2/*groups/{group_id}/members"],
        "a manual add to an automatic group: 204 without effect, refused, or kept until the rule is next evaluated",
    )
    .switch("dynamic_add"),
    synthetic("v2/associations.rs", &["GET *associations"], "the body of 400 without targets"),
    observed("v2/associations.rs", &["GET *associations"], "targets as a list, with commas or repeated"),
    observed("v2/members.rs", &["GET *members", "GET *associations"], "attributes is null where there are none"),
];

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
        for behaviour in BEHAVIOURS {
            let belongs = |name: &str| behaviour.operations.iter().any(|pattern| fits(pattern, name));
            assert!(route_table::operations().any(belongs), "{}", behaviour.what);
        }
        assert!(BEYOND.iter().all(|name| route_table::operations().any(|known| known == *name)));
    }
}
