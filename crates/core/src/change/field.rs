//! Fields of an account that a change may set.

use serde::{Deserialize, Serialize};

use crate::account::AccountFacts;

/// A field of an account, by the input that sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum Field {
    Username,
    Email,
    FirstName,
    LastName,
    DisplayName,
    Department,
    JobTitle,
    Company,
    EmployeeId,
    Location,
    EmployeeType,
    AlternateEmail,
    /// The manager's account id.
    Manager,
    Sudo,
    MfaRequired,
    LdapBindUser,
    AllowPublicKey,
    PasswordNeverExpires,
    /// The account serves Samba: it can't be deleted while it does.
    SambaServiceUser,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 19] = [
        Field::Username,
        Field::Email,
        Field::FirstName,
        Field::LastName,
        Field::DisplayName,
        Field::Department,
        Field::JobTitle,
        Field::Company,
        Field::EmployeeId,
        Field::Location,
        Field::EmployeeType,
        Field::AlternateEmail,
        Field::Manager,
        Field::Sudo,
        Field::MfaRequired,
        Field::LdapBindUser,
        Field::AllowPublicKey,
        Field::PasswordNeverExpires,
        Field::SambaServiceUser,
    ];

    /// The input that sets it, or its own name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Username => "username",
            Field::Email => "email",
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::DisplayName => "display_name",
            Field::Department => "department",
            Field::JobTitle => "job_title",
            Field::Company => "company_name",
            Field::EmployeeId => "employee_id",
            Field::Location => "office_location",
            Field::EmployeeType => "employee_type",
            Field::AlternateEmail => "alternate_email",
            Field::Manager => "manager",
            Field::Sudo => "allow_sudo",
            Field::MfaRequired => "enable_mfa",
            Field::LdapBindUser => "ldap_bind",
            Field::AllowPublicKey => "allow_public_key",
            Field::PasswordNeverExpires => "password_never_expires",
            Field::SambaServiceUser => "samba_service_user",
        }
    }

    /// The field that an input sets.
    #[must_use]
    pub fn of_input(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// An account can be without it.
    #[must_use]
    pub fn may_be_empty(self) -> bool {
        matches!(
            self,
            Field::JobTitle
                | Field::Company
                | Field::EmployeeId
                | Field::Location
                | Field::EmployeeType
                | Field::AlternateEmail
                | Field::Manager
        )
    }

    /// Its value in an account, as text: `true` and `false` for switches, empty where there is none.
    #[must_use]
    pub fn of(self, facts: &AccountFacts) -> String {
        match self {
            Field::Username => facts.username.clone(),
            Field::Email => facts.email.clone(),
            Field::FirstName => facts.first_name.clone(),
            Field::LastName => facts.last_name.clone(),
            Field::DisplayName => facts.display_name.clone(),
            Field::Department => facts.department.clone(),
            Field::JobTitle => facts.job_title.clone(),
            Field::Company => facts.company.clone(),
            Field::EmployeeId => facts.employee_id.clone(),
            Field::Location => facts.location.clone(),
            Field::EmployeeType => facts.employee_type.clone(),
            Field::AlternateEmail => facts.alternate_email.clone(),
            Field::Manager => facts.manager.clone().unwrap_or_default(),
            Field::Sudo => facts.sudo.to_string(),
            Field::MfaRequired => facts.mfa_required.to_string(),
            Field::LdapBindUser => facts.ldap_binding_user.to_string(),
            Field::AllowPublicKey => facts.allow_public_key.to_string(),
            Field::PasswordNeverExpires => facts.password_never_expires.to_string(),
            Field::SambaServiceUser => facts.samba_service_user.to_string(),
        }
    }

    /// Whether two values of it are the same to the directory.
    #[must_use]
    pub fn same(self, one: &str, other: &str) -> bool {
        match self {
            Field::Username | Field::Email | Field::AlternateEmail => one.eq_ignore_ascii_case(other),
            _ => one == other,
        }
    }
}
