//! Usernames beyond the first few: looked for only when all of those are taken.

use std::collections::BTreeSet;

use dayone_core::fields::Username;
use dayone_core::plan::{Lookups, further_candidates, username};
use dayone_core::request::Request;
use dayone_core::snapshot::{Reserved, Snapshot};
use dayone_jumpcloud::Client;

use super::{SurveyError, people};
use crate::reservations::Reservations;
use crate::tenant::Tenant;

/// Looks for further usernames until one that was looked for can be had, or there are no more, and takes it. Returns the
/// round trips that it took: none, as a rule.
pub(super) async fn choose(
    client: &Client,
    tenant: &Tenant,
    request: &Request,
    reservations: &Reservations<'_>,
    mut looked_for: Vec<Username>,
    snapshot: &mut Snapshot,
    taken: &mut BTreeSet<String>,
) -> Result<u32, SurveyError> {
    let mut round_trips = 0;
    reserve(snapshot, &looked_for, taken);
    loop {
        let next = further_candidates(request, &tenant.settings, snapshot, &looked_for);
        if next.is_empty() {
            if let Ok(username) = username(request, &tenant.settings, snapshot) {
                taken.insert(username.folded());
            }
            return Ok(round_trips);
        }
        let terms = next.iter().map(|name| name.as_str().to_owned()).collect();
        let wanted = Lookups { usernames: next, terms, unix_ids: Vec::new() };
        let lookups = [&wanted];
        let (found, reserved) = futures::join!(people::read(client, &lookups), reservations.of(&wanted.usernames));
        let known: BTreeSet<String> = snapshot.people.iter().map(|account| account.id.clone()).collect();
        snapshot.people.extend(found?.into_iter().filter(|account| !known.contains(&account.id)));
        snapshot.reserved.extend(reserved?);
        reserve(snapshot, &wanted.usernames, taken);
        looked_for.extend(wanted.usernames);
        round_trips += 1;
    }
}

/// Names that go to others of the batch.
fn reserve(snapshot: &mut Snapshot, names: &[Username], taken: &BTreeSet<String>) {
    for name in names.iter().map(Username::folded).filter(|name| taken.contains(name)) {
        snapshot.reserved.entry(name).or_insert(Reserved::Batch);
    }
}
