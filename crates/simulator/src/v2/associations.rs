//! `.../associations`: direct bindings between two things.

use crate::graph::{Edge, Node};
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::v2::members::{connection, repeated};
use crate::v2::operation::{Op, read};

fn node(scene: &Scene<'_>) -> Result<Node, Reply> {
    let kind = Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)?;
    Ok((kind, scene.call.segment(2).to_owned()))
}

/// Direct bindings to the kinds named by `targets`, which must be there.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let node = node(scene)?;
    let page = Page::of_v2_query(scene.call)?;
    scene.call.knows(&["targets"]);
    let stated = scene.call.query.iter().filter(|(key, _)| key == "targets").flat_map(|(_, value)| value.split(','));
    let stated: Vec<&str> = stated.filter(|name| !name.is_empty()).collect();
    if stated.is_empty() {
        // SYNTHETIC: the body; the parameter is required.
        return Err(Reply::error(400, "targets is required"));
    }
    let mut kinds = Vec::new();
    for name in stated {
        let kind = Kind::named(name).filter(|kind| node.0.partners().contains(kind));
        kinds.push(kind.ok_or_else(|| Reply::error(400, format!("invalid targets: {name}")))?);
    }
    scene.read(node.0, &node.1)?;
    let sight = scene.sight();
    let graph = &scene.organization.graph;
    let edges = kinds.iter().flat_map(|kind| graph.seen(&node, *kind, sight));
    let (items, total) = page.window(edges);
    let items = items.into_iter().map(|(other, edge)| connection(other, &edge.attributes)).collect();
    Ok(bare(items, total))
}

/// Binds, changes or unbinds: 204.
pub(crate) fn change(scene: &mut Scene<'_>) -> Answer {
    let node = node(scene)?;
    scene.demand(node.0, &node.1)?;
    let operation = read(scene, node.0.partners())?;
    let other: Node = (operation.kind, operation.id);
    scene.demand(other.0, &other.1)?;
    let known = scene.organization.graph.edge(&node, &other).is_some();
    let edge = Edge { attributes: operation.attributes, by_rule: false, written: scene.house.written() };
    match (operation.op, known) {
        (Op::Add, true) => return repeated(scene),
        (Op::Add, false) | (Op::Update, true) => scene.organization.graph.connect(&node, &other, edge),
        (Op::Remove, true) => {
            scene.organization.graph.disconnect(&node, &other, edge.written);
        }
        (Op::Remove | Op::Update, false) => return Err(Reply::not_found()),
    }
    scene.tell_edge(operation.op.name(), node, other);
    Ok(Reply::empty(204))
}
