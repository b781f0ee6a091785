//! How long answers take: fixed, or drawn from a distribution that depends on a seed and on the answer's number only.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::id::mix;

/// How long answers take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Latency {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        ms: u64,
    },
    /// Any time between two, each as likely.
    Uniform {
        /// Least milliseconds.
        from_ms: u64,
        /// Most milliseconds.
        to_ms: u64,
        /// The same seed draws the same times.
        seed: u64,
    },
    /// A body and a long tail, as servers have: half the answers are faster than the first, one in a hundred is slower
    /// than the last, by up to half of it.
    Percentiles {
        /// Milliseconds that half the answers take at most.
        p50_ms: f64,
        /// Milliseconds that 95 of 100 answers take at most.
        p95_ms: f64,
        /// Milliseconds that 99 of 100 answers take at most.
        p99_ms: f64,
        /// The same seed draws the same times.
        seed: u64,
    },
}

impl Latency {
    /// The time that the answer of this number takes.
    pub(crate) fn draw(&self, number: u64) -> Duration {
        match *self {
            Latency::Fixed { ms } => Duration::from_millis(ms),
            Latency::Uniform { from_ms, to_ms, seed } => {
                let from = Duration::from_millis(from_ms.min(to_ms));
                let width = Duration::from_millis(to_ms.abs_diff(from_ms));
                from + width.mul_f64(share(seed, number))
            }
            Latency::Percentiles { p50_ms, p95_ms, p99_ms, seed } => {
                let (at, from, to) = match share(seed, number) {
                    share if share < 0.5 => (share / 0.5, p50_ms / 2.0, p50_ms),
                    share if share < 0.95 => ((share - 0.5) / 0.45, p50_ms, p95_ms),
                    share if share < 0.99 => ((share - 0.95) / 0.04, p95_ms, p99_ms),
                    share => ((share - 0.99) / 0.01, p99_ms, p99_ms * 1.5),
                };
                // Between two percentiles times grow by a factor, as in a lognormal distribution.
                let ms = from * (to / from).powf(at);
                Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default()
            }
        }
    }
}

/// A number in 0..1 that depends on the seed and the number only.
pub(crate) fn share(seed: u64, number: u64) -> f64 {
    let bits = mix(mix(seed).wrapping_add(number)) >> 11;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    let share = bits as f64 / (1_u64 << 53) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_to_their_percentiles_and_to_their_seed() {
        let drawn = |seed| {
            let latency = Latency::Percentiles { p50_ms: 80.0, p95_ms: 250.0, p99_ms: 900.0, seed };
            (0..10_000).map(|number| latency.draw(number)).collect::<Vec<_>>()
        };
        let (times, same, other) = (drawn(1), drawn(1), drawn(2));
        assert_eq!(times, same);
        assert_ne!(times, other);
        for (most, share) in [(80, 50), (250, 95), (900, 99), (1350, 100)] {
            let within = times.iter().filter(|time| **time <= Duration::from_millis(most)).count();
            assert!(within.abs_diff(share * 100) < 150, "{within} of 10,000 within {most} ms");
        }
    }

    #[test]
    fn uniform_times_lie_between_their_ends() {
        let latency = Latency::Uniform { from_ms: 10, to_ms: 30, seed: 7 };
        let times: Vec<Duration> = (0..1000).map(|number| latency.draw(number)).collect();
        assert!(times.iter().all(|time| (10..=30).contains(&time.as_millis())));
        assert!(times.iter().any(|time| time.as_millis() < 12) && times.iter().any(|time| time.as_millis() > 28));
        assert_eq!(Latency::Fixed { ms: 5 }.draw(9), Duration::from_millis(5));
        let odd = Latency::Percentiles { p50_ms: 0.0, p95_ms: 0.0, p99_ms: 0.0, seed: 1 };
        assert_eq!(odd.draw(1), Duration::ZERO);
    }
}
