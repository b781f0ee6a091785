//! `GET /service-accounts`: who may ask for tokens in an organisation.
// Source: the official command line: {results, totalCount}, ids in `objectId`. The other fields are SYNTHETIC.

use serde_json::{Value, json};

use crate::call::Call;
use crate::credential::Credential;
use crate::door::{self, Claims};
use crate::page::{Page, envelope};
use crate::reply::Answer;
use crate::world::World;

/// The service accounts of an organisation, without their secrets.
pub(crate) fn list(world: &mut World, credential: &Credential, claims: &Claims, call: &mut Call) -> Answer {
    let page = Page::of_v2_query(call)?;
    let organization = door::organization(world, credential, claims)?;
    let own = world.clients.iter().filter(|(_, (_, client))| client.organizations.contains(&organization));
    let mut accounts: Vec<(&String, Value)> = own
        .map(|(id, (_, client))| {
            let status = if client.revoked { "INACTIVE" } else { "ACTIVE" };
            (id, json!({ "objectId": id, "name": client.label, "authType": "CLIENT_SECRET", "status": status }))
        })
        .collect();
    accounts.sort_by_key(|(id, _)| *id);
    let (items, total) = page.window(accounts.into_iter().map(|(_, account)| account));
    Ok(envelope(items, total))
}
