//! The look ahead: whatever comes due soon is planned again, so that what would fail is known while there is time.

use std::collections::BTreeSet;

use std::time::Duration;

use dayone_core::calendar::{look_ahead_due, look_ahead_until};
use dayone_core::decide::{Decision, decide};
use dayone_core::plan::{Plan, plan_in};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::Request;
use dayone_core::run::Run;
use dayone_core::snapshot::Snapshot;
use dayone_core::steps::Step;
use dayone_store::DailyWork;
use jiff::Timestamp;

use crate::acts::activation_is_to_come;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::notify::{Channel, Letter, LetterAbout, LookAheadFinding, LookAheadMail};
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// The name under which a day's look ahead is claimed.
const TASK: &str = "look_ahead";
/// How long a process may take for it before another one takes over.
const CLAIM: Duration = Duration::from_secs(10 * 60);

/// What was seen.
#[derive(Debug, Clone)]
pub struct LookAhead {
    /// The tenant.
    pub tenant: String,
    /// Until when was looked.
    pub until: Timestamp,
    /// How many hires come due until then.
    pub due: usize,
    /// Those that would fail, the next one first.
    pub would_fail: Vec<WouldFail>,
}

/// A hire that would fail.
#[derive(Debug, Clone)]
pub struct WouldFail {
    /// The run.
    pub run_id: String,
    /// The person.
    pub person: String,
    /// When it comes due.
    pub due: Timestamp,
    /// Why.
    pub problems: Vec<Problem>,
    /// The command that shows or mends it.
    pub command: String,
}

impl Engine {
    /// Plans everything of a tenant again that waits and comes due before the next working day's look ahead. Reads
    /// only.
    ///
    /// # Errors
    /// [`EngineError::NoSuchTenant`], and those of the store. A directory that can't be read is a finding.
    pub async fn look_ahead(&self, tenant: &str) -> Result<LookAhead, EngineError> {
        let tenant = self.tenant(tenant)?;
        let now = self.0.clock.now();
        let until = look_ahead_until(&tenant.settings, now);
        let name = tenant.settings.name.clone();
        let mut ahead = LookAhead { tenant: name.clone(), until, due: 0, would_fail: Vec::new() };
        for run_id in self.0.store.due_before(&name, until.as_microsecond()).await? {
            let run = self.run(&run_id).await?;
            let (Some(due), Some(plan), Some(request)) = (due(&run, now), run.plan(), run.request.as_deref()) else {
                continue;
            };
            if ahead.due == 0 {
                // Once for all of them, and then everything is shared.
                tenant.forget();
            }
            ahead.due += 1;
            let problems = self.problems(&tenant, &run, plan, request).await;
            if let Some(first) = problems.first() {
                let command = command(first.kind, &run);
                let person = plan.account.display_name.clone();
                ahead.would_fail.push(WouldFail { run_id, person, due, problems, command });
            }
        }
        Ok(ahead)
    }

    /// Looks ahead for each tenant whose time for that has come today, unless that was done already, by whatever
    /// process; IT is told what would fail.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn look_ahead_where_due(&self) -> Result<(), EngineError> {
        for (name, tenant) in &self.0.tenants {
            let Some(due) = look_ahead_due(&tenant.settings, self.0.clock.now()) else { continue };
            let work = DailyWork { tenant: name.clone(), task: TASK.into(), day: due.day.to_string() };
            if !self.0.store.claim_daily(work.clone(), CLAIM).await? {
                continue;
            }
            let ahead = self.look_ahead(name).await?;
            if ahead.would_fail.is_empty() || self.tell_it(tenant, &ahead, &work.day).await {
                self.0.store.finish_daily(work).await?;
            }
        }
        Ok(())
    }

    /// Why a hire would fail, were it carried on now.
    async fn problems(&self, tenant: &Tenant, run: &Run, plan: &Plan, request: &Request) -> Vec<Problem> {
        let now = self.0.clock.now();
        let surveyed = survey::survey(self, tenant, &[request], &mut BTreeSet::new(), now).await;
        let snapshot = surveyed.and_then(|mut surveyed| match surveyed.snapshots.pop() {
            Some(snapshot) => snapshot.map_err(SurveyError::Problem),
            None => Ok(Snapshot::default()),
        });
        let mut snapshot = match snapshot {
            Ok(snapshot) => snapshot,
            Err(SurveyError::Fault(fault)) => return vec![survey::unreadable(tenant, &fault)],
            Err(SurveyError::Problem(problem)) => return vec![*problem],
            Err(SurveyError::Store(error)) => return vec![survey::store_unreadable(&error)],
        };
        let mut problems = Vec::new();
        if snapshot.shared.organization.id != plan.organization.id {
            problems.push(survey::wrong_organization(tenant, "it is another one than was planned"));
        }
        problems.extend(without_own_account(run, &mut snapshot));
        let mut rng = self.0.randomness.rng();
        if let Err(refusal) = plan_in(plan.manner, request, None, &tenant.settings, &snapshot, now, &mut rng) {
            problems.extend(refusal.problems);
        }
        problems.extend(gone_groups(plan, &snapshot));
        problems.extend(moved_groups(tenant, plan, &snapshot).await);
        problems
    }

    /// True unless it should be tried again.
    async fn tell_it(&self, tenant: &Tenant, ahead: &LookAhead, day: &str) -> bool {
        let settings = &tenant.settings;
        let count = ahead.would_fail.len();
        tracing::warn!(tenant = ahead.tenant, due = ahead.due, would_fail = count, "hires would fail");
        let to = settings.notify.it_recipients.clone();
        if to.is_empty() || !self.0.notifier.reaches(Channel::Mail) {
            return true;
        }
        let letter = Letter {
            id: format!("{TASK}.{}.{day}", ahead.tenant),
            to,
            ticket: None,
            at: self.0.clock.now(),
            about: LetterAbout::LookAhead(mail(tenant, ahead)),
        };
        match self.0.notifier.letter(&letter).await {
            Ok(()) => true,
            Err(fault) => {
                tracing::warn!(tenant = ahead.tenant, transient = fault.transient, "IT was not told what would fail");
                !fault.transient
            }
        }
    }
}

/// When a waiting run goes on.
fn due(run: &Run, now: Timestamp) -> Option<Timestamp> {
    match (run.ending(), decide(run, now)) {
        (None, Decision::WaitUntil(at)) => Some(at),
        (Some(_), _) if activation_is_to_come(run, now) => run.plan()?.activates_at(),
        _ => None,
    }
}

/// The account of the run itself is no obstacle to it, unless it is gone.
pub(crate) fn without_own_account(run: &Run, snapshot: &mut Snapshot) -> Option<Problem> {
    let account = run.account.as_ref()?;
    let before = snapshot.people.len();
    snapshot.people.retain(|person| person.id != account.id);
    if snapshot.people.len() == before {
        let message = format!("Account {} ({}) is not in JumpCloud any more", account.username, account.id);
        let mend = "Find out who deleted it; cancel the run, and make the request again if the person is to come";
        let problem = Problem::before_creation(ErrorType::ActivationFailed, Step::ActivationEmail, message, mend);
        return Some(problem.about(Affected::User(account.username.clone())));
    }
    let used = &mut snapshot.shared_mut().organization.seats_used;
    *used = used.map(|used| used.saturating_sub(1));
    None
}

fn gone_groups(plan: &Plan, snapshot: &Snapshot) -> Vec<Problem> {
    let is_there = |id: &str| snapshot.shared.groups.iter().any(|group| group.id == id);
    let gone = plan.granting_groups().filter(|group| !is_there(&group.id));
    gone.map(|group| {
        let message = format!("User group '{}' does not exist in JumpCloud any more", group.name);
        let mend = "Create the group anew and make the request again, or take the group out of the mapping";
        Problem::before_creation(ErrorType::GroupNotFound, Step::GroupVerification, message, mend)
            .about(Affected::Group(group.name.clone()))
    })
    .collect()
}

/// Groups that grant other access by now than was agreed to: the account would not be activated.
async fn moved_groups(tenant: &Tenant, plan: &Plan, snapshot: &Snapshot) -> Option<Problem> {
    let mut access = snapshot.shared.access.clone();
    let exists = |id: &str| snapshot.shared.groups.iter().any(|group| group.id == id);
    let unread: Vec<String> = plan
        .granting_groups()
        .filter(|group| exists(&group.id) && !access.contains_key(&group.id))
        .map(|group| group.id.clone())
        .collect();
    if !unread.is_empty() {
        match survey::access_now(tenant.reader(), &unread).await {
            Ok(read) => access.extend(read),
            Err(fault) => return Some(survey::unreadable(tenant, &fault)),
        }
    }
    let names: Vec<&str> = plan
        .moved_groups(|id| access.get(id).cloned())
        .filter(|name| plan.granting_groups().any(|group| group.name == **name && exists(&group.id)))
        .collect();
    if names.is_empty() {
        return None;
    }
    let message = format!("What these groups grant has changed since the plan was made: {}", names.join(", "));
    let mend = "Look whether that was meant; take it back, or cancel the run and make the request again";
    Some(Problem::before_creation(ErrorType::PlanStale, Step::ActivationEmail, message, mend))
}

fn command(kind: ErrorType, run: &Run) -> String {
    match kind {
        ErrorType::OrganizationNotFound
        | ErrorType::AuthenticationFailed
        | ErrorType::PermissionDenied
        | ErrorType::ApiUnavailable
        | ErrorType::ApiRateLimit => format!("dayone doctor --tenant {}", run.tenant),
        ErrorType::PlanStale => format!("dayone verify {}", run.id),
        _ => format!("dayone runs show {}", run.id),
    }
}

fn mail(tenant: &Tenant, ahead: &LookAhead) -> LookAheadMail {
    let finding = |one: &WouldFail, problem: &Problem| LookAheadFinding {
        person: one.person.clone(),
        run_id: one.run_id.clone(),
        due: one.due,
        message: problem.message.clone(),
        remediation: problem.remediation.clone(),
        command: one.command.clone(),
    };
    let organization = tenant.cached().map(|cache| cache.shared.organization.name.clone());
    LookAheadMail {
        tenant: ahead.tenant.clone(),
        organization: organization.unwrap_or_else(|| ahead.tenant.clone()),
        run_id: None,
        requested_by: None,
        time_zone: tenant.settings.activation.time_zone.clone(),
        until: ahead.until,
        due: ahead.due,
        findings: ahead
            .would_fail
            .iter()
            .flat_map(|one| one.problems.iter().map(move |problem| finding(one, problem)))
            .collect(),
    }
}
