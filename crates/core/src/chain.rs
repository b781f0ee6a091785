//! The audit chain: each event's digest covers the one before it.
//!
//! The digest is SHA-256 over the previous digest and the event's stored bytes. It proves order and completeness
//! between two known heads; without a head kept elsewhere (an anchor) it does not prove honesty.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest; written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

/// The last known place of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Sequence number of the last event; 0 before the first.
    pub seq: i64,
    /// Digest of the last event; all zeros before the first.
    pub digest: Digest,
}

/// One event as it is stored: the bytes that the chain covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The stream: a run's id, or a ledger's name.
    pub stream: String,
    /// 1 for the first event of a stream, then one more each.
    pub seq: i64,
    /// When it happened, in microseconds since 1970, by the writer's clock.
    pub at_us: i64,
    /// Who did it.
    pub actor: String,
    /// What kind of event it is.
    pub kind: String,
    /// The event's content, as stored JSON text. Never re-serialised.
    pub body: String,
    /// Digest of the event before.
    pub prev: Digest,
    /// Digest of this event.
    pub digest: Digest,
}

/// What is wrong with a stream of records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    /// A sequence number is missing or doubled.
    #[error("event {found} of {stream} stands where event {expected} belongs: an event was removed or inserted")]
    Sequence {
        /// The stream.
        stream: String,
        /// The number that belongs here.
        expected: i64,
        /// The number found.
        found: i64,
    },
    /// The event does not follow the one before.
    #[error("event {seq} of {stream} does not follow event {}: one of the two was replaced", seq - 1)]
    Link {
        /// The stream.
        stream: String,
        /// The event.
        seq: i64,
    },
    /// The event's content is not what its digest says.
    #[error("event {seq} of {stream} was changed after it was written")]
    Content {
        /// The stream.
        stream: String,
        /// The event.
        seq: i64,
    },
}

impl Head {
    /// The head of a stream without events.
    pub const EMPTY: Head = Head { seq: 0, digest: Digest([0; 32]) };
}

/// The digest of an event that follows `prev`. Every field is length-prefixed, so no two events share bytes.
#[must_use]
pub fn link(prev: &Digest, stream: &str, seq: i64, at_us: i64, actor: &str, kind: &str, body: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"dayone event 1");
    hash.update(prev.0);
    hash.update(seq.to_be_bytes());
    hash.update(at_us.to_be_bytes());
    for text in [stream, actor, kind, body] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    Digest(hash.finalize().into())
}

/// Walks a stream from its first record (or the one after `from`) and returns its head.
///
/// # Errors
/// The first place where a record was changed, removed, inserted or replaced.
pub fn verify(from: Head, records: &[Record]) -> Result<Head, Tampered> {
    records.iter().try_fold(from, |head, record| {
        let Record { stream, seq, at_us, actor, kind, body, prev, digest } = record;
        if *seq != head.seq + 1 {
            return Err(Tampered::Sequence { stream: stream.clone(), expected: head.seq + 1, found: *seq });
        }
        if *prev != head.digest {
            return Err(Tampered::Link { stream: stream.clone(), seq: *seq });
        }
        if *digest != link(prev, stream, *seq, *at_us, actor, kind, body) {
            return Err(Tampered::Content { stream: stream.clone(), seq: *seq });
        }
        Ok(Head { seq: *seq, digest: *digest })
    })
}

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first twelve hex digits: what people compare.
    #[must_use]
    pub fn short(&self) -> String {
        hex::encode(&self.0[..6])
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.short())
    }
}

impl std::str::FromStr for Digest {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Digest(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stream_of(bodies: &[String]) -> Vec<Record> {
        let mut head = Head::EMPTY;
        bodies
            .iter()
            .map(|body| {
                let seq = head.seq + 1;
                let digest = link(&head.digest, "run", seq, seq * 7, "somebody", "kind", body);
                let record = Record {
                    stream: "run".into(),
                    seq,
                    at_us: seq * 7,
                    actor: "somebody".into(),
                    kind: "kind".into(),
                    body: body.clone(),
                    prev: head.digest,
                    digest,
                };
                head = Head { seq, digest };
                record
            })
            .collect()
    }

    proptest! {
        #[test]
        fn an_untouched_stream_verifies(bodies in proptest::collection::vec(".*", 0..12)) {
            let records = stream_of(&bodies);
            let head = verify(Head::EMPTY, &records).expect("untouched");
            prop_assert_eq!(head.seq, bodies.len() as i64);
        }

        #[test]
        fn one_changed_byte_is_found(bodies in proptest::collection::vec(".{1,40}", 1..12), at: prop::sample::Index, add in ".{1,3}") {
            let mut records = stream_of(&bodies);
            let at = at.index(records.len());
            records[at].body.push_str(&add);
            prop_assert!(verify(Head::EMPTY, &records).is_err());
        }

        #[test]
        fn a_removed_event_is_found_unless_it_is_the_last(bodies in proptest::collection::vec(".*", 2..12), at: prop::sample::Index) {
            let mut records = stream_of(&bodies);
            let at = at.index(records.len() - 1);
            records.remove(at);
            prop_assert!(verify(Head::EMPTY, &records).is_err());
        }
    }

    #[test]
    fn a_digest_reads_back_from_its_own_text() {
        let digest = Digest::of(b"x");
        assert_eq!(digest.to_string().parse::<Digest>().expect("hex"), digest);
    }
}
