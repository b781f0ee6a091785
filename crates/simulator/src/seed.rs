//! What a simulator starts with.

use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// What a simulator starts with.
#[derive(Clone, Debug, PartialEq)]
pub enum Seed {
    /// The demo organisation, "Company Inc".
    Demo,
    /// One organisation without anything in it but an LDAP server.
    Empty,
    /// A document of the shape that `GET /_sim/state` answers.
    Document(Value),
    /// The same as JSON text, which for a large organisation takes much less memory than the document.
    Text(Box<[u8]>),
}

/// Why a seed is not usable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// The file can't be read.
    #[error("cannot read the seed {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not JSON.
    #[error("the seed is not JSON")]
    Json(#[from] serde_json::Error),
    /// The document doesn't say what it should.
    #[error("the seed is not usable: {0}")]
    Document(String),
}

impl Seed {
    /// Reads a seed document from a JSON file.
    ///
    /// # Errors
    /// When the file can't be read or isn't JSON.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Seed, SeedError> {
        let path = path.as_ref();
        let text = std::fs::read(path).map_err(|source| SeedError::Read { path: path.to_owned(), source })?;
        serde_json::from_slice::<IgnoredAny>(&text)?;
        Ok(Seed::Text(text.into_boxed_slice()))
    }

    /// The seed as JSON text.
    pub(crate) fn into_text(self) -> Result<Box<[u8]>, SeedError> {
        let document = match self {
            Seed::Text(text) => return Ok(text),
            Seed::Document(document) => document,
            Seed::Demo => crate::demo::document(),
            Seed::Empty => json!({
                "organizations": [{
                    "id": "5f0000000000000000000001",
                    "name": "Example",
                    "ldap_servers": [{ "name": "JumpCloud LDAP" }],
                }],
            }),
        };
        Ok(serde_json::to_vec(&document)?.into_boxed_slice())
    }
}
