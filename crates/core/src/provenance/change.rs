//! What a change gave and took.

use super::{Act as Deed, Entry, Grounds, Holding, Record};
use crate::change::{Act, BoundKind, Change, Given, PlannedAct};

pub(super) fn entries(change: &Change) -> Vec<Entry> {
    let Some(plan) = change.plan() else { return Vec::new() };
    let record = Record {
        run: change.id.clone(),
        actor: change.actor.clone(),
        ticket: change.ticket.clone(),
        approver: change.approver.clone(),
    };
    plan.acts
        .iter()
        .filter_map(|planned| {
            let settled = change.settled(&planned.act.key()).filter(|settled| settled.outcome.is_success())?;
            let (holding, act) = deed(planned)?;
            let account = plan.subject.account_id.clone();
            Some(Entry { account, at: settled.at, holding, act, record: record.clone() })
        })
        .collect()
}

fn deed(planned: &PlannedAct) -> Option<(Holding, Deed)> {
    let grounds = || match planned.given {
        Given::Rule(source) => Grounds::Rule { source, because: planned.because.clone() },
        Given::Hand | Given::Nobody => Grounds::Hand { because: planned.because.clone() },
    };
    Some(match &planned.act {
        Act::AddMember { group } => (Holding::Group(group.id.clone()), Deed::Given(grounds())),
        Act::RemoveMember { group } | Act::Exempt { group } => (Holding::Group(group.id.clone()), Deed::Taken),
        Act::Bind { to } => (bound(to.kind, &to.id)?, Deed::Given(grounds())),
        Act::Unbind { to } => (bound(to.kind, &to.id)?, Deed::Taken),
        _ => return None,
    })
}

fn bound(kind: BoundKind, id: &str) -> Option<Holding> {
    match kind {
        BoundKind::System => Some(Holding::System(id.to_owned())),
        BoundKind::LdapServer => Some(Holding::LdapServer(id.to_owned())),
        _ => None,
    }
}
