//! Verification: walks every stream of a tenant and its ledger, from the database or from an export, and tells apart what
//! is wrong.

use std::collections::BTreeMap;

use dayone_core::chain::{self, Digest, Head, Record};
use serde_json::Value;

use crate::{
    finding::Finding,
    ledger::{Anchor, LEDGER_SEALED, LedgerHead, admin_stream, ledger_stream, signed_bytes},
    ledger_key::LedgerPublicKey,
    verify_sealed::{Place, SealedPlace, Sealing},
};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The tenant.
    pub tenant: String,
    /// How many streams were walked.
    pub streams: usize,
    /// How many events were walked.
    pub events: usize,
    /// What is wrong; empty if the history is as it was written.
    pub findings: Vec<Finding>,
    /// Sealed values that were erased, as the history says: nothing is wrong with that.
    pub erased: Vec<Place>,
    /// What the ledger in the database covers.
    pub ledger: Coverage,
    /// What the given anchors cover; nothing if none was given.
    pub anchors: Coverage,
}

/// How much of the history is proved by something outside the streams themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// When the last entry or anchor was sealed, in microseconds since 1970.
    pub sealed_us: Option<i64>,
    /// Events that none covers: if they were removed or rewritten, nobody could tell.
    pub uncovered: usize,
    /// When the first of these happened, in microseconds since 1970.
    pub from_us: Option<i64>,
    /// When the last of these happened.
    pub to_us: Option<i64>,
}

/// Collects a tenant's history piece by piece, in any order of streams, and judges it.
pub struct Verifier<'a> {
    tenant: String,
    ledger_stream: String,
    keys: &'a [LedgerPublicKey],
    anchors: &'a [Anchor],
    walks: BTreeMap<String, Walk>,
    rows: BTreeMap<String, Head>,
    entries: Vec<Entry>,
    sealing: Sealing,
    findings: Vec<Finding>,
}

/// How far one stream was walked.
#[derive(Default)]
struct Walk {
    /// Digest and time of each event.
    places: Vec<(Digest, i64)>,
    is_broken: bool,
}

struct Entry {
    seq: i64,
    at_us: i64,
    heads: Vec<LedgerHead>,
}

impl Verification {
    /// Whether nothing is wrong. What no anchor covers is not proved by that: see [`Verification::anchors`].
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl<'a> Verifier<'a> {
    /// Starts with the keys that may have signed, and the anchors kept elsewhere (those of other tenants are ignored).
    #[must_use]
    pub fn new(tenant: &str, keys: &'a [LedgerPublicKey], anchors: &'a [Anchor]) -> Self {
        Verifier {
            tenant: tenant.to_owned(),
            ledger_stream: ledger_stream(tenant),
            keys,
            anchors,
            walks: BTreeMap::new(),
            rows: BTreeMap::new(),
            entries: Vec::new(),
            sealing: Sealing::default(),
            findings: Vec::new(),
        }
    }

    /// The head that a run's row states.
    pub fn run(&mut self, run_id: String, head: Head) {
        self.rows.insert(run_id, head);
    }

    /// The next event of a stream.
    pub fn record(&mut self, record: &Record) {
        let walk = self.walks.entry(record.stream.clone()).or_default();
        if walk.is_broken {
            return;
        }
        if let Err(tampered) = chain::verify(walk.head(), std::slice::from_ref(record)) {
            walk.is_broken = true;
            self.findings.push(Finding::Tampered(tampered));
            return;
        }
        walk.places.push((record.digest, record.at_us));
        let body = serde_json::from_str(&record.body).unwrap_or(Value::Null);
        self.sealing.declare(record, &body);
        if record.stream == self.ledger_stream && record.kind == LEDGER_SEALED {
            self.entry(record, &body);
        }
    }

    /// A sealed value, where it lies.
    pub fn sealed(&mut self, value: SealedPlace) {
        self.sealing.found(value);
    }

    /// Judges everything that was collected.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        self.compare_rows();
        self.compare_entries();
        let anchored = self.compare_anchors();
        let (faults, erased) = self.sealing.judge(|stream| self.walks.get(stream).is_some_and(|walk| walk.is_broken));
        self.findings.extend(faults.into_iter().map(Finding::Sealed));
        let last = self.entries.last().map(|entry| (entry.seq, entry.at_us));
        Verification {
            streams: self.walks.len(),
            events: self.walks.values().map(|walk| walk.places.len()).sum(),
            ledger: self.coverage(last, i64::MAX),
            anchors: self.coverage(anchored, anchored.map_or(0, |(seq, _)| seq)),
            tenant: self.tenant,
            findings: self.findings,
            erased,
        }
    }

    fn entry(&mut self, record: &Record, body: &Value) {
        let (stream, seq) = (record.stream.clone(), record.seq);
        let heads = serde_json::from_value::<Vec<LedgerHead>>(body["heads"].clone());
        let (Ok(heads), Some(key), Some(signature)) = (heads, body["key"].as_str(), body["signature"].as_str()) else {
            self.findings.push(Finding::BadSignature { stream, seq });
            return;
        };
        let message = signed_bytes(&stream, seq, record.at_us, &record.prev, &heads);
        match self.keys.iter().find(|public| public.id() == key) {
            None => self.findings.push(Finding::UnknownKey { stream, seq, key: key.to_owned() }),
            Some(public) if public.accepts(&message, signature) => {}
            Some(_) => self.findings.push(Finding::BadSignature { stream, seq }),
        }
        self.entries.push(Entry { seq, at_us: record.at_us, heads });
    }

    fn compare_rows(&mut self) {
        for (stream, row) in &self.rows {
            let stream = stream.clone();
            match self.walks.get(&stream).map_or(Compared::Deleted, |walk| walk.compare(row.seq, row.digest)) {
                Compared::Deleted => self.findings.push(Finding::Deleted { stream, known: row.seq }),
                Compared::Truncated { found } => {
                    self.findings.push(Finding::Truncated { stream, known: row.seq, found });
                }
                Compared::Differs => self.findings.push(Finding::RowDiffers { stream }),
                Compared::Same { found } if found > row.seq => self.findings.push(Finding::RowDiffers { stream }),
                Compared::Same { .. } | Compared::Broken => {}
            }
        }
        let admin = admin_stream(&self.tenant);
        let without_row = self
            .walks
            .keys()
            .filter(|stream| **stream != admin && **stream != self.ledger_stream && !self.rows.contains_key(*stream));
        let missing: Vec<_> = without_row.map(|stream| Finding::RowMissing { stream: stream.clone() }).collect();
        self.findings.extend(missing);
    }

    /// What the ledger knows of each stream; the highest head tells most, but an earlier one may tell of a rewriting.
    fn compare_entries(&mut self) {
        let mut found = BTreeMap::new();
        for head in self.entries.iter().flat_map(|entry| &entry.heads) {
            let walk = self.walks.get(&head.stream);
            let finding = match walk.map_or(Compared::Deleted, |walk| walk.compare(head.seq, head.digest)) {
                Compared::Deleted => Finding::Deleted { stream: head.stream.clone(), known: head.seq },
                Compared::Truncated { found } => {
                    Finding::Truncated { stream: head.stream.clone(), known: head.seq, found }
                }
                Compared::Differs => Finding::Rewritten { stream: head.stream.clone(), seq: head.seq },
                Compared::Same { .. } | Compared::Broken => continue,
            };
            found.insert(&head.stream, finding);
        }
        for finding in found.into_values() {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }

    /// Compares the ledger with the anchors, and returns the last one that holds: its entry and its time.
    fn compare_anchors(&mut self) -> Option<(i64, i64)> {
        let mut last = None;
        for anchor in self.anchors.iter().filter(|anchor| anchor.tenant == self.tenant) {
            let (stream, seq) = (self.ledger_stream.clone(), anchor.seq);
            let Some(public) = self.keys.iter().find(|public| public.id() == anchor.key) else {
                self.findings.push(Finding::UnknownKey { stream, seq, key: anchor.key.clone() });
                continue;
            };
            if !public.accepts(&anchor.signed_bytes(), &anchor.signature) {
                self.findings.push(Finding::BadAnchor { stream, seq });
                continue;
            }
            match self.walks.get(&stream).map_or(Compared::Deleted, |walk| walk.compare(seq, anchor.digest)) {
                Compared::Deleted => self.findings.push(Finding::Deleted { stream, known: seq }),
                Compared::Truncated { found } => {
                    self.findings.push(Finding::Truncated { stream, known: seq, found });
                }
                Compared::Differs => self.findings.push(Finding::Rewritten { stream, seq }),
                Compared::Broken => {}
                Compared::Same { .. } => last = last.max(Some((seq, anchor.at_us))),
            }
        }
        last
    }

    /// What the entries up to `up_to` cover.
    fn coverage(&self, last: Option<(i64, i64)>, up_to: i64) -> Coverage {
        let mut covered: BTreeMap<&str, i64> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.seq <= up_to) {
            for head in &entry.heads {
                let seq = covered.entry(&head.stream).or_default();
                *seq = head.seq.max(*seq);
            }
        }
        covered.insert(&self.ledger_stream, last.map_or(0, |(seq, _)| seq));
        let mut coverage = Coverage { sealed_us: last.map(|(_, at_us)| at_us), ..Coverage::default() };
        for (stream, walk) in &self.walks {
            let from = covered.get(stream.as_str()).and_then(|seq| usize::try_from(*seq).ok()).unwrap_or(0);
            for (_, at_us) in walk.places.iter().skip(from) {
                coverage.uncovered += 1;
                coverage.from_us = Some(coverage.from_us.map_or(*at_us, |us| us.min(*at_us)));
                coverage.to_us = coverage.to_us.max(Some(*at_us));
            }
        }
        coverage
    }
}

/// A stream beside a head that is known from elsewhere.
enum Compared {
    Same {
        found: i64,
    },
    Differs,
    Truncated {
        found: i64,
    },
    Deleted,
    /// The stream is tampered with; that was reported already.
    Broken,
}

impl Walk {
    fn head(&self) -> Head {
        match self.places.last() {
            Some((digest, _)) => Head { seq: self.length(), digest: *digest },
            None => Head::EMPTY,
        }
    }

    fn length(&self) -> i64 {
        i64::try_from(self.places.len()).unwrap_or(i64::MAX)
    }

    fn compare(&self, seq: i64, digest: Digest) -> Compared {
        let found = self.length();
        let place = usize::try_from(seq - 1).ok().and_then(|index| self.places.get(index));
        match place {
            _ if self.is_broken => Compared::Broken,
            Some((there, _)) if *there == digest => Compared::Same { found },
            Some(_) => Compared::Differs,
            None if found == 0 => Compared::Deleted,
            None if seq > found => Compared::Truncated { found },
            None => Compared::Differs,
        }
    }
}
