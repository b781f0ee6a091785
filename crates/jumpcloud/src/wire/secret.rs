//! How a secret goes into a request's body, the one place where it is written out.

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;

pub(crate) fn expose<S: Serializer>(secret: &Option<SecretString>, to: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => to.serialize_some(secret.expose_secret()),
        None => to.serialize_none(),
    }
}
