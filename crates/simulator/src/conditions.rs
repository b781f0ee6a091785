//! The conditions under which a simulator answers, as data: how late, how often, how consistent.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::control::Control;
use crate::latency::Latency;

/// How late, how often and how consistently a simulator answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Milliseconds that every answer takes at least.
    pub latency_ms: u64,
    /// Time drawn for each answer on top of that.
    pub latency: Option<Latency>,
    /// Requests a window and key before 429; none is no limit.
    pub rate_limit: Option<u32>,
    /// Milliseconds of a window.
    pub rate_window_ms: u64,
    /// Whether a 429 carries `Retry-After`.
    pub retry_after: bool,
    /// Milliseconds until reads show what was written.
    pub visibility_delay_ms: u64,
    /// Milliseconds that a bulk job takes for a row, by the simulator's clock.
    pub bulk_row_ms: u64,
}

impl Control {
    /// The conditions under which the simulator answers.
    pub fn conditions(&self) -> Conditions {
        self.with(|world| Conditions {
            latency_ms: whole_ms(world.latency),
            latency: world.latency_spread.clone(),
            rate_limit: world.rate_limit,
            rate_window_ms: whole_ms(world.rate_window),
            retry_after: world.retry_after,
            visibility_delay_ms: whole_ms(world.house.visibility_delay),
            bulk_row_ms: whole_ms(world.house.bulk_row_time),
        })
    }

    /// Changes all conditions.
    pub fn set_conditions(&self, conditions: &Conditions) {
        self.with(|world| {
            world.latency = Duration::from_millis(conditions.latency_ms);
            world.latency_spread.clone_from(&conditions.latency);
            world.rate_limit = conditions.rate_limit;
            world.rate_window = Duration::from_millis(conditions.rate_window_ms);
            world.retry_after = conditions.retry_after;
            world.windows.clear();
            world.house.visibility_delay = Duration::from_millis(conditions.visibility_delay_ms);
            world.house.bulk_row_time = Duration::from_millis(conditions.bulk_row_ms);
        });
    }
}

fn whole_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The value with the fields of another in place of its own.
pub(crate) fn with_fields<T>(value: &T, fields: &Value) -> Result<T, serde_json::Error>
where
    T: Serialize + for<'a> Deserialize<'a>,
{
    let mut whole = serde_json::to_value(value)?;
    match (&mut whole, fields) {
        (Value::Object(whole), Value::Object(fields)) => {
            whole.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        _ => whole = fields.clone(),
    }
    serde_json::from_value(whole)
}
