//! The engine against a simulated JumpCloud, real mail and real HTTP.

mod doctor;
mod fixture;
mod notify;
mod verify;
