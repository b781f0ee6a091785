//! The lines of the steps after a hire, as operators know them.

use serde::Serialize;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the texts below say it")]
pub enum Line {
    Appears,
    Status,
    Attributes,
    Groups,
    InheritedAccess,
    LdapAndRadius,
    ActivationMail,
    PasswordSetup,
    MfaEnrollment,
    SignIn,
    SystemAccess,
    SsoAccess,
    LdapAccess,
    Records,
    AuditLog,
    SpecialAccess,
}

impl Line {
    /// All of them, in order.
    pub const ALL: [Line; 16] = [
        Line::Appears,
        Line::Status,
        Line::Attributes,
        Line::Groups,
        Line::InheritedAccess,
        Line::LdapAndRadius,
        Line::ActivationMail,
        Line::PasswordSetup,
        Line::MfaEnrollment,
        Line::SignIn,
        Line::SystemAccess,
        Line::SsoAccess,
        Line::LdapAccess,
        Line::Records,
        Line::AuditLog,
        Line::SpecialAccess,
    ];

    /// The section that it belongs to.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            Line::Appears | Line::Status | Line::Attributes => "Verify Account Creation",
            Line::Groups | Line::InheritedAccess | Line::LdapAndRadius => "Validate Group Memberships",
            Line::ActivationMail | Line::PasswordSetup | Line::MfaEnrollment => "User Activation",
            Line::SignIn | Line::SystemAccess | Line::SsoAccess | Line::LdapAccess => "Access Testing",
            Line::Records | Line::AuditLog | Line::SpecialAccess => "Documentation",
        }
    }

    /// Its words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Line::Appears => "Confirm user appears in JumpCloud admin console",
            Line::Status => "Verify user status is Active or Activated",
            Line::Attributes => "Check all attributes are set correctly",
            Line::Groups => "Confirm user is listed in all assigned user groups",
            Line::InheritedAccess => "Verify inherited system and application access from groups",
            Line::LdapAndRadius => "Check LDAP and RADIUS bindings if configured",
            Line::ActivationMail => "Confirm activation email was received by user",
            Line::PasswordSetup => "Guide user through initial password setup",
            Line::MfaEnrollment => "Assist with MFA enrollment",
            Line::SignIn => "Have user log in to verify credentials",
            Line::SystemAccess => "Test system access on bound devices",
            Line::SsoAccess => "Verify SSO application access through groups",
            Line::LdapAccess => "Test LDAP authentication if applicable",
            Line::Records => "Update user provisioning records",
            Line::AuditLog => "Log group assignments for audit",
            Line::SpecialAccess => "Note any special access or custom attributes",
        }
    }
}
