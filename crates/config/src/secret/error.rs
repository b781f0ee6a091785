//! Why a secret can't be read.

use std::io::ErrorKind;
use std::path::PathBuf;

use thiserror::Error;

/// Why the store can't give a secret. Says so without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct StoredSecretError(pub String);

/// Why a secret can't be read. Never holds the secret, nor what a command printed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The variable is unset or empty.
    #[error("the environment variable {name} is not set")]
    NotSet {
        /// The variable.
        name: String,
    },
    /// The file can't be opened or read.
    #[error("the secret file {} can't be read: {kind}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        kind: ErrorKind,
    },
    /// Others than the owner can read or write the file.
    #[error("the secret file {} is open to group or others (mode {mode:04o})", path.display())]
    FileOpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is a folder, a device or a pipe.
    #[error("the secret file {} is not an ordinary file", path.display())]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// The program can't be started.
    #[error("the secret command {program} can't be started: {kind}")]
    CommandNotStarted {
        /// The program.
        program: String,
        /// What happened.
        kind: ErrorKind,
    },
    /// The program ended with a failure.
    #[error("the secret command {program} failed ({status})")]
    CommandFailed {
        /// The program.
        program: String,
        /// How it ended.
        status: String,
    },
    /// The program took too long and was killed.
    #[error("the secret command {program} took over {seconds} s and was killed")]
    CommandTooSlow {
        /// The program.
        program: String,
        /// Its limit.
        seconds: u64,
    },
    /// More than 64 KiB.
    #[error("{source_shown} gave more than 64 KiB, which is no secret")]
    TooLong {
        /// The source.
        source_shown: String,
    },
    /// Not UTF-8.
    #[error("{source_shown} gave bytes that are no text")]
    NotText {
        /// The source.
        source_shown: String,
    },
    /// Nothing, or blanks.
    #[error("{source_shown} gave an empty secret")]
    Empty {
        /// The source.
        source_shown: String,
    },
    /// No secret of that name is kept.
    #[error("no secret named {name} is stored")]
    NotStored {
        /// Its name.
        name: String,
    },
    /// The store failed.
    #[error("the stored secret {name} can't be read: {source}")]
    Store {
        /// Its name.
        name: String,
        /// What happened.
        source: StoredSecretError,
    },
}

impl SecretError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            SecretError::NotSet { name } => format!("set {name}, or name another source"),
            SecretError::File { .. } | SecretError::NotAFile { .. } => {
                "paths are relative to the configuration file; the user running dayone must own the file".into()
            }
            SecretError::FileOpenToOthers { path, .. } => format!("chmod 600 {}", path.display()),
            SecretError::CommandNotStarted { .. } => {
                "the program is looked up in PATH; it runs without a shell, so give its arguments one by one".into()
            }
            SecretError::CommandFailed { program, .. } | SecretError::CommandTooSlow { program, .. } => {
                format!("run {program} by hand, with only PATH and HOME set, and without input")
            }
            SecretError::TooLong { .. } | SecretError::NotText { .. } | SecretError::Empty { .. } => {
                "the source must give the secret alone, as text".into()
            }
            SecretError::NotStored { name } => format!("dayone secret set {name}"),
            SecretError::Store { .. } => "dayone doctor checks the database and its key".into(),
        }
    }
}
