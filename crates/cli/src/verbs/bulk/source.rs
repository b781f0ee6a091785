//! The file, which is read several times: to check it, by each tenant to carry it out, and for the rows that failed.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dayone_sheet::{Sheet, SheetError};

use crate::failure::{Failure, Point};

/// The most that may come from stdin, which is kept in memory: 64 MiB.
const MOST_FROM_STDIN: u64 = 64 * 1024 * 1024;

/// Where the rows come from.
#[derive(Clone)]
pub(crate) enum Source {
    File(PathBuf),
    Stdin(Arc<[u8]>),
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Source, Failure> {
        if path != Path::new("-") {
            return Ok(Source::File(path.to_owned()));
        }
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .take(MOST_FROM_STDIN + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::usage(format!("stdin can't be read: {error}")))?;
        if bytes.len() as u64 > MOST_FROM_STDIN {
            return Err(Failure::usage("more than 64 MiB came from stdin").hint("give a file"));
        }
        Ok(Source::Stdin(bytes.into()))
    }

    /// Its name, for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Stdin(_) => "stdin".into(),
        }
    }

    /// Its name without the folders.
    pub(crate) fn short_name(&self) -> String {
        match self {
            Source::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Source::Stdin(_) => "stdin".into(),
        }
    }

    /// Begins to read it anew.
    pub(super) fn sheet(&self) -> Result<Sheet, Failure> {
        let opened = match self {
            Source::File(path) => File::open(path)
                .map_err(SheetError::Unreadable)
                .and_then(|file| Sheet::open(BufReader::new(file), &self.name())),
            Source::Stdin(bytes) => Sheet::open(Cursor::new(Arc::clone(bytes)), "stdin"),
        };
        opened.map_err(|error| self.unreadable(&error))
    }

    pub(super) fn unreadable(&self, error: &SheetError) -> Failure {
        let name = self.short_name();
        if let SheetError::Header(problems) = error {
            let points = problems.iter().map(|problem| Point {
                place: match &problem.letter {
                    Some(letter) => format!("{} (column {letter})", problem.name),
                    None => problem.name.clone(),
                },
                message: problem.message.clone(),
                mend: problem.mend.clone(),
            });
            return Failure {
                points: points.collect(),
                ..Failure::usage(format!("the header of {name} can't be used")).hint(error.hint())
            };
        }
        let why = match error {
            SheetError::Unreadable(cause) => cause.to_string(),
            other => other.to_string(),
        };
        Failure::usage(format!("{name} can't be read: {why}")).hint(error.hint())
    }
}
