//! A request to bring a person on board: every input under the seed's name, parsed once at the door.

mod alteration;
mod change;
mod read;
mod reader;

use std::collections::BTreeMap;

use jiff::civil::Date;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::fields::{
    AttributeName, AttributeValue, DirectoryId, Email, EmployeeId, GroupName, MfaGraceDays, PersonName, Text,
    TimeZoneName, UnixId, Username,
};

pub use alteration::{Alteration, alteration};
pub use change::Changes;
pub use read::{Door, parse};

/// A request in which every field has been parsed. The password travels beside it, never in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the input of that name in INPUTS")]
pub struct Request {
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Email,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    pub department: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_title: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_id: Option<EmployeeId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_location: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager_email: Option<Email>,
    /// A password was given; its value is sealed elsewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub password_given: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_never_expires: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_mfa: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_exclusion_days: Option<MfaGraceDays>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_sudo: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unix_uid: Option<UnixId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unix_guid: Option<UnixId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_groups: Vec<GroupName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_groups: Vec<GroupName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub system_bindings: Vec<DirectoryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ldap_bind: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_public_key: Option<bool>,
    /// As given: checked by the plan, under the step that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_activation_email: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_group_defaults: Option<bool>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<AttributeName, AttributeValue>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<TimeZoneName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_type: Option<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_groups: Vec<GroupName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<Text>,
}

/// A request and what must not travel in it.
pub struct Parsed {
    /// The request.
    pub request: Request,
    /// The password given, if any.
    pub password: Option<SecretString>,
}

/// The JSON type of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputType {
    /// Text.
    String,
    /// true or false.
    Boolean,
    /// A whole number.
    Number,
    /// A list of texts.
    Array,
    /// Names and values.
    Object,
}

/// One input of a request.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its name in files, flags (with dashes) and the API.
    pub name: &'static str,
    /// Its JSON type.
    pub kind: InputType,
    /// It must be given.
    pub required: bool,
    /// What it is, for help texts.
    pub what: &'static str,
}

/// How many of [`INPUTS`] are the seed's; the rest are additions.
pub const SEED_INPUTS: usize = 26;

/// Every input, the seed's twenty-six first, in its order.
#[rustfmt::skip]
pub const INPUTS: &[Input] = &[
    input("first_name",             InputType::String,  true,  "First name"),
    input("last_name",              InputType::String,  true,  "Last name"),
    input("email",                  InputType::String,  true,  "E-mail address of the account"),
    input("username",               InputType::String,  true,  "Username; may be left out where `naming` is configured"),
    input("department",             InputType::String,  true,  "Department, for group mapping"),
    input("job_title",              InputType::String,  false, "Job title, for role-based groups"),
    input("company_name",           InputType::String,  false, "Company: selects the tenant, and is set on the account"),
    input("employee_id",            InputType::String,  false, "Employee identifier, unique"),
    input("office_location",        InputType::String,  false, "Office location, for location-based groups"),
    input("manager_email",          InputType::String,  false, "Manager's e-mail: set as manager, and notified"),
    input("password",               InputType::String,  false, "Initial password; generated when left out"),
    input("password_never_expires", InputType::Boolean, false, "Password does not expire [default: false]"),
    input("enable_mfa",             InputType::Boolean, false, "Require MFA [default: true]"),
    input("mfa_exclusion_days",     InputType::Number,  false, "Days of MFA grace, 0 to 365 [default: 7]"),
    input("allow_sudo",             InputType::Boolean, false, "Sudo on bound systems [default: false]"),
    input("unix_uid",               InputType::Number,  false, "UNIX uid, from 1000 [default: assigned by JumpCloud]"),
    input("unix_guid",              InputType::Number,  false, "UNIX gid, from 1000 [default: assigned by JumpCloud]"),
    input("user_groups",            InputType::Array,   false, "Groups to add to, by name"),
    input("additional_groups",      InputType::Array,   false, "Further groups, by name"),
    input("system_bindings",        InputType::Array,   false, "Systems to bind directly, by id"),
    input("ldap_bind",              InputType::Boolean, false, "Bind to LDAP [default: false]"),
    input("allow_public_key",       InputType::Boolean, false, "Allow SSH public keys [default: false]"),
    input("public_key",             InputType::String,  false, "SSH public key in OpenSSH form"),
    input("send_activation_email",  InputType::Boolean, false, "Let JumpCloud send its e-mail [default: true]"),
    input("skip_group_defaults",    InputType::Boolean, false, "Leave out default, department, role and location groups [default: false]"),
    input("attributes",             InputType::Object,  false, "Custom attributes, NAME=VALUE"),
    input("tenant",                 InputType::String,  false, "Tenant, by its configured name"),
    input("request_key",            InputType::String,  false, "Key under which the same request is done once [default: from employee id or e-mail]"),
    input("ticket",                 InputType::String,  false, "Ticket number, shown everywhere"),
    input("personal_email",         InputType::String,  false, "Private address for the activation link; not written to the account"),
    input("alternate_email",        InputType::String,  false, "Alternate e-mail, written to the account"),
    input("start_date",             InputType::String,  false, "First day of work, YYYY-MM-DD: activation waits for it"),
    input("end_date",               InputType::String,  false, "Last day of work, YYYY-MM-DD"),
    input("time_zone",              InputType::String,  false, "IANA time zone of the start date"),
    input("employee_type",          InputType::String,  false, "Employee type, for group mapping"),
    input("exclude_groups",         InputType::Array,   false, "Groups from rules that this person does not get"),
    input("requested_by",           InputType::String,  false, "Who asked for it"),
];

const fn input(name: &'static str, kind: InputType, required: bool, what: &'static str) -> Input {
    Input { name, kind, required, what }
}

impl Request {
    /// The name shown for the person.
    #[must_use]
    pub fn display_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// What identifies the person across requests: the employee id, else the e-mail.
    #[must_use]
    pub fn identity(&self) -> String {
        match &self.employee_id {
            Some(id) => format!("employee_id:{}", id.as_str().trim().to_lowercase()),
            None => format!("email:{}", self.email.normalised()),
        }
    }

    /// The fields in which two requests differ, with both values; the password is compared by presence only.
    #[must_use]
    pub fn differences(&self, other: &Request) -> Vec<Difference> {
        let (mine, theirs) = (self.fields(), other.fields());
        let names: std::collections::BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
        names
            .into_iter()
            .filter(|name| !matches!(name.as_str(), "requested_by" | "request_key" | "tenant"))
            .filter(|name| mine.get(*name) != theirs.get(*name))
            .map(|name| Difference {
                // Whether a password was given is known, the password is not.
                field: if name == "password_given" { "password".into() } else { name.clone() },
                before: mine.get(name).cloned(),
                after: theirs.get(name).cloned(),
            })
            .collect()
    }

    /// How many of the seed's inputs were given.
    #[must_use]
    pub fn inputs_given(&self) -> usize {
        let fields = self.fields();
        INPUTS[..SEED_INPUTS]
            .iter()
            .filter(|input| match input.name {
                "password" => self.password_given,
                name => fields.contains_key(name),
            })
            .count()
    }

    fn fields(&self) -> serde_json::Map<String, serde_json::Value> {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        }
    }
}

/// One field in which two requests differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What the first request has.
    pub before: Option<serde_json::Value>,
    /// What the second request has.
    pub after: Option<serde_json::Value>,
}
