//! The store of dayone: the event log, run rows, the queue, sealed values, tenants' secrets and the ledger, on SQLite
//! (embedded) and PostgreSQL (shared by replicas), in one code path.
//!
//! - [`Store`]: open, migrate, close ([`StoreOptions`])
//! - opening runs: [`NewRun`], [`Opening`]; appending: [`NewEvent`], [`Fence`], [`After`], [`AppendError`]
//! - the queue: [`Claim`], [`Wake`]; once a day: [`DailyWork`]; tenants that are stopped: [`TenantHold`], [`Freeze`]
//! - usernames that are spoken for: [`NameHolder`], [`NameFate`]
//! - reading: [`RunRow`], [`RunFilter`], [`SealedValue`]; what needs somebody: [`Standing`]
//! - sealing: [`Keyring`] (master key file), [`Vault`] (data keys, sealing, erasure, secrets), [`Token`] (blind index)
//! - evidence: [`LedgerKey`], [`Anchor`], [`Verification`], [`Finding`], [`ExportLine`], [`verify_export`]
//!
//! Times are microseconds since 1970 and come from the caller, except lease times: those use the database's clock, so
//! that replicas agree. Personal values never reach this crate's tables in clear.

mod attention;
mod blind_index;
mod cipher;
mod daily_work;
mod db;
mod dialect;
mod due;
mod erase;
mod error;
mod export;
mod finding;
mod freeze;
mod heartbeat;
mod hold;
mod key_file;
mod keyring;
mod ledger;
mod ledger_key;
mod log;
mod open;
mod open_run;
mod queue;
mod reads;
mod requests;
mod schema;
mod secrets;
mod usernames;
mod vault;
mod verify;
mod verify_sealed;
mod wake;
mod writer;

pub use attention::{Due, Found, Hands, Standing};
pub use blind_index::{Token, TokenKind};
pub use daily_work::DailyWork;
pub use erase::Erasure;
pub use error::{AppendError, StoreError};
pub use export::{ExportLine, verify_export};
pub use finding::Finding;
pub use freeze::{EVERYTHING, Freeze};
pub use heartbeat::Heartbeat;
pub use hold::TenantHold;
pub use key_file::Origin;
pub use keyring::Keyring;
pub use ledger::{Anchor, Heads, LedgerHead, admin_stream, ledger_stream};
pub use ledger_key::{LedgerKey, LedgerPublicKey, NotAPublicKey};
pub use log::{After, Fence, NewEvent, SealedField};
pub use open::{Durability, Location, Store, StoreOptions};
pub use open_run::{Ceiling, Holder, NewRun, Opening};
pub use queue::Claim;
pub use reads::{Before, PersonMatch, RunFilter, RunRow, SealedValue};
pub use usernames::{NameFate, NameHolder, NameState};
pub use vault::Vault;
pub use verify::{Coverage, Verification, Verifier};
pub use verify_sealed::{Place, SealedFault, SealedPlace};
pub use wake::{Wake, Woken};

/// The source of randomness that sealing and key making need: always given by the caller.
pub type Entropy<'a> = &'a mut (dyn rand::CryptoRng + Send);
