//! What no file describes: its paths are there without methods, or it is another service.
// Source: JumpCloud's PowerShell modules and command line, read 2026-08. Where they show no document, none is demanded.

use super::{Answer, Field, Kind, Operation, PAGE, field, operation};

const MODULES: &str = "official PowerShell modules";
const OLDER: &str = "older official specification";
const PATHS: &str = "path in the files; no source shows a document";

const POLICY: &[Field] = &[field("name", Kind::Text(0)).required(), field("description", Kind::Text(0))];
const ORDER: &[Field] = &[field("objectIds", Kind::List(&Kind::Id)).required()];

macro_rules! events {
    ($($more:expr),* $(,)?) => {
        &[
            field("service", Kind::List(&Kind::Text(0))).required(),
            field("start_time", Kind::When).required(),
            field("end_time", Kind::When),
            field("search_term", Kind::Map).or_null(),
            field("fields", Kind::List(&Kind::Text(0))),
            field("sort", Kind::Word(&["ASC", "DESC"])),
            field("limit", Kind::Whole(1)),
            $($more),*
        ]
    };
}
const EVENTS: &[Field] = events![];
const DISTINCT: &[Field] = events![field("field", Kind::Text(0)).required()];
const INTERVAL: &[Field] = events![field("interval_unit", Kind::Word(&["m", "h", "d"])).required()];

const OBJECT: &[Field] =
    &[field("id", Kind::Id).required(), field("type", Kind::Text(0)), field("attributes", Kind::Map).or_null()];
const SUGGESTION: &[Field] =
    &[field("op", Kind::Word(&["add", "remove"])).required(), field("object", Kind::Object(OBJECT)).required()];
const APPLIED: &[Field] = &[
    field("suggestions_found", Kind::List(&Kind::Text(0))).required(),
    field("suggestions_not_found", Kind::List(&Kind::Text(0))).required(),
];
const USERS: &[Field] = &[field("user_ids", Kind::List(&Kind::Id))];
const SYSTEMS: &[Field] = &[field("object_ids", Kind::List(&Kind::Id))];

pub(super) fn operations() -> Vec<Operation> {
    let groups = [("usergroups", USERS), ("systemgroups", SYSTEMS)];
    let suggestions = groups.into_iter().flat_map(|(path, body)| {
        [
            operation(format!("GET /v2/{path}/{{group_id}}/suggestions"))
                .query(PAGE)
                .answers(200, Answer::Array(SUGGESTION))
                .seen(OLDER),
            operation(format!("POST /v2/{path}/{{group_id}}/suggestions"))
                .body(body)
                .answers(200, Answer::Array(APPLIED))
                .seen(OLDER),
        ]
    });
    let parents = ["usergroups", "systemgroups", "policygroups"].into_iter().map(|path| {
        operation(format!("GET /v2/{path}/{{group_id}}/memberof")).query(PAGE).answers(200, Answer::Json).seen(PATHS)
    });
    let policies = |name: &str| operation(name).answers(200, Answer::Json).seen(PATHS);
    let events = |name: &str, body| operation(name).body(body).answers(200, Answer::Json).seen(MODULES);
    let mut all: Vec<Operation> = suggestions.chain(parents).collect();
    all.extend([
        operation("GET /v2/service-accounts").query(PAGE).answers(200, Answer::Json).seen("official command line"),
        policies("GET /v2/passwordpolicies").query(PAGE),
        operation("POST /v2/passwordpolicies").body(POLICY).answers(201, Answer::Json).seen(PATHS),
        policies("GET /v2/passwordpolicies/{objectId}"),
        policies("PUT /v2/passwordpolicies/{objectId}").body(POLICY),
        operation("DELETE /v2/passwordpolicies/{objectId}").answers(204, Answer::Nothing).seen(PATHS),
        operation("POST /v2/passwordpolicies/precedence/set").body(ORDER).answers(204, Answer::Nothing).seen(PATHS),
        policies("GET /v2/passwordpolicies/user/{systemUserId}"),
        policies("GET /v2/passwordpolicies/usergroup/{userGroupId}"),
        events("POST /insights/directory/v1/events", EVENTS),
        events("POST /insights/directory/v1/events/count", EVENTS),
        events("POST /insights/directory/v1/events/distinct", DISTINCT),
        events("POST /insights/directory/v1/events/interval", INTERVAL),
    ]);
    all
}
