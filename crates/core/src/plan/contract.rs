//! The end of a contract: when the account is suspended, and when people are warned.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::activation::zone_name;
use crate::fields::TimeZoneName;
use crate::problem::Problem;
use crate::settings::TenantSettings;
use crate::windows::zone;

/// The end of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedContract {
    /// The last day of work.
    pub end_date: Date,
    /// When the account is suspended: when that day ends.
    pub suspends_at: Timestamp,
    /// When manager and IT are warned, the first time first.
    pub warnings: Vec<ContractWarning>,
}

/// A warning that a contract ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractWarning {
    /// Days before the last day.
    pub days_before: u16,
    /// When it is sent.
    pub at: Timestamp,
}

/// The end of the contract of a person whose last day this is.
pub(super) fn contract(
    end: Option<Date>,
    given_zone: Option<&TimeZoneName>,
    settings: &TenantSettings,
    now: Timestamp,
) -> Result<Option<PlannedContract>, Problem> {
    let Some(end) = end else { return Ok(None) };
    let zone = zone(&zone_name(given_zone, settings));
    let out_of_range =
        || Problem::with_field("end_date", format!("end_date {end} is out of range"), "check the year of the last day");
    let suspends_at = end
        .checked_add(1.day())
        .ok()
        // Where the clock skips midnight, the day begins when it goes on.
        .and_then(|next| zone.to_timestamp(next.to_datetime(Time::midnight())).ok())
        .ok_or_else(out_of_range)?;
    if suspends_at <= now {
        let message = format!("end_date {end} has passed: the account would have to be suspended at once");
        return Err(Problem::with_field("end_date", message, "give a last day that is still to come, or none"));
    }
    let mut warnings: Vec<ContractWarning> = settings
        .contract
        .warn_days_before
        .iter()
        .filter_map(|days_before| {
            Some(ContractWarning { days_before: *days_before, at: warned(end, *days_before, settings, &zone)? })
        })
        .collect();
    warnings.sort_by_key(|warning| warning.at);
    warnings.dedup();
    Ok(Some(PlannedContract { end_date: end, suspends_at, warnings }))
}

fn warned(end: Date, days_before: u16, settings: &TenantSettings, zone: &TimeZone) -> Option<Timestamp> {
    let day = end.checked_sub(i32::from(days_before).days()).ok()?;
    zone.to_timestamp(day.to_datetime(settings.contract.at)).ok()
}
