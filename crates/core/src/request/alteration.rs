//! What is to become different about somebody who is there: the inputs of a request, each of them optional.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::reader::Reader;
use crate::change::Field;
use crate::fields::{DirectoryId, Email, EmployeeId, GroupName, PersonName, Text};
use crate::problem::Problem;

/// A change that somebody asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alteration {
    /// Fields of the account, each with its new value; an empty one clears the field.
    pub fields: BTreeMap<Field, String>,
    /// Attributes; None removes one.
    pub attributes: BTreeMap<String, Option<String>>,
    /// The new manager's e-mail.
    pub manager_email: Option<Email>,
    /// Groups to add, by name.
    pub add_groups: Vec<GroupName>,
    /// Groups to leave, or not to be added to, whatever the rules say.
    pub exclude_groups: Vec<GroupName>,
    /// Systems to bind directly.
    pub add_systems: Vec<DirectoryId>,
    /// Shown everywhere.
    pub ticket: Option<Text>,
    /// Who asked for it.
    pub requested_by: Option<Text>,
}

/// Inputs of a hire that say nothing about somebody who is there, each with the way to change what it is about.
const OF_HIRES: [(&str, &str); 13] = [
    ("password", "JumpCloud sends a link when the person asks for a new password"),
    ("mfa_exclusion_days", "the grace period began with the activation; give another one in the admin console"),
    ("unix_uid", "files belong to the number, so it is changed on each system first"),
    ("unix_guid", "files belong to the number, so it is changed on each system first"),
    ("public_key", "people add keys in the user portal, administrators in the admin console"),
    ("send_activation_email", "the account is there already"),
    ("skip_group_defaults", "exclude_groups names the groups that the person does not get"),
    ("request_key", "the same change twice changes nothing"),
    ("personal_email", "it is for the first sign-in"),
    ("start_date", "the account is there already"),
    ("end_date", "`dayone runs reschedule RUN --end-date` changes it"),
    ("time_zone", "it is for the start date"),
    ("tenant", "it can't be changed"),
];

/// Reads what is to become different. An input that is null clears its field.
///
/// # Errors
/// Every problem of every field, each naming the field and what would be right.
pub fn alteration(document: &Map<String, Value>) -> Result<Alteration, Vec<Problem>> {
    let mut read = Reader::new(document);
    read.refuse_unknown_keys();
    for (name, instead) in OF_HIRES {
        if read.value(name).is_some() && name != "tenant" {
            read.problem(name, format!("{name} is not changed by a move"), instead);
        }
    }
    let mut fields = BTreeMap::new();
    let mut set = |field: Field, value: Option<String>| fields.extend(value.map(|value| (field, value)));
    set(Field::FirstName, read.optional("first_name", PersonName::parse).map(|name| name.as_str().to_owned()));
    set(Field::LastName, read.optional("last_name", PersonName::parse).map(|name| name.as_str().to_owned()));
    set(Field::Email, read.optional("email", Email::parse).map(|email| email.normalised()));
    set(Field::Username, read.username().map(|name| name.as_str().to_owned()));
    for (field, input) in TEXTS {
        set(field, read.optional(input, Text::parse).map(|text| text.as_str().to_owned()));
    }
    set(Field::EmployeeId, read.optional("employee_id", EmployeeId::parse).map(|id| id.as_str().to_owned()));
    set(Field::AlternateEmail, read.optional("alternate_email", Email::parse).map(|email| email.normalised()));
    for (field, input) in SWITCHES {
        set(field, read.boolean(input).map(|on| on.to_string()));
    }
    for (name, _) in document.iter().filter(|(_, value)| value.is_null()) {
        match Field::of_input(name).filter(|field| field.may_be_empty()) {
            Some(field) => set(field, Some(String::new())),
            None => {
                read.problem(name, format!("{name} can't be empty"), format!("give {name} a value, or leave it out"))
            }
        }
    }
    let manager_email = read.optional("manager_email", Email::parse);
    let mut add_groups = read.list("user_groups", GroupName::parse);
    add_groups.extend(read.list("additional_groups", GroupName::parse));
    let mut seen = BTreeSet::new();
    add_groups.retain(|name| seen.insert(name.clone()));
    let exclude_groups = read.list("exclude_groups", GroupName::parse);
    for both in exclude_groups.iter().filter(|name| add_groups.contains(name)) {
        read.problem("exclude_groups", format!("{both} is both to be added and to be left"), "name it once");
    }
    let add_systems = read.systems("system_bindings");
    let (removed, given): (Map<String, Value>, Map<String, Value>) = match document.get("attributes") {
        Some(Value::Object(all)) => all.clone().into_iter().partition(|(_, value)| value.is_null()),
        _ => (Map::new(), Map::new()),
    };
    let given = Map::from_iter(document.get("attributes").filter(|value| !value.is_object()).map_or_else(
        || vec![("attributes".to_owned(), Value::Object(given))],
        |wrong| vec![("attributes".to_owned(), wrong.clone())],
    ));
    let mut of_attributes = Reader::new(&given);
    let attributes = of_attributes.attributes();
    read.problems.append(&mut of_attributes.problems);
    let mut attributes: BTreeMap<String, Option<String>> = attributes
        .into_iter()
        .map(|(name, value)| (name.as_str().to_owned(), Some(value.as_str().to_owned())))
        .collect();
    attributes.extend(removed.into_iter().map(|(name, _)| (name, None)));
    let ticket = read.optional("ticket", Text::parse);
    let requested_by = read.optional("requested_by", Text::parse);
    if !read.problems.is_empty() {
        return Err(read.problems);
    }
    Ok(Alteration { fields, attributes, manager_email, add_groups, exclude_groups, add_systems, ticket, requested_by })
}

const TEXTS: [(Field, &str); 5] = [
    (Field::Department, "department"),
    (Field::JobTitle, "job_title"),
    (Field::Company, "company_name"),
    (Field::Location, "office_location"),
    (Field::EmployeeType, "employee_type"),
];

const SWITCHES: [(Field, &str); 5] = [
    (Field::Sudo, "allow_sudo"),
    (Field::MfaRequired, "enable_mfa"),
    (Field::LdapBindUser, "ldap_bind"),
    (Field::AllowPublicKey, "allow_public_key"),
    (Field::PasswordNeverExpires, "password_never_expires"),
];

impl Alteration {
    /// Nothing is to become different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.attributes.is_empty()
            && self.manager_email.is_none()
            && self.add_groups.is_empty()
            && self.exclude_groups.is_empty()
            && self.add_systems.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(document: Value) -> Result<Alteration, Vec<String>> {
        let Value::Object(document) = document else { panic!("an object") };
        alteration(&document).map_err(|problems| problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn every_field_is_optional_and_null_clears_it() {
        let read =
            read(json!({ "department": "Sales", "job_title": null, "attributes": { "desk": "4", "car": null } }));
        let read = read.expect("read");
        let fields = [(Field::Department, "Sales".to_owned()), (Field::JobTitle, String::new())];
        assert_eq!(read.fields, BTreeMap::from(fields));
        let attributes = [("desk".to_owned(), Some("4".to_owned())), ("car".to_owned(), None)];
        assert_eq!(read.attributes, BTreeMap::from(attributes));
    }

    #[test]
    fn all_problems_are_named_at_once() {
        let problems = read(json!({
            "email": "nobody", "department": null, "password": "x", "start_date": "2026-03-10", "colour": "red",
            "user_groups": ["A"], "exclude_groups": ["A"], "attributes": ["x"],
        }));
        let problems = problems.expect_err("refused");
        for field in ["email", "department", "password", "start_date", "colour", "A is both", "attributes"] {
            assert!(problems.iter().any(|problem| problem.contains(field)), "{field}: {problems:?}");
        }
        assert_eq!(problems.len(), 7, "{problems:?}");
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(read(json!({ "ticket": "T-1" })).expect("read").is_empty());
    }
}
