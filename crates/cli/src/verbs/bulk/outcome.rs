//! What became of the rows, as events arrive.

use std::collections::BTreeMap;

use dayone_core::event::Ending;
use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_engine::Halt;
use dayone_engine::batch::RowEvent;
use dayone_sheet::{RowIssue, RowState};
use jiff::Timestamp;

use super::board::Progress;

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

/// What became of the rows, as events arrive.
#[derive(Default)]
pub(super) struct Outcomes {
    pub(super) rows: BTreeMap<usize, Outcome>,
    by_run: BTreeMap<String, usize>,
}

impl Outcomes {
    /// Takes an event down; the row that has come further comes back.
    pub(super) fn note(&mut self, event: RowEvent, at: Timestamp) -> Option<(usize, Progress)> {
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
