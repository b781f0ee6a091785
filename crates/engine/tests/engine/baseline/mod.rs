//! A baseline against a living directory.

mod drift;
mod reading;
mod support;
