//! The body of `POST .../members` and `POST .../associations`.

use serde_json::Value;

use crate::document::set;
use crate::kind::Kind;
use crate::reply::{Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_create::refusal;

/// What to do with an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Remove,
    Update,
}

impl Op {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Update => "update",
        }
    }
}

/// An edge to change.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) op: Op,
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) attributes: Value,
}

/// Reads the body: `{op, type, id, attributes}`, the type being one of the allowed kinds.
pub(crate) fn read(scene: &mut Scene<'_>, allowed: &[Kind]) -> Result<Operation, Reply> {
    let body = scene.call.object()?;
    for name in body.keys() {
        if !["op", "type", "id", "attributes"].contains(&name.as_str()) {
            scene.call.outside.push(format!("body.{name}"));
        }
    }
    let mut wrong = Vec::new();
    let op = match body.get("op").and_then(Value::as_str) {
        Some("add") => Some(Op::Add),
        Some("remove") => Some(Op::Remove),
        Some("update") => Some(Op::Update),
        _ => None,
    };
    let kind = body.get("type").and_then(Value::as_str).and_then(Kind::named).filter(|kind| allowed.contains(kind));
    let id = body.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let mut attributes = body.get("attributes").cloned().unwrap_or_default();
    if op.is_none() {
        wrong.push(Violation::new("op", "must be one of add, remove, update"));
    }
    if kind.is_none() {
        let names: Vec<&str> = allowed.iter().map(|kind| kind.name()).collect();
        wrong.push(Violation::new("type", format!("must be one of {}", names.join(", "))));
    }
    if id.is_none() {
        wrong.push(Violation::new("id", "is required"));
    }
    if !attributes.is_null() && !attributes.is_object() {
        wrong.push(Violation::new("attributes", "must be an object or null"));
    }
    sudo(&mut attributes, &mut wrong);
    match (op, kind, id) {
        (Some(op), Some(kind), Some(id)) if wrong.is_empty() => {
            Ok(Operation { op, kind, id: id.to_owned(), attributes })
        }
        _ => Err(refusal(&wrong)),
    }
}

/// `sudo` needs both its flags; 0 and 1 are taken as such.
// Source: JumpCloud API v2, GraphAttribute-Sudo, read 2026-03.
fn sudo(attributes: &mut Value, wrong: &mut Vec<Violation>) {
    let Some(sudo) = attributes.get_mut("sudo") else { return };
    for name in ["enabled", "withoutPassword"] {
        match sudo.get(name) {
            Some(Value::Bool(_)) => {}
            Some(Value::Number(number)) if matches!(number.as_i64(), Some(0 | 1)) => {
                let flag = number.as_i64() == Some(1);
                set(sudo, name, flag);
            }
            _ => wrong.push(Violation::new(format!("attributes.sudo.{name}"), "must be a boolean")),
        }
    }
}
