//! Numbers that a spreadsheet has shortened or marked, and words for true and false of other languages.

use super::Finding;

/// A number such as `1.23E+05`, of which digits are gone for good.
pub(super) fn shortened(text: &str) -> Option<Finding> {
    let lower = text.trim().to_lowercase();
    let (digits, exponent) = lower.split_once("e+")?;
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    (number && !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
        Finding::new(
            "a spreadsheet has shortened the number, digits are lost",
            "format the column as text, and write the number again",
        )
    })
}

/// The apostrophe by which spreadsheets mark a number as text.
pub(super) fn marked_as_text(text: &str) -> Option<Finding> {
    let rest = text.trim().strip_prefix('\'')?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| {
        Finding::new("the cell begins with an apostrophe, by which spreadsheets mark text", format!("write {rest}"))
    })
}

/// What to write instead of a cell that is no whole number.
pub(super) fn not_whole(text: &str) -> Finding {
    if let Some(finding) = shortened(text).or_else(|| marked_as_text(text)) {
        return finding;
    }
    let text = text.trim();
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '.' | ' ' | '\'' | '\u{a0}' | '\u{202f}')).collect();
    let digits = !plain.is_empty() && plain.len() < 16 && plain.bytes().all(|byte| byte.is_ascii_digit());
    let whole =
        text.split_once(['.', ',']).filter(|(_, rest)| !rest.is_empty() && rest.bytes().all(|byte| byte == b'0'));
    let grouped = text.split([',', '.', ' ', '\'', '\u{a0}', '\u{202f}']).skip(1).all(|group| group.len() == 3);
    let mend = match whole {
        Some((whole, rest)) if digits && rest.len() != 3 => format!("write {whole}"),
        _ if digits && grouped => format!("write {plain}"),
        _ => "write digits alone, such as 7".into(),
    };
    Finding::new("it is not a whole number", mend)
}

/// What to write instead of a cell that is neither true nor false.
pub(super) fn not_boolean(text: &str) -> Finding {
    let mend = match text.trim().to_lowercase().as_str() {
        "wahr" | "ja" | "j" | "vrai" | "oui" | "verdadero" | "si" | "sí" | "sim" | "vero" | "waar" | "prawda"
        | "tak" | "on" | "x" | "y" | "t" | "1.0" | "✓" => "write true",
        "falsch" | "nein" | "n" | "faux" | "non" | "falso" | "não" | "onwaar" | "nee" | "fałsz" | "nie" | "off"
        | "f" | "0.0" | "-" => "write false",
        _ => "write true or false; yes, no, 1 and 0 are taken, too",
    };
    Finding::new("it is neither true nor false", mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_mended_where_it_is_clear_what_was_meant() {
        let table = [
            ("7.0", "write 7"),
            ("5,042", "write 5042"),
            ("5.042", "write 5042"),
            ("5 042", "write 5042"),
            ("7,00", "write 7"),
            ("'5042", "write 5042"),
            ("1.23E+05", "format the column as text, and write the number again"),
            ("7.5", "write digits alone, such as 7"),
            ("seven", "write digits alone, such as 7"),
        ];
        for (text, mend) in table {
            assert_eq!(not_whole(text).mend, mend, "{text}");
        }
    }

    #[test]
    fn ids_with_letters_are_not_taken_for_shortened_numbers() {
        for text in ["1E05", "E+05", "12E+", "A1E+05", "1.23E+05x", "EMP-1"] {
            assert_eq!(shortened(text), None, "{text}");
        }
        assert!(shortened("1,23e+05").is_some());
        assert_eq!(marked_as_text("'t Hooft"), None);
    }
}
