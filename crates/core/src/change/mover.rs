//! Movers: department, title, location, manager or anything else about somebody changes.
//!
//! Only what a rule gave is taken; what somebody gave by hand stays, and is named. What the rules now give is added.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::draft::{Draft, above, grace, refused};
use super::{
    Act, Addressee, AttributeChange, Bound, BoundKind, ChangeKind, ChangePlan, Field, FieldChange, Given, Kept, Phase,
    Standing,
};
use crate::mapping::{self, Facts, Grant, Source};
use crate::problem::{Affected, ErrorType, Problem};
use crate::provenance::Holding;
use crate::request::Alteration;
use crate::settings::{TenantSettings, WarningCode, WarningLevel};
use crate::snapshot::Membership;
use crate::steps::Step;

/// What follows the rule that gave something, where it is taken.
pub(super) const NO_LONGER: &str = " gave it, no rule gives it now";

/// The new manager, as the directory knows them.
pub struct NewManager<'a> {
    /// Who it is; None: nobody has this address.
    pub found: Option<&'a Addressee>,
    /// Whoever is above, nearest first, by account id.
    pub chain: &'a [String],
}

/// Plans a move.
///
/// # Errors
/// Every problem at once. Nothing was changed.
pub fn mover(
    alteration: &Alteration,
    standing: &Standing,
    manager: &NewManager<'_>,
    settings: &TenantSettings,
    grace_days: u16,
    now: Timestamp,
) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Mover, standing, settings);
    draft.plan.ticket = alteration.ticket.as_ref().map(ToString::to_string);
    draft.plan.requested_by = alteration.requested_by.as_ref().map(ToString::to_string);
    draft.protected_account();
    if standing.facts.suspended {
        let username = &standing.facts.username;
        draft.refuse("username", format!("{username} is suspended"), "`dayone rehire` brings somebody back");
    }
    let changes = changes(&mut draft, alteration, manager);
    attributes(&mut draft, alteration, changes.clone());
    let facts = After::of(standing, &changes);
    two_departments(&mut draft, &facts);
    username(&mut draft, &changes);
    sudo(&mut draft, &changes);
    groups(&mut draft, alteration, &facts, grace(grace_days, now));
    systems(&mut draft, alteration, &facts, grace(grace_days, now));
    draft.finish(false)
}

/// What the mapping looks at, after the move.
struct After {
    department: String,
    job_title: String,
    location: String,
    employee_type: String,
}

impl After {
    fn of(standing: &Standing, changes: &[FieldChange]) -> After {
        let value = |field: Field| {
            let changed = changes.iter().find(|change| change.field == field).map(|change| change.to.clone());
            changed.unwrap_or_else(|| field.of(&standing.facts))
        };
        After {
            department: value(Field::Department),
            job_title: value(Field::JobTitle),
            location: value(Field::Location),
            employee_type: value(Field::EmployeeType),
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            department: &self.department,
            job_title: &self.job_title,
            location: &self.location,
            employee_type: &self.employee_type,
        }
    }
}

/// Fields that become others; the display name follows the names where it was made of them.
fn changes(draft: &mut Draft<'_>, alteration: &Alteration, manager: &NewManager<'_>) -> Vec<FieldChange> {
    let facts = &draft.standing.facts;
    let mut wanted = alteration.fields.clone();
    let made = format!("{} {}", facts.first_name, facts.last_name);
    let renamed = [Field::FirstName, Field::LastName].iter().any(|field| wanted.contains_key(field));
    if renamed && (facts.display_name == made || facts.display_name.is_empty()) {
        let value = |field: Field| wanted.get(&field).cloned().unwrap_or_else(|| field.of(facts));
        let display = format!("{} {}", value(Field::FirstName), value(Field::LastName));
        wanted.insert(Field::DisplayName, display);
    }
    if let Some(email) = &alteration.manager_email {
        match manager.found {
            Some(found) => match above(found, manager.chain, &facts.id) {
                Ok(()) => {
                    wanted.insert(Field::Manager, found.account_id.clone());
                    draft.plan.manager = Some(found.clone());
                }
                Err(why) => draft.refuse("manager_email", why, "name somebody else"),
            },
            None => {
                let message = format!("no account has the e-mail {email}");
                let mend = "give the manager's address as the directory has it";
                let problem = refused(ErrorType::ManagerNotFound, Step::InputValidation, message, mend);
                draft.problems.push(problem.about(Affected::Field("manager_email".into())));
            }
        }
    }
    wanted
        .into_iter()
        .map(|(field, to)| FieldChange { field, from: field.of(facts), to })
        .filter(|change| !change.field.same(&change.from, &change.to))
        .collect()
}

/// The fields, and the attributes, that become others: one call sets them all.
fn attributes(draft: &mut Draft<'_>, alteration: &Alteration, changes: Vec<FieldChange>) {
    let facts = &draft.standing.facts;
    let attributes: Vec<AttributeChange> = alteration
        .attributes
        .iter()
        .map(|(name, to)| AttributeChange {
            name: name.clone(),
            from: facts.attributes.get(name).cloned(),
            to: to.clone(),
        })
        .filter(|change| change.from != change.to)
        .collect();
    if !changes.is_empty() || !attributes.is_empty() {
        draft.act(Phase::Fields, Act::SetFields { changes, attributes }, Given::Nobody, "this request");
    }
}

/// A department that names two is nobody's rule; which of them is meant is for a person to say.
fn two_departments(draft: &mut Draft<'_>, after: &After) {
    let rules = &draft.settings.groups;
    if after.department == Field::Department.of(&draft.standing.facts) {
        return;
    }
    let Some(unmapped) = mapping::unmapped_department(rules, &after.department) else { return };
    let is_known = |part: &str| mapping::unmapped_department(rules, part).is_none();
    let parts: Vec<&str> =
        after.department.split([',', ';', '/', '&', '+']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && parts.iter().all(|part| is_known(part)) {
        let message = format!("department {:?} names {} departments", after.department, parts.len());
        let mend = format!("give one, for example {}, and groups of the other by user_groups", parts[0]);
        return draft.refuse("department", message, mend);
    }
    let message = format!("no rule names department {:?}: it gives no group", after.department);
    let mend = match unmapped.suggestion {
        Some(near) => format!("did you mean {near}?"),
        None => "add the department to groups.department, or correct it".to_owned(),
    };
    match draft.settings.warning_level(WarningCode::DepartmentUnmapped) {
        WarningLevel::Off => {}
        WarningLevel::Warn => draft.warn(message, mend),
        WarningLevel::Refuse => draft.refuse("department", format!("{message} (this tenant refuses it)"), mend),
    }
}

/// On systems, a username is the name of the home directory and the owner of files: renamed there, a person would lose
/// both.
fn username(draft: &mut Draft<'_>, changes: &[FieldChange]) {
    let reached = draft.standing.systems_reached;
    let Some(change) = changes.iter().find(|change| change.field == Field::Username) else { return };
    if reached > 0 {
        let message = format!(
            "username {} can't become {}: the account is on {reached} systems, where its home directory and files carry \
             the name",
            change.from, change.to
        );
        let mend = "remove the person from the groups and systems that bind it, rename, then give them again; or keep \
                    the username and change email and names alone";
        draft.refuse("username", message, mend);
    }
}

fn sudo(draft: &mut Draft<'_>, changes: &[FieldChange]) {
    let turned = |field: Field, to: &str| changes.iter().any(|change| change.field == field && change.to == to);
    if turned(Field::Sudo, "true") && draft.settings.approval.sudo {
        draft.plan.approval.push("sudo is given".into());
    }
    if turned(Field::MfaRequired, "false") {
        draft.warn("MFA is no longer required", "leave out enable_mfa");
    }
    if turned(Field::PasswordNeverExpires, "true") {
        draft.warn("the password will never expire", "leave out password_never_expires");
    }
}

fn groups(draft: &mut Draft<'_>, alteration: &Alteration, after: &After, until: Option<Timestamp>) {
    let (standing, settings) = (draft.standing, draft.settings);
    let excluded = |name: &str| alteration.exclude_groups.iter().any(|group| group.as_str() == name);
    let mut ruled = mapping::resolve(&settings.groups, &after.facts());
    ruled.retain(|grant| !excluded(&grant.name));
    let asked: Vec<Grant> = alteration
        .add_groups
        .iter()
        .map(|name| Grant {
            name: name.as_str().to_owned(),
            source: Source::Additional,
            because: "this request".into(),
        })
        .collect();
    for name in &alteration.exclude_groups {
        excludable(draft, name.as_str());
    }
    for grant in &ruled {
        renamed(draft, grant);
        draft.give(grant, Given::Rule(grant.source));
    }
    for grant in asked.iter().filter(|grant| ruled.iter().all(|ruled| ruled.name != grant.name)) {
        draft.give(grant, Given::Hand);
    }
    let wanted: BTreeSet<&str> = ruled.iter().chain(&asked).map(|grant| grant.name.as_str()).collect();
    for held in standing.groups.iter().filter(|held| !held.automatic && !wanted.contains(held.group.name.as_str())) {
        let holding = Holding::Group(held.group.id.clone());
        let remove = Act::RemoveMember { group: held.group.clone() };
        let basis = standing.basis(&holding);
        match (excluded(&held.group.name), basis.given) {
            (true, given) => draft.act(Phase::Take, remove, given, "this request: exclude_groups"),
            (false, given @ Given::Rule(_)) => {
                let because = format!("{}{NO_LONGER}", basis.because);
                draft.act_late(until, remove, given, because);
            }
            (false, Given::Hand | Given::Nobody) => {
                draft.plan.kept.push(Kept {
                    what: "group".into(),
                    id: held.group.id.clone(),
                    name: held.group.name.clone(),
                    because: basis.because,
                });
                continue;
            }
        }
        draft.protected_group(&held.group.name);
    }
}

/// A group that is to be left must be one that somebody can be taken out of.
fn excludable(draft: &mut Draft<'_>, name: &str) {
    let automatic =
        draft.standing.shared.group(name).map(|group| matches!(group.membership, Membership::Automatic { .. }));
    match automatic {
        Some(false) => {}
        Some(true) => draft.refuse(
            "exclude_groups",
            format!("{name} is filled by its own rule: nobody can be taken out of it"),
            "change the group's rule, or its exemptions, in JumpCloud",
        ),
        None => draft.refuse("exclude_groups", format!("there is no group {name}"), "name it as JumpCloud does"),
    }
}

/// A rule whose group is gone, while a group that the same rule gave is there under another name: the group was renamed.
/// Taking it away, because no rule names it any more, would be wrong.
fn renamed(draft: &mut Draft<'_>, grant: &Grant) {
    let standing = draft.standing;
    if standing.shared.group(&grant.name).is_some() {
        return;
    }
    let same_rule = |id: &str| {
        standing
            .rule(&Holding::Group(id.to_owned()))
            .is_some_and(|(source, because)| source == grant.source && because == grant.because)
    };
    let named_by_rules = mapping::all_names(&draft.settings.groups);
    let now =
        standing.groups.iter().find(|held| same_rule(&held.group.id) && !named_by_rules.contains(&held.group.name));
    if let Some(held) = now {
        let message = format!(
            "{} gives {}, which does not exist; {} was given by the same rule, so the group was probably renamed",
            grant.because, grant.name, held.group.name
        );
        let mend = format!("name it {} in the mapping, or give the group its old name", held.group.name);
        let problem = refused(ErrorType::GroupNotFound, Step::GroupVerification, message, mend);
        draft.problems.push(problem.about(Affected::Group(grant.name.clone())));
    }
}

fn systems(draft: &mut Draft<'_>, alteration: &Alteration, after: &After, until: Option<Timestamp>) {
    let (standing, settings) = (draft.standing, draft.settings);
    let ruled = mapping::resolve(&settings.system_bindings, &after.facts());
    for grant in &ruled {
        draft.bind(&grant.name, Given::Rule(grant.source), grant.because.clone());
    }
    for id in &alteration.add_systems {
        if ruled.iter().all(|grant| grant.name != id.as_str()) {
            draft.bind(id.as_str(), Given::Hand, "this request: system_bindings");
        }
    }
    let wanted: BTreeSet<&str> = ruled
        .iter()
        .map(|grant| grant.name.as_str())
        .chain(alteration.add_systems.iter().map(|id| id.as_str()))
        .collect();
    for held in &standing.bindings {
        let Bound { kind, id, name, .. } = &held.to;
        if *kind == BoundKind::System && wanted.contains(id.as_str()) {
            continue;
        }
        let basis = match kind {
            BoundKind::System => standing.basis(&Holding::System(id.clone())),
            BoundKind::LdapServer => standing.basis(&Holding::LdapServer(id.clone())),
            _ => super::Basis { given: Given::Hand, because: "bound directly: no rule does that".into() },
        };
        match basis.given {
            Given::Rule(_) => {
                let because = format!("{}{NO_LONGER}", basis.because);
                draft.act_late(until, Act::Unbind { to: held.to.clone() }, basis.given, because);
            }
            Given::Hand | Given::Nobody => draft.plan.kept.push(Kept {
                what: kind.word().into(),
                id: id.clone(),
                name: name.clone(),
                because: basis.because,
            }),
        }
    }
}
