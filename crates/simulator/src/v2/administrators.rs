//! `/providers/{provider_id}/administrators`: who administers for a provider.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::administrator::{Administrator, is_registered};
use crate::call::Call;
use crate::credential::Credential;
use crate::document::set;
use crate::door::Claims;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::filter::of_v2_query;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply, Violation};
use crate::v1::user_create::refusal;
use crate::v1::user_rules::is_email;
use crate::v2::providers::own;
use crate::world::World;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

// Source: JumpCloud API v2, ProviderAdminReq, read 2026-03.
const ADMINISTRATOR: &[Field] = &[
    field("email", Shape::Text(1024)),
    field("firstname", Shape::Text(1024)),
    field("lastname", Shape::Text(1024)),
    field("enableMultiFactor", Shape::Flag),
    field("apiKeyAllowed", Shape::Flag),
    field("apiKeyHash", Shape::Map),
    field("role", Shape::Text(1024)),
    field("roleName", Shape::Text(1024)),
    field("bindNoOrgs", Shape::Flag),
];

/// The administrators of the key's provider.
pub(crate) fn list(world: &mut World, credential: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    call.knows(&["sort", "sortIgnoreCase", "fields"]);
    let page = Page::of_v2_query(call)?;
    let test = of_v2_query(call)?;
    let id = own(world, credential, call)?;
    let administrators = world.providers.get(&id).map(|provider| provider.administrators.as_slice());
    let shown = administrators.unwrap_or_default().iter().map(Administrator::shown);
    let (items, total) = page.cut(shown.filter(|item| test.holds(item)).collect());
    Ok(envelope(items.into_iter().map(|item| page.project(item)).collect(), total))
}

/// Makes an administrator, of all the provider's organisations unless `bindNoOrgs` says of none: 200.
// SYNTHETIC: what a new administrator has beyond the body.
pub(crate) fn create(world: &mut World, credential: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let provider = own(world, credential, call)?;
    let checked = check(ADMINISTRATOR, Write::Post, &call.object()?);
    call.outside.extend(checked.outside);
    let (mut fields, mut wrong) = (checked.fields, checked.violations);
    let email = fields.get("email").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    if !is_email(&email) && !wrong.iter().any(|violation| violation.field == "email") {
        wrong.push(Violation::new("email", "must be an email address"));
    }
    if !fields.contains_key("role") && !fields.contains_key("roleName") {
        wrong.push(Violation::new("roleName", "role or roleName is required"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    if is_registered(world, &email) {
        return Err(Reply::error(400, format!("The email {email} has already been registered.")));
    }
    let binds = fields.shift_remove("bindNoOrgs").and_then(|none| none.as_bool()) != Some(true);
    // A hash that a caller makes up opens nothing.
    fields.shift_remove("apiKeyHash");
    let mut document = json!({
        "id": world.house.ids.fresh(), "email": "", "firstname": "", "lastname": "", "enableMultiFactor": false,
        "registered": false, "suspended": false, "apiKeyAllowed": false, "apiKeySet": false,
        "roleName": "Administrator",
    });
    for (name, value) in fields {
        set(&mut document, &name, value);
    }
    set(&mut document, "email", email);
    let provider = world.providers.get_mut(&provider).ok_or_else(Reply::not_found)?;
    let organizations = if binds { provider.organizations.iter().cloned().collect() } else { BTreeSet::new() };
    let administrator = Administrator { document, organizations };
    let shown = administrator.shown();
    provider.administrators.push(administrator);
    Ok(Reply::ok(shown))
}

/// Removes an administrator with all its links: 204.
pub(crate) fn delete(world: &mut World, credential: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let provider = own(world, credential, call)?;
    let id = call.segment(4);
    let provider = world.providers.get_mut(&provider).ok_or_else(Reply::not_found)?;
    let before = provider.administrators.len();
    provider.administrators.retain(|administrator| administrator.id() != id);
    if provider.administrators.len() == before { Err(Reply::not_found()) } else { Ok(Reply::empty(204)) }
}
