//! What people wrote down: why an account has something, and what a review decided.

use super::{Act, Entry, Grounds, History, Holding, Judged, Record};
use crate::recorded::{Recorded, Reviewed};
use crate::review::{Key, Matter, Verdict};
use crate::run::Run;

pub(super) fn history(run: &Run, recorded: &Recorded) -> History {
    let record = Record { run: run.id.clone(), actor: run.actor.clone(), ticket: run.ticket.clone(), approver: None };
    let given = |account: &str, holding: &Holding, grounds: Grounds| Entry {
        account: account.to_owned(),
        at: run.opened_at,
        holding: holding.clone(),
        act: Act::Given(grounds),
        record: record.clone(),
    };
    match recorded {
        Recorded::Adoption(adoption) => {
            let entry = |noted: &crate::recorded::NotedHolding| {
                given(&adoption.account.id, &noted.holding, noted.grounds.clone())
            };
            History { entries: adoption.holdings.iter().map(entry).collect(), ..History::default() }
        }
        Recorded::Review(reviewed) => History {
            entries: kept(reviewed).map(|(account, holding, grounds)| given(account, &holding, grounds)).collect(),
            judged: judged(run, reviewed),
            standing: None,
        },
    }
}

/// What a review left where it was is held by that decision from then on.
fn kept(reviewed: &Reviewed) -> impl Iterator<Item = (&str, Holding, Grounds)> {
    let account = reviewed.account.as_ref().map(|account| account.id.as_str());
    let kept = reviewed.decided.iter().filter(|decided| decided.verdict == Verdict::Keep);
    kept.filter_map(move |decided| {
        let id = decided.subject.as_ref()?.id.clone();
        let holding = match decided.matter {
            Matter::Unexplained => Holding::Group(id),
            Matter::DirectBinding => Holding::System(id),
            _ => return None,
        };
        Some((account?, holding, Grounds::Hand { because: format!("kept in a review: {}", decided.reason) }))
    })
}

fn judged(run: &Run, reviewed: &Reviewed) -> Vec<Judged> {
    let account = reviewed.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    let judged = reviewed.decided.iter().map(|decided| Judged {
        key: Key {
            matter: decided.matter,
            account: account.clone(),
            subject: decided.subject.as_ref().map(|subject| subject.id.clone()).unwrap_or_default(),
        },
        at: run.opened_at,
        verdict: decided.verdict,
        run: run.id.clone(),
    });
    judged.collect()
}
