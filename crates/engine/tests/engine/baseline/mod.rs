//! A baseline against a living directory.

mod apply;
mod drift;
mod kill;
mod reading;
mod story;
mod support;
