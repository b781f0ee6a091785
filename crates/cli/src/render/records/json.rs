//! JSON text in which nothing acts on a screen: such characters are written as escapes, which mean the same.

use std::fmt::Write as _;

use serde_json::Value;

use crate::render::text::acts;

/// An indented document, with a line break at the end.
#[must_use]
pub(super) fn pretty(value: &Value) -> String {
    harmless(&format!("{value:#}\n"))
}

/// A document on one line, with a line break at the end.
#[must_use]
pub(super) fn line(value: &Value) -> String {
    harmless(&format!("{value}\n"))
}

/// Outside texts, JSON has no such characters but line breaks.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !acts(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String does not fail.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_the_same() {
        let value = serde_json::json!({ "a\u{202e}b": ["\u{9b}31m", "\u{e0041}", "line\nbreak", "Zoë"] });
        for text in [pretty(&value), line(&value)] {
            assert!(!text.contains(|c| c != '\n' && acts(c)), "{text}");
            assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
        }
    }
}
