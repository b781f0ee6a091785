//! Systems, applications, RADIUS and LDAP servers, policies, directories.
// Source: JumpCloud API v1 and v2, read 2026-03, unless a field says otherwise.

use super::users::SEARCH;
use super::{Answer, Field, Kind, LIST, ONE, Operation, Query, SEARCHED, field, operation};

const NEWER: &str = "newer official specification";
const ANSWERS: &str = "answers quoted by official clients";

const ATTRIBUTE: &[Field] =
    &[field("_id", Kind::Id).seen(ANSWERS), field("name", Kind::Text(0)), field("value", Kind::Text(1024))];
const METRIC: &[Field] = &[
    field("userName", Kind::Text(0)),
    field("admin", Kind::Flag),
    field("managed", Kind::Flag),
    field("secureTokenEnabled", Kind::Flag),
    field("suspended", Kind::Flag),
];
const ENABLED: &[Field] = &[field("state", Kind::Word(&["enabled", "disabled", "deferred"]))];

const SYSTEM: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen(NEWER),
    field("organization", Kind::Id),
    field("created", Kind::When),
    field("active", Kind::Flag),
    field("hostname", Kind::Text(0)),
    field("displayName", Kind::Text(0)),
    field("os", Kind::Text(0)),
    field("osFamily", Kind::Text(0)),
    field("version", Kind::Text(0)),
    field("arch", Kind::Text(0)),
    field("agentVersion", Kind::Text(0)),
    field("serialNumber", Kind::Text(0)),
    field("lastContact", Kind::When).or_null(),
    field("description", Kind::Text(0)),
    field("remoteIP", Kind::Text(0)),
    field("templateName", Kind::Text(0)),
    field("systemTimezone", Kind::Whole(-1000)),
    field("allowMultiFactorAuthentication", Kind::Flag),
    field("allowPublicKeyAuthentication", Kind::Flag),
    field("allowSshPasswordAuthentication", Kind::Flag),
    field("allowSshRootLogin", Kind::Flag),
    field("attributes", Kind::List(&Kind::Object(ATTRIBUTE))),
    field("userMetrics", Kind::List(&Kind::Object(METRIC))),
    field("systemInsights", Kind::Object(ENABLED)),
];

const SSO: &[Field] = &[
    field("beta", Kind::Flag),
    field("groupsSupported", Kind::Flag).seen(ANSWERS),
    field("jit", Kind::Flag),
    field("type", Kind::Text(0)),
    field("hidden", Kind::Flag),
];
const LOGO: &[Field] = &[field("color", Kind::Text(0)), field("url", Kind::Text(0))];
const APPLICATION: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen(NEWER),
    field("organization", Kind::Text(0)),
    field("created", Kind::Text(0)),
    field("active", Kind::Flag),
    field("beta", Kind::Flag),
    field("name", Kind::Text(0)),
    field("displayName", Kind::Text(0)),
    field("displayLabel", Kind::Text(0)),
    field("description", Kind::Text(256)),
    field("learnMore", Kind::Text(0)),
    field("ssoUrl", Kind::Text(0)),
    field("sso", Kind::Object(SSO)),
    field("logo", Kind::Object(LOGO)),
    field("config", Kind::Map),
];

const RADIUS: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen(NEWER),
    field("organization", Kind::Text(0)),
    field("name", Kind::Text(0)),
    field("networkSourceIp", Kind::Text(0)),
    field("mfa", Kind::Word(&["DISABLED", "ENABLED", "REQUIRED", "ALWAYS"])),
    field("authIdp", Kind::Word(&["JUMPCLOUD", "AZURE"])),
    field("userLockoutAction", Kind::Text(0)),
    field("userPasswordExpirationAction", Kind::Text(0)),
];

const LDAP: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)).required(),
    field("userLockoutAction", Kind::Word(&["disable", "remove"])),
    field("userPasswordExpirationAction", Kind::Word(&["disable", "remove"])),
];

pub(super) const TEMPLATE: &[Field] = &[
    field("id", Kind::Text(0)),
    field("name", Kind::Text(0)),
    field("displayName", Kind::Text(0)),
    field("description", Kind::Text(0)),
    field("osMetaFamily", Kind::Word(&["linux", "darwin", "windows", "ios", "universal", "android"])),
];
const POLICY: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)).required(),
    field("template", Kind::Object(TEMPLATE)),
];
const WHOLE_POLICY: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)).required(),
    field("notes", Kind::Text(0)),
    field("template", Kind::Object(TEMPLATE)),
    field("configFields", Kind::List(&Kind::Map)),
    field("values", Kind::List(&Kind::Map)),
];

const RESULT: &[Field] = &[
    field("id", Kind::Id).required(),
    field("policyID", Kind::Id),
    field("systemID", Kind::Id),
    field("state", Kind::Text(0)),
    field("success", Kind::Flag),
    field("exitStatus", Kind::Whole(0)),
    field("startedAt", Kind::When),
    field("endedAt", Kind::When),
    field("detail", Kind::Text(0)),
    field("stdOut", Kind::Text(0)),
    field("stdErr", Kind::Text(0)),
];

const DIRECTORY: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)).required(),
    field("type", Kind::Word(&["active_directory", "g_suite", "ldap_server", "office_365", "workday"])).required(),
];

const NEW_SYSTEM: &[Field] = &[
    field("displayName", Kind::Text(0)),
    field("attributes", Kind::List(&Kind::Object(ATTRIBUTE_GIVEN))),
    field("allowMultiFactorAuthentication", Kind::Flag),
    field("allowPublicKeyAuthentication", Kind::Flag),
    field("allowSshPasswordAuthentication", Kind::Flag),
    field("allowSshRootLogin", Kind::Flag),
];
const ATTRIBUTE_GIVEN: &[Field] = &[field("name", Kind::Text(0)), field("value", Kind::Text(1024))];

const NEW_APPLICATION: &[Field] = &[
    field("name", Kind::Text(0)).required(),
    field("config", Kind::Map).required(),
    field("ssoUrl", Kind::Text(0)).required(),
    field("displayName", Kind::Text(0)),
    field("displayLabel", Kind::Text(0)),
    field("active", Kind::Flag),
    field("beta", Kind::Flag),
];

macro_rules! radius {
    ($($more:expr),* $(,)?) => {
        &[
            field("name", Kind::Text(0)).required(),
            field("networkSourceIp", Kind::Text(0)).required(),
            field("sharedSecret", Kind::Text(0)).required(),
            field("mfa", Kind::Word(&["DISABLED", "ENABLED", "REQUIRED", "ALWAYS"])),
            field("userLockoutAction", Kind::Text(0)),
            field("userPasswordExpirationAction", Kind::Text(0)),
            $($more),*
        ]
    };
}
const RADIUS_WRITTEN: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen(NEWER),
    field("name", Kind::Text(0)),
    field("networkSourceIp", Kind::Text(0)),
    field("mfa", Kind::Word(&["DISABLED", "ENABLED", "REQUIRED", "ALWAYS"])),
    field("authIdp", Kind::Word(&["JUMPCLOUD", "AZURE"])),
    field("userLockoutAction", Kind::Text(0)),
    field("userPasswordExpirationAction", Kind::Text(0)),
];
const NEW_RADIUS: &[Field] = radius![field("authIdp", Kind::Word(&["JUMPCLOUD", "AZURE"]))];
const CHANGED_RADIUS: &[Field] = radius![];
const LDAP_ACTIONS: &[Field] = &[
    field("userLockoutAction", Kind::Word(&["disable", "remove"])),
    field("userPasswordExpirationAction", Kind::Word(&["disable", "remove"])),
];
const OF_TEMPLATE: &[Field] = &[field("id", Kind::Id).required()];
const NEW_POLICY: &[Field] = &[
    field("name", Kind::Text(0)).required(),
    field("template", Kind::Object(OF_TEMPLATE)).required(),
    field("notes", Kind::Text(0)),
];
const CHANGED_POLICY: &[Field] = &[field("name", Kind::Text(0)).required(), field("notes", Kind::Text(0))];

/// What is written. Not all of it is served by the simulator.
fn writes() -> Vec<Operation> {
    vec![
        operation("PUT /systems/{id}").body(NEW_SYSTEM).answers(200, Answer::Document(SYSTEM)),
        operation("DELETE /systems/{id}").answers(200, Answer::Document(SYSTEM)),
        operation("POST /applications").body(NEW_APPLICATION).answers(200, Answer::Document(APPLICATION)),
        operation("PUT /applications/{id}").body(NEW_APPLICATION).answers(200, Answer::Document(APPLICATION)),
        operation("DELETE /applications/{id}").answers(200, Answer::Document(APPLICATION)),
        operation("POST /radiusservers").body(NEW_RADIUS).answers(200, Answer::Document(RADIUS)),
        operation("PUT /radiusservers/{id}").body(CHANGED_RADIUS).answers(200, Answer::Document(RADIUS_WRITTEN)),
        operation("DELETE /radiusservers/{id}").answers(200, Answer::Document(RADIUS_WRITTEN)),
        operation("PATCH /v2/ldapservers/{id}").body(LDAP_ACTIONS).answers(200, Answer::Document(LDAP)),
        operation("POST /v2/policies").body(NEW_POLICY).answers(201, Answer::Document(WHOLE_POLICY)),
        operation("PUT /v2/policies/{id}").body(CHANGED_POLICY).answers(200, Answer::Document(POLICY)),
        operation("DELETE /v2/policies/{id}").answers(204, Answer::Nothing),
    ]
}

pub(super) fn operations() -> Vec<Operation> {
    [reads(), writes()].into_iter().flatten().collect()
}

fn reads() -> Vec<Operation> {
    let directories = &[Query::Limit, Query::Skip, Query::Sort, Query::Fields];
    vec![
        operation("GET /systems").query(SEARCHED).answers(200, Answer::Page(SYSTEM)),
        operation("GET /systems/{id}").query(ONE).answers(200, Answer::Document(SYSTEM)),
        operation("POST /search/systems").query(LIST).body(SEARCH).answers(200, Answer::Page(SYSTEM)),
        operation("GET /applications").query(LIST).answers(200, Answer::Page(APPLICATION)),
        operation("GET /applications/{id}").answers(200, Answer::Document(APPLICATION)),
        operation("GET /radiusservers").query(LIST).answers(200, Answer::Page(RADIUS)),
        operation("GET /radiusservers/{id}").answers(200, Answer::Document(RADIUS)),
        operation("GET /v2/ldapservers").query(LIST).answers(200, Answer::Array(LDAP)),
        operation("GET /v2/ldapservers/{id}").answers(200, Answer::Document(LDAP)),
        operation("GET /v2/policies").query(LIST).answers(200, Answer::Array(POLICY)),
        operation("GET /v2/policies/{id}").answers(200, Answer::Document(WHOLE_POLICY)),
        operation("GET /v2/policies/{policy_id}/policyresults").query(LIST).answers(200, Answer::Array(RESULT)),
        operation("GET /v2/policies/{policy_id}/policystatuses").query(LIST).answers(200, Answer::Array(RESULT)),
        operation("GET /v2/policyresults").query(LIST).answers(200, Answer::Array(RESULT)),
        operation("GET /v2/policyresults/{id}").answers(200, Answer::Document(RESULT)),
        operation("GET /v2/systems/{system_id}/policystatuses").query(LIST).answers(200, Answer::Array(RESULT)),
        operation("GET /v2/directories").query(directories).answers(200, Answer::Array(DIRECTORY)),
    ]
}
