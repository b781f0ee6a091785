//! Texts that others have chosen, as they may be shown.

/// Most characters of a value that are shown.
const MOST: usize = 60;

/// A character that does something to a screen rather than stand on it. Joiners and direction marks are left alone:
/// names in Persian, Hindi or Hebrew need them.
#[must_use]
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text, with every character written out that acts on a screen.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if acts(c) => visible.extend(c.escape_default()),
            c => visible.push(c),
        }
    }
    visible
}

/// The text made visible, and cut where it is long.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", visible(&text[..at])),
        None => visible(text),
    }
}
