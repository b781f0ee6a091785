//! The field tables of systems, applications, servers, directories, commands and policies.
// Source: JumpCloud API v1 and v2, read 2026-03; lengths are SYNTHETIC.

use crate::field_table::{Field, Shape, Use};
use crate::kind::Kind;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

/// Only when it is made.
const fn made_with(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Dropped }
}

/// What may be written of a kind, and what must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) table: &'static [Field],
    pub(crate) required: &'static [&'static str],
}

const WORD: Shape = Shape::Text(1024);
const LONG: Shape = Shape::Text(65_536);
const SUSPENSION: Shape = Shape::OneOf(&["suspend", "maintain"]);
const EXPIRATION: Shape = Shape::OneOf(&["suspend", "maintain", "remove_access"]);
const DISABLING: Shape = Shape::OneOf(&["disable", "remove"]);

const ATTRIBUTE: &[Field] = &[
    field("name", WORD),
    field("value", WORD),
    // Clients send back what they read.
    Field { name: "_id", shape: Shape::Text(24), post: Use::Unlisted, put: Use::Unlisted },
];
const MESSAGE: &[Field] = &[field("cmd", WORD)];

const SYSTEM: &[Field] = &[
    field("agentBoundMessages", Shape::Objects(MESSAGE)),
    field("allowMultiFactorAuthentication", Shape::Flag),
    field("allowPublicKeyAuthentication", Shape::Flag),
    field("allowSshPasswordAuthentication", Shape::Flag),
    field("allowSshRootLogin", Shape::Flag),
    field("attributes", Shape::Objects(ATTRIBUTE)),
    field("displayName", WORD),
    // Sent by the official command line.
    Field { name: "description", shape: WORD, post: Use::Unlisted, put: Use::Unlisted },
];

const APPLICATION: &[Field] = &[
    field("active", Shape::Flag),
    field("beta", Shape::Flag),
    field("color", WORD),
    field("config", Shape::Map),
    field("databaseAttributes", Shape::Any),
    field("displayLabel", WORD),
    field("displayName", WORD),
    field("learnMore", WORD),
    field("logo", Shape::Map),
    field("name", WORD),
    field("parentApp", WORD),
    field("sso", Shape::Map),
    field("ssoUrl", WORD),
];

const RADIUS: &[Field] = &[
    made_with("authIdp", Shape::OneOf(&["JUMPCLOUD", "AZURE"])),
    field("caCert", LONG),
    field("deviceCertEnabled", Shape::Flag),
    field("mfa", Shape::OneOf(&["DISABLED", "ENABLED", "REQUIRED", "ALWAYS"])),
    field("name", WORD),
    field("networkSourceIp", WORD),
    field("radsecEnabled", Shape::Flag),
    field("requireRadsec", Shape::Flag),
    field("requireTlsAuth", Shape::Flag),
    field("sharedSecret", WORD),
    field("userCertEnabled", Shape::Flag),
    field("userLockoutAction", WORD),
    field("userPasswordEnabled", Shape::Flag),
    field("userPasswordExpirationAction", WORD),
];

const FILE: &[Field] =
    &[field("destination", WORD), field("name", WORD), field("objectStorageId", WORD), field("sha256", WORD)];

const COMMAND: &[Field] = &[
    field("aiGenerated", Shape::Flag),
    field("command", LONG),
    field("commandRunners", Shape::Texts(1024)),
    field("commandType", WORD),
    field("files", Shape::Texts(1024)),
    field("filesS3", Shape::Objects(FILE)),
    field("launchType", WORD),
    field("listensTo", WORD),
    field("name", WORD),
    field("schedule", WORD),
    field("scheduleRepeatType", WORD),
    field("scheduleYear", Shape::Whole(0)),
    field("shell", WORD),
    field("sudo", Shape::Flag),
    field("template", WORD),
    field("templatingRequired", Shape::Flag),
    field("timeToLiveSeconds", Shape::Whole(0)),
    field("timeout", WORD),
    field("trigger", WORD),
    field("user", WORD),
];

const LDAP: &[Field] = &[field("userLockoutAction", DISABLING), field("userPasswordExpirationAction", DISABLING)];

const DOMAIN: &[Field] = &[field("domain", WORD), field("id", Shape::Text(24))];

const GSUITE: &[Field] = &[
    field("defaultDomain", Shape::Object(DOMAIN)),
    field("groupsEnabled", Shape::Flag),
    field("importFilter", WORD),
    field("name", WORD),
    field("userLockoutAction", SUSPENSION),
    field("userPasswordExpirationAction", EXPIRATION),
];

const OFFICE: &[Field] = &[
    field("defaultDomain", Shape::Object(DOMAIN)),
    field("groupsEnabled", Shape::Flag),
    field("name", WORD),
    field("userLockoutAction", SUSPENSION),
    field("userPasswordExpirationAction", SUSPENSION),
];

const ACTIVE_DIRECTORY: &[Field] = &[
    field("delegationState", Shape::OneOf(&["ENABLED", "PENDING", "DISABLED"])),
    field("domain", WORD),
    field("groupsEnabled", Shape::Flag),
    field("useCase", Shape::OneOf(&["UNSET", "TWOWAYSYNC", "JCASAUTHORITY", "ADASAUTHORITY"])),
];

const WORKDAY: &[Field] = &[field("name", WORD), field("reportUrl", WORD), made_with("auth", Shape::Map)];

const TEMPLATE: &[Field] = &[field("id", Shape::Id)];
const POLICY_VALUE: &[Field] =
    &[field("configFieldID", WORD), field("sensitive", Shape::Flag), field("value", Shape::Any)];
const POLICY: &[Field] = &[
    field("name", WORD),
    field("notes", LONG),
    made_with("template", Shape::Object(TEMPLATE)),
    field("values", Shape::Objects(POLICY_VALUE)),
];

/// What may be written of a kind.
pub(crate) fn rules(kind: Kind) -> Rules {
    let (table, required): (&'static [Field], &'static [&'static str]) = match kind {
        Kind::System => (SYSTEM, &[]),
        Kind::Application => (APPLICATION, &["config", "name", "ssoUrl"]),
        Kind::RadiusServer => (RADIUS, &["name", "networkSourceIp", "sharedSecret"]),
        Kind::Command => (COMMAND, &["command", "commandType", "name"]),
        Kind::LdapServer => (LDAP, &[]),
        Kind::GSuite => (GSUITE, &[]),
        Kind::Office365 => (OFFICE, &[]),
        Kind::ActiveDirectory => (ACTIVE_DIRECTORY, &[]),
        Kind::Workday => (WORKDAY, &[]),
        Kind::Policy => (POLICY, &["name"]),
        _ => (&[], &[]),
    };
    Rules { table, required }
}
