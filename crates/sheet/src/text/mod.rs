//! From bytes to text: what kind of file it is, how it is encoded, and its text as UTF-8.

mod foreign;
mod recognise;
mod scan;

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use encoding_rs_io::DecodeReaderBytesBuilder;

pub(crate) use recognise::recognise;

use crate::error::SheetError;
use crate::form::Encoding;

/// What can be read twice: once to recognise its encoding, once for its rows.
pub(crate) trait Source: Read + Seek + Send {}

impl<S: Read + Seek + Send> Source for S {}

/// The text of a file, as UTF-8 without a byte order mark. Its first piece is 4 KiB, or all of it.
pub(crate) type Text = BufReader<Box<dyn Read + Send>>;

/// The text from the beginning; the bytes have been found sound.
pub(crate) fn decode(mut file: Box<dyn Source>, encoding: Encoding) -> Result<Text, SheetError> {
    file.seek(SeekFrom::Start(0))?;
    let mut decoded = DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding.decoder()))
        .bom_sniffing(false)
        .strip_bom(true)
        .build(file);
    // A decoder hands over what it likes, at first a few bytes; who looks at the beginning wants more of it.
    let mut beginning = Vec::new();
    decoded.by_ref().take(4096).read_to_end(&mut beginning)?;
    Ok(BufReader::with_capacity(64 * 1024, Box::new(Cursor::new(beginning).chain(decoded))))
}
