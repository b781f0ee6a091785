//! Values made safe for one line of text, and times made readable.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::{Error, ErrorKind};
use serde_json::Value;

/// Every text of these values on one line: line breaks and other control characters become spaces, and characters that
/// turn the direction of what follows, or are invisible, go. So no value can end a header, fake a line or hide.
pub(super) fn one_line_each(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(one_line(&text)),
        Value::Array(list) => list.into_iter().map(one_line_each).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, one_line_each(value))).collect(),
        other => other,
    }
}

/// This text on one line.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !turns_or_hides(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}

/// At most so many characters, the last one an ellipsis if something was cut off.
pub(super) fn at_most(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(characters.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Joiners stay: names in several scripts need them.
fn turns_or_hides(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The filter `day`: `2026-03-10` as `Tuesday, 10 March 2026`.
pub(super) fn day(date: &str) -> Result<String, Error> {
    let date: Date = date.parse().map_err(|_| wrong("day", "a date"))?;
    Ok(date.strftime("%A, %-d %B %Y").to_string())
}

/// The filter `moment(time_zone)`: `2026-03-10T07:00:00Z` as `10 March 2026, 07:00 (UTC)`.
pub(super) fn moment(time: &str, zone: &str) -> Result<String, Error> {
    let time: Timestamp = time.parse().map_err(|_| wrong("moment", "a time"))?;
    let (zone, name) = match TimeZone::get(zone) {
        Ok(found) => (found, zone),
        Err(_) => (TimeZone::UTC, "UTC"),
    };
    Ok(format!("{} ({name})", time.to_zoned_datetime(zone).strftime("%-d %B %Y, %H:%M")))
}

/// The filter `words`: `group_assignment` as `group assignment`.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn wrong(filter: &str, wanted: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("the filter {filter} needs {wanted}"))
}

/// `&`, `<` and `>` as Slack wants them, so that a name can make no link, mention or channel call.
/// Source: Slack, formatting text for app surfaces, "Escaping text".
pub(super) fn slack(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
