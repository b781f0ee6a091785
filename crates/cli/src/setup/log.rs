//! Logs: on stderr, without personal values. Quiet for commands that people watch, spoken for services.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// How much is logged, where `DAYONE_LOG` does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Logs {
    /// Nothing: the command itself says what there is to say, and the person wants no more.
    Off,
    /// What went wrong beside the command's own words.
    Command,
    /// What a service does.
    Service,
}

/// Begins to log.
pub(crate) fn start_logs(logs: Logs) {
    let default = match logs {
        Logs::Off => "off",
        Logs::Command => "warn",
        Logs::Service => "info",
    };
    let filter = std::env::var("DAYONE_LOG").ok().filter(|filter| !filter.is_empty());
    let filter = EnvFilter::new(filter.unwrap_or_else(|| default.to_owned()));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    // Fails only if logs were begun before.
    let _ = match (logs, io::stderr().is_terminal()) {
        (Logs::Service, false) => log.json().flatten_event(true).try_init(),
        (Logs::Service, true) => log.try_init(),
        (Logs::Off | Logs::Command, _) => log.without_time().compact().try_init(),
    };
}
