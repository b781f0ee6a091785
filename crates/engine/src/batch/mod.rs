//! Batches: many hires at once, under one budget a tenant, told of and read back together.

mod gather;
mod hire;
mod propose;
mod reading;
mod telling;

pub use hire::{BatchError, BatchOptions, Row, RowEvent};
pub use propose::{Ahead, TOGETHER};
pub(crate) use reading::Reading;
