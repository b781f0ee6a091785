//! What is done to an account as a whole.
// Source: JumpCloud API v1, read 2026-03. The answers have no document.

use dayone_core::fault::Fault;
use serde::Serialize;
use serde_json::{Value, json};

use crate::call::Call;
use crate::client::Client;
use crate::wire::MfaSettings;

/// Where the mail of an activation goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Activation {
    /// Where the directory sends it: without a password, to the alternate address if there is one.
    Send,
    /// To this address.
    SendTo(String),
    /// Nowhere. The operation's text allows `{"email": false}`, its schema types a text: our one deviation.
    Suppress,
}

/// What holds for second factors after a reset.
pub type MfaReset = MfaSettings;

impl Client {
    /// Activates a staged or suspended account: `POST /systemusers/{id}/state/activate`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn activate_user(&self, id: &str, mail: &Activation) -> Result<(), Fault> {
        let body = match mail {
            Activation::Send => json!({}),
            Activation::SendTo(address) => json!({ "email": address }),
            Activation::Suppress => json!({ "email": false }),
        };
        self.act(Call::write("POST /systemusers/{id}/state/activate").of(id), Some(&body)).await
    }

    /// Suspends an account: `POST /systemusers/{id}/state/suspend`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn suspend_user(&self, id: &str) -> Result<(), Fault> {
        self.act(Call::write("POST /systemusers/{id}/state/suspend").of(id), None::<&Value>).await
    }

    /// Throws away second factors: `POST /systemusers/{id}/resetmfa`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn reset_user_mfa(&self, id: &str, after: &MfaReset) -> Result<(), Fault> {
        self.act(Call::write("POST /systemusers/{id}/resetmfa").of(id), Some(after)).await
    }

    /// Ends the password: `POST /systemusers/{id}/expire`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn expire_user_password(&self, id: &str) -> Result<(), Fault> {
        self.act(Call::write("POST /systemusers/{id}/expire").of(id), None::<&Value>).await
    }

    /// Unlocks an account: `POST /systemusers/{id}/unlock`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn unlock_user(&self, id: &str) -> Result<(), Fault> {
        self.act(Call::write("POST /systemusers/{id}/unlock").of(id), None::<&Value>).await
    }

    async fn act(&self, call: Call, body: Option<&impl Serialize>) -> Result<(), Fault> {
        let call = match body {
            Some(body) => call.body(body)?,
            None => call,
        };
        self.done(&call).await.map(|_| ())
    }
}

impl std::fmt::Debug for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Send => "Send",
            Self::SendTo(_) => "SendTo([sealed])",
            Self::Suppress => "Suppress",
        })
    }
}
