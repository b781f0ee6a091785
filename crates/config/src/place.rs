//! Where a value comes from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value comes from. Shown as `dayone.toml:3:5`, `environment JUMPCLOUD_API_KEY` or `built in`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A configuration file.
    File {
        /// The file, as it was opened.
        file: Arc<Path>,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// A variable of the environment.
    Environment(&'static str),
    /// dayone's own default.
    BuiltIn,
}

impl Place {
    /// The place in `text` at the byte `offset`.
    pub(crate) fn in_file(file: &Arc<Path>, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File {
            file: Arc::clone(file),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { file, line, column } => write!(f, "{}:{line}:{column}", file.display()),
            Place::Environment(name) => write!(f, "environment {name}"),
            Place::BuiltIn => f.write_str("built in"),
        }
    }
}
