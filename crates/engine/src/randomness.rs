//! Randomness as a parameter: the operating system's, or a seeded one for tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// A source of random numbers, cheap to clone.
#[derive(Clone)]
pub struct Randomness(Arc<Mutex<StdRng>>);

impl Randomness {
    /// Seeded by the operating system.
    #[must_use]
    pub fn system() -> Randomness {
        #[expect(clippy::disallowed_methods, reason = "this is the one place where the engine asks for randomness")]
        Randomness(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Always the same numbers: for tests alone.
    #[must_use]
    pub fn seeded(seed: u64) -> Randomness {
        Randomness(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A generator of its own for one task.
    #[must_use]
    pub fn rng(&self) -> StdRng {
        StdRng::from_rng(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A number in 0 to 1.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random()
    }

    /// A new id: Crockford's base 32, so that it can be read aloud.
    #[must_use]
    pub fn id(&self, length: usize) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut rng = self.rng();
        (0..length).map(|_| char::from(DIGITS[rng.random_range(0..32)])).collect()
    }
}
