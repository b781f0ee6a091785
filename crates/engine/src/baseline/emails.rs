//! Mails with the organisation's own words.

use std::collections::BTreeMap;

use dayone_core::baseline::{EmailKind, EmailWords};
use dayone_core::fault::Fault;
use dayone_jumpcloud::{Client, CustomEmail, CustomEmailType};

/// Those of these mails that have words of their own.
pub(super) async fn read(client: &Client, kinds: &[EmailKind]) -> Result<BTreeMap<EmailKind, EmailWords>, Fault> {
    let reads = kinds.iter().map(|kind| async move {
        let found = client.custom_email(directory_type(*kind)).await?;
        Ok::<_, Fault>(found.map(|email| (*kind, words(email))))
    });
    Ok(futures::future::try_join_all(reads).await?.into_iter().flatten().collect())
}

/// A mail's words as they are declared.
pub(crate) fn words(email: CustomEmail) -> EmailWords {
    let CustomEmail { subject, title, header, body, button, next_step_contact_info } = email;
    EmailWords { subject, title, header, body, button, next_step_contact_info }
}

/// The directory's word for a mail.
pub(crate) fn directory_type(kind: EmailKind) -> CustomEmailType {
    match kind {
        EmailKind::ActivateGappsUser => CustomEmailType::ActivateGappsUser,
        EmailKind::ActivateO365User => CustomEmailType::ActivateO365User,
        EmailKind::LockoutNoticeUser => CustomEmailType::LockoutNoticeUser,
        EmailKind::PasswordExpiration => CustomEmailType::PasswordExpiration,
        EmailKind::PasswordExpirationWarning => CustomEmailType::PasswordExpirationWarning,
        EmailKind::PasswordResetConfirmation => CustomEmailType::PasswordResetConfirmation,
        EmailKind::UserChangePassword => CustomEmailType::UserChangePassword,
        EmailKind::ActivateUserCustom => CustomEmailType::ActivateUserCustom,
    }
}
