//! Parts of a user that are the same in requests and answers.
// Source: JumpCloud API v1, read 2026-03.

use serde::{Deserialize, Serialize};

use super::lenient;

/// Where an account is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserState {
    /// Made, without access.
    Staged,
    /// In use.
    Activated,
    /// Shut out.
    Suspended,
    /// Not stated, or in a word that we don't know. Not to be sent.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A custom attribute: the name has letters and digits only, the value at most 1024 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Attribute {
    /// The name, unique within the user.
    pub name: String,
    /// The value.
    #[serde(deserialize_with = "lenient::text")]
    pub value: String,
}

/// A postal address; `kind` is `work` or `home`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub struct Address {
    #[serde(rename = "type", deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub street_address: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub extended_address: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub po_box: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub locality: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub region: String,
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub country: String,
}

/// A telephone number; `kind` is one of home, mobile, work, `work_mobile`, `work_fax`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhoneNumber {
    /// What kind of number.
    #[serde(rename = "type", deserialize_with = "lenient::or_default", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The number as people write it.
    #[serde(deserialize_with = "lenient::text")]
    pub number: String,
}

/// Where a user can recover the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryEmail {
    /// The address.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub address: String,
}
