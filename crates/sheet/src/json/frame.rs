//! Where each element of a JSON text begins and ends: strings and depth are followed, nothing else is judged. So a
//! broken element is one row's problem, and the text is never held as a whole.

use std::io::BufRead;

use crate::error::SheetError;
use crate::form::Arrangement;
use crate::sheet::MOST_ROW_BYTES;
use crate::text::Text;

/// The elements of a text.
pub(super) struct Frames {
    text: Text,
    pub(super) arrangement: Arrangement,
    line: u64,
    column: u64,
    before_first: bool,
}

/// One element.
pub(super) struct Frame {
    /// Where it begins, from 1.
    pub(super) line: u64,
    /// Where it begins in that line, from 1, in bytes.
    pub(super) column: u64,
    pub(super) bytes: Vec<u8>,
}

impl Frames {
    /// Reads up to the first element.
    pub(super) fn open(text: Text) -> Result<Frames, SheetError> {
        let mut frames = Frames { text, arrangement: Arrangement::Lines, line: 1, column: 1, before_first: true };
        match frames.after_blanks()? {
            Some(b'[') => {
                frames.bump()?;
                frames.arrangement = Arrangement::List;
            }
            Some(b'{') if frames.wraps_requests()? => frames.arrangement = Arrangement::Requests,
            Some(b'{') => {}
            Some(other) => {
                let hint = "begin with [ and give a list of objects; if it is CSV, name it .csv";
                return Err(frames.wrong(format!("it begins with {}, not with [ or {{", quoted(other)), hint));
            }
            None => return Err(SheetError::Empty),
        }
        Ok(frames)
    }

    /// The next element; None at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, SheetError> {
        let next = self.after_blanks()?;
        let begins = match self.arrangement {
            Arrangement::Lines => match next {
                None => return Ok(None),
                Some(b'{') => b'{',
                Some(other) => {
                    let hint =
                        "give one object a line and nothing between them, or put [ and ] around a list with commas";
                    return Err(self.wrong(format!("here is {} instead of an object", quoted(other)), hint));
                }
            },
            Arrangement::List | Arrangement::Requests => match self.in_list(next)? {
                Some(begins) => begins,
                None => return Ok(None),
            },
        };
        self.before_first = false;
        self.element(begins).map(Some)
    }

    /// The first character of the list's next element; None after its end, which is the text's end, too.
    fn in_list(&mut self, next: Option<u8>) -> Result<Option<u8>, SheetError> {
        let next = match next {
            Some(b',') if !self.before_first => {
                self.bump()?;
                match self.after_blanks()? {
                    Some(b']') => {
                        return Err(self.wrong("here is a comma with no object after it", "delete the last comma"));
                    }
                    next => next,
                }
            }
            Some(b']') => {
                self.bump()?;
                self.end()?;
                return Ok(None);
            }
            Some(_) if !self.before_first => {
                return Err(self.wrong("a comma or ] is missing before this place", "put a comma between two objects"));
            }
            next => next,
        };
        match next {
            Some(b',') => Err(self.wrong("here is a comma with no object before it", "delete one comma")),
            Some(begins) => Ok(Some(begins)),
            None => {
                Err(self.wrong("the file ends inside the list", "it was cut: get it again, or close the list with ]"))
            }
        }
    }

    /// Nothing may follow the list, but the end of the object around it.
    fn end(&mut self) -> Result<(), SheetError> {
        if self.arrangement == Arrangement::Requests {
            match self.after_blanks()? {
                Some(b'}') => self.bump()?,
                Some(_) => return Err(self.wrong("there is more beside requests", "give requests and nothing else")),
                None => return Err(self.wrong("the object around requests is not closed", "close it with }")),
            }
        }
        match self.after_blanks()? {
            None => Ok(()),
            Some(_) => Err(self.wrong("there is more after the end of the list", "give one list")),
        }
    }

    fn element(&mut self, begins: u8) -> Result<Frame, SheetError> {
        let mut frame = Frame { line: self.line, column: self.column, bytes: Vec::new() };
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        let nested = matches!(begins, b'{' | b'[');
        while let Some(byte) = self.peek()? {
            if !nested && !in_text && (matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace()) {
                return Ok(frame);
            }
            if frame.bytes.len() == MOST_ROW_BYTES {
                return Err(SheetError::RowTooLong { line: frame.line });
            }
            frame.bytes.push(byte);
            self.bump()?;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
                _ => {}
            }
            if nested && depth == 0 {
                return Ok(frame);
            }
        }
        if nested || in_text {
            let (line, column) = (frame.line, frame.column);
            let message = "what begins here is not closed: the file ends inside it".into();
            let hint = "look for a quote, } or ] that is missing; it may be that the file was cut".into();
            return Err(SheetError::Json { line, column, message, hint });
        }
        Ok(frame)
    }

    /// Whether the text is `{"requests": [`; that much is read then, and nothing otherwise.
    fn wraps_requests(&mut self) -> Result<bool, SheetError> {
        // White space between these tokens is short, so all of them stand in the first piece of the text.
        let beginning = self.text.fill_buf()?;
        let mut rest = beginning;
        for token in [&b"{"[..], b"\"requests\"", b":", b"["] {
            match rest.trim_ascii_start().strip_prefix(token) {
                Some(after) => rest = after,
                None => return Ok(false),
            }
        }
        let length = beginning.len() - rest.len();
        for _ in 0..length {
            self.bump()?;
        }
        Ok(true)
    }

    fn after_blanks(&mut self) -> Result<Option<u8>, SheetError> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.bump()?,
                next => return Ok(next),
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, SheetError> {
        Ok(self.text.fill_buf()?.first().copied())
    }

    fn bump(&mut self) -> Result<(), SheetError> {
        if let Some(byte) = self.peek()? {
            self.text.consume(1);
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // Further bytes of a character are no place of their own.
                0x80..=0xBF => {}
                _ => self.column += 1,
            }
        }
        Ok(())
    }

    fn wrong(&self, message: impl Into<String>, hint: impl Into<String>) -> SheetError {
        SheetError::Json { line: self.line, column: self.column, message: message.into(), hint: hint.into() }
    }
}

fn quoted(byte: u8) -> String {
    match byte {
        byte if byte.is_ascii_graphic() => format!("'{}'", char::from(byte)),
        _ => "another character".into(),
    }
}
