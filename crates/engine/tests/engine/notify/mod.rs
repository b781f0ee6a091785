//! Notifications: real SMTP to a sink, real HTTP to a small server.

mod chat;
mod harness;
mod mail;
mod mail_server;
mod server;
mod templates;
