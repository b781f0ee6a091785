//! Physical lines, each with its end: `\n`, `\r\n` or a lone `\r`.

use std::io::{self, BufRead};

/// How the reading of a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// There is a line.
    Line,
    /// The line doesn't fit.
    TooLong,
    /// There is none.
    End,
}

/// The lines of a text, counted from 1.
pub(super) struct Lines<R> {
    text: R,
    count: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(text: R) -> Lines<R> {
        Lines { text, count: 0 }
    }

    /// How many lines were read: the number of the last one.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Appends the next line. The last one gets an end if it has none.
    pub(super) fn take(&mut self, line: &mut Vec<u8>, most: usize) -> io::Result<Taken> {
        let before = line.len();
        loop {
            let piece = self.text.fill_buf()?;
            let end = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.map_or(piece.len(), |at| at + 1);
            if piece.is_empty() && line.len() == before {
                return Ok(Taken::End);
            }
            if line.len() + length > most {
                return Ok(Taken::TooLong);
            }
            line.extend_from_slice(&piece[..length]);
            let (at_end, after_return) = (piece.is_empty(), end.is_some_and(|at| piece[at] == b'\r'));
            self.text.consume(length);
            if at_end {
                line.push(b'\n');
            }
            if after_return && self.text.fill_buf()?.first() == Some(&b'\n') {
                self.text.consume(1);
                line.push(b'\n');
            }
            if at_end || end.is_some() {
                self.count += 1;
                return Ok(Taken::Line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn every_kind_of_end_is_one_line_whatever_the_buffer() {
        for size in 1..8 {
            let mut lines = Lines::new(BufReader::with_capacity(size, &b"a\nbc\r\n\rd\r\r\ne"[..]));
            let mut all = Vec::new();
            let mut line = Vec::new();
            while lines.take(&mut line, 100).expect("memory") == Taken::Line {
                all.push(String::from_utf8(std::mem::take(&mut line)).expect("text"));
            }
            assert_eq!(all, ["a\n", "bc\r\n", "\r", "d\r", "\r\n", "e\n"]);
            assert_eq!(lines.count(), 6);
        }
    }
}
