//! Fields of the account: one call sets them all, and its answer is checked.

use std::collections::BTreeMap;

use dayone_core::change::{AttributeChange, Field, FieldChange};
use dayone_core::event::{Detail, Outcome};
use dayone_core::fault::Fault;
use dayone_core::problem::ErrorType;
use dayone_jumpcloud::{Attribute, UserPatch};

use super::perform::Scene;
use crate::accounts;

/// Sets what is not as wished. Attributes are replaced whole by the directory, so those of others are kept.
pub(super) async fn set(
    scene: &Scene<'_>,
    changes: &[FieldChange],
    attributes: &[AttributeChange],
) -> Result<(Outcome, Detail), Fault> {
    let Some(user) = scene.client.user(scene.account()).await? else {
        return Ok(scene.failed(ErrorType::AttributeFailed, "The account is gone"));
    };
    let facts = accounts::facts(user);
    let open: Vec<&FieldChange> =
        changes.iter().filter(|change| !change.field.same(&change.field.of(&facts), &change.to)).collect();
    let wanted = merged(&facts.attributes, attributes);
    if open.is_empty() && wanted == facts.attributes {
        return Ok((Outcome::AlreadySo, Detail::default()));
    }
    let mut patch = UserPatch::default();
    let mut clears_manager = false;
    for change in &open {
        match change.field {
            Field::Manager if change.to.is_empty() => clears_manager = true,
            field => put(&mut patch, field, &change.to),
        }
    }
    if wanted != facts.attributes {
        let list = wanted.iter().map(|(name, value)| Attribute { name: name.clone(), value: value.clone() });
        patch.attributes = Some(list.collect());
    }
    if clears_manager {
        scene.client.set_manager(scene.account(), None).await?;
    }
    let answer = accounts::facts(scene.client.update_user(scene.account(), &patch).await?);
    let mut missing: Vec<&str> = open
        .iter()
        .filter(|change| !change.field.same(&change.field.of(&answer), &change.to))
        .map(|change| change.field.name())
        .collect();
    if merged(&answer.attributes, attributes) != answer.attributes {
        missing.push("attributes");
    }
    if missing.is_empty() {
        let detail = Detail { account: Some(Box::new(answer)), ..Detail::default() };
        return Ok((Outcome::Changed, detail));
    }
    let message = format!("JumpCloud took the change but did not keep it: {}", missing.join(", "));
    Ok(scene.failed(ErrorType::AttributeFailed, message))
}

/// The attributes with these changes made.
fn merged(now: &BTreeMap<String, String>, changes: &[AttributeChange]) -> BTreeMap<String, String> {
    let mut wanted = now.clone();
    for change in changes {
        match &change.to {
            Some(value) => drop(wanted.insert(change.name.clone(), value.clone())),
            None => drop(wanted.remove(&change.name)),
        }
    }
    wanted
}

fn put(patch: &mut UserPatch, field: Field, value: &str) {
    let (text, flag) = (Some(value.to_owned()), Some(value == "true"));
    match field {
        Field::Username => patch.username = text,
        Field::Email => patch.email = text,
        Field::FirstName => patch.firstname = text,
        Field::LastName => patch.lastname = text,
        Field::DisplayName => patch.displayname = text,
        Field::Department => patch.department = text,
        Field::JobTitle => patch.job_title = text,
        Field::Company => patch.company = text,
        Field::EmployeeId => patch.employee_identifier = text,
        Field::Location => patch.location = text,
        Field::EmployeeType => patch.employee_type = text,
        Field::AlternateEmail => patch.alternate_email = text,
        Field::Manager => patch.manager = text,
        Field::Sudo => patch.sudo = flag,
        Field::MfaRequired => patch.enable_user_portal_multifactor = flag,
        Field::LdapBindUser => patch.ldap_binding_user = flag,
        Field::AllowPublicKey => patch.allow_public_key = flag,
        Field::PasswordNeverExpires => patch.password_never_expires = flag,
        Field::SambaServiceUser => patch.samba_service_user = flag,
    }
}
