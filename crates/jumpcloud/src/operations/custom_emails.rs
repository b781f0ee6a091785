//! The organisation's own words in the directory's mails.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use super::lists::found;
use super::removal::Gone;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{CustomEmail, CustomEmailType, WrittenEmail};

impl Client {
    /// A mail's own words, or none if the directory's hold: `GET /v2/customemails/{custom_email_type}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn custom_email(&self, kind: CustomEmailType) -> Result<Option<CustomEmail>, Fault> {
        found(self.json(Call::read("GET /v2/customemails/{custom_email_type}").of(kind.as_str())).await)
    }

    /// Gives a mail words of its own that has none yet: `POST /v2/customemails`.
    ///
    /// # Errors
    /// Any [`Fault`]; a mail that has words is a conflict.
    pub async fn create_custom_email(&self, kind: CustomEmailType, words: &CustomEmail) -> Result<CustomEmail, Fault> {
        self.json(Call::write("POST /v2/customemails").body(&WrittenEmail { kind, words })?).await
    }

    /// Gives a mail other words: `PUT /v2/customemails/{custom_email_type}`.
    ///
    /// # Errors
    /// Any [`Fault`]; a mail that has no words of its own is refused with 404.
    pub async fn replace_custom_email(&self, kind: CustomEmailType, words: &CustomEmail) -> Result<CustomEmail, Fault> {
        let call = Call::write("PUT /v2/customemails/{custom_email_type}").of(kind.as_str());
        self.json(call.body(&WrittenEmail { kind, words })?).await
    }

    /// Goes back to the directory's own words: `DELETE /v2/customemails/{custom_email_type}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn delete_custom_email(&self, kind: CustomEmailType) -> Result<Gone, Fault> {
        let call = Call::write("DELETE /v2/customemails/{custom_email_type}").of(kind.as_str());
        Gone::from_answer(self.done(&call).await)
    }
}
