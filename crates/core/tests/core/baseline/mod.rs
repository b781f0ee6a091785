//! A baseline: a declaration, a directory, and what differs between them.

mod arbitrary;
mod differences;
mod model;
mod properties;
mod refusals;
mod support;
