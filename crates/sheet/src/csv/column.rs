//! What the columns of a file mean.

use dayone_core::request::{INPUTS, Input};

use crate::form::Delimiter;

/// The columns of a file, in its order.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) delimiter: Delimiter,
    pub(crate) list: Vec<Column>,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    /// As the header has it.
    pub(crate) name: String,
    pub(crate) meaning: Meaning,
}

/// What a column is for.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// One input.
    Input(&'static Input),
    /// A custom attribute, by its name.
    Attribute(String),
    /// A note of whoever made the file: its name begins with `#`.
    Note,
    /// The header has no name for it: no cell may stand under it.
    Nameless,
    /// No such input.
    Unknown,
}

const ATTRIBUTES: &str = "attributes.";

impl Meaning {
    /// By the name in the header: case and surrounding blanks don't matter.
    pub(crate) fn of(name: &str) -> Meaning {
        let name = name.trim();
        if name.is_empty() {
            return Meaning::Nameless;
        }
        if name.starts_with('#') {
            return Meaning::Note;
        }
        if let Some(input) = INPUTS.iter().find(|input| input.name.eq_ignore_ascii_case(name)) {
            // One cell holds no object: each attribute has a column of its own.
            return if input.name == "attributes" { Meaning::Unknown } else { Meaning::Input(input) };
        }
        match name.split_at_checked(ATTRIBUTES.len()) {
            Some((prefix, attribute)) if prefix.eq_ignore_ascii_case(ATTRIBUTES) => {
                Meaning::Attribute(attribute.trim().to_owned())
            }
            _ => Meaning::Unknown,
        }
    }

    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Meaning::Input(_) | Meaning::Attribute(_))
    }

    /// The field of a request, in the words of its parser; None for what is no field.
    pub(crate) fn field(&self) -> Option<String> {
        match self {
            Meaning::Input(input) => Some(input.name.to_owned()),
            Meaning::Attribute(name) => Some(format!("{ATTRIBUTES}{name}")),
            Meaning::Note | Meaning::Nameless | Meaning::Unknown => None,
        }
    }
}

impl Columns {
    /// The place of a field's column, from 0. `user_groups[2]` stands under `user_groups`.
    pub(crate) fn place(&self, field: &str) -> Option<usize> {
        let field = field.split('[').next().unwrap_or(field);
        self.list.iter().position(|column| column.meaning.field().is_some_and(|name| name.eq_ignore_ascii_case(field)))
    }

    /// There is a column for initial passwords.
    pub(crate) fn has_password(&self) -> bool {
        self.place("password").is_some()
    }
}

/// The letters by which spreadsheets call a column: 0 is `A`, 26 `AA`.
pub(crate) fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = place + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_spreadsheets() {
        for (place, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(place), name);
        }
    }
}
