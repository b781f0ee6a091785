//! Running programs, and saying which one failed.

use std::process::Stdio;

use tokio::process::Command;

/// Why a task could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// A program could not be started.
    #[error("{program} could not be started: {source}")]
    Start { program: String, source: std::io::Error },
    /// A program ended badly.
    #[error("{program} failed ({status})\n{output}")]
    Status { program: String, status: std::process::ExitStatus, output: String },
    /// Something that is needed is not there.
    #[error("{0}")]
    Missing(String),
    /// A file could not be used.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

/// Runs a program to its end and returns what it wrote; what it wrote is shown only if it fails.
pub(crate) async fn quietly(command: &mut Command) -> Result<String, Failed> {
    let program = name(command);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|source| Failed::Start { program: program.clone(), source })?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let output_text = format!("{text}{}", String::from_utf8_lossy(&output.stderr));
    Err(Failed::Status { program, status: output.status, output: output_text })
}

/// Runs a program that shares the terminal; whether it ended well.
pub(crate) async fn openly(command: &mut Command) -> Result<bool, Failed> {
    let program = name(command);
    let status = command.kill_on_drop(true).status().await;
    Ok(status.map_err(|source| Failed::Start { program, source })?.success())
}

fn name(command: &Command) -> String {
    command.as_std().get_program().to_string_lossy().into_owned()
}
