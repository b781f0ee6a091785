//! A typed, asynchronous client of `JumpCloud`'s API, versions 1 and 2: what bringing people on board needs.
//!
//! [`Client`] has one method for each operation, by family in `operations`. Its answers are the documents of `wire`;
//! its only error is [`dayone_core::fault::Fault`]. [`Pacer`] decides how fast, [`RetryPolicy`] how often,
//! [`Meter`] counts, [`Coalescer`] gathers the reads of many runs.
//!
//! There is no operation for administrators, API keys, commands, organisation settings, or the erasing or locking of
//! devices, and none that sends what the specification lacks, with one exception: [`Activation::Suppress`].

mod answer;
mod authorization;
mod call;
mod client;
mod coalesce;
mod credentials;
mod endpoint;
mod filter;
mod gate;
mod jitter;
mod meter;
mod oauth;
mod operations;
mod options;
mod pacer;
mod paging;
mod retry;
mod wire;
mod words;

pub use client::Client;
pub use coalesce::{Candidate, Coalescer, Coverage, Memberships, Participant};
pub use credentials::{Credentials, SecretSource, SecretUnreadable};
pub use endpoint::{Endpoint, EndpointError, Region};
pub use filter::Filter;
pub use gate::Gate;
pub use jitter::Jitter;
pub use meter::{Attempt, Meter};
pub use operations::{
    Activation, Added, Gone, Grant, Holder, MfaReset, Reach, Removal, Removed, SearchTerm, UserKey, UserQuery,
};
pub use options::{ClientError, ClientOptions, TimeOuts};
pub use pacer::{Paced, Pacer, PacerLimits};
pub use paging::Page;
pub use retry::RetryPolicy;
pub use wire::*;
