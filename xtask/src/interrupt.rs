//! Ctrl-C and a polite kill, so that whatever was started is stopped.

use tokio::signal::unix::{SignalKind, signal};

/// Returns when the task is to stop, with the exit code that says so.
pub(crate) async fn interrupted() -> u8 {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => 130,
        Some(()) = terminate.recv() => 143,
    }
}
