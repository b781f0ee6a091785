//! The onboarding domain of dayone, pure: no async, HTTP, SQL, files, environment, clock or randomness. Time, ids and
//! random bytes are parameters.

pub mod chain;
pub mod fault;
pub mod problem;
pub mod steps;
pub mod settings;
pub mod fields;
pub mod nearest;
pub mod password;
pub mod ssh_key;
pub mod mapping;
pub mod naming;
pub mod pattern;
