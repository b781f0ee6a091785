//! The contract suite: what our client sends and what the simulator answers, held against two descriptions of
//! `JumpCloud`'s API that neither of them knows.
//!
//! - `table` is ours, written from the public specification and the sources of public clients. It is always used.
//! - `official` reads the official Swagger files, where they are: in the folder named by `JUMPCLOUD_OPENAPI_DIR`, or
//!   `../shared/reference/openapi` beside the checkout. Where both exist, the table itself is held against the files.
//!
//! `deviations` lists, with its source, everything in which we knowingly differ from the files.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod client_calls;
mod contract;
mod deviations;
mod generator;

mod official;
mod synthetic;
mod table;
mod tap;
