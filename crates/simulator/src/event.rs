//! What happened in an organisation, as Directory Insights tells it.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::written;
use crate::collection::{Sight, Written};
use crate::graph::Node;

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
                let named = if node.0 == crate::kind::Kind::User { "username" } else { "name" };
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
