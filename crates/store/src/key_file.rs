//! Files that hold a key: made once with mode 0600, refused when others may read them.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{Entropy, error::StoreError, open::Location};

/// Where a key came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The file was there.
    Loaded,
    /// The file was made just now: whoever runs dayone must back it up.
    Created,
}

/// Reads the 32 bytes of a key file; none if there is no such file.
pub(crate) fn load(path: &Path, title: &str) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::File { path: path.to_owned(), act: "read", source }),
    };
    let mode = file.metadata().map_err(|source| failed(path, "read", source))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(refused(path, "may be read by others: set its mode to 0600, and think about who has read it"));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(|source| failed(path, "read", source))?;
    let mut lines = text.lines();
    if lines.next() != Some(title) {
        return Err(refused(path, "is not the kind of key file that belongs here"));
    }
    let mut key = Zeroizing::new([0; 32]);
    match lines.next().map(|line| hex::decode_to_slice(line, &mut *key)) {
        Some(Ok(())) => Ok(Some(key)),
        _ => Err(refused(path, "holds no key of 64 hex digits in its second line")),
    }
}

/// Makes a key file; if another process is faster, its key is taken.
pub(crate) fn create(path: &Path, title: &str, rng: Entropy<'_>) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    private_folder(path)?;
    let mut key = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *key);
    let text = Zeroizing::new(format!("{title}\n{}\n", *Zeroizing::new(hex::encode(*key))));
    // Written under another name and linked, so that nobody ever sees half a key.
    let draft = draft_name(path, rng);
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let linked = written.and_then(|()| std::fs::hard_link(&draft, path));
    // A draft that stays behind has mode 0600 and a random name.
    std::fs::remove_file(&draft).ok();
    match linked {
        Ok(()) => {
            sync_folder(path)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            load(path, title)?.ok_or_else(|| refused(path, "was removed while it was being made"))
        }
        Err(source) => Err(failed(path, "created", source)),
    }
}

/// Refuses a key beside the database: a copy of the folder would hold both.
pub(crate) fn refuse_inside(path: &Path, database: &Location) -> Result<(), StoreError> {
    let Location::File(database) = database else { return Ok(()) };
    let folder = real_folder(database);
    if real_folder(path).starts_with(&folder) {
        return Err(refused(path, "is inside the database's folder: keep it elsewhere, so that no copy holds both"));
    }
    Ok(())
}

/// Makes the folder of a file with mode 0700, if it is missing.
pub(crate) fn private_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| failed(folder, "created", source))
}

/// The folder of a path without links, as far as it exists.
fn real_folder(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut missing = Vec::new();
    for there in folder.ancestors() {
        let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        if let Ok(real) = there.canonicalize() {
            return missing.iter().rev().fold(real, |path, name| path.join(name));
        }
        missing.extend(there.file_name());
    }
    folder.to_owned()
}

fn draft_name(path: &Path, rng: Entropy<'_>) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}", rng.next_u64()));
    PathBuf::from(name)
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = real_folder(path);
    File::open(&folder).and_then(|folder| folder.sync_all()).map_err(|source| failed(&folder, "made durable", source))
}

fn failed(path: &Path, act: &'static str, source: std::io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), act, source }
}

fn refused(path: &Path, problem: &'static str) -> StoreError {
    StoreError::KeyFile { path: path.to_owned(), problem }
}
