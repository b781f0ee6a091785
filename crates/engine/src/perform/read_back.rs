//! Everything read back: the account, and the groups that it is in.

use std::collections::BTreeSet;
use std::time::Duration;

use dayone_core::account::{AccountFacts, AccountState};
use dayone_core::effect::{Amendment, Effect};
use dayone_core::event::Cost;
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::plan::{Plan, Prediction};
use dayone_core::problem::ErrorType;
use dayone_core::run::Run;
use dayone_jumpcloud::Candidate;

use super::{Context, End};
use crate::accounts;
use crate::drive::ReadBackFrom;

/// Waits before each look: what was written may take a while to show.
const LOOKS: [u64; 5] = [0, 400, 1100, 2500, 6000];

/// The fields that amendments set.
const AMENDED: [(Amendment, &str); 5] = [
    (Amendment::Attributes, "attributes"),
    (Amendment::Manager, "manager"),
    (Amendment::Sudo, "allow_sudo"),
    (Amendment::LdapFlag, "ldap_bind"),
    (Amendment::Mfa, "enable_mfa"),
];

/// Reads back; only what is missing is looked at again.
pub(super) async fn read_back(context: &Context<'_>, shared: &mut Cost) -> Result<End, Fault> {
    let account = context.account()?.id.clone();
    let expected = expected(context.run, context.plan);
    let candidates: Vec<Candidate> =
        expected.iter().map(|id| Candidate { group_id: id.clone(), members: None }).collect();
    let activated = context.run.succeeded(&Effect::Activate);
    let reader = context.reader;
    let mut facts: Option<AccountFacts> = None;
    let mut found: BTreeSet<String> = BTreeSet::new();
    if let ReadBackFrom::Reading(reading) = context.from {
        shared.calls += reading.take_calls();
        facts = reading.account(&account).cloned();
        found = reading.groups_of(&account, &expected);
    }
    let is_there = |facts: &Option<AccountFacts>, found: &BTreeSet<String>| {
        facts.as_ref().is_some_and(|facts| settled_down(facts, activated)) && expected.is_subset(found)
    };
    for wait in LOOKS {
        if is_there(&facts, &found) {
            break;
        }
        context.engine.clock().sleep(Duration::from_millis(wait)).await;
        let want_user = !facts.as_ref().is_some_and(|facts| settled_down(facts, activated));
        let want_groups =
            (found.is_empty() && !matches!(context.from, ReadBackFrom::Reading(_))) || !expected.is_subset(&found);
        shared.round_trips += 1;
        let (user, groups) = futures::join!(
            async {
                match want_user {
                    true => reader.read_user(&account).await.map(Some),
                    false => Ok(None),
                }
            },
            async {
                match want_groups {
                    true => reader.memberships(&account, &candidates).await.map(Some),
                    false => Ok(None),
                }
            }
        );
        // Gathered reads serve several runs; what was read since the last look is counted on whoever asks first.
        shared.calls += u32::try_from(context.tenant.gathered.take().len()).unwrap_or_default();
        if let Some(user) = user?.flatten() {
            facts = Some(accounts::facts(user));
        }
        match groups {
            Ok(Some(groups)) => found.extend(groups.groups),
            Ok(None) => {}
            // The account does not show there yet.
            Err(fault) if fault.status == Some(404) => {}
            Err(fault) => return Err(fault),
        }
    }
    let Some(facts) = facts else {
        return Err(context.fault(FaultKind::Unavailable, Some(404), Some("the account does not show")));
    };
    Ok(judge(context, facts, found))
}

/// The account shows what the last write made of it.
fn settled_down(facts: &AccountFacts, activated: bool) -> bool {
    !activated || facts.state == AccountState::Activated
}

/// Groups that the account should be in by now: those added, and those whose rule will add it.
pub(crate) fn expected(run: &Run, plan: &Plan) -> BTreeSet<String> {
    let added = plan
        .groups
        .iter()
        .filter(|group| run.succeeded(&Effect::AddMember { id: group.id.clone(), name: group.name.clone() }))
        .map(|group| group.id.clone());
    let named = plan
        .missing_groups
        .iter()
        .filter(|group| run.succeeded(&Effect::AddToNamed { name: group.name.clone() }))
        .filter_map(|group| Some(run.found_group(&group.name)?.id.clone()));
    let by_rule = plan
        .groups
        .iter()
        .chain(&plan.dynamic_groups)
        .filter(|group| group.automatic == Some(Prediction::Member))
        .map(|group| group.id.clone());
    added.chain(named).chain(by_rule).collect()
}

/// Compares what was read with what was done.
fn judge(context: &Context<'_>, facts: AccountFacts, found: BTreeSet<String>) -> End {
    let expected = expected(context.run, context.plan);
    let unasked: BTreeSet<&str> = context.plan.dynamic_groups.iter().map(|group| group.id.as_str()).collect();
    let name = |id: &str| {
        let known = context.plan.groups.iter().find(|group| group.id == id).map(|group| group.name.as_str());
        known.unwrap_or(id).to_owned()
    };
    let mut missing: Vec<String> =
        expected.difference(&found).filter(|id| !unasked.contains(id.as_str())).map(|id| name(id)).collect();
    // A dynamic group that was asked for, but whose rule does not match.
    let denied = context.plan.groups.iter().filter(|group| !group.is_static() && !found.contains(&group.id));
    missing.extend(denied.map(|group| group.name.clone()));
    missing.sort();
    missing.dedup();
    // What an amendment could not set is told there.
    let told = |field: &str| {
        AMENDED.iter().any(|(amendment, name)| {
            *name == field
                && context.run.settled(&Effect::Amend(*amendment)).is_some_and(|settled| settled.outcome.is_failure())
        })
    };
    let mut differing = context.plan.account.differences(&facts);
    differing.retain(|field| !told(field));
    let mut end = if !missing.is_empty() {
        let message = format!("The account does not show in {} after ten seconds", missing.join(", "));
        context.failed(ErrorType::GroupMembershipFailed, message)
    } else if !differing.is_empty() {
        let message = format!("The account was read back with other values than planned: {}", differing.join(", "));
        context.failed(ErrorType::AttributeFailed, message)
    } else {
        End::changed()
    };
    end.detail.account = Some(Box::new(facts));
    end.detail.memberships = Some(found.into_iter().collect());
    end
}
