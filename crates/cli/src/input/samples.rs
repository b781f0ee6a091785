//! The file, or stdin, in which sample people stand.

use std::path::Path;

use dayone_sheet::{Syntax, read_document};
use serde_json::{Map, Value};

use super::file::{MOST_BYTES, read_bytes, syntax};
use super::secret::Stdin;
use crate::failure::{Failure, Point};

const WHAT: &str = "write people: a list of samples";

/// Reads samples from a YAML, JSON or TOML file, or from stdin if the path is `-`.
///
/// # Errors
/// It can't be read, is too long, no UTF-8 text, or no such document.
pub fn read_samples(path: &Path, stdin: &mut dyn Stdin) -> Result<Map<String, Value>, Failure> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let bytes = if from_stdin { stdin.read(MOST_BYTES + 1) } else { read_bytes(path) };
    let bytes = bytes.map_err(|error| Failure::usage(format!("the file of samples {name} can't be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::usage(format!("{name} is longer than 1 MiB")).hint("keep samples in several files"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")).hint("save it as UTF-8"))?;
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
            unreadable(format!("{name}:{line}"), error.message().to_owned(), WHAT.into())
        });
    }
    let syntax = syntax(path, &text).unwrap_or(Syntax::Yaml);
    read_document(&text, syntax).map_err(|error| match error.place {
        Some((line, column)) => unreadable(format!("{name}:{line}:{column}"), error.message, error.hint),
        // Without a place the hint is about requests.
        None => unreadable(name, error.message, WHAT.into()),
    })
}

fn unreadable(place: String, message: String, mend: String) -> Failure {
    Failure { points: vec![Point { place, message, mend }], ..Failure::usage("the samples can't be read") }
}
