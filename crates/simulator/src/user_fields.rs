//! The field table of a system user.
// Source: JumpCloud API v1, definitions systemuserputpost, systemuserput and mfa, read 2026-03.

use crate::field_table::{Field, Shape, Use};

const fn both(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

const fn post_only(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Unlisted }
}

const ADDRESS: &[Field] = &[
    both("country", Shape::Text(1024)),
    both("extendedAddress", Shape::Text(1024)),
    both("locality", Shape::Text(1024)),
    both("poBox", Shape::Text(1024)),
    both("postalCode", Shape::Text(1024)),
    both("region", Shape::Text(1024)),
    both("streetAddress", Shape::Text(1024)),
    both("type", Shape::Text(1024)),
];

const PHONE_NUMBER: &[Field] = &[both("number", Shape::Text(1024)), both("type", Shape::Text(1024))];

const RELATIONSHIP: &[Field] = &[both("type", Shape::Text(1024)), both("value", Shape::Text(1024))];

const ATTRIBUTE: &[Field] = &[
    both("name", Shape::Text(1024)),
    both("value", Shape::Text(1024)),
    // Clients send back what they read.
    Field { name: "_id", shape: Shape::Text(24), post: Use::Unlisted, put: Use::Unlisted },
];

const SSH_KEY: &[Field] = &[
    both("name", Shape::Text(1024)),
    both("public_key", Shape::Text(16_384)),
    Field { name: "_id", shape: Shape::Text(24), post: Use::Unlisted, put: Use::Unlisted },
];

const DELEGATED_AUTHORITY: &[Field] = &[both("id", Shape::Text(24)), both("name", Shape::OneOf(&["ActiveDirectory"]))];

const RECOVERY_EMAIL: &[Field] = &[both("address", Shape::Text(1024))];

const RESTRICTABLE: &[&str] = &[
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
];

/// A field that another directory owns.
pub(crate) const RESTRICTED_FIELD: &[Field] = &[
    both("field", Shape::OneOf(RESTRICTABLE)),
    both("id", Shape::Text(24)),
    both("type", Shape::OneOf(&["active_directory", "federated_identity_provider", "scim"])),
];

/// Multi-factor settings, also the body of `resetmfa`.
pub(crate) const MFA: &[Field] = &[
    both("configured", Shape::Flag),
    both("exclusion", Shape::Flag),
    both("exclusionUntil", Shape::DateTime),
    // One official client sends the days as text.
    both("exclusionDays", Shape::Digits(1)),
];

/// The fields of a system user in POST and PUT.
pub(crate) const USER: &[Field] = &[
    both("username", Shape::Text(1024)),
    both("email", Shape::Text(1024)),
    both("firstname", Shape::Text(1024)),
    both("middlename", Shape::Text(1024)),
    both("lastname", Shape::Text(1024)),
    both("displayname", Shape::Text(1024)),
    both("password", Shape::Text(1024)),
    both("password_never_expires", Shape::Flag),
    // STAGED in a PUT is refused by the state machine, not by the table.
    both("state", Shape::OneOf(&["STAGED", "ACTIVATED", "SUSPENDED"])),
    Field { name: "activated", shape: Shape::Flag, post: Use::Listed, put: Use::Dropped },
    both("suspended", Shape::Flag),
    both("account_locked", Shape::Flag),
    both("company", Shape::Text(1024)),
    both("costCenter", Shape::Text(1024)),
    both("department", Shape::Text(1024)),
    both("employeeType", Shape::Text(1024)),
    both("jobTitle", Shape::Text(1024)),
    both("location", Shape::Text(1024)),
    both("description", Shape::Text(1024)),
    both("employeeIdentifier", Shape::Text(256)),
    both("manager", Shape::Reference),
    both("alternateEmail", Shape::Text(1024)),
    // Official tests show that it sticks when updated, too.
    post_only("recoveryEmail", Shape::Object(RECOVERY_EMAIL)),
    both("managedAppleId", Shape::Text(1024)),
    both("addresses", Shape::Objects(ADDRESS)),
    both("phoneNumbers", Shape::Objects(PHONE_NUMBER)),
    both("relationships", Shape::Objects(RELATIONSHIP)),
    both("attributes", Shape::Objects(ATTRIBUTE)),
    both("mfa", Shape::Object(MFA)),
    both("enable_user_portal_multifactor", Shape::Flag),
    both("allow_public_key", Shape::Flag),
    both("public_key", Shape::Text(16_384)),
    Field { name: "ssh_keys", shape: Shape::Objects(SSH_KEY), post: Use::Dropped, put: Use::Listed },
    both("ldap_binding_user", Shape::Flag),
    both("sudo", Shape::Flag),
    post_only("passwordless_sudo", Shape::Flag),
    both("samba_service_user", Shape::Flag),
    both("enable_managed_uid", Shape::Flag),
    both("unix_uid", Shape::Whole(1)),
    both("unix_guid", Shape::Whole(1)),
    both("disableDeviceMaxLoginAttempts", Shape::Flag),
    both("delegatedAuthority", Shape::ObjectOrNull(DELEGATED_AUTHORITY)),
    both("external_dn", Shape::Text(1024)),
    both("external_source_type", Shape::Text(1024)),
    both("external_password_expiration_date", Shape::Text(1024)),
    both("externally_managed", Shape::Flag),
    both("restrictedFields", Shape::Objects(RESTRICTED_FIELD)),
    // Accepted by the real API though no specification lists it.
    Field { name: "systemUsername", shape: Shape::Text(1024), post: Use::Unlisted, put: Use::Unlisted },
    // Only in a newer specification.
    Field { name: "tags", shape: Shape::Texts(1024), post: Use::Unlisted, put: Use::Unlisted },
];
