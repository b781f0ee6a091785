//! The engine against a simulated JumpCloud, real mail and real HTTP.

mod notify;
