//! The simulator's clock: every date in a document and every `Date` header comes from here.

use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};

/// Where the simulator's time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockMode {
    /// The machine's clock, moved forward by `clock/advance`.
    #[default]
    Wall,
    /// A clock that stands still at this instant until it is advanced.
    Manual(Timestamp),
}

/// The clock of one running simulator.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    advanced: SignedDuration,
    /// While something that came due is carried out: when it came due.
    held: Option<Timestamp>,
}

impl Clock {
    pub(crate) fn new(mode: ClockMode) -> Clock {
        Clock { mode, advanced: SignedDuration::ZERO, held: None }
    }

    pub(crate) fn now(&self) -> Timestamp {
        if let Some(held) = self.held {
            return held;
        }
        let base = match self.mode {
            #[expect(clippy::disallowed_methods, reason = "this is the simulator's own clock")]
            ClockMode::Wall => Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH),
            ClockMode::Manual(start) => start,
        };
        base.saturating_add(self.advanced).unwrap_or(base)
    }

    /// Makes it another time until [`Clock::release`].
    pub(crate) fn hold(&mut self, at: Timestamp) {
        self.held = Some(at);
    }

    /// Lets time go on.
    pub(crate) fn release(&mut self) {
        self.held = None;
    }

    /// Moves on to an instant, unless it is past already.
    pub(crate) fn reach(&mut self, at: Timestamp) {
        let ahead = at.duration_since(self.now());
        if ahead.is_positive() {
            self.advanced = self.advanced.saturating_add(ahead);
        }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.advanced = self.advanced.saturating_add(by);
    }

    /// The value of the `Date` header.
    pub(crate) fn http_date(&self) -> String {
        let seconds = u64::try_from(self.now().as_second()).unwrap_or(0);
        httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }
}

/// The machine's steady clock, for what is real time whatever the simulator's clock says: delays and rate limits.
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// An instant as JumpCloud writes it: UTC with milliseconds.
pub(crate) fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `at` plus whole days.
pub(crate) fn plus_days(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(at)
}
