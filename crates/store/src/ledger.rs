//! The ledger: each tenant's stream of signed entries that commit the heads of its other streams, so that a truncated or
//! deleted stream shows. It is written by one sealer at a time, not by every run.

use dayone_core::chain::{Digest, Head};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    db::{Cells, Row, Tx, args},
    error::{AppendError, StoreError},
    ledger_key::LedgerKey,
    log::{NewEvent, chain, head_in, insert},
    open::Store,
    writer::Write,
};

/// The kind of a ledger's events.
pub(crate) const LEDGER_SEALED: &str = "ledger_sealed";

/// The name of a tenant's ledger stream.
#[must_use]
pub fn ledger_stream(tenant: &str) -> String {
    format!("ledger:{tenant}")
}

/// The name of a tenant's administration stream.
#[must_use]
pub fn admin_stream(tenant: &str) -> String {
    format!("admin:{tenant}")
}

/// Which heads an entry commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// Of runs that were opened, or continued when closed, since the last entry.
    OpenedAndClosed,
    /// Of every stream that moved since the last entry, open runs too.
    All,
}

/// The head of a stream, as an entry commits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// The stream.
    pub stream: String,
    /// Its last event.
    pub seq: i64,
    /// That event's digest.
    pub digest: Digest,
}

/// A signed head of a ledger: kept outside the database, it proves what the ledger held then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The tenant.
    pub tenant: String,
    /// The ledger's last event.
    pub seq: i64,
    /// That event's digest.
    pub digest: Digest,
    /// When it was sealed, in microseconds since 1970.
    pub at_us: i64,
    /// The id of the key that signed.
    pub key: String,
    /// The signature over the other members, in hex digits.
    pub signature: String,
}

impl Store {
    /// Commits heads to a tenant's ledger, signed, at most 1,000 in one entry; none if there was nothing to commit, so
    /// repeat it until then. The last that it returns belongs on an anchor. `at_us`: microseconds since 1970.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn seal_ledger(
        &self,
        tenant: &str,
        key: &LedgerKey,
        actor: &str,
        at_us: i64,
        heads: Heads,
    ) -> Result<Option<Anchor>, StoreError> {
        let signer = Signer { public: key.public().id(), key: key.clone() };
        let seal = Seal { tenant: tenant.to_owned(), signer, actor: actor.to_owned(), at_us, heads };
        self.write(seal).await
    }

    /// The tenants with runs that moved since their ledger's last entry.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tenants_to_seal(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT tenant FROM run WHERE ledger_seq < head_seq ORDER BY tenant";
        Ok(self.inner.db.rows(sql, args![]).await?)
    }

    /// Who has a history: the tenants that have runs or an administration stream, and `*` where what concerns all of
    /// them was recorded.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn histories(&self) -> Result<Vec<String>, StoreError> {
        // `;` is the sign after `:`.
        let sql = "SELECT DISTINCT tenant FROM run
                   UNION SELECT substr(stream, 7) FROM event WHERE stream > 'admin:' AND stream < 'admin;' ORDER BY 1";
        Ok(self.inner.db.rows(sql, args![]).await?)
    }

    /// The tenants that have runs.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tenants(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.inner.db.rows("SELECT DISTINCT tenant FROM run ORDER BY tenant", args![]).await?)
    }
}

impl Anchor {
    /// The bytes that an anchor's signature covers.
    pub(crate) fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = b"dayone anchor 1".to_vec();
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.at_us.to_be_bytes());
        bytes.extend(self.digest.as_bytes());
        put(&mut bytes, &self.tenant);
        bytes
    }
}

/// The bytes that an entry's signature covers: its place in the ledger and all its heads.
pub(crate) fn signed_bytes(stream: &str, seq: i64, at_us: i64, prev: &Digest, heads: &[LedgerHead]) -> Vec<u8> {
    let mut bytes = b"dayone ledger 1".to_vec();
    bytes.extend(seq.to_be_bytes());
    bytes.extend(at_us.to_be_bytes());
    bytes.extend(prev.as_bytes());
    put(&mut bytes, stream);
    for head in heads {
        put(&mut bytes, &head.stream);
        bytes.extend(head.seq.to_be_bytes());
        bytes.extend(head.digest.as_bytes());
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}

struct Signer {
    public: String,
    key: LedgerKey,
}

struct Seal {
    tenant: String,
    signer: Signer,
    actor: String,
    at_us: i64,
    heads: Heads,
}

impl Row for LedgerHead {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(LedgerHead { stream: cells.text(0)?, seq: cells.int(1)?, digest: cells.digest(2)? })
    }
}

impl Write for Seal {
    type Answer = Option<Anchor>;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<Option<Anchor>, StoreError> {
        let stream = ledger_stream(&self.tenant);
        tx.rows::<Nothing>(tx.dialect().ledger_lock, args![&stream]).await?;
        let moved = self.moved(tx).await?;
        if moved.is_empty() {
            return Ok(None);
        }
        let head = self.append(tx, &stream, &moved).await?;
        for head in &moved {
            self.remember(tx, head).await?;
        }
        let mut anchor = Anchor {
            tenant: self.tenant.clone(),
            seq: head.seq,
            digest: head.digest,
            at_us: self.at_us,
            key: self.signer.public.clone(),
            signature: String::new(),
        };
        anchor.signature = self.signer.key.sign(&anchor.signed_bytes());
        Ok(Some(anchor))
    }
}

impl Seal {
    /// The heads that the ledger does not know yet.
    async fn moved(&self, tx: &mut Tx) -> Result<Vec<LedgerHead>, sqlx::Error> {
        let sql = match self.heads {
            Heads::OpenedAndClosed => {
                "SELECT run_id, head_seq, head_digest FROM run WHERE tenant = $1 AND ledger_seq < head_seq
                   AND (ledger_seq = 0 OR closed_us IS NOT NULL) ORDER BY run_id LIMIT 1000"
            }
            Heads::All => {
                "SELECT run_id, head_seq, head_digest FROM run WHERE tenant = $1 AND ledger_seq < head_seq
                 ORDER BY run_id LIMIT 1000"
            }
        };
        let mut moved = tx.rows::<LedgerHead>(sql, args![&self.tenant]).await?;
        let admin = admin_stream(&self.tenant);
        let head = head_in(tx, &admin).await?;
        let known = tx.first::<String>("SELECT value FROM meta WHERE name = $1", args![ledgered(&admin)]).await?;
        if head.seq > known.and_then(|seq| seq.parse().ok()).unwrap_or(0) {
            moved.push(LedgerHead { stream: admin, seq: head.seq, digest: head.digest });
        }
        Ok(moved)
    }

    async fn append(&self, tx: &mut Tx, stream: &str, heads: &[LedgerHead]) -> Result<Head, StoreError> {
        let from = head_in(tx, stream).await?;
        let message = signed_bytes(stream, from.seq + 1, self.at_us, &from.digest, heads);
        let body = Map::from_iter([
            ("heads".to_owned(), json!(heads)),
            ("key".to_owned(), Value::from(self.signer.public.clone())),
            ("signature".to_owned(), Value::from(self.signer.key.sign(&message))),
        ]);
        let event = NewEvent {
            at_us: self.at_us,
            actor: self.actor.clone(),
            kind: LEDGER_SEALED.into(),
            body,
            sealed: Vec::new(),
        };
        let links = chain(stream, from, &[event], &[])?;
        insert(tx, stream, &links).await.map_err(|error| match error {
            AppendError::Fenced { stream } => StoreError::Busy { stream },
            AppendError::Store(error) => error,
        })?;
        Ok(links.head)
    }

    async fn remember(&self, tx: &mut Tx, head: &LedgerHead) -> Result<(), sqlx::Error> {
        if head.stream == admin_stream(&self.tenant) {
            let sql = "INSERT INTO meta (name, value) VALUES ($1, $2)
                       ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            tx.exec(sql, args![ledgered(&head.stream), head.seq.to_string()]).await?;
        } else {
            let sql = "UPDATE run SET ledger_seq = $1 WHERE run_id = $2 AND ledger_seq < $1";
            tx.exec(sql, args![head.seq, &head.stream]).await?;
        }
        Ok(())
    }
}

/// Where a stream without a row keeps how much of it the ledger knows.
fn ledgered(stream: &str) -> String {
    format!("ledgered:{stream}")
}

/// A row whose columns do not matter.
pub(crate) struct Nothing;

impl Row for Nothing {
    fn read(_: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Nothing)
    }
}
