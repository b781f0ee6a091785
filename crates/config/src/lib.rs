//! Reads `dayone.toml` into typed, effective settings: checked against one schema, every problem at once with its file,
//! line and column, every value with its origin. Nothing ambient: environment, home and working folder are parameters.

mod across;
mod baseline;
mod check;
mod database;
mod environment;
mod file;
mod folders;
mod format;
mod include;
mod limits;
mod load;
mod merge;
mod nearest;
mod notify;
mod origin;
mod place;
mod problem;
mod schema;
mod secret;
mod select;
mod shared;
mod starter;
mod tenant;
mod tree;

pub use baseline::{NotToml, baseline_toml};
pub use database::Database;
pub use environment::Environment;
pub use limits::Limits;
pub use load::{Config, LoadOptions};
pub use notify::{Anchors, Encryption, Notify, Smtp, Webhook};
pub use origin::Origin;
pub use place::Place;
pub use problem::{ConfigErrors, Problem};
pub use schema::schema;
pub use secret::{NoStoredSecrets, SecretError, SecretFuture, SecretSource, StoredSecretError, StoredSecrets};
pub use select::SelectError;
pub use shared::KeyFiles;
pub use starter::{OrganizationStarter, Starter, organization_file, starter, starter_of_many};
pub use tenant::{Address, Connection, Credentials, Region, Tenant};
