//! The organisation's own words in the directory's mails.
// Source: JumpCloud API v2, read 2026-03.

use serde::{Deserialize, Serialize};

use super::lenient;

/// Which mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the directory's own")]
pub enum CustomEmailType {
    ActivateGappsUser,
    ActivateO365User,
    LockoutNoticeUser,
    PasswordExpiration,
    PasswordExpirationWarning,
    PasswordResetConfirmation,
    UserChangePassword,
    ActivateUserCustom,
}

impl CustomEmailType {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ActivateGappsUser,
        Self::ActivateO365User,
        Self::LockoutNoticeUser,
        Self::PasswordExpiration,
        Self::PasswordExpirationWarning,
        Self::PasswordResetConfirmation,
        Self::UserChangePassword,
        Self::ActivateUserCustom,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ActivateGappsUser => "activate_gapps_user",
            Self::ActivateO365User => "activate_o365_user",
            Self::LockoutNoticeUser => "lockout_notice_user",
            Self::PasswordExpiration => "password_expiration",
            Self::PasswordExpirationWarning => "password_expiration_warning",
            Self::PasswordResetConfirmation => "password_reset_confirmation",
            Self::UserChangePassword => "user_change_password",
            Self::ActivateUserCustom => "activate_user_custom",
        }
    }
}

/// A mail's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the mail's parts")]
pub struct CustomEmail {
    #[serde(deserialize_with = "lenient::or_default")]
    pub subject: String,
    #[serde(deserialize_with = "lenient::or_default")]
    pub title: String,
    #[serde(deserialize_with = "lenient::or_default")]
    pub header: String,
    #[serde(deserialize_with = "lenient::or_default")]
    pub body: String,
    #[serde(deserialize_with = "lenient::or_default")]
    pub button: String,
    #[serde(deserialize_with = "lenient::or_default")]
    pub next_step_contact_info: String,
}

/// A mail as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct WrittenEmail<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: CustomEmailType,
    #[serde(flatten)]
    pub(crate) words: &'a CustomEmail,
}
