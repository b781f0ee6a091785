//! The command line of dayone: flags, printing, progress; it wires the other crates together.
//!
//! - [`args`]: what can be typed; [`input`]: the request that files and flags describe
//! - [`render`]: what people and programs see; [`printer`]: the one place that prints
//! - [`exit`]: how commands end; [`failure`]: why they could not do their work

pub mod args;
pub mod exit;
pub mod failure;
pub mod input;
pub mod printer;
pub mod render;
pub mod terminal;

mod setup;
mod start;
mod verbs;

pub use start::main;
