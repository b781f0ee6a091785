//! A JumpCloud that runs on a laptop: real HTTP on 127.0.0.1, the operations of API v1 and v2 that onboarding uses, the
//! documented behaviours, and faults on demand.
//!
//! It depends on no other crate of this project, wire types included: it holds JSON documents checked by its own field
//! table, so that a misspelt field cannot agree with itself. What no public source states about JumpCloud is marked
//! `SYNTHETIC` in the code and can be switched with [`Switches`].
//!
//! Control is in process by [`Control`], or over HTTP without a key:
//!
//! | request | what it does |
//! |---|---|
//! | `GET`, `PUT /_sim/state` | all documents, edges, events and mails, without secrets; it can be a seed, and be put in place of all |
//! | `GET`, `DELETE /_sim/requests` | requests in full and counts by operation and key; forgets them |
//! | `GET`, `POST /_sim/mail` | mails sent; reports one that arrived at a sink: `{"to", "from", "subject", ..}` |
//! | `GET`, `POST`, `DELETE /_sim/faults` | the faults; adds one or a list; removes all |
//! | `GET`, `PUT /_sim/conditions` | latency, rate limit, lag of reads, speed of bulk jobs; changes those given |
//! | `GET`, `PUT /_sim/switches` | [`Switches`]; changes those given |
//! | `GET /_sim/clock`, `POST /_sim/clock/advance` | the time; `{"seconds": 86400}` moves it forward |
//! | `POST /_sim/reset` | starts over from the seed |
//!
//! A fault names an operation as the specification's path templates do, v2 ones beginning with `/v2`:
//! `{"operation": "POST /v2/usergroups/{group_id}/members", "when": {"nth": 2}, "then": "applied_but_reply_lost"}`.
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

mod administrator;
mod blank;
mod bulk_job;
mod call;
mod clock;
mod collection;
mod condition;
mod conditions;
mod connection;
mod control;
mod control_http;
mod credential;
mod demo;
mod describe;
mod document;
mod door;
mod due;
mod dynamic_group;
mod event;
mod exchange;
mod fault;
mod field_table;
mod filter;
mod graph;
mod id;
mod index;
mod insights;
mod intervention;
mod kind;
mod latency;
mod loading;
mod mail;
mod mishap;
mod options;
mod order;
mod organization;
mod page;
mod parts;
mod password;
mod password_expiry;
mod rate_window;
mod record;
mod reply;
mod route_table;
mod scene;
mod seed;
mod server;
mod service_account;
mod setting_fields;
mod shape;
mod shown;
mod smtp_sink;
mod sorting;
mod ssh_key;
mod stored;
mod switches;
mod thing_fields;
mod thing_write;
mod token;
mod traversal;
mod unloading;
mod user_fields;
mod user_view;
mod v1;
mod v2;
mod wire_reply;
mod world;

pub use clock::ClockMode;
pub use conditions::Conditions;
pub use control::Control;
pub use credential::{Access, ClientCredentials};
pub use describe::{Behaviour, Description, Standing, describe};
pub use fault::{Fault, Then, When};
pub use intervention::{ControlError, OrganizationHandle, ProviderHandle};
pub use kind::Kind;
pub use latency::Latency;
pub use mail::Mail;
pub use options::{Options, StartError};
pub use record::RecordedRequest;
pub use seed::{Seed, SeedError};
pub use server::Simulator;
pub use smtp_sink::SmtpSink;
pub use switches::{DynamicAdd, MissingOrganization, Switches};
