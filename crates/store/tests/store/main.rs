//! The store on SQLite and on PostgreSQL: one suite, each test on a database of its own.

mod attention;
mod daily_work;
mod database;
mod erase;
mod evidence;
mod export;
mod freeze;
mod joining;
mod kill;
mod log;
mod open_run;
mod queue;
mod reads;
mod rights;
mod samples;
mod usernames;
mod vault;
mod wake;
mod writer;
