//! A secret in a file.

use std::path::Path;

use tokio::io::AsyncReadExt;
use zeroize::Zeroizing;

use super::{MOST_BYTES, SecretError};

/// What is in the file, if only its owner can read it.
pub(crate) async fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let failed = |error: std::io::Error| SecretError::File { path: path.to_owned(), kind: error.kind() };
    // Looked at before opening, since opening a pipe waits for its writer; the mode is asked of what was opened.
    if !tokio::fs::metadata(path).await.map_err(failed)?.is_file() {
        return Err(SecretError::NotAFile { path: path.to_owned() });
    }
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    refuse_open_to_others(path, &file.metadata().await.map_err(failed)?)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).await.map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(SecretError::TooLong { source_shown: format!("the file {}", path.display()) });
    }
    Ok(bytes)
}

#[cfg(unix)]
fn refuse_open_to_others(path: &Path, metadata: &std::fs::Metadata) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt;

    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretError::FileOpenToOthers { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_open_to_others(_path: &Path, _metadata: &std::fs::Metadata) -> Result<(), SecretError> {
    Ok(())
}
