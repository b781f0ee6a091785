//! What can be typed, what is read, what is shown.

mod command;
mod documents;
mod flags;
mod hire;
mod page_of_plan;
mod page_of_run;
mod progress;
mod records;
mod refusals;
