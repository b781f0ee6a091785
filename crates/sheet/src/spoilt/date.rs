//! Dates in other forms than YYYY-MM-DD.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::Finding;

/// What to write instead of a date that is not in the form YYYY-MM-DD; None if it is, or if nothing can be said.
pub(super) fn misread(text: &str) -> Option<Finding> {
    let given = text.trim();
    let text = given.strip_prefix('\'').unwrap_or(given);
    if let Some(day) = serial(text) {
        let message = "a spreadsheet has turned the date into a number of days";
        return Some(Finding::new(message, format!("format the column as text, and write {day}")));
    }
    let mut meant = readings(text);
    meant.dedup();
    let message = "the date is not in the form YYYY-MM-DD";
    match meant.as_slice() {
        // In that form already: what else is wrong with it, the parser says.
        [day] if day.to_string() == given => None,
        [day] => Some(Finding::new(message, format!("write {day}"))),
        [one, other] => Some(Finding::new(
            format!("{message}, and can be read in two ways"),
            format!("write {one} for {}, or {other} for {}", one.strftime("%-d %B"), other.strftime("%-d %B")),
        )),
        _ => None,
    }
}

/// The day that Excel counts by a number such as 45000.
fn serial(text: &str) -> Option<Date> {
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let number = days.len() == 5 && [days, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let days: i32 = days.parse().ok().filter(|_| number)?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}

/// The days that a date may mean: none, one, or two.
fn readings(text: &str) -> Vec<Date> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [one, two, three, ..] = parts.as_slice() else { return Vec::new() };
    // A time of day may follow, as in 2026-03-10T00:00:00.
    let three = three.split('T').next().unwrap_or(three);
    let tries: Vec<Option<Date>> = match (month(one), month(two), one.len()) {
        (Some(month), _, _) => vec![day(three, Some(month), two)],
        (None, Some(month), 4) => vec![day(one, Some(month), three)],
        (None, Some(month), _) => vec![day(three, Some(month), one)],
        (None, None, 4) => vec![day(one, number(two), three)],
        (None, None, _) if text.contains('.') => vec![day(three, number(two), one)],
        (None, None, _) => vec![day(three, number(one), two), day(three, number(two), one)],
    };
    tries.into_iter().flatten().collect()
}

fn day(year: &str, month: Option<i8>, day: &str) -> Option<Date> {
    let full = match (year.len(), year.parse::<i16>().ok()?) {
        (4, full @ 1900..) => full,
        (2, short) => 2000 + short,
        _ => return None,
    };
    Date::new(full, month?, number(day)?).ok()
}

fn number(text: &str) -> Option<i8> {
    text.parse().ok().filter(|_| text.len() <= 2)
}

fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begin = name.get(..3)?.to_lowercase();
    MONTHS.iter().position(|month| *month == begin).and_then(|place| i8::try_from(place + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_answered_by_the_day_to_write() {
        let table = [
            ("3/10/2026", "write 2026-03-10 for 10 March, or 2026-10-03 for 3 October"),
            ("3/3/2026", "write 2026-03-03"),
            ("16/3/26", "write 2026-03-16"),
            ("3/16/2026", "write 2026-03-16"),
            ("10.03.2026", "write 2026-03-10"),
            ("16.3.26", "write 2026-03-16"),
            ("2026/03/10", "write 2026-03-10"),
            ("2026-3-1", "write 2026-03-01"),
            ("2026-03-10 00:00:00", "write 2026-03-10"),
            ("2026-03-10T08:00:00Z", "write 2026-03-10"),
            ("10-Mar-26", "write 2026-03-10"),
            ("10 March 2026", "write 2026-03-10"),
            ("March 10, 2026", "write 2026-03-10"),
            ("'2026-03-10", "write 2026-03-10"),
            ("45000", "format the column as text, and write 2023-03-15"),
            ("46091.0", "format the column as text, and write 2026-03-10"),
        ];
        for (text, mend) in table {
            assert_eq!(misread(text).map(|finding| finding.mend).as_deref(), Some(mend), "{text}");
        }
        for text in ["2026-03-10", "2026-02-30", "tomorrow", "1", "31/31/2026", ""] {
            assert_eq!(misread(text), None, "{text}");
        }
    }
}
