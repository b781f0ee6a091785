//! Texts of others in a file that is written: a name that an organisation has chosen stays one name on one line.

use std::fmt::Write as _;

/// A basic string of TOML. Line breaks and other control characters are escaped: it never ends its line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a text can't fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A key: as it is where TOML allows that, else quoted.
pub(super) fn key(text: &str) -> String {
    let is_bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// A text in a comment: on one line.
pub(super) fn remark(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_back_as_it_was(text in any::<String>()) {
            let line = format!("{} = {}", key(&text), quoted(&text));
            prop_assert!(!line.contains(['\n', '\r']));
            let read: toml::Table = line.parse().unwrap();
            prop_assert_eq!(read.get(&text).and_then(toml::Value::as_str), Some(text.as_str()));
            prop_assert_eq!(format!("# {}", remark(&text)).lines().count(), 1);
        }
    }
}
