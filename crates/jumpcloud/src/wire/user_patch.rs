//! What is sent to change a user.
// Source: JumpCloud API v1 (`systemuserput`), read 2026-03.

use secrecy::SecretString;
use serde::Serialize;

use super::mfa::MfaSettings;
use super::ssh_key::NewSshKey;
use super::user_parts::{Address, Attribute, PhoneNumber, UserState};

/// What is sent to change a user. What is `None` stays; lists are replaced whole, so read them first. The state can't
/// go back to staged.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UserPatch {
    /// Unique; can't change once the account is bound to something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Unique; stored in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firstname: Option<String>,
    /// Middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middlename: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lastname: Option<String>,
    /// Name to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub displayname: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Cost centre.
    #[serde(rename = "costCenter", skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
    /// Department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The organisation's own number of the person; unique, at most 256 characters.
    #[serde(rename = "employeeIdentifier", skip_serializing_if = "Option::is_none")]
    pub employee_identifier: Option<String>,
    /// Kind of employment.
    #[serde(rename = "employeeType", skip_serializing_if = "Option::is_none")]
    pub employee_type: Option<String>,
    /// Job title.
    #[serde(rename = "jobTitle", skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// Place of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// At most 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// It serves Samba: such a user can't be deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samba_service_user: Option<bool>,
    /// The manager's id: 24 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// Another address: without a password, the activation mail goes there.
    #[serde(rename = "alternateEmail", skip_serializing_if = "Option::is_none")]
    pub alternate_email: Option<String>,
    /// Postal addresses; the whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    /// Telephone numbers; the whole list.
    #[serde(rename = "phoneNumbers", skip_serializing_if = "Option::is_none")]
    pub phone_numbers: Option<Vec<PhoneNumber>>,
    /// Custom attributes; the whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<Attribute>>,
    /// The password; without one, the user sets it by the activation link.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::secret::expose")]
    pub password: Option<SecretString>,
    /// The password has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_never_expires: Option<bool>,
    /// Where the account is in its life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<UserState>,
    /// Shut out; must agree with the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
    /// Locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_locked: Option<bool>,
    /// Multi-factor settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa: Option<MfaSettings>,
    /// A second factor is required at the portal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_user_portal_multifactor: Option<bool>,
    /// SSH keys work on bound systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_public_key: Option<bool>,
    /// One SSH key without a name; prefer the SSH key operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// The account may bind to LDAP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ldap_binding_user: Option<bool>,
    /// Administrator on every bound system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sudo: Option<bool>,
    /// The unix ids below are enforced on systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_managed_uid: Option<bool>,
    /// User id on systems, at least 1. Duplicates are accepted silently.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unix_uid: Option<u32>,
    /// Group id on systems, at least 1. Duplicates are accepted silently.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unix_guid: Option<u32>,
    /// Named SSH keys; the whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_keys: Option<Vec<NewSshKey>>,
}
