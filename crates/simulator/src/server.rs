//! The running server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connection::{Cut, Wires};
use crate::control::Control;
use crate::exchange::serve;
use crate::loading::{Loaded, load};
use crate::options::{Options, StartError};
use crate::seed::Seed;
use crate::world::World;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: Mutex<World>,
    pub(crate) options: Options,
    /// The seed as text, which is a twentieth of it as a document.
    pub(crate) seed: Box<[u8]>,
    /// Tells requests that hang to go on.
    pub(crate) let_go: watch::Sender<()>,
    stopped: AtomicBool,
}

impl Shared {
    /// After the stop, connections that are still open get no answers.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}

/// A running simulator; dropping it stops the server.
#[derive(Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    api_key: String,
    organization: String,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts a simulator on the current Tokio runtime.
    ///
    /// # Errors
    /// When the address can't be bound or the seed isn't usable.
    pub async fn start(seed: Seed, options: Options) -> Result<Simulator, StartError> {
        let seed = seed.into_text()?;
        let Loaded { world, api_key, organization } = load(&seed, &options)?;
        let address = options.listen;
        let failed = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            options,
            seed,
            let_go: watch::Sender::new(()),
            stopped: AtomicBool::new(false),
        });
        let router = Router::new().fallback(serve).with_state(shared.clone());
        let service = router.into_make_service_with_connect_info::<Cut>();
        let task = tokio::spawn(async move {
            // It only ends when the task is aborted.
            let _ = axum::serve(Wires(listener), service).await;
        });
        Ok(Simulator { shared, address, api_key, organization, task })
    }

    /// Base address, such as `http://127.0.0.1:49152`: v1 is under `/api`, v2 under `/api/v2`, tokens come from
    /// `/oauth2/token`, control is under `/_sim`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A key with full access to the first organisation.
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Id of the first organisation.
    pub fn org_id(&self) -> &str {
        &self.organization
    }

    /// A handle to look into the simulator and to change it, from the same process.
    pub fn control(&self) -> Control {
        Control::new(self.shared.clone(), &self.organization)
    }

    /// Stops the server: the port is closed, open connections get no more answers.
    pub async fn stop(mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.task.abort();
        // An aborted task ends with an error that says so.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.task.abort();
    }
}
