//! One method of [`Client`](crate::Client) for each operation, one file for each family.

mod applications;
mod associations;
mod custom_emails;
mod directories;
mod lists;
mod members;
mod organizations;
mod policies;
mod policy_groups;
mod removal;
mod scheduled_states;
mod ssh_keys;
mod system_groups;
mod systems;
mod traversals;
mod user_groups;
mod user_search;
mod user_states;
mod users;

pub use associations::{Grant, Holder};
pub use members::{Added, Removed};
pub use removal::{Gone, Removal};
pub use traversals::Reach;
pub use user_search::{SearchTerm, UserKey, UserQuery};
pub use user_states::{Activation, MfaReset};
