//! Changes of what is there: movers, leavers, rehires, what is undone, deletions.
//!
//! The road is that of a hire: [`Engine::stand`](crate::Engine::stand) reads where somebody stands, a plan is made of it
//! (nothing is written), [`Engine::open_change`](crate::Engine::open_change) records it,
//! [`Engine::drive_change`](crate::Engine::drive_change) carries it out.

mod acts;
mod baseline;
mod drive;
mod fields;
mod history;
mod look;
mod open;
mod perform;
mod propose;
mod prove;
mod request;
pub(crate) mod row;
mod stand;
mod tell;

pub use open::ChangeProposal;
pub(crate) use open::{PLAN_STAYS, Whose};
pub use request::{ChangeRequest, LeaverRequest, ProposeError};
