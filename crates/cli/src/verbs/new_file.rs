//! A file that is written for the first time.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::failure::Failure;

/// What happens to a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Present {
    /// It stays, and that is a failure.
    Kept,
    /// It is replaced.
    Replaced,
}

/// Writes a file that only its owner can read.
pub(super) fn write(path: &Path, text: &str, present: Present) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true);
    match present {
        Present::Replaced => options.create(true).truncate(true),
        Present::Kept => options.create_new(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    let name = path.display();
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::usage(format!("{name} is there already")).hint("--force replaces it, - prints to stdout")
        }
        _ => Failure::usage(format!("{name} can't be written: {error}")),
    })
}
