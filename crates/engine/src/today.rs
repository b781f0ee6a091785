//! What needs somebody today, over all tenants: the most urgent first, each with the command that helps.

use std::time::Duration;

use dayone_core::change::{ChangeKind, ChangePlan};
use dayone_core::plan::Plan;
use dayone_core::run::Stage;
use dayone_store::{Due, Freeze, Hands, RunRow, Standing, TenantHold};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::freeze::{SOON, Scope};

/// For how long a failed run that nobody tried again is shown.
const FAILED: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a run may be due before it counts as left lying.
const LEFT: SignedDuration = SignedDuration::from_mins(5);
/// How old a sign of life of a worker may be.
const ALIVE: Duration = Duration::from_secs(60);

/// What needs somebody.
#[derive(Debug, Clone)]
pub struct Today {
    /// When it was looked at.
    pub at: Timestamp,
    /// The most urgent first; none is empty.
    pub sections: Vec<Section>,
}

/// Everything of one kind.
#[derive(Debug, Clone)]
pub struct Section {
    /// The kind.
    pub matter: Matter,
    /// The first ones.
    pub items: Vec<Item>,
    /// How many there are.
    pub count: u64,
}

/// A kind of things that need somebody, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// Writes of a tenant were stopped, since its key was refused.
    Held,
    /// A person stopped writes.
    Frozen,
    /// Something is due, and no worker is alive.
    NoWorker,
    /// An account exists, and something is missing.
    Partial,
    /// Begun, due, and in nobody's hands.
    Left,
    /// A second person has to agree.
    Approval,
    /// A guard tripped.
    Quarantined,
    /// No account was created.
    Failed,
    /// Goes on within 72 hours.
    Due,
    /// A password was generated, and nobody has fetched it.
    Credential,
}

/// One thing that needs somebody.
#[derive(Debug, Clone)]
pub struct Item {
    /// The tenant; None: all.
    pub tenant: Option<String>,
    /// The run, if it is about one.
    pub run_id: Option<String>,
    /// The run as far as it can be read: for its person's name.
    pub run: Option<RunOf>,
    /// Since when, or until when.
    pub at: Timestamp,
    /// What it is.
    pub what: String,
    /// What helps.
    pub command: String,
}

impl Matter {
    /// Its name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Matter::Held => "held",
            Matter::Frozen => "frozen",
            Matter::NoWorker => "no_worker",
            Matter::Partial => "partial",
            Matter::Left => "left",
            Matter::Approval => "awaiting_approval",
            Matter::Quarantined => "quarantined",
            Matter::Failed => "failed",
            Matter::Due => "due",
            Matter::Credential => "credential",
        }
    }

    /// What [`Item::at`] is.
    #[must_use]
    pub fn time_word(self) -> &'static str {
        match self {
            Matter::Approval => "until",
            Matter::Due => "at",
            _ => "since",
        }
    }
}

impl Engine {
    /// What needs somebody, at most `limit` things of a kind. Opens the runs that it shows, and no others.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn today(&self, limit: i64) -> Result<Today, EngineError> {
        let at = self.0.clock.now();
        let mut sections = vec![self.held().await?, self.frozen_tenants().await?];
        let due = self.due(at, limit).await?;
        let left = self.left(at, limit).await?;
        if due.count + left.count > 0 {
            sections.push(self.no_worker(at).await?);
        }
        sections.extend([
            self.standing(Matter::Partial, "partial", Timestamp::MIN, limit).await?,
            left,
            self.standing(Matter::Approval, "awaiting_approval", Timestamp::MIN, limit).await?,
            self.standing(Matter::Quarantined, "quarantined", Timestamp::MIN, limit).await?,
            self.standing(Matter::Failed, "failed", at.checked_sub(FAILED).unwrap_or(Timestamp::MIN), limit).await?,
            due,
            self.credentials(limit).await?,
        ]);
        sections.retain(|section| section.count > 0);
        sections.sort_by_key(|section| section.matter);
        Ok(Today { at, sections })
    }

    async fn held(&self) -> Result<Section, EngineError> {
        let item = |hold: TenantHold| Item {
            command: format!("dayone doctor --tenant {}", hold.tenant),
            what: format!("writes are stopped: {}", hold.detail),
            at: time(hold.at_us),
            tenant: Some(hold.tenant),
            run_id: None,
            run: None,
        };
        Ok(Section::whole(Matter::Held, self.0.store.tenant_holds().await?.into_iter().map(item)))
    }

    async fn frozen_tenants(&self) -> Result<Section, EngineError> {
        let item = |freeze: Freeze| {
            let scope = Scope::of(&freeze);
            Item {
                command: scope.unfreeze_command(),
                what: format!("frozen by {}: {}", freeze.actor, freeze.reason),
                at: time(freeze.at_us),
                tenant: matches!(scope, Scope::Tenant(_)).then_some(freeze.tenant),
                run_id: None,
                run: None,
            }
        };
        Ok(Section::whole(Matter::Frozen, self.0.store.freezes().await?.into_iter().map(item)))
    }

    async fn no_worker(&self, at: Timestamp) -> Result<Section, EngineError> {
        let since = at.checked_sub(ALIVE).unwrap_or(Timestamp::MIN);
        let alive = self.0.store.workers(since.as_microsecond()).await?;
        let item = Item {
            tenant: None,
            run_id: None,
            run: None,
            at,
            what: "no worker is alive that would carry out what is due".into(),
            command: "dayone serve --no-web".into(),
        };
        Ok(Section::whole(Matter::NoWorker, alive.is_empty().then_some(item).into_iter()))
    }

    async fn standing(
        &self,
        matter: Matter,
        state: &str,
        since: Timestamp,
        limit: i64,
    ) -> Result<Section, EngineError> {
        let standing = Standing { state, since_us: since.as_microsecond(), limit };
        let found = self.0.store.standing(standing).await?;
        self.section(matter, found).await
    }

    async fn due(&self, at: Timestamp, limit: i64) -> Result<Section, EngineError> {
        let until_us = at.checked_add(SOON).unwrap_or(Timestamp::MAX).as_microsecond();
        let due = Due { tenant: None, states: &["waiting"], until_us, hands: Hands::Any, limit };
        let found = self.0.store.due(due).await?;
        self.section(Matter::Due, found).await
    }

    async fn left(&self, at: Timestamp, limit: i64) -> Result<Section, EngineError> {
        let until_us = at.checked_sub(LEFT).unwrap_or(Timestamp::MIN).as_microsecond();
        let due = Due { tenant: None, states: &["running"], until_us, hands: Hands::Nobody, limit };
        let found = self.0.store.due(due).await?;
        self.section(Matter::Left, found).await
    }

    async fn credentials(&self, limit: i64) -> Result<Section, EngineError> {
        let found = self.0.store.unrevealed(limit).await?;
        self.section(Matter::Credential, found).await
    }

    async fn section(&self, matter: Matter, found: dayone_store::Found) -> Result<Section, EngineError> {
        let mut items = Vec::with_capacity(found.rows.len());
        for row in found.rows {
            // A run that can't be read needs somebody all the same.
            let run = match ChangeKind::named(&row.kind) {
                Some(_) => self.change(&row.run_id).await.ok().map(|change| RunOf::Change(Box::new(change))),
                None => self.run(&row.run_id).await.ok().map(|run| RunOf::Hire(Box::new(run))),
            };
            items.push(item(matter, row, run));
        }
        Ok(Section { matter, items, count: u64::try_from(found.count).unwrap_or_default() })
    }
}

impl Section {
    fn whole(matter: Matter, items: impl Iterator<Item = Item>) -> Section {
        let items: Vec<Item> = items.collect();
        Section { matter, count: items.len() as u64, items }
    }
}

fn item(matter: Matter, row: RunRow, run: Option<RunOf>) -> Item {
    let id = &row.run_id;
    let errors = errors(&row);
    let (at_us, what, command) = match matter {
        Matter::Partial => (row.closed_us, format!("partial: {errors}"), format!("dayone runs resume {id}")),
        Matter::Left => (
            row.due_us,
            "was left before its end, and nobody carries it on".to_owned(),
            format!("dayone runs resume {id}"),
        ),
        Matter::Approval => {
            let reasons = run.as_ref().map(RunOf::approval).filter(|reasons| !reasons.is_empty());
            let reasons = reasons.map_or(String::new(), |reasons| format!(": {}", reasons.join("; ")));
            (row.due_us, format!("waits for a second person{reasons}"), format!("dayone runs show {id}"))
        }
        Matter::Quarantined => {
            let guards = run.as_ref().map_or(Vec::new(), RunOf::guards);
            let why = if guards.is_empty() { "a guard tripped".to_owned() } else { guards.join("; ") };
            (None, format!("quarantined: {why}"), format!("dayone runs release {id} --reason TEXT"))
        }
        Matter::Failed if run.as_ref().is_some_and(RunOf::account_is_uncertain) => (
            row.closed_us,
            format!("failed: {errors}; whether there is an account is not certain"),
            format!("dayone runs resume {id}"),
        ),
        Matter::Failed => (row.closed_us, format!("failed: {errors}"), format!("dayone runs show {id}")),
        Matter::Due => {
            let what = match &run {
                Some(RunOf::Change(_)) => "what goes after a time of grace",
                Some(RunOf::Hire(run)) if matches!(run.stage, Stage::Active(_)) && run.account.is_some() => {
                    "activation"
                }
                Some(RunOf::Hire(_)) | None => "goes on",
            };
            (row.due_us, what.to_owned(), format!("dayone runs show {id}"))
        }
        Matter::Credential => {
            (row.closed_us, "its password was not fetched".to_owned(), format!("dayone runs reveal {id}"))
        }
        // Those are about no run.
        Matter::Held | Matter::Frozen | Matter::NoWorker => (None, String::new(), String::new()),
    };
    Item {
        tenant: Some(row.tenant),
        at: time(at_us.unwrap_or(row.opened_us)),
        run_id: Some(row.run_id),
        run,
        what,
        command,
    }
}

impl RunOf {
    fn approval(&self) -> Vec<String> {
        match self {
            RunOf::Hire(run) => run.plan().map(|plan| plan.approval.clone()).unwrap_or_default(),
            RunOf::Change(change) => change.plan().map(|plan| plan.approval.clone()).unwrap_or_default(),
        }
    }

    fn guards(&self) -> Vec<String> {
        let hire = |plan: &Plan| plan.guards.iter().map(|tripped| tripped.message.clone()).collect();
        let change = |plan: &ChangePlan| plan.guards.iter().map(|tripped| tripped.message.clone()).collect();
        match self {
            RunOf::Hire(run) => run.plan().map(hire).unwrap_or_default(),
            RunOf::Change(of) => of.plan().map(change).unwrap_or_default(),
        }
    }

    fn account_is_uncertain(&self) -> bool {
        matches!(self, RunOf::Hire(run) if run.account_is_uncertain())
    }
}

/// The error types that the row tells.
fn errors(row: &RunRow) -> String {
    let summary: Value = serde_json::from_str(&row.summary).unwrap_or_default();
    let mut errors: Vec<&str> = summary["errors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    errors.dedup();
    if errors.is_empty() { "nothing was told".to_owned() } else { errors.join(", ") }
}

fn time(us: i64) -> Timestamp {
    Timestamp::from_microsecond(us).unwrap_or(Timestamp::MIN)
}
