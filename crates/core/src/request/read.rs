//! From a JSON object to a request, with all problems at once.

use serde_json::{Map, Value};

use super::reader::Reader;
use super::{Parsed, Request};
use crate::fields::{Email, EmployeeId, GroupName, MfaGraceDays, PersonName, Text, TimeZoneName, UnixId, parse_date};
use crate::problem::Problem;

/// Whose requests these are: what the door has to know before it reads.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// A missing username will be formed by the tenant's `naming`.
    pub forms_usernames: bool,
}

/// Reads a request.
///
/// # Errors
/// Every problem of every field, each naming the field and what would be right. Values of secrets are never repeated.
pub fn parse(document: &Map<String, Value>, door: Door) -> Result<Parsed, Vec<Problem>> {
    let mut read = Reader::new(document);
    read.refuse_unknown_keys();
    let password = read.secret("password");
    let first_name = read.required("first_name", PersonName::parse);
    let last_name = read.required("last_name", PersonName::parse);
    let email = read.required("email", Email::parse);
    let username = match door.forms_usernames {
        true => Some(read.username()),
        false => read.required_username().map(Some),
    };
    let department = read.required("department", Text::parse);
    let job_title = read.optional("job_title", Text::parse);
    let company_name = read.optional("company_name", Text::parse);
    let employee_id = read.optional("employee_id", EmployeeId::parse);
    let office_location = read.optional("office_location", Text::parse);
    let manager_email = read.optional("manager_email", Email::parse);
    let password_never_expires = read.boolean("password_never_expires");
    let enable_mfa = read.boolean("enable_mfa");
    let mfa_exclusion_days = read.number("mfa_exclusion_days", MfaGraceDays::new);
    let allow_sudo = read.boolean("allow_sudo");
    let unix_uid = read.number("unix_uid", UnixId::new);
    let unix_guid = read.number("unix_guid", UnixId::new);
    let user_groups = read.list("user_groups", GroupName::parse);
    let additional_groups = read.list("additional_groups", GroupName::parse);
    let system_bindings = read.systems("system_bindings");
    let ldap_bind = read.boolean("ldap_bind");
    let allow_public_key = read.boolean("allow_public_key");
    let public_key = read.raw_text("public_key");
    let send_activation_email = read.boolean("send_activation_email");
    let skip_group_defaults = read.boolean("skip_group_defaults");
    let attributes = read.attributes();
    let tenant = read.raw_text("tenant");
    let request_key = read.optional("request_key", Text::parse).map(|key| key.as_str().to_owned());
    let ticket = read.optional("ticket", Text::parse);
    let personal_email = read.optional("personal_email", Email::parse);
    let alternate_email = read.optional("alternate_email", Email::parse);
    let start_date = read.optional("start_date", parse_date);
    let end_date = read.optional("end_date", parse_date);
    let time_zone = read.optional("time_zone", TimeZoneName::parse);
    let employee_type = read.optional("employee_type", Text::parse);
    let exclude_groups = read.list("exclude_groups", GroupName::parse);
    let requested_by = read.optional("requested_by", Text::parse);
    if let (Some(first), Some(last)) = (&first_name, &last_name) {
        read.refuse_long_display_name(first, last);
    }
    if let (Some(start), Some(end)) = (start_date, end_date)
        && end < start
    {
        read.problem("end_date", format!("end_date {end} is before start_date {start}"), "give a day after the first");
    }
    let (Some(first_name), Some(last_name), Some(email), Some(username), Some(department), true) =
        (first_name, last_name, email, username, department, read.problems.is_empty())
    else {
        return Err(read.problems);
    };
    let request = Request {
        first_name,
        last_name,
        email,
        username,
        department,
        password_given: password.is_some(),
        job_title,
        company_name,
        employee_id,
        office_location,
        manager_email,
        password_never_expires,
        enable_mfa,
        mfa_exclusion_days,
        allow_sudo,
        unix_uid,
        unix_guid,
        user_groups,
        additional_groups,
        system_bindings,
        ldap_bind,
        allow_public_key,
        public_key,
        send_activation_email,
        skip_group_defaults,
        attributes,
        tenant,
        request_key,
        ticket,
        personal_email,
        alternate_email,
        start_date,
        end_date,
        time_zone,
        employee_type,
        exclude_groups,
        requested_by,
    };
    Ok(Parsed { request, password })
}
