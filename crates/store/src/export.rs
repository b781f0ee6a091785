//! A tenant's history as lines: what `audit export` writes, and what verification reads, here or offline.

use std::{collections::BTreeSet, io};

use dayone_core::chain::{Head, Record};
use serde::{Deserialize, Serialize};

use crate::{
    db::{Cells, Row, Tx, args},
    error::StoreError,
    ledger::{Anchor, LedgerHead, ledger_stream},
    ledger_key::LedgerPublicKey,
    log::ciphertext_digest,
    open::Store,
    reads::{EVENTS, SEALED, SealedValue, streams_in},
    verify::{Verification, Verifier},
    verify_sealed::{Place, SealedPlace},
};

/// Events read at once.
const PAGE: i64 = 1000;

/// One line of an export. It holds no sealed value, only digests of their ciphertexts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum ExportLine {
    /// The first line.
    Tenant {
        /// The tenant.
        tenant: String,
        /// The form of the lines that follow: 1.
        form: i64,
    },
    /// A run's row.
    Run {
        /// The run.
        run_id: String,
        /// The head that the row states.
        head: Head,
    },
    /// An event, with the bytes that its digest covers.
    Event(Record),
    /// A sealed value, where it lies.
    Sealed(SealedPlace),
}

impl Store {
    /// Gives every line of a tenant's history, all of one moment, to `each`.
    ///
    /// # Errors
    /// Those of the database, or [`StoreError::Export`] with the error of `each`, which ends the export.
    pub async fn export(
        &self,
        tenant: &str,
        mut each: impl FnMut(ExportLine) -> io::Result<()> + Send,
    ) -> Result<(), StoreError> {
        let mut each = |line| each(line).map_err(|source| StoreError::Export { tenant: tenant.to_owned(), source });
        let mut tx = self.inner.db.snapshot().await?;
        each(ExportLine::Tenant { tenant: tenant.to_owned(), form: 1 })?;
        let sql = "SELECT run_id, head_seq, head_digest FROM run WHERE tenant = $1 ORDER BY run_id";
        for RunHead { run_id, head } in tx.rows(sql, args![tenant]).await? {
            each(ExportLine::Run { run_id, head })?;
        }
        let ledger = ledger_stream(tenant);
        let mut streams = BTreeSet::from_iter(streams_in(&mut tx, tenant).await?);
        streams.insert(ledger.clone());
        // The ledger also names streams whose row is gone.
        let mut named = BTreeSet::new();
        events(&mut tx, &ledger, |record| {
            named.extend(streams_named(&record));
            each(ExportLine::Event(record))
        })
        .await?;
        streams.extend(named);
        for stream in &streams {
            if *stream != ledger {
                events(&mut tx, stream, |record| each(ExportLine::Event(record))).await?;
            }
            for value in tx.rows::<SealedValue>(SEALED, args![stream]).await? {
                each(ExportLine::Sealed(value.into()))?;
            }
        }
        for value in tx.rows::<SealedValue>(STRAYS, args![tenant]).await? {
            if !streams.contains(&value.stream) {
                each(ExportLine::Sealed(value.into()))?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Verifies a tenant's streams, ledger and sealed values, against the public keys that may have signed and the
    /// anchors kept elsewhere. It needs no master key.
    ///
    /// # Errors
    /// Those of the database; what is wrong with the history is a [`Finding`](crate::Finding), not an error.
    pub async fn verify_tenant(
        &self,
        tenant: &str,
        keys: &[LedgerPublicKey],
        anchors: &[Anchor],
    ) -> Result<Verification, StoreError> {
        let mut verifier = Verifier::new(tenant, keys, anchors);
        self.export(tenant, |line| {
            verifier.line(line);
            Ok(())
        })
        .await?;
        Ok(verifier.finish())
    }
}

/// Verifies an export: without a database, without keys of dayone's but the public one.
///
/// # Errors
/// [`StoreError::Corrupt`] if the first line does not name the tenant, or a second one does.
pub fn verify_export(
    lines: impl IntoIterator<Item = ExportLine>,
    anchors: &[Anchor],
    keys: &[LedgerPublicKey],
) -> Result<Verification, StoreError> {
    let no_tenant = || StoreError::Corrupt { what: "the first line, which names the tenant, of an export not".into() };
    let mut lines = lines.into_iter();
    let Some(ExportLine::Tenant { tenant, form: 1 }) = lines.next() else { return Err(no_tenant()) };
    let mut verifier = Verifier::new(&tenant, keys, anchors);
    for line in lines {
        if let ExportLine::Tenant { .. } = line {
            return Err(no_tenant());
        }
        verifier.line(line);
    }
    Ok(verifier.finish())
}

impl Verifier<'_> {
    /// Takes in one line of an export.
    pub fn line(&mut self, line: ExportLine) {
        match line {
            ExportLine::Tenant { .. } => {}
            ExportLine::Run { run_id, head } => self.run(run_id, head),
            ExportLine::Event(record) => self.record(&record),
            ExportLine::Sealed(value) => self.sealed(value),
        }
    }
}

/// Values under a tenant's (`$1`) keys that lie outside its runs.
const STRAYS: &str = "SELECT s.stream, s.seq, s.field, s.key_id, s.ciphertext
     FROM sealed s JOIN data_key k ON k.key_id = s.key_id
     WHERE k.tenant = $1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.run_id = s.stream AND r.tenant = $1)
     ORDER BY s.stream, s.seq, s.field";

async fn events(
    tx: &mut Tx,
    stream: &str,
    mut each: impl FnMut(Record) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut since = i64::MIN;
    loop {
        let page = tx.rows::<Record>(EVENTS, args![stream, since, PAGE]).await?;
        let Some(last) = page.last() else { return Ok(()) };
        since = last.seq;
        page.into_iter().try_for_each(&mut each)?;
    }
}

fn streams_named(record: &Record) -> Vec<String> {
    #[derive(Deserialize)]
    struct Body {
        heads: Vec<LedgerHead>,
    }
    let body = serde_json::from_str::<Body>(&record.body);
    body.map_or_else(|_| Vec::new(), |body| body.heads.into_iter().map(|head| head.stream).collect())
}

struct RunHead {
    run_id: String,
    head: Head,
}

impl Row for RunHead {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(RunHead { run_id: cells.text(0)?, head: Head { seq: cells.int(1)?, digest: cells.digest(2)? } })
    }
}

impl From<SealedValue> for SealedPlace {
    fn from(value: SealedValue) -> Self {
        let SealedValue { stream, seq, field, key_id, ciphertext } = value;
        SealedPlace { place: Place { stream, seq, field }, key: key_id, sha256: ciphertext_digest(&ciphertext) }
    }
}
