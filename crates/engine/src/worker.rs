//! Workers: they take whatever is due, whoever opened it.

use std::time::Duration;

use dayone_core::change::ChangeKind;
use dayone_store::{Heads, Heartbeat, Wake};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::drive::{Halt, ReadBackFrom};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;

/// How often idle workers look without being woken.
const POLL: Duration = Duration::from_millis(500);
/// How often ledgers are sealed.
const SEAL: Duration = Duration::from_secs(5);
/// How often a process says that its workers live.
const BEAT: Duration = Duration::from_secs(10);
/// How often it is asked whether it is time to look ahead.
const LOOK_OUT: Duration = Duration::from_secs(60);
/// Waits up to this long are slept through with the run in hand; for longer ones it is given back.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);

impl Engine {
    /// Runs workers until `stop` turns true; each finishes the batch of effects in hand.
    ///
    /// # Errors
    /// Those of the store, while the loop is set up.
    pub async fn work(&self, workers: usize, host: &str, stop: watch::Receiver<bool>) -> Result<(), EngineError> {
        let mut tasks = Vec::new();
        for number in 0..workers.max(1) {
            let wake = self.0.store.wake().await?;
            tasks.push(tokio::spawn(self.clone().worker(number, wake, stop.clone())));
        }
        tasks.push(tokio::spawn(self.clone().sealer(stop.clone())));
        tasks.push(tokio::spawn(self.clone().lookout(stop.clone())));
        tasks.push(tokio::spawn(self.clone().heart(host.to_owned(), stop)));
        for task in tasks {
            // A task that has panicked has been reported by the runtime; the others go on.
            let _ = task.await;
        }
        self.seal_all_ledgers(Heads::All).await
    }

    async fn worker(self, number: usize, mut wake: Wake, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.work_once().await {
                Ok(true) => {}
                Ok(false) => tokio::select! {
                    _ = wake.wait(POLL) => {}
                    _ = stop.changed() => {}
                },
                Err(error) => {
                    tracing::warn!(worker = number, %error, "a run could not be carried on");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Takes one due run and carries it as far as it goes; false if nothing is due.
    ///
    /// # Errors
    /// Those of the store; [`EngineError::Fenced`] if another worker took the run over.
    pub async fn work_once(&self) -> Result<bool, EngineError> {
        let inner = &self.0;
        let Some(claim) = inner.store.claim(&inner.owner, inner.clock.now_us(), inner.lease).await? else {
            return Ok(false);
        };
        let row = inner.row(&claim.run_id).await?;
        if !inner.tenants.contains_key(&claim.tenant) {
            // Another process may know this tenant; this one gives the run back and says so.
            tracing::warn!(run = claim.run_id, tenant = claim.tenant, "no such tenant in this configuration");
            inner.store.release(&claim.run_id, claim.epoch).await?;
            return Ok(false);
        }
        if ChangeKind::named(&row.kind).is_some() {
            let hold = Hold::of(self, &claim.run_id, &claim.tenant, row.person, claim.epoch).await?;
            self.drive_change_held(hold, PATIENCE).await?;
            return Ok(true);
        }
        let hold = Hold::of(self, &claim.run_id, &claim.tenant, row.person, claim.epoch).await?;
        let (run, halt) = self.drive_held(hold, PATIENCE, ReadBackFrom::Directory).await?;
        match (halt, &run.batch) {
            // Whoever opened the batch is gone.
            (Halt::AwaitingBatch(until), Some(batch)) if until <= inner.clock.now() => {
                self.gather(&run.tenant, &batch.id).await
            }
            _ => Ok(true),
        }
    }

    async fn sealer(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.seal_all_ledgers(Heads::OpenedAndClosed).await {
                tracing::warn!(%error, "ledgers were not sealed or not anchored");
            }
            tokio::select! {
                () = tokio::time::sleep(SEAL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn lookout(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.look_ahead_where_due().await {
                tracing::warn!(%error, "what comes due was not looked at");
            }
            if let Err(error) = self.plan_deletions_where_due().await {
                tracing::warn!(%error, "deletions that have come due were not planned");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_OUT) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn heart(self, host: String, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let beat = Heartbeat { worker: self.0.owner.clone(), host: host.clone(), at_us: self.0.clock.now_us() };
            if let Err(error) = self.0.store.beat(beat).await {
                tracing::warn!(%error, "no heartbeat");
            }
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
