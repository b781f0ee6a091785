//! Which character separates the cells, by the header.

use super::cells::Cells;
use super::column::Meaning;
use crate::form::Delimiter;

/// The delimiter by which most columns of the header are inputs, then by which there are most cells; and these cells.
/// None if a quote is open, so that the header goes on.
pub(super) fn of_header(line: &[u8]) -> Option<(Delimiter, Vec<String>)> {
    let tried = Delimiter::ALL.map(|delimiter| {
        let mut cells = Cells::new(delimiter);
        (delimiter, cells.feed(line).then(|| cells.take()))
    });
    let is_open = tried.iter().any(|(_, cells)| cells.is_none());
    let known = |cells: &[String]| cells.iter().filter(|cell| Meaning::of(cell).is_known()).count();
    tried
        .into_iter()
        .filter_map(|(delimiter, cells)| Some((delimiter, cells?)))
        // Of equal ones `max_by_key` takes the last, so the most usual comes last.
        .rev()
        .max_by_key(|(_, cells)| (known(cells), cells.len()))
        // By another delimiter a quote in the middle of a cell is a character like others.
        .filter(|(_, cells)| !is_open || known(cells) > 0)
}

/// The delimiter that Excel is told by a first line such as `sep=;`.
pub(super) fn declared(line: &[u8]) -> Option<Delimiter> {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
    let line = &line[..end];
    let (word, rest) = line.split_at_checked(4)?;
    let delimiter = Delimiter::ALL.into_iter().find(|delimiter| rest == [delimiter.byte()])?;
    word.eq_ignore_ascii_case(b"sep=").then_some(delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_makes_inputs_of_the_header() {
        let table = [
            ("first_name,last_name,email\n", Delimiter::Comma),
            ("first_name;last_name;email\r\n", Delimiter::Semicolon),
            ("first_name\tlast_name\temail\r", Delimiter::Tab),
            ("\"first_name\";\"#a,b,c,d,e\";email\n", Delimiter::Semicolon),
            ("email;#a,#b,#c,#d\n", Delimiter::Semicolon),
            ("email\n", Delimiter::Comma),
            ("name;mail\n", Delimiter::Semicolon),
        ];
        for (line, delimiter) in table {
            assert_eq!(of_header(line.as_bytes()).expect("whole").0, delimiter, "{line}");
        }
        assert!(of_header(b"\"first_name\n").is_none());
        assert_eq!(declared(b"sep=;\r\n"), Some(Delimiter::Semicolon));
        assert_eq!(declared(b"SEP=\t\n"), Some(Delimiter::Tab));
        assert_eq!(declared(b"sep\n"), None);
    }
}
