//! Change windows: when the directory may be written.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::fields::TimeZoneName;
use crate::settings::{ChangeWindow, Weekday};

/// Every window opens within a week, seen from the day before, in which it may have opened.
const DAYS: usize = 10;

impl ChangeWindow {
    /// When it may be written next: now, if the window is open.
    #[must_use]
    pub fn next_open(&self, now: Timestamp) -> Timestamp {
        let zone = zone(&self.time_zone);
        let today = now.to_zoned_datetime(zone.clone()).date();
        let days = std::iter::successors(today.yesterday().ok(), |day| day.tomorrow().ok()).take(DAYS);
        for day in days.filter(|day| self.days.contains(&Weekday::of(*day))) {
            if let Some((opens, closes)) = self.hours(day, &zone)
                && opens < closes
                && now < closes
            {
                return now.max(opens);
            }
        }
        // Without a day in it, it would never open; the configuration refuses that.
        now
    }

    /// The window that opens on this day. Local times that the clock skips are moved on, those that it shows twice are
    /// taken the first time.
    fn hours(&self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let last = if self.to > self.from { day } else { day.checked_add(1.day()).ok()? };
        let opens = zone.to_timestamp(day.to_datetime(self.from)).ok()?;
        let closes = zone.to_timestamp(last.to_datetime(self.to)).ok()?;
        Some((opens, closes))
    }
}

/// The zone of this name; the configuration and the request accept known ones alone.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZoneName::parse(name).map_or(TimeZone::UTC, |name| name.zone())
}
