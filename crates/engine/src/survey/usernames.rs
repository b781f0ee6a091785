//! Usernames beyond the first few: looked for only when all of those are taken.

use std::collections::BTreeSet;

use dayone_core::fields::Username;
use dayone_core::plan::{Lookups, further_candidates};
use dayone_core::request::Request;
use dayone_core::snapshot::Snapshot;
use dayone_jumpcloud::Client;

use super::SurveyError;
use crate::reservations::Reservations;
use crate::tenant::Tenant;

/// Looks for further usernames until one that was looked for can be had, or there are no more. Returns the round trips
/// that it took: none, as a rule.
pub(super) async fn further(
    client: &Client,
    tenant: &Tenant,
    request: &Request,
    reservations: &Reservations<'_>,
    mut looked_for: Vec<Username>,
    snapshot: &mut Snapshot,
) -> Result<u32, SurveyError> {
    let mut round_trips = 0;
    loop {
        let next = further_candidates(request, &tenant.settings, snapshot, &looked_for);
        if next.is_empty() {
            return Ok(round_trips);
        }
        let terms = next.iter().map(|name| name.as_str().to_owned()).collect();
        let wanted = Lookups { usernames: next, terms, unix_ids: Vec::new() };
        let (people, reserved) = futures::join!(super::people(client, &wanted), reservations.of(&wanted.usernames));
        let known: BTreeSet<String> = snapshot.people.iter().map(|account| account.id.clone()).collect();
        snapshot.people.extend(people?.into_iter().filter(|account| !known.contains(&account.id)));
        snapshot.reserved.extend(reserved?);
        looked_for.extend(wanted.usernames);
        round_trips += 1;
    }
}
