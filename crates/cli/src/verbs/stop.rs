//! How what runs until it is stopped hears of it.

use std::io;

use crate::failure::Failure;

/// Ctrl-C, or the signal by which services are stopped. Heard from the moment it is made.
pub(crate) struct StopSignal {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl StopSignal {
    /// Begins to listen: from now on the process is no longer ended by the signal itself.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<StopSignal> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(StopSignal { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Begins to listen.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<StopSignal> {
        Ok(StopSignal {})
    }

    /// Waits for it.
    #[cfg(unix)]
    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Waits for it.
    #[cfg(not(unix))]
    pub(crate) async fn wait(&mut self) {
        // An error means that there is nothing to listen to: then it is never stopped this way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

/// The failure of a process that can't hear signals.
pub(crate) fn deaf(error: io::Error) -> Failure {
    Failure::usage(format!("signals can't be heard: {error}"))
}
