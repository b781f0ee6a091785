//! The survey: everything that a plan needs to know, read in at most three rounds of calls that go out at once.

mod access;
mod names;
mod people;
pub(crate) mod shared;
mod usernames;

use std::collections::BTreeSet;
use std::sync::Arc;

use dayone_core::event::Cost;
use dayone_core::fault::Fault;
use dayone_core::plan::{Lookups, Needs, lookups, needs};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::Request;
use dayone_core::snapshot::{Shared, Snapshot, System};
use dayone_core::steps::Step;
use dayone_jumpcloud::{Client, Meter};
use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::reservations::Reservations;
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
    /// For each request, in their order: what was read for it, or why nothing was looked for.
    pub(crate) snapshots: Vec<Result<Snapshot, Box<Problem>>>,
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
    /// Which usernames are spoken for is not known.
    Store(Box<EngineError>),
}

impl From<Fault> for SurveyError {
    fn from(fault: Fault) -> Self {
        SurveyError::Fault(fault)
    }
}

impl From<EngineError> for SurveyError {
    fn from(error: EngineError) -> Self {
        SurveyError::Store(Box::new(error))
    }
}

impl From<Problem> for SurveyError {
    fn from(problem: Problem) -> Self {
        SurveyError::Problem(Box::new(problem))
    }
}

/// A request on its way through the survey.
struct Asked<'a> {
    request: &'a Request,
    lookups: Lookups,
    reservations: Reservations<'a>,
}

/// Reads what these requests need, all at once; shared parts that are fresh are not read again. Accounts are looked for
/// in one search for all, so at most a hundred requests should come together. `taken` holds the usernames, in lower
/// case, that go to others of the batch; those of these requests are added.
pub(crate) async fn survey(
    engine: &Engine,
    tenant: &Tenant,
    requests: &[&Request],
    taken: &mut BTreeSet<String>,
    now: Timestamp,
) -> Result<Surveyed, SurveyError> {
    let meter = Meter::new();
    let client = tenant.reader().observed(meter.clone());
    let started = std::time::Instant::now();
    let mut wanted: Vec<Result<Asked<'_>, Problem>> = Vec::with_capacity(requests.len());
    for request in requests.iter().copied() {
        wanted.push(match lookups(request, &tenant.settings) {
            Ok(mut lookups) => {
                let reservations = Reservations::seen_by(engine, tenant, request).await?;
                reservations.own(tenant, request).await?.into_iter().for_each(|name| lookups.add(name));
                Ok(Asked { request, lookups, reservations })
            }
            Err(problem) => Err(problem),
        });
    }
    let cached = tenant.cached().filter(|cache| now.duration_since(cache.taken_at) < FRESH);
    let was_cached = cached.is_some();

    let looked_for: Vec<&Lookups> = wanted.iter().flatten().map(|asked| &asked.lookups).collect();
    let (people, base) = futures::join!(people::read(&client, &looked_for), async {
        match cached {
            Some(cache) => Ok(cache),
            None => shared::read(&client, &tenant.settings, now).await,
        }
    });
    let Cache { taken_at, shared, names } = base?;
    let people = people?;
    if !tenant.has_read_key() {
        tenant.confirm(&shared.organization.id);
    }
    let mut round_trips = if was_cached { 1 } else { shared::ROUND_TRIPS };

    let base = Arc::clone(&shared);
    let mut asked: Vec<Result<(Snapshot, Needs), Problem>> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let Asked { request, lookups, reservations } = match wanted {
            Ok(wanted) => wanted,
            Err(problem) => {
                asked.push(Err(problem));
                continue;
            }
        };
        let people = people::of(&lookups, &people);
        let reserved = reservations.of(&lookups.usernames).await?;
        let mut snapshot = Snapshot { shared: Arc::clone(&base), people, reserved, ..Snapshot::default() };
        let further =
            usernames::choose(&client, tenant, request, &reservations, lookups.usernames, &mut snapshot, taken);
        round_trips += further.await?;
        asked.push(needs(request, &tenant.settings, &snapshot).map(|needs| (snapshot, needs)));
    }
    let people_us = elapsed_us(started);
    let needed = || asked.iter().flatten().map(|(_, needs)| needs);
    let groups: BTreeSet<&String> = needed().flat_map(|needs| &needs.groups).collect();
    let systems: BTreeSet<&String> = needed().flat_map(|needs| &needs.systems).collect();
    let systems: Vec<String> = systems.into_iter().cloned().collect();
    let unread: Vec<String> = groups.into_iter().filter(|id| !base.access.contains_key(*id)).cloned().collect();
    let reached = access::read(&client, &unread).await?;
    round_trips += u32::from(!unread.is_empty());

    let asked_for_ldap = requests.iter().any(|request| request.ldap_bind == Some(true));
    let (names, named) = names::read(&client, &names, &reached, &systems, asked_for_ldap).await?;
    round_trips += u32::from(named);

    let mut shared = (*shared).clone();
    for (id, found) in reached {
        shared.access.insert(id, names.access(&found));
    }
    shared.ldap_servers = names.ldap_servers();
    let shared = Arc::new(shared);
    let snapshots = asked.into_iter().map(|asked| {
        let (snapshot, needs) = asked.map_err(Box::new)?;
        let systems = needs.systems.iter().filter_map(|id| names.system(id)).collect::<Vec<System>>();
        Ok(Snapshot { shared: Arc::clone(&shared), systems, ..snapshot })
    });
    let snapshots = snapshots.collect();
    tenant.keep(Cache { taken_at, shared, names: Arc::new(names) });

    let took_us = elapsed_us(started);
    let calls = u32::try_from(meter.count()).unwrap_or(u32::MAX);
    let cost = Cost { calls, round_trips, took_us };
    Ok(Surveyed { snapshots, cost, people_us, groups_us: took_us - people_us })
}

/// Accounts of the directory as far as this process has counted them.
pub(crate) fn known_accounts(tenant: &Tenant) -> Option<u64> {
    tenant.cached()?.shared.organization.seats_used
}

/// What all requests of a tenant share: as it was read lately, or read now.
pub(crate) async fn base(client: &Client, tenant: &Tenant, now: Timestamp) -> Result<Cache, SurveyError> {
    match tenant.cached().filter(|cache| now.duration_since(cache.taken_at) < FRESH) {
        Some(cache) => Ok(cache),
        None => {
            let cache = shared::read(client, &tenant.settings, now).await?;
            tenant.keep(cache.clone());
            Ok(cache)
        }
    }
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

/// The error of a survey that could not ask which usernames are spoken for: nothing was written.
pub(crate) fn store_unreadable(error: &EngineError) -> Problem {
    Problem::before_creation(
        ErrorType::ApiUnavailable,
        Step::DuplicateCheck,
        format!("Which usernames are spoken for can't be read: {error}"),
        "Wait until the database answers again, then run the request again",
    )
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
