//! A JumpCloud that runs on a laptop: real HTTP on 127.0.0.1, the operations of API v1 and v2 that onboarding uses, the
//! documented behaviours, and faults on demand.
//!
//! It depends on no other crate of this project, wire types included: it holds JSON documents checked by its own field
//! table, so that a misspelt field cannot agree with itself. What no public source states about JumpCloud is marked
//! `SYNTHETIC` in the code and can be switched with [`Switches`].
//!
//! ```no_run
//! # async fn run() -> Result<(), dayone_simulator::StartError> {
//! use dayone_simulator::{Options, Seed, Simulator};
//!
//! let simulator = Simulator::start(Seed::Demo, Options::default()).await?;
//! let url = simulator.url(); // v1 under /api, v2 under /api/v2, control under /_sim
//! # drop(url);
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod call;
mod clock;
mod collection;
mod connection;
mod control;
mod control_http;
mod credential;
mod demo;
mod document;
mod door;
mod dynamic_group;
mod exchange;
mod fault;
mod field_table;
mod filter;
mod graph;
mod id;
mod kind;
mod loading;
mod mail;
mod options;
mod organization;
mod page;
mod password;
mod record;
mod reply;
mod route_table;
mod scene;
mod seed;
mod server;
mod ssh_key;
mod switches;
mod token;
mod traversal;
mod user_fields;
mod user_view;
mod v1;
mod v2;
mod world;

pub use clock::ClockMode;
pub use control::{Control, ControlError, OrganizationHandle, ProviderHandle};
pub use credential::{Access, ClientCredentials};
pub use fault::{Fault, Then, When};
pub use kind::Kind;
pub use mail::Mail;
pub use options::{Options, StartError};
pub use record::RecordedRequest;
pub use seed::{Seed, SeedError};
pub use server::Simulator;
pub use switches::{DynamicAdd, MissingOrganization, Switches};
