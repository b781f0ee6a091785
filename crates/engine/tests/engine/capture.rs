//! Everything that is logged at any level, by any crate, while somebody listens.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

static LISTENING: AtomicBool = AtomicBool::new(false);
static HEARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Whoever listens: one test at a time.
static LISTENER: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Somebody who listens.
pub(crate) struct Listener(#[expect(dead_code, reason = "while it is held, nobody else listens")] Held);

type Held = tokio::sync::MutexGuard<'static, ()>;

/// Listens from now on, once nobody else does.
pub(crate) async fn listen() -> Listener {
    let held = LISTENER.lock().await;
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = dynamic_filter_fn(|_, _| LISTENING.load(Ordering::Relaxed));
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Ear).with_filter(filter);
        tracing_subscriber::registry().with(layer).init();
    });
    LISTENING.store(true, Ordering::Relaxed);
    Listener(held)
}

/// What was logged since somebody listened; nobody does any more.
pub(crate) fn heard(_: Listener) -> String {
    LISTENING.store(false, Ordering::Relaxed);
    let heard = std::mem::take(&mut *HEARD.lock().unwrap_or_else(PoisonError::into_inner));
    String::from_utf8_lossy(&heard).into_owned()
}

struct Ear;

impl io::Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
