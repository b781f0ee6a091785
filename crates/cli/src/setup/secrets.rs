//! Secrets by their configured source; those in the store are a tenant's own, else all tenants'.

use dayone_config::{Environment, SecretFuture, SecretSource, StoredSecretError, StoredSecrets};
use dayone_store::Vault;
use secrecy::SecretString;

/// Stands for all tenants: no tenant can have this name.
pub(crate) const SHARED: &str = "*";

/// A tenant's secrets in the store.
#[derive(Clone)]
pub(crate) struct TenantSecrets {
    pub(crate) vault: Vault,
    pub(crate) tenant: String,
}

impl StoredSecrets for TenantSecrets {
    fn stored<'a>(&'a self, name: &'a str) -> SecretFuture<'a> {
        Box::pin(async move {
            for owner in [self.tenant.as_str(), SHARED] {
                let found = self.vault.get_secret(owner, name).await;
                let found = found.map_err(|error| StoredSecretError(error.to_string()))?;
                if let Some(bytes) = found {
                    let text = String::from_utf8(bytes.to_vec());
                    let text = text.map_err(|_| StoredSecretError("it is no text".into()))?;
                    return Ok(Some(SecretString::from(text)));
                }
            }
            Ok(None)
        })
    }
}

/// A secret that can be read again and again; its error names the place.
pub(crate) struct ReadSecret {
    pub(crate) source: SecretSource,
    pub(crate) environment: Environment,
    pub(crate) stored: TenantSecrets,
}

impl ReadSecret {
    /// Reads it anew.
    pub(crate) async fn read(&self) -> Result<SecretString, String> {
        self.source.read(&self.environment, &self.stored).await.map_err(|error| error.to_string())
    }
}
