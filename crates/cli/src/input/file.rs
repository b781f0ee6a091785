//! The file, or stdin, in which a request stands.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use dayone_sheet::{Syntax, read_document};
use serde_json::{Map, Value};

use super::secret::Stdin;
use crate::failure::{Failure, Point};

/// The most that a request file may have: 1 MiB.
pub const MOST_BYTES: u64 = 1024 * 1024;

/// Reads a request from a file, or from stdin if the path is `-`.
///
/// # Errors
/// It can't be read, is too long, no UTF-8 text, or holds no single request.
pub fn read_file(path: &Path, stdin: &mut dyn Stdin) -> Result<Map<String, Value>, Failure> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin { "stdin".to_owned() } else { path.display().to_string() };
    if from_stdin && stdin.is_terminal() {
        let hint = "pipe a request into it, or give a file or flags";
        return Err(Failure::usage("the request is to come from stdin, but that is a terminal").hint(hint));
    }
    let bytes = if from_stdin { stdin.read(MOST_BYTES + 1) } else { read_bytes(path) };
    let bytes = bytes.map_err(|error| unreadable(path, &name, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::usage(format!("{name} is longer than 1 MiB")).hint("give one request at a time"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")).hint("save it as UTF-8"))?;
    let syntax = syntax(path, &text).ok_or_else(|| {
        Failure::usage(format!("{name} is neither JSON nor YAML")).hint("give one request as .json or .yaml")
    })?;
    read_document(&text, syntax).map_err(|error| {
        let place = error.place.map_or(name.clone(), |(line, column)| format!("{name}:{line}:{column}"));
        let point = Point { place, message: error.message, mend: error.hint };
        Failure { points: vec![point], ..Failure::usage("the request can't be read") }
    })
}

pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, name: &str, error: &io::Error) -> Failure {
    let failure = Failure::usage(format!("the request file {name} can't be read: {error}"));
    match path.to_str() {
        Some(word @ ("true" | "false")) => {
            failure.hint(format!("a boolean takes its value after '=': --enable-mfa={word}"))
        }
        _ => failure,
    }
}

/// By the file's ending, else by how the text begins.
pub(super) fn syntax(path: &Path, text: &str) -> Option<Syntax> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "json" => Some(Syntax::Json),
        "yaml" | "yml" => Some(Syntax::Yaml),
        "csv" | "tsv" | "xlsx" | "toml" | "xml" => None,
        _ if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) => Some(Syntax::Json),
        _ => Some(Syntax::Yaml),
    }
}
