//! Effects carried out: each ensures its wish, and looks before it acts where it may have acted before.

mod account;
mod activate;
mod bind;
mod care;
mod create;
mod groups;
mod key;
pub(crate) mod notify;
pub(crate) mod read_back;
mod schedule;

pub(crate) use schedule::state as schedule_state;

use std::time::Instant;

use dayone_core::account::AccountFacts;
use dayone_core::effect::Effect;
use dayone_core::event::{Cost, Detail, Outcome};
use dayone_core::failure;
use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_core::plan::Plan;
use dayone_core::problem::ErrorType;
use dayone_core::run::Run;
use dayone_jumpcloud::{Client, Meter, Participant};
use jiff::Timestamp;
use secrecy::SecretString;

use crate::drive::ReadBackFrom;
use crate::engine::Engine;
use crate::tenant::Tenant;

/// How an effect went, and what it cost.
pub(crate) struct Performed {
    pub(crate) result: Result<End, Fault>,
    pub(crate) cost: Cost,
}

/// The end of an effect.
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    pub(crate) detail: Detail,
}

/// Where effects are carried out: the run as it stood before all of them.
pub(crate) struct Place<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) tenant: &'a Tenant,
    pub(crate) run: &'a Run,
    pub(crate) plan: &'a Plan,
    /// Reads together with other runs.
    pub(crate) reader: &'a Participant,
    /// What the run is read back from.
    pub(crate) from: ReadBackFrom<'a>,
}

/// What an effect may use.
pub(crate) struct Context<'a> {
    engine: &'a Engine,
    tenant: &'a Tenant,
    run: &'a Run,
    plan: &'a Plan,
    reader: &'a Participant,
    from: ReadBackFrom<'a>,
    effect: &'a Effect,
    client: Client,
    password: Option<&'a SecretString>,
    /// The directory's clock, as last seen before anything was done.
    directory_time: Option<Timestamp>,
}

/// Carries an effect out, once.
pub(crate) async fn perform(place: &Place<'_>, effect: &Effect, password: Option<&SecretString>) -> Performed {
    let Place { engine, tenant, run, plan, reader, from } = *place;
    let meter = Meter::new();
    let client = tenant.writer().observed(meter.clone());
    let started = Instant::now();
    let directory_time = client.directory_time();
    let context = Context { engine, tenant, run, plan, reader, from, effect, client, password, directory_time };
    let mut shared = Cost::default();
    let result = match effect {
        Effect::CreateAccount => Box::pin(create::account(&context)).await,
        Effect::Amend(amendment) => account::amend(&context, *amendment).await,
        Effect::SetPassword => account::set_password(&context).await,
        Effect::SetGrace => account::set_grace(&context).await,
        Effect::CreateGroup { name } => Box::pin(groups::create(&context, name)).await,
        Effect::AddMember { id, .. } => groups::add(&context, id).await,
        Effect::AddToNamed { name } => Box::pin(groups::add_to_named(&context, name)).await,
        Effect::BindSystem { id, sudo } => bind::system(&context, id, *sudo).await,
        Effect::BindLdap { id } => bind::ldap(&context, id).await,
        Effect::AddKey => key::add(&context).await,
        Effect::Activate => Box::pin(activate::activate(&context)).await,
        Effect::Schedule { change, at } => Box::pin(schedule::ensure(&context, *change, *at)).await,
        Effect::Care(care) => Box::pin(care::look_after(&context, *care)).await,
        Effect::NotifyManager => notify::manager(&context).await,
        Effect::NotifyIt(channel) => notify::it(&context, *channel).await,
        Effect::ReadBack => Box::pin(read_back::read_back(&context, &mut shared)).await,
    };
    let calls = u32::try_from(meter.count()).unwrap_or(u32::MAX);
    let took_us = i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX);
    let cost = Cost { calls: calls + shared.calls, round_trips: calls + shared.round_trips, took_us };
    Performed { result, cost }
}

impl Context<'_> {
    /// The account's id. Effects after creation are only decided on when there is one.
    fn account(&self) -> Result<&AccountFacts, Fault> {
        self.run.account.as_deref().ok_or_else(|| self.unintelligible("the account is not known"))
    }

    /// The log says that this effect may have happened.
    fn may_have_happened(&self) -> bool {
        self.run.may_have_happened(&self.effect.key())
    }

    fn fault(&self, kind: FaultKind, status: Option<u16>, detail: Option<&str>) -> Fault {
        Fault {
            kind,
            delivery: Delivery::NotApplied,
            operation: self.effect.key().step.name().to_owned(),
            status,
            retry_after: None,
            detail: detail.map(str::to_owned),
        }
    }

    fn unintelligible(&self, why: &str) -> Fault {
        self.fault(FaultKind::Unintelligible, None, Some(why))
    }

    /// The effect has failed, for a reason of our own.
    fn failed(&self, kind: ErrorType, message: impl Into<String>) -> End {
        let problem = failure::failed(self.plan, self.effect, kind, message.into());
        End { outcome: Outcome::Failed(kind), detail: Detail { problem: Some(problem), ..Detail::default() } }
    }
}

impl End {
    fn of(outcome: Outcome) -> End {
        End { outcome, detail: Detail::default() }
    }

    fn changed() -> End {
        End::of(Outcome::Changed)
    }

    fn already_so() -> End {
        End::of(Outcome::AlreadySo)
    }

    fn with_account(mut self, facts: AccountFacts) -> End {
        self.detail.account = Some(Box::new(facts));
        self
    }

    fn with_note(mut self, note: impl Into<String>) -> End {
        self.detail.note = Some(note.into());
        self
    }
}
