//! Which username the account will have, and why that one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fields::Username;
use crate::naming::{self, Bar, NamingError, NamingFacts, PassedOver, Rung};
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::settings::{Naming, TenantSettings};
use crate::snapshot::{ExistingAccount, Reserved, Snapshot};
use crate::steps::Step;

/// How many names are looked for at once.
const AT_ONCE: usize = 6;
/// How many of those that were passed over are told.
const TOLD: usize = 2;

/// Where the username comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsernameSource {
    /// The request gives it.
    Given,
    /// The naming rule gives it, as the first that can be had.
    Formed {
        /// The names that the rule gives before it.
        passed_over: Vec<PassedOver>,
    },
    /// The naming rule can give it, and it is the person's own from before.
    Kept,
}

impl UsernameSource {
    /// Why it is not the first name by the rule, where it isn't.
    #[must_use]
    pub fn because(&self) -> Option<String> {
        match self {
            UsernameSource::Given => None,
            UsernameSource::Kept => Some("the person's own name from before".into()),
            UsernameSource::Formed { passed_over } => {
                let mut told: Vec<String> = passed_over.iter().take(TOLD).map(ToString::to_string).collect();
                let more = passed_over.len().saturating_sub(TOLD);
                told.extend((more > 0).then(|| format!("{more} more could not be had")));
                (!told.is_empty()).then(|| told.join("; "))
            }
        }
    }
}

/// A username and where it comes from.
pub(super) struct Chosen {
    pub(super) username: Username,
    pub(super) source: UsernameSource,
}

/// The username given, or the first that the tenant's naming forms and nobody has.
pub(super) fn choose(request: &Request, settings: &TenantSettings, snapshot: &Snapshot) -> Result<Chosen, Problem> {
    let rule = match (&request.username, &settings.naming) {
        (Some(given), _) => return Ok(Chosen { username: given.clone(), source: UsernameSource::Given }),
        (None, Some(rule)) => rule,
        (None, None) => return Err(missing()),
    };
    let bar = |username: &Username| bar(username, snapshot);
    let owns = |username: &Username| snapshot.reserved.get(username.as_str()) == Some(&Reserved::Own);
    if snapshot.reserved.values().any(|reserved| *reserved == Reserved::Own)
        && let Some(username) = sound(rule, &facts(request)).find(|name| owns(name) && bar(name).is_none())
    {
        return Ok(Chosen { username, source: UsernameSource::Kept });
    }
    let picked = naming::pick(rule, &facts(request), bar).map_err(unformed)?;
    Ok(Chosen { username: picked.username, source: UsernameSource::Formed { passed_over: picked.passed_over } })
}

/// The username that a plan over this snapshot would have.
///
/// # Errors
/// The tenant's naming forms no username that can be had.
pub fn username(request: &Request, settings: &TenantSettings, snapshot: &Snapshot) -> Result<Username, Problem> {
    choose(request, settings, snapshot).map(|chosen| chosen.username)
}

/// The usernames to look for first: the one given, or the first few of the tenant's naming.
///
/// # Errors
/// There is none that may be given.
pub(super) fn first_candidates(request: &Request, settings: &TenantSettings) -> Result<Vec<Username>, Problem> {
    let formed: Vec<Username> = formable(request, settings).take(AT_ONCE).collect();
    match formed.is_empty() {
        true => choose(request, settings, &Snapshot::default()).map(|chosen| vec![chosen.username]),
        false => Ok(formed),
    }
}

/// Every username that the tenant's naming could form, in order; none where the request gives one.
pub fn formable<'a>(request: &'a Request, settings: &'a TenantSettings) -> impl Iterator<Item = Username> + 'a {
    let rule = settings.naming.as_ref().filter(|_| request.username.is_none());
    rule.into_iter().flat_map(|rule| sound(rule, &facts(request)))
}

/// The next usernames to look for: none, once the one that would be chosen has been looked for.
#[must_use]
pub fn further_candidates(
    request: &Request,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    looked_for: &[Username],
) -> Vec<Username> {
    let looked_for: BTreeSet<String> = looked_for.iter().map(Username::folded).collect();
    match choose(request, settings, snapshot) {
        Ok(chosen) if !looked_for.contains(&chosen.username.folded()) => {
            let open = |name: &Username| !looked_for.contains(name.as_str()) && bar(name, snapshot).is_none();
            formable(request, settings).filter(open).take(AT_ONCE).collect()
        }
        Ok(_) | Err(_) => Vec::new(),
    }
}

/// The problem of a username that was given although somebody else has it or is to have it.
pub(super) fn reserved(username: &Username, snapshot: &Snapshot) -> Option<Problem> {
    let (message, action) = match snapshot.reserved.get(&username.folded())? {
        Reserved::Own => return None,
        Reserved::UnderWay { run } => (
            format!("Username '{username}' is reserved by run {run}, which may still create the account"),
            format!("See who gets it: dayone runs show {run}"),
        ),
        Reserved::Left => (
            format!("Username '{username}' belonged to somebody who has left: it is not given to another person"),
            "If it is the same person, give the employee id or e-mail of the earlier request".to_owned(),
        ),
        Reserved::Batch => (
            format!("Username '{username}' goes to somebody else of this batch"),
            "Look for the same username in the other rows".to_owned(),
        ),
    };
    let mend = "Give another username, or leave it out where `naming` is configured";
    let problem = Problem::before_creation(ErrorType::UserAlreadyExists, Step::DuplicateCheck, message, mend);
    Some(problem.about(Affected::User(username.as_str().to_owned())).with_actions([action, mend.to_owned()]))
}

/// What a naming template may use.
pub(super) fn facts(request: &Request) -> NamingFacts<'_> {
    NamingFacts {
        first_name: request.first_name.as_str(),
        last_name: request.last_name.as_str(),
        department: request.department.as_str(),
        location: request.office_location.as_ref().map_or("", |text| text.as_str()),
        employee_id: request.employee_id.as_ref().map_or("", |id| id.as_str()),
    }
}

/// True if an account has this username, in whatever case.
pub(super) fn is_of(username: &Username, account: &ExistingAccount) -> bool {
    account.username.to_lowercase() == username.folded()
}

fn bar(username: &Username, snapshot: &Snapshot) -> Option<Bar> {
    if snapshot.people.iter().any(|account| is_of(username, account)) {
        return Some(Bar::Account);
    }
    match snapshot.reserved.get(&username.folded())? {
        Reserved::UnderWay { run } => Some(Bar::UnderWay { run: run.clone() }),
        Reserved::Left => Some(Bar::Left),
        Reserved::Batch => Some(Bar::Batch),
        Reserved::Own => None,
    }
}

fn sound<'a>(rule: &'a Naming, facts: &NamingFacts<'_>) -> impl Iterator<Item = Username> + use<'a> {
    naming::rungs(rule, facts).into_iter().flatten().filter_map(|rung| match rung {
        Rung::Sound(username) => Some(username),
        Rung::Barred(..) => None,
    })
}

fn missing() -> Problem {
    invalid("username is missing".into(), "give username, or configure `naming`")
}

fn unformed(error: NamingError) -> Problem {
    let mend = error.hint();
    let message = format!("naming gives no username: {error}");
    match error {
        NamingError::NoneLeft { collided: true, .. } => {
            let field = Affected::Field("username".into());
            Problem::before_creation(ErrorType::UserAlreadyExists, Step::DuplicateCheck, message, mend).about(field)
        }
        NamingError::NoneLeft { .. } | NamingError::Template { .. } | NamingError::Nothing => invalid(message, mend),
    }
}

fn invalid(message: String, mend: &str) -> Problem {
    Problem::before_creation(ErrorType::InvalidUsernameFormat, Step::InputValidation, message, mend)
        .about(Affected::Field("username".into()))
}
