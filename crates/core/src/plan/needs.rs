//! What has to be read from the directory before a plan can be made.

use std::collections::BTreeSet;

use super::make::account_fields;
use super::{Prediction, groups};
use crate::fields::Username;
use crate::naming;
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::settings::TenantSettings;
use crate::snapshot::Snapshot;
use crate::steps::Step;

/// Accounts to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookups {
    /// The username that the account will have.
    pub username: Username,
    /// Terms to search for: username, e-mail, employee id, manager's e-mail. Compared exactly afterwards.
    pub terms: Vec<String>,
    /// Unix ids to look for.
    pub unix_ids: Vec<i64>,
}

/// What a plan needs beyond the shared parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// Groups whose access has to be known, by id.
    pub groups: Vec<String>,
    /// Systems that are to be bound directly, by id.
    pub systems: Vec<String>,
}

/// Which accounts to look for.
///
/// # Errors
/// The username can't be formed by the tenant's naming.
pub fn lookups(request: &Request, settings: &TenantSettings) -> Result<Lookups, Problem> {
    let username = username(request, settings)?;
    let mut terms = vec![username.as_str().to_owned(), request.email.as_str().to_owned()];
    terms.extend(request.employee_id.as_ref().map(|id| id.as_str().to_owned()));
    terms.extend(request.manager_email.as_ref().map(|email| email.as_str().to_owned()));
    let unix_ids: BTreeSet<i64> =
        [request.unix_uid, request.unix_guid].into_iter().flatten().map(|id| i64::from(id.get())).collect();
    Ok(Lookups { username, terms, unix_ids: unix_ids.into_iter().collect() })
}

/// Which groups' access and which systems have to be read, now that groups and people are known.
///
/// # Errors
/// The username can't be formed by the tenant's naming.
pub fn needs(request: &Request, settings: &TenantSettings, snapshot: &Snapshot) -> Result<Needs, Problem> {
    let shared = &snapshot.shared;
    let wanted = groups::wanted(request, settings);
    let username = username(request, settings)?;
    let account = account_fields(request, username.as_str(), settings, &snapshot.people);
    let asked = wanted.iter().filter_map(|grant| shared.group(&grant.name));
    let by_rule = groups::automatic(shared)
        .filter(|(_, query)| groups::predict(query, &account) != Prediction::NotMember)
        .map(|(group, _)| group);
    let mut seen = BTreeSet::new();
    let ids = asked.chain(by_rule).map(|group| group.id.clone()).filter(|id| seen.insert(id.clone())).collect();
    let systems = groups::wanted_systems(request, settings).into_iter().map(|(id, _)| id).collect();
    Ok(Needs { groups: ids, systems })
}

/// The username given, or the one that the tenant's naming forms.
pub(super) fn username(request: &Request, settings: &TenantSettings) -> Result<Username, Problem> {
    let invalid = |message: String, mend: String| {
        Problem::before_creation(ErrorType::InvalidUsernameFormat, Step::InputValidation, message, mend)
            .about(Affected::Field("username".into()))
    };
    match (&request.username, &settings.naming) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(rule)) => {
            let formed = naming::username(rule, &naming_facts(request))
                .map_err(|error| invalid(format!("naming gives no username: {error}"), "give username".into()))?;
            Username::parse(&formed).map_err(|error| {
                invalid(format!("naming gives {formed:?}, which {}", error.message), "give username".into())
            })
        }
        (None, None) => Err(invalid("username is missing".into(), "give username, or configure `naming`".into())),
    }
}

/// What a naming template may use.
pub(super) fn naming_facts(request: &Request) -> naming::NamingFacts<'_> {
    naming::NamingFacts {
        first_name: request.first_name.as_str(),
        last_name: request.last_name.as_str(),
        department: request.department.as_str(),
        location: request.office_location.as_ref().map_or("", |text| text.as_str()),
        employee_id: request.employee_id.as_ref().map_or("", |id| id.as_str()),
    }
}
