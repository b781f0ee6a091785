//! The last question before something is written: may it be?

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Mutex;

type Answer = Pin<Box<dyn Future<Output = bool> + Send>>;

/// Asked right before each write is sent, after the pacing. Clones ask the same.
#[derive(Clone)]
pub struct Gate(Arc<Keeper>);

struct Keeper {
    ask: Box<dyn Fn() -> Answer + Send + Sync>,
    /// One after the other, so that calls leave in the order in which the pacing let them.
    turn: Mutex<()>,
}

impl Gate {
    /// A gate that lets writes through whenever `ask` answers true.
    pub fn new<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self(Arc::new(Keeper { ask: Box::new(move || Box::pin(ask())), turn: Mutex::new(()) }))
    }

    pub(crate) async fn is_open(&self) -> bool {
        let _turn = self.0.turn.lock().await;
        (self.0.ask)().await
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate")
    }
}
