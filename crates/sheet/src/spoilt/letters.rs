//! Letters that were lost on the way, and errors that stand in place of values.

use encoding_rs::WINDOWS_1252;

use super::Finding;

/// What a spreadsheet shows where a formula has no result.
const ERRORS: [&str; 9] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#NV"];

/// What was lost, if anything was.
pub(super) fn lost(text: &str) -> Option<Finding> {
    let trimmed = text.trim();
    if ERRORS.iter().any(|error| trimmed.eq_ignore_ascii_case(error)) {
        return Some(Finding::new(
            format!("{} is the error of a formula, not a value", trimmed.to_uppercase()),
            "mend the formula in the spreadsheet, or write the value",
        ));
    }
    if text.contains('\u{fffd}') {
        return Some(Finding::new(
            "the cell has a \u{fffd}, where a letter was lost when the file was saved before",
            "write the letter again, and save the file as \"CSV UTF-8\"",
        ));
    }
    let meant = read_wrongly(text)?;
    Some(Finding::new("letters with accents were read in the wrong encoding before", format!("did you mean {meant}?")))
}

/// The text, if it is UTF-8 that was once read as Windows-1252: `MÃ¼ller` for `Müller`.
fn read_wrongly(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let meant = std::str::from_utf8(&bytes).ok()?;
    (!unmappable && meant != text).then(|| meant.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_letters_are_found_and_sound_ones_are_not() {
        assert_eq!(read_wrongly("MÃ¼ller").as_deref(), Some("Müller"));
        assert_eq!(read_wrongly("O’Neil Łukasz"), None);
        assert_eq!(read_wrongly("JosÃ© NuÃ±ez").as_deref(), Some("José Nuñez"));
        for text in ["Müller", "Zoë", "São", "Ångström", "Ã", "李", "Łukasz", "“quoted”", "a", ""] {
            assert_eq!(lost(text), None, "{text}");
        }
        assert!(lost("M\u{fffd}ller").is_some());
        assert!(lost(" #n/a ").is_some());
    }
}
