//! From what somebody asks for to a plan of acts. Nothing is written.

use std::collections::BTreeSet;

use dayone_core::account::AccountFacts;
use dayone_core::change::{
    Act, Addressee, ChangeFacts, ChangeKind, ChangePlan, CreatedGroup, Field, Leaving, NewManager, Standing, Undone,
    created_groups, deletion, leaver, mover, rehire, review, tripped, undo,
};
use dayone_core::event::{Cost, Ending};
use dayone_core::fault::Fault;
use dayone_core::fields::Text;
use dayone_core::mapping::Facts;
use dayone_core::plan::wishes;
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Alteration, Request};
use dayone_core::run::Run;
use dayone_core::snapshot::Access;
use dayone_core::steps::Step;
use dayone_jumpcloud::User;
use dayone_store::NameState;
use jiff::SignedDuration;

use super::open::ChangeProposal;
use super::stand::{By, addressee, chain_above, find, mapped};
use crate::accounts;
use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// How far back movers and leavers count.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What somebody asks for.
#[derive(Debug, Clone)]
pub enum ChangeRequest {
    /// Somebody who is there becomes different.
    Move {
        /// Whose account.
        username: String,
        /// What becomes different.
        alteration: Box<Alteration>,
        /// Days for which access stays that no rule gives any more; None: as the tenant has it.
        grace_days: Option<u16>,
    },
    /// Somebody leaves.
    Leave(LeaverRequest),
    /// Somebody comes back.
    Rehire(Box<Request>),
    /// What a run did is taken back.
    Undo {
        /// The run.
        run: String,
    },
    /// A review has found access that is to go.
    Review {
        /// Whose account.
        username: String,
        /// What is to go.
        remove: Vec<review::Needless>,
    },
    /// The account of somebody who left is deleted.
    Delete {
        /// The run that locked it.
        run: String,
    },
}

/// Somebody leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaverRequest {
    /// Whose account.
    pub username: String,
    /// The e-mail of whoever takes over the reports. None: the person's own manager.
    pub hand_over_to: Option<String>,
    /// Shown everywhere.
    pub ticket: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum ProposeError {
    /// Everything that is wrong. Nothing was changed.
    Refused(Vec<Problem>),
    /// The directory could not be read.
    Unread(Box<Fault>),
    /// The store failed.
    Engine(EngineError),
}

impl From<Fault> for ProposeError {
    fn from(fault: Fault) -> Self {
        ProposeError::Unread(Box::new(fault))
    }
}

impl From<EngineError> for ProposeError {
    fn from(error: EngineError) -> Self {
        ProposeError::Engine(error)
    }
}

impl From<dayone_store::StoreError> for ProposeError {
    fn from(error: dayone_store::StoreError) -> Self {
        ProposeError::Engine(error.into())
    }
}

impl From<dayone_core::run::IllegalEvent> for ProposeError {
    fn from(error: dayone_core::run::IllegalEvent) -> Self {
        ProposeError::Engine(error.into())
    }
}

impl From<Vec<Problem>> for ProposeError {
    fn from(problems: Vec<Problem>) -> Self {
        ProposeError::Refused(problems)
    }
}

impl From<SurveyError> for ProposeError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Fault(fault) => fault.into(),
            SurveyError::Problem(problem) => ProposeError::Refused(vec![*problem]),
            SurveyError::Store(error) => ProposeError::Engine(*error),
        }
    }
}

impl ProposeError {
    /// The problems to show.
    ///
    /// # Errors
    /// Those of the store.
    pub fn problems(self, tenant: &Tenant) -> Result<Vec<Problem>, EngineError> {
        match self {
            ProposeError::Refused(problems) => Ok(problems),
            ProposeError::Unread(fault) => {
                Ok(vec![survey::unreadable(tenant, &fault).with_impact("Nothing was changed.")])
            }
            ProposeError::Engine(error) => Err(error),
        }
    }
}

/// What a plan was made of, beside the directory.
struct Made {
    plan: ChangePlan,
    /// Runs that the change takes the place of.
    supersedes: Vec<String>,
    person: Option<String>,
    /// The account as it was.
    facts: AccountFacts,
}

impl Engine {
    /// Plans a change.
    ///
    /// # Errors
    /// Everything that is wrong at once, or the directory or the store could not be read.
    pub async fn propose_change(
        &self,
        tenant: &Tenant,
        request: ChangeRequest,
    ) -> Result<ChangeProposal, ProposeError> {
        let before = tenant.paced().calls;
        let Made { plan, supersedes, person, facts } = match &request {
            ChangeRequest::Move { username, alteration, grace_days } => {
                let grace = grace_days.unwrap_or(tenant.settings.mover_grace_days);
                self.plan_move(tenant, username, alteration, grace).await?
            }
            ChangeRequest::Leave(leaver) => self.plan_leave(tenant, leaver).await?,
            ChangeRequest::Rehire(request) => self.plan_rehire(tenant, request).await?,
            ChangeRequest::Undo { run } => self.plan_undo(tenant, run).await?,
            ChangeRequest::Review { username, remove } => self.plan_review(tenant, username, remove).await?,
            ChangeRequest::Delete { run } => self.plan_deletion(tenant, run).await?,
        };
        let plan = self.guarded(tenant, plan).await?;
        let calls = u32::try_from(tenant.paced().calls.saturating_sub(before)).unwrap_or(u32::MAX);
        let cost = Cost { calls, ..Cost::default() };
        Ok(ChangeProposal { plan, request, cost, supersedes, person, facts, made_at: self.0.clock.now() })
    }

    async fn plan_move(
        &self,
        tenant: &Tenant,
        username: &str,
        alteration: &Alteration,
        grace_days: u16,
    ) -> Result<Made, ProposeError> {
        let user = self.account(tenant, username).await?;
        let mut standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Grace).await?;
        self.free(tenant, &standing, &alteration.fields, person.as_deref()).await?;
        let after = |field: Field| alteration.fields.get(&field).cloned().unwrap_or_else(|| field.of(&standing.facts));
        let [department, job_title, location, employee_type] =
            [Field::Department, Field::JobTitle, Field::Location, Field::EmployeeType].map(after);
        let facts = Facts {
            department: &department,
            job_title: &job_title,
            location: &location,
            employee_type: &employee_type,
        };
        let (mut names, mut systems) = mapped(tenant, &facts);
        names.extend(alteration.add_groups.iter().map(|name| name.as_str().to_owned()));
        systems.extend(alteration.add_systems.iter().map(|id| id.as_str().to_owned()));
        self.consider(tenant, &mut standing, &names, &systems).await?;
        let manager = match &alteration.manager_email {
            Some(email) => find(tenant.reader(), By::Email, &email.normalised()).await?,
            None => None,
        };
        let chain = chain_above(tenant.reader(), manager.as_ref().and_then(|user| user.manager.clone())).await?;
        let found = manager.as_ref().map(addressee);
        let manager = NewManager { found: found.as_ref(), chain: &chain };
        let now = self.0.clock.now();
        let plan = mover(alteration, &standing, &manager, &tenant.settings, grace_days, now)?;
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    async fn plan_leave(&self, tenant: &Tenant, request: &LeaverRequest) -> Result<Made, ProposeError> {
        let user = self.account(tenant, &request.username).await?;
        let standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Everything).await?;
        let named = match &request.hand_over_to {
            Some(email) => find(tenant.reader(), By::Email, email).await?,
            None => None,
        };
        let unknown_heir = request.hand_over_to.as_deref().filter(|_| named.is_none());
        let heir: Option<Addressee> = match &request.hand_over_to {
            Some(_) => named.as_ref().map(addressee),
            None => standing.manager.clone(),
        };
        let above = match (&named, &heir) {
            (Some(user), _) => user.manager.clone(),
            (None, Some(heir)) => tenant.reader().user(&heir.account_id).await?.and_then(|user| user.manager),
            (None, None) => None,
        };
        let chain = chain_above(tenant.reader(), above).await?;
        let leaving = Leaving {
            heir: heir.as_ref(),
            unknown_heir,
            chain: &chain,
            ticket: request.ticket.clone(),
            requested_by: request.requested_by.clone(),
        };
        let plan = leaver(leaving, &standing, &tenant.settings)?;
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    async fn plan_rehire(&self, tenant: &Tenant, request: &Request) -> Result<Made, ProposeError> {
        let user = self.old_account(tenant, request).await?;
        let mut standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Grace).await?;
        let username = match &request.username {
            Some(name) => name.as_str().to_owned(),
            None => standing.facts.username.clone(),
        };
        let request = &with_what_stays(request, &standing.facts);
        let (mut fields, grants, systems) = wishes(request, &username, &tenant.settings);
        let manager = match &request.manager_email {
            Some(email) => find(tenant.reader(), By::Email, &email.normalised()).await?,
            None => None,
        };
        fields.manager = manager.as_ref().map(|user| user.id.clone());
        let wanted = [(Field::Username, fields.username.clone()), (Field::Email, fields.email.clone())];
        self.free(tenant, &standing, &wanted.into(), person.as_deref()).await?;
        let names: BTreeSet<String> = grants.iter().map(|grant| grant.name.clone()).collect();
        let ids = systems.iter().map(|(id, _)| id.clone()).collect();
        self.consider(tenant, &mut standing, &names, &ids).await?;
        let manager = manager.as_ref().map(addressee);
        let plan = rehire(request, &fields, (&grants, &systems), &standing, manager.as_ref(), &tenant.settings)?;
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    async fn plan_undo(&self, tenant: &Tenant, run_id: &str) -> Result<Made, ProposeError> {
        let row = self.0.row(run_id).await?;
        if row.tenant != tenant.settings.name {
            return Err(EngineError::NoSuchRun(run_id.to_owned()).into());
        }
        let (account, undone) = match ChangeKind::named(&row.kind) {
            Some(_) => {
                let change = self.change(run_id).await?;
                let account = change.plan().map(|plan| plan.subject.account_id.clone());
                let open = change.ending().is_none();
                // A baseline is about nobody's account.
                let account = account.filter(|account| !open && !account.is_empty());
                (account, RunOf::Change(Box::new(change)))
            }
            None if row.kind == crate::opening::JOINER => {
                let run = self.run(run_id).await?;
                let open = run.ending().is_none();
                (run.account.as_ref().map(|account| account.id.clone()).filter(|_| !open), RunOf::Hire(Box::new(run)))
            }
            None => (None, RunOf::Hire(Box::new(self.run(run_id).await?))),
        };
        let Some(account) = account else {
            let message = format!("run {run_id} can't be undone: it is under way, or has changed no account");
            return Err(refused("run", message, "look at it with `dayone runs show`; `dayone runs cancel` stops it"));
        };
        let Some(user) = tenant.reader().user(&account).await? else {
            let message = format!("account {account} of run {run_id} is gone already");
            return Err(refused("run", message, "there is nothing left to undo"));
        };
        let standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Grace).await?;
        let plan = match &undone {
            RunOf::Hire(run) => {
                let groups = self.created_groups(tenant, run, &standing.facts.id).await?;
                undo(&Undone::Hire { run, groups: &groups }, &standing, &tenant.settings)?
            }
            RunOf::Change(change) => undo(&Undone::Change(change), &standing, &tenant.settings)?,
        };
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    /// The groups that a hire created, as far as they are there, and whether others use them by now.
    async fn created_groups(
        &self,
        tenant: &Tenant,
        run: &Run,
        account: &str,
    ) -> Result<Vec<CreatedGroup>, ProposeError> {
        let client = tenant.reader();
        let mut created = Vec::new();
        for group in created_groups(run) {
            if client.user_group(&group.id).await?.is_none() {
                continue;
            }
            let others = client.members(&group.id).await?.iter().any(|member| member.to.id != account);
            let access = survey::access_now(client, std::slice::from_ref(&group.id)).await?;
            let grants = access.values().any(|access| *access != Access::default());
            created.push(CreatedGroup { group, used: others || grants });
        }
        Ok(created)
    }

    async fn plan_review(
        &self,
        tenant: &Tenant,
        username: &str,
        remove: &[review::Needless],
    ) -> Result<Made, ProposeError> {
        let user = self.account(tenant, username).await?;
        let standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Nothing).await?;
        let plan = review::review(remove, &standing, &tenant.settings)?;
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    async fn plan_deletion(&self, tenant: &Tenant, run_id: &str) -> Result<Made, ProposeError> {
        let change = self.change(run_id).await?;
        let leaver =
            change.plan().filter(|plan| plan.kind == ChangeKind::Leaver && change.ending() == Some(Ending::Succeeded));
        let Some(leaver) = leaver else {
            return Err(refused(
                "run",
                format!("run {run_id} is no leaver that succeeded"),
                "offboard the person first",
            ));
        };
        let Some(user) = tenant.reader().user(&leaver.subject.account_id).await? else {
            let message = format!("account {} is gone already", leaver.subject.account_id);
            return Err(refused("run", message, "there is nothing left to delete"));
        };
        let standing = self.stand(tenant, user).await?;
        let (person, supersedes) = self.under_way(tenant, &standing.facts, Taking::Nothing).await?;
        let suspended = change.settled(&Act::Suspend.key()).map(|settled| settled.at);
        let since = suspended.unwrap_or(change.opened_at);
        let plan = deletion::deletion(run_id, since, &standing, &tenant.settings, self.0.clock.now())?;
        Ok(Made { plan, supersedes, person, facts: standing.facts })
    }

    /// The plan with the guards that trip.
    async fn guarded(&self, tenant: &Tenant, plan: ChangePlan) -> Result<ChangePlan, ProposeError> {
        if !plan.changes_anything() {
            return Ok(plan);
        }
        let now = self.0.clock.now();
        let since = now.checked_sub(WINDOW).unwrap_or(jiff::Timestamp::MIN).as_microsecond();
        let opened = self.0.store.opened_since(&tenant.settings.name, plan.kind.name(), since).await?;
        let facts = ChangeFacts { accounts: survey::known_accounts(tenant), opened };
        let guards = tripped(plan.kind, &tenant.settings.guards, facts);
        Ok(if guards.is_empty() { plan } else { plan.with_guards(guards) })
    }

    /// The account of this username.
    pub(crate) async fn account(&self, tenant: &Tenant, username: &str) -> Result<User, ProposeError> {
        find(tenant.reader(), By::Username, username.trim()).await?.ok_or_else(|| {
            let message = format!("there is no account {username} in JumpCloud");
            refused("username", message, "give the username as the admin console shows it")
        })
    }

    /// The account that somebody had before: by employee id, e-mail or username, in this order.
    async fn old_account(&self, tenant: &Tenant, request: &Request) -> Result<User, ProposeError> {
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
    async fn free(
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
    async fn under_way(
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

/// The request with what it leaves out and the account keeps: rules look at the person as they will be.
fn with_what_stays(request: &Request, facts: &AccountFacts) -> Request {
    let stays = |given: &Option<Text>, kept: &str| given.clone().or_else(|| Text::parse(kept).ok());
    Request {
        job_title: stays(&request.job_title, &facts.job_title),
        office_location: stays(&request.office_location, &facts.location),
        employee_type: stays(&request.employee_type, &facts.employee_type),
        ..request.clone()
    }
}

/// Which open runs a change may take the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taking {
    /// None.
    Nothing,
    /// Those that only wait for a time of grace to pass: the new plan says anew what goes.
    Grace,
    /// All but a leaver's: whoever leaves waits for nothing.
    Everything,
}

fn taken(field: Field, message: String) -> Problem {
    Problem::before_creation(ErrorType::UserAlreadyExists, Step::DuplicateCheck, message, "give another one")
        .with_impact("Nothing was changed.")
        .about(Affected::Field(field.name().into()))
}

pub(crate) fn refused(field: &str, message: impl Into<String>, mend: impl Into<String>) -> ProposeError {
    ProposeError::Refused(vec![Problem::with_field(field, message, mend).with_impact("Nothing was changed.")])
}
