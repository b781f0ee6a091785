//! The graph: memberships, associations, and what is reached.
// Source: JumpCloud API v2, read 2026-03.

use super::{Answer, Field, Kind, Operation, PAGE, Query, SORTED_WALK, WALK, field, operation};

const TYPE: Kind = Kind::Word(&[
    "active_directory",
    "application",
    "command",
    "g_suite",
    "idp_routing_policy",
    "ldap_server",
    "office_365",
    "policy",
    "policy_group",
    "radius_server",
    "password_manager_item",
    "system",
    "system_group",
    "user",
    "user_group",
]);
const NULLS: &str = "answers that official clients quote have null for no attributes";
const END: &[Field] = &[
    field("id", Kind::Id).required(),
    field("type", TYPE).required(),
    field("attributes", Kind::Map).or_null().seen(NULLS),
];
const EDGE: &[Field] = &[
    field("from", Kind::Object(END)),
    field("to", Kind::Object(END)).required(),
    field("attributes", Kind::Map).or_null().seen(NULLS),
];
const REACHED: &[Field] = &[
    field("id", Kind::Id).required(),
    field("type", TYPE).required(),
    field("compiledAttributes", Kind::Map),
    field("paths", Kind::List(&Kind::List(&Kind::Object(EDGE)))).required(),
];
const COMMAND: &[Field] = &[
    field("id", Kind::Id).required(),
    field("type", TYPE).required(),
    field("compiledAttributes", Kind::Map),
    field("paths", Kind::List(&Kind::List(&Kind::Object(EDGE)))).required(),
    field("name", Kind::Text(0)),
    field("command", Kind::Text(0)),
    field("commandType", Kind::Text(0)),
    field("organization", Kind::Text(0)),
];

const OPS: Kind = Kind::Word(&["add", "remove", "update"]);
const SUDO: &[Field] = &[field("enabled", Kind::Flag).required(), field("withoutPassword", Kind::Flag).required()];
const WITH_SUDO: &[Field] = &[field("sudo", Kind::Object(SUDO))];

/// A change of an edge: to these types, with these attributes.
macro_rules! change {
    ($types:expr, $attributes:expr) => {
        &[
            field("id", Kind::Id).required(),
            field("op", OPS).required(),
            field("type", Kind::Word($types)).required(),
            field("attributes", $attributes).or_null().seen("null is sent by the official command line"),
        ]
    };
}

const GRANTS: &[&str] = &[
    "active_directory",
    "application",
    "g_suite",
    "idp_routing_policy",
    "ldap_server",
    "office_365",
    "password_manager_item",
    "radius_server",
    "system",
    "system_group",
];
const ON_DEVICES: &[&str] = &["command", "policy", "policy_group", "user", "user_group"];
const PEOPLE: &[&str] = &["user", "user_group"];
const DEVICES: &[&str] = &["system", "system_group"];

/// What holds edges: path, placeholder, types, body, and what it reaches.
type Holder = (&'static str, &'static str, &'static [&'static str], &'static [Field], &'static [&'static str]);

const OF_PEOPLE: &[&str] = &[
    "systems",
    "systemgroups",
    "applications",
    "ldapservers",
    "radiusservers",
    "directories",
    "gsuites",
    "office365s",
    "activedirectories",
];
const OF_DEVICES: &[&str] = &["users", "usergroups", "policies", "policygroups", "commands"];
const BACK_TO_PEOPLE: &[&str] = &["users", "usergroups"];
const BACK_TO_DEVICES: &[&str] = &["systems", "systemgroups"];

const HOLDERS: &[Holder] = &[
    ("users", "user_id", GRANTS, change!(GRANTS, Kind::Object(WITH_SUDO)), OF_PEOPLE),
    ("usergroups", "group_id", GRANTS, change!(GRANTS, Kind::Object(WITH_SUDO)), OF_PEOPLE),
    ("systems", "system_id", ON_DEVICES, change!(ON_DEVICES, Kind::Object(WITH_SUDO)), OF_DEVICES),
    ("systemgroups", "group_id", ON_DEVICES, change!(ON_DEVICES, Kind::Map), OF_DEVICES),
    ("applications", "application_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("radiusservers", "radiusserver_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("ldapservers", "ldapserver_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("gsuites", "gsuite_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("office365s", "office365_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("activedirectories", "activedirectory_id", PEOPLE, change!(PEOPLE, Kind::Map), BACK_TO_PEOPLE),
    ("commands", "command_id", COMMANDED, change!(COMMANDED, Kind::Map), BACK_TO_DEVICES),
    ("policies", "policy_id", DEVICES, change!(DEVICES, Kind::Map), BACK_TO_DEVICES),
    ("policygroups", "group_id", DEVICES, change!(DEVICES, Kind::Map), BACK_TO_DEVICES),
];

const COMMANDED: &[&str] = &["system", "system_group", "password_manager_item"];

const USER_MEMBER: &[Field] = change!(&["user"], Kind::Map);
const SYSTEM_MEMBER: &[Field] = change!(&["system"], Kind::Map);
const POLICY_MEMBER: &[Field] = change!(&["policy"], Kind::Map);

pub(super) fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for &(path, id, types, change, reached) in HOLDERS {
        let of = format!("/v2/{path}/{{{id}}}");
        let targets = &[Query::Targets(types)];
        all.push(
            operation(format!("GET {of}/associations")).query(targets).query(PAGE).answers(200, Answer::Array(EDGE)),
        );
        all.push(operation(format!("POST {of}/associations")).body(change).answers(204, Answer::Nothing));
        for what in reached {
            let details = match (path, *what) {
                (_, "commands") => &[Query::Word("details", "v1")][..],
                ("office365s", "users") => &[Query::Flag("syncStatus")],
                _ => &[],
            };
            let answer = if *what == "commands" { COMMAND } else { REACHED };
            all.push(
                operation(format!("GET {of}/{what}")).query(WALK).query(details).answers(200, Answer::Array(answer)),
            );
        }
    }
    for (path, member) in
        [("usergroups", USER_MEMBER), ("systemgroups", SYSTEM_MEMBER), ("policygroups", POLICY_MEMBER)]
    {
        let of = format!("/v2/{path}/{{group_id}}");
        all.extend([
            operation(format!("GET {of}/members")).query(PAGE).answers(200, Answer::Array(EDGE)),
            operation(format!("POST {of}/members")).body(member).answers(204, Answer::Nothing),
            operation(format!("GET {of}/membership")).query(SORTED_WALK).answers(200, Answer::Array(REACHED)),
        ]);
    }
    for (path, id) in [("users", "user_id"), ("systems", "system_id"), ("policies", "policy_id")] {
        let name = format!("GET /v2/{path}/{{{id}}}/memberof");
        all.push(operation(name).query(SORTED_WALK).answers(200, Answer::Array(REACHED)));
    }
    all
}
