//! `/organizations`: what a key manages, and an organisation's settings.

use serde_json::{Value, json};

use crate::call::Call;
use crate::credential::Credential;
use crate::document::set;
use crate::door::Claims;
use crate::field_table::{Write, check};
use crate::filter::{anywhere, of_v1_query};
use crate::loading::merge;
use crate::organization::Organization;
use crate::page::{Page, envelope};
use crate::password_expiry;
use crate::reply::{Answer, Reply};
use crate::setting_fields::SETTINGS;
use crate::v1::user_create::refusal;
use crate::world::World;

/// All organisations of the key, whatever `x-org-id` says.
pub(crate) fn list(world: &mut World, credential: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let page = Page::of_v1_query(call)?;
    let test = of_v1_query(call)?;
    let search = anywhere(call.query("search").unwrap_or(""), &["displayName"]);
    call.knows(&["sortIgnoreCase"]);
    let own = credential.organizations.iter().filter_map(|id| world.organizations.get(id));
    let mut items: Vec<Value> = own.map(summary).filter(|item| test.holds(item) && search.holds(item)).collect();
    items.sort_by(|a, b| a["_id"].as_str().cmp(&b["_id"].as_str()));
    let (items, total) = page.cut(items);
    Ok(envelope(items.into_iter().map(|item| page.project(item)).collect(), total))
}

/// An organisation as lists show it.
pub(crate) fn summary(organization: &Organization) -> Value {
    json!({ "_id": organization.id, "id": organization.id, "displayName": organization.name(), "logoUrl": "" })
}

/// One organisation with its settings.
pub(crate) fn get(world: &mut World, credential: &Credential, claims: &Claims, call: &mut Call) -> Answer {
    of_v1_query(call)?;
    let page = Page::of_fields(call);
    let id = own(world, credential, claims, call)?;
    let organization = world.organizations.get(&id).ok_or_else(Reply::not_found)?;
    Ok(Reply::ok(page.project(organization.document.clone())))
}

/// Changes settings; objects are merged.
// SYNTHETIC: the depth at which settings merge.
pub(crate) fn put(world: &mut World, credential: &Credential, claims: &Claims, call: &mut Call) -> Answer {
    let id = own(world, credential, claims, call)?;
    let body = call.object()?;
    let World { organizations, house, .. } = world;
    let organization = organizations.get_mut(&id).ok_or_else(Reply::not_found)?;
    let before = organization.document["settings"].clone();
    for (name, value) in body {
        match (name.as_str(), &value) {
            ("settings", Value::Object(settings)) => {
                let checked = check(SETTINGS, Write::Put, settings);
                if !checked.violations.is_empty() {
                    return Err(refusal(&checked.violations));
                }
                call.outside.extend(checked.outside);
                merge(&mut organization.document["settings"], &Value::Object(checked.fields));
            }
            ("displayName", Value::String(_)) => set(&mut organization.document, "displayName", value),
            ("settings" | "displayName", _) => return Err(Reply::error(400, format!("invalid {name}"))),
            _ => call.outside.push(format!("body.{name}")),
        }
    }
    password_expiry::follow_policy(organization, house, &before);
    Ok(Reply::ok(organization.document.clone()))
}

fn own(world: &World, credential: &Credential, claims: &Claims, call: &Call) -> Result<String, Reply> {
    let id = call.segment(1).to_owned();
    if claims.organization.as_ref().is_some_and(|header| *header != id) {
        return Err(Reply::error(400, "x-org-id header does not match the organization in the path"));
    }
    if !credential.organizations.contains(&id) || !world.organizations.contains_key(&id) {
        return Err(Reply::not_found());
    }
    Ok(id)
}
