//! What goes beyond the specification in groups and bonds.

use crate::describe::{Behaviour, observed, synthetic};

const GROUP_WRITES: &[&str] = &["POST /v2/*groups", "PUT /v2/*groups/{id}"];
const EDGES: &[&str] = &["POST *members", "POST *associations"];

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    observed("v2/groups.rs", &["GET /v2/*groups"], "sort=id: 400"),
    synthetic("v2/groups.rs", &["GET /v2/*groups"], "no group is disabled, whatever a filter asks"),
    synthetic(
        "v2/traversals.rs",
        &["GET /v2/*groups/{group_id}/memberof"],
        "groups are in no groups: the answer is an empty list",
    ),
    observed(
        "v2/suggestions.rs",
        &["* /v2/*suggestions"],
        "both operations, as an older official specification has them",
    ),
    synthetic("v2/groups.rs", GROUP_WRITES, "the greatest lengths of name, description and e-mail"),
    synthetic("v2/groups.rs", GROUP_WRITES, "a rule that can't be understood: 400"),
    synthetic("switches.rs", GROUP_WRITES, "a name that is taken: 409, or another status")
        .switch("duplicate_group_status"),
    synthetic("dynamic_group.rs", GROUP_WRITES, "how a rule names a custom attribute: attributes.NAME"),
    observed("v2/groups.rs", GROUP_WRITES, "filters of a rule as texts or, as in an older specification, as objects"),
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
