//! Organisations and providers.
// Source: JumpCloud API v1 and v2, read 2026-03.

use super::users::SEARCH;
use super::{Answer, Field, Kind, LIST, ONE, Operation, PAGE, Query, SEARCHED, field, operation};

const SUMMARY: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen("newer official specification"),
    field("displayName", Kind::Text(0)),
    field("logoUrl", Kind::Text(0)),
];

const DEFAULT: Kind = Kind::Word(&["ACTIVATED", "STAGED"]);
const DEFAULTS: &[Field] =
    &[field("manualEntry", DEFAULT), field("csvImport", DEFAULT), field("applicationImport", DEFAULT)];
const POLICY: &[Field] = &[
    field("enableMinLength", Kind::Flag),
    field("minLength", Kind::Whole(0)),
    field("needsLowercase", Kind::Flag),
    field("needsUppercase", Kind::Flag),
    field("needsNumeric", Kind::Flag),
    field("needsSymbolic", Kind::Flag),
    field("allowUsernameSubstring", Kind::Flag),
    field("disallowCommonlyUsedPasswords", Kind::Flag),
    field("disallowSequentialOrRepetitiveChars", Kind::Flag),
    field("enableMaxHistory", Kind::Flag),
    field("maxHistory", Kind::Whole(1)),
    field("enablePasswordExpirationInDays", Kind::Flag),
    field("passwordExpirationInDays", Kind::Whole(1)),
    field("enableMaxLoginAttempts", Kind::Flag),
    field("maxLoginAttempts", Kind::Whole(1)),
    field("enableLockoutTimeInSeconds", Kind::Flag),
    field("lockoutTimeInSeconds", Kind::Whole(300)),
    field("enableMinChangePeriodInDays", Kind::Flag),
    field("minChangePeriodInDays", Kind::Whole(0)),
];
const DETECTED: &[Field] = &[field("enabled", Kind::Flag)];
const FEATURES: &[Field] =
    &[field("directoryInsights", Kind::Object(DETECTED)), field("systemInsights", Kind::Object(DETECTED))];
const PORTAL: &[Field] = &[
    field("idleSessionDurationMinutes", Kind::Whole(1)),
    field("cookieExpirationType", Kind::Word(&["session", "date"])),
];
const USER_DEFAULTS: &[Field] = &[field("restrictedFields", Kind::List(&Kind::Map))];

macro_rules! settings {
    ($($more:expr),* $(,)?) => {
        &[
            field("name", Kind::Text(0)),
            field("contactName", Kind::Text(0)),
            field("contactEmail", Kind::Text(0)),
            field("disableLdap", Kind::Flag),
            field("enableManagedUID", Kind::Flag),
            field("passwordCompliance", Kind::Word(&["custom", "pci3", "windows"])),
            field("passwordPolicy", Kind::Object(POLICY)),
            field("systemUserPasswordExpirationInDays", Kind::Whole(0)),
            field("newSystemUserStateDefaults", Kind::Object(DEFAULTS)),
            field("systemUserDefaults", Kind::Object(USER_DEFAULTS)),
            field("maxSystemUsers", Kind::Whole(0)),
            field("userPortal", Kind::Object(PORTAL)),
            field("features", Kind::Object(FEATURES)),
            $($more),*
        ]
    };
}

const SETTINGS: &[Field] = settings![field("requireAdminMFA", Kind::Flag)];
const NEW_SETTINGS: &[Field] = settings![];

const PRODUCT: &[Field] = &[field("name", Kind::Text(0)), field("committedUsers", Kind::Whole(0))];
const ENTITLEMENT: &[Field] = &[
    field("billingModel", Kind::Text(0)),
    field("capUserQuantity", Kind::Flag),
    field("isManuallyBilled", Kind::Flag),
    field("maxUserQuantity", Kind::Whole(0)),
    field("purchaseChannel", Kind::Text(0)),
    field("entitlementProducts", Kind::List(&Kind::Object(PRODUCT))),
];
const CUSTOM: &[Field] = &[field("enabled", Kind::Flag)];
const ORGANIZATION: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen("newer official specification"),
    field("displayName", Kind::Text(0)),
    field("logoUrl", Kind::Text(0)),
    field("created", Kind::When),
    field("accessRestriction", Kind::Text(0)),
    field("hasCreditCard", Kind::Flag),
    field("customEmailSettings", Kind::Object(CUSTOM)),
    field("entitlement", Kind::Object(ENTITLEMENT)),
    field("settings", Kind::Object(SETTINGS)),
];
const CHANGE: &[Field] = &[field("settings", Kind::Object(NEW_SETTINGS))];

const MANAGED: &[Field] =
    &[field("id", Kind::Id).required(), field("name", Kind::Text(0)), field("maxSystemUsers", Kind::Whole(0))];

const ADMINISTRATOR: &[Field] = &[
    field("id", Kind::Id).required(),
    field("email", Kind::Text(0)),
    field("firstname", Kind::Text(0)),
    field("lastname", Kind::Text(0)),
    field("enableMultiFactor", Kind::Flag),
    field("registered", Kind::Flag),
    field("suspended", Kind::Flag),
    field("apiKeyAllowed", Kind::Flag),
    field("apiKeySet", Kind::Flag),
    field("role", Kind::Text(0)),
    field("roleName", Kind::Text(0)),
    field("organizationAccessTotal", Kind::Whole(0)),
];
/// Of `role` and `roleName` one must be there; here it is always the same.
const NEW_ADMINISTRATOR: &[Field] = &[
    field("email", Kind::Text(0)).required(),
    field("roleName", Kind::Text(0)).required(),
    field("firstname", Kind::Text(0)),
    field("lastname", Kind::Text(0)),
    field("enableMultiFactor", Kind::Flag),
    field("apiKeyAllowed", Kind::Flag),
    field("bindNoOrgs", Kind::Flag),
];
const LINK: &[Field] = &[field("administrator", Kind::Id).required(), field("organization", Kind::Id).required()];
const NEW_LINK: &[Field] = &[field("organization", Kind::Id).required()];

/// Who administers.
fn administration() -> Vec<Operation> {
    let links = Answer::Array(LINK);
    vec![
        operation("GET /v2/providers/{provider_id}/administrators")
            .query(LIST)
            .query(&[Query::SortIgnoreCase])
            .answers(200, Answer::Page(ADMINISTRATOR)),
        operation("POST /v2/providers/{provider_id}/administrators")
            .body(NEW_ADMINISTRATOR)
            .answers(200, Answer::Document(ADMINISTRATOR)),
        operation("DELETE /v2/providers/{provider_id}/administrators/{id}").answers(204, Answer::Nothing),
        operation("GET /v2/administrators/{id}/organizationlinks").query(PAGE).answers(200, links),
        operation("POST /v2/administrators/{id}/organizationlinks").body(NEW_LINK).answers(201, Answer::Document(LINK)),
        operation("DELETE /v2/administrators/{administrator_id}/organizationlinks/{id}").answers(204, Answer::Nothing),
        operation("GET /v2/organizations/{id}/administratorlinks").query(PAGE).answers(200, links),
    ]
}

pub(super) fn operations() -> Vec<Operation> {
    let ignoring = &[Query::SortIgnoreCase];
    let one = Answer::Document(ORGANIZATION);
    let mut all = administration();
    all.extend([
        operation("POST /search/organizations").query(LIST).body(SEARCH).answers(200, Answer::Page(SUMMARY)),
        operation("GET /organizations").query(SEARCHED).query(ignoring).answers(200, Answer::Page(SUMMARY)),
        operation("GET /organizations/{id}").query(ONE).answers(200, one),
        operation("PUT /organizations/{id}").body(CHANGE).answers(200, one),
        operation("GET /v2/providers/{provider_id}/organizations")
            .query(LIST)
            .query(ignoring)
            .answers(200, Answer::Page(MANAGED)),
    ]);
    all
}
