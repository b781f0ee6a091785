//! JSON: a list, objects one after the other, or a list under `requests`; one object at a time.

mod frame;
mod rows;

pub(crate) use rows::JsonRows;
