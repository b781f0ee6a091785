//! What a file turned out to be, for people to see.

use std::fmt;

/// Kind and encoding of a file: `CSV, UTF-8 with BOM, ";"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// CSV or JSON, and how its rows are told apart.
    pub kind: Kind,
    /// How its bytes are text.
    pub encoding: Encoding,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A header and rows of cells.
    Csv(Delimiter),
    /// Objects.
    Json(Arrangement),
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
}

/// How the objects of a JSON file are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// `[{…}, {…}]`
    List,
    /// One object after the other, usually one a line.
    Lines,
    /// `{"requests": [{…}, {…}]}`
    Requests,
}

/// How bytes are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 that says so in its first three bytes.
    Utf8WithBom,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// What Windows writes in western Europe and America without being told otherwise.
    Windows1252,
}

impl Delimiter {
    /// All of them, the most usual first.
    pub(crate) const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    pub(crate) fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

impl Encoding {
    pub(crate) fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 | Encoding::Utf8WithBom => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Csv(delimiter) => write!(f, "CSV, {}, {delimiter}", self.encoding),
            Kind::Json(arrangement) => write!(f, "{arrangement}, {}", self.encoding),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Delimiter::Comma => "\",\"",
            Delimiter::Semicolon => "\";\"",
            Delimiter::Tab => "tab",
        })
    }
}

impl fmt::Display for Arrangement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Arrangement::List => "JSON list",
            Arrangement::Lines => "JSON lines",
            Arrangement::Requests => "JSON requests",
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8WithBom => "UTF-8 with BOM",
            Encoding::Utf16Le => "UTF-16 little-endian",
            Encoding::Utf16Be => "UTF-16 big-endian",
            Encoding::Windows1252 => "Windows-1252",
        })
    }
}
