//! How fast we call: one adaptive budget shared by all who call one tenant's directory.

mod rate;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turnstile, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use rate::Rate;

/// What a [`Pacer`] never exceeds, and where it starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PacerLimits {
    /// Calls under way at the same time.
    pub max_in_flight: usize,
    /// Calls begun within any one second.
    pub max_requests_per_second: u32,
    /// Calls a second before anything is known of the directory's limit, after the burst.
    pub starting_rate: u32,
}

impl Default for PacerLimits {
    fn default() -> Self {
        Self { max_in_flight: 8, max_requests_per_second: 20, starting_rate: 10 }
    }
}

/// One adaptive budget of calls. Clones share it; make one for each tenant.
///
/// `JumpCloud` publishes no limit, so the pacer looks for it: a token bucket begins at the starting rate and doubles
/// after each second of healthy answers, until the first 429. From then on the rate is 0.95 of what was delivered in
/// the second before, and 2 % more after each 10 s without another. A 429 after such a raise takes back the raise alone,
/// and nothing is raised for a minute: that rate is known to be fine. Where too few calls were made to tell, it is half
/// of the starting rate; within a second after a rest, 0.95 of the rate itself. `Retry-After` holds everybody back. A
/// burst of up to one second's maximum is free of waiting until the first 429, so that a single hire isn't slowed.
#[derive(Debug, Clone)]
pub struct Pacer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    places: Arc<Semaphore>,
    /// First come, first served: only its holder waits for a token.
    turnstile: Turnstile<()>,
    rate: Mutex<Rate>,
    calls: AtomicU64,
    limited: AtomicU64,
}

/// What went through a [`Pacer`] so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paced {
    /// Calls begun, repeated ones counted each time.
    pub calls: u64,
    /// Calls that the directory answered with 429.
    pub limited: u64,
}

/// Leave to make one call. Its place is free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    shared: Arc<Shared>,
    episode: u64,
    /// How long the caller was held back.
    pub(crate) waited: Duration,
    _place: Option<OwnedSemaphorePermit>,
}

impl Pacer {
    /// A pacer that has used nothing of its budget. Limits of 0 count as 1.
    #[must_use]
    pub fn new(limits: PacerLimits) -> Self {
        Self(Arc::new(Shared {
            places: Arc::new(Semaphore::new(limits.max_in_flight.max(1))),
            turnstile: Turnstile::new(()),
            rate: Mutex::new(Rate::new(limits)),
            calls: AtomicU64::new(0),
            limited: AtomicU64::new(0),
        }))
    }

    /// The present rate, in calls a second.
    #[must_use]
    pub fn calls_per_second(&self) -> f64 {
        self.0.rate().per_second()
    }

    /// What went through so far.
    #[must_use]
    pub fn paced(&self) -> Paced {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Paced { calls: read(&self.0.calls), limited: read(&self.0.limited) }
    }

    /// Waits for a place and a token.
    pub(crate) async fn enter(&self) -> Pass {
        let asked = Instant::now();
        // The semaphore is never closed.
        let place = Arc::clone(&self.0.places).acquire_owned().await.ok();
        let turn = self.0.turnstile.lock().await;
        let (episode, now) = loop {
            let now = Instant::now();
            let wait = {
                let mut rate = self.0.rate();
                match rate.take(now) {
                    Ok(episode) => break (episode, now),
                    Err(wait) => wait,
                }
            };
            sleep(wait).await;
        };
        drop(turn);
        self.0.calls.fetch_add(1, Ordering::Relaxed);
        Pass { shared: Arc::clone(&self.0), episode, waited: now.duration_since(asked), _place: place }
    }
}

impl Default for Pacer {
    fn default() -> Self {
        Self::new(PacerLimits::default())
    }
}

impl Shared {
    fn rate(&self) -> MutexGuard<'_, Rate> {
        self.rate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// The directory answered, and not by 429.
    pub(crate) fn delivered(&self) {
        self.shared.rate().delivered(Instant::now());
    }

    /// The directory answered 429.
    pub(crate) fn limited(&self) {
        self.shared.limited.fetch_add(1, Ordering::Relaxed);
        self.shared.rate().limited(self.episode, Instant::now());
    }

    /// The directory asked for a rest of everybody.
    pub(crate) fn rest(&self, pause: Duration) {
        self.shared.rate().pause_until(Instant::now() + pause);
    }
}
