//! From what somebody asks for to a plan of acts. Nothing is written.

use std::collections::BTreeSet;

use dayone_core::account::AccountFacts;
use dayone_core::change::{
    Act, Addressee, ChangeFacts, ChangeKind, ChangePlan, CreatedGroup, Field, Leaving, NewManager, Undone,
    created_groups, deletion, leaver, mover, rehire, review, tripped, undo,
};
use dayone_core::event::{Cost, Ending};
use dayone_core::fields::Text;
use dayone_core::mapping::Facts;
use dayone_core::plan::wishes;
use dayone_core::request::{Alteration, Request};
use dayone_core::run::Run;
use dayone_core::snapshot::Access;
use jiff::SignedDuration;

use super::look::Taking;
use super::open::ChangeProposal;
use super::request::{ChangeRequest, LeaverRequest, ProposeError, refused};
use super::stand::{By, addressee, chain_above, find, mapped};
use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::survey;
use crate::tenant::Tenant;

/// How far back movers and leavers count.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

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
