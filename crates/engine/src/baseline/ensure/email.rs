//! Mails with the organisation's own words.

use dayone_core::baseline::{EmailKind, EmailWords};
use dayone_core::fault::{Fault, FaultKind};
use dayone_jumpcloud::{Client, CustomEmail, Gone};

use super::Ensured;
use crate::baseline::emails::{directory_type, words as declared};

/// The mail has these words.
pub(super) async fn write(
    client: &Client,
    email: EmailKind,
    words: &EmailWords,
    was_there: bool,
) -> Result<Ensured, Fault> {
    let kind = directory_type(email);
    let EmailWords { subject, title, header, body, button, next_step_contact_info } = words.clone();
    let new = CustomEmail { subject, title, header, body, button, next_step_contact_info };
    let written = match was_there {
        true => client.replace_custom_email(kind, &new).await,
        false => client.create_custom_email(kind, &new).await,
    };
    match written {
        Ok(_) => Ok(Ensured::Changed),
        // Somebody has written it meanwhile, or an earlier try has; or dropped it.
        Err(fault) if matches!(fault.kind, FaultKind::Conflict | FaultKind::Refused) => {
            match client.custom_email(kind).await? {
                Some(found) if declared(found.clone()) == *words => Ok(Ensured::AlreadySo),
                Some(_) if was_there => Err(fault),
                Some(_) => client.replace_custom_email(kind, &new).await.map(|_| Ensured::Changed),
                None if was_there => client.create_custom_email(kind, &new).await.map(|_| Ensured::Changed),
                None => Err(fault),
            }
        }
        Err(fault) => Err(fault),
    }
}

/// The directory's own words hold.
pub(super) async fn drop(client: &Client, email: EmailKind) -> Result<Ensured, Fault> {
    Ok(match client.delete_custom_email(directory_type(email)).await? {
        Gone::Deleted => Ensured::Changed,
        Gone::AlreadyGone => Ensured::AlreadySo,
    })
}
