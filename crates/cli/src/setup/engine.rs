//! The engine, made of what is configured.

use dayone_engine::{Anchors, Clock, Engine, EngineOptions, LEASE};

use super::directory::{self, Tools};
use super::{Database, Setup, host, notifier};
use crate::failure::Failure;

/// The engine over all tenants. Nothing is called yet.
pub(super) fn engine(setup: &Setup, database: Database) -> Result<Engine, Failure> {
    let Database { store, vault, ledger_key, randomness } = database;
    let Setup { config, environment } = setup;
    let tools = Tools { environment, vault: &vault, randomness: &randomness };
    let tenants = config.tenants.values().map(|tenant| directory::tenant(tenant, &tools));
    let tenants = tenants.collect::<Result<Vec<_>, Failure>>()?;
    let anchors = Anchors {
        file: config.anchors.file.clone(),
        syslog: config.anchors.syslog.clone(),
        http: config.anchors.http.clone(),
    };
    Ok(Engine::new(EngineOptions {
        notifier: notifier::notifier(&config.notify, environment, &vault)?,
        owner: format!("{}:{}:{}", host(), std::process::id(), randomness.id(4)),
        clock: Clock::System,
        lease: LEASE,
        store,
        vault,
        ledger_key,
        anchors,
        tenants,
        randomness,
    }))
}
