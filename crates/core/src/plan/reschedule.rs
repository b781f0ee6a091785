//! A plan whose dates change while it waits: everything else stays as it was agreed to.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Plan, activation, calls, contract, digest, make, warnings};
use crate::effect::{Effect, StateChange};
use crate::event::Ending;
use crate::fields::TimeZoneName;
use crate::request::Request;
use crate::run::{Run, Stage};
use crate::settings::TenantSettings;

/// The dates of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Dates {
    /// The first day of work. None: activation at once.
    pub start_date: Option<Date>,
    /// The last day of work. None: nothing suspends the account.
    pub end_date: Option<Date>,
    /// The zone in which both are meant. None: the tenant's.
    pub time_zone: Option<TimeZoneName>,
}

/// A run's request and plan with other dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The request.
    pub request: Request,
    /// The plan.
    pub plan: Plan,
}

impl Dates {
    /// The fields that hold them.
    pub const FIELDS: [&str; 3] = ["start_date", "end_date", "time_zone"];

    /// The dates of a request.
    #[must_use]
    pub fn of(request: &Request) -> Dates {
        let Request { start_date, end_date, time_zone, .. } = request;
        Dates { start_date: *start_date, end_date: *end_date, time_zone: time_zone.clone() }
    }

    fn set(self, request: &Request) -> Request {
        let Dates { start_date, end_date, time_zone } = self;
        Request { start_date, end_date, time_zone, ..request.clone() }
    }
}

/// The run with other dates.
///
/// # Errors
/// Why the dates can't change, or can't be these.
pub fn reschedule(run: &Run, dates: Dates, settings: &TenantSettings, now: Timestamp) -> Result<Moved, String> {
    let (Some(request), Some(old)) = (run.request.as_deref(), run.plan()) else {
        return Err("nothing is planned in it".into());
    };
    match &run.stage {
        Stage::Active(_) | Stage::AwaitingApproval { .. } => {}
        Stage::Closed { ending: Ending::Succeeded | Ending::Partial, last, .. }
            if matches!(**last, Stage::Active(_)) => {}
        _ => return Err("it was stopped, or never began".into()),
    }
    if dates == Dates::of(request) {
        return Err("these are its dates already".into());
    }
    if let (Some(start), Some(end)) = (dates.start_date, dates.end_date)
        && end < start
    {
        return Err(format!("the last day {end} is before the first day {start}"));
    }
    let moved = dates.set(request);
    let mut plan = old.clone();
    let words = |problem: crate::problem::Problem| problem.message;
    let zone = activation::zone_name(moved.time_zone.as_ref(), settings);
    if moved.start_date != request.start_date || (moved.time_zone != request.time_zone && waits(run, old, now).is_ok())
    {
        waits(run, old, now)?;
        let due = activation::due(moved.start_date, settings, &zone, now).map_err(words)?;
        // An account that exists waits for its password, too: its time is now.
        plan.activation.due = due.or_else(|| run.account.is_some().then_some(now));
    }
    if moved.end_date != request.end_date || moved.time_zone != request.time_zone {
        if let Some(contract) = &old.contract
            && contract.suspends_at <= now
        {
            return Err(format!("its last day was {}: the account is suspended", contract.end_date));
        }
        plan.contract = contract::contract(moved.end_date, moved.time_zone.as_ref(), settings, now).map_err(words)?;
    }
    plan.activation.start_date = moved.start_date;
    plan.activation.end_date = moved.end_date;
    plan.activation.time_zone = zone;
    plan.warnings = warnings::after_moving(&plan, &moved, settings, now);
    if let Some(refused) = make::refused_by_policy(&plan, settings).into_iter().next() {
        return Err(refused.message);
    }
    plan.calls = calls::calls(&plan);
    plan.digest = digest::digest(&plan);
    Ok(Moved { request: moved, plan })
}

/// The activation is still to come, and waits for its date.
fn waits(run: &Run, plan: &Plan, now: Timestamp) -> Result<(), String> {
    if run.account.is_none() && run.ending().is_none() {
        return Ok(());
    }
    if run.succeeded(&Effect::Activate) {
        return Err("the account is activated already; only the last day can change".into());
    }
    let Some(at) = plan.activates_at() else {
        return Err("its activation does not wait for a date".into());
    };
    let scheduled = run.succeeded(&Effect::Schedule { change: StateChange::Activation, at: Some(at) });
    match (scheduled, run.ending()) {
        (true, _) if at <= now => {
            Err(format!("JumpCloud has activated the account, {at}; only the last day can change"))
        }
        (true, _) | (false, None) => Ok(()),
        (false, Some(_)) => Err(format!("its activation failed: mend the cause, then `dayone runs resume {}`", run.id)),
    }
}
