//! Users: list, read, make, change.
// Source: JumpCloud API v1, read 2026-03.

use dayone_core::fault::Fault;
use secrecy::SecretString;

use super::lists::found;
use crate::call::Call;
use crate::client::Client;
use crate::filter::Filter;
use crate::paging::Page;
use crate::wire::{NewUser, User, UserPatch};

impl Client {
    /// Every user that meets all of `filters`: `GET /systemusers`, by id, page by page. `fields` are the ones wanted
    /// by the directory's names; none means all.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn users(&self, filters: &[Filter], fields: &[&str]) -> Result<Vec<User>, Fault> {
        self.v1_list(|| listing(filters, fields)).await
    }

    /// At most 100 users from an offset, for directories too large to hold at once: `GET /systemusers`. Advance by
    /// the rows received.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn users_page(&self, filters: &[Filter], fields: &[&str], skip: u64) -> Result<Page<User>, Fault> {
        self.v1_page(listing(filters, fields), skip).await
    }

    /// A user, or none: `GET /systemusers/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn user(&self, id: &str) -> Result<Option<User>, Fault> {
        found(self.json(Call::read("GET /systemusers/{id}").of(id)).await)
    }

    /// Makes a user: `POST /systemusers`. The answer is the whole user.
    ///
    /// # Errors
    /// Any [`Fault`]. A user name, address or employee number that is taken is a refusal or a conflict, without a stable
    /// word for it: look who has it. With [`Delivery::Unknown`](dayone_core::fault::Delivery) the user may exist.
    pub async fn create_user(&self, user: &NewUser) -> Result<User, Fault> {
        let call = Call::write("POST /systemusers").query("fullValidationDetails", "password");
        self.json(call.body(user)?.keeping_secret(user.password.as_ref())).await
    }

    /// Changes a user, the password too: `PUT /systemusers/{id}`. The answer is the whole user.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn update_user(&self, id: &str, patch: &UserPatch) -> Result<User, Fault> {
        let call = Call::write("PUT /systemusers/{id}").of(id).query("fullValidationDetails", "password");
        self.json(call.body(patch)?.keeping_secret(patch.password.as_ref())).await
    }

    /// Gives a user another manager, or none: `PUT /systemusers/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn set_manager(&self, id: &str, manager: Option<&str>) -> Result<User, Fault> {
        let body = serde_json::json!({ "manager": manager });
        self.json(Call::write("PUT /systemusers/{id}").of(id).body(&body)?).await
    }

    /// Sets a password and nothing else: `PUT /systemusers/{id}`. The answer is the whole user.
    ///
    /// # Errors
    /// Any [`Fault`]; a password that the organisation's policy refuses is a refusal that names the rules.
    pub async fn set_password(&self, id: &str, password: SecretString) -> Result<User, Fault> {
        self.update_user(id, &UserPatch { password: Some(password), ..UserPatch::default() }).await
    }
}

fn listing(filters: &[Filter], fields: &[&str]) -> Call {
    let mut call = Call::read("GET /systemusers").query("sort", "_id");
    if !fields.is_empty() {
        call = call.query("fields", fields.join(" "));
    }
    filters.iter().fold(call, |call, filter| call.query("filter", filter.as_str()))
}
