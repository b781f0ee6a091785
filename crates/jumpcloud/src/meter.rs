//! What was asked of the directory, attempt by attempt.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// One attempt of one call. Holds nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The operation, as in the specification, version 2 under `/v2`: `POST /v2/usergroups/{group_id}/members`.
    pub operation: &'static str,
    /// The HTTP status; none if no answer arrived.
    pub status: Option<u16>,
    /// 1 for the first try of a call.
    pub attempt: u32,
    /// From sending to the end of the answer.
    pub took: Duration,
    /// How long the pacer held the attempt back before.
    pub paced: Duration,
    /// The directory's clock in this answer (whole seconds).
    pub directory_time: Option<Timestamp>,
}

/// Records every attempt made through the [`Client`](crate::Client)s that it observes. Clones share their records. The
/// fetching of a service account's token, which serves all calls, is in no meter.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Attempt>>>);

impl Meter {
    /// A meter that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) fn record(&self, attempt: &Attempt) {
        self.with(|attempts| attempts.push(attempt.clone()));
    }

    /// What was seen so far, in the order in which the attempts ended.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        self.with(|attempts| attempts.clone())
    }

    /// What was seen so far, which is forgotten here.
    #[must_use]
    pub fn take(&self) -> Vec<Attempt> {
        self.with(std::mem::take)
    }

    /// Adds what another meter saw.
    pub fn merge(&self, other: &Self) {
        let theirs = other.attempts();
        self.with(|attempts| attempts.extend(theirs));
    }

    /// How many attempts were seen.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with(|attempts| attempts.len())
    }

    /// How many attempts were seen of each operation.
    #[must_use]
    pub fn by_operation(&self) -> BTreeMap<&'static str, usize> {
        self.with(|attempts| {
            attempts.iter().fold(BTreeMap::new(), |mut counts, attempt| {
                *counts.entry(attempt.operation).or_default() += 1;
                counts
            })
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Attempt>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
