//! Writes that a person stops, of a tenant or of all: nothing is lost, everything waits until they are let go on.

use dayone_jumpcloud::Gate;
use dayone_store::{Due, EVERYTHING, Found, Freeze, Hands, Store};
use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::EngineError;

/// How far ahead people want to know.
pub(crate) const SOON: SignedDuration = SignedDuration::from_hours(72);
/// States of runs that go on by themselves.
const GOING_ON: [&str; 2] = ["waiting", "running"];

/// Whose writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One tenant's.
    Tenant(String),
    /// Those of all tenants.
    Everything,
}

impl Scope {
    /// That of a freeze.
    #[must_use]
    pub fn of(freeze: &Freeze) -> Scope {
        match freeze.tenant.as_str() {
            EVERYTHING => Scope::Everything,
            name => Scope::Tenant(name.to_owned()),
        }
    }

    /// The command that lets its writes go on.
    #[must_use]
    pub fn unfreeze_command(&self) -> String {
        match self {
            Scope::Tenant(name) => format!("dayone unfreeze --tenant {name}"),
            Scope::Everything => "dayone unfreeze".into(),
        }
    }

    /// Whose writes, where that is not plain: ` for all tenants`.
    #[must_use]
    pub fn of_whom(&self) -> &'static str {
        match self {
            Scope::Tenant(_) => "",
            Scope::Everything => " for all tenants",
        }
    }

    /// The name under which the store keeps it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Scope::Tenant(name) => name,
            Scope::Everything => EVERYTHING,
        }
    }
}

impl Engine {
    /// Stops all writes within a scope, in every process that shares the database: calls that are under way are the
    /// last ones. Recorded in the administration stream first. No call is made. A freeze that stands already is kept
    /// and returned.
    ///
    /// `reason` is kept in clear.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn freeze(&self, scope: &Scope, actor: &str, reason: &str) -> Result<Option<Freeze>, EngineError> {
        Ok(self.0.store.freeze(self.act(scope, actor, reason)).await?)
    }

    /// Lets writes go on, and wakes the workers; None if no freeze of exactly this scope stood.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn unfreeze(&self, scope: &Scope, actor: &str, reason: &str) -> Result<Option<Freeze>, EngineError> {
        let lifted = self.0.store.unfreeze(self.act(scope, actor, reason)).await?;
        self.0.store.notify().await?;
        Ok(lifted)
    }

    /// The freeze that holds a tenant, its own or that of all.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn frozen(&self, tenant: &str) -> Result<Option<Freeze>, EngineError> {
        Ok(self.0.store.frozen(tenant).await?)
    }

    /// Runs that a freeze of this scope would make late: those due within 72 hours, the first due first, at most
    /// `limit`; and how many there are.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn late(&self, scope: &Scope, limit: i64) -> Result<Found, EngineError> {
        let tenant = match scope {
            Scope::Tenant(name) => Some(name.as_str()),
            Scope::Everything => None,
        };
        let until = self.0.clock.now().checked_add(SOON).unwrap_or(Timestamp::MAX);
        let due = Due { tenant, states: &GOING_ON, until_us: until.as_microsecond(), hands: Hands::Any, limit };
        Ok(self.0.store.due(due).await?)
    }

    fn act(&self, scope: &Scope, actor: &str, reason: &str) -> Freeze {
        Freeze {
            tenant: scope.name().to_owned(),
            reason: reason.to_owned(),
            actor: actor.to_owned(),
            at_us: self.0.clock.now_us(),
        }
    }
}

/// Stands before every write to a tenant's directory, whoever makes it. While nobody can tell, nothing is written.
pub(crate) fn gate(store: &Store, tenant: &str) -> Gate {
    let (store, tenant) = (store.clone(), tenant.to_owned());
    Gate::new(move || {
        let (store, tenant) = (store.clone(), tenant.clone());
        async move {
            match store.frozen(&tenant).await {
                Ok(frozen) => frozen.is_none(),
                Err(error) => {
                    tracing::warn!(tenant, %error, "whether writes are frozen could not be read: nothing is written");
                    false
                }
            }
        }
    })
}
