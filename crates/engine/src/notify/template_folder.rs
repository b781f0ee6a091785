//! The folder in which an administrator keeps templates.

use std::path::{Path, PathBuf};

use super::TemplateError;

/// No template is longer; a folder of something else is noticed before it is read.
const MOST_BYTES: u64 = 256 * 1024;

/// Templates of a folder, by name. One that is none of the known ones, and not there to be included, is refused.
pub(super) fn files(folder: &Path, known: &[&str]) -> Result<Vec<(String, PathBuf)>, TemplateError> {
    let unreadable =
        |error: std::io::Error| TemplateError::Folder { path: folder.to_owned(), reason: error.kind().to_string() };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        if !name.ends_with(".jinja") {
            continue;
        }
        if !name.starts_with('_') && !known.contains(&name.as_str()) {
            let nearest =
                dayone_core::nearest::nearest(&name, known.iter().copied()).unwrap_or("manager.txt.jinja").to_owned();
            return Err(TemplateError::Unknown { path, nearest });
        }
        files.push((name, path));
    }
    files.sort();
    Ok(files)
}

/// The text of a template.
pub(super) fn read(path: &Path) -> Result<String, TemplateError> {
    let unreadable = |reason: String| TemplateError::Unreadable { path: path.to_owned(), reason };
    let size = std::fs::metadata(path).map_err(|error| unreadable(error.kind().to_string()))?.len();
    if size > MOST_BYTES {
        return Err(unreadable(format!("it is longer than {} KiB", MOST_BYTES / 1024)));
    }
    std::fs::read_to_string(path).map_err(|error| unreadable(error.kind().to_string()))
}
