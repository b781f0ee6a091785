//! Whom a change is about, and what is in its way: somebody else's names, runs that are under way.

use dayone_core::account::AccountFacts;
use dayone_core::change::{ChangeKind, Field, Standing};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::Request;
use dayone_core::steps::Step;
use dayone_jumpcloud::User;
use dayone_store::NameState;

use super::request::{ProposeError, refused};
use super::stand::{By, find};
use crate::accounts;
use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::tenant::Tenant;

/// Which open runs a change may take the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taking {
    /// None.
    Nothing,
    /// Those that only wait for a time of grace to pass: the new plan says anew what goes.
    Grace,
    /// All but a leaver's: whoever leaves waits for nothing.
    Everything,
}

impl Engine {
    /// The account of this username.
    pub(crate) async fn account(&self, tenant: &Tenant, username: &str) -> Result<User, ProposeError> {
        find(tenant.reader(), By::Username, username.trim()).await?.ok_or_else(|| {
            let message = format!("there is no account {username} in JumpCloud");
            refused("username", message, "give the username as the admin console shows it")
        })
    }

    /// The account that somebody had before: by employee id, e-mail or username, in this order.
    pub(super) async fn old_account(&self, tenant: &Tenant, request: &Request) -> Result<User, ProposeError> {
        let known = [
            (By::EmployeeId, request.employee_id.as_ref().map(ToString::to_string)),
            (By::Email, Some(request.email.normalised())),
            (By::Username, request.username.as_ref().map(ToString::to_string)),
        ];
        for (by, value) in known {
            let Some(value) = value else { continue };
            if let Some(user) = find(tenant.reader(), by, &value).await? {
                return Ok(user);
            }
        }
        Err(refused(
            "email",
            "no account has this employee id, e-mail or username: nobody is known who could come back",
            "`dayone provision` hires somebody who was never there",
        ))
    }

    /// Whether somebody else has, or had, what the account is to have.
    pub(super) async fn free(
        &self,
        tenant: &Tenant,
        standing: &Standing,
        wanted: &std::collections::BTreeMap<Field, String>,
        person: Option<&str>,
    ) -> Result<(), ProposeError> {
        let mut problems = Vec::new();
        let looks = [(Field::Username, By::Username), (Field::Email, By::Email), (Field::EmployeeId, By::EmployeeId)];
        for (field, by) in looks {
            let Some(value) = wanted.get(&field).filter(|value| !value.is_empty()) else { continue };
            if field.same(value, &field.of(&standing.facts)) {
                continue;
            }
            let name = field.name();
            if let Some(other) = find(tenant.reader(), by, value).await?.filter(|other| other.id != standing.facts.id) {
                let message = format!("{name} {value} belongs to account {}", accounts::facts(other).username);
                problems.push(taken(field, message));
                continue;
            }
            if field == Field::Username && self.spoken_for(tenant, value, person).await? {
                problems.push(taken(
                    field,
                    format!("username {value} is, or was, somebody else's: it is never given again"),
                ));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(ProposeError::Refused(problems)) }
    }

    async fn spoken_for(&self, tenant: &Tenant, username: &str, person: Option<&str>) -> Result<bool, EngineError> {
        let name = &tenant.settings.name;
        let token = self.username_token(name, username).await?;
        let held = self.0.store.names_held(name, &[token]).await?;
        Ok(held.iter().any(|holder| {
            matches!(holder.state, NameState::Given | NameState::Reserved) && Some(holder.person.as_str()) != person
        }))
    }

    /// The person in the store, and the open runs that the change takes the place of.
    pub(super) async fn under_way(
        &self,
        tenant: &Tenant,
        facts: &AccountFacts,
        taking: Taking,
    ) -> Result<(Option<String>, Vec<String>), ProposeError> {
        let Some(person) = self.person_of(tenant, facts).await? else { return Ok((None, Vec::new())) };
        let mut supersedes = Vec::new();
        for (row, run) in self.recorded(tenant, &person).await? {
            let (open, only_late) = match &run {
                RunOf::Hire(run) => {
                    let of_this = run.account.as_ref().is_none_or(|account| account.id == facts.id);
                    (run.ending().is_none() && of_this && run.plan().is_some(), false)
                }
                RunOf::Change(change) => {
                    let of_this = change.plan().is_some_and(|plan| plan.subject.account_id == facts.id);
                    (change.ending().is_none() && of_this, super::open::only_late_acts(change))
                }
            };
            if !open {
                continue;
            }
            let may = match taking {
                // The same once more is that run, resumed.
                Taking::Everything => row.kind != ChangeKind::Leaver.name(),
                Taking::Grace => only_late,
                Taking::Nothing => false,
            };
            if !may {
                let message = format!("run {} is under way for this account ({})", row.run_id, row.state);
                let on = match row.state.as_str() {
                    "quarantined" => format!("`dayone runs release {} --reason TEXT` lets it go on", row.run_id),
                    _ => format!("`dayone runs resume {}` ends it", row.run_id),
                };
                let mend = format!("{on}, `dayone runs cancel {}` stops it", row.run_id);
                return Err(refused("username", message, mend));
            }
            supersedes.push(row.run_id);
        }
        Ok((Some(person), supersedes))
    }
}

fn taken(field: Field, message: String) -> Problem {
    Problem::before_creation(ErrorType::UserAlreadyExists, Step::DuplicateCheck, message, "give another one")
        .with_impact("Nothing was changed.")
        .about(Affected::Field(field.name().into()))
}
