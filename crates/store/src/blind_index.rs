//! The blind index: keyed hashes by which people are found without their names being stored.

use crate::{Entropy, cipher::keyed_hash, error::StoreError, vault::Vault};

/// A keyed hash of a value. Without the tenant's key it says nothing about the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(String);

/// What a token is made of; equal values of different kinds have different tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A username.
    Username,
    /// An e-mail address.
    Email,
    /// An employee id.
    EmployeeId,
    /// One word of a name.
    NameWord,
    /// A request key.
    RequestKey,
}

impl Token {
    /// The token as it is stored: 64 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A token that was made before, from [`Token::as_str`].
    #[must_use]
    pub fn from_stored(text: String) -> Token {
        Token(text)
    }
}

impl Vault {
    /// The token of a value within a tenant. Case and surrounding or repeated blanks don't matter.
    ///
    /// # Errors
    /// Those of the database, when the tenant's key is read or made.
    pub async fn token(
        &self,
        tenant: &str,
        kind: TokenKind,
        value: &str,
        rng: Entropy<'_>,
    ) -> Result<Token, StoreError> {
        let key = self.tenant_key(tenant, rng).await?;
        let normal = normalise(value);
        let hash = keyed_hash(key.index(), &[tenant.as_bytes(), kind.word().as_bytes(), normal.as_bytes()]);
        Ok(Token(hex::encode(*hash)))
    }

    /// The tokens of all words of a name, by which any of them finds the person.
    ///
    /// # Errors
    /// Those of the database, when the tenant's key is read or made.
    pub async fn name_tokens(&self, tenant: &str, name: &str, rng: Entropy<'_>) -> Result<Vec<Token>, StoreError> {
        let mut tokens = Vec::new();
        for word in name.split(|c: char| c.is_whitespace() || c == '-' || c == ',').filter(|word| !word.is_empty()) {
            tokens.push(self.token(tenant, TokenKind::NameWord, word, &mut *rng).await?);
        }
        tokens.sort();
        tokens.dedup();
        Ok(tokens)
    }
}

impl TokenKind {
    fn word(self) -> &'static str {
        match self {
            TokenKind::Username => "username",
            TokenKind::Email => "email",
            TokenKind::EmployeeId => "employee_id",
            TokenKind::NameWord => "name_word",
            TokenKind::RequestKey => "request_key",
        }
    }
}

fn normalise(value: &str) -> String {
    value.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
