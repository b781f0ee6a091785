//! What goes beyond the specification in organisations, systems, servers, directories and policies.

use crate::describe::{Behaviour, observed, synthetic};

const NEW_ADMINISTRATOR: &[&str] = &["POST /v2/providers/{provider_id}/administrators"];

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

const RESULTS: &[&str] = &["GET /v2/*policyresults", "GET /v2/*policystatuses", "GET /v2/policyresults/{id}"];

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    observed("administrator.rs", NEW_ADMINISTRATOR, "an address that an administrator has already: 400"),
    synthetic("v2/administrators.rs", NEW_ADMINISTRATOR, "what a new administrator has beyond the body"),
    synthetic(
        "v2/organization_links.rs",
        &["POST /v2/administrators/{id}/organizationlinks"],
        "a link that is there: 409, an organisation of another provider: 404",
    ),
    synthetic("v1/organizations.rs", &["PUT /organizations/{id}"], "settings merge at every depth"),
    synthetic("organization.rs", &["GET /organizations/{id}"], "the defaults of settings but the password length 12"),
    synthetic("thing_fields.rs", THING_WRITES, "the greatest lengths of texts"),
    synthetic("thing_write.rs", NAMED_ONCE, "a name that another of its kind has: 409"),
    synthetic(
        "v2/policy_results.rs",
        RESULTS,
        "a system that is active has applied the policies that reach it, any other is still to do it",
    ),
    synthetic("v2/things.rs", &["POST /v2/policies"], "a template that is none: 400"),
];
