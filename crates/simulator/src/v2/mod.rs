//! API v2: groups, the graph, directories, policies, providers.

pub(crate) mod associations;
pub(crate) mod groups;
pub(crate) mod members;
pub(crate) mod operation;
pub(crate) mod providers;
pub(crate) mod things;
pub(crate) mod traversals;
