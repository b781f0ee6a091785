//! A run in hand: its lease, its fold, and the events that are not stored yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dayone_core::chain::Head;
use dayone_core::event::{Fact, Private};
use dayone_core::run::Run;
use dayone_store::{Fence, NameFate, SealedValue};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::task::JoinHandle;

use crate::course::Course;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::journal::{self, Draft, Stream};
use crate::row::Named;
use crate::tenant::Tenant;

/// A run that this worker holds: a hire's, or a change's.
pub(crate) struct Hold<C: Course = Run> {
    engine: Engine,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) run: C,
    person: String,
    head: Head,
    epoch: i64,
    drafts: Vec<Draft>,
    erase: Vec<(i64, String)>,
    password: Option<SealedValue>,
    /// How far the username has come, as the store has it.
    named: Named,
    lease: Lease,
}

/// A lease that renews itself as long as the hold lives.
struct Lease {
    lost: Arc<AtomicBool>,
    renewal: JoinHandle<()>,
}

impl<C: Course> Hold<C> {
    /// Takes a run in hand.
    ///
    /// # Errors
    /// [`EngineError::HeldElsewhere`] if another worker holds it.
    pub(crate) async fn take(engine: &Engine, run_id: &str) -> Result<Self, EngineError> {
        let inner = &engine.0;
        let row = inner.row(run_id).await?;
        let mine = row.lease_owner.as_deref() == Some(inner.owner.as_str());
        let epoch = match inner.store.claim_run(run_id, &inner.owner, inner.lease).await? {
            Some(claim) => claim.epoch,
            // This process opened it, and holds it from the start.
            None if mine && inner.store.renew(run_id, row.lease_epoch, inner.lease).await? => row.lease_epoch,
            None => {
                let owner = row.lease_owner.unwrap_or_else(|| "another worker".into());
                return Err(EngineError::HeldElsewhere { run: run_id.to_owned(), owner });
            }
        };
        Hold::of(engine, run_id, &row.tenant, row.person, epoch).await
    }

    /// A run that has been claimed already.
    pub(crate) async fn of(
        engine: &Engine,
        run_id: &str,
        tenant: &str,
        person: String,
        epoch: i64,
    ) -> Result<Self, EngineError> {
        let lease = Lease::keep(engine.clone(), run_id.to_owned(), epoch);
        let loaded = journal::load::<C>(&engine.0.store, &engine.0.vault, tenant, run_id).await?;
        Ok(Hold {
            tenant: engine.0.tenant(tenant)?,
            engine: engine.clone(),
            named: loaded.run.named(),
            run: loaded.run,
            person,
            head: loaded.head,
            epoch,
            drafts: Vec::new(),
            erase: Vec::new(),
            password: loaded.password,
            lease,
        })
    }

    /// Records something: the run changes at once, the store with the next [`Hold::flush`].
    pub(crate) fn record(
        &mut self,
        at: Timestamp,
        actor: &str,
        fact: Fact,
        private: Private,
    ) -> Result<(), EngineError> {
        let draft = Draft::new(at, actor, fact, private);
        let event = draft.event(self.run.seq() + 1);
        self.run = self.run.clone().fold(&event)?;
        self.drafts.push(draft);
        Ok(())
    }

    /// Lets the sealed password be destroyed with the next [`Hold::flush`].
    pub(crate) fn forget_password(&mut self) {
        if let Some(value) = self.password.take() {
            self.erase.push((value.seq, value.field));
        }
    }

    /// The sealed password, opened.
    pub(crate) async fn password(&self) -> Result<Option<SecretString>, EngineError> {
        let Some(value) = &self.password else { return Ok(None) };
        let bytes = self.engine.0.vault.open(self.run.tenant(), value).await?;
        Ok(Some(SecretString::from(String::from_utf8_lossy(&bytes).into_owned())))
    }

    /// Stores what was recorded, all or nothing; with `release` the run is given back.
    ///
    /// # Errors
    /// [`EngineError::Fenced`] if another worker has taken over.
    pub(crate) async fn flush(&mut self, release: bool) -> Result<(), EngineError> {
        let inner = &self.engine.0;
        if self.drafts.is_empty() {
            if release {
                // What it waited for may have passed without leaving anything to do.
                let due_us = self.run.after(inner.clock.now()).due_us;
                inner.store.release_until(self.run.id(), self.epoch, due_us).await?;
            }
            return Ok(());
        }
        let stream = Stream { tenant: self.run.tenant(), person: &self.person, run_id: self.run.id() };
        let events = journal::seal(&inner.vault, &inner.randomness, &stream, self.head, &self.drafts).await?;
        let row = self.run.after(inner.clock.now());
        let after = dayone_store::After {
            state: row.state,
            due_us: row.due_us,
            summary: row.summary,
            joins: row.joins,
            release,
            closed_us: row.closed_us,
            username: self.fate(row.username).await?,
        };
        let fence = Fence { epoch: self.epoch, head: self.head };
        self.head = inner.store.append(self.run.id(), fence, &events, &self.erase, after).await?;
        self.named = row.username;
        self.drafts.clear();
        self.erase.clear();
        self.run.tell(&self.engine);
        Ok(())
    }

    /// What the store has to do about the username.
    async fn fate(&self, now: Named) -> Result<NameFate, EngineError> {
        Ok(match (now, self.run.username()) {
            (now, _) if now == self.named => NameFate::Unchanged,
            (Named::Given, Some(username)) => {
                NameFate::Given(self.engine.username_token(self.run.tenant(), username).await?)
            }
            (Named::Freed, _) => NameFate::Freed,
            (Named::Given | Named::Reserved, _) => NameFate::Unchanged,
        })
    }

    /// Fails if the lease was lost: nothing more may be done in this run's name.
    pub(crate) fn still_held(&self) -> Result<(), EngineError> {
        match self.lease.lost.load(Ordering::Acquire) {
            true => Err(EngineError::Fenced { stream: self.run.id().to_owned() }),
            false => Ok(()),
        }
    }
}

impl Lease {
    fn keep(engine: Engine, run_id: String, epoch: i64) -> Lease {
        let lost = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&lost);
        let lease = engine.0.lease;
        let renewal = tokio::spawn(async move {
            let mut renewed = Instant::now();
            loop {
                tokio::time::sleep(lease / 3).await;
                let asked = Instant::now();
                match engine.0.store.renew(&run_id, epoch, lease).await {
                    Ok(true) => renewed = asked,
                    Ok(false) => break,
                    // The database may come back before the lease runs out.
                    Err(_) if renewed.elapsed() + margin(lease) < lease => {}
                    Err(_) => break,
                }
            }
            flag.store(true, Ordering::Release);
        });
        Lease { lost, renewal }
    }
}

/// How long before its end a lease counts as lost.
fn margin(lease: Duration) -> Duration {
    lease / 5
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}
