//! Chance in waiting, injected so that tests can take it away.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A source of fractions from 0 (included) to 1 (excluded) by which waits are shortened, so that many callers don't
/// come back at the same moment.
#[derive(Clone)]
pub struct Jitter(Arc<dyn Fn() -> f64 + Send + Sync>);

impl Jitter {
    /// Fractions from a closure; what lies outside of 0 to 1 is clamped.
    pub fn new(fraction: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(fraction))
    }

    /// Pseudo-random fractions: the same seed gives the same fractions.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let rng = Mutex::new(StdRng::seed_from_u64(seed));
        Self::new(move || rng.lock().unwrap_or_else(PoisonError::into_inner).random::<f64>())
    }

    pub(crate) fn fraction(&self) -> f64 {
        (self.0)().clamp(0.0, 1.0)
    }
}

impl fmt::Debug for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jitter")
    }
}
