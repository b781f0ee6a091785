//! The engine against a simulated JumpCloud, real mail and real HTTP.

mod doctor;
mod errors;
mod faults;
mod fixture;
mod intake;
mod matrix;
mod notify;
mod picture;
mod place;
mod schedules;
mod verify;
mod workers;
