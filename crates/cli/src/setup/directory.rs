//! A configured tenant as the engine takes it: with the clients of its directory.

use std::sync::Arc;

use dayone_config::{Address, Connection, Credentials, Environment, Region, SecretSource, Tenant};
use dayone_engine::{Randomness, TenantOptions};
use dayone_jumpcloud as jumpcloud;
use dayone_store::Vault;
use jumpcloud::{Client, ClientOptions, Endpoint, Jitter, Pacer, PacerLimits};

use super::secrets::{ReadSecret, TenantSecrets};
use crate::failure::Failure;

/// What clients are made with.
pub(super) struct Tools<'a> {
    pub(super) environment: &'a Environment,
    pub(super) vault: &'a Vault,
    pub(super) randomness: &'a Randomness,
}

/// The tenant with a client that may write, and one for reading where it has a key for that; both share one pace.
pub(super) fn tenant(tenant: &Tenant, tools: &Tools<'_>) -> Result<dayone_engine::Tenant, Failure> {
    let name = &tenant.settings.name;
    let failed = |error: &dyn std::error::Error| {
        Failure::usage(format!("the directory of tenant {name} can't be called: {error}"))
    };
    let connection = &tenant.connection;
    let endpoint = endpoint(connection).map_err(|error| failed(&error))?;
    let pacer = Pacer::new(PacerLimits {
        max_in_flight: connection.limits.max_in_flight.into(),
        max_requests_per_second: connection.limits.max_requests_per_second.into(),
        ..PacerLimits::default()
    });
    let client = |credentials| {
        let randomness = tools.randomness.clone();
        let jitter = Jitter::new(move || randomness.fraction());
        let options = ClientOptions {
            organization: connection.org_id.clone(),
            pacer: pacer.clone(),
            ..ClientOptions::new(endpoint.clone(), credentials, jitter)
        };
        Client::new(options).map_err(|error| failed(&error))
    };
    let secret = |source: &SecretSource| secret(source, name, tools);
    let credentials = match &connection.credentials {
        Credentials::ApiKey(source) | Credentials::ProviderKey(source) => {
            jumpcloud::Credentials::ApiKey(secret(source))
        }
        Credentials::ServiceAccount { client_id, client_secret, .. } => jumpcloud::Credentials::ServiceAccount {
            client_id: client_id.clone(),
            client_secret: secret(client_secret),
        },
    };
    let reader = connection.read_api_key.as_ref().map(|source| jumpcloud::Credentials::ApiKey(secret(source)));
    Ok(dayone_engine::Tenant::new(TenantOptions {
        settings: tenant.settings.clone(),
        client: client(credentials)?,
        reader: reader.map(client).transpose()?,
    }))
}

fn endpoint(connection: &Connection) -> Result<Endpoint, jumpcloud::EndpointError> {
    let endpoint = at(&connection.address)?;
    match &connection.credentials {
        Credentials::ServiceAccount { token_url: Some(url), .. } => endpoint.with_token_url(url.as_str()),
        _ => Ok(endpoint),
    }
}

/// Where a directory listens.
pub(super) fn at(address: &Address) -> Result<Endpoint, jumpcloud::EndpointError> {
    match address {
        Address::Region(Region::Us) => Endpoint::of_region(jumpcloud::Region::Us),
        Address::Region(Region::Eu) => Endpoint::of_region(jumpcloud::Region::Eu),
        Address::Region(Region::In) => Endpoint::of_region(jumpcloud::Region::In),
        Address::BaseUrl(url) => Endpoint::at(url.as_str()),
    }
}

fn secret(source: &SecretSource, tenant: &str, tools: &Tools<'_>) -> jumpcloud::SecretSource {
    let secret = Arc::new(ReadSecret {
        source: source.clone(),
        environment: tools.environment.clone(),
        stored: TenantSecrets { vault: tools.vault.clone(), tenant: tenant.to_owned() },
    });
    jumpcloud::SecretSource::new(move || {
        let secret = Arc::clone(&secret);
        async move { secret.read().await.map_err(jumpcloud::SecretUnreadable) }
    })
}
