//! The configuration as people write it: files in, settings or problems out.

mod environment;
mod generated;
mod include;
mod merging;
mod origins;
mod refusals;
mod secrets;
mod select;
mod support;
