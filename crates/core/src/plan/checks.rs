//! Checks against accounts that exist: names, numbers, seats.

use super::{Seats, username};
use crate::fields::Username;
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::settings::TenantSettings;
use crate::snapshot::{ExistingAccount, Organization, Snapshot};
use crate::steps::Step;

/// Username, e-mail and employee id that another account has, and a username that is spoken for.
pub(super) fn duplicates(request: &Request, username: &Username, snapshot: &Snapshot) -> Vec<Problem> {
    let email = request.email.normalised();
    let employee_id = request.employee_id.as_ref().map(|id| id.as_str().trim().to_lowercase());
    let mut problems = Vec::new();
    for account in &snapshot.people {
        let same_id =
            |id: &String| account.employee_id.as_ref().is_some_and(|other| other.trim().to_lowercase() == *id);
        let taken = [
            (username::is_of(username, account), "Username", "username", username.as_str()),
            (account.email.to_lowercase() == email, "E-mail", "email", request.email.as_str()),
            (
                employee_id.as_ref().is_some_and(same_id),
                "Employee id",
                "employee_id",
                request.employee_id.as_ref().map_or("", |id| id.as_str()),
            ),
        ];
        for (_, what, field, value) in taken.into_iter().filter(|(same, ..)| *same) {
            problems.push(user_exists(what, field, value, &account.username, &account.id));
        }
    }
    if !snapshot.people.iter().any(|account| username::is_of(username, account)) {
        problems.extend(username::reserved(username, snapshot));
    }
    problems
}

/// The problem of a value that another account has.
#[must_use]
pub(crate) fn user_exists(what: &str, field: &str, value: &str, username: &str, id: &str) -> Problem {
    Problem::before_creation(
        ErrorType::UserAlreadyExists,
        Step::DuplicateCheck,
        format!("{what} '{value}' is already registered in JumpCloud: account {username} ({id})"),
        format!("Give another {field}, or use the account that exists"),
    )
    .about(Affected::User(value.to_owned()))
    .with_actions([
        format!("Look at the account: dayone verify {username}"),
        format!("If it is another person, give a different {field} and run the request again"),
        "If it is the same person, update the account that exists instead of creating one".into(),
    ])
}

/// Unix ids that another account has: the directory would accept them in silence.
pub(super) fn unix_ids(request: &Request, settings: &TenantSettings, people: &[ExistingAccount]) -> Vec<Problem> {
    if settings.allow_shared_unix_ids {
        return Vec::new();
    }
    let given = [("unix_uid", request.unix_uid), ("unix_guid", request.unix_guid)];
    given
        .into_iter()
        .filter_map(|(field, id)| Some((field, i64::from(id?.get()))))
        .filter_map(|(field, id)| {
            let holder = people.iter().find(|account| match field {
                "unix_uid" => account.unix_uid == Some(id),
                _ => account.unix_gid == Some(id),
            })?;
            let message = format!("{field} {id} belongs to account {} ({})", holder.username, holder.id);
            let mut problem =
                Problem::with_field(field, message, "give a free number, or leave it out: JumpCloud assigns one");
            problem.step = Step::DuplicateCheck;
            Some(problem)
        })
        .collect()
}

/// Seats with this account and those ahead of it, and the problem if there is none.
pub(super) fn seats(organization: &Organization, ahead: u64) -> (Seats, Option<Problem>) {
    let used = organization.seats_used.map(|used| used.saturating_add(ahead).saturating_add(1));
    let seats = Seats { used, allowed: organization.seats };
    let full = matches!((used, organization.seats), (Some(used), Some(allowed)) if used > allowed);
    let problem = full.then(|| {
        let allowed = organization.seats.unwrap_or_default();
        Problem::before_creation(
            ErrorType::SeatsExhausted,
            Step::UserCreation,
            format!("All {allowed} seats of {} are taken", organization.name),
            "Free a seat by deleting accounts that have left, or extend the JumpCloud contract",
        )
        .about(Affected::Organization(organization.id.clone()))
    });
    (seats, problem)
}
