//! `/usergroups/{group_id}/suggestions` and its like for systems: what a rule proposes, and taking it.
// Source: an older official specification, JumpCloud API v2, 2024.

use serde_json::{Value, json};

use crate::dynamic_group::proposals;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::graph::{Edge, Node};
use crate::id::is_object_id;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_create::refusal;

const fn field(name: &'static str) -> Field {
    Field { name, shape: Shape::Texts(24), post: Use::Listed, put: Use::Listed }
}

const USERS: &[Field] = &[field("user_ids")];
const SYSTEMS: &[Field] = &[field("object_ids")];

/// Who should join and who should leave.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    let (kind, id) = group(scene)?;
    scene.read(kind, &id)?;
    let proposals = proposals(scene.organization, kind, &id);
    let shown = proposals
        .into_iter()
        .map(|(op, (kind, id))| json!({ "op": op, "object": { "type": kind.name(), "id": id, "attributes": null } }));
    let (items, total) = page.window(shown);
    Ok(bare(items, total))
}

/// Carries out what is proposed for these members, and says for whom nothing is.
pub(crate) fn apply(scene: &mut Scene<'_>) -> Answer {
    let (kind, id) = group(scene)?;
    scene.demand(kind, &id)?;
    let wanted = if kind == Kind::UserGroup { USERS } else { SYSTEMS };
    let checked = check(wanted, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    for (name, ids) in &checked.fields {
        if !ids.as_array().is_some_and(|ids| ids.iter().filter_map(Value::as_str).all(is_object_id)) {
            wrong.push(Violation::new(name, "must be a list of object ids"));
        }
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let proposals = proposals(scene.organization, kind, &id);
    let node: Node = (kind, id);
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    let ids = wanted.iter().filter_map(|field| checked.fields.get(field.name)?.as_array());
    for wanted in ids.flatten().filter_map(Value::as_str) {
        let Some((op, member)) = proposals.iter().find(|(_, member)| member.1 == wanted) else {
            missing.push(wanted);
            continue;
        };
        let written = scene.house.written();
        if *op == "add" {
            scene.organization.graph.connect(&node, member, Edge { attributes: Value::Null, by_rule: true, written });
        } else {
            scene.organization.graph.disconnect(&node, member, written);
        }
        scene.tell_edge(op, node.clone(), member.clone());
        found.push(wanted);
    }
    Ok(Reply::ok(json!([{ "suggestions_found": found, "suggestions_not_found": missing }])))
}

fn group(scene: &Scene<'_>) -> Result<(Kind, String), Reply> {
    let kind = Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)?;
    Ok((kind, scene.call.segment(2).to_owned()))
}
