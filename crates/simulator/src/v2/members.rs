//! `/usergroups/{group_id}/members` and its like for systems and policies.

use serde_json::{Value, json};

use crate::document::text;
use crate::dynamic_group;
use crate::graph::{Edge, Node};
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::switches::DynamicAdd;
use crate::v2::operation::{Op, read};

fn group(scene: &Scene<'_>) -> Result<(Node, Kind), Reply> {
    let kind = Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)?;
    let member = kind.member().ok_or_else(Reply::not_found)?;
    Ok(((kind, scene.call.segment(2).to_owned()), member))
}

/// Direct members.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let (node, member) = group(scene)?;
    let page = Page::of_v2_query(scene.call)?;
    scene.read(node.0, &node.1)?;
    let sight = scene.sight();
    let members = scene.organization.graph.seen(&node, member, sight);
    let (items, total) = page.window(members);
    let items = items.into_iter().map(|(other, edge)| connection(other, &edge.attributes)).collect();
    Ok(bare(items, total))
}

/// An edge as lists of direct ones show it.
pub(crate) fn connection(to: &Node, attributes: &Value) -> Value {
    json!({ "to": { "type": to.0.name(), "id": to.1, "attributes": null }, "attributes": attributes })
}

/// Adds, changes or removes a member: 204.
pub(crate) fn change(scene: &mut Scene<'_>) -> Answer {
    let (node, member_kind) = group(scene)?;
    let document = scene.current(node.0, &node.1)?;
    let operation = read(scene, &[member_kind])?;
    let member: Node = (member_kind, operation.id);
    scene.demand(member.0, &member.1)?;
    let known = scene.organization.graph.edge(&node, &member).is_some();
    let edge = Edge { attributes: operation.attributes, by_rule: false, written: scene.house.written() };
    match (operation.op, known) {
        (Op::Add, true) => return repeated(scene),
        (Op::Add, false) => {
            let by_rule = dynamic_group::is_automatic(&document) && !dynamic_group::is_exempt(&document, &member);
            // SYNTHETIC: a manual add to an automatic group; sources only say that it does not stick.
            match scene.house.switches.dynamic_add {
                DynamicAdd::NotKept if by_rule => {}
                DynamicAdd::Refused(status) if by_rule => {
                    let name = text(&document, "name");
                    return Err(Reply::error(status, format!("membership of {name} is managed by a rule")));
                }
                _ => scene.organization.graph.connect(&node, &member, edge),
            }
        }
        (Op::Update, true) => scene.organization.graph.connect(&node, &member, edge),
        (Op::Remove, true) => {
            scene.organization.graph.disconnect(&node, &member, edge.written);
        }
        (Op::Remove | Op::Update, false) => return Err(Reply::not_found()),
    }
    scene.tell_edge(operation.op.name(), node, member);
    Ok(Reply::empty(204))
}

/// The answer to adding what is there.
pub(crate) fn repeated(scene: &Scene<'_>) -> Answer {
    match scene.house.switches.repeated_edge_status {
        204 => Ok(Reply::empty(204)),
        _ => Err(Reply::already_exists()),
    }
}
