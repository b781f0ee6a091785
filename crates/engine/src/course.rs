//! What the events of a stream come to: a hire or a change. Both are held, recorded and driven in the same way.

use std::sync::Arc;

use dayone_core::change::{self, Change};
use dayone_core::event::Event;
use dayone_core::run::{self, IllegalEvent, Run};
use jiff::Timestamp;

use crate::change::row as change_row;
use crate::engine::Engine;
use crate::row::{After, Named};

/// A run, whatever it is.
#[derive(Debug, Clone)]
pub enum RunOf {
    /// A hire.
    Hire(Box<Run>),
    /// A change.
    Change(Box<Change>),
}

/// The fold of a stream.
pub(crate) trait Course: Clone + Send + Sync + 'static {
    fn replay(id: &str, events: &[Event]) -> Result<Self, IllegalEvent>;
    fn fold(self, event: &Event) -> Result<Self, IllegalEvent>;
    fn id(&self) -> &str;
    fn tenant(&self) -> &str;
    fn seq(&self) -> i64;
    /// The row that goes with it.
    fn after(&self, now: Timestamp) -> After;
    /// How far its username has come.
    fn named(&self) -> Named;
    /// The username that it gives.
    fn username(&self) -> Option<&str>;
    /// Shows whoever watches how far it has come.
    fn tell(&self, engine: &Engine);
}

impl Course for Run {
    fn replay(id: &str, events: &[Event]) -> Result<Run, IllegalEvent> {
        run::replay(id, events)
    }

    fn fold(self, event: &Event) -> Result<Run, IllegalEvent> {
        run::fold(self, event)
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn tenant(&self) -> &str {
        &self.tenant
    }

    fn seq(&self) -> i64 {
        self.seq
    }

    fn after(&self, now: Timestamp) -> After {
        After::of(self, now)
    }

    fn named(&self) -> Named {
        Named::of(self)
    }

    fn username(&self) -> Option<&str> {
        self.plan().map(|plan| plan.account.username.as_str())
    }

    fn tell(&self, engine: &Engine) {
        // Nobody may be watching.
        let _ = engine.0.progress.send(Arc::new(self.clone()));
    }
}

impl Course for Change {
    fn replay(id: &str, events: &[Event]) -> Result<Change, IllegalEvent> {
        change::replay(id, events)
    }

    fn fold(self, event: &Event) -> Result<Change, IllegalEvent> {
        change::fold(self, event)
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn tenant(&self) -> &str {
        &self.tenant
    }

    fn seq(&self) -> i64 {
        self.seq
    }

    fn after(&self, now: Timestamp) -> After {
        change_row::after(self, now)
    }

    /// The names of changes are set when they are opened.
    fn named(&self) -> Named {
        Named::Reserved
    }

    fn username(&self) -> Option<&str> {
        None
    }

    fn tell(&self, engine: &Engine) {
        // Nobody may be watching.
        let _ = engine.0.changes.send(Arc::new(self.clone()));
    }
}
