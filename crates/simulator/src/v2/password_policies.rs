//! `/passwordpolicies`: password policies of user groups, the one of the least precedence counts.
// SYNTHETIC: everything but the paths; no source shows a document.

use serde_json::{Map, Value, json};

use crate::document::{set, text};
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::kind::Kind;
use crate::page::{Page, envelope};
use crate::password;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::setting_fields::POLICY;
use crate::stored::Stored;
use crate::v1::user_create::refusal;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

const FIELDS: &[Field] = &[
    field("name", Shape::Text(1024)),
    field("description", Shape::Text(1024)),
    field("precedence", Shape::Whole(1)),
    field("userGroupObjectIds", Shape::Texts(24)),
    field("passwordPolicy", Shape::Object(POLICY)),
];

const ORDER: &[Field] = &[field("objectIds", Shape::Texts(24))];

/// All policies, the first to count first.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    let policies = password::policies(scene.organization);
    let (items, total) = page.window(policies.into_iter());
    Ok(envelope(items.into_iter().map(Stored::to_value).collect(), total))
}

/// One policy.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    Ok(Reply::ok(scene.read(Kind::PasswordPolicy, scene.call.segment(2))?.to_value()))
}

/// Makes a policy, the last to count unless told otherwise: 201.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let fields = given(scene)?;
    let last = scene.organization.of(Kind::PasswordPolicy).len() + 1;
    let mut policy =
        json!({ "name": "", "description": "", "precedence": last, "userGroupObjectIds": [], "passwordPolicy": {} });
    for (name, value) in fields {
        set(&mut policy, &name, value);
    }
    let mut policy = scene.insert(Kind::PasswordPolicy, policy);
    let id = text(&policy, "id").to_owned();
    set(&mut policy, "objectId", id.clone());
    scene.put(Kind::PasswordPolicy, &id, policy.clone());
    Ok(Reply::json(201, policy))
}

/// Replaces a policy, its precedence apart.
pub(crate) fn put(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(2).to_owned();
    let known = scene.current(Kind::PasswordPolicy, &id)?;
    let fields = given(scene)?;
    let mut policy = json!({
        "id": id, "objectId": id, "name": "", "description": "", "precedence": known["precedence"],
        "userGroupObjectIds": [], "passwordPolicy": {},
    });
    for (name, value) in fields {
        set(&mut policy, &name, value);
    }
    scene.put(Kind::PasswordPolicy, &id, policy.clone());
    Ok(Reply::ok(policy))
}

/// Deletes a policy: 204.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(2).to_owned();
    scene.demand(Kind::PasswordPolicy, &id)?;
    scene.erase(Kind::PasswordPolicy, &id);
    Ok(Reply::empty(204))
}

/// The policy that counts for a user, the organisation's own if none does.
pub(crate) fn of_user(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(3).to_owned();
    scene.read(Kind::User, &id)?;
    let found = password::policy_of(scene.organization, &id).map(Stored::to_value);
    Ok(Reply::ok(found.unwrap_or_else(|| own(scene))))
}

/// The policy that counts for the members of a group.
pub(crate) fn of_group(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(3).to_owned();
    scene.read(Kind::UserGroup, &id)?;
    let policies = password::policies(scene.organization);
    let found = policies.into_iter().find(|policy| password::names_group(policy, &id)).map(Stored::to_value);
    Ok(Reply::ok(found.unwrap_or_else(|| own(scene))))
}

/// Puts policies in the order in which they count: 204.
pub(crate) fn order(scene: &mut Scene<'_>) -> Answer {
    let checked = check(ORDER, Write::Post, &scene.call.object()?);
    let ids = checked.fields.get("objectIds").and_then(Value::as_array).cloned().unwrap_or_default();
    let ids: Vec<String> = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if !checked.violations.is_empty() || ids.is_empty() {
        return Err(Violation::new("objectIds", "must be a list of ids").refuse());
    }
    for id in &ids {
        scene.demand(Kind::PasswordPolicy, id)?;
    }
    for (index, id) in ids.iter().enumerate() {
        let mut policy = scene.current(Kind::PasswordPolicy, id)?;
        set(&mut policy, "precedence", index + 1);
        scene.put(Kind::PasswordPolicy, id, policy);
    }
    Ok(Reply::empty(204))
}

fn own(scene: &Scene<'_>) -> Value {
    let policy = scene.organization.setting("passwordPolicy").cloned().unwrap_or_default();
    json!({ "name": "Organization", "precedence": 0, "userGroupObjectIds": [], "passwordPolicy": policy })
}

fn given(scene: &mut Scene<'_>) -> Result<Map<String, Value>, Reply> {
    let checked = check(FIELDS, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    if checked.fields.get("name").and_then(Value::as_str).unwrap_or("").is_empty() {
        wrong.push(Violation::new("name", "is required"));
    }
    let groups = checked.fields.get("userGroupObjectIds").and_then(Value::as_array).into_iter().flatten();
    if !groups.filter_map(Value::as_str).all(|id| scene.organization.has(Kind::UserGroup, id)) {
        wrong.push(Violation::new("userGroupObjectIds", "must be user groups of this organization"));
    }
    if wrong.is_empty() { Ok(checked.fields) } else { Err(refusal(&wrong)) }
}
