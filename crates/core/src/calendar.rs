//! Working days, and when the hires that come due next are planned again.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::settings::{LookAheadTime, TenantSettings, Weekday};
use crate::windows::zone;

/// A look ahead that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookAheadDue {
    /// The working day that it belongs to: there is one a day.
    pub day: Date,
    /// What comes due before this time is planned again; what comes later is looked at by the next one.
    pub until: Timestamp,
}

/// The first working day after a day.
#[must_use]
pub fn next_working_day(days: &[Weekday], day: Date) -> Date {
    let following = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
    following.take(7).find(|day| days.contains(&Weekday::of(*day))).or_else(|| day.tomorrow().ok()).unwrap_or(day)
}

/// The look ahead of today, if its time has come.
#[must_use]
pub fn look_ahead_due(settings: &TenantSettings, now: Timestamp) -> Option<LookAheadDue> {
    let LookAheadTime { days, at } = &settings.look_ahead;
    let local = now.to_zoned_datetime(zone(&settings.activation.time_zone));
    let is_time = days.contains(&Weekday::of(local.date())) && local.time() >= *at;
    is_time.then(|| LookAheadDue { day: local.date(), until: look_ahead_until(settings, now) })
}

/// Until when a look ahead made now looks: until the time of the one after, on the next working day.
#[must_use]
pub fn look_ahead_until(settings: &TenantSettings, now: Timestamp) -> Timestamp {
    let LookAheadTime { days, at } = &settings.look_ahead;
    let zone = zone(&settings.activation.time_zone);
    let today = now.to_zoned_datetime(zone.clone()).date();
    zone.to_timestamp(next_working_day(days, today).to_datetime(*at)).unwrap_or(now)
}
