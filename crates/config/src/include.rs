//! The files that `include` names.

use std::path::{Path, PathBuf};

use dayone_core::pattern;

use crate::problem::Problem;
use crate::tree::{Node, Value};

/// The files that the patterns name, sorted, each once; relative to `folder`.
pub(crate) fn files(include: &Node, folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let Value::List(patterns) = &include.value else { return Vec::new() };
    let mut found = Vec::new();
    for node in patterns {
        let Value::String(wanted) = &node.value else { continue };
        match matching(wanted, folder) {
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

/// The patterns as whole paths.
pub(crate) fn patterns(include: &Node, folder: &Path) -> Vec<String> {
    let Value::List(patterns) = &include.value else { return Vec::new() };
    let wanted = patterns.iter().filter_map(|node| match &node.value {
        Value::String(wanted) => Some(folder.join(wanted).to_string_lossy().into_owned()),
        _ => None,
    });
    wanted.collect()
}

fn matching(wanted: &str, folder: &Path) -> Result<Vec<PathBuf>, (String, &'static str)> {
    let path = folder.join(wanted);
    if !pattern::is_pattern(wanted) {
        let missing = "paths are relative to the file that includes them";
        return if path.is_file() { Ok(vec![path]) } else { Err((format!("names no file: {wanted:?}"), missing)) };
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err((format!("is no pattern of files: {wanted:?}"), "for example \"tenants/*.toml\""));
    };
    if pattern::is_pattern(&parent.to_string_lossy()) {
        return Err((
            format!("has a pattern in a folder's name: {wanted:?}"),
            "`*` and `?` stand in the file's name only: \"tenants/*.toml\"",
        ));
    }
    let entries = match std::fs::read_dir(parent) {
        Ok(entries) => entries,
        // A folder that is not there yet holds no tenant yet.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err((format!("names a folder that can't be read: {error}"), "check its permissions")),
    };
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| {
            !entry.file_name().to_string_lossy().starts_with('.')
                && pattern::matches(name, &entry.file_name().to_string_lossy())
        })
        .map(|entry| entry.path())
        .collect())
}
