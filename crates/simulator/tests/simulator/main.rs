//! The simulator's behaviour over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod harness;

mod access;
mod activation;
mod administrators;
mod bulk;
mod control;
mod copies;
mod custom_emails;
mod demo;
mod dynamic_groups;
mod every_operation;
mod faults;
mod grammar;
mod graph;
mod groups;
mod insights;
mod limits;
mod lists;
mod organizations;
mod password_expiry;
mod password_policies;
mod passwords;
mod policy_results;
mod scheduled;
mod searches;
mod ssh_keys;
mod things;
mod updates;
mod users;
mod visibility;
