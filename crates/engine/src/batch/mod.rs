//! Batches: many hires at once, under one budget a tenant, told of and read back together.

mod gather;
mod hire;
mod planning;
mod propose;
mod reading;
mod row;
mod telling;

pub use propose::{Ahead, TOGETHER};
pub(crate) use reading::Reading;
pub use row::{BatchError, BatchOptions, Row, RowEvent};
