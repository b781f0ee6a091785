//! What happened in an organisation, as Directory Insights tells it.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::written;
use crate::collection::{Sight, Written};
use crate::graph::Node;
use crate::kind::Kind;

/// How many events are remembered.
const MOST: usize = 20_000;

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    /// Such as `user_create`.
    pub(crate) kind: String,
    /// The label of the key that did it.
    pub(crate) actor: String,
    pub(crate) about: About,
    pub(crate) written: Written,
}

/// What an event is about.
#[derive(Clone, Debug)]
pub(crate) enum About {
    /// A document, with its name and the fields that changed.
    Document { node: Node, name: String, changes: Vec<(String, Value)> },
    /// A connection of two things.
    Edge { op: &'static str, from: Node, to: Node },
}

/// The newest events, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events(VecDeque<Event>);

impl Events {
    pub(crate) fn add(&mut self, event: Event) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(event);
    }

    /// All that is remembered, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Event> {
        self.0.iter()
    }

    /// What a read sees, oldest first.
    pub(crate) fn seen(&self, sight: Sight) -> impl Iterator<Item = &Event> {
        self.0.iter().filter(move |event| sight.sees(event.written))
    }
}

impl Event {
    /// The event as Directory Insights answers it.
    // SYNTHETIC: names of events but user_create and user_update, and which fields an event has.
    pub(crate) fn described(&self, organization: &str) -> Value {
        let mut event = json!({
            "id": self.id,
            "service": "directory",
            "event_type": self.kind,
            "timestamp": written(self.at),
            "organization": organization,
            "initiated_by": { "type": "admin", "email": self.actor },
            "success": true,
            "@version": "1",
        });
        let object = |node: &Node| json!({ "type": node.0.name(), "object_id": node.1 });
        match &self.about {
            About::Document { node, name, changes } => {
                let named = if node.0 == Kind::User { "username" } else { "name" };
                event["resource"] = json!({ "type": node.0.name(), "id": node.1, named: name });
                if !changes.is_empty() {
                    let changes = changes.iter().map(|(field, to)| json!({ "field": field, "to": to }));
                    event["changes"] = changes.collect();
                }
            }
            About::Edge { op, from, to } => {
                let connection = json!({ "from": object(from), "to": object(to) });
                event["association"] = json!({ "op": op, "connection": connection });
            }
        }
        event
    }
}

/// As a seed has events: with all that answers are made from.
impl Event {
    pub(crate) fn unloaded(&self) -> Value {
        let end = |node: &Node| json!({ "type": node.0.name(), "id": node.1 });
        let about = match &self.about {
            About::Document { node, name, changes } => {
                let changes: Vec<Value> = changes.iter().map(|(field, to)| json!([field, to])).collect();
                json!({ "document": end(node), "name": name, "changes": changes })
            }
            About::Edge { op, from, to } => json!({ "op": op, "from": end(from), "to": end(to) }),
        };
        json!({ "id": self.id, "at": self.at, "kind": self.kind, "actor": self.actor, "about": about })
    }

    /// `None` if something is missing or of another form.
    pub(crate) fn loaded(part: Value, written: Written) -> Option<Event> {
        let text = |value: &Value, field: &str| value.get(field)?.as_str().map(str::to_owned);
        let end = |value: Option<&Value>| Some((Kind::named(&text(value?, "type")?)?, text(value?, "id")?));
        let about = part.get("about")?;
        let about = match about.get("op").and_then(Value::as_str) {
            Some(op) => {
                let op = ["add", "remove", "update"].into_iter().find(|known| *known == op)?;
                About::Edge { op, from: end(about.get("from"))?, to: end(about.get("to"))? }
            }
            None => {
                let changes = about.get("changes")?.as_array()?.iter();
                let change = |change: &Value| Some((change.get(0)?.as_str()?.to_owned(), change.get(1)?.clone()));
                let changes = changes.map(change).collect::<Option<_>>()?;
                About::Document { node: end(about.get("document"))?, name: text(about, "name")?, changes }
            }
        };
        let at = text(&part, "at")?.parse().ok()?;
        Some(Event {
            id: text(&part, "id")?,
            at,
            kind: text(&part, "kind")?,
            actor: text(&part, "actor")?,
            about,
            written,
        })
    }
}
