//! The end of a batch: people are told of all its runs at once, and all are read back at once.

use std::collections::BTreeSet;

use dayone_core::decide::{Decision, decide, untold};
use dayone_core::event::{Batch, Cost, Fact, Private};
use dayone_core::run::Run;
use dayone_store::RunRow;
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use jiff::SignedDuration;

use super::reading::{Reading, Wanted};
use super::telling::{Subject, Told};
use crate::drive::{Halt, ReadBackFrom};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;
use crate::journal;
use crate::perform::read_back;
use crate::row::AWAITING_BATCH;

/// As many runs are told of in one message and read back together.
const ROUND: i64 = 1_000;
/// Runs in hand at once.
const AT_ONCE: usize = 32;
/// Longer waits are left to workers.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);

/// What becomes of a run is shown to whoever watches.
pub(super) type Watcher<'a> = &'a (dyn Fn(&Run, Halt) + Send + Sync);

/// A run that waits for the others.
struct Member {
    run_id: String,
    subject: Subject,
    account: Option<String>,
    groups: BTreeSet<String>,
}

/// What the runs of a round end with.
#[derive(Clone, Copy)]
struct End<'a> {
    batch: &'a Batch,
    told: &'a Told,
    reading: &'a Reading,
    watcher: Watcher<'a>,
}

impl Engine {
    /// Tells people of every run of a batch that has come as far, and carries those runs to their end. False: somebody
    /// else is doing it.
    ///
    /// Whoever holds the first of the runs does it, and lets it go last: so nobody is told twice, but where a process
    /// dies in between, and then under the same Message-ID.
    ///
    /// # Errors
    /// Those of the store; [`EngineError::Fenced`] if another process took over.
    pub async fn gather(&self, tenant: &str, batch: &str) -> Result<bool, EngineError> {
        self.gather_watched(tenant, batch, &|_, _| ()).await
    }

    pub(super) async fn gather_watched(
        &self,
        tenant: &str,
        batch: &str,
        watcher: Watcher<'_>,
    ) -> Result<bool, EngineError> {
        loop {
            let rows = self.0.store.runs_of_batch(batch, tenant, AWAITING_BATCH, ROUND).await?;
            let Some(first) = rows.first() else { return Ok(true) };
            let leader = match Hold::<Run>::take(self, &first.run_id).await {
                Ok(hold) => hold,
                Err(EngineError::HeldElsewhere { .. }) => return Ok(false),
                Err(error) => return Err(error),
            };
            if !self.gather_round(leader, &rows, watcher).await? {
                return Ok(false);
            }
        }
    }

    async fn gather_round(&self, mut leader: Hold, rows: &[RunRow], watcher: Watcher<'_>) -> Result<bool, EngineError> {
        let Some(batch) = leader.run.batch.clone().filter(|_| self.awaits_batch(&leader.run)) else {
            // Somebody else had it in the meantime.
            leader.flush(true).await?;
            return Ok(false);
        };
        let loads: Vec<_> = rows.iter().map(|row| self.member(row).boxed()).collect();
        let members: Vec<Option<Member>> = stream::iter(loads).buffered(AT_ONCE).try_collect().await?;
        let members: Vec<Member> = members.into_iter().flatten().collect();
        let told = match batch.digest {
            true => Box::pin(self.tell(&leader.run, &batch, members.iter().map(|member| &member.subject))).await?,
            false => Told::default(),
        };
        let wanted: Vec<Wanted<'_>> = members
            .iter()
            .filter_map(|member| Some(Wanted { account: member.account.as_deref()?, groups: &member.groups }))
            .collect();
        let reading = Reading::take(leader.tenant.writer(), &wanted).await;
        let end = End { batch: &batch, told: &told, reading: &reading, watcher };
        let rest = members.iter().filter(|member| member.run_id != leader.run.id);
        let work: Vec<_> = rest.map(|member| self.take_and_finish(&member.run_id, end).boxed()).collect();
        stream::iter(work).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        self.finish(leader, end).await?;
        Ok(true)
    }

    async fn take_and_finish(&self, run_id: &str, end: End<'_>) -> Result<(), EngineError> {
        match Hold::<Run>::take(self, run_id).await {
            Ok(hold) => self.finish(hold, end).await,
            // A person has it resumed or cancelled.
            Err(EngineError::HeldElsewhere { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn awaits_batch(&self, run: &Run) -> bool {
        matches!(decide(run, self.0.clock.now()), Decision::AwaitBatch(_))
    }

    /// What has to be known of a run; None: it does not wait any more.
    async fn member(&self, row: &RunRow) -> Result<Option<Member>, EngineError> {
        let run = journal::load::<Run>(&self.0.store, &self.0.vault, &row.tenant, &row.run_id).await?.run;
        let Some(plan) = run.plan().filter(|_| self.awaits_batch(&run)) else { return Ok(None) };
        Ok(Some(Member {
            run_id: run.id.clone(),
            subject: Subject::of(&run, plan),
            account: run.account.as_ref().map(|facts| facts.id.clone()),
            groups: read_back::expected(&run, plan),
        }))
    }

    /// Records what people were told, and carries the run to its end.
    async fn finish(&self, mut hold: Hold, end: End<'_>) -> Result<(), EngineError> {
        let End { batch, told, reading, watcher } = end;
        if !self.awaits_batch(&hold.run) {
            return hold.flush(true).await;
        }
        hold.record(self.0.clock.now(), &self.0.owner, Fact::Gathered, Private::None)?;
        if batch.digest
            && let Some(plan) = hold.run.plan().cloned()
        {
            let wave = hold.run.next_wave();
            let effects: Vec<_> = untold(&hold.run, &plan).collect();
            for effect in effects {
                if let Some((outcome, detail)) = told.of(&plan, &effect) {
                    self.settle(&mut hold, &effect, outcome, detail, wave, Cost::default())?;
                }
            }
        }
        hold.flush(false).await?;
        match Box::pin(self.drive_held(hold, PATIENCE, ReadBackFrom::Reading(reading))).await {
            Ok((run, halt)) => {
                watcher(&run, halt);
                Ok(())
            }
            Err(EngineError::Fenced { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
