//! Where runs are kept.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::environment::Environment;
use crate::format::Wrong;
use crate::secret::{NoStoredSecrets, SecretError, SecretSource};

/// Where runs are kept.
#[derive(Debug, Clone)]
pub struct Database {
    /// The address; only one from the environment can hold a password.
    pub(crate) url: SecretString,
    /// The password that belongs into the address.
    pub(crate) password: Option<SecretSource>,
}

impl Database {
    /// The address to connect to, with its password.
    ///
    /// # Errors
    /// If the password can't be read.
    pub async fn connect_url(&self, environment: &Environment) -> Result<SecretString, SecretError> {
        let Some(source) = &self.password else { return Ok(self.url.clone()) };
        let password = source.read(environment, &NoStoredSecrets).await?;
        let Ok(mut url) = Url::parse(self.url.expose_secret()) else { return Ok(self.url.clone()) };
        // Refused by addresses without a host only, which have no password either.
        let _ = url.set_password(Some(password.expose_secret()));
        Ok(SecretString::from(String::from(url)))
    }

    /// The address without its password.
    #[must_use]
    pub fn shown(&self) -> String {
        match Url::parse(self.url.expose_secret()) {
            Ok(mut url) if holds_password(&url) => {
                let _ = url.set_password(None);
                url.set_query(None);
                url.to_string()
            }
            _ => self.url.expose_secret().to_owned(),
        }
    }

    /// The file, if the database is one.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        let path = sqlite_path(self.url.expose_secret())?.split('?').next().unwrap_or_default();
        (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
    }
}

/// The SQLite database at a path.
pub(crate) fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}", path.to_string_lossy().replace('%', "%25").replace('?', "%3F"))
}

/// Checks an address in a file; a relative path of SQLite becomes absolute.
pub(crate) fn read_url(text: &str, folder: &Path) -> Result<String, Wrong> {
    let text = checked_url(text, folder)?;
    match Url::parse(&text) {
        Ok(url) if holds_password(&url) => Err(Wrong::new(
            "holds a literal password, which is refused in this file",
            "leave it out of the address, and name its source: password = { env = \"NAME\" }",
        )),
        _ => Ok(text),
    }
}

/// Checks an address from anywhere.
pub(crate) fn checked_url(text: &str, folder: &Path) -> Result<String, Wrong> {
    if let Some(path) = sqlite_path(text) {
        return match path {
            "" => Err(Wrong::new("names no file", "for example \"sqlite://dayone.db\"")),
            ":memory:" => Ok(text.to_owned()),
            path => Ok(format!("sqlite://{}", folder.join(path).to_string_lossy())),
        };
    }
    let postgres = |url: &Url| ["postgres", "postgresql"].contains(&url.scheme());
    match Url::parse(text) {
        Ok(url) if postgres(&url) => Ok(text.to_owned()),
        _ => Err(Wrong::new("is not the address of a database", "\"sqlite://PATH\" or \"postgres://USER@HOST/NAME\"")),
    }
}

/// PostgreSQL takes a password as a parameter too.
fn holds_password(url: &Url) -> bool {
    url.password().is_some() || url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("password"))
}

fn sqlite_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("sqlite:")?;
    Some(rest.strip_prefix("//").unwrap_or(rest))
}
