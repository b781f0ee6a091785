//! What plans of all kinds begin and end with.

use jiff::{SignedDuration, Timestamp};

use super::{
    Act, Addressee, Bound, BoundKind, ChangeKind, ChangePlan, FieldChange, Given, Note, Phase, PlannedAct, Standing,
};
use crate::chain::Digest;
use crate::mapping::Grant;
use crate::nearest::nearest;
use crate::plan::privileged;
use crate::problem::{Affected, ErrorType, Problem};
use crate::settings::{OnMissingGroup, TenantSettings};
use crate::snapshot::{Group, Membership, Named};
use crate::steps::Step;

/// A plan that is being made.
pub(super) struct Draft<'a> {
    pub(super) standing: &'a Standing,
    pub(super) settings: &'a TenantSettings,
    pub(super) plan: ChangePlan,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(kind: ChangeKind, standing: &'a Standing, settings: &'a TenantSettings) -> Draft<'a> {
        let organization = standing.organization();
        let plan = ChangePlan {
            kind,
            tenant: settings.name.clone(),
            organization: Named { id: organization.id.clone(), name: organization.name.clone() },
            config_digest: settings.digest(),
            subject: standing.subject(),
            acts: Vec::new(),
            kept: Vec::new(),
            of: None,
            manager: standing.manager.clone(),
            it_recipients: settings.notify.it_recipients.clone(),
            mail_configured: settings.notify.mail,
            time_zone: settings.activation.time_zone.clone(),
            window: settings.change_window.clone(),
            warnings: Vec::new(),
            approval: Vec::new(),
            approval_hours: settings.approval.expires_hours,
            guards: Vec::new(),
            ticket: None,
            requested_by: None,
            digest: Digest::of(b""),
        };
        Draft { standing, settings, plan, problems: Vec::new() }
    }

    pub(super) fn act(&mut self, phase: Phase, act: Act, given: Given, because: impl Into<String>) {
        let because = because.into();
        self.plan.acts.push(PlannedAct { act, phase, given, because, not_before: None, privileged: None });
    }

    /// The same act after a time of grace, if there is one.
    pub(super) fn act_late(&mut self, until: Option<Timestamp>, act: Act, given: Given, because: impl Into<String>) {
        let phase = if until.is_some() { Phase::TakeLate } else { Phase::Take };
        self.act(phase, act, given, because);
        if let Some(last) = self.plan.acts.last_mut() {
            last.not_before = until;
        }
    }

    pub(super) fn warn(&mut self, message: impl Into<String>, mend: impl Into<String>) {
        self.plan.warnings.push(Note { message: message.into(), mend: mend.into() });
    }

    /// A membership that is to be given: a group that exists, that nobody's rule decides about, and that is not held.
    pub(super) fn give(&mut self, grant: &Grant, given: Given) {
        let shared = &self.standing.shared;
        let Some(group) = shared.group(&grant.name) else { return self.missing(grant) };
        if self.standing.groups.iter().any(|held| held.group.id == group.id) {
            return;
        }
        if let Membership::Automatic { .. } = group.membership {
            let message =
                format!("{} gives {}, but that group's own rule decides who is in it", grant.because, grant.name);
            return self.warn(message, "change the group's rule in JumpCloud, or take the group out of the mapping");
        }
        let access = self.standing.access.get(&group.id).cloned().unwrap_or_default();
        let why = privileged::group(group, &access, &self.settings.privileged);
        if let Some(why) = why.as_ref().filter(|_| self.settings.approval.privileged_groups) {
            self.plan.approval.push(format!("{} is privileged: {why}", group.name));
        }
        self.protected_group(&group.name);
        self.act(Phase::Give, Act::AddMember { group: named(group) }, given, grant.because.clone());
        if let Some(last) = self.plan.acts.last_mut() {
            last.privileged = why;
        }
    }

    fn missing(&mut self, grant: &Grant) {
        let Grant { name, because, .. } = grant;
        let near = nearest(name, self.standing.shared.groups.iter().map(|group| group.name.as_str()));
        let mend = match near {
            Some(near) => format!("did you mean '{near}'? Otherwise create the group, or mend the mapping"),
            None => "create the group in the JumpCloud admin console, or mend the mapping".to_owned(),
        };
        let message = format!("user group '{name}' does not exist in JumpCloud (asked for by {because})");
        match self.settings.on_missing_group {
            OnMissingGroup::Continue => self.warn(message, mend),
            // A group that a change finds missing has gone since: nobody meant it to come back empty.
            OnMissingGroup::Fail | OnMissingGroup::Create => {
                let problem = refused(ErrorType::GroupNotFound, Step::GroupVerification, message, mend);
                self.problems.push(problem.about(Affected::Group(name.clone())));
            }
        }
    }

    /// A direct binding to a system.
    pub(super) fn bind(&mut self, id: &str, given: Given, because: impl Into<String>) {
        if self.standing.bindings.iter().any(|held| held.to.kind == BoundKind::System && held.to.id == id) {
            return;
        }
        let because = because.into();
        let Some(name) = self.standing.systems.get(id) else {
            let message = format!("system {id} does not exist in JumpCloud (asked for by {because})");
            let mend = "give the id of a system as the admin console shows it, or take it out of the rule";
            let problem = refused(ErrorType::SystemNotFound, Step::SystemBinding, message, mend);
            return self.problems.push(problem.about(Affected::System(id.to_owned())));
        };
        let to = Bound { kind: BoundKind::System, id: id.to_owned(), name: name.clone(), sudo: false };
        self.act(Phase::Give, Act::Bind { to }, given, because);
    }

    /// A second person has to agree to what is done to a protected account.
    pub(super) fn protected_account(&mut self) {
        let username = self.standing.facts.username.clone();
        if let Some(rule) = self.settings.protected.account(&username) {
            self.plan.approval.push(format!("account {username} is protected ({rule})"));
        }
    }

    /// The same for a protected group.
    pub(super) fn protected_group(&mut self, name: &str) {
        if let Some(rule) = self.settings.protected.group(name) {
            self.plan.approval.push(format!("group {name} is protected ({rule})"));
        }
    }

    pub(super) fn refuse(&mut self, field: &str, message: impl Into<String>, mend: impl Into<String>) {
        let problem = refused(ErrorType::InvalidInput, Step::InputValidation, message, mend);
        self.problems.push(problem.about(Affected::Field(field.to_owned())));
    }

    /// The fields that are to become others, in one act.
    pub(super) fn set(&mut self, changes: Vec<FieldChange>, because: &str) {
        if !changes.is_empty() {
            self.act(Phase::Fields, Act::SetFields { changes, attributes: Vec::new() }, Given::Nobody, because);
        }
    }

    /// The plan, with what every change ends with: everything is read back, and people are told.
    pub(super) fn finish(mut self, nothing_left: bool) -> Result<ChangePlan, Vec<Problem>> {
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| problem.step);
            return Err(self.problems);
        }
        if !self.plan.changes_anything() {
            return Ok(self.plan.sealed());
        }
        let read_back = |late| Act::ReadBack { late, nothing_left };
        self.act(Phase::Prove, read_back(false), Given::Nobody, "what was done is proved");
        if self.plan.acts.iter().any(|planned| planned.phase == Phase::TakeLate) {
            self.act(Phase::ProveLate, read_back(true), Given::Nobody, "what was done is proved");
        }
        self.act(Phase::Tell, Act::TellManager, Given::Nobody, "the manager is told");
        self.act(Phase::Tell, Act::TellIt { channel: "mail".into() }, Given::Nobody, "IT is told");
        for channel in self.settings.notify.it_channels.clone() {
            self.act(Phase::Tell, Act::TellIt { channel }, Given::Nobody, "IT is told");
        }
        self.plan.approval.sort();
        self.plan.approval.dedup();
        Ok(self.plan.sealed())
    }
}

/// The group as acts name it.
pub(super) fn named(group: &Group) -> Named {
    Named { id: group.id.clone(), name: group.name.clone() }
}

/// A problem that is found before anything is changed.
pub(super) fn refused(kind: ErrorType, step: Step, message: impl Into<String>, mend: impl Into<String>) -> Problem {
    Problem::before_creation(kind, step, message, mend).with_impact("Nothing was changed.")
}

/// The end of a time of grace. None: there is none.
pub(super) fn grace(days: u16, now: Timestamp) -> Option<Timestamp> {
    (days > 0).then(|| now.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now))
}

/// The new manager of somebody, if the chain above does not lead back.
pub(super) fn above(manager: &Addressee, chain: &[String], person: &str) -> Result<(), String> {
    if manager.account_id == person {
        return Err(format!("{} can't be their own manager", manager.name));
    }
    if chain.iter().any(|id| id == person) {
        return Err(format!(
            "{} works, directly or not, for this person: the managers would form a circle",
            manager.name
        ));
    }
    Ok(())
}
