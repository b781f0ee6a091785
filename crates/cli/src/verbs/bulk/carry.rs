//! The rows carried out: each tenant reads the file for itself, so that a small one never waits for a large one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use dayone_core::event::Ending;
use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_engine::batch::{BatchError, Row, RowEvent};
use dayone_engine::{Engine, Halt, Tenant};
use dayone_sheet::{RowIssue, RowState, Sheet};
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use super::board::{Board, Progress};
use super::check::{Checked, Fate};
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

/// What became of a row.
#[derive(Clone)]
pub(crate) struct Outcome {
    pub(crate) run: Option<String>,
    pub(crate) state: RowState,
    pub(crate) username: Option<String>,
    pub(crate) started: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) groups: usize,
    pub(crate) calls: u32,
    pub(crate) issues: Vec<RowIssue>,
    /// Who was told, unmasked.
    pub(crate) told: Vec<String>,
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
        let board = Mutex::new(Board::new(checked, printer));
        let outcomes: Mutex<Outcomes> = Mutex::default();
        let (stopping, stopped) = watch::channel(false);
        let mut failures = Vec::new();
        let carrying = async {
            let places = 0..tenants.len();
            if self.args.sequential {
                for place in places {
                    self.carry_tenant(
                        checked,
                        place,
                        &tenants,
                        batch,
                        stopped.clone(),
                        &outcomes,
                        &board,
                        &mut failures,
                    )
                    .await;
                }
                return;
            }
            let each = places.map(|place| {
                let (tenants, stopped, outcomes, board) = (&tenants, stopped.clone(), &outcomes, &board);
                async move {
                    let mut failures = Vec::new();
                    self.carry_tenant(checked, place, tenants, batch, stopped, outcomes, board, &mut failures).await;
                    failures
                }
            });
            failures = futures::future::join_all(each).await.into_iter().flatten().collect();
        };
        let watching = async {
            stop.wait().await;
            lock(&board).stopping();
            // Fails only if nobody is left to be told.
            let _ = stopping.send(true);
            // A second one ends the process as it would have without us: what was begun is kept all the same.
            stop.wait().await;
        };
        let drawing = async {
            loop {
                tokio::time::sleep(Board::EVERY).await;
                let paced: Vec<_> = tenants.iter().map(|tenant| tenant.paced()).collect();
                let page = lock(&board).draw(&paced);
                printer.tell(&page);
            }
        };
        tokio::select! {
            () = carrying => {}
            () = watching => {}
            () = drawing => {}
        }
        lock(&board).end();
        let stopped = *stopped.borrow();
        let after = tenants.iter().map(|tenant| tenant.paced()).zip(before);
        let calls = after.map(|(after, before)| (after.calls - before.calls, after.limited - before.limited));
        let rows = std::mem::take(&mut lock(&outcomes).rows);
        Ok(Carried { rows, calls: calls.collect(), started, ended: self.now(), stopped, failures })
    }

    #[expect(clippy::too_many_arguments, reason = "one tenant's part of all that a batch has")]
    async fn carry_tenant(
        &self,
        checked: &Checked,
        place: usize,
        tenants: &[Arc<Tenant>],
        batch: &str,
        stopped: watch::Receiver<bool>,
        outcomes: &Mutex<Outcomes>,
        board: &Mutex<Board>,
        failures: &mut Vec<Failure>,
    ) {
        let tenant = &tenants[place];
        if checked.tenants[place].to_do == 0 {
            return;
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
            Feeder { source: self.source.clone(), engine: self.engine.clone(), tenant: Arc::clone(tenant), wanted };
        let feeding = tokio::task::spawn_blocking(move || feeder.feed(&rows));
        let seen = |event: RowEvent| {
            let at = self.now();
            let news = lock(outcomes).note(event, at);
            if let Some((row, progress)) = news {
                lock(board).note(place, row, progress);
            }
        };
        let options = self.options(tenant, checked.tenants[place].judgement.clone(), batch);
        let carried = self.engine.hire_many(Arc::clone(tenant), &options, queue, stopped, &seen).await;
        lock(board).tenant_ended(place, self.now());
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

/// What became of the rows, as events arrive.
#[derive(Default)]
struct Outcomes {
    rows: BTreeMap<usize, Outcome>,
    by_run: BTreeMap<String, usize>,
}

impl Outcomes {
    /// Takes an event down; the row that has come further comes back.
    fn note(&mut self, event: RowEvent, at: Timestamp) -> Option<(usize, Progress)> {
        match event {
            RowEvent::Started { number, run_id, .. } => {
                let row = usize::try_from(number).ok()?;
                self.by_run.insert(run_id.clone(), row);
                let outcome = Outcome { run: Some(run_id), started: Some(at), ..Outcome::new(RowState::Stopped) };
                self.rows.insert(row, outcome);
                Some((row, Progress::Begun))
            }
            RowEvent::Halted { number, run, halt } => {
                let row = match number {
                    Some(number) => usize::try_from(number).ok()?,
                    None => *self.by_run.get(&run.id)?,
                };
                let earlier = self.rows.get(&row);
                let mut outcome = Outcome::of(&run, halt, at);
                outcome.started = earlier.and_then(|outcome| outcome.started);
                // A person is on board once the account is there; that the others are told of is later.
                outcome.ended = earlier.and_then(|outcome| outcome.ended).or(outcome.ended);
                let progress = match halt {
                    Halt::AwaitingBatch(_) => Progress::ToBeTold,
                    _ => Progress::Ended(outcome.state),
                };
                self.by_run.insert(run.id.clone(), row);
                self.rows.insert(row, outcome);
                Some((row, progress))
            }
            RowEvent::AlreadyDone { number, run } => {
                let row = usize::try_from(number).ok()?;
                let outcome = Outcome { run: Some(run.id.clone()), ..Outcome::new(RowState::AlreadyDone) };
                self.rows.insert(row, outcome);
                Some((row, Progress::Ended(RowState::AlreadyDone)))
            }
            RowEvent::Refused { number, refusal } => {
                let row = usize::try_from(number).ok()?;
                let issues = refusal.problems.iter().map(|problem| RowIssue {
                    code: Some(problem.kind.code().to_owned()),
                    error_type: Some(problem.kind.name().to_owned()),
                    column: None,
                    value: None,
                    message: problem.message.clone(),
                    mend: problem.remediation.clone(),
                });
                let outcome = Outcome { issues: issues.collect(), ..Outcome::new(RowState::Failed) };
                self.rows.insert(row, outcome);
                Some((row, Progress::Ended(RowState::Failed)))
            }
            RowEvent::Elsewhere { number } => {
                let row = usize::try_from(number).ok()?;
                let outcome = self.rows.entry(row).or_insert_with(|| Outcome::new(RowState::Stopped));
                outcome.issues = vec![RowIssue {
                    code: None,
                    error_type: None,
                    column: None,
                    value: None,
                    message: "another process is carrying it on".into(),
                    mend: "look at it later: `dayone runs list`".into(),
                }];
                Some((row, Progress::Begun))
            }
        }
    }
}

impl Outcome {
    fn new(state: RowState) -> Outcome {
        Outcome {
            run: None,
            state,
            username: None,
            started: None,
            ended: None,
            groups: 0,
            calls: 0,
            issues: Vec::new(),
            told: Vec::new(),
        }
    }

    fn of(run: &Run, halt: Halt, at: Timestamp) -> Outcome {
        let document = report(run);
        let state = match halt {
            Halt::Closed(Ending::Succeeded) => RowState::Done,
            Halt::Closed(Ending::Partial) => RowState::Partial,
            Halt::Closed(Ending::Failed | Ending::Cancelled) => RowState::Failed,
            Halt::Waiting(_) => RowState::Scheduled,
            Halt::AwaitingApproval(_) => RowState::WaitingApproval,
            Halt::Quarantined => RowState::Quarantined,
            // It goes on when writes do.
            Halt::Frozen => RowState::Stopped,
            // It will be told of with the others.
            Halt::AwaitingBatch(_) => RowState::Stopped,
        };
        let told = document.notifications_sent.iter().flat_map(|sent| {
            let manager = sent.manager_notification.recipient.iter().filter(|_| sent.manager_notification.sent);
            manager.chain(&sent.it_notification.recipients).cloned()
        });
        let issues = document.failed_steps.iter().flatten().map(|failed| RowIssue {
            code: Some(failed.error.code.clone()),
            error_type: Some(failed.error.kind.name().to_owned()),
            column: None,
            value: None,
            message: failed.error.message.clone(),
            mend: failed.remediation.clone(),
        });
        Outcome {
            run: Some(run.id.clone()),
            username: run.plan().map(|plan| plan.account.username.clone()),
            ended: Some(at),
            groups: document.group_assignments.as_ref().map_or(0, |section| section.total_groups_assigned),
            calls: run.calls,
            told: told.collect(),
            issues: issues.collect(),
            ..Outcome::new(state)
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
