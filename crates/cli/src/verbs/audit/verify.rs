//! `audit verify`: every chain walked, every difference told apart.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use dayone_store::{Anchor, Coverage, ExportLine, LedgerPublicKey, Verification, verify_export};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::args::Global;
use crate::exit::Exit;
use crate::failure::{Failure, Point};
use crate::printer::Printer;
use crate::render::columns::{fixed, number, wrapped};
use crate::render::records::{Records, object};
use crate::setup::{Database, SHARED, Setup};

/// Verifies the tenants of the database: one, or all.
pub(super) async fn verify_database(
    global: &Global,
    anchors: &[Anchor],
    key: Option<LedgerPublicKey>,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let Database { store, ledger_key, .. } = Database::open(&setup, printer).await?;
    let keys = [key.unwrap_or_else(|| ledger_key.public())];
    let tenants = match &global.tenant {
        Some(name) if name == SHARED => vec![name.clone()],
        Some(name) => vec![setup.tenant(Some(name), None)?.settings.name.clone()],
        None => store.histories().await?,
    };
    let mut verified = Vec::new();
    for tenant in tenants {
        verified.push(store.verify_tenant(&tenant, &keys, anchors).await?);
    }
    Ok(tell(&verified, printer))
}

/// Verifies an export, without a database.
pub(super) fn verify_file(
    path: &Path,
    anchors: &[Anchor],
    key: Option<LedgerPublicKey>,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let Some(key) = key else {
        let hint = "it is the line that `dayone doctor` shows, kept apart from the export";
        return Err(Failure::usage("an export is verified with --public-key FILE").hint(hint));
    };
    let source: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(std::io::stdin()),
        false => Box::new(std::fs::File::open(path).map_err(|error| unreadable(path, &error))?),
    };
    let mut lines = Vec::new();
    for (place, line) in BufReader::new(source).lines().enumerate() {
        let line = line.map_err(|error| unreadable(path, &error))?;
        let line: ExportLine = serde_json::from_str(&line)
            .map_err(|error| Failure::usage(format!("{}:{}: {error}", path.display(), place + 1)))?;
        lines.push(line);
    }
    Ok(tell(&[verify_export(lines, anchors, &[key])?], printer))
}

/// Ledger heads kept elsewhere, one JSON line each.
pub(super) fn anchors(path: &Path) -> Result<Vec<Anchor>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(place, line)| {
            let wrong = |error| Failure::usage(format!("{}:{}: no ledger head: {error}", path.display(), place + 1));
            serde_json::from_str(line).map_err(wrong)
        })
        .collect()
}

/// The public key, as one line.
pub(super) fn public_key(path: &Path) -> Result<LedgerPublicKey, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    text.trim().parse().map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{} can't be read: {error}", path.display()))
}

fn tell(verified: &[Verification], printer: &Printer) -> Exit {
    let columns = vec![
        ("tenant", fixed("TENANT")),
        ("result", fixed("RESULT")),
        ("streams", number("STREAMS")),
        ("events", number("EVENTS")),
        ("erased", number("ERASED")),
        ("ledger", wrapped("LEDGER COVERS")),
        ("anchors", wrapped("ANCHORS COVER")),
    ];
    printer.records(&Records { columns, rows: verified.iter().map(record).collect() });
    let wrong: Vec<&Verification> = verified.iter().filter(|tenant| !tenant.is_sound()).collect();
    if wrong.is_empty() {
        return Exit::Done;
    }
    let points = wrong.iter().flat_map(|tenant| {
        tenant.findings.iter().map(|finding| Point {
            place: format!("{}  {}", tenant.tenant, finding.code()),
            message: finding.to_string(),
            mend: "keep the database as it is, and find out who could write to it".into(),
        })
    });
    let message = "the history is not as it was written";
    printer.failure(&Failure { points: points.collect(), ..Failure::new(Exit::Failed, message) });
    Exit::Failed
}

fn record(verified: &Verification) -> Map<String, Value> {
    let findings: Vec<Value> = verified
        .findings
        .iter()
        .map(|finding| json!({ "code": finding.code(), "message": finding.to_string() }))
        .collect();
    object(json!({
        "tenant": verified.tenant,
        "result": if verified.is_sound() { "sound" } else { "changed" },
        "streams": verified.streams,
        "events": verified.events,
        "erased": verified.erased.len(),
        "ledger": covers(&verified.ledger),
        "anchors": covers(&verified.anchors),
        "findings": findings,
    }))
}

/// What is proved from outside the streams, in words: the rest could be missing without anybody knowing.
fn covers(coverage: &Coverage) -> String {
    let time = |us: Option<i64>| {
        us.and_then(|us| Timestamp::from_microsecond(us).ok())
            .map_or("?".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    match (coverage.sealed_us, coverage.uncovered) {
        (None, 0) => "nothing to cover".into(),
        (None, uncovered) => format!("nothing: {uncovered} events"),
        (Some(_), 0) => format!("all, until {}", time(coverage.sealed_us)),
        (Some(_), uncovered) => {
            format!("all but {uncovered} events, from {} to {}", time(coverage.from_us), time(coverage.to_us))
        }
    }
}
