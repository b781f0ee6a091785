//! Appending events: the chain, the fence, the sealed values and the run's row, in one transaction.

use base64::Engine as _;
use dayone_core::chain::{Digest, Head, Record, link};
use serde_json::{Map, Value, json};

use crate::{
    db::{Tx, args},
    error::{AppendError, StoreError},
    open::Store,
    usernames::{self, NameFate},
    writer::Write,
};

/// An event to be appended.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// When it happened, in microseconds since 1970.
    pub at_us: i64,
    /// Who did it.
    pub actor: String,
    /// What kind of event it is.
    pub kind: String,
    /// Its content, without personal values. The store adds the members `sealed` and `erased` where they apply.
    pub body: Map<String, Value>,
    /// Values kept outside the event, encrypted and erasable; the event holds their digests.
    pub sealed: Vec<SealedField>,
}

/// One encrypted value of an event, made by [`Vault::seal`](crate::Vault::seal) for exactly this place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedField {
    /// The field's name.
    pub field: String,
    /// The data key that it was sealed with.
    pub key_id: String,
    /// Base64 of nonce and ciphertext.
    pub ciphertext: String,
}

/// What a worker must still hold for its append to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The lease's epoch, from [`Claim`](crate::Claim).
    pub epoch: i64,
    /// The stream's head, as the worker knows it.
    pub head: Head,
}

/// The run's row after an append.
#[derive(Debug, Clone)]
pub struct After {
    /// The run's state, a word of the engine's.
    pub state: String,
    /// When the run is to be claimed next, in microseconds since 1970; none if it waits for somebody or is closed.
    pub due_us: Option<i64>,
    /// What lists show, as JSON, without personal values.
    pub summary: Value,
    /// Whether the run has, or will have, an account.
    pub joins: bool,
    /// Whether the lease is given back.
    pub release: bool,
    /// When the run was closed, in microseconds since 1970.
    pub closed_us: Option<i64>,
    /// What becomes of the username that the run has reserved.
    pub username: NameFate,
}

impl Store {
    /// Appends events to a run and updates its row, all or nothing, and returns the new head.
    ///
    /// `erase` names sealed values of earlier events that are destroyed in the same transaction; the first event says
    /// so in its member `erased`.
    ///
    /// # Errors
    /// [`AppendError::Fenced`] if the lease's epoch or the head moved on; [`AppendError::Store`] otherwise.
    pub async fn append(
        &self,
        run_id: &str,
        fence: Fence,
        events: &[NewEvent],
        erase: &[(i64, String)],
        after: After,
    ) -> Result<Head, AppendError> {
        let links = chain(run_id, fence.head, events, erase)?;
        let run_id = run_id.to_owned();
        self.write(Append { run_id, fence, links, erase: erase.to_vec(), after }).await
    }

    /// Appends events to a stream that has no run's row: an administration stream, for instance. `head` is the
    /// stream's head as the caller knows it ([`Store::head`]).
    ///
    /// # Errors
    /// [`AppendError::Fenced`] if the stream was continued by somebody else; [`AppendError::Store`] otherwise.
    pub async fn append_stream(&self, stream: &str, head: Head, events: &[NewEvent]) -> Result<Head, AppendError> {
        let links = chain(stream, head, events, &[])?;
        self.write(AppendStream { stream: stream.to_owned(), head, links }).await
    }
}

/// Events with their places in the chain, as they will be stored.
#[derive(Debug)]
pub(crate) struct Links {
    pub(crate) records: Vec<Record>,
    pub(crate) sealed: Vec<(i64, SealedField)>,
    pub(crate) head: Head,
}

/// Links events to a head: serialises each body once and computes the digests.
pub(crate) fn chain(
    stream: &str,
    from: Head,
    events: &[NewEvent],
    erase: &[(i64, String)],
) -> Result<Links, StoreError> {
    if events.is_empty() && !erase.is_empty() {
        return Err(StoreError::SilentErasure { stream: stream.to_owned() });
    }
    let mut links = Links { records: Vec::with_capacity(events.len()), sealed: Vec::new(), head: from };
    for event in events {
        let erased = if links.records.is_empty() { erase } else { &[] };
        let seq = links.head.seq + 1;
        let body = body_text(stream, event, erased)?;
        let NewEvent { at_us, actor, kind, .. } = event;
        let digest = link(&links.head.digest, stream, seq, *at_us, actor, kind, &body);
        links.records.push(Record {
            stream: stream.to_owned(),
            seq,
            at_us: *at_us,
            actor: actor.clone(),
            kind: kind.clone(),
            body,
            prev: links.head.digest,
            digest,
        });
        links.sealed.extend(event.sealed.iter().map(|field| (seq, field.clone())));
        links.head = Head { seq, digest };
    }
    Ok(links)
}

/// The body with the store's own members: `sealed` (digest and key of each sealed value) and `erased`.
fn body_text(stream: &str, event: &NewEvent, erased: &[(i64, String)]) -> Result<String, StoreError> {
    for member in ["sealed", "erased"] {
        if event.body.contains_key(member) {
            return Err(StoreError::ReservedMember { stream: stream.to_owned(), member });
        }
    }
    let mut body = event.body.clone();
    if !event.sealed.is_empty() {
        let sealed = event.sealed.iter().map(|value| {
            let member = json!({ "sha256": ciphertext_digest(&value.ciphertext), "key": value.key_id });
            (value.field.clone(), member)
        });
        body.insert("sealed".into(), Value::Object(sealed.collect()));
    }
    if !erased.is_empty() {
        let places = erased.iter().map(|(seq, field)| json!({ "seq": seq, "field": field }));
        body.insert("erased".into(), places.collect());
    }
    Ok(Value::Object(body).to_string())
}

/// SHA-256 of a ciphertext's bytes; text that is not base64 is hashed as it stands, so that it is found, not trusted.
pub(crate) fn ciphertext_digest(ciphertext: &str) -> Digest {
    let engine = base64::engine::general_purpose::STANDARD;
    match engine.decode(ciphertext) {
        Ok(bytes) if engine.encode(&bytes) == ciphertext => Digest::of(&bytes),
        _ => Digest::of(ciphertext.as_bytes()),
    }
}

struct Append {
    run_id: String,
    fence: Fence,
    links: Links,
    erase: Vec<(i64, String)>,
    after: After,
}

impl Write for Append {
    type Answer = Head;
    type Error = AppendError;

    async fn perform(&self, tx: &mut Tx) -> Result<Head, AppendError> {
        let Append { run_id, fence, links, erase, after } = self;
        // The row first: it is the lock and the fence. The events' primary key is the second net.
        let updated = tx
            .exec(
                "UPDATE run SET state = $1, due_us = $2, summary = $3, closed_us = $4, head_seq = $5, head_digest = $6,
                    lease_owner = CASE WHEN $7 = 1 THEN NULL ELSE lease_owner END,
                    lease_until_us = CASE WHEN $7 = 1 THEN 0 ELSE lease_until_us END, joins = $12
                 WHERE run_id = $8 AND lease_epoch = $9 AND head_seq = $10 AND head_digest = $11",
                args![
                    &after.state,
                    after.due_us,
                    after.summary.to_string(),
                    after.closed_us,
                    links.head.seq,
                    links.head.digest.to_string(),
                    i64::from(after.release),
                    run_id,
                    fence.epoch,
                    fence.head.seq,
                    fence.head.digest.to_string(),
                    i64::from(after.joins),
                ],
            )
            .await?;
        if updated == 0 {
            return Err(AppendError::Fenced { stream: run_id.clone() });
        }
        insert(tx, run_id, links).await?;
        for (seq, field) in erase {
            let sql = "DELETE FROM sealed WHERE stream = $1 AND seq = $2 AND field = $3";
            tx.exec(sql, args![run_id, *seq, field]).await?;
        }
        let at_us = links.records.last().map_or(0, |record| record.at_us);
        usernames::settle(tx, run_id, &after.username, at_us).await?;
        Ok(links.head)
    }
}

struct AppendStream {
    stream: String,
    head: Head,
    links: Links,
}

impl Write for AppendStream {
    type Answer = Head;
    type Error = AppendError;

    async fn perform(&self, tx: &mut Tx) -> Result<Head, AppendError> {
        if head_in(tx, &self.stream).await? != self.head {
            return Err(AppendError::Fenced { stream: self.stream.clone() });
        }
        insert(tx, &self.stream, &self.links).await?;
        Ok(self.links.head)
    }
}

/// The head of a stream, by its last event.
pub(crate) async fn head_in(tx: &mut Tx, stream: &str) -> Result<Head, sqlx::Error> {
    let sql = "SELECT seq, digest FROM event WHERE stream = $1 ORDER BY seq DESC LIMIT 1";
    Ok(tx.first::<Head>(sql, args![stream]).await?.unwrap_or(Head::EMPTY))
}

/// Writes linked events and their sealed values.
pub(crate) async fn insert(tx: &mut Tx, stream: &str, links: &Links) -> Result<(), AppendError> {
    for record in &links.records {
        let Record { stream, seq, at_us, actor, kind, body, prev, digest } = record;
        tx.exec(
            "INSERT INTO event (stream, seq, at_us, actor, kind, body, prev, digest)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![stream, *seq, *at_us, actor, kind, body, prev.to_string(), digest.to_string()],
        )
        .await
        .map_err(|error| if is_taken(&error) { fenced(stream) } else { error.into() })?;
    }
    for (seq, SealedField { field, key_id, ciphertext }) in &links.sealed {
        // A process that still remembers a destroyed key must not seal with it.
        let inserted = tx
            .exec(
                "INSERT INTO sealed (stream, seq, field, key_id, ciphertext)
                 SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT 1 FROM data_key WHERE key_id = $4)",
                args![stream, *seq, field, key_id, ciphertext],
            )
            .await?;
        if inserted == 0 {
            return Err(StoreError::KeyDestroyed { stream: stream.to_owned(), key: key_id.clone() }.into());
        }
    }
    Ok(())
}

fn fenced(stream: &str) -> AppendError {
    AppendError::Fenced { stream: stream.to_owned() }
}

/// Whether a place in a stream is taken already: the primary key says so, or SQLite's trigger (code 1811).
fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|e| e.is_unique_violation() || e.code().as_deref() == Some("1811"))
}
