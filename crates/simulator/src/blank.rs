//! Documents as they are made, before anything is written into them.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::user_view;

/// What every document of a kind has.
pub(crate) fn blank(kind: Kind, id: &str, organization: &str, created: &str) -> Value {
    match kind {
        Kind::User => user_view::blank(id, organization, created),
        Kind::UserGroup | Kind::SystemGroup | Kind::PolicyGroup => crate::v2::groups::blank(kind, id, organization),
        Kind::System => json!({
            "_id": id, "id": id, "organization": organization, "created": created, "active": true,
            "hostname": "", "displayName": "", "os": "", "version": "", "osFamily": "linux", "arch": "x86_64",
            "agentVersion": "", "serialNumber": "", "lastContact": created, "description": "",
            "allowMultiFactorAuthentication": false, "allowPublicKeyAuthentication": true,
            "allowSshPasswordAuthentication": false, "allowSshRootLogin": false, "attributes": [],
        }),
        Kind::Application => json!({
            "_id": id, "id": id, "organization": organization, "created": created, "active": true, "beta": false,
            "name": "", "displayName": "", "displayLabel": "", "description": "", "ssoUrl": "", "learnMore": "", "config": {},
        }),
        Kind::RadiusServer => json!({
            "_id": id, "id": id, "organization": organization, "name": "", "mfa": "DISABLED", "authIdp": "JUMPCLOUD",
            "networkSourceIp": "", "userLockoutAction": "REMOVE", "userPasswordExpirationAction": "REMOVE",
        }),
        Kind::LdapServer => json!({
            "id": id, "name": "", "userLockoutAction": "disable", "userPasswordExpirationAction": "disable",
        }),
        Kind::Command => json!({
            "_id": id, "id": id, "organization": organization, "name": "", "command": "", "commandType": "linux",
            "launchType": "manual", "schedule": "", "trigger": "", "sudo": false, "timeout": "120",
        }),
        Kind::Policy => json!({ "id": id, "name": "", "notes": "", "values": [], "configFields": [] }),
        Kind::GSuite => json!({
            "id": id, "name": "", "groupsEnabled": false, "organizationObjectId": organization,
            "userLockoutAction": "suspend", "userPasswordExpirationAction": "maintain",
        }),
        Kind::Office365 => json!({
            "id": id, "name": "", "groupsEnabled": false, "userLockoutAction": "suspend",
            "userPasswordExpirationAction": "maintain",
        }),
        Kind::ActiveDirectory => json!({
            "id": id, "domain": "", "groupsEnabled": false, "delegationState": "DISABLED", "useCase": "UNSET",
        }),
        Kind::CustomEmail | Kind::ScheduledState | Kind::BulkJob | Kind::PolicyResult => json!({ "id": id }),
        _ => json!({ "id": id, "name": "" }),
    }
}
