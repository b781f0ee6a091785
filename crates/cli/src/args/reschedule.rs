//! `runs reschedule`: other dates for a run that waits, or a contract that lasts longer.

use clap::Args;
use dayone_core::fields::{TimeZoneName, parse_date};
use dayone_core::plan::Dates;
use jiff::civil::Date;

/// `runs reschedule`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("dates").required(true).multiple(true))]
pub struct RescheduleArgs {
    /// The run.
    pub run: String,
    /// First day of work.
    #[arg(long, value_name = "DATE", value_parser = date, group = "dates", conflicts_with = "now")]
    pub start_date: Option<Date>,
    /// No first day: the account is activated at once.
    #[arg(long, group = "dates")]
    pub now: bool,
    /// Last day of work.
    #[arg(long, value_name = "DATE", value_parser = date, group = "dates", conflicts_with = "no_end_date")]
    pub end_date: Option<Date>,
    /// No last day: nothing suspends the account.
    #[arg(long, group = "dates")]
    pub no_end_date: bool,
    /// IANA time zone of the dates.
    #[arg(long, value_name = "ZONE", value_parser = zone, group = "dates")]
    pub time_zone: Option<TimeZoneName>,
    /// Don't ask.
    #[arg(short, long)]
    pub yes: bool,
}

impl RescheduleArgs {
    /// The dates of a run after this; what was not named stays.
    #[must_use]
    pub fn change(&self, dates: Dates) -> Dates {
        Dates {
            start_date: if self.now { None } else { self.start_date.or(dates.start_date) },
            end_date: if self.no_end_date { None } else { self.end_date.or(dates.end_date) },
            time_zone: self.time_zone.clone().or(dates.time_zone),
        }
    }
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|error| format!("{}; {}", error.message, error.hint))
}

fn zone(text: &str) -> Result<TimeZoneName, String> {
    TimeZoneName::parse(text).map_err(|error| format!("{}; {}", error.message, error.hint))
}
