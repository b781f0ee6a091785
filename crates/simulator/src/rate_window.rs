//! Limits of requests by window of wall time.

use std::time::{Duration, Instant};

use crate::clock::instant;

/// The window that is open, and how much of it is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    opened: Instant,
    used: u32,
}

impl Window {
    pub(crate) fn open() -> Window {
        Window { opened: instant(), used: 0 }
    }

    /// Counts a request: fine, or over the limit for so long.
    pub(crate) fn count(&mut self, limit: u32, length: Duration) -> Result<(), Duration> {
        let now = instant();
        if now.saturating_duration_since(self.opened) >= length {
            *self = Window { opened: now, used: 0 };
        }
        self.used = self.used.saturating_add(1);
        if self.used <= limit {
            return Ok(());
        }
        Err(length.saturating_sub(now.saturating_duration_since(self.opened)))
    }
}

/// Whole seconds for a `Retry-After`, at least one.
pub(crate) fn whole_seconds(time: Duration) -> u64 {
    let more = u64::from(time.subsec_nanos() > 0);
    (time.as_secs() + more).max(1)
}
