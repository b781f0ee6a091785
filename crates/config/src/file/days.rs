//! Days and hours of a tenant: change windows, the end of contracts, the look ahead, deletion.

use dayone_core::settings::{ChangeWindow, ContractCare, LookAheadTime, WORKING_WEEK, Weekday};
use jiff::civil::Time;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::text::{TimeOfDay, TimeZoneName};

/// When the directory may be written. Outside of it runs wait.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChangeWindowFile {
    /// Days on which it opens. Default: Monday to Friday.
    pub(crate) days: Option<Vec<Weekday>>,
    /// Local time at which it opens. Default: `06:00`.
    pub(crate) from: Option<TimeOfDay>,
    /// Local time at which it closes: on the next day, unless it is later than `from`. Default: `20:00`.
    pub(crate) to: Option<TimeOfDay>,
    /// IANA time zone. Default: `activation.time_zone`.
    pub(crate) time_zone: Option<TimeZoneName>,
}

/// How the end of a contract is looked after.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ContractFile {
    /// Days before the last day on which manager and IT are warned. Default: 7 and 1.
    pub(crate) warn_days_before: Option<Vec<u16>>,
    /// Local time of day of the warnings. Default: `09:00`.
    pub(crate) at: Option<TimeOfDay>,
}

/// When the hires that come due next are planned again.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LookAheadFile {
    /// Working days. Default: Monday to Friday. None: it is off.
    pub(crate) days: Option<Vec<Weekday>>,
    /// Local time of day. Default: `15:00`.
    pub(crate) at: Option<TimeOfDay>,
}

/// When accounts of people who have left may be deleted: planned again when due, and never without an approval.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeletionFile {
    /// Days after suspension, at least 30. Default: nothing is ever deleted.
    #[schemars(range(min = 30, max = 3650))]
    pub(crate) after_days: Option<u16>,
}

impl ChangeWindowFile {
    pub(crate) fn settings(self, zone: &str) -> ChangeWindow {
        ChangeWindow {
            days: self.days.filter(|days| !days.is_empty()).unwrap_or_else(|| WORKING_WEEK.into()),
            from: time(self.from, Time::constant(6, 0, 0, 0)),
            to: time(self.to, Time::constant(20, 0, 0, 0)),
            time_zone: self.time_zone.map_or_else(|| zone.to_owned(), |zone| zone.0),
        }
    }
}

impl ContractFile {
    pub(crate) fn settings(self, built_in: ContractCare) -> ContractCare {
        ContractCare {
            warn_days_before: self.warn_days_before.unwrap_or(built_in.warn_days_before),
            at: time(self.at, built_in.at),
        }
    }
}

impl LookAheadFile {
    pub(crate) fn settings(self, built_in: LookAheadTime) -> LookAheadTime {
        LookAheadTime { days: self.days.unwrap_or(built_in.days), at: time(self.at, built_in.at) }
    }
}

fn time(given: Option<TimeOfDay>, built_in: Time) -> Time {
    given.and_then(|at| at.0.parse().ok()).unwrap_or(built_in)
}
