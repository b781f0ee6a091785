//! Dates and time zones as people give them.

use super::{FieldError, text_field};
use jiff::{
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};

text_field! {
    /// The name of a time zone of the IANA database, such as `Europe/Berlin`, in the database's own spelling.
    ///
    /// The database is the one bundled with the program, so that the same request means the same on every machine.
    TimeZoneName
}

const DATE_HINT: &str = "Write the date as YYYY-MM-DD, such as 2026-03-10";

impl TimeZoneName {
    /// Parses a name; case does not matter.
    ///
    /// # Errors
    /// The database knows no such zone; the hint proposes the nearest name.
    pub fn parse(text: &str) -> Result<TimeZoneName, FieldError> {
        let text = text.trim();
        let database = TimeZoneDatabase::bundled();
        if let Some(name) = database.get(text).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) {
            return Ok(TimeZoneName(name));
        }
        let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
        let hint = match crate::nearest::nearest(text, names.iter().map(String::as_str)) {
            Some(name) => format!("Did you mean {name}?"),
            None => "Give a name of the IANA database, such as Europe/Berlin or America/New_York".into(),
        };
        Err(FieldError::new("The time zone is none of the IANA database", hint))
    }

    /// The zone itself.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        TimeZoneDatabase::bundled().get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

/// Reads a day of the calendar, written `YYYY-MM-DD`.
///
/// # Errors
/// It has another form, or there is no such day.
pub fn parse_date(text: &str) -> Result<Date, FieldError> {
    let text = text.trim();
    let form = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !form {
        return Err(FieldError::new("The date has a form that can be misread", DATE_HINT));
    }
    text.parse()
        .map_err(|_| FieldError::new(format!("The date {text} is not in the calendar"), "Check the month and the day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_name_whatever_the_case() {
        assert_eq!(TimeZoneName::parse("europe/berlin").expect("known").as_str(), "Europe/Berlin");
        assert_eq!(TimeZoneName::parse("UTC").expect("known").zone().iana_name(), Some("UTC"));
    }

    #[test]
    fn an_unknown_zone_is_refused_with_the_nearest() {
        assert_eq!(TimeZoneName::parse("Europe/Berln").expect_err("unknown").hint, "Did you mean Europe/Berlin?");
        assert!(TimeZoneName::parse("").is_err());
        assert!(TimeZoneName::parse("../etc/passwd").is_err());
    }

    #[test]
    fn only_iso_dates_of_the_calendar_are_read() {
        assert_eq!(parse_date(" 2026-03-10 ").expect("sound").to_string(), "2026-03-10");
        assert!(parse_date("2028-02-29").is_ok());
        for text in
            ["2026-02-29", "2026-13-01", "10.03.2026", "03/10/2026", "2026-3-1", "2026-03-10T00:00:00Z", "", "20260310"]
        {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }
}
