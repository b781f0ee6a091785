//! Events on their way into the store and back: the private part of each is sealed under the person's key.

use std::collections::BTreeMap;

use dayone_core::chain::{Head, Record};
use dayone_core::event::{Event, Fact, Private};
use dayone_store::{NewEvent, SealedField, SealedValue, Store, StoreError, Vault};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use crate::course::Course;
use crate::error::EngineError;
use crate::randomness::Randomness;

/// The version of the events that are written.
const VERSION: i64 = 1;
/// The sealed field that holds an event's private part.
const PRIVATE: &str = "private";
/// The sealed field that holds a password.
pub(crate) const PASSWORD: &str = "password";

/// An event that is not stored yet.
pub(crate) struct Draft {
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) fact: Fact,
    pub(crate) private: Private,
    pub(crate) password: Option<SecretString>,
}

impl Draft {
    pub(crate) fn new(at: Timestamp, actor: &str, fact: Fact, private: Private) -> Draft {
        Draft { at, actor: actor.to_owned(), fact, private, password: None }
    }

    /// The event as it will be read back.
    pub(crate) fn event(&self, seq: i64) -> Event {
        Event { seq, at: self.at, actor: self.actor.clone(), fact: self.fact.clone(), private: self.private.clone() }
    }
}

/// Whose stream it is: what sealing needs to know.
pub(crate) struct Stream<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) person: &'a str,
    pub(crate) run_id: &'a str,
}

/// Seals drafts for the places right after `head`.
pub(crate) async fn seal(
    vault: &Vault,
    randomness: &Randomness,
    stream: &Stream<'_>,
    head: Head,
    drafts: &[Draft],
) -> Result<Vec<NewEvent>, EngineError> {
    let mut sealed = Vec::with_capacity(drafts.len());
    let mut rng = randomness.rng();
    for (seq, draft) in (head.seq + 1..).zip(drafts) {
        let mut fields: Vec<SealedField> = Vec::new();
        if draft.private != Private::None {
            let text = serde_json::to_vec(&draft.private).map_err(|_| EngineError::unstorable(stream.run_id, seq))?;
            let text = zeroize::Zeroizing::new(text);
            let Stream { tenant, person, run_id } = stream;
            fields.push(vault.seal(tenant, person, run_id, seq, PRIVATE, &text, &mut rng).await?);
        }
        if let Some(password) = &draft.password {
            let Stream { tenant, person, run_id } = stream;
            let secret = password.expose_secret().as_bytes();
            fields.push(vault.seal(tenant, person, run_id, seq, PASSWORD, secret, &mut rng).await?);
        }
        let Ok(Value::Object(mut body)) = serde_json::to_value(&draft.fact) else {
            return Err(EngineError::unstorable(stream.run_id, seq));
        };
        body.remove("kind");
        body.insert("v".into(), VERSION.into());
        sealed.push(NewEvent {
            at_us: draft.at.as_microsecond(),
            actor: draft.actor.clone(),
            kind: draft.fact.kind().into(),
            body,
            sealed: fields,
        });
    }
    Ok(sealed)
}

/// A run as the store has it.
pub(crate) struct Loaded<C> {
    pub(crate) run: C,
    pub(crate) head: Head,
    /// The place of the sealed password, while there is one.
    pub(crate) password: Option<SealedValue>,
}

/// Reads a run, opening what was sealed.
pub(crate) async fn load<C: Course>(
    store: &Store,
    vault: &Vault,
    tenant: &str,
    run_id: &str,
) -> Result<Loaded<C>, EngineError> {
    let events = events(store, vault, tenant, run_id).await?;
    let sealed = store.sealed_of(run_id).await?;
    let password = sealed.into_iter().find(|value| value.field == PASSWORD);
    let run = C::replay(run_id, &events.list)?;
    Ok(Loaded { run, head: events.head, password })
}

/// The events of a run.
pub(crate) struct Events {
    pub(crate) list: Vec<Event>,
    pub(crate) head: Head,
}

/// Reads the events of a run, opening what was sealed.
pub(crate) async fn events(store: &Store, vault: &Vault, tenant: &str, run_id: &str) -> Result<Events, EngineError> {
    let records = store.events(run_id, 0, i64::MAX).await?;
    if records.is_empty() {
        return Err(EngineError::NoSuchRun(run_id.to_owned()));
    }
    let sealed: BTreeMap<i64, SealedValue> = store
        .sealed_of(run_id)
        .await?
        .into_iter()
        .filter(|value| value.field == PRIVATE)
        .map(|value| (value.seq, value))
        .collect();
    let mut head = Head::EMPTY;
    let mut list = Vec::with_capacity(records.len());
    for record in records {
        head = Head { seq: record.seq, digest: record.digest };
        list.push(open(vault, tenant, record, &sealed).await?);
    }
    Ok(Events { list, head })
}

async fn open(
    vault: &Vault,
    tenant: &str,
    record: Record,
    sealed: &BTreeMap<i64, SealedValue>,
) -> Result<Event, EngineError> {
    let unreadable = || EngineError::Unreadable { run: record.stream.clone(), seq: record.seq };
    let Ok(Value::Object(body)) = serde_json::from_str::<Value>(&record.body) else { return Err(unreadable()) };
    if body.get("v").and_then(Value::as_i64) != Some(VERSION) && record.kind != "person_erased" {
        return Err(unreadable());
    }
    let declared = body.get("sealed").is_some_and(|fields| fields.get(PRIVATE).is_some());
    let private = match sealed.get(&record.seq) {
        Some(value) => match vault.open(tenant, value).await {
            Ok(text) => serde_json::from_slice(&text).map_err(|_| unreadable())?,
            Err(StoreError::KeyDestroyed { .. }) => Private::Erased,
            Err(other) => return Err(other.into()),
        },
        None if declared => Private::Erased,
        None => Private::None,
    };
    let fact = fact(&record.kind, body).map_err(|_| unreadable())?;
    let at = Timestamp::from_microsecond(record.at_us).map_err(|_| unreadable())?;
    Ok(Event { seq: record.seq, at, actor: record.actor.clone(), fact, private })
}

fn fact(kind: &str, mut body: Map<String, Value>) -> Result<Fact, serde_json::Error> {
    for added in ["v", "sealed", "erased"] {
        body.remove(added);
    }
    body.insert("kind".into(), kind.into());
    serde_json::from_value(Value::Object(body))
}
