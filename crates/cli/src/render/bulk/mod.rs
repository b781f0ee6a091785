//! A batch for people: what the file was found to be, how far it has come, how it ended.

mod check;
mod ending;
mod progress;

pub(crate) use check::check;
pub(crate) use ending::ending;
pub(crate) use progress::{TenantProgress, progress_line};

/// `1 row`, `12 rows`.
pub(crate) fn rows(count: usize) -> String {
    match count {
        1 => "1 row".into(),
        count => format!("{count} rows"),
    }
}
