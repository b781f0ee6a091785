//! The rows carried out: each tenant reads the file for itself, so that a small one never waits for a large one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use dayone_engine::batch::{BatchError, Row, RowEvent};
use dayone_engine::{Engine, Tenant};
use dayone_sheet::Sheet;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use super::board::Board;
use super::checked::{Checked, Fate};
use super::outcome::{Outcome, Outcomes};
use super::{Source, Work};
use crate::failure::Failure;
use crate::printer::Printer;
use crate::verbs::stop::StopSignal;

/// Rows read ahead of a tenant's work.
const READ_AHEAD: usize = 200;

/// What was carried out.
pub(crate) struct Carried {
    /// By row, as far as it was begun.
    pub(crate) rows: BTreeMap<usize, Outcome>,
    /// By tenant.
    pub(crate) calls: Vec<(u64, u64)>,
    pub(crate) started: Timestamp,
    pub(crate) ended: Timestamp,
    /// A person stopped it.
    pub(crate) stopped: bool,
    /// Why a tenant's rows were not all begun.
    pub(crate) failures: Vec<Failure>,
}

impl Work<'_> {
    pub(super) async fn carry_out(
        &self,
        checked: &Checked,
        batch: &str,
        mut stop: StopSignal,
        printer: &Printer,
    ) -> Result<Carried, Failure> {
        let started = self.now();
        let tenants = checked.tenants.iter().map(|tenant| self.tenant_of(&tenant.name));
        let tenants = tenants.collect::<Result<Vec<Arc<Tenant>>, Failure>>()?;
        let before: Vec<_> = tenants.iter().map(|tenant| tenant.paced()).collect();
        let batch = Carrying {
            work: self,
            checked,
            tenants: &tenants,
            batch,
            board: Mutex::new(Board::new(checked, printer)),
            outcomes: Mutex::default(),
        };
        let (stopping, stopped) = watch::channel(false);
        let mut failures = Vec::new();
        let carrying = async {
            let each = (0..tenants.len()).map(|place| batch.tenant(place, stopped.clone()));
            if self.args.sequential {
                for tenant in each {
                    failures.extend(tenant.await);
                }
            } else {
                failures = futures::future::join_all(each).await.into_iter().flatten().collect();
            }
        };
        let watching = async {
            stop.wait().await;
            lock(&batch.board).stopping();
            // Fails only if nobody is left to be told.
            let _ = stopping.send(true);
            // A second one ends the process as it would have without us: what was begun is kept all the same.
            stop.wait().await;
        };
        let drawing = async {
            loop {
                tokio::time::sleep(Board::EVERY).await;
                let paced: Vec<_> = tenants.iter().map(|tenant| tenant.paced()).collect();
                let page = lock(&batch.board).draw(&paced);
                printer.tell(&page);
            }
        };
        tokio::select! {
            () = carrying => {}
            () = watching => {}
            () = drawing => {}
        }
        lock(&batch.board).end();
        let stopped = *stopped.borrow();
        let after = tenants.iter().map(|tenant| tenant.paced()).zip(before);
        let calls = after.map(|(after, before)| (after.calls - before.calls, after.limited - before.limited));
        let rows = std::mem::take(&mut lock(&batch.outcomes).rows);
        Ok(Carried { rows, calls: calls.collect(), started, ended: self.now(), stopped, failures })
    }
}

/// A batch while it is carried out.
struct Carrying<'a> {
    work: &'a Work<'a>,
    checked: &'a Checked,
    tenants: &'a [Arc<Tenant>],
    batch: &'a str,
    board: Mutex<Board>,
    outcomes: Mutex<Outcomes>,
}

impl Carrying<'_> {
    /// Carries out the rows of one tenant; why they were not all begun comes back.
    async fn tenant(&self, place: usize, stopped: watch::Receiver<bool>) -> Vec<Failure> {
        let Carrying { work, checked, board, outcomes, .. } = self;
        let tenant = &self.tenants[place];
        let mut failures = Vec::new();
        if checked.tenants[place].to_do == 0 {
            return failures;
        }
        let (rows, queue) = mpsc::channel(READ_AHEAD);
        let wanted: Vec<Wanted> = checked
            .rows
            .iter()
            .map(|row| Wanted {
                line: row.line,
                fingerprint: row.fingerprint,
                agreed: match (&row.fate, row.tenant == Some(place)) {
                    (Fate::New(digest), true) => Some(digest.to_string()),
                    (Fate::GoesOn | Fate::Moves(_), true) => Some(String::new()),
                    _ => None,
                },
            })
            .collect();
        let feeder =
            Feeder { source: work.source.clone(), engine: work.engine.clone(), tenant: Arc::clone(tenant), wanted };
        let feeding = tokio::task::spawn_blocking(move || feeder.feed(&rows));
        let seen = |event: RowEvent| {
            let at = work.now();
            let news = lock(outcomes).note(event, at);
            if let Some((row, progress)) = news {
                lock(board).note(place, row, progress);
            }
        };
        let options = work.options(tenant, checked.tenants[place].judgement.clone(), self.batch);
        let carried = work.engine.hire_many(Arc::clone(tenant), &options, queue, stopped, &seen).await;
        lock(board).tenant_ended(place, work.now());
        match carried {
            Ok(()) => {}
            Err(BatchError::Engine(error)) => failures.push(error.into()),
            Err(error @ BatchError::Held { .. }) => {
                failures.push(Failure::new(crate::exit::Exit::Failed, error.to_string()).hint(format!(
                    "mend the cause, run `dayone doctor --tenant {}`, then the same command again",
                    tenant.settings.name
                )));
            }
        }
        match feeding.await {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(failure)) => failures.push(failure),
        }
        failures
    }
}

/// What a tenant wants of a row.
struct Wanted {
    line: u64,
    fingerprint: [u8; 32],
    /// The digest that was agreed to; empty: the run is there. None: the row is not this tenant's.
    agreed: Option<String>,
}

/// Reads the file once more, for one tenant.
struct Feeder {
    source: Source,
    engine: Engine,
    tenant: Arc<Tenant>,
    wanted: Vec<Wanted>,
}

impl Feeder {
    fn feed(self, rows: &mpsc::Sender<Row>) -> Result<(), Failure> {
        let sheet: Sheet = self.source.sheet()?;
        let mut read = 0;
        for (index, row) in sheet.enumerate() {
            read = index + 1;
            let Some(wanted) = self.wanted.get(index) else { return Err(self.changed("it has more rows", None)) };
            let Some(agreed) = &wanted.agreed else { continue };
            let row = match row {
                Ok(row) if row.fingerprint == wanted.fingerprint => row,
                _ => return Err(self.changed("that row is another one", Some(wanted.line))),
            };
            let Ok(parsed) = self.engine.read(&self.tenant, &row.document) else {
                return Err(self.changed("that row can't be read any more", Some(wanted.line)));
            };
            let number = u64::try_from(index).unwrap_or(u64::MAX);
            if rows.blocking_send(Row { number, parsed, agreed: agreed.clone() }).is_err() {
                // Stopped.
                return Ok(());
            }
        }
        match self.wanted.iter().skip(read).any(|wanted| wanted.agreed.is_some()) {
            true => Err(self.changed("it has fewer rows", None)),
            false => Ok(()),
        }
    }

    fn changed(&self, what: &str, line: Option<u64>) -> Failure {
        let place = line.map_or(String::new(), |line| format!(", line {line}"));
        let name = self.source.short_name();
        let message =
            format!("{name}{place} has changed since it was checked: {what}; nothing from there on was begun");
        Failure::usage(message).hint("run the command again: what was begun goes on")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
