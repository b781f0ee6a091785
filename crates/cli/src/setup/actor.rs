//! Who acts, and where: recorded with every event.

use dayone_config::Environment;

/// `DAYONE_ACTOR`, else `cli:USER@HOST`.
pub(crate) fn actor(environment: &Environment) -> String {
    environment.get("DAYONE_ACTOR").unwrap_or_else(|| {
        // The operating system's word, not the environment's, which anyone can set.
        let user = whoami::username().unwrap_or_else(|_| "unknown".into());
        format!("cli:{user}@{}", host())
    })
}

/// The name of this machine.
pub(crate) fn host() -> String {
    whoami::hostname().unwrap_or_else(|_| "unknown".into())
}
