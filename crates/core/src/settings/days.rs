//! What a tenant has decided about days and hours: when it may be written, which days are worked, when contracts end.

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// When the directory may be written. Outside of it runs wait; reading and telling people never does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeWindow {
    /// Days on which it opens.
    pub days: Vec<Weekday>,
    /// Local time at which it opens.
    pub from: Time,
    /// Local time at which it closes: on the next day, unless it is later than `from`.
    pub to: Time,
    /// IANA time zone.
    pub time_zone: String,
}

/// How the end of a contract is looked after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContractCare {
    /// Days before the last day on which manager and IT are warned.
    pub warn_days_before: Vec<u16>,
    /// Local time of day of the warnings.
    pub at: Time,
}

/// When the hires that come due next are planned again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LookAheadTime {
    /// Working days.
    pub days: Vec<Weekday>,
    /// Local time of day.
    pub at: Time,
}

/// Monday to Friday.
pub const WORKING_WEEK: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

impl Weekday {
    /// The day of the week of a date.
    #[must_use]
    pub fn of(date: Date) -> Weekday {
        use jiff::civil::Weekday as Day;
        match date.weekday() {
            Day::Monday => Weekday::Mon,
            Day::Tuesday => Weekday::Tue,
            Day::Wednesday => Weekday::Wed,
            Day::Thursday => Weekday::Thu,
            Day::Friday => Weekday::Fri,
            Day::Saturday => Weekday::Sat,
            Day::Sunday => Weekday::Sun,
        }
    }
}

impl Default for ContractCare {
    fn default() -> Self {
        ContractCare { warn_days_before: vec![7, 1], at: Time::constant(9, 0, 0, 0) }
    }
}

impl Default for LookAheadTime {
    fn default() -> Self {
        LookAheadTime { days: WORKING_WEEK.into(), at: Time::constant(15, 0, 0, 0) }
    }
}
