//! The engine against a simulated JumpCloud, real mail and real HTTP.
#![expect(clippy::print_stderr, reason = "how often was killed, and how to repeat it, is worth telling")]

mod baseline;
mod batch;
mod batch_properties;
mod capture;
mod changes;
mod counts;
mod dates;
mod discovery;
mod doctor;
mod errors;
mod faults;
mod fixture;
mod freeze;
mod guards;
mod intake;
mod matrix;
mod notify;
mod picture;
mod place;
mod postgres;
mod privacy;
mod schedules;
mod today;
mod usernames;
mod verify;
mod workers;
