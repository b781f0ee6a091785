//! The client over real HTTP: against a scripted server where the protocol breaks, against the simulator elsewhere.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod bodies;
mod credentials;
mod gathered_reads;
mod lists;
mod logs;
mod operations;
mod protocol;
mod server;
