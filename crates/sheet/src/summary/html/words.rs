//! Numbers, times and texts as the page shows them.

use jiff::Timestamp;

use crate::shown::{shown, visible};

/// `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `6 March 2026`.
pub(super) fn long_date(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

/// `08:00:12`.
pub(super) fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M:%S").to_string()
}

/// The time between two moments: `2.4 s`, `58 s`, `1 min 10 s`, `2 h 5 min`.
pub(super) fn took(from: Timestamp, to: Timestamp) -> String {
    let ms = to.as_millisecond().saturating_sub(from.as_millisecond()).max(0);
    let seconds = (ms + 500) / 1000;
    match seconds {
        _ if ms < 9_950 => format!("{:.1} s", ms as f64 / 1000.0),
        0..=59 => format!("{seconds} s"),
        60..=3599 => two(seconds / 60, "min", seconds % 60, "s"),
        _ => two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
    }
}

fn two(large: i64, unit: &str, small: i64, part: &str) -> String {
    match small {
        0 => format!("{large} {unit}"),
        small => format!("{large} {unit} {small} {part}"),
    }
}

/// A text that somebody else has chosen: nothing in it reorders what stands beside it.
pub(super) fn plain(text: &str) -> String {
    visible(text)
}

/// The same, cut where it is long.
pub(super) fn short(text: &str) -> String {
    shown(text)
}

/// A word of a command, in quotes where a shell would take it for more than a word.
pub(super) fn word(text: &str) -> String {
    let text = visible(text);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | ':');
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        true => text,
        false if text.starts_with('-') => word(&format!("./{text}")),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_are_short() {
        let at = |ms: i64| Timestamp::from_millisecond(ms).expect("time");
        for (ms, text) in [
            (0, "0.0 s"),
            (2_412, "2.4 s"),
            (58_400, "58 s"),
            (70_000, "1 min 10 s"),
            (7_500_000, "2 h 5 min"),
            (3_600_000, "1 h"),
        ] {
            assert_eq!(took(at(0), at(ms)), text);
        }
        assert_eq!(took(at(5), at(0)), "0.0 s");
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_file_name_is_one_word_of_a_shell() {
        let table = [
            ("out/failed.csv", "out/failed.csv"),
            ("my hires.csv", "'my hires.csv'"),
            ("it's; rm -rf ~", "'it'\\''s; rm -rf ~'"),
            ("-rf", "./-rf"),
            ("", "''"),
        ];
        for (name, shown) in table {
            assert_eq!(word(name), shown);
        }
    }
}
