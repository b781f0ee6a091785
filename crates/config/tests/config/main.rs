//! The configuration as people write it: files in, settings or problems out.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod baseline;
mod environment;
mod generated;
mod include;
mod merging;
mod organizations;
mod origins;
mod refusals;
mod secrets;
mod select;
mod support;
