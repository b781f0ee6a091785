//! Reads what must not be shown: from stdin, a file that only its owner can read, or the environment.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;

/// The most that a secret may have.
const MOST_BYTES: u64 = 64 * 1024;

/// Standard input, as far as requests and secrets come from it.
pub trait Stdin {
    /// A person sits there.
    fn is_terminal(&self) -> bool;
    /// At most `most` bytes.
    ///
    /// # Errors
    /// If it can't be read.
    fn read(&mut self, most: u64) -> io::Result<Vec<u8>>;
    /// One line that the terminal does not show.
    ///
    /// # Errors
    /// If it can't be read.
    fn read_hidden(&mut self, prompt: &str) -> io::Result<String>;
}

/// Reads a secret: `what` names it for people.
///
/// # Errors
/// The source can't be read, is too long, empty, no text, or open to others.
pub fn read_secret(what: &str, file: Option<&Path>, stdin: &mut dyn Stdin) -> Result<Zeroizing<String>, Failure> {
    let failed = |place: &str, error: &io::Error| Failure::usage(format!("{what} can't be read from {place}: {error}"));
    let (bytes, place) = match file {
        None if stdin.is_terminal() => {
            let line = stdin.read_hidden(&format!("{what}: ")).map_err(|error| failed("the terminal", &error))?;
            (line.into_bytes(), "the terminal".to_owned())
        }
        None => (stdin.read(MOST_BYTES + 1).map_err(|error| failed("stdin", &error))?, "stdin".to_owned()),
        Some(path) => {
            let place = path.display().to_string();
            (read_private(path, what)?, place)
        }
    };
    let bytes = Zeroizing::new(bytes);
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::usage(format!("{what} in {place} is longer than 64 KiB")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::usage(format!("{what} in {place} is not UTF-8")))?;
    // The line break that `echo` and editors add is no part of it; other white space may be.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Failure::usage(format!("{what} in {place} is empty")));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

fn read_private(path: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::usage(format!("{what} can't be read from {}: {error}", path.display()));
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_file() && open_to_others(&metadata) {
        let message = format!("{what} in {} can be read by others", path.display());
        return Err(Failure::usage(message).hint(format!("chmod 600 {}", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

#[cfg(unix)]
fn open_to_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn open_to_others(_metadata: &Metadata) -> bool {
    false
}
