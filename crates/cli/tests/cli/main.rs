//! What can be typed, what is read, what is shown.

mod canaries;
mod command;
mod documents;
mod every_input;
mod evidence;
mod flags;
mod held_back;
mod hire;
mod house;
mod kill;
mod life;
mod office;
mod page_of_plan;
mod page_of_run;
mod page_of_today;
mod progress;
mod recording;
mod records;
mod reference;
mod refusals;
mod request;
mod resume_shapes;
mod setting_up;
mod strange_text;
mod webhook;
