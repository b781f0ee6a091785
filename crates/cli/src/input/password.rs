//! The initial password, from where the command line says.

use dayone_config::Environment;
use zeroize::Zeroizing;

use super::secret::{Stdin, read_secret};
use crate::args::PasswordSource;
use crate::failure::Failure;

/// Reads the password.
///
/// # Errors
/// The source can't be read, or is empty.
pub fn read_password(
    source: &PasswordSource,
    environment: &Environment,
    stdin: &mut dyn Stdin,
) -> Result<Zeroizing<String>, Failure> {
    match source {
        PasswordSource::Stdin => read_secret("the password", None, stdin),
        PasswordSource::File(path) => read_secret("the password", Some(path), stdin),
        PasswordSource::Environment(name) => environment
            .get(name)
            .map(Zeroizing::new)
            .ok_or_else(|| Failure::usage(format!("the password can't be read: {name} is not set or empty"))),
    }
}
