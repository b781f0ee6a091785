//! All bytes of a file, looked at once.

use std::io::{Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, WINDOWS_1252};

use crate::error::SheetError;
use crate::form::Encoding;

const PIECE: usize = 64 * 1024;

/// What the bytes are, read by an encoding.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Text.
    Sound,
    /// Nothing, or white space alone.
    Blank,
    /// There is a NUL.
    Nul {
        /// Where, from 0.
        offset: u64,
    },
    /// Some bytes are no character.
    Malformed {
        /// Where the first of them is, from 0.
        offset: u64,
    },
}

/// Reads the whole file by the encoding, up to the first thing that is wrong.
pub(super) fn is_sound(file: &mut (impl Read + Seek), encoding: Encoding) -> Result<Finding, SheetError> {
    let mut decoder = encoding.decoder().new_decoder_with_bom_removal();
    let mut text = vec![0; PIECE * 3 + 16];
    let mut blank = true;
    let mut done: u64 = 0;
    let mut finding = None;
    pieces(file, |piece, last| {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(piece, &mut text, last);
        blank &= text[..written].trim_ascii().is_empty();
        if let Some(at) = text[..written].iter().position(|byte| *byte == 0) {
            finding = Some(Finding::Nul { offset: done + offset_of(&text[..at], encoding) });
        } else if let DecoderResult::Malformed(bad, after) = result {
            finding = Some(Finding::Malformed { offset: done + read as u64 - u64::from(bad) - u64::from(after) });
        }
        done += piece.len() as u64;
        finding.is_none()
    })?;
    Ok(finding.unwrap_or(if blank { Finding::Blank } else { Finding::Sound }))
}

/// How many bytes the text takes in its file. A mark at the beginning, and a character cut by the border of two pieces,
/// make it a few bytes less; NULs are rare enough for that.
fn offset_of(text: &[u8], encoding: Encoding) -> u64 {
    match encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => {
            String::from_utf8_lossy(text).chars().map(|c| 2 * c.len_utf16() as u64).sum()
        }
        Encoding::Utf8WithBom => text.len() as u64 + 3,
        Encoding::Utf8 | Encoding::Windows1252 => text.len() as u64,
    }
}

/// Why a file is not taken for Windows-1252.
pub(super) struct Doubt {
    /// The byte that raises it.
    pub(super) offset: u64,
    /// The doubt.
    pub(super) why: String,
}

/// Whether the file, which is not UTF-8 from `malformed` on, can be Windows-1252.
pub(super) fn is_western(file: &mut (impl Read + Seek), malformed: u64) -> Result<Option<Doubt>, SheetError> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut undefined, mut of_a_mac) = (None, None);
    let (mut sound, mut broken) = (0_usize, 0_usize);
    let mut used = [false; 256];
    let mut done: u64 = 0;
    pieces(file, |piece, last| {
        detector.feed(piece, last);
        piece.iter().for_each(|byte| used[usize::from(*byte)] = true);
        for chunk in piece.utf8_chunks() {
            sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            broken += usize::from(!chunk.invalid().is_empty());
        }
        let place = |at: usize| done + at as u64;
        undefined = undefined.or_else(|| piece.iter().position(|byte| is_undefined(*byte)).map(place));
        of_a_mac = of_a_mac.or_else(|| piece.windows(3).position(is_of_a_mac).map(|at| place(at + 1)));
        done += piece.len() as u64;
        true
    })?;
    let doubt = |offset: u64, why: String| Ok(Some(Doubt { offset, why }));
    // Letters that are UTF-8, beside a few that are not: two encodings in one file, or a damaged one. In Windows-1252 a
    // letter and a sign after it are UTF-8 by chance, but that is rare.
    if sound >= broken {
        return doubt(malformed, "other letters of the file are UTF-8, this one is not".into());
    }
    if let Some(offset) = undefined {
        return doubt(offset, "it is not UTF-8, and Windows-1252 has no such character".into());
    }
    if let Some(offset) = of_a_mac {
        return doubt(offset, "it is not UTF-8, and reads like Mac Roman rather than Windows-1252".into());
    }
    let guess = detector.guess(None, Utf8Detection::Deny);
    if !same_letters(guess, &used) {
        return doubt(malformed, format!("it is not UTF-8, and may be {} as well as Windows-1252", guess.name()));
    }
    Ok(None)
}

/// Whether all bytes that are used mean the same in the encoding that was guessed and in Windows-1252: a guess from few
/// letters is often a neighbour in which they are the same.
fn same_letters(guess: &'static encoding_rs::Encoding, used: &[bool; 256]) -> bool {
    guess.is_single_byte()
        && (0x80..=0xFF).filter(|byte| used[usize::from(*byte)]).all(|byte| {
            let read =
                |encoding: &'static encoding_rs::Encoding| encoding.decode_without_bom_handling(&[byte]).0.into_owned();
            read(guess) == read(WINDOWS_1252)
        })
}

/// Whether the byte in the middle is a letter in Mac Roman, and in Windows-1252 one that does not stand there: a capital
/// after a small letter (`MŸller`), or a sign inside a word (`S‡nchez`).
fn is_of_a_mac(bytes: &[u8]) -> bool {
    let [before, byte, after] = bytes else { return false };
    before.is_ascii_lowercase() && matches!(byte, 0x8A | 0x8C | 0x8E | 0x9F)
        || before.is_ascii_alphabetic()
            && after.is_ascii_lowercase()
            && matches!(byte, 0x87 | 0x88 | 0x89 | 0x8A | 0x8B | 0x8C | 0x8E | 0x95 | 0x98 | 0x9F)
}

/// Control characters other than tab and line break, and the five bytes that Windows-1252 leaves out.
fn is_undefined(byte: u8) -> bool {
    match byte {
        b'\t' | b'\n' | b'\r' => false,
        0x81 | 0x8D | 0x8F | 0x90 | 0x9D => true,
        byte => byte.is_ascii_control(),
    }
}

/// Hands over the file piece by piece, the last one marked, until enough is known.
fn pieces(file: &mut (impl Read + Seek), mut each: impl FnMut(&[u8], bool) -> bool) -> Result<(), SheetError> {
    file.seek(SeekFrom::Start(0))?;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        piece.clear();
        file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        let last = piece.len() < PIECE;
        if !each(&piece, last) || last {
            return Ok(());
        }
    }
}
