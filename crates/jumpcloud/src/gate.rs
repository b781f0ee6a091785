//! The last question before something is written: may it be?

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

type Answer = Pin<Box<dyn Future<Output = bool> + Send>>;

/// Asked right before each write is sent, after the pacing. Clones ask the same.
#[derive(Clone)]
pub struct Gate(Arc<dyn Fn() -> Answer + Send + Sync>);

impl Gate {
    /// A gate that lets writes through whenever `ask` answers true.
    pub fn new<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(ask())))
    }

    pub(crate) async fn is_open(&self) -> bool {
        (self.0)().await
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate")
    }
}
