//! A user as the directory answers.
// Source: JumpCloud API v1 (`systemuserreturn`), read 2026-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;
use super::mfa::{Mfa, MfaEnrollment};
use super::ssh_key::SshKey;
use super::user_parts::{Address, Attribute, PhoneNumber, RecoveryEmail, UserState};
use crate::paging::Row;

/// A user as the directory answers. Text that isn't set is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// The id: 24 hexadecimal digits.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// The id of the organisation that the user belongs to.
    #[serde(deserialize_with = "lenient::or_default")]
    pub organization: String,
    /// When it was made.
    #[serde(deserialize_with = "lenient::instant")]
    pub created: Option<Timestamp>,
    /// The name to sign in with.
    #[serde(deserialize_with = "lenient::or_default")]
    pub username: String,
    /// The address, in lower case.
    #[serde(deserialize_with = "lenient::or_default")]
    pub email: String,
    /// Given name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub firstname: String,
    /// Middle name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub middlename: String,
    /// Family name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub lastname: String,
    /// Name to show.
    #[serde(deserialize_with = "lenient::or_default")]
    pub displayname: String,
    /// Company.
    #[serde(deserialize_with = "lenient::or_default")]
    pub company: String,
    /// Cost centre.
    #[serde(rename = "costCenter", deserialize_with = "lenient::or_default")]
    pub cost_center: String,
    /// Department.
    #[serde(deserialize_with = "lenient::or_default")]
    pub department: String,
    /// The organisation's own number of the person.
    #[serde(rename = "employeeIdentifier", deserialize_with = "lenient::text")]
    pub employee_identifier: String,
    /// Kind of employment.
    #[serde(rename = "employeeType", deserialize_with = "lenient::or_default")]
    pub employee_type: String,
    /// Job title.
    #[serde(rename = "jobTitle", deserialize_with = "lenient::or_default")]
    pub job_title: String,
    /// Place of work.
    #[serde(deserialize_with = "lenient::or_default")]
    pub location: String,
    /// Free text.
    #[serde(deserialize_with = "lenient::or_default")]
    pub description: String,
    /// The manager's id.
    #[serde(deserialize_with = "lenient::present")]
    pub manager: Option<String>,
    /// Another address.
    #[serde(rename = "alternateEmail", deserialize_with = "lenient::or_default")]
    pub alternate_email: String,
    /// Where the user can recover the account.
    #[serde(rename = "recoveryEmail", deserialize_with = "lenient::or_default")]
    pub recovery_email: RecoveryEmail,
    /// Postal addresses.
    #[serde(deserialize_with = "lenient::or_default")]
    pub addresses: Vec<Address>,
    /// Telephone numbers.
    #[serde(rename = "phoneNumbers", deserialize_with = "lenient::or_default")]
    pub phone_numbers: Vec<PhoneNumber>,
    /// Custom attributes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub attributes: Vec<Attribute>,
    /// The password has no end.
    #[serde(deserialize_with = "lenient::or_default")]
    pub password_never_expires: bool,
    /// Where the account is in its life.
    #[serde(deserialize_with = "lenient::or_default")]
    pub state: UserState,
    /// Shut out.
    #[serde(deserialize_with = "lenient::or_default")]
    pub suspended: bool,
    /// Locked.
    #[serde(deserialize_with = "lenient::or_default")]
    pub account_locked: bool,
    /// Multi-factor settings.
    #[serde(deserialize_with = "lenient::or_default")]
    pub mfa: Mfa,
    /// A second factor is required at the portal.
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_user_portal_multifactor: bool,
    /// SSH keys work on bound systems.
    #[serde(deserialize_with = "lenient::or_default")]
    pub allow_public_key: bool,
    /// One SSH key without a name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub public_key: String,
    /// The account may bind to LDAP.
    #[serde(deserialize_with = "lenient::or_default")]
    pub ldap_binding_user: bool,
    /// Administrator on every bound system.
    #[serde(deserialize_with = "lenient::or_default")]
    pub sudo: bool,
    /// Administrator without being asked for a password.
    #[serde(deserialize_with = "lenient::or_default")]
    pub passwordless_sudo: bool,
    /// The unix ids are enforced on systems.
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_managed_uid: bool,
    /// User id on systems.
    #[serde(deserialize_with = "lenient::whole")]
    pub unix_uid: Option<i64>,
    /// Group id on systems.
    #[serde(deserialize_with = "lenient::whole")]
    pub unix_guid: Option<i64>,
    /// A password is set.
    #[serde(deserialize_with = "lenient::or_default")]
    pub activated: bool,
    /// How far the enrolment of second factors is.
    #[serde(rename = "mfaEnrollment", deserialize_with = "lenient::or_default")]
    pub mfa_enrollment: MfaEnrollment,
    /// One-time codes are set up.
    #[serde(deserialize_with = "lenient::or_default")]
    pub totp_enabled: bool,
    /// When the password was set.
    #[serde(deserialize_with = "lenient::instant")]
    pub password_date: Option<Timestamp>,
    /// When the password ends.
    #[serde(deserialize_with = "lenient::instant")]
    pub password_expiration_date: Option<Timestamp>,
    /// The password has ended.
    #[serde(deserialize_with = "lenient::or_default")]
    pub password_expired: bool,
    /// Since when it is locked.
    #[serde(deserialize_with = "lenient::instant")]
    pub account_locked_date: Option<Timestamp>,
    /// Named SSH keys.
    #[serde(deserialize_with = "lenient::or_default")]
    pub ssh_keys: Vec<SshKey>,
    /// Used by a Samba service; such a user can't be deleted.
    #[serde(deserialize_with = "lenient::or_default")]
    pub samba_service_user: bool,
    /// Another directory manages it.
    #[serde(deserialize_with = "lenient::or_default")]
    pub externally_managed: bool,
}

impl Row for User {
    fn key(&self) -> &str {
        &self.id
    }
}

impl User {
    /// The value of a custom attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_the_id_at_once_are_one_id() {
        let user: User = serde_json::from_str(r#"{"_id":"u1","id":"u1","username":"ada"}"#).unwrap();
        assert_eq!(user.id, "u1");
        assert_eq!(serde_json::from_str::<User>(r#"{"id":"u2"}"#).unwrap().id, "u2");
    }

    #[test]
    fn nulls_and_unknown_fields_are_tolerated() {
        let user: User = serde_json::from_str(
            r#"{"_id":"u1","manager":"","ssh_keys":null,"mfa":null,"password_date":null,"state":"FROZEN","new":{}}"#,
        )
        .unwrap();
        assert_eq!((user.manager, user.state), (None, UserState::Unknown));
    }

    #[test]
    fn days_and_unix_ids_may_be_text() {
        let user: User =
            serde_json::from_str(r#"{"unix_uid":"5042","mfa":{"exclusion":true,"exclusionDays":"7"}}"#).unwrap();
        assert_eq!((user.unix_uid, user.mfa.exclusion_days), (Some(5042), Some(7)));
    }
}
