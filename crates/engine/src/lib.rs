//! The engine of dayone: the only asynchronous orchestration.
//!
//! The road of a request: [`Engine::read`] and [`Engine::known`] (intake), [`Engine::propose`] (survey and plan,
//! nothing is written), [`Engine::open`] (the log), [`Engine::drive`] (fold, decide, perform, append). Views are folds:
//! `dayone_core::report::report` of [`Engine::run`].
//!
//! [`Engine::work`] is the loop of workers that carry on whatever is due.

pub mod baseline;
pub mod batch;
pub mod discovery;
pub mod doctor;
pub mod notify;
pub mod verify;

mod accounts;
mod acts;
mod anchor;
mod change;
mod clock;
mod course;
mod deletions;
mod drive;
mod engine;
mod error;
mod freeze;
mod guards;
mod hold;
mod http;
mod intake;
mod journal;
mod look_ahead;
mod ocsf;
mod opening;
mod perform;
mod randomness;
mod release;
mod reschedule;
mod reservations;
mod row;
mod survey;
mod tenant;
mod tenant_hold;
mod today;
mod waiting;
mod worker;

pub use anchor::Anchors;
pub use change::{ChangeProposal, ChangeRequest, LeaverRequest, ProposeError};
pub use clock::Clock;
pub use course::RunOf;
pub use drive::Halt;
pub use engine::{Engine, EngineOptions, LEASE};
pub use error::EngineError;
pub use freeze::Scope;
pub use guards::{Intention, Judgement};
pub use intake::{Known, Proposal, key_reused};
pub use look_ahead::{LookAhead, WouldFail};
pub use ocsf::ocsf;
pub use randomness::Randomness;
pub use reschedule::Rescheduling;
pub use tenant::{Tenant, TenantOptions};
pub use today::{Item, Matter, Section, Today};
pub use waiting::Waiter;
