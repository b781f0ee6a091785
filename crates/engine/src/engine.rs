//! The engine: what it is made of, and how its runs are watched.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dayone_core::change::{Change, ChangeKind};
use dayone_core::run::Run;
use dayone_store::{LedgerKey, Store, Vault};
use tokio::sync::broadcast;

use crate::anchor::Anchors;
use crate::clock::Clock;
use crate::error::EngineError;
use crate::freeze;
use crate::journal;
use crate::notify::Notifier;
use crate::randomness::Randomness;
use crate::tenant::Tenant;

/// How long a run is held without renewal.
pub const LEASE: Duration = Duration::from_secs(5);

/// What an engine is made of.
pub struct EngineOptions {
    /// Where runs are kept.
    pub store: Store,
    /// Seals and opens personal values.
    pub vault: Vault,
    /// Signs ledger heads.
    pub ledger_key: LedgerKey,
    /// Where signed heads go beside the database.
    pub anchors: Anchors,
    /// All tenants.
    pub tenants: Vec<Tenant>,
    /// Tells managers and IT.
    pub notifier: Notifier,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub randomness: Randomness,
    /// Names this process among all that share the database.
    pub owner: String,
    /// How long a run is held without renewal.
    pub lease: Duration,
}

/// Carries out requests. Cheap to clone.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) ledger_key: LedgerKey,
    pub(crate) anchors: Anchors,
    pub(crate) tenants: BTreeMap<String, Arc<Tenant>>,
    pub(crate) notifier: Notifier,
    pub(crate) clock: Clock,
    pub(crate) randomness: Randomness,
    pub(crate) owner: String,
    pub(crate) lease: Duration,
    pub(crate) progress: broadcast::Sender<Arc<Run>>,
    pub(crate) changes: broadcast::Sender<Arc<Change>>,
}

impl Engine {
    /// An engine over these parts.
    #[must_use]
    pub fn new(options: EngineOptions) -> Engine {
        let EngineOptions { store, vault, ledger_key, anchors, tenants, notifier, clock, randomness, owner, lease } =
            options;
        let gated = |tenant: Tenant| {
            let gate = freeze::gate(&store, &tenant.settings.name);
            (tenant.settings.name.clone(), Arc::new(tenant.behind(gate)))
        };
        let tenants = tenants.into_iter().map(gated).collect();
        let (progress, _) = broadcast::channel(256);
        let (changes, _) = broadcast::channel(256);
        let inner = Inner {
            store,
            vault,
            ledger_key,
            anchors,
            tenants,
            notifier,
            clock,
            randomness,
            owner,
            lease,
            progress,
            changes,
        };
        Engine(Arc::new(inner))
    }

    /// Every run driven by this engine, each time it has come further.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Arc<Run>> {
        self.0.progress.subscribe()
    }

    /// Every change driven by this engine, each time it has come further.
    #[must_use]
    pub fn watch_changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.0.changes.subscribe()
    }

    /// The store, for lists and audits.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The vault, for look-ups and secrets.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// The key that signs ledger heads.
    #[must_use]
    pub fn ledger_key(&self) -> &LedgerKey {
        &self.0.ledger_key
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The source of randomness.
    #[must_use]
    pub fn randomness(&self) -> &Randomness {
        &self.0.randomness
    }

    /// The notifier.
    #[must_use]
    pub fn notifier(&self) -> &Notifier {
        &self.0.notifier
    }

    /// A tenant.
    ///
    /// # Errors
    /// [`EngineError::NoSuchTenant`].
    pub fn tenant(&self, name: &str) -> Result<Arc<Tenant>, EngineError> {
        self.0.tenants.get(name).cloned().ok_or_else(|| EngineError::NoSuchTenant(name.to_owned()))
    }

    /// A run, folded from its events.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and those of the store.
    pub async fn run(&self, run_id: &str) -> Result<Run, EngineError> {
        let row = self.0.row(run_id).await?;
        Ok(journal::load(&self.0.store, &self.0.vault, &row.tenant, run_id).await?.run)
    }

    /// A change, folded from its events.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and those of the store.
    pub async fn change(&self, run_id: &str) -> Result<Change, EngineError> {
        let row = self.0.row(run_id).await?;
        Ok(journal::load(&self.0.store, &self.0.vault, &row.tenant, run_id).await?.run)
    }

    /// What kind of change a run is; None: a hire.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and those of the store.
    pub async fn change_kind(&self, run_id: &str) -> Result<Option<ChangeKind>, EngineError> {
        Ok(ChangeKind::named(&self.0.row(run_id).await?.kind))
    }

    /// The events of a run, for those who want to see them.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and those of the store.
    pub async fn events(&self, run_id: &str) -> Result<Vec<dayone_core::event::Event>, EngineError> {
        let row = self.0.row(run_id).await?;
        Ok(journal::events(&self.0.store, &self.0.vault, &row.tenant, run_id).await?.list)
    }
}

impl Inner {
    pub(crate) async fn row(&self, run_id: &str) -> Result<dayone_store::RunRow, EngineError> {
        self.store.run(run_id).await?.ok_or_else(|| EngineError::NoSuchRun(run_id.to_owned()))
    }

    pub(crate) fn tenant(&self, name: &str) -> Result<Arc<Tenant>, EngineError> {
        self.tenants.get(name).cloned().ok_or_else(|| EngineError::NoSuchTenant(name.to_owned()))
    }
}
