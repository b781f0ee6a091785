//! What goes beyond the specification in more than one family: the door, bodies, lists and filters.

use crate::describe::{Behaviour, observed, synthetic};

const ANY: &[&str] = &["*"];
const BODIES: &[&str] = &["POST *", "PUT *", "PATCH *"];

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    observed("door.rs", ANY, "without a key: 302 to the login page"),
    observed("door.rs", ANY, "a wrong key: 401 with error and message"),
    observed("door.rs", ANY, "a bearer token of a service account in place of a key"),
    synthetic("door.rs", ANY, "the body of 401 for a wrong or expired token"),
    synthetic("door.rs", ANY, "the body of 429, and its Retry-After").switch("retry_after"),
    synthetic("switches.rs", ANY, "a key of several organisations without x-org-id: 401, or its first organisation")
        .switch("missing_organization"),
    synthetic(
        "switches.rs",
        &["* /organizations*", "* /v2/providers*", "* /v2/*links*", "* /search/organizations"],
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
    observed(
        "field_table.rs",
        BODIES,
        "0 and 1 for booleans, digits as text for mfa.exclusionDays; every other wrong type: 400",
    ),
];
