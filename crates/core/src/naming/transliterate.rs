//! Names of every script in ASCII letters, as people expect them there.

use unicode_normalization::UnicodeNormalization as _;

use crate::settings::Transliteration;

/// A text as templates see it: composed, so that one letter is one character, and without characters that
/// can't be seen.
pub(super) fn composed(text: &str) -> String {
    text.nfc().filter(|c| !is_invisible(*c)).collect()
}

/// The text in ASCII. What has no ASCII form is left out.
pub(super) fn ascii(text: &str, transliteration: Transliteration) -> String {
    let mut written = String::with_capacity(text.len());
    let mut before = None;
    for c in text.nfc().filter(|c| !is_invisible(*c)) {
        match custom(before, c, transliteration) {
            Some(letters) => written.push_str(letters),
            None => written.push(c),
        }
        before = Some(c);
    }
    deunicode::deunicode_with_tofu(&written, "").to_ascii_lowercase()
}

/// A text as a short name for commands and files: lower-case ASCII letters and digits, each gap one `-`, at most this
/// many characters. Empty if nothing of it has an ASCII form.
#[must_use]
pub fn handle(text: &str, longest: usize) -> String {
    let ascii = ascii(text, Transliteration::Plain);
    let words: Vec<&str> = ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let joined = words.join("-");
    joined.get(..longest).unwrap_or(&joined).trim_end_matches('-').to_owned()
}

/// Whether letters of this text are spelled by rule of thumb alone: scripts that leave out vowels, and signs whose
/// reading depends on the language. The result is a name, but hardly the one that the person writes.
pub fn is_spelled_roughly(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c,
            // Hebrew, Arabic, Syriac; India and its neighbours; Thai, Lao, Tibetan, Burmese, Khmer, Mongolian
            '\u{590}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            // Chinese characters, which other languages read otherwise
            | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
    })
}

/// The letters that people write where the library's table has none, or others than passports and countries have.
// Source: ICAO document 9303 part 3 (Latin and Cyrillic letters in passports); ELOT 743 (Greek), read 2026-03.
fn custom(before: Option<char>, c: char, transliteration: Transliteration) -> Option<&'static str> {
    use Transliteration::{German, Nordic};
    match (c, transliteration) {
        ('ä' | 'Ä', German | Nordic) => Some("ae"),
        ('ö' | 'Ö', German | Nordic) => Some("oe"),
        ('ü' | 'Ü', German) => Some("ue"),
        ('ø' | 'Ø', Nordic) => Some("oe"),
        ('å' | 'Å', Nordic) => Some("aa"),
        ('ẞ', _) => Some("ss"),
        ('ə' | 'Ə' | 'ё' | 'Ё', _) => Some("e"),
        ('η' | 'ή' | 'Η' | 'Ή', _) => Some("i"),
        ('χ' | 'Χ', _) => Some("ch"),
        ('υ' | 'ύ' | 'Υ' | 'Ύ', _) => match before {
            Some('α' | 'Α' | 'ε' | 'Ε' | 'ο' | 'Ο') => Some("u"),
            _ => Some("y"),
        },
        _ => None,
    }
}

/// Joiners, marks of direction, soft hyphens, selectors: nobody sees them, some keyboards and documents leave them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_writes_its_letters_in_its_own_way() {
        use Transliteration::{German, Nordic, Plain};
        #[rustfmt::skip]
        let table = [
            ("Jörg Müller-Weiß", Plain,  "jorg muller-weiss"),
            ("Jörg Müller-Weiß", German, "joerg mueller-weiss"),
            ("GRÖẞE",            German, "groesse"),
            ("Ærøskøbing",       Plain,  "aeroskobing"),
            ("Ærøskøbing",       Nordic, "aeroeskoebing"),
            ("Åse Ångström",     Plain,  "ase angstrom"),
            ("Åse Ångström",     Nordic, "aase aangstroem"),
            ("Müller",           Nordic, "muller"),
            ("Əliyev",           Plain,  "eliyev"),
            ("Хрущёв",             Plain,  "khrushchev"),
            ("Δημήτρης Χατζηδάκης-Κυριακού", Plain, "dimitris chatzidakis-kyriakou"),
        ];
        for (text, transliteration, expected) in table {
            assert_eq!(ascii(text, transliteration), expected, "{text} {transliteration:?}");
            let decomposed: String = text.nfd().collect();
            assert_eq!(ascii(&decomposed, transliteration), expected, "{text} decomposed");
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(ascii("Ja\u{200B}ne\u{FEFF} D\u{AD}oe\u{FE0F}", Transliteration::Plain), "jane doe");
        assert_eq!(composed("\u{200F}e\u{301}"), "é");
    }

    #[test]
    fn scripts_without_vowels_or_with_many_readings_are_known() {
        for text in ["محمد", "דוד", "अमित", "สมชาย", "山田"] {
            assert!(is_spelled_roughly(text), "{text}");
        }
        for text in ["Jörg", "Łukasz", "Нина", "Ελένη", "さくら", "민준", "გიორგი", "Nguyễn", "Արմեն"]
        {
            assert!(!is_spelled_roughly(text), "{text}");
        }
    }

    #[test]
    fn the_result_is_ascii_whatever_is_given() {
        for text in ["ﬁ", "①", "😀", "Ŵŷ", "\u{10FFFF}", "\u{0}"] {
            assert!(ascii(text, Transliteration::Plain).is_ascii(), "{text:?}");
        }
    }

    #[test]
    fn a_handle_is_what_can_be_typed() {
        #[rustfmt::skip]
        let table = [
            ("Acme Inc",             "acme-inc"),
            ("Müller & Söhne, GmbH", "muller-sohne-gmbh"),
            ("  ..  ",               ""),
            ("Ωmega",                "omega"),
        ];
        for (name, expected) in table {
            assert_eq!(super::handle(name, 63), expected);
        }
        assert_eq!(super::handle("Acme Incorporated", 5), "acme");
    }
}
