//! From flags, configuration and environment to what verbs work with.

mod actor;
mod database;
mod directory;
mod engine;
mod log;
mod notifier;
mod provider;
mod secrets;

use std::path::PathBuf;

use dayone_config::{Config, Environment, LoadOptions, Tenant};

use crate::args::Global;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) use actor::{actor, host};
pub(crate) use database::{Database, open_store};
pub(crate) use log::{Logs, start_logs};
pub(crate) use provider::ProviderKey;
pub(crate) use secrets::SHARED;

/// The configuration, and the environment that it was read with.
pub(crate) struct Setup {
    pub(crate) config: Config,
    pub(crate) environment: Environment,
}

impl Setup {
    /// Reads the configuration that flags and environment name.
    pub(crate) fn load(global: &Global) -> Result<Setup, Failure> {
        let environment = environment(global.database.clone());
        let config = Config::load(&LoadOptions {
            path: global.config.clone(),
            environment: environment.clone(),
            home: std::env::home_dir(),
            directory: directory()?,
        })?;
        Ok(Setup { config, environment })
    }

    /// The tenant of that name, or of that company, or the only one.
    pub(crate) fn tenant(&self, tenant: Option<&str>, company_name: Option<&str>) -> Result<&Tenant, Failure> {
        Ok(self.config.select(tenant, company_name)?)
    }

    /// The engine over all tenants, with its database open.
    pub(crate) async fn engine(&self, printer: &Printer) -> Result<dayone_engine::Engine, Failure> {
        engine::engine(self, Database::open(self, printer).await?)
    }
}

/// The environment of the process, in which `--database` stands for its variable.
pub(crate) fn environment(database: Option<String>) -> Environment {
    Environment::new(move |name| match (name, &database) {
        ("DAYONE_DATABASE_URL", Some(url)) => Some(url.clone()),
        _ => std::env::var(name).ok(),
    })
}

pub(crate) fn directory() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::usage(format!("the working folder can't be read: {error}")))
}
