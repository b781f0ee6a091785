//! A run that ended with something missing, and is to go on with other inputs: what is settled stays as it was agreed to.

mod access;
mod account;
mod reopened;
mod settled;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Plan, calls, digest, make, privileged, warnings};
use crate::account::AccountFacts;
use crate::effect::EffectKey;
use crate::event::Ending;
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::run::{Run, Stage};
use crate::settings::TenantSettings;
use crate::snapshot::Snapshot;
use crate::steps::Step;

pub use settled::settled_inputs;

/// A run's request and plan with other inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// The request.
    pub request: Request,
    /// The plan.
    pub plan: Plan,
}

/// A correction, and what of the run it opens again.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Request and plan as they will be.
    pub corrected: Corrected,
    /// Effects that are nobody's wish any more, or that are to be done anew: they count as never touched.
    pub reopened: Vec<EffectKey>,
}

/// How a run can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// It left nothing behind: the corrected request is tried anew, in a run of its own.
    NewAttempt,
    /// There is an account: the run goes on with what is undone.
    SameRun,
}

/// How a run can be corrected.
///
/// # Errors
/// Why it can't be.
pub fn way_on(run: &Run) -> Result<WayOn, String> {
    if matches!(run.stage, Stage::Erased { .. }) {
        return Err("the person's values were erased".into());
    }
    let Some(ending) = run.ending() else {
        return Err("it is still under way: wait for its end, or stop it with `dayone runs cancel`".into());
    };
    if run.account.is_none() && run.account_is_uncertain() {
        return Err(format!(
            "nobody knows whether its account was created: `dayone runs resume {}` finds out, without --set",
            run.id
        ));
    }
    match (&run.request, &run.account, &run.stage) {
        (None, ..) => Err("its request could not be read: send the corrected one with `dayone provision`".into()),
        (Some(_), ..) if ending == Ending::Succeeded => {
            Err("it has succeeded: `dayone move` changes what an account has".into())
        }
        (Some(_), None, _) => Ok(WayOn::NewAttempt),
        (Some(_), Some(_), Stage::Closed { last, .. }) if matches!(**last, Stage::Active(_)) => Ok(WayOn::SameRun),
        (Some(_), Some(_), _) => {
            Err(format!("it was stopped: `dayone runs resume {}` takes it up as it was planned first", run.id))
        }
    }
}

/// The run with another request, over what the directory looks like now. Only what is undone can differ; everything else
/// of the plan stays as it was agreed to, groups that rules give among them.
///
/// # Errors
/// Everything that is wrong with the new values, each with its field.
pub fn correct(
    run: &Run,
    request: &Request,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<Correction, Vec<Problem>> {
    let (Some(old_request), Some(old), Some(facts)) = (run.request.as_deref(), run.plan(), run.account.as_deref())
    else {
        return Err(vec![Problem::with_field("run", "nothing of it can be corrected", "send the request again")]);
    };
    let names: BTreeSet<String> =
        old_request.differences(request).into_iter().map(|difference| difference.field).collect();
    let request = &settled::with_open_inputs(old_request, request);
    let mut desk = Desk {
        run,
        facts,
        old_request,
        request,
        settings,
        snapshot,
        plan: old.clone(),
        problems: settled_inputs(run, names.iter().map(String::as_str)),
    };
    desk.groups();
    for name in &names {
        match name.as_str() {
            "system_bindings" => desk.part(name, Desk::systems),
            "ldap_bind" => desk.part(name, Desk::ldap),
            "public_key" => desk.part(name, Desk::key),
            "manager_email" => desk.part(name, Desk::manager),
            "attributes" => desk.part(name, Desk::attributes),
            "send_activation_email" | "personal_email" => desk.part(name, Desk::activation),
            _ => {}
        }
    }
    let Desk { mut plan, mut problems, .. } = desk;
    let manager = make::manager(request, &snapshot.people);
    plan.warnings = warnings::warnings(&plan, request, settings, &snapshot.shared, manager, now);
    plan.weakening = warnings::weakening(&plan, request, settings);
    plan.calls = calls::calls(&plan);
    plan.digest = digest::digest(&plan);
    let known: Vec<String> =
        make::refused_by_policy(old, settings).into_iter().map(|problem| problem.message).collect();
    problems.extend(make::refused_by_policy(&plan, settings).into_iter().filter(|one| !known.contains(&one.message)));
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.step);
        return Err(problems.into_iter().map(|one| one.with_impact("Nothing was changed.")).collect());
    }
    let reopened = reopened::reopened(run, old, &plan);
    Ok(Correction { corrected: Corrected { request: request.clone(), plan }, reopened })
}

struct Desk<'a> {
    run: &'a Run,
    facts: &'a AccountFacts,
    old_request: &'a Request,
    request: &'a Request,
    settings: &'a TenantSettings,
    snapshot: &'a Snapshot,
    plan: Plan,
    problems: Vec<Problem>,
}

impl Desk<'_> {
    /// Replaces a part of the plan. What a second person would have to agree to is refused: a run that has ended can't
    /// ask anybody.
    fn part(&mut self, field: &str, replace: fn(&mut Self)) {
        let before = privileged::approval(&self.plan, self.settings);
        replace(self);
        for reason in privileged::approval(&self.plan, self.settings) {
            if !before.contains(&reason) {
                self.problems.push(needs_second_person(&self.plan, field, &reason));
            }
        }
    }

    fn refuse(&mut self, field: &str, message: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::with_field(field, message, mend));
    }
}

fn needs_second_person(plan: &Plan, field: &str, reason: &str) -> Problem {
    let message = format!("{reason}: a second person has to agree, and a correction asks nobody");
    let mend = format!("leave it out here, and ask for it with `dayone move {}`", plan.account.username);
    Problem::before_creation(ErrorType::InvalidInput, Step::InputValidation, message, mend)
        .about(Affected::Field(field.to_owned()))
}
