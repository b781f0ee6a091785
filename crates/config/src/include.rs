//! The files that `include` names.

use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::tree::{Node, Value};

/// The files that the patterns name, sorted, each once; relative to `folder`.
pub(crate) fn files(include: &Node, folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let Value::List(patterns) = &include.value else { return Vec::new() };
    let mut found = Vec::new();
    for node in patterns {
        let Value::String(pattern) = &node.value else { continue };
        match matching(pattern, folder) {
            Ok(files) => found.extend(files),
            Err((what, hint)) => {
                problems.push(Problem::new(&node.at, &node.path, format!("`{}` {what}", node.path), hint));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn matching(pattern: &str, folder: &Path) -> Result<Vec<PathBuf>, (String, &'static str)> {
    let path = folder.join(pattern);
    if !pattern.contains(['*', '?']) {
        let missing = "paths are relative to the file that includes them";
        return if path.is_file() { Ok(vec![path]) } else { Err((format!("names no file: {pattern:?}"), missing)) };
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err((format!("is no pattern of files: {pattern:?}"), "for example \"tenants/*.toml\""));
    };
    if parent.to_string_lossy().contains(['*', '?']) {
        return Err((
            format!("has a pattern in a folder's name: {pattern:?}"),
            "`*` and `?` stand in the file's name only: \"tenants/*.toml\"",
        ));
    }
    let Ok(glob) = globset::Glob::new(name).map(|glob| glob.compile_matcher()) else {
        return Err((format!("is no pattern: {pattern:?}"), "`*` is any text, `?` any character"));
    };
    let entries = match std::fs::read_dir(parent) {
        Ok(entries) => entries,
        // A folder that is not there yet holds no tenant yet.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err((format!("names a folder that can't be read: {error}"), "check its permissions")),
    };
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.') && glob.is_match(entry.file_name()))
        .map(|entry| entry.path())
        .collect())
}
