//! Sealed values against what the history says of them: swapped, moved, missing and erased are four different things.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::chain::{Digest, Record};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::erase::PERSON_ERASED;

/// Where a sealed value belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The stream.
    pub stream: String,
    /// The event.
    pub seq: i64,
    /// The field.
    pub field: String,
}

/// A sealed value where it was found, without the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPlace {
    /// Where it lies.
    #[serde(flatten)]
    pub place: Place,
    /// The data key that it names.
    pub key: String,
    /// SHA-256 of the ciphertext.
    pub sha256: Digest,
}

/// What is wrong with a sealed value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealedFault {
    /// Another value lies in its place.
    #[error("{place} holds another value than the one that was sealed: it was swapped")]
    Swapped {
        /// The place.
        place: Place,
        /// Where the value that lies there belongs, if the history knows it.
        belongs: Option<Place>,
    },
    /// Its place is empty, and it lies elsewhere.
    #[error("{place} is empty, its value lies at {to}: it was moved")]
    Moved {
        /// The place.
        place: Place,
        /// Where it lies.
        to: Place,
    },
    /// Its place is empty, and the history does not say that it was erased.
    #[error("{place} is empty, and no event says that it was erased: it is missing")]
    Missing {
        /// The place.
        place: Place,
    },
    /// The history says that it was erased, but it is there.
    #[error("{place} was erased, but a value is there again")]
    Returned {
        /// The place.
        place: Place,
    },
    /// A value lies where the history knows none.
    #[error("{place} holds a value that no event knows")]
    Undeclared {
        /// The place.
        place: Place,
    },
}

/// What the history says of sealed values, and what was found.
#[derive(Default)]
pub(crate) struct Sealing {
    declared: BTreeMap<Place, (Digest, String)>,
    found: BTreeMap<Place, (Digest, String)>,
    erased: BTreeSet<Place>,
    /// For each stream, the event before which everything was erased.
    erased_before: BTreeMap<String, i64>,
}

impl SealedFault {
    /// A word for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SealedFault::Swapped { .. } => "sealed_swapped",
            SealedFault::Moved { .. } => "sealed_moved",
            SealedFault::Missing { .. } => "sealed_missing",
            SealedFault::Returned { .. } => "sealed_returned",
            SealedFault::Undeclared { .. } => "sealed_undeclared",
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "field {} of event {} of {}", self.field, self.seq, self.stream)
    }
}

impl Sealing {
    /// Takes in what an event says.
    pub(crate) fn declare(&mut self, record: &Record, body: &Value) {
        let place = |seq, field: &str| Place { stream: record.stream.clone(), seq, field: field.to_owned() };
        for (field, value) in body["sealed"].as_object().into_iter().flatten() {
            let sha256 = value["sha256"].as_str().and_then(|digits| digits.parse().ok());
            if let (Some(sha256), Some(key)) = (sha256, value["key"].as_str()) {
                self.declared.insert(place(record.seq, field), (sha256, key.to_owned()));
            }
        }
        for erased in body["erased"].as_array().into_iter().flatten() {
            if let (Some(seq), Some(field)) = (erased["seq"].as_i64(), erased["field"].as_str()) {
                self.erased.insert(place(seq, field));
            }
        }
        if record.kind == PERSON_ERASED {
            self.erased_before.insert(record.stream.clone(), record.seq);
        }
    }

    /// Takes in a value that is there.
    pub(crate) fn found(&mut self, value: SealedPlace) {
        self.found.insert(value.place, (value.sha256, value.key));
    }

    /// What is wrong, and what was erased. Of streams that are broken anyway, what they don't declare is not held
    /// against them.
    pub(crate) fn judge(&self, is_broken: impl Fn(&str) -> bool) -> (Vec<SealedFault>, Vec<Place>) {
        let (mut faults, mut erased) = (Vec::new(), Vec::new());
        let mut strays: BTreeSet<_> = self.found.keys().filter(|place| !self.declared.contains_key(*place)).collect();
        for (place, stated) in &self.declared {
            let is_erased = self.is_erased(place);
            let place = place.clone();
            match self.found.get(&place) {
                Some(_) if is_erased => faults.push(SealedFault::Returned { place }),
                Some(value) if value == stated => {}
                Some((sha256, _)) => faults.push(SealedFault::Swapped { place, belongs: self.owner_of(sha256) }),
                None if is_erased => erased.push(place),
                None => match strays.iter().find(|stray| self.found[**stray].0 == stated.0).copied() {
                    Some(stray) => {
                        strays.remove(stray);
                        faults.push(SealedFault::Moved { place, to: stray.clone() });
                    }
                    None => faults.push(SealedFault::Missing { place }),
                },
            }
        }
        let undeclared = strays.into_iter().filter(|stray| !is_broken(&stray.stream));
        faults.extend(undeclared.map(|stray| SealedFault::Undeclared { place: stray.clone() }));
        (faults, erased)
    }

    fn is_erased(&self, place: &Place) -> bool {
        let before = self.erased_before.get(&place.stream);
        self.erased.contains(place) || before.is_some_and(|event| place.seq < *event)
    }

    fn owner_of(&self, sha256: &Digest) -> Option<Place> {
        let mut declared = self.declared.iter();
        declared.find(|(_, (stated, _))| stated == sha256).map(|(place, _)| place.clone())
    }
}
