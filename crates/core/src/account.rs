//! The account: the fields that we ask for, and the fields that the directory answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The fields of the account to be created, all that folds into one call. The password travels beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the request's inputs")]
pub struct AccountFields {
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub department: String,
    pub job_title: Option<String>,
    pub company: Option<String>,
    pub location: Option<String>,
    pub employee_id: Option<String>,
    pub employee_type: Option<String>,
    pub alternate_email: Option<String>,
    /// The manager's account id.
    pub manager: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub password_never_expires: bool,
    pub mfa: MfaFields,
    pub allow_public_key: bool,
    pub ldap_binding_user: bool,
    /// Sudo on every system that the account reaches.
    pub sudo: bool,
    pub unix_uid: Option<i64>,
    pub unix_gid: Option<i64>,
}

/// What is asked for about MFA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaFields {
    /// MFA is required at sign-in.
    pub required: bool,
    /// Days of grace; 0: none.
    pub grace_days: u16,
}

/// An account as the directory answered it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the directory's fields")]
pub struct AccountFacts {
    pub id: String,
    pub organization: Option<String>,
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub department: String,
    pub job_title: String,
    pub company: String,
    pub location: String,
    pub employee_id: String,
    pub employee_type: String,
    pub alternate_email: String,
    pub manager: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub state: AccountState,
    /// A password has been set.
    pub activated: bool,
    pub suspended: bool,
    pub created: Option<Timestamp>,
    pub mfa_required: bool,
    /// The person has enrolled a second factor.
    pub mfa_configured: bool,
    pub mfa_exclusion: bool,
    pub mfa_exclusion_until: Option<Timestamp>,
    pub password_never_expires: bool,
    pub password_expiration_date: Option<Timestamp>,
    pub allow_public_key: bool,
    pub ldap_binding_user: bool,
    pub sudo: bool,
    pub unix_uid: Option<i64>,
    pub unix_gid: Option<i64>,
    /// It serves Samba: such an account can't be deleted.
    #[serde(default)]
    pub samba_service_user: bool,
    /// SHA-256 fingerprints of its SSH keys.
    pub ssh_key_fingerprints: Vec<String>,
}

/// The account's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Created, nobody can sign in.
    Staged,
    /// In use.
    Activated,
    /// Locked away.
    Suspended,
}

impl AccountFields {
    /// Names of the fields in which the directory's account differs from what was sent.
    #[must_use]
    pub fn differences(&self, facts: &AccountFacts) -> Vec<&'static str> {
        let text = |wanted: &Option<String>, found: &str| wanted.as_deref().unwrap_or("") == found;
        [
            ("username", self.username.eq_ignore_ascii_case(&facts.username)),
            ("email", self.email.eq_ignore_ascii_case(&facts.email)),
            ("first_name", self.first_name == facts.first_name),
            ("last_name", self.last_name == facts.last_name),
            ("display_name", self.display_name == facts.display_name),
            ("department", self.department == facts.department),
            ("job_title", text(&self.job_title, &facts.job_title)),
            ("company_name", text(&self.company, &facts.company)),
            ("office_location", text(&self.location, &facts.location)),
            ("employee_id", text(&self.employee_id, &facts.employee_id)),
            ("employee_type", text(&self.employee_type, &facts.employee_type)),
            ("alternate_email", text(&self.alternate_email, &facts.alternate_email)),
            ("manager", self.manager == facts.manager),
            ("attributes", self.attributes == facts.attributes),
            ("password_never_expires", self.password_never_expires == facts.password_never_expires),
            ("enable_mfa", self.mfa.required == facts.mfa_required),
            ("allow_public_key", self.allow_public_key == facts.allow_public_key),
            ("ldap_bind", self.ldap_binding_user == facts.ldap_binding_user),
            ("allow_sudo", self.sudo == facts.sudo),
            ("unix_uid", self.unix_uid.is_none() || self.unix_uid == facts.unix_uid),
            ("unix_guid", self.unix_gid.is_none() || self.unix_gid == facts.unix_gid),
        ]
        .into_iter()
        .filter_map(|(name, same)| (!same).then_some(name))
        .collect()
    }

    /// The fields under the directory's own names, as a dynamic group's rule sees them.
    #[must_use]
    pub fn wire(&self) -> serde_json::Value {
        let attributes: Vec<_> =
            self.attributes.iter().map(|(name, value)| serde_json::json!({ "name": name, "value": value })).collect();
        serde_json::json!({
            "username": self.username,
            "email": self.email,
            "firstname": self.first_name,
            "lastname": self.last_name,
            "displayname": self.display_name,
            "department": self.department,
            "jobTitle": self.job_title.as_deref().unwrap_or(""),
            "company": self.company.as_deref().unwrap_or(""),
            "location": self.location.as_deref().unwrap_or(""),
            "employeeIdentifier": self.employee_id.as_deref().unwrap_or(""),
            "employeeType": self.employee_type.as_deref().unwrap_or(""),
            "alternateEmail": self.alternate_email.as_deref().unwrap_or(""),
            "manager": self.manager,
            "attributes": attributes,
        })
    }

    /// The attributes that the directory lacks or holds otherwise.
    #[must_use]
    pub fn missing_attributes(&self, facts: &AccountFacts) -> Vec<&str> {
        self.attributes
            .iter()
            .filter(|(name, value)| facts.attributes.get(*name) != Some(value))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// MFA stands as asked for, as far as an account that is not yet active can show it.
    #[must_use]
    pub fn mfa_as_planned(&self, facts: &AccountFacts) -> bool {
        facts.mfa_required == self.mfa.required && facts.mfa_exclusion == self.mfa.has_grace()
    }
}

impl MfaFields {
    /// There is a grace period.
    #[must_use]
    pub fn has_grace(self) -> bool {
        self.required && self.grace_days > 0
    }
}
