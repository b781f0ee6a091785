//! The client over real HTTP: against a scripted server where the protocol breaks, against the simulator elsewhere.

mod bodies;
mod credentials;
mod gathered_reads;
mod protocol;
mod server;
