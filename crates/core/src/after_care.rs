//! What is looked after when a run has closed: that a scheduled activation came, that people are warned before a
//! contract ends, that the account is suspended when it has ended. None of it changes how the hire went.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::decide::Decision;
use crate::effect::{Effect, EffectKey, StateChange};
use crate::event::Ending;
use crate::plan::Plan;
use crate::run::{Progress, Run};
use crate::steps::Step;

/// How long the directory has to make a change that is due, before somebody looks.
const UNTIL_LOOKED_AT: SignedDuration = SignedDuration::from_mins(10);
/// The beginning of every subject.
const CARE: &str = "care:";

/// Something that is looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// A person is warned that a contract ends.
    Warn {
        /// The person.
        who: Warned,
        /// So many days before.
        days_before: u16,
        /// The last day of work.
        end_date: Date,
    },
    /// Whether the directory has made a change that was scheduled there.
    Confirm {
        /// The change.
        change: StateChange,
        /// When it was due.
        due: Timestamp,
    },
    /// IT is told that it has not, or that this is not known.
    Alarm {
        /// The change.
        change: StateChange,
        /// When it was due.
        due: Timestamp,
    },
}

/// Who is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub enum Warned {
    Manager,
    It,
}

impl Care {
    /// The step that it is like, and its name.
    #[must_use]
    pub(crate) fn place(&self) -> (Step, String) {
        let (step, subject) = match self {
            Care::Warn { who: Warned::Manager, days_before, end_date } => {
                (Step::ManagerNotification, format!("warn:{end_date}:{days_before}"))
            }
            Care::Warn { who: Warned::It, days_before, end_date } => {
                (Step::ItNotification, format!("warn:{end_date}:{days_before}"))
            }
            Care::Confirm { change, due } => (Step::Documentation, format!("{}:{due}", change.name())),
            Care::Alarm { change, due } => (Step::ItNotification, format!("{}:{due}", change.name())),
        };
        (step, format!("{CARE}{subject}"))
    }

    /// It tells people something; else it reads the directory.
    #[must_use]
    pub fn tells(&self) -> bool {
        match self {
            Care::Warn { .. } | Care::Alarm { .. } => true,
            Care::Confirm { .. } => false,
        }
    }
}

/// The effect belongs to what is looked after.
pub(crate) fn is_care(key: &EffectKey) -> bool {
    key.subject.starts_with(CARE)
}

/// What is to be looked after next in a run that has closed.
#[must_use]
pub(crate) fn decide(run: &Run, ending: Ending, plan: &Plan, now: Timestamp) -> Decision {
    if run.account.is_none() || !matches!(ending, Ending::Succeeded | Ending::Partial) {
        return Decision::Rest;
    }
    let mut next: Option<Timestamp> = None;
    for occasion in occasions(run, plan) {
        if occasion.until.is_some_and(|until| until <= now) {
            // A later warning says the same better.
            continue;
        }
        let mut ready = Vec::new();
        for care in occasion.care {
            let effect = Effect::Care(care);
            let due = match run.progress(&effect.key()) {
                None | Some(Progress::Intended { .. }) => occasion.at,
                Some(Progress::Waiting { retry_at, .. }) => (*retry_at).max(occasion.at),
                Some(Progress::Settled(_)) => continue,
            };
            if due <= now {
                ready.push(effect);
            } else {
                next = Some(next.map_or(due, |time| time.min(due)));
            }
        }
        if !ready.is_empty() {
            return Decision::Perform(ready);
        }
    }
    next.map_or(Decision::Rest, Decision::WaitUntil)
}

/// Something to be done at a time, and not after another.
struct Occasion {
    at: Timestamp,
    until: Option<Timestamp>,
    care: Vec<Care>,
}

fn occasions(run: &Run, plan: &Plan) -> Vec<Occasion> {
    let mut occasions = Vec::new();
    for change in [StateChange::Activation, StateChange::Suspension] {
        if change == StateChange::Suspension && run.lets_in() {
            occasions.extend(warnings(run, plan));
        }
        let Some(due) = plan.scheduled_for(change).filter(|_| run.is_scheduled(change)) else { continue };
        let confirm = Care::Confirm { change, due };
        let failed = run.settled(&Effect::Care(confirm)).is_some_and(|settled| settled.outcome.is_failure());
        let care =
            if failed && plan.tells_it_by_mail() { vec![confirm, Care::Alarm { change, due }] } else { vec![confirm] };
        occasions.push(Occasion { at: due.checked_add(UNTIL_LOOKED_AT).unwrap_or(due), until: None, care });
    }
    occasions
}

/// Warnings whose time came after the dates were agreed to: whoever agreed knows the last day.
fn warnings(run: &Run, plan: &Plan) -> Vec<Occasion> {
    let Some(contract) = &plan.contract else { return Vec::new() };
    let ends = contract.warnings.iter().map(|warning| warning.at).skip(1).chain([contract.suspends_at]);
    let manager = (plan.mail_configured && plan.manager.is_some()).then_some(Warned::Manager);
    let it = plan.tells_it_by_mail().then_some(Warned::It);
    let told: Vec<Warned> = manager.into_iter().chain(it).collect();
    let occasion = |(warning, until): (&crate::plan::ContractWarning, Timestamp)| Occasion {
        at: warning.at,
        until: Some(until),
        care: told
            .iter()
            .map(|who| Care::Warn { who: *who, days_before: warning.days_before, end_date: contract.end_date })
            .collect(),
    };
    contract.warnings.iter().zip(ends).filter(|(warning, _)| warning.at > run.dates_set_at).map(occasion).collect()
}

/// When people were warned that the contract ends, the first time first.
#[must_use]
pub fn warned_at(run: &Run, plan: &Plan) -> Vec<Timestamp> {
    let Some(contract) = &plan.contract else { return Vec::new() };
    let mut times: Vec<Timestamp> = contract
        .warnings
        .iter()
        .filter_map(|warning| {
            let warned = [Warned::Manager, Warned::It].map(|who| {
                let care = Care::Warn { who, days_before: warning.days_before, end_date: contract.end_date };
                run.settled(&Effect::Care(care))
                    .filter(|settled| settled.outcome.is_success())
                    .map(|settled| settled.at)
            });
            warned.into_iter().flatten().min()
        })
        .collect();
    times.sort();
    times
}

/// Whether the account was found suspended after its contract had ended; None: nobody has looked yet, or it could not
/// be read.
#[must_use]
pub fn suspended(run: &Run, plan: &Plan) -> Option<bool> {
    let due = plan.scheduled_for(StateChange::Suspension)?;
    let settled = run.settled(&Effect::Care(Care::Confirm { change: StateChange::Suspension, due }))?;
    match settled.outcome {
        crate::event::Outcome::Failed(crate::problem::ErrorType::ScheduleFailed) => Some(false),
        outcome if outcome.is_success() => Some(true),
        _ => None,
    }
}
