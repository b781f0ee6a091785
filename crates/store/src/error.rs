//! What can go wrong between dayone and its database.

use std::{path::PathBuf, sync::Arc};

use dayone_core::chain::Tampered;

/// A failed use of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, or the connection broke.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Arc<sqlx::Error>),
    /// Somebody else held the database for longer than the busy time-out.
    #[error("the database is locked by another process")]
    Locked(#[source] Arc<sqlx::Error>),
    /// The disk under the database has no room, or fails.
    #[error("the disk of the database is full, or can't be written")]
    Disk(#[source] Arc<sqlx::Error>),
    /// The file is not a database, or a page of it is damaged.
    #[error("the database file is damaged or is not a database")]
    Damaged(#[source] Arc<sqlx::Error>),
    /// A statement was refused; the log of the database says why.
    #[error("the database refused a statement")]
    Statement(#[source] Arc<sqlx::Error>),
    /// The database's role lacks a right that this act needs.
    #[error(
        "the database's role may not do this: run `dayone migrate` with the owner's role, and grant its service role"
    )]
    Forbidden(#[source] Arc<sqlx::Error>),
    /// The address names no database that dayone knows.
    #[error("{address:?} is not a database address: use sqlite:PATH or postgres://HOST/NAME")]
    Address {
        /// The address, without its password.
        address: String,
    },
    /// The schema could not be brought up to date.
    #[error("the database's schema is at step {found}, dayone needs {needed}: {reason}")]
    Migration {
        /// The last step that the database has.
        found: i64,
        /// The step that this binary needs.
        needed: i64,
        /// Why it was not migrated.
        reason: String,
    },
    /// The master key is not the one that this database was sealed with.
    #[error("the database was sealed with master key {expected}, but the key file holds {found}: nothing was written")]
    WrongKey {
        /// The key id that the database remembers.
        expected: String,
        /// The key id of the key file.
        found: String,
    },
    /// The database is sealed, but the key file is not there.
    #[error("the master key file {} is missing, and the database was sealed with master key {expected}", path.display())]
    MissingKey {
        /// Where the key file was looked for.
        path: PathBuf,
        /// The key id that the database remembers.
        expected: String,
    },
    /// A key file that must not be used as it is.
    #[error("the key file {} {problem}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A file could not be read or written.
    #[error("{} could not be {act}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        act: &'static str,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A stored value is not what dayone writes.
    #[error("{what} in the database is not readable")]
    Corrupt {
        /// Which value.
        what: String,
    },
    /// A stream's chain is broken where it was continued or read.
    #[error("the history is not as it was written")]
    Tampered(#[from] Tampered),
    /// A sealed value does not open: changed, moved, or sealed under another key.
    #[error("the sealed value {field} of event {seq} of {stream} does not open: it was changed or moved")]
    Unsealable {
        /// The stream.
        stream: String,
        /// The event.
        seq: i64,
        /// The field.
        field: String,
    },
    /// A value was sealed, or is to be opened, with a key that was destroyed.
    #[error("data key {key} of {stream} was destroyed: the person's values were erased")]
    KeyDestroyed {
        /// The stream.
        stream: String,
        /// The data key.
        key: String,
    },
    /// An event's body uses a member that the store writes itself.
    #[error("an event for {stream} brings its own member {member:?}, which the store writes")]
    ReservedMember {
        /// The stream.
        stream: String,
        /// The member.
        member: &'static str,
    },
    /// Sealed values can be erased only by an event that says so.
    #[error("erasing sealed values of {stream} needs an event in the same append")]
    SilentErasure {
        /// The stream.
        stream: String,
    },
    /// There is no such run.
    #[error("there is no run {run_id}")]
    NoSuchRun {
        /// The run.
        run_id: String,
    },
    /// A person's values cannot be erased while a run still needs them.
    #[error("run {run_id} is still open: cancel or finish it before the person's values are erased")]
    RunOpen {
        /// The run.
        run_id: String,
    },
    /// An erasure that names no person would destroy the tenant's own key.
    #[error("no person of tenant {tenant} was named to be erased")]
    NobodyToErase {
        /// The tenant.
        tenant: String,
    },
    /// Somebody else continued a stream at the same moment.
    #[error("{stream} was continued by somebody else at the same moment: try again")]
    Busy {
        /// The stream.
        stream: String,
    },
    /// An export could not be written.
    #[error("the export of tenant {tenant} could not be written")]
    Export {
        /// The tenant.
        tenant: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The store was closed while a write was waiting.
    #[error("the store was closed")]
    Closed,
}

/// A failed append.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else took the stream over, or continued it: what this worker knows is out of date.
    #[error("{stream} was taken over or continued by somebody else")]
    Fenced {
        /// The stream.
        stream: String,
    },
    /// The store failed; whether the events were written is known only by reading the stream's head.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for AppendError {
    fn from(error: sqlx::Error) -> Self {
        AppendError::Store(error.into())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(Arc::new(error))
    }
}

/// Several writes may have failed for one reason.
impl From<Arc<sqlx::Error>> for StoreError {
    fn from(error: Arc<sqlx::Error>) -> Self {
        match &*error {
            sqlx::Error::Database(database) => match kind(database.code().as_deref().unwrap_or_default()) {
                Kind::Locked => StoreError::Locked(error),
                Kind::Unreachable => StoreError::Unreachable(error),
                Kind::Disk => StoreError::Disk(error),
                Kind::Damaged => StoreError::Damaged(error),
                Kind::Forbidden => StoreError::Forbidden(error),
                Kind::Other => StoreError::Statement(error),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => StoreError::Unreachable(error),
            sqlx::Error::ColumnDecode { index, .. } => StoreError::Corrupt { what: format!("column {index} of a row") },
            _ => StoreError::Statement(error),
        }
    }
}

enum Kind {
    Locked,
    Unreachable,
    Disk,
    Damaged,
    Forbidden,
    Other,
}

/// PostgreSQL's codes have five characters; SQLite's are decimal numbers whose lowest byte is the primary code.
fn kind(code: &str) -> Kind {
    if code.len() == 5 {
        return match code {
            "55P03" | "40001" | "40P01" => Kind::Locked,
            "42501" => Kind::Forbidden,
            "53100" => Kind::Disk,
            _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => Kind::Unreachable,
            _ if code.starts_with("28") || code.starts_with("3D") => Kind::Unreachable,
            _ => Kind::Other,
        };
    }
    match code.parse::<u32>().unwrap_or_default() & 0xff {
        5 | 6 => Kind::Locked,
        11 | 26 => Kind::Damaged,
        3 | 8 => Kind::Forbidden,
        10 | 13 => Kind::Disk,
        14 => Kind::Unreachable,
        _ => Kind::Other,
    }
}
