//! Rehires: the old account is found and used again, with what the rules give now; nothing of before comes back with it.

use std::collections::BTreeSet;

use super::draft::{Draft, refused};
use super::{Act, Addressee, AttributeChange, ChangeKind, ChangePlan, Field, FieldChange, Given, Phase, Standing};
use crate::account::{AccountFields, AccountState};
use crate::mapping::{Grant, Source};
use crate::problem::{ErrorType, Problem};
use crate::request::Request;
use crate::settings::TenantSettings;
use crate::steps::Step;

/// Plans a rehire: `fields` are those that a hire of this request would give, `grants` its groups, `systems` its direct
/// bindings with what names each.
///
/// # Errors
/// Every problem at once. Nothing was changed.
pub fn rehire(
    request: &Request,
    fields: &AccountFields,
    (grants, systems): (&[Grant], &[(String, String)]),
    standing: &Standing,
    manager: Option<&Addressee>,
    settings: &TenantSettings,
) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Rehire, standing, settings);
    draft.plan.ticket = request.ticket.as_ref().map(ToString::to_string);
    draft.plan.requested_by = request.requested_by.as_ref().map(ToString::to_string);
    draft.plan.manager = manager.cloned();
    draft.protected_account();
    let facts = &standing.facts;
    if facts.state != AccountState::Suspended {
        let problem = refused(
            ErrorType::UserAlreadyExists,
            Step::DuplicateCheck,
            format!("account {} is in use: only somebody who has left can come back", facts.username),
            "`dayone move` changes somebody who is there",
        );
        draft.problems.push(problem);
    }
    if request.start_date.is_some() {
        draft.refuse("start_date", "a rehire takes place at once", "run it on the day, or leave start_date out");
    }
    if request.password_given || request.public_key.is_some() {
        draft.refuse(
            "password",
            "a rehire sets neither password nor SSH key: the old password is expired, the person sets a new one",
            "leave password and public_key out",
        );
    }
    let (changes, attributes) = differences(fields, standing);
    if changes.iter().any(|change| change.field == Field::Username) && standing.systems_reached > 0 {
        draft.refuse("username", "the account still reaches systems under its old name", "give the old username");
    }
    if !changes.is_empty() || !attributes.is_empty() {
        draft.act(Phase::Fields, Act::SetFields { changes, attributes }, Given::Nobody, "this request");
    }
    for grant in grants {
        let given = if grant.source == Source::Additional { Given::Hand } else { Given::Rule(grant.source) };
        draft.give(grant, given);
    }
    for (id, because) in systems {
        let rule = because.strip_prefix("rule: ");
        let given = rule.map_or(Given::Hand, |rule| Given::Rule(crate::mapping::source_of(rule)));
        draft.bind(id, given, rule.unwrap_or(because));
    }
    let wanted: BTreeSet<&str> = grants.iter().map(|grant| grant.name.as_str()).collect();
    for held in standing.groups.iter().filter(|held| !held.automatic && !wanted.contains(held.group.name.as_str())) {
        let because = "of before the person left; no rule gives it now, nobody asks for it";
        draft.act(Phase::Take, Act::RemoveMember { group: held.group.clone() }, Given::Hand, because);
    }
    for held in standing.bindings.iter().filter(|held| systems.iter().all(|(id, _)| *id != held.to.id)) {
        let because = "of before the person left; no rule gives it now, nobody asks for it";
        draft.act(Phase::Take, Act::Unbind { to: held.to.clone() }, Given::Hand, because);
    }
    for group in &standing.exempted {
        let because = "exempted when the person left";
        draft.act(Phase::Give, Act::Include { group: group.clone() }, Given::Nobody, because);
    }
    draft.act(Phase::Take, Act::ExpirePassword, Given::Nobody, "the password of before lets nobody in");
    draft.act(Phase::Unlock, Act::Reactivate, Given::Nobody, "the person is back");
    draft.finish(false)
}

/// What is different from the account that a hire would make. What the request leaves out stays as it was.
fn differences(fields: &AccountFields, standing: &Standing) -> (Vec<FieldChange>, Vec<AttributeChange>) {
    let facts = &standing.facts;
    let text = |field: Field, value: &Option<String>| value.clone().map(|value| (field, value));
    let wanted = [
        Some((Field::Username, fields.username.clone())),
        Some((Field::Email, fields.email.clone())),
        Some((Field::FirstName, fields.first_name.clone())),
        Some((Field::LastName, fields.last_name.clone())),
        Some((Field::DisplayName, fields.display_name.clone())),
        Some((Field::Department, fields.department.clone())),
        text(Field::JobTitle, &fields.job_title),
        text(Field::Company, &fields.company),
        text(Field::Location, &fields.location),
        text(Field::EmployeeId, &fields.employee_id),
        text(Field::EmployeeType, &fields.employee_type),
        text(Field::AlternateEmail, &fields.alternate_email),
        text(Field::Manager, &fields.manager),
        Some((Field::Sudo, fields.sudo.to_string())),
        Some((Field::MfaRequired, fields.mfa.required.to_string())),
        Some((Field::LdapBindUser, fields.ldap_binding_user.to_string())),
        Some((Field::AllowPublicKey, fields.allow_public_key.to_string())),
        Some((Field::PasswordNeverExpires, fields.password_never_expires.to_string())),
    ];
    let changes = wanted
        .into_iter()
        .flatten()
        .map(|(field, to)| FieldChange { field, from: field.of(facts), to })
        .filter(|change| !change.field.same(&change.from, &change.to));
    let attributes = fields
        .attributes
        .iter()
        .map(|(name, to)| AttributeChange {
            name: name.clone(),
            from: facts.attributes.get(name).cloned(),
            to: Some(to.clone()),
        })
        .filter(|change| change.from != change.to);
    (changes.collect(), attributes.collect())
}
