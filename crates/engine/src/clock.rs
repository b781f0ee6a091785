//! Time as a parameter: the wall clock, or one that tests set.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A clock that can also wait.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that stands still until it is set; waiting sets it.
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at this time.
    #[must_use]
    pub fn manual(at: Timestamp) -> Clock {
        Clock::Manual(Arc::new(Mutex::new(at)))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place where the engine reads the clock")]
            Clock::System => Timestamp::now(),
            Clock::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The time in microseconds since 1970.
    #[must_use]
    pub fn now_us(&self) -> i64 {
        self.now().as_microsecond()
    }

    /// Waits until a time; a manual clock is set to it at once.
    pub async fn sleep_until(&self, until: Timestamp) {
        match self {
            Clock::System => {
                let left = until.duration_since(self.now());
                tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
            }
            Clock::Manual(at) => {
                let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
                *at = (*at).max(until);
            }
        }
    }

    /// Waits for a while.
    pub async fn sleep(&self, time: Duration) {
        let until = self.now().checked_add(SignedDuration::try_from(time).unwrap_or(SignedDuration::ZERO));
        self.sleep_until(until.unwrap_or(self.now())).await;
    }
}
