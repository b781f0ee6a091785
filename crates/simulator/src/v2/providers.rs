//! `/providers/{provider_id}/organizations`.

use serde_json::{Value, json};

use crate::call::Call;
use crate::credential::Credential;
use crate::door::Claims;
use crate::filter::of_v2_query;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply};
use crate::world::World;

/// The organisations of a provider, for keys of that provider.
pub(crate) fn organizations(world: &mut World, credential: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    call.knows(&["sort", "sortIgnoreCase", "fields"]);
    let page = Page::of_v2_query(call)?;
    let test = of_v2_query(call)?;
    let id = own(world, credential, call)?;
    let provider = world.providers.get(&id).ok_or_else(Reply::not_found)?;
    let managed = provider.organizations.iter().filter_map(|id| world.organizations.get(id));
    let items: Vec<Value> = managed
        .map(|organization| {
            let seats = organization.setting("maxSystemUsers").and_then(Value::as_u64).unwrap_or(0);
            json!({ "id": organization.id, "name": organization.name(), "maxSystemUsers": seats })
        })
        .filter(|item| test.holds(item))
        .collect();
    let (items, total) = page.cut(items);
    Ok(envelope(items.into_iter().map(|item| page.project(item)).collect(), total))
}

/// The provider in the path, if it is the key's.
pub(crate) fn own(world: &World, credential: &Credential, call: &Call) -> Result<String, Reply> {
    let id = call.segment(2);
    let is_own = credential.provider.as_deref() == Some(id) && world.providers.contains_key(id);
    if is_own { Ok(id.to_owned()) } else { Err(Reply::not_found()) }
}
