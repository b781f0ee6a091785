//! Text as a terminal may show it: its width in columns, its lines, and nothing in it that acts.

use std::fmt::Write as _;

pub use dayone_sheet::acts;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The text, with every character written out that would move the cursor, hide text or reorder it.
#[must_use]
pub fn safe(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if acts(c) => {
                // Writing to a String does not fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown
}

/// Columns that the text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most `most` columns: broken at spaces, and inside a word only where it fits on no line.
#[must_use]
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let most = most.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let space = usize::from(!line.is_empty());
        if width(&line) + space + width(word) <= most {
            if space == 1 {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for cluster in word.graphemes(true) {
            if !line.is_empty() && width(&line) + width(cluster) > most {
                let rest = line.split_off(break_of(&line));
                lines.push(std::mem::replace(&mut line, rest));
            }
            line.push_str(cluster);
        }
    }
    lines.push(line);
    lines
}

/// Where a word that is too long is broken: after its last sign in the second half of the line, else at the end.
fn break_of(line: &str) -> usize {
    let after_sign = line.rfind(['-', '_', '.', '/', '@', '=', ',', ':']).map_or(line.len(), |at| at + 1);
    if after_sign > line.len() / 2 { after_sign } else { line.len() }
}

/// The text, cut to at most `most` columns.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for cluster in text.graphemes(true) {
        if width(&kept) + width(cluster) + 1 > most {
            break;
        }
        kept.push_str(cluster);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_screen_is_written_out() {
        assert_eq!(safe("a\u{1b}[31mb\u{9b}c\u{202e}d\te"), "a\\u{1b}[31mb\\u{9b}c\\u{202e}d\\te");
        assert_eq!(safe("Zoë O'Brien-Łuczak 👩‍🚀 שלום"), "Zoë O'Brien-Łuczak 👩‍🚀 שלום");
    }

    #[test]
    fn no_line_is_wider_than_asked_and_nothing_is_lost() {
        let long = format!("a {} 👩‍🚀👩‍🚀 漢字漢字 Z{}", "x".repeat(50), "\u{301}".repeat(40));
        for most in 2..30 {
            let lines = wrap(&long, most);
            assert!(lines.iter().all(|line| width(line) <= most), "{most}: {lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), long.replace(' ', ""));
        }
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(cut("漢字漢字", 6), "漢字…");
        assert_eq!(cut("漢字漢字", 8), "漢字漢字");
    }

    #[test]
    fn a_long_word_is_broken_after_a_sign_where_it_has_one() {
        assert_eq!(wrap("additional_groups", 14), ["additional_", "groups"]);
        assert_eq!(wrap("a-bcdefghijklmnop", 10), ["a-bcdefghi", "jklmnop"]);
    }
}
