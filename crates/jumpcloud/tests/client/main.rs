//! The client over real HTTP.
