//! What has to be read from the directory before a plan can be made.

use std::collections::BTreeSet;

use super::make::account_fields;
use super::{Prediction, groups, username};
use crate::fields::Username;
use crate::problem::Problem;
use crate::request::Request;
use crate::settings::TenantSettings;
use crate::snapshot::Snapshot;

/// Accounts to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookups {
    /// The usernames that the account may have, the likeliest first.
    pub usernames: Vec<Username>,
    /// Terms to search for: usernames, e-mail, employee id, manager's e-mail. Compared exactly afterwards.
    pub terms: Vec<String>,
    /// Unix ids to look for.
    pub unix_ids: Vec<i64>,
}

impl Lookups {
    /// Looks for this username, too.
    pub fn add(&mut self, username: Username) {
        if !self.usernames.contains(&username) {
            self.terms.push(username.as_str().to_owned());
            self.usernames.push(username);
        }
    }
}

/// What a plan needs beyond the shared parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// Groups whose access has to be known, by id.
    pub groups: Vec<String>,
    /// Systems that are to be bound directly, by id.
    pub systems: Vec<String>,
}

/// Which accounts to look for.
///
/// # Errors
/// The tenant's naming forms no username that may be given.
pub fn lookups(request: &Request, settings: &TenantSettings) -> Result<Lookups, Problem> {
    let usernames = username::first_candidates(request, settings)?;
    let mut terms: Vec<String> = usernames.iter().map(|username| username.as_str().to_owned()).collect();
    terms.push(request.email.as_str().to_owned());
    terms.extend(request.employee_id.as_ref().map(|id| id.as_str().to_owned()));
    terms.extend(request.manager_email.as_ref().map(|email| email.as_str().to_owned()));
    let unix_ids: BTreeSet<i64> =
        [request.unix_uid, request.unix_guid].into_iter().flatten().map(|id| i64::from(id.get())).collect();
    Ok(Lookups { usernames, terms, unix_ids: unix_ids.into_iter().collect() })
}

/// Which groups' access and which systems have to be read, now that groups and people are known.
///
/// # Errors
/// The tenant's naming forms no username that can be had.
pub fn needs(request: &Request, settings: &TenantSettings, snapshot: &Snapshot) -> Result<Needs, Problem> {
    let shared = &snapshot.shared;
    let wanted = groups::wanted(request, settings);
    let username = username::choose(request, settings, snapshot)?.username;
    let account = account_fields(request, username.as_str(), settings, &snapshot.people);
    let asked = wanted.iter().filter_map(|grant| shared.group(&grant.name));
    let by_rule = groups::automatic(shared)
        .filter(|(_, query)| groups::predict(query, &account) != Prediction::NotMember)
        .map(|(group, _)| group);
    let mut seen = BTreeSet::new();
    let ids = asked.chain(by_rule).map(|group| group.id.clone()).filter(|id| seen.insert(id.clone())).collect();
    let systems = groups::wanted_systems(request, settings).into_iter().map(|(id, _)| id).collect();
    Ok(Needs { groups: ids, systems })
}
