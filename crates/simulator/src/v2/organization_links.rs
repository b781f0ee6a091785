//! `organizationlinks` and `administratorlinks`: which administrators may enter which organisations.

use serde_json::{Value, json};

use crate::administrator::Administrator;
use crate::call::Call;
use crate::credential::Credential;
use crate::door::Claims;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply, Violation};
use crate::v1::user_create::refusal;
use crate::world::World;

// Source: JumpCloud API v2, AdministratorOrganizationLinkReq, read 2026-03.
const LINK: &[Field] = &[Field { name: "organization", shape: Shape::Id, post: Use::Listed, put: Use::Listed }];

/// The organisations of an administrator.
pub(crate) fn of_administrator(world: &mut World, key: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let page = Page::of_v2_query(call)?;
    let administrator = administrator(world, key, call.segment(2))?;
    let links = administrator.organizations.iter().map(|organization| link(administrator.id(), organization));
    let (items, total) = page.window(links);
    Ok(bare(items, total))
}

/// The administrators of an organisation.
pub(crate) fn of_organization(world: &mut World, key: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let page = Page::of_v2_query(call)?;
    let organization = call.segment(2);
    if !key.organizations.iter().any(|own| own == organization) || !world.organizations.contains_key(organization) {
        return Err(Reply::not_found());
    }
    let all = world.providers.values().flat_map(|provider| &provider.administrators);
    let linked = all.filter(|administrator| administrator.organizations.contains(organization));
    let (items, total) = page.window(linked.map(|administrator| link(administrator.id(), organization)));
    Ok(bare(items, total))
}

/// Lets an administrator into an organisation of the provider: 201.
// SYNTHETIC: a link that is there already is 409, an organisation of another provider 404.
pub(crate) fn create(world: &mut World, key: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    administrator(world, key, call.segment(2))?;
    let checked = check(LINK, Write::Post, &call.object()?);
    call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    let organization = checked.fields.get("organization").and_then(Value::as_str).unwrap_or_default().to_owned();
    if organization.is_empty() && wrong.is_empty() {
        wrong.push(Violation::new("organization", "is required"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    if !key.organizations.contains(&organization) {
        return Err(Reply::not_found());
    }
    let administrator = administrator(world, key, call.segment(2))?;
    if !administrator.organizations.insert(organization.clone()) {
        return Err(Reply::already_exists());
    }
    Ok(Reply::json(201, link(administrator.id(), &organization)))
}

/// Keeps an administrator out of an organisation: 204. The last segment is the organisation's id.
pub(crate) fn delete(world: &mut World, key: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let administrator = administrator(world, key, call.segment(2))?;
    if administrator.organizations.remove(call.segment(4)) { Ok(Reply::empty(204)) } else { Err(Reply::not_found()) }
}

fn link(administrator: &str, organization: &str) -> Value {
    json!({ "administrator": administrator, "organization": organization })
}

/// An administrator of the key's provider.
fn administrator<'a>(world: &'a mut World, key: &Credential, id: &str) -> Result<&'a mut Administrator, Reply> {
    let provider = key.provider.as_ref().and_then(|provider| world.providers.get_mut(provider));
    let administrators = provider.map(|provider| &mut provider.administrators).into_iter().flatten();
    administrators.into_iter().find(|administrator| administrator.id() == id).ok_or_else(Reply::not_found)
}
