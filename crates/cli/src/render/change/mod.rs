//! Changes for people: the plan before, and how it stands after.

mod plan;
mod run;

pub use plan::plan;
pub use run::{acts, ending, heading};
