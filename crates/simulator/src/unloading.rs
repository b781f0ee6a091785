//! Turning a world into a document that can be a seed.

use serde_json::{Value, json};

use crate::administrator::Administrator;
use crate::document::set;
use crate::event::Event;
use crate::graph::Node;
use crate::kind::Kind;
use crate::organization::Organization;
use crate::record::masked;
use crate::service_account;
use crate::world::World;

/// The world as a document that can be a seed; nothing secret is in it.
pub(crate) fn unload(world: &World) -> Value {
    let organizations: Vec<Value> = world.organizations.values().map(unload_organization).collect();
    let providers: Vec<Value> = world
        .providers
        .iter()
        .map(|(id, provider)| {
            let administrators: Vec<Value> = provider.administrators.iter().map(Administrator::unloaded).collect();
            json!({ "id": id, "organizations": provider.organizations, "administrators": administrators })
        })
        .collect();
    json!({
        "now": world.house.now_text(),
        "organizations": organizations,
        "providers": providers,
        "mail": world.house.mail,
        "service_accounts": service_account::unloaded(world),
    })
}

fn unload_organization(organization: &Organization) -> Value {
    let mut part = json!({ "id": organization.id, "name": organization.name() });
    let mut document = organization.document.clone();
    if let Value::Object(map) = &mut document {
        set(&mut part, "settings", map.shift_remove("settings").unwrap_or_default());
    }
    set(&mut part, "document", document);
    for kind in Kind::ALL {
        let documents: Vec<Value> = organization.of(kind).all().map(|(_, document)| document.to_value()).collect();
        if !documents.is_empty() {
            set(&mut part, kind.plural(), documents);
        }
    }
    let object = |node: &Node| json!({ "type": node.0.name(), "id": node.1 });
    let edges: Vec<Value> = organization
        .graph
        .all()
        .map(|(from, to, edge)| {
            json!({ "from": object(from), "to": object(to), "attributes": edge.attributes, "by_rule": edge.by_rule })
        })
        .collect();
    set(&mut part, "edges", edges);
    set(&mut part, "next_unix_id", organization.next_unix_id);
    set(&mut part, "events", organization.events.all().map(Event::unloaded).collect::<Vec<_>>());
    // What is still to be done is not shown with its secrets.
    for job in part.get_mut("bulk_jobs").and_then(Value::as_array_mut).into_iter().flatten() {
        for row in job.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten() {
            row.get_mut("body").and_then(Value::as_object_mut).map(|body| body.shift_remove("password"));
        }
    }
    masked(part)
}
