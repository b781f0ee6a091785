//! Many accounts and the members of their groups, read at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};

use dayone_core::account::AccountFacts;
use dayone_jumpcloud::{Client, Meter};
use futures::{FutureExt as _, StreamExt as _, stream};

use crate::accounts;

/// Rows of a page.
// Source: JumpCloud API v2, read 2026-03.
const PAGE: u64 = 100;
/// Calls under way at once; the pacer may allow fewer.
const AT_ONCE: usize = 32;

/// What is to be read of one run.
pub(super) struct Wanted<'a> {
    pub(super) account: &'a str,
    /// Groups that the account should be in, by id.
    pub(super) groups: &'a BTreeSet<String>,
}

/// What was read. What is missing here is to be looked for again: nothing follows from its absence.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    accounts: HashMap<String, AccountFacts>,
    members: HashMap<String, HashSet<String>>,
    /// Calls that are on no run's account yet.
    calls: AtomicU32,
}

impl Reading {
    /// Reads accounts a hundred a call, and groups page by page where that takes fewer calls than asking each account.
    pub(super) async fn take(client: &Client, wanted: &[Wanted<'_>]) -> Reading {
        let meter = Meter::new();
        let client = client.observed(meter.clone());
        let mut wanting: BTreeMap<&str, u64> = BTreeMap::new();
        for group in wanted.iter().flat_map(|wanted| wanted.groups) {
            *wanting.entry(group).or_default() += 1;
        }
        let ids: Vec<String> = wanted.iter().map(|wanted| wanted.account.to_owned()).collect();
        let (users, members) = futures::join!(client.users_by_id(&ids), members(&client, wanting));
        let facts = users.unwrap_or_default().into_iter().map(accounts::facts);
        Reading {
            accounts: facts.map(|facts| (facts.id.clone(), facts)).collect(),
            members,
            calls: AtomicU32::new(u32::try_from(meter.count()).unwrap_or(u32::MAX)),
        }
    }

    /// An account.
    pub(crate) fn account(&self, id: &str) -> Option<&AccountFacts> {
        self.accounts.get(id)
    }

    /// Those of some groups that an account was seen in.
    pub(crate) fn groups_of(&self, account: &str, groups: &BTreeSet<String>) -> BTreeSet<String> {
        let has = |group: &&String| self.members.get(*group).is_some_and(|members| members.contains(account));
        groups.iter().filter(has).cloned().collect()
    }

    /// The calls of this reading, for the first who asks.
    pub(crate) fn take_calls(&self) -> u32 {
        self.calls.swap(0, Ordering::Relaxed)
    }
}

async fn members(client: &Client, wanting: BTreeMap<&str, u64>) -> HashMap<String, HashSet<String>> {
    let groups = wanting.into_iter().filter(|(_, accounts)| *accounts > 1);
    let work: Vec<_> = groups.map(|(group, accounts)| members_of(client, group, accounts).boxed()).collect();
    stream::iter(work).buffer_unordered(AT_ONCE).collect().await
}

/// The members of a group, unless it has more pages than there are accounts that want to know.
async fn members_of(client: &Client, group: &str, accounts: u64) -> (String, HashSet<String>) {
    let Ok(first) = client.members_page(group, 0).await else { return (group.to_owned(), HashSet::new()) };
    let total = first.total.unwrap_or_default();
    let mut found: HashSet<String> = first.rows.into_iter().map(|edge| edge.to.id).collect();
    if total.div_ceil(PAGE) <= accounts.max(1) {
        let offsets = (1..total.div_ceil(PAGE)).map(|page| page * PAGE);
        let work: Vec<_> = offsets.map(|skip| client.members_page(group, skip).boxed()).collect();
        let pages: Vec<_> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
        found.extend(pages.into_iter().flatten().flat_map(|page| page.rows).map(|edge| edge.to.id));
    }
    (group.to_owned(), found)
}
