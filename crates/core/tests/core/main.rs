//! The onboarding domain as its callers see it: a request, a plan, a run, a report, and nothing but their inputs.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod baseline;
mod calendar;
mod dates;
mod driver;
mod erased;
mod guards;
mod naming;
mod plan_account;
mod plan_activation;
mod plan_digest;
mod plan_groups;
mod plan_refusals;
mod plan_username;
mod plan_warnings;
mod proposals;
mod report;
mod report_keys;
mod request;
mod resume;
mod run;
mod schedules;
mod steps;
mod support;
