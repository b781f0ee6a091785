//! What a run has done, taken back: nothing else is touched, and what can't be taken back is named.

use super::draft::{Draft, refused};
use super::mover::NO_LONGER;
use super::{Act, Change, ChangeKind, ChangePlan, FieldChange, Given, Phase, Standing};
use crate::baseline::{self, GroupKind, GroupRef};
use crate::effect::Effect;
use crate::event::Outcome;
use crate::problem::{ErrorType, Problem};
use crate::run::Run;
use crate::settings::TenantSettings;
use crate::steps::Step;

/// The run that is to be undone.
pub enum Undone<'a> {
    /// A hire.
    Hire {
        /// The run.
        run: &'a Run,
        /// Groups that it created, as they are now.
        groups: &'a [CreatedGroup],
    },
    /// A change.
    Change(&'a Change),
}

/// A group that a hire created, since a rule or the request named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedGroup {
    /// The group.
    pub group: crate::snapshot::Named,
    /// Who else is in it by now, and what it grants by now: then it is not the run's alone any more.
    pub used: bool,
}

/// The groups that a hire created.
#[must_use]
pub fn created_groups(run: &Run) -> Vec<crate::snapshot::Named> {
    let missing = run.plan().map(|plan| plan.missing_groups.as_slice()).unwrap_or_default();
    let created = missing.iter().filter_map(|missing| {
        let name = missing.name.clone();
        let created = run.settled(&Effect::CreateGroup { name: name.clone() })?;
        let id = created.detail.group.as_ref()?.id.clone();
        (created.outcome == Outcome::Changed).then_some(crate::snapshot::Named { id, name })
    });
    created.collect()
}

/// Plans the undoing of a run.
///
/// # Errors
/// The run has done nothing that could be taken back, or the account has been used since.
pub fn undo(undone: &Undone<'_>, standing: &Standing, settings: &TenantSettings) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Undo, standing, settings);
    draft.protected_account();
    match undone {
        Undone::Hire { run, groups } => {
            draft.plan.of = Some(run.id.clone());
            draft.plan.ticket.clone_from(&run.ticket);
            hire(&mut draft, run, groups);
        }
        Undone::Change(change) => {
            draft.plan.of = Some(change.id.clone());
            draft.plan.ticket.clone_from(&change.ticket);
            taken_back(&mut draft, change);
        }
    }
    draft.finish(false)
}

/// A hire is undone by deleting the account that it made, with everything that hangs on it.
fn hire(draft: &mut Draft<'_>, run: &Run, groups: &[CreatedGroup]) {
    let standing = draft.standing;
    let made = run.settled(&Effect::CreateAccount).is_some_and(|settled| settled.outcome == Outcome::Changed);
    if !made {
        return problem(draft, format!("run {} made no account", run.id), "there is nothing to undo");
    }
    if standing.facts.mfa_configured {
        let message =
            format!("account {} has been used: its owner has enrolled a second factor", standing.facts.username);
        return problem(draft, message, "`dayone offboard` locks and strips it");
    }
    if let Some(report) = standing.reports.first() {
        let message = format!("{} has this person as manager", report.name);
        return problem(draft, message, "`dayone offboard` hands the reports over");
    }
    let of_run = |id: &str| {
        run.effects.iter().any(|(key, progress)| match progress {
            crate::run::Progress::Settled(settled) => key.subject == id && settled.outcome == Outcome::Changed,
            _ => false,
        })
    };
    let missing = run.plan().map(|plan| plan.missing_groups.as_slice()).unwrap_or_default();
    let found_by_run =
        |id: &str| missing.iter().filter_map(|group| run.found_group(&group.name)).any(|found| found.id == id);
    let foreign = |id: &str| !of_run(id) && !found_by_run(id);
    for held in standing.groups.iter().filter(|held| !held.automatic && foreign(&held.group.id)) {
        draft.warn(
            format!("the membership of {} was not given by this run; it goes with the account", held.group.name),
            "offboard the person instead, if the account is to stay",
        );
    }
    if standing.facts.samba_service_user {
        clear_samba(draft);
    }
    if standing.scheduled {
        draft.act(Phase::Lock, Act::Unschedule, Given::Nobody, "JumpCloud would change the account's state later");
    }
    if !standing.facts.suspended {
        draft.act(Phase::Lock, Act::Suspend, Given::Nobody, "nobody gets in while the account is taken down");
    }
    draft.act(Phase::Delete, Act::DeleteAccount, Given::Nobody, format!("run {} made it", run.id));
    for CreatedGroup { group, used } in groups {
        if *used {
            let message = format!("group {} was created by this run, and is used by others now: it stays", group.name);
            draft.warn(message, "delete it in the admin console, if nobody needs it");
            continue;
        }
        let of = GroupRef { kind: GroupKind::User, name: group.name.clone(), id: Some(group.id.clone()) };
        // The account itself may still be in it.
        let delete = baseline::Act::DeleteGroup { group: of, members: 1, grants: 0 };
        let delete = Act::Baseline { ensure: Box::new(delete) };
        draft.act(Phase::Delete, delete, Given::Nobody, format!("run {} created it", run.id));
    }
}

/// An account that serves Samba can't be deleted.
pub(super) fn clear_samba(draft: &mut Draft<'_>) {
    let field = super::Field::SambaServiceUser;
    let off = FieldChange { field, from: true.to_string(), to: false.to_string() };
    draft.set(vec![off], "an account that serves Samba can't be deleted");
}

fn problem(draft: &mut Draft<'_>, message: String, mend: &str) {
    draft.problems.push(refused(ErrorType::InvalidInput, Step::InputValidation, message, mend));
}

/// The acts of a change that have changed something, the other way round.
fn taken_back(draft: &mut Draft<'_>, change: &Change) {
    let Some(plan) = change.plan() else {
        return problem(draft, format!("the values of run {} were erased", change.id), "there is nothing to go by");
    };
    let because = format!("run {} is undone", change.id);
    for planned in &plan.acts {
        let changed = change.settled(&planned.act.key()).is_some_and(|settled| settled.outcome == Outcome::Changed);
        if !changed || !planned.act.writes_to_directory() {
            continue;
        }
        match inverse(&planned.act, draft.standing) {
            Inverse::Act(phase, act) => {
                // What a rule gave, and is given back, is that rule's again.
                let rule = match planned.given {
                    Given::Rule(_) if act.gives() => Some(planned.because.trim_end_matches(NO_LONGER).to_owned()),
                    _ => None,
                };
                draft.act(phase, act, planned.given, rule.unwrap_or_else(|| because.clone()));
            }
            Inverse::Nothing => {}
            Inverse::Partly(phase, act, lost) => {
                draft.warn(lost, "look at it in the admin console");
                draft.act(phase, act, planned.given, because.clone());
            }
            Inverse::Impossible(why) => draft.warn(why, "look at it in the admin console"),
        }
    }
    if matches!(change.kind, ChangeKind::Deletion)
        || plan
            .acts
            .iter()
            .any(|planned| planned.act == Act::DeleteAccount && change.settled(&planned.act.key()).is_some())
    {
        problem(draft, format!("run {} has deleted the account", change.id), "hire the person again");
    }
}

enum Inverse {
    Act(Phase, Act),
    Partly(Phase, Act, String),
    Impossible(String),
    /// It is as it was before already.
    Nothing,
}

fn inverse(act: &Act, standing: &Standing) -> Inverse {
    match act.clone() {
        Act::SetFields { changes, attributes } => fields_back(changes, attributes, standing),
        Act::SetManager { report, from, to } => {
            Inverse::Act(Phase::Fields, Act::SetManager { report, from: to, to: from })
        }
        Act::AddMember { group } => Inverse::Act(Phase::Take, Act::RemoveMember { group }),
        Act::RemoveMember { group } => Inverse::Act(Phase::Give, Act::AddMember { group }),
        Act::Exempt { group } => Inverse::Act(Phase::Give, Act::Include { group }),
        Act::Include { group } => Inverse::Act(Phase::Take, Act::Exempt { group }),
        Act::Bind { to } => Inverse::Act(Phase::Take, Act::Unbind { to }),
        Act::Unbind { to } => Inverse::Act(Phase::Give, Act::Bind { to }),
        Act::AddKey { line, name, .. } => match standing.keys.iter().find(|key| key.line.trim() == line.trim()) {
            Some(key) => Inverse::Act(Phase::Take, Act::RemoveKey { id: key.id.clone(), name, line }),
            None => Inverse::Nothing,
        },
        Act::RemoveKey { id, name, line } => Inverse::Act(Phase::Give, Act::AddKey { id, name, line }),
        Act::Suspend => Inverse::Act(Phase::Unlock, Act::Reactivate),
        Act::Reactivate => Inverse::Act(Phase::Lock, Act::Suspend),
        Act::ResetMfa => Inverse::Impossible("the second factor was reset: the person has to enrol it again".into()),
        Act::ExpirePassword => Inverse::Impossible("the password was expired: the person has to set a new one".into()),
        Act::Unschedule => {
            Inverse::Impossible("what JumpCloud was to do later was taken back: give the dates again".into())
        }
        // A baseline is about no account: it is undone by declaring what was there before.
        Act::Baseline { .. } => Inverse::Nothing,
        Act::DeleteAccount | Act::ReadBack { .. } | Act::TellManager | Act::TellIt { .. } => Inverse::Nothing,
    }
}

/// Fields that still are as the run left them get their value of before; those that somebody has changed since stay.
fn fields_back(changes: Vec<FieldChange>, attributes: Vec<super::AttributeChange>, standing: &Standing) -> Inverse {
    let mut since = Vec::new();
    let changes: Vec<FieldChange> = changes
        .into_iter()
        .map(|change| FieldChange { field: change.field, from: change.to, to: change.from })
        .filter(|back| {
            let stands = back.field.same(&back.field.of(&standing.facts), &back.from);
            if !stands {
                since.push(back.field.name().to_owned());
            }
            stands
        })
        .collect();
    let attributes: Vec<_> = attributes
        .into_iter()
        .map(|change| super::AttributeChange { name: change.name, from: change.to, to: change.from })
        .filter(|back| {
            let stands = standing.facts.attributes.get(&back.name) == back.from.as_ref();
            if !stands {
                since.push(back.name.clone());
            }
            stands
        })
        .collect();
    if changes.is_empty() && attributes.is_empty() {
        return match since.is_empty() {
            true => Inverse::Nothing,
            false => Inverse::Impossible(format!("changed by somebody since, and left so: {}", since.join(", "))),
        };
    }
    let act = Act::SetFields { changes, attributes };
    match since.is_empty() {
        true => Inverse::Act(Phase::Fields, act),
        false => {
            Inverse::Partly(Phase::Fields, act, format!("changed by somebody since, and left so: {}", since.join(", ")))
        }
    }
}
