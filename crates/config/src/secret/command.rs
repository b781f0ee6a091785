//! A secret that a program prints.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use super::{MOST_BYTES, SecretError};
use crate::environment::Environment;

const LIMIT: Duration = Duration::from_secs(10);

/// What the program prints. It sees PATH and HOME only, gets no input, and what it complains of is not kept.
pub(crate) async fn output(words: &[String], environment: &Environment) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let program = words.first().cloned().unwrap_or_default();
    match tokio::time::timeout(LIMIT, run(&program, words, environment)).await {
        Ok(result) => result,
        // Dropping the future has killed the program.
        Err(_) => Err(SecretError::CommandTooSlow { program, seconds: LIMIT.as_secs() }),
    }
}

async fn run(program: &str, words: &[String], environment: &Environment) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let failed =
        |error: std::io::Error| SecretError::CommandNotStarted { program: program.to_owned(), kind: error.kind() };
    let variables = ["PATH", "HOME"].into_iter().filter_map(|name| Some((name, environment.get(name)?)));
    let mut child = Command::new(program)
        .args(words.iter().skip(1))
        .env_clear()
        .envs(variables)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    if let Some(stdout) = child.stdout.take() {
        stdout.take(MOST_BYTES + 1).read_to_end(&mut bytes).await.map_err(failed)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(SecretError::TooLong { source_shown: format!("the command {program}") });
    }
    let status = child.wait().await.map_err(failed)?;
    if status.success() {
        Ok(bytes)
    } else {
        Err(SecretError::CommandFailed { program: program.to_owned(), status: status.to_string() })
    }
}
