//! Plans for many requests at once, over one survey.

use std::collections::BTreeSet;

use dayone_core::plan::Manner;
use dayone_core::problem::Problem;
use dayone_core::request::{Parsed, Request};
use dayone_core::snapshot::Snapshot;

use crate::engine::Engine;
use crate::intake::{Basis, Proposal, Survey};
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// What goes to people who come before others in a batch.
#[derive(Debug, Default)]
pub struct Ahead {
    /// How many accounts there will be before the next one.
    pub accounts: u64,
    /// Their usernames, in lower case.
    pub usernames: BTreeSet<String>,
}

/// As many people are looked for in one search.
pub const TOGETHER: usize = 100;

impl Engine {
    /// Surveys the directory once for all requests, at most [`TOGETHER`] of one tenant, and makes a plan for each, in
    /// their order. What goes to them is added to what is ahead. Writes nothing.
    pub async fn propose_many(
        &self,
        manner: Manner,
        tenant: &Tenant,
        parsed: Vec<Parsed>,
        ahead: &mut Ahead,
    ) -> Vec<Proposal> {
        let now = self.0.clock.now();
        let surveyed = {
            let requests: Vec<&Request> = parsed.iter().map(|parsed| &parsed.request).collect();
            Box::pin(survey::survey(self, tenant, &requests, &mut ahead.usernames, now)).await
        };
        let surveyed = match surveyed {
            Ok(surveyed) => surveyed,
            Err(error) => {
                let problem: Problem = match error {
                    SurveyError::Fault(fault) => survey::unreadable(tenant, &fault),
                    SurveyError::Problem(problem) => *problem,
                    SurveyError::Store(error) => survey::store_unreadable(&error),
                };
                let basis = Basis { manner, seen_at: now, made_at: now, survey: Survey::default() };
                let refused = |parsed| self.proposal(tenant, parsed, Err(&problem), basis);
                return parsed.into_iter().map(refused).collect();
            }
        };
        let mut survey = Survey { cost: surveyed.cost, people_us: surveyed.people_us, groups_us: surveyed.groups_us };
        let mut proposals = Vec::with_capacity(parsed.len());
        for (parsed, snapshot) in parsed.into_iter().zip(surveyed.snapshots) {
            let snapshot = snapshot.map(|snapshot| Snapshot { ahead: ahead.accounts, ..snapshot });
            let basis = Basis { manner, seen_at: now, made_at: now, survey };
            let proposal = self.proposal(tenant, parsed, snapshot.as_ref().map_err(|problem| &**problem), basis);
            ahead.accounts += u64::from(proposal.verdict.is_ok());
            // The first one bears the calls that all share.
            survey.cost.calls = 0;
            proposals.push(proposal);
        }
        proposals
    }
}
