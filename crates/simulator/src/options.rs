//! How a simulator behaves as a server.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::clock::ClockMode;
use crate::fault::Fault;
use crate::latency::Latency;
use crate::seed::SeedError;
use crate::switches::Switches;

/// Options of a simulator; the default is a fast and healthy one on a free port.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address to listen on; port 0 takes a free one. Only a loopback address is safe: there is no TLS.
    pub listen: SocketAddr,
    /// Time that every answer takes at least.
    pub latency: Duration,
    /// Time drawn for each answer on top of that.
    pub latency_spread: Option<Latency>,
    /// Requests a window and key before 429; `None` is no limit.
    pub rate_limit: Option<u32>,
    /// Length of a window, of wall time.
    pub rate_window: Duration,
    /// Whether a 429 carries `Retry-After`.
    pub retry_after: bool,
    /// Faults from the start; more can be added while it runs.
    pub faults: Vec<Fault>,
    /// Time until lists, searches, reads and graph answers show what was written.
    pub visibility_delay: Duration,
    /// Time that a bulk job takes for each of its rows, by the simulator's clock.
    pub bulk_row_time: Duration,
    /// Choices where sources are silent or disagree.
    pub switches: Switches,
    /// Where the time of documents and `Date` headers comes from.
    pub clock: ClockMode,
    /// Ids and keys are deterministic from it.
    pub id_seed: u64,
    /// How many requests are remembered in full; counts are kept for all.
    pub remembered_requests: usize,
    /// Largest request body in bytes; more is answered 413.
    pub body_limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            latency: Duration::ZERO,
            latency_spread: None,
            rate_limit: None,
            rate_window: Duration::from_secs(1),
            retry_after: true,
            faults: Vec::new(),
            visibility_delay: Duration::ZERO,
            bulk_row_time: Duration::from_millis(20),
            switches: Switches::default(),
            clock: ClockMode::Wall,
            id_seed: 0,
            remembered_requests: 20_000,
            body_limit: 4 * 1024 * 1024,
        }
    }
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address could not be bound.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The seed document is not usable.
    #[error(transparent)]
    Seed(#[from] SeedError),
}
