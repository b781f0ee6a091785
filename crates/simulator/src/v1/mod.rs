//! API v1: organisations, system users, systems, applications, RADIUS servers, search.

pub(crate) mod organizations;
pub(crate) mod search;
pub(crate) mod ssh_keys;
pub(crate) mod things;
pub(crate) mod user_actions;
pub(crate) mod user_create;
pub(crate) mod user_delete;
pub(crate) mod user_rules;
pub(crate) mod user_state;
pub(crate) mod user_update;
pub(crate) mod users;
