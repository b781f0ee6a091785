//! Clients of a provider's key, before anything is configured.

use std::sync::Arc;

use dayone_config::{Address, Environment, NoStoredSecrets, SecretSource};
use dayone_engine::Randomness;
use dayone_jumpcloud::{self as jumpcloud, Client, ClientOptions, Credentials, Endpoint, Jitter, Pacer, RetryPolicy};

use super::directory;
use crate::failure::Failure;

/// How often a read is tried: whoever waits at a terminal rather runs it again.
const TRIES: u32 = 3;

/// A key that sees several organisations.
pub(crate) struct ProviderKey {
    endpoint: Endpoint,
    secret: jumpcloud::SecretSource,
    pacer: Pacer,
    randomness: Randomness,
}

impl ProviderKey {
    /// The key from this place. It is read once, so that what is wrong with the place is told as such.
    pub(crate) async fn open(
        address: &Address,
        source: &SecretSource,
        environment: &Environment,
    ) -> Result<ProviderKey, Failure> {
        let endpoint = directory::at(address)
            .map_err(|error| Failure::usage(format!("the directory can't be called: {error}")))?;
        source.read(environment, &NoStoredSecrets).await?;
        let shared = Arc::new((source.clone(), environment.clone()));
        let secret = jumpcloud::SecretSource::new(move || {
            let shared = Arc::clone(&shared);
            async move {
                let (source, environment) = &*shared;
                let read = source.read(environment, &NoStoredSecrets).await;
                read.map_err(|error| jumpcloud::SecretUnreadable(error.to_string()))
            }
        });
        Ok(ProviderKey { endpoint, secret, pacer: Pacer::default(), randomness: Randomness::system() })
    }

    /// A client that names no organisation: for the list of them.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        self.client_of(None)
    }

    /// A client of one organisation. All share one pace.
    pub(crate) fn client_for(&self, organization: &str) -> Result<Client, Failure> {
        self.client_of(Some(organization.to_owned()))
    }

    fn client_of(&self, organization: Option<String>) -> Result<Client, Failure> {
        let randomness = self.randomness.clone();
        let credentials = Credentials::ApiKey(self.secret.clone());
        let jitter = Jitter::new(move || randomness.fraction());
        let options = ClientOptions {
            organization,
            pacer: self.pacer.clone(),
            retry: RetryPolicy { tries: TRIES, ..RetryPolicy::default() },
            ..ClientOptions::new(self.endpoint.clone(), credentials, jitter)
        };
        Client::new(options).map_err(|error| Failure::usage(format!("the directory can't be called: {error}")))
    }
}
