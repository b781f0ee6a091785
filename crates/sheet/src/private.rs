//! Files for their owner alone.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a file that only its owner may read (mode 0600), in place of one that is there.
///
/// # Errors
/// It can't be made, or the one that is there can't be removed.
pub fn create_private(path: &Path) -> io::Result<File> {
    // A file that is there keeps its mode, and may be a link to another: it is removed, not emptied.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
