//! How a file is encoded: by its byte order mark, else UTF-8 if all of it is, else Windows-1252 if all of it can be.

use std::io::{Read, Seek, SeekFrom};

use super::foreign::foreign;
use super::scan::{Finding, is_sound, is_western};
use crate::error::SheetError;
use crate::form::Encoding;

/// Recognises the encoding; reads the whole file once or twice, a piece at a time.
pub(crate) fn recognise(file: &mut (impl Read + Seek)) -> Result<Encoding, SheetError> {
    let beginning = beginning(file)?;
    if let Some(foreign) = foreign(&beginning) {
        return Err(SheetError::Foreign(foreign));
    }
    let declared = declared(&beginning);
    let finding = is_sound(file, declared.unwrap_or(Encoding::Utf8))?;
    match (finding, declared) {
        (Finding::Blank, _) => Err(SheetError::Empty),
        (Finding::Sound, declared) => Ok(declared.unwrap_or(Encoding::Utf8)),
        (Finding::Nul { offset }, _) => Err(SheetError::Nul { offset, line: line_of(file, offset)? }),
        (Finding::Malformed { offset }, Some(declared)) => {
            refused(file, offset, &format!("by its first bytes the file is {declared}, but here it is not"))
        }
        (Finding::Malformed { offset }, None) => {
            is_western(file, offset)?.map_or(Ok(Encoding::Windows1252), |doubt| refused(file, doubt.offset, &doubt.why))
        }
    }
}

/// By the byte order mark; UTF-16 without one shows by the NUL beside the first letter.
fn declared(beginning: &[u8]) -> Option<Encoding> {
    match beginning {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8WithBom),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        [1..=0x7F, 0, 1..=0x7F, 0, ..] => Some(Encoding::Utf16Le),
        [0, 1..=0x7F, 0, 1..=0x7F, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn beginning(file: &mut (impl Read + Seek)) -> Result<Vec<u8>, SheetError> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.by_ref().take(1024).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refused(file: &mut (impl Read + Seek), offset: u64, why: &str) -> Result<Encoding, SheetError> {
    let line = line_of(file, offset)?;
    let mut byte = [0];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut byte)?;
    Err(SheetError::Undecodable { offset, line, byte: byte[0], why: why.into() })
}

/// The line in which a byte stands. In UTF-16 the other byte of a line break is NUL, which counts for nothing.
fn line_of(file: &mut (impl Read + Seek), offset: u64) -> Result<u64, SheetError> {
    file.seek(SeekFrom::Start(0))?;
    let mut line = 1;
    let mut after_return = false;
    for byte in std::io::BufReader::new(file.by_ref().take(offset)).bytes() {
        let byte = byte?;
        match byte {
            b'\n' if after_return => {}
            b'\n' | b'\r' => line += 1,
            _ => {}
        }
        after_return = byte == b'\r' || after_return && byte == 0;
    }
    Ok(line)
}
