//! API v2: groups, the graph, directories, policies, providers, bulk jobs, scheduled states, custom mails.

pub(crate) mod administrators;
pub(crate) mod associations;
pub(crate) mod bulk_results;
pub(crate) mod bulk_users;
pub(crate) mod custom_emails;
pub(crate) mod groups;
pub(crate) mod members;
pub(crate) mod operation;
pub(crate) mod organization_links;
pub(crate) mod password_policies;
pub(crate) mod policy_results;
pub(crate) mod providers;
pub(crate) mod service_accounts;
pub(crate) mod suggestions;
pub(crate) mod things;
pub(crate) mod traversals;
pub(crate) mod user_states;
