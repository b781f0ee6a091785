//! What people and programs see: pages for people, records for programs. Nothing here prints.

pub mod bulk;
pub mod change;
pub mod columns;
pub mod correction;
pub mod fields;
pub mod line;
pub mod text;
pub mod today;

pub mod diagnosis;
pub mod duration;
pub mod plan;
pub mod problems;
pub mod progress;
pub mod records;
pub mod report;
pub mod reschedule;
pub mod run;
pub mod verified;
