//! Users, their keys, and what is done to them.
// Source: JumpCloud API v1, read 2026-03, unless a field says otherwise.

use super::{Answer, Field, Kind, LIST, ONE, Operation, Query, SEARCHED, field, operation};

const NEWER: &str = "newer official specification";
const CLIENTS: &str = "official PowerShell module and third-party clients";

const WORDS: Kind = Kind::Text(1024);
const STATES: Kind = Kind::Word(&["STAGED", "ACTIVATED", "SUSPENDED"]);

const ADDRESS_GIVEN: &[Field] = &[
    field("country", WORDS),
    field("extendedAddress", WORDS),
    field("locality", WORDS),
    field("poBox", WORDS),
    field("postalCode", WORDS),
    field("region", WORDS),
    field("streetAddress", WORDS),
    field("type", WORDS),
];
const ADDRESS: &[Field] = &[
    field("id", Kind::Id),
    field("country", WORDS),
    field("extendedAddress", WORDS),
    field("locality", WORDS),
    field("poBox", WORDS),
    field("postalCode", WORDS),
    field("region", WORDS),
    field("streetAddress", WORDS),
    field("type", WORDS),
];
const PHONE_GIVEN: &[Field] = &[field("number", WORDS), field("type", WORDS)];
const PHONE: &[Field] = &[field("id", Kind::Id), field("number", WORDS), field("type", WORDS)];
const RELATIONSHIP: &[Field] = &[field("type", Kind::Text(0)), field("value", Kind::Text(0))];
const ATTRIBUTE_GIVEN: &[Field] = &[field("name", Kind::Text(0)), field("value", WORDS)];
const ATTRIBUTE: &[Field] = &[
    field("_id", Kind::Id).seen("answers quoted by official clients"),
    field("name", Kind::Text(0)).required(),
    field("value", WORDS).required(),
];
const KEY_GIVEN: &[Field] = &[field("name", Kind::Text(0)).required(), field("public_key", Kind::Text(0)).required()];
const KEY: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("create_date", Kind::When).required(),
    field("name", Kind::Text(0)).required(),
    field("public_key", Kind::Text(0)).required(),
];
const RESTRICTED: &[Field] = &[
    field(
        "field",
        Kind::Word(&[
            "addresses",
            "company",
            "costCenter",
            "department",
            "description",
            "displayname",
            "email",
            "employeeIdentifier",
            "employeeType",
            "firstname",
            "jobTitle",
            "lastname",
            "location",
            "middlename",
            "password",
            "phoneNumbers",
            "sudo",
            "username",
        ]),
    ),
    field("id", Kind::Text(24)),
    field("type", Kind::Word(&["active_directory", "federated_identity_provider", "scim"])),
];
const AUTHORITY: &[Field] = &[field("id", Kind::Text(0)), field("name", Kind::Word(&["ActiveDirectory"]))];
const MFA: &[Field] = &[
    field("configured", Kind::Flag),
    field("exclusion", Kind::Flag),
    field("exclusionUntil", Kind::When),
    field("exclusionDays", Kind::Whole(1)),
];
const RESET_MFA: &[Field] =
    &[field("exclusion", Kind::Flag), field("exclusionUntil", Kind::When), field("exclusionDays", Kind::Whole(1))];
const STATUS: Kind = Kind::Word(&[
    "NOT_ENROLLED",
    "DISABLED",
    "PENDING_ACTIVATION",
    "ENROLLMENT_EXPIRED",
    "IN_ENROLLMENT",
    "PRE_ENROLLMENT",
    "ENROLLED",
]);
const ENROLLMENT: &[Field] = &[
    field("overallStatus", STATUS),
    field("totpStatus", STATUS),
    field("webAuthnStatus", STATUS),
    field("pushStatus", STATUS),
    field("jcGoStatus", STATUS),
];
const RECOVERY_GIVEN: &[Field] = &[field("address", Kind::Text(0))];
const RECOVERY: &[Field] =
    &[field("address", Kind::Text(0)), field("verified", Kind::Flag), field("verifiedAt", Kind::When)];
const ADMIN: &[Field] =
    &[field("id", Kind::Id), field("roleName", Kind::Text(0)), field("roleNames", Kind::List(&Kind::Text(0)))];

/// What is given to make or change a user, in all three places.
macro_rules! given {
    ($($more:expr),* $(,)?) => {
        &[
            field("firstname", WORDS),
            field("middlename", WORDS),
            field("lastname", WORDS),
            field("displayname", WORDS),
            field("password", Kind::Text(0)),
            field("password_never_expires", Kind::Flag),
            field("suspended", Kind::Flag),
            field("account_locked", Kind::Flag),
            field("company", WORDS),
            field("costCenter", WORDS),
            field("department", WORDS),
            field("employeeType", WORDS),
            field("jobTitle", WORDS),
            field("location", WORDS),
            field("description", WORDS),
            field("employeeIdentifier", Kind::Text(256)),
            field("manager", Kind::Id).or_null(),
            field("alternateEmail", Kind::Text(0)),
            field("managedAppleId", WORDS),
            field("addresses", Kind::List(&Kind::Object(ADDRESS_GIVEN))),
            field("phoneNumbers", Kind::List(&Kind::Object(PHONE_GIVEN))),
            field("relationships", Kind::List(&Kind::Object(RELATIONSHIP))),
            field("attributes", Kind::List(&Kind::Object(ATTRIBUTE_GIVEN))),
            field("mfa", Kind::Object(MFA)),
            field("enable_user_portal_multifactor", Kind::Flag),
            field("allow_public_key", Kind::Flag),
            field("public_key", Kind::Text(0)),
            field("ldap_binding_user", Kind::Flag),
            field("sudo", Kind::Flag),
            field("samba_service_user", Kind::Flag),
            field("enable_managed_uid", Kind::Flag),
            field("unix_uid", Kind::Whole(1)),
            field("unix_guid", Kind::Whole(1)),
            field("disableDeviceMaxLoginAttempts", Kind::Flag),
            field("delegatedAuthority", Kind::Object(AUTHORITY)).or_null(),
            field("external_dn", Kind::Text(0)),
            field("external_source_type", Kind::Text(0)),
            field("external_password_expiration_date", Kind::Text(0)),
            field("externally_managed", Kind::Flag),
            field("restrictedFields", Kind::List(&Kind::Object(RESTRICTED))),
            $($more),*
        ]
    };
}

/// What makes a user.
pub(crate) const NEW: &[Field] = given![
    field("username", WORDS).required(),
    field("email", WORDS).required(),
    field("state", STATES),
    field("activated", Kind::Flag),
    field("passwordless_sudo", Kind::Flag),
    field("recoveryEmail", Kind::Object(RECOVERY_GIVEN)),
    field("systemUsername", WORDS).seen(CLIENTS),
    field("tags", Kind::List(&Kind::Text(0))).seen(NEWER),
];

/// What changes a user. `state` can't be STAGED again.
const CHANGE: &[Field] = given![
    field("username", WORDS),
    field("email", WORDS),
    field("state", Kind::Word(&["ACTIVATED", "SUSPENDED"])),
    field("ssh_keys", Kind::List(&Kind::Object(KEY_GIVEN))),
    field("passwordless_sudo", Kind::Flag).seen(CLIENTS),
    field("recoveryEmail", Kind::Object(RECOVERY_GIVEN)).seen(CLIENTS),
    field("systemUsername", WORDS).seen(CLIENTS),
    field("tags", Kind::List(&Kind::Text(0))).seen(NEWER),
];

/// What makes one of many users.
pub(crate) const NEW_OF_MANY: &[Field] = given![
    field("username", WORDS),
    field("email", WORDS),
    field("state", STATES),
    field("activated", Kind::Flag),
    field("passwordless_sudo", Kind::Flag),
    field("recoveryEmail", Kind::Object(RECOVERY_GIVEN)),
];

/// What changes one of many users.
pub(crate) const CHANGE_OF_MANY: &[Field] = given![
    field("id", Kind::Id).required(),
    field("username", WORDS),
    field("email", WORDS),
    field("state", Kind::Word(&["ACTIVATED", "SUSPENDED"])),
    field("ssh_keys", Kind::List(&Kind::Object(KEY_GIVEN))),
];

macro_rules! answered {
    ($($more:expr),* $(,)?) => {
        &[
            field("_id", Kind::Id).required(),
            field("id", Kind::Id).seen(NEWER),
            field("organization", Kind::Id),
            field("username", WORDS),
            field("email", WORDS),
            field("firstname", WORDS),
            field("middlename", WORDS),
            field("lastname", WORDS),
            field("displayname", WORDS),
            field("state", STATES),
            field("activated", Kind::Flag),
            field("suspended", Kind::Flag),
            field("account_locked", Kind::Flag),
            field("account_locked_date", Kind::When).or_null(),
            field("created", Kind::When),
            field("creationSource", WORDS),
            field("admin", Kind::Object(ADMIN)).or_null(),
            field("badLoginAttempts", Kind::Whole(0)),
            field("company", WORDS),
            field("costCenter", WORDS),
            field("department", WORDS),
            field("description", WORDS),
            field("employeeIdentifier", Kind::Text(256)),
            field("employeeType", WORDS),
            field("jobTitle", WORDS),
            field("location", WORDS),
            field("manager", Kind::Id),
            field("alternateEmail", Kind::Text(0)),
            field("managedAppleId", WORDS),
            field("recoveryEmail", Kind::Object(RECOVERY)),
            field("addresses", Kind::List(&Kind::Object(ADDRESS))),
            field("phoneNumbers", Kind::List(&Kind::Object(PHONE))),
            field("relationships", Kind::List(&Kind::Object(RELATIONSHIP))),
            field("attributes", Kind::List(&Kind::Object(ATTRIBUTE))),
            field("allow_public_key", Kind::Flag),
            field("public_key", Kind::Text(0)),
            field("ssh_keys", Kind::List(&Kind::Object(KEY))),
            field("ldap_binding_user", Kind::Flag),
            field("samba_service_user", Kind::Flag),
            field("sudo", Kind::Flag),
            field("passwordless_sudo", Kind::Flag),
            field("enable_managed_uid", Kind::Flag),
            field("unix_uid", Kind::Whole(1)),
            field("unix_guid", Kind::Whole(1)),
            field("enable_user_portal_multifactor", Kind::Flag),
            field("totp_enabled", Kind::Flag),
            field("mfa", Kind::Object(MFA)),
            field("mfaEnrollment", Kind::Object(ENROLLMENT)),
            field("password_never_expires", Kind::Flag),
            field("password_date", Kind::When).or_null(),
            field("password_expiration_date", Kind::When).or_null(),
            field("password_expired", Kind::Flag),
            field("disableDeviceMaxLoginAttempts", Kind::Flag),
            field("external_dn", Kind::Text(0)),
            field("external_source_type", Kind::Text(0)),
            field("external_password_expiration_date", Kind::Text(0)),
            field("externally_managed", Kind::Flag),
            field("restrictedFields", Kind::List(&Kind::Object(RESTRICTED))),
            field("systemUsername", WORDS).seen(CLIENTS),
            field("tags", Kind::List(&Kind::Text(0))).seen(NEWER),
            $($more),*
        ]
    };
}

/// A user as answered.
const USER: &[Field] = answered![field("delegatedAuthority", Kind::Object(AUTHORITY)).or_null()];

/// A user as searches answer it.
const FOUND: &[Field] = answered![];

const ACTIVATE: &[Field] = &[field("email", Kind::Text(0))];
const ENFORCE: &[Field] = &[field("enable_user_portal_multifactor", Kind::Flag), field("mfa", Kind::Object(MFA))];
const PASSWORD: &[Field] = &[field("password", Kind::Text(0)).required()];
const MODEL: &[Field] = &[field("_id", Kind::Id).required()];
const MODELS: &[Field] = &[field("isSelectAll", Kind::Flag), field("models", Kind::List(&Kind::Object(MODEL)))];
const TOTP: &[Field] = &[field("enrollmentDate", Kind::When)];

/// The body of `/search/systemusers` and `/search/systems`.
pub(crate) const SEARCH: &[Field] = &[
    field("filter", Kind::Map).or_null(),
    field("searchFilter", Kind::Map),
    field("fields", Kind::Text(0)),
    field("limit", Kind::Whole(0)),
    field("skip", Kind::Whole(0)),
    field("sort", Kind::Text(0)).seen("official command line"),
];

pub(super) fn operations() -> Vec<Operation> {
    let validation = &[Query::Word("fullValidationDetails", "password")];
    let user = Answer::Document(USER);
    vec![
        operation("GET /systemusers").query(SEARCHED).answers(200, Answer::Page(USER)),
        operation("POST /systemusers").query(validation).body(NEW).answers(200, user),
        operation("POST /systemusers/reactivate").body(MODELS).answers(200, Answer::Words).seen(CLIENTS),
        operation("GET /systemusers/{id}").query(ONE).answers(200, user),
        operation("PUT /systemusers/{id}").query(validation).body(CHANGE).answers(200, user),
        operation("DELETE /systemusers/{id}").query(&[Query::Heir]).answers(200, user),
        operation("POST /systemusers/{id}/state/activate").body(ACTIVATE).answers(200, Answer::Words),
        operation("POST /systemusers/{id}/state/suspend").answers(200, Answer::Words).seen("path in the files"),
        operation("POST /systemusers/{id}/resetmfa").body(RESET_MFA).answers(200, Answer::Words),
        operation("POST /systemusers/{id}/mfasync").answers(200, Answer::Words),
        operation("POST /systemusers/{id}/mfa/enforce").body(ENFORCE).answers(200, Answer::Words).seen(NEWER),
        operation("POST /systemusers/{id}/expire").answers(200, Answer::Words),
        operation("POST /systemusers/{id}/unlock").answers(200, Answer::Words),
        operation("POST /systemusers/{id}/password").body(PASSWORD).answers(200, Answer::Words).seen(NEWER),
        operation("POST /systemusers/{id}/reactivate").answers(200, Answer::Words).seen("path in the files"),
        operation("GET /systemusers/{id}/totpinfo").answers(200, Answer::Document(TOTP)),
        operation("GET /systemusers/{id}/sshkeys").answers(200, Answer::Array(KEY)),
        operation("POST /systemusers/{id}/sshkeys").body(KEY_GIVEN).answers(200, Answer::Document(KEY)),
        operation("DELETE /systemusers/{systemuser_id}/sshkeys/{id}").answers(200, Answer::Words),
        operation("POST /search/systemusers").query(LIST).body(SEARCH).answers(200, Answer::Page(FOUND)),
    ]
}
