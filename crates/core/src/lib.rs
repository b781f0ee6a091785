//! The onboarding domain of dayone, pure: no async, HTTP, SQL, files, environment, clock or randomness. Time, ids and
//! random bytes are parameters.
//!
//! A [`request`] becomes a [`plan`]; the plan becomes a [`run`]; a run is nothing but its [`event`]s. [`decide`] says
//! what happens next, [`report`] what has happened.

// The road of a request.
pub mod after_care;
pub mod change;
pub mod decide;
pub mod effect;
pub mod event;
pub mod failure;
pub mod plan;
pub mod report;
pub mod request;
pub mod run;
pub mod steps;

// What it is made of.
pub mod account;
pub mod baseline;
pub mod calendar;
pub mod fault;
pub mod fields;
pub mod guard;
pub mod mapping;
pub mod member_query;
pub mod naming;
pub mod nearest;
pub mod password;
pub mod pattern;
pub mod problem;
pub mod proposal;
pub mod provenance;
pub mod settings;
pub mod snapshot;
pub mod ssh_key;
mod windows;

// What it is kept in.
pub mod chain;
