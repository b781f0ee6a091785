//! The arithmetic of the pacer: time is a parameter, nothing waits here.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::PacerLimits;

/// The rate doubles, and what was delivered is counted, over this time.
const SECOND: Duration = Duration::from_secs(1);
/// After a 429, the rate is raised by a little each time that this has passed.
const PROBE_EVERY: Duration = Duration::from_secs(10);
const PROBE_BY: f64 = 1.02;
/// After a 429 at a rate that was just raised, the rate of before is kept for so long.
const REMEMBER: Duration = Duration::from_secs(60);
const BACK_TO: f64 = 0.95;
/// Below one call a second nothing would ever be learnt.
const SLOWEST: f64 = 1.0;

#[derive(Debug)]
pub(super) struct Rate {
    max: f64,
    per_second: f64,
    tokens: f64,
    filled: Option<Instant>,
    phase: Phase,
    /// How often the rate was reduced: a 429 to a call begun before the last reduction says nothing new.
    episode: u64,
    paused_until: Option<Instant>,
    /// Until then, what was delivered in the last second says little: it was spent resting.
    unsettled_until: Option<Instant>,
    /// A single reduction doesn't go below this (or half of what was).
    floor: f64,
    begun: VecDeque<Instant>,
    answered: VecDeque<Instant>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// No 429 yet: doubling.
    Climbing { since: Option<Instant> },
    /// The limit was met: probing.
    Probing {
        /// The rate that was kept for a while without a 429, before it was raised.
        proven: Option<f64>,
        /// It is not raised before.
        rises: Instant,
    },
}

impl Rate {
    pub(super) fn new(limits: PacerLimits) -> Self {
        let max = f64::from(limits.max_requests_per_second.max(1));
        Self {
            max,
            per_second: f64::from(limits.starting_rate.max(1)).min(max),
            tokens: max,
            filled: None,
            phase: Phase::Climbing { since: None },
            episode: 0,
            paused_until: None,
            unsettled_until: None,
            floor: f64::from(limits.starting_rate.max(1)).min(max) / 2.0,
            begun: VecDeque::new(),
            answered: VecDeque::new(),
        }
    }

    pub(super) fn per_second(&self) -> f64 {
        self.per_second
    }

    /// Takes a token; the number of the present episode, or how long to wait before asking again.
    pub(super) fn take(&mut self, now: Instant) -> Result<u64, Duration> {
        if let Some(until) = self.paused_until {
            if until > now {
                return Err(until - now);
            }
            self.paused_until = None;
        }
        self.probe(now);
        self.fill(now);
        forget_before(&mut self.begun, now);
        // Whole numbers up to u32::MAX: the comparison is exact.
        if let Some(oldest) = self.begun.front()
            && self.begun.len() as f64 >= self.max
        {
            return Err((*oldest + SECOND).duration_since(now).max(Duration::from_micros(1)));
        }
        if self.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - self.tokens) / self.per_second);
            return Err(wait.max(Duration::from_micros(1)));
        }
        self.tokens -= 1.0;
        self.begun.push_back(now);
        Ok(self.episode)
    }

    pub(super) fn delivered(&mut self, now: Instant) {
        forget_before(&mut self.answered, now);
        self.answered.push_back(now);
        if let Phase::Climbing { since } = &mut self.phase {
            match *since {
                None => *since = Some(now),
                Some(then) if now.duration_since(then) >= SECOND => {
                    *since = Some(now);
                    self.fill(now);
                    self.per_second = (self.per_second * 2.0).min(self.max);
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn limited(&mut self, episode: u64, now: Instant) {
        if episode < self.episode {
            return;
        }
        forget_before(&mut self.answered, now);
        if let Phase::Probing { proven: Some(proven), .. } = self.phase {
            // The raise was too much; what was kept before it is known to be fine.
            self.per_second = proven;
            return self.met(now, now + REMEMBER);
        }
        self.per_second = if self.unsettled_until.is_some_and(|until| now < until) {
            (self.per_second * BACK_TO).max(SLOWEST)
        } else {
            // With few calls little was delivered, which doesn't mean that little is allowed.
            let floor = self.floor.min(self.per_second / 2.0).max(SLOWEST);
            (self.answered.len() as f64 * BACK_TO).clamp(floor, self.max.max(floor))
        };
        self.met(now, now + PROBE_EVERY);
    }

    /// The limit was met: the rate is what it should be from now on, and rises again later.
    fn met(&mut self, now: Instant, rises: Instant) {
        self.unsettled_until = Some(now + SECOND);
        self.episode += 1;
        self.tokens = 0.0;
        self.filled = Some(now);
        self.phase = Phase::Probing { proven: None, rises };
    }

    pub(super) fn pause_until(&mut self, until: Instant) {
        self.paused_until = Some(self.paused_until.map_or(until, |earlier| earlier.max(until)));
        self.unsettled_until = self.paused_until.map(|until| until + SECOND);
    }

    fn probe(&mut self, now: Instant) {
        while let Phase::Probing { rises, .. } = self.phase
            && rises <= now
        {
            self.fill(now);
            let proven = Some(self.per_second);
            self.per_second = (self.per_second * PROBE_BY).min(self.max);
            self.phase = Phase::Probing { proven, rises: rises + PROBE_EVERY };
            if self.per_second >= self.max {
                self.phase = Phase::Probing { proven, rises: now + PROBE_EVERY };
            }
        }
    }

    fn fill(&mut self, now: Instant) {
        let passed = self.filled.map_or(Duration::ZERO, |then| now.duration_since(then));
        self.filled = Some(now);
        let room = match self.phase {
            Phase::Climbing { .. } => self.max,
            Phase::Probing { .. } => (self.per_second / 50.0).max(1.0),
        };
        self.tokens = (self.tokens + passed.as_secs_f64() * self.per_second).min(room);
    }
}

fn forget_before(instants: &mut VecDeque<Instant>, now: Instant) {
    while instants.front().is_some_and(|then| now.duration_since(*then) >= SECOND) {
        instants.pop_front();
    }
}
