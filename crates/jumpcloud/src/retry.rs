//! When a call is tried again inside the client.

use std::time::Duration;

use dayone_core::fault::Fault;

use crate::jitter::Jitter;

/// How often and how patiently reads are tried again.
///
/// Reads (every GET, and the searches) change nothing, so they are repeated here on transient faults. Writes are tried
/// once: whoever asks for one records each try and decides. Two repetitions are exceptions, at most one of each kind
/// in a call, both at once and both of a write that provably changed nothing: when no connection could be made, and
/// when the key was refused while its source meanwhile holds another one. A write refused for the rate limit comes
/// back as a fault with its `retry_after`; the pacer holds the next call of anybody back until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of a read, the first included.
    pub tries: u32,
    /// No try starts later than this after the first.
    pub within: Duration,
    /// The longest wait before the second try; doubles with each further one. The real wait is a random part of it.
    pub first_wait: Duration,
    /// Where the doubling ends.
    pub longest_wait: Duration,
    /// A `Retry-After` beyond this is not waited for.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 5,
            within: Duration::from_secs(600),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            longest_retry_after: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// How long to wait before trying a read again that failed `tries` times since `elapsed`; none if it is given up.
    pub(crate) fn wait(&self, fault: &Fault, tries: u32, elapsed: Duration, jitter: &Jitter) -> Option<Duration> {
        if !fault.is_transient() || tries >= self.tries {
            return None;
        }
        let ceiling =
            self.first_wait.saturating_mul(1_u32.checked_shl(tries - 1).unwrap_or(u32::MAX)).min(self.longest_wait);
        let chance = ceiling.mul_f64(jitter.fraction());
        let wait = match fault.retry_after {
            Some(asked) if asked > self.longest_retry_after => return None,
            Some(asked) => asked + chance.min(self.first_wait),
            None => chance,
        };
        (elapsed + wait <= self.within).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use dayone_core::fault::{Delivery, FaultKind};

    use super::*;

    fn fault(kind: FaultKind, retry_after: Option<u64>) -> Fault {
        Fault {
            kind,
            delivery: Delivery::NotApplied,
            operation: "GET /systemusers".to_owned(),
            status: None,
            retry_after: retry_after.map(Duration::from_secs),
            detail: None,
        }
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let (policy, jitter) = (RetryPolicy { tries: 99, ..RetryPolicy::default() }, Jitter::new(|| 1.0));
        let fault = fault(FaultKind::Unavailable, None);
        let waits: Vec<_> = [1, 2, 3, 7, 40]
            .map(|tries| policy.wait(&fault, tries, Duration::ZERO, &jitter).unwrap().as_millis())
            .into();
        assert_eq!(waits, [500, 1_000, 2_000, 30_000, 30_000]);
    }

    #[test]
    fn a_read_is_given_up_after_its_tries_or_its_time() {
        let (policy, jitter) = (RetryPolicy::default(), Jitter::new(|| 1.0));
        let fault = fault(FaultKind::Unavailable, None);
        assert_eq!(policy.wait(&fault, 5, Duration::ZERO, &jitter), None);
        assert_eq!(policy.wait(&fault, 1, Duration::from_secs(600), &jitter), None);
    }

    #[test]
    fn only_transient_faults_are_tried_again() {
        let (policy, jitter) = (RetryPolicy::default(), Jitter::new(|| 0.0));
        assert_eq!(policy.wait(&fault(FaultKind::Refused, None), 1, Duration::ZERO, &jitter), None);
        assert_eq!(policy.wait(&fault(FaultKind::RateLimited, None), 1, Duration::ZERO, &jitter), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_honoured_up_to_five_minutes() {
        let (policy, jitter) = (RetryPolicy::default(), Jitter::new(|| 0.0));
        let wait = |seconds| policy.wait(&fault(FaultKind::RateLimited, Some(seconds)), 1, Duration::ZERO, &jitter);
        assert_eq!(wait(300), Some(Duration::from_secs(300)));
        assert_eq!(wait(301), None);
    }
}
