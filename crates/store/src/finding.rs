//! What can be wrong with a tenant's history.

use dayone_core::chain::Tampered;

use crate::verify_sealed::SealedFault;

/// One thing that is wrong with a tenant's history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An event was changed, removed, inserted or replaced.
    #[error(transparent)]
    Tampered(Tampered),
    /// Events were cut off a stream's end.
    #[error("{stream} ends at event {found}, but had {known}: its end was cut off")]
    Truncated {
        /// The stream.
        stream: String,
        /// The last event known elsewhere.
        known: i64,
        /// The last event found.
        found: i64,
    },
    /// A stream is gone.
    #[error("{stream} had {known} events and is gone")]
    Deleted {
        /// The stream.
        stream: String,
        /// The last event known elsewhere.
        known: i64,
    },
    /// A stream is consistent, but is not the one that the ledger or an anchor knew.
    #[error("event {seq} of {stream} is not the one that was committed: the stream was rewritten")]
    Rewritten {
        /// The stream.
        stream: String,
        /// The event.
        seq: i64,
    },
    /// A run's row does not agree with its stream.
    #[error("the row of run {stream} does not agree with its events")]
    RowDiffers {
        /// The run.
        stream: String,
    },
    /// A stream has no run's row.
    #[error("{stream} has events, but its run's row is gone")]
    RowMissing {
        /// The stream.
        stream: String,
    },
    /// A ledger entry is not signed by the key that it names.
    #[error("entry {seq} of {stream} has a bad signature")]
    BadSignature {
        /// The ledger.
        stream: String,
        /// The entry.
        seq: i64,
    },
    /// A ledger entry or anchor names a key that was not given.
    #[error("entry {seq} of {stream} is signed with key {key}, which was not given")]
    UnknownKey {
        /// The ledger.
        stream: String,
        /// The entry.
        seq: i64,
        /// The key's id.
        key: String,
    },
    /// An anchor is not signed by the key that it names.
    #[error("the anchor of entry {seq} of {stream} has a bad signature")]
    BadAnchor {
        /// The ledger.
        stream: String,
        /// The entry.
        seq: i64,
    },
    /// A sealed value is not where, or what, the history says.
    #[error(transparent)]
    Sealed(SealedFault),
}

impl Finding {
    /// A word for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Finding::Tampered(_) => "tampered",
            Finding::Truncated { .. } => "truncated",
            Finding::Deleted { .. } => "deleted",
            Finding::Rewritten { .. } => "rewritten",
            Finding::RowDiffers { .. } => "row_differs",
            Finding::RowMissing { .. } => "row_missing",
            Finding::BadSignature { .. } => "bad_signature",
            Finding::UnknownKey { .. } => "unknown_key",
            Finding::BadAnchor { .. } => "bad_anchor",
            Finding::Sealed(fault) => fault.code(),
        }
    }
}
