//! The organisation's own words in the directory's mails: read only.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use super::lists::found;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{CustomEmail, CustomEmailType};

impl Client {
    /// A mail's own words, or none if the directory's hold: `GET /v2/customemails/{custom_email_type}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn custom_email(&self, kind: CustomEmailType) -> Result<Option<CustomEmail>, Fault> {
        found(self.json(Call::read("GET /v2/customemails/{custom_email_type}").of(kind.as_str())).await)
    }
}
