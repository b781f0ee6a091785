//! Groups of users, of systems and of policies.
// Source: JumpCloud API v2, read 2026-03.

use super::{Answer, Field, Kind, LIST, Operation, field, operation};

const SUDO: &[Field] = &[field("enabled", Kind::Flag).required(), field("withoutPassword", Kind::Flag).required()];
const NAMED: &[Field] = &[field("name", Kind::Text(0))];
const POSIX: &[Field] = &[field("id", Kind::Whole(0)).required(), field("name", Kind::Text(0)).required()];
const PAIR: &[Field] = &[field("name", Kind::Text(0)).required(), field("value", Kind::Text(0)).required()];
const RADIUS: &[Field] = &[field("reply", Kind::List(&Kind::Object(PAIR)))];
const ATTRIBUTES: &[Field] = &[
    field("sudo", Kind::Object(SUDO)),
    field("ldapGroups", Kind::List(&Kind::Object(NAMED))),
    field("posixGroups", Kind::List(&Kind::Object(POSIX))),
    field("radius", Kind::Object(RADIUS)),
    field("sambaEnabled", Kind::Flag),
];
const QUERY: &[Field] = &[
    field("queryType", Kind::Word(&["Filter", "FilterQuery", "Search"])),
    field("searchFilters", Kind::Text(0)),
    field("filters", Kind::List(&Kind::Text(0))),
];
const EXEMPTION: &[Field] = &[
    field("id", Kind::Id).required(),
    field("type", Kind::Text(0)).required(),
    field("attributes", Kind::Map).or_null(),
];
const METHOD: Kind = Kind::Word(&["NOTSET", "STATIC", "DYNAMIC_REVIEW_REQUIRED", "DYNAMIC_AUTOMATED"]);
const SUGGESTIONS: &[Field] =
    &[field("add", Kind::Whole(0)), field("remove", Kind::Whole(0)), field("total", Kind::Whole(0))];

macro_rules! given {
    ($attributes:expr) => {
        &[
            field("name", Kind::Text(0)).required(),
            field("description", Kind::Text(0)),
            field("email", Kind::Text(0)),
            field("attributes", $attributes),
            field("memberQuery", Kind::Object(QUERY)),
            field("memberQueryExemptions", Kind::List(&Kind::Object(EXEMPTION))),
            field("memberSuggestionsNotify", Kind::Flag),
            field("membershipMethod", METHOD),
        ]
    };
}

const NEW_OF_USERS: &[Field] = given!(Kind::Object(ATTRIBUTES));
const NEW_OF_SYSTEMS: &[Field] = given!(Kind::Map);
const NEW_OF_POLICIES: &[Field] = &[field("name", Kind::Text(0)).required()];

macro_rules! group {
    ($type:literal, $($more:expr),* $(,)?) => {
        &[
            field("id", Kind::Id).required(),
            field("name", Kind::Text(0)),
            field("type", Kind::Word(&[$type])),
            field("description", Kind::Text(0)),
            field("email", Kind::Text(0)),
            field("organizationObjectId", Kind::Text(0)),
            $($more),*
        ]
    };
}

const OF_USERS: &[Field] = group![
    "user_group",
    field("attributes", Kind::Object(ATTRIBUTES)),
    field("memberQuery", Kind::Object(QUERY)),
    field("memberQueryExemptions", Kind::List(&Kind::Object(EXEMPTION))),
    field("memberQueryErrorFlags", Kind::List(&Kind::Text(0))),
    field("memberSuggestionsNotify", Kind::Flag),
    field("membershipMethod", METHOD),
    field("suggestionCounts", Kind::Object(SUGGESTIONS)),
];
const OF_SYSTEMS: &[Field] = group![
    "system_group",
    field("attributes", Kind::Map),
    field("memberQuery", Kind::Object(QUERY)),
    field("memberQueryExemptions", Kind::List(&Kind::Object(EXEMPTION))),
    field("memberQueryErrorFlags", Kind::List(&Kind::Text(0))),
    field("memberSuggestionsNotify", Kind::Flag),
    field("membershipMethod", METHOD),
];
const OF_POLICIES: &[Field] = group!["policy_group", field("attributes", Kind::Map)];
const OF_ANYTHING: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)),
    field("type", Kind::Word(&["policy_group", "system_group", "user_group"])),
    field("description", Kind::Text(0)),
    field("email", Kind::Text(0)),
    field("organizationObjectId", Kind::Text(0)),
    field("attributes", Kind::Map),
    field("memberQueryErrorFlags", Kind::List(&Kind::Text(0))),
];

pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![operation("GET /v2/groups").query(LIST).answers(200, Answer::Array(OF_ANYTHING))];
    let families: [(&str, &'static [Field], &'static [Field]); 3] = [
        ("usergroups", NEW_OF_USERS, OF_USERS),
        ("systemgroups", NEW_OF_SYSTEMS, OF_SYSTEMS),
        ("policygroups", NEW_OF_POLICIES, OF_POLICIES),
    ];
    for (path, new, group) in families {
        let one = Answer::Document(group);
        all.extend([
            operation(format!("GET /v2/{path}")).query(LIST).answers(200, Answer::Array(group)),
            operation(format!("POST /v2/{path}")).body(new).answers(201, one),
            operation(format!("GET /v2/{path}/{{id}}")).answers(200, one),
            operation(format!("PUT /v2/{path}/{{id}}")).body(new).answers(200, one),
            operation(format!("DELETE /v2/{path}/{{id}}")).answers(200, one).answers(204, Answer::Nothing),
        ]);
    }
    all
}
