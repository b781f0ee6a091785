//! Passwords: what they must have, generating one, and checking a given one.
//!
//! The check before creation is advisory: the directory may hold policies per group that no key can read, and has the
//! last word.

mod check;
mod generate;
mod policy;

pub use check::{Violation, check};
pub use generate::generate;
pub use policy::{Compliance, LivePolicy, Policy};
