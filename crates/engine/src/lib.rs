//! The engine of dayone: the only asynchronous orchestration.
//!
//! The road of a request: [`Engine::read`] and [`Engine::known`] (intake), [`Engine::propose`] (survey and plan,
//! nothing is written), [`Engine::open`] (the log), [`Engine::drive`] (fold, decide, perform, append). Views are folds:
//! `dayone_core::report::report` of [`Engine::run`].
//!
//! [`Engine::work`] is the loop of workers that carry on whatever is due.

pub mod batch;
pub mod doctor;
pub mod notify;
pub mod verify;

mod accounts;
mod acts;
mod anchor;
mod clock;
mod drive;
mod engine;
mod error;
mod hold;
mod http;
mod intake;
mod journal;
mod ocsf;
mod perform;
mod randomness;
mod reservations;
mod row;
mod survey;
mod tenant;
mod tenant_hold;
mod worker;

pub use anchor::Anchors;
pub use clock::Clock;
pub use drive::Halt;
pub use engine::{Engine, EngineOptions, LEASE};
pub use error::EngineError;
pub use intake::{Known, Proposal, key_reused};
pub use ocsf::ocsf;
pub use randomness::Randomness;
pub use tenant::{Tenant, TenantOptions};
