//! Organisations, their settings and their seats.
// Source: JumpCloud API v1, and v2 for providers, read 2026-03.

use serde::{Deserialize, Serialize};

use super::lenient;
use super::user_parts::UserState;
use crate::paging::Row;

/// An organisation in the list of those that a key may manage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrganizationSummary {
    /// The organisation's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub display_name: String,
}

/// An organisation under a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProviderOrganization {
    /// The organisation's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Seats, where limited.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_system_users: Option<i64>,
}

/// An organisation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Organization {
    /// The organisation's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub display_name: String,
    /// Its settings.
    #[serde(deserialize_with = "lenient::or_default")]
    pub settings: OrganizationSettings,
    /// What it has bought.
    #[serde(deserialize_with = "lenient::or_default")]
    pub entitlement: Entitlement,
    /// Whether mails may have the organisation's own words.
    #[serde(deserialize_with = "lenient::or_default")]
    pub custom_email_settings: Enabled,
}

/// A switch in its own document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enabled {
    /// On.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub enabled: bool,
}

/// The settings of an organisation that concern new people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrganizationSettings {
    /// The name in the settings.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// The state of new users where none is sent.
    #[serde(deserialize_with = "lenient::or_default")]
    pub new_system_user_state_defaults: NewUserStates,
    /// `custom`, `pci3` or `windows`: the policy below holds for `custom`.
    #[serde(deserialize_with = "lenient::or_default")]
    pub password_compliance: String,
    /// What passwords must be like.
    #[serde(deserialize_with = "lenient::or_default")]
    pub password_policy: PasswordPolicy,
    /// Days until passwords end.
    #[serde(deserialize_with = "lenient::whole")]
    pub system_user_password_expiration_in_days: Option<i64>,
    /// Whether unix ids are enforced on systems.
    #[serde(rename = "enableManagedUID", deserialize_with = "lenient::or_default")]
    pub enable_managed_uid: bool,
    /// LDAP is off.
    #[serde(deserialize_with = "lenient::or_default")]
    pub disable_ldap: bool,
    /// Seats, where limited.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_system_users: Option<i64>,
}

/// The state of new users, by the way in which they come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewUserStates {
    /// One by one.
    #[serde(deserialize_with = "lenient::or_default")]
    pub manual_entry: UserState,
    /// By a file.
    #[serde(deserialize_with = "lenient::or_default")]
    pub csv_import: UserState,
    /// By another application.
    #[serde(deserialize_with = "lenient::or_default")]
    pub application_import: UserState,
}

/// What passwords must be like. A number counts only where its switch is on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the directory's own")]
pub struct PasswordPolicy {
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_min_length: bool,
    #[serde(deserialize_with = "lenient::whole")]
    pub min_length: Option<i64>,
    #[serde(deserialize_with = "lenient::or_default")]
    pub needs_lowercase: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    pub needs_uppercase: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    pub needs_numeric: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    pub needs_symbolic: bool,
    /// Missing means that the user name may be part of a password.
    pub allow_username_substring: Option<bool>,
    #[serde(deserialize_with = "lenient::or_default")]
    pub disallow_commonly_used_passwords: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    pub disallow_sequential_or_repetitive_chars: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_max_history: bool,
    #[serde(deserialize_with = "lenient::whole")]
    pub max_history: Option<i64>,
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_password_expiration_in_days: bool,
    #[serde(deserialize_with = "lenient::whole")]
    pub password_expiration_in_days: Option<i64>,
    #[serde(deserialize_with = "lenient::or_default")]
    pub enable_recovery_email: bool,
}

/// What an organisation has bought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Entitlement {
    /// The number of users is capped.
    #[serde(deserialize_with = "lenient::or_default")]
    pub cap_user_quantity: bool,
    /// Seats, where capped.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_user_quantity: Option<i64>,
    /// The parts of what was bought.
    #[serde(deserialize_with = "lenient::or_default")]
    pub entitlement_products: Vec<EntitlementProduct>,
}

/// One part of what an organisation has bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EntitlementProduct {
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Its code.
    #[serde(deserialize_with = "lenient::or_default")]
    pub product_code: String,
    /// Seats of this product.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_user_count: Option<i64>,
}

impl Row for OrganizationSummary {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Row for ProviderOrganization {
    fn key(&self) -> &str {
        &self.id
    }
}
