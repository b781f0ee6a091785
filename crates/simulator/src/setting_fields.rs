//! The field table of an organisation's settings.
// Source: JumpCloud API v1, organizationsettingsput, read 2026-03.

use crate::field_table::{Field, Shape, Use};

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

/// In answers only, yet changed by the console.
const fn unlisted(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Unlisted, put: Use::Unlisted }
}

const STATE: Shape = Shape::OneOf(&["ACTIVATED", "STAGED"]);

const STATES: &[Field] = &[field("manualEntry", STATE), field("csvImport", STATE), field("applicationImport", STATE)];

/// A password policy.
pub(crate) const POLICY: &[Field] = &[
    field("allowUnenrolledMFAPasswordReset", Shape::Flag),
    field("allowUsernameSubstring", Shape::Flag),
    field("daysAfterExpirationToSelfRecover", Shape::Whole(0)),
    field("daysBeforeExpirationToForceReset", Shape::Whole(1)),
    field("disallowCommonlyUsedPasswords", Shape::Flag),
    field("disallowSequentialOrRepetitiveChars", Shape::Flag),
    field("displayComplexityOnResetScreen", Shape::Flag),
    field("effectiveDate", Shape::Text(64)),
    field("enableDaysAfterExpirationToSelfRecover", Shape::Flag),
    field("enableDaysBeforeExpirationToForceReset", Shape::Flag),
    field("enableLockoutTimeInSeconds", Shape::Flag),
    field("enableMaxHistory", Shape::Flag),
    field("enableMaxLoginAttempts", Shape::Flag),
    field("enableMinChangePeriodInDays", Shape::Flag),
    field("enableMinLength", Shape::Flag),
    field("enablePasswordExpirationInDays", Shape::Flag),
    unlisted("enableRecoveryEmail", Shape::Flag),
    unlisted("enableResetLockoutCounter", Shape::Flag),
    field("gracePeriodDate", Shape::Text(64)),
    field("lockoutTimeInSeconds", Shape::Whole(300)),
    field("maxHistory", Shape::Whole(1)),
    field("maxLoginAttempts", Shape::Whole(1)),
    field("minChangePeriodInDays", Shape::Whole(0)),
    field("minLength", Shape::Whole(0)),
    field("needsLowercase", Shape::Flag),
    field("needsNumeric", Shape::Flag),
    field("needsSymbolic", Shape::Flag),
    field("needsUppercase", Shape::Flag),
    field("passwordExpirationInDays", Shape::Whole(1)),
    unlisted("resetLockoutCounterMinutes", Shape::Whole(1)),
];

const FEATURE: &[Field] = &[
    field("enabled", Shape::Flag),
    field("createdAt", Shape::Text(64)),
    field("updatedAt", Shape::Text(64)),
    field("enableNewDarwin", Shape::Flag),
    field("enableNewLinux", Shape::Flag),
    field("enableNewWindows", Shape::Flag),
];

const FEATURES: &[Field] = &[
    field("directoryInsights", Shape::Object(FEATURE)),
    field("directoryInsightsPremium", Shape::Object(FEATURE)),
    field("systemInsights", Shape::Object(FEATURE)),
];

const DEFAULTS: &[Field] = &[field("restrictedFields", Shape::Objects(crate::user_fields::RESTRICTED_FIELD))];

const PORTAL: &[Field] = &[
    field("cookieExpirationType", Shape::OneOf(&["session", "date"])),
    field("idleSessionDurationMinutes", Shape::Whole(1)),
];

/// The settings that an update changes.
pub(crate) const SETTINGS: &[Field] = &[
    field("contactEmail", Shape::Text(1024)),
    field("contactName", Shape::Text(1024)),
    field("deviceIdentificationEnabled", Shape::Flag),
    field("disableGoogleLogin", Shape::Flag),
    field("disableLdap", Shape::Flag),
    field("disableUM", Shape::Flag),
    field("duplicateLDAPGroups", Shape::Flag),
    field("emailDisclaimer", Shape::Text(65_536)),
    field("enableManagedUID", Shape::Flag),
    field("features", Shape::Object(FEATURES)),
    field("growthData", Shape::AnyObject),
    field("logo", Shape::Text(1_048_576)),
    field("maxSystemUsers", Shape::Whole(0)),
    field("name", Shape::Text(1024)),
    field("newSystemUserStateDefaults", Shape::Object(STATES)),
    field("passwordCompliance", Shape::OneOf(&["custom", "pci3", "windows"])),
    field("passwordPolicy", Shape::Object(POLICY)),
    unlisted("requireAdminMFA", Shape::Flag),
    field("showIntro", Shape::Flag),
    field("systemUserDefaults", Shape::Object(DEFAULTS)),
    field("systemUserPasswordExpirationInDays", Shape::Whole(0)),
    field("systemUsersCanEdit", Shape::Flag),
    field("trustedAppConfig", Shape::AnyObject),
    field("userPortal", Shape::Object(PORTAL)),
];
