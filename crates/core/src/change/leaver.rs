//! Leavers: nobody gets in any more, nothing is left to be reached, and somebody else looks after the reports.

use super::draft::{Draft, refused};
use super::{Act, Addressee, BoundKind, ChangeKind, ChangePlan, Field, FieldChange, Given, Phase, Standing};
use crate::account::AccountState;
use crate::problem::{Affected, ErrorType, Problem};
use crate::provenance::Holding;
use crate::settings::TenantSettings;
use crate::steps::Step;

/// What is known beside the account about somebody who leaves.
pub struct Leaving<'a> {
    /// Who looks after the reports: who was named, else the person's own manager.
    pub heir: Option<&'a Addressee>,
    /// Somebody was named, and no account has that address.
    pub unknown_heir: Option<&'a str>,
    /// Whoever is above the heir, nearest first, by account id.
    pub chain: &'a [String],
    /// Shown everywhere.
    pub ticket: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
}

/// Plans a leaver: locked first, then stripped.
///
/// # Errors
/// Every problem at once. Nothing was changed.
pub fn leaver(
    leaving: Leaving<'_>,
    standing: &Standing,
    settings: &TenantSettings,
) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Leaver, standing, settings);
    draft.plan.ticket.clone_from(&leaving.ticket);
    draft.plan.requested_by.clone_from(&leaving.requested_by);
    draft.protected_account();
    hand_over(&mut draft, &leaving);
    let facts = &standing.facts;
    if standing.scheduled {
        draft.act(Phase::Lock, Act::Unschedule, Given::Nobody, "JumpCloud would change the account's state later");
    }
    if facts.state != AccountState::Suspended {
        draft.act(Phase::Lock, Act::Suspend, Given::Nobody, "the person leaves");
    }
    for held in &standing.groups {
        draft.protected_group(&held.group.name);
        let group = held.group.clone();
        if held.automatic {
            let because = "the group's own rule counts the person in";
            draft.act(Phase::Take, Act::Exempt { group }, Given::Nobody, because);
        } else {
            let basis = standing.basis(&Holding::Group(group.id.clone()));
            draft.act(Phase::Take, Act::RemoveMember { group }, basis.given, basis.because);
        }
    }
    for held in &standing.bindings {
        let given = match held.to.kind {
            BoundKind::System => standing.basis(&Holding::System(held.to.id.clone())).given,
            BoundKind::LdapServer => standing.basis(&Holding::LdapServer(held.to.id.clone())).given,
            _ => Given::Hand,
        };
        draft.act(Phase::Take, Act::Unbind { to: held.to.clone() }, given, "the person leaves");
    }
    for key in &standing.keys {
        let remove = Act::RemoveKey { id: key.id.clone(), name: key.name.clone(), line: key.line.clone() };
        draft.act(Phase::Take, remove, Given::Nobody, "the person leaves");
    }
    if facts.mfa_configured {
        draft.act(Phase::Take, Act::ResetMfa, Given::Nobody, "the second factor is the person's own");
    }
    let off = |field: Field, on: bool| on.then(|| FieldChange { field, from: true.to_string(), to: false.to_string() });
    let rights = [off(Field::Sudo, facts.sudo), off(Field::LdapBindUser, facts.ldap_binding_user)];
    draft.set(rights.into_iter().flatten().collect(), "the person leaves");
    draft.finish(true)
}

/// The reports get another manager; nobody is left without one.
fn hand_over(draft: &mut Draft<'_>, leaving: &Leaving<'_>) {
    let standing = draft.standing;
    let person = &standing.facts.id;
    if let Some(unknown) = leaving.unknown_heir {
        let message = format!("no account has the e-mail {unknown}");
        let problem = refused(
            ErrorType::ManagerNotFound,
            Step::InputValidation,
            message,
            "give the address of whoever takes over as the directory has it",
        );
        return draft.problems.push(problem.about(Affected::Field("hand_over_to".into())));
    }
    if leaving.heir.is_some() {
        draft.plan.manager = leaving.heir.cloned();
    }
    if standing.reports.is_empty() {
        return;
    }
    let Some(heir) = leaving.heir else {
        let names: Vec<&str> = standing.reports.iter().take(3).map(|report| report.name.as_str()).collect();
        let message = format!(
            "{} people have this person as their manager ({}{}), and nobody is named who takes over",
            standing.reports.len(),
            names.join(", "),
            if standing.reports.len() > 3 { ", …" } else { "" }
        );
        return draft.refuse("hand_over_to", message, "name whoever takes over: --hand-over-to EMAIL");
    };
    if heir.account_id == *person {
        return draft.refuse("hand_over_to", "the person who leaves can't take over", "name somebody else");
    }
    // Somebody below one of the reports can't become that report's manager; a direct report may take over from the rest.
    let below = leaving.chain.iter().find(|id| {
        **id != *person && **id != heir.account_id && standing.reports.iter().any(|report| report.id == **id)
    });
    if let Some(below) = below {
        let through = standing.reports.iter().find(|report| report.id == *below).map_or("", |report| &report.name);
        let message = format!(
            "{} works for {through}, who would work for {}: the managers would form a circle",
            heir.name, heir.name
        );
        return draft.refuse("hand_over_to", message, "name the report in between, or somebody else");
    }
    for report in &standing.reports {
        let to = match report.id == heir.account_id {
            // The heir was a report: the one above the person who leaves is above the heir now.
            true => standing.manager.as_ref().map(|manager| manager.account_id.clone()),
            false => Some(heir.account_id.clone()),
        };
        let named = crate::snapshot::Named { id: report.id.clone(), name: report.name.clone() };
        let set = Act::SetManager { report: named, from: Some(person.clone()), to };
        draft.act(Phase::Fields, set, Given::Nobody, format!("{} takes over", heir.name));
    }
}
