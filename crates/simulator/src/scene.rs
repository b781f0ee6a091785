//! What a handler works on: one organisation, the house, and the call.

use serde_json::Value;

use crate::call::Call;
use crate::collection::Sight;
use crate::document::{set, text};
use crate::dynamic_group::{self, Moved};
use crate::event::{About, Event};
use crate::graph::Node;
use crate::kind::Kind;
use crate::organization::Organization;
use crate::reply::Reply;
use crate::stored::Stored;
use crate::world::House;

/// What a handler works on.
pub(crate) struct Scene<'a> {
    pub(crate) organization: &'a mut Organization,
    pub(crate) house: &'a mut House,
    pub(crate) call: &'a mut Call,
}

impl Scene<'_> {
    pub(crate) fn sight(&self) -> Sight {
        self.house.sight()
    }

    /// The answer of an action that has no document.
    // SYNTHETIC: sources know an empty body and a word, and that it is not to be read.
    pub(crate) fn done(&self) -> Reply {
        if self.house.switches.words_after_actions { Reply::text_ok() } else { Reply::empty(200) }
    }

    /// The document that a read of this id sees, or 404.
    pub(crate) fn read(&self, kind: Kind, id: &str) -> Result<&Stored, Reply> {
        let sight = self.sight();
        self.organization.of(kind).seen(id, &sight).ok_or_else(Reply::not_found)
    }

    /// The document that a write to this id starts from, or 404.
    pub(crate) fn current(&self, kind: Kind, id: &str) -> Result<Value, Reply> {
        self.organization.of(kind).get(id).map(Stored::to_value).ok_or_else(Reply::not_found)
    }

    /// 404 unless the thing exists as last written.
    pub(crate) fn demand(&self, kind: Kind, id: &str) -> Result<(), Reply> {
        if self.organization.has(kind, id) { Ok(()) } else { Err(Reply::not_found()) }
    }

    /// Stores a document.
    pub(crate) fn put(&mut self, kind: Kind, id: &str, document: Value) {
        let written = self.house.written();
        self.organization.of_mut(kind).put(id, document, written);
    }

    /// Tells Directory Insights of a document.
    pub(crate) fn tell(
        &mut self,
        what: impl Into<String>,
        kind: Kind,
        document: &Value,
        changes: Vec<(String, Value)>,
    ) {
        let name = ["username", "name", "displayLabel", "hostname", "domain"].iter().map(|field| text(document, field));
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or("").to_owned();
        let id = if kind.is_v1() { text(document, "_id") } else { text(document, "id") };
        self.tell_about(what.into(), About::Document { node: (kind, id.to_owned()), name, changes });
    }

    /// Tells Directory Insights of a connection.
    pub(crate) fn tell_edge(&mut self, op: &'static str, from: Node, to: Node) {
        self.tell_about("association_change".to_owned(), About::Edge { op, from, to });
    }

    /// Lets the rules of dynamic groups look at a user or a system that changed.
    pub(crate) fn follow_rules(&mut self, kind: Kind, id: &str) {
        let written = self.house.written();
        let moved = dynamic_group::on_candidate(self.organization, kind, id, written);
        self.tell_moved(moved);
    }

    /// Lets a rule that changed look at everybody.
    pub(crate) fn follow_rule(&mut self, kind: Kind, group: &str) {
        let written = self.house.written();
        let moved = dynamic_group::on_rule(self.organization, kind, group, written);
        self.tell_moved(moved);
    }

    fn tell_moved(&mut self, moved: Vec<Moved>) {
        for one in moved {
            self.tell_edge(one.op, one.group, one.member);
        }
    }

    fn tell_about(&mut self, kind: String, about: About) {
        let event = Event {
            id: self.house.ids.event(),
            at: self.house.clock.now(),
            kind,
            actor: self.house.actor.clone(),
            about,
            written: self.house.written(),
        };
        self.organization.events.add(event);
    }

    /// Removes a document with all its edges.
    pub(crate) fn erase(&mut self, kind: Kind, id: &str) {
        let written = self.house.written();
        self.organization.erase(kind, id, written);
    }

    /// Stores a new document under a fresh id and returns it with its ids.
    pub(crate) fn insert(&mut self, kind: Kind, mut document: Value) -> Value {
        let id = self.house.ids.fresh();
        set(&mut document, "id", id.clone());
        if kind.is_v1() {
            set(&mut document, "_id", id.clone());
        }
        self.put(kind, &id, document.clone());
        document
    }
}
