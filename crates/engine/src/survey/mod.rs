//! The survey: everything that a plan needs to know, read in at most three rounds of calls that go out at once.

mod access;
mod names;
pub(crate) mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use dayone_core::event::Cost;
use dayone_core::fault::Fault;
use dayone_core::plan::{Lookups, Needs, lookups, needs};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::Request;
use dayone_core::snapshot::{ExistingAccount, Shared, Snapshot, System};
use dayone_core::steps::Step;
use dayone_jumpcloud::{Client, Meter, SearchTerm, User, UserKey, UserQuery, UserState};
use jiff::{SignedDuration, Timestamp};

use crate::tenant::Tenant;

/// How old the shared part of a survey may be.
pub(crate) const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// The shared part of a survey, kept for later runs of the tenant.
#[derive(Clone)]
pub(crate) struct Cache {
    pub(crate) taken_at: Timestamp,
    pub(crate) shared: Arc<Shared>,
    pub(crate) names: Arc<names::Names>,
}

/// What was read, and what that cost.
pub(crate) struct Surveyed {
    pub(crate) snapshot: Snapshot,
    pub(crate) cost: Cost,
    /// How long the look-up of accounts took, in microseconds.
    pub(crate) people_us: i64,
    /// How long the reading of groups and their access took, in microseconds.
    pub(crate) groups_us: i64,
}

/// Why nothing could be read.
pub(crate) enum SurveyError {
    /// The directory did not answer as it should.
    Fault(Fault),
    /// The request or the organisation is at fault.
    Problem(Box<Problem>),
}

impl From<Fault> for SurveyError {
    fn from(fault: Fault) -> Self {
        SurveyError::Fault(fault)
    }
}

impl From<Problem> for SurveyError {
    fn from(problem: Problem) -> Self {
        SurveyError::Problem(Box::new(problem))
    }
}

/// Reads what this request needs; shared parts that are fresh are not read again.
pub(crate) async fn survey(tenant: &Tenant, request: &Request, now: Timestamp) -> Result<Surveyed, SurveyError> {
    let meter = Meter::new();
    let client = tenant.reader().observed(meter.clone());
    let started = std::time::Instant::now();
    let wanted = lookups(request, &tenant.settings)?;
    let cached = tenant.cached().filter(|cache| now.duration_since(cache.taken_at) < FRESH);
    let was_cached = cached.is_some();

    let (people, base) = futures::join!(people(&client, &wanted), async {
        match cached {
            Some(cache) => Ok(cache),
            None => shared::read(&client, &tenant.settings, now).await,
        }
    });
    let people_us = elapsed_us(started);
    let Cache { taken_at, shared, names } = base?;
    if !tenant.has_read_key() {
        tenant.confirm(&shared.organization.id);
    }
    let mut round_trips = if was_cached { 1 } else { shared::ROUND_TRIPS };
    let mut snapshot = Snapshot { shared: (*shared).clone(), people: people?, systems: Vec::new() };

    let Needs { groups, systems } = needs(request, &tenant.settings, &snapshot)?;
    let unread: Vec<String> = groups.iter().filter(|id| !snapshot.shared.access.contains_key(*id)).cloned().collect();
    let reached = access::read(&client, &unread).await?;
    round_trips += u32::from(!unread.is_empty());

    let asked_for_ldap = request.ldap_bind == Some(true);
    let (names, named) = names::read(&client, &names, &reached, &systems, asked_for_ldap).await?;
    round_trips += u32::from(named);

    for (id, found) in reached {
        snapshot.shared.access.insert(id, names.access(&found));
    }
    snapshot.shared.ldap_servers = names.ldap_servers();
    snapshot.systems = systems.iter().filter_map(|id| names.system(id)).collect::<Vec<System>>();
    tenant.keep(Cache { taken_at, shared: Arc::new(snapshot.shared.clone()), names: Arc::new(names) });

    let took_us = elapsed_us(started);
    let calls = u32::try_from(meter.count()).unwrap_or(u32::MAX);
    let cost = Cost { calls, round_trips, took_us };
    Ok(Surveyed { snapshot, cost, people_us, groups_us: took_us - people_us })
}

/// Accounts of the directory as far as this process has counted them.
pub(crate) fn known_accounts(tenant: &Tenant) -> Option<u64> {
    tenant.cached()?.shared.organization.seats_used
}

/// The same; what is shared by all requests is read first if this process has not read it yet. None if it can't be.
pub(crate) async fn accounts(tenant: &Tenant, now: Timestamp) -> Option<u64> {
    if tenant.cached().is_none() {
        let cache = shared::read(tenant.reader(), &tenant.settings, now).await.ok()?;
        tenant.keep(cache);
    }
    known_accounts(tenant)
}

/// Reads anew what some groups grant, by group id: the check right before activation.
pub(crate) async fn access_now(
    client: &Client,
    ids: &[String],
) -> Result<std::collections::BTreeMap<String, dayone_core::snapshot::Access>, Fault> {
    let reached = access::read(client, ids).await?;
    let (names, _) = names::read(client, &names::Names::default(), &reached, &[], false).await?;
    Ok(reached.into_iter().map(|(id, found)| (id, names.access(&found))).collect())
}

/// Accounts that hold, or may hold, what the request asks for: one search, whose hits are compared exactly by the plan.
async fn people(client: &Client, wanted: &Lookups) -> Result<Vec<ExistingAccount>, Fault> {
    let fields = vec![
        "username",
        "email",
        "employeeIdentifier",
        "displayname",
        "firstname",
        "lastname",
        "state",
        "unix_uid",
        "unix_guid",
        "created",
    ];
    // In any case, since usernames differing in case alone would collide on a system.
    let by_words = UserQuery {
        any_of: Vec::new(),
        term: Some(SearchTerm { words: wanted.terms.clone(), fields: vec!["username", "email", "employeeIdentifier"] }),
        fields: fields.clone(),
    };
    let ids =
        wanted.unix_ids.iter().flat_map(|id| [(UserKey::UnixUid, id.to_string()), (UserKey::UnixGuid, id.to_string())]);
    let by_number = UserQuery { any_of: ids.collect(), term: None, fields };
    let numbered = async {
        match by_number.any_of.is_empty() {
            true => Ok(Vec::new()),
            false => client.search_users(&by_number).await,
        }
    };
    let (found, numbered) = futures::try_join!(client.search_users(&by_words), numbered)?;
    // Who is found both ways is one account.
    let mut seen = BTreeSet::new();
    let once = |user: &User| seen.insert(user.id.clone());
    Ok(found.into_iter().chain(numbered).filter(once).map(existing).collect())
}

fn existing(user: User) -> ExistingAccount {
    let name = [user.displayname.as_str(), &format!("{} {}", user.firstname, user.lastname), &user.username]
        .into_iter()
        .map(str::trim)
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned();
    ExistingAccount {
        id: user.id,
        username: user.username,
        email: user.email,
        employee_id: Some(user.employee_identifier).filter(|id| !id.is_empty()),
        display_name: name,
        active: user.state == UserState::Activated,
        unix_uid: user.unix_uid,
        unix_gid: user.unix_guid,
        created: user.created,
    }
}

/// The error of a survey that met a fault: nothing was written.
pub(crate) fn unreadable(tenant: &Tenant, fault: &Fault) -> Problem {
    use dayone_core::fault::FaultKind;
    let name = &tenant.settings.name;
    let (kind, message, mend) = match fault.kind {
        FaultKind::RateLimited => (
            ErrorType::ApiRateLimit,
            format!("JumpCloud's rate limit was exceeded while {} was tried", fault.operation),
            "Wait until the rate limit has passed, then run the request again".to_owned(),
        ),
        FaultKind::Unauthenticated => (
            ErrorType::AuthenticationFailed,
            format!("JumpCloud refuses the API key of tenant '{name}': it is invalid, expired, or of another region"),
            "Give a valid API key and the right region, then run `dayone doctor`".to_owned(),
        ),
        FaultKind::Forbidden => (
            ErrorType::PermissionDenied,
            format!("The API key of tenant '{name}' may not do {}", fault.operation),
            "Give the key's administrator a role that may read this, then run `dayone doctor`".to_owned(),
        ),
        FaultKind::WrongOrganization => return wrong_organization(tenant, "another organisation answered"),
        FaultKind::Refused if fault.operation.contains("/organizations/") => {
            return wrong_organization(tenant, "JumpCloud does not know it");
        }
        FaultKind::Unavailable
        | FaultKind::Unintelligible
        | FaultKind::Conflict
        | FaultKind::Refused
        // Reads are never frozen.
        | FaultKind::Frozen => (
            ErrorType::ApiUnavailable,
            format!("JumpCloud could not be read: {fault}"),
            "Wait until JumpCloud answers again, then run the request again".to_owned(),
        ),
    };
    Problem::before_creation(kind, Step::DuplicateCheck, message, mend).about(Affected::Tenant(name.clone()))
}

/// The error of a tenant whose organisation is not the configured one.
pub(crate) fn wrong_organization(tenant: &Tenant, why: &str) -> Problem {
    let configured = tenant.settings.organization_id.as_deref().unwrap_or("(not configured)");
    Problem::before_creation(
        ErrorType::OrganizationNotFound,
        Step::DuplicateCheck,
        format!("Organisation {configured} of tenant '{}' can't be used: {why}", tenant.settings.name),
        "Set jumpcloud_org_id to the id under Settings in the admin console, then run `dayone doctor`",
    )
    .about(Affected::Organization(configured.to_owned()))
}

fn elapsed_us(started: std::time::Instant) -> i64 {
    i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX)
}
