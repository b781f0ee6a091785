//! The simulator's behaviour over real HTTP.

mod harness;

mod demo;
