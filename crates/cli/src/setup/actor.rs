//! Who acts, and where: recorded with every event.

use dayone_config::Environment;

/// `DAYONE_ACTOR`, else `cli:USER@HOST`.
pub(crate) fn actor(environment: &Environment) -> String {
    environment.get("DAYONE_ACTOR").unwrap_or_else(|| {
        let user = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| environment.get(name));
        format!("cli:{}@{}", user.as_deref().unwrap_or("unknown"), host())
    })
}

/// The name of this machine.
pub(crate) fn host() -> String {
    hostname::get().map_or_else(|_| "unknown".into(), |name| name.to_string_lossy().into_owned())
}
