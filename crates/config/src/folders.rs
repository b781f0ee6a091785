//! Where things are when nothing says otherwise.

use std::path::PathBuf;

use crate::load::LoadOptions;

/// `$XDG_CONFIG_HOME/dayone`, or `~/.config/dayone`: the configuration and the keys.
pub(crate) fn config_folder(options: &LoadOptions) -> Option<PathBuf> {
    folder(options, "XDG_CONFIG_HOME", ".config")
}

/// `$XDG_DATA_HOME/dayone`, or `~/.local/share/dayone`: the database.
pub(crate) fn data_folder(options: &LoadOptions) -> Option<PathBuf> {
    folder(options, "XDG_DATA_HOME", ".local/share")
}

fn folder(options: &LoadOptions, variable: &str, below_home: &str) -> Option<PathBuf> {
    // The XDG specification: a relative path is to be ignored.
    let set = options.environment.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = set.or_else(|| options.home.as_ref().map(|home| home.join(below_home)))?;
    Some(base.join("dayone"))
}
