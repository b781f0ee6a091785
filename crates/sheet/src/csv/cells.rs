//! The cells of a record, fed line by line.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::form::Delimiter;

/// Splits one record after the other into cells.
pub(super) struct Cells {
    reader: Reader,
    text: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    ended: usize,
}

impl Cells {
    pub(super) fn new(delimiter: Delimiter) -> Cells {
        let reader = ReaderBuilder::new().delimiter(delimiter.byte()).build();
        Cells { reader, text: Vec::new(), filled: 0, ends: vec![0; 64], ended: 0 }
    }

    /// Takes a line with its end. True if the record is whole; false if a quote is open, so that it goes on.
    pub(super) fn feed(&mut self, line: &[u8]) -> bool {
        self.text.resize(self.filled + line.len(), 0);
        let mut at = 0;
        while at < line.len() {
            let (result, read, written, ended) =
                self.reader.read_record(&line[at..], &mut self.text[self.filled..], &mut self.ends[self.ended..]);
            at += read;
            self.filled += written;
            self.ended += ended;
            match result {
                ReadRecordResult::Record => {
                    // A record ends at `\r`; the `\n` after it is still to be taken, and yields nothing.
                    if at < line.len() {
                        self.reader.read_record(&line[at..], &mut [], &mut []);
                    }
                    return true;
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() + line.len(), 0),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
        false
    }

    /// The cells of the record; the next one begins. The text is sound UTF-8, and cells are cut at ASCII characters.
    pub(super) fn take(&mut self) -> Vec<String> {
        let mut begin = 0;
        let cells = self.ends[..self.ended]
            .iter()
            .map(|end| {
                let cell = String::from_utf8_lossy(&self.text[begin..*end]).into_owned();
                begin = *end;
                cell
            })
            .collect();
        (self.filled, self.ended) = (0, 0);
        self.text.clear();
        cells
    }
}
