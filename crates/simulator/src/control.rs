//! Looking into a running simulator and changing it, from the same process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::exchange::locked;
use crate::fault::Fault;
use crate::loading::{load, load_at};
use crate::mail::Mail;
use crate::record::RecordedRequest;
use crate::seed::{Seed, SeedError};
use crate::server::Shared;
use crate::switches::Switches;
use crate::unloading::unload;
use crate::world::World;

/// A handle to a running simulator, for tests. Clones share the simulator; a handle acts on one organisation.
#[derive(Clone, Debug)]
pub struct Control {
    pub(crate) shared: Arc<Shared>,
    pub(crate) organization: String,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>, organization: &str) -> Control {
        Control { shared, organization: organization.to_owned() }
    }

    /// The same handle, acting on another organisation.
    #[must_use]
    pub fn of_organization(&self, id: &str) -> Control {
        Control::new(self.shared.clone(), id)
    }

    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = locked(&self.shared.world);
        world.settle();
        act(&mut world)
    }

    /// All organisations with all documents, edges and events, and all mails; passwords and secrets are not in it. It
    /// can be a seed.
    pub fn state(&self) -> Value {
        self.with(|world| unload(world))
    }

    /// The newest requests, oldest first; see [`crate::Options::remembered_requests`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.with(|world| world.record.newest().cloned().collect())
    }

    /// How many requests an operation had, such as `POST /systemusers`.
    pub fn count(&self, operation: &str) -> u64 {
        self.with(|world| world.record.by_operation().get(operation).copied().unwrap_or(0))
    }

    /// How many requests each operation had.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.with(|world| {
            world.record.by_operation().iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
        })
    }

    /// How many requests each key had, by the key's label.
    pub fn counts_by_key(&self) -> BTreeMap<String, u64> {
        self.with(|world| world.record.by_key().clone())
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.with(|world| world.record.clear());
    }

    /// Mails that JumpCloud sent and those that a sink reported, oldest first.
    pub fn mail(&self) -> Vec<Mail> {
        self.with(|world| world.house.mail.clone())
    }

    /// Reports a mail that arrived elsewhere: `to`, and whatever else is known of it.
    pub fn receive_mail(&self, to: &str, more: Map<String, Value>) {
        self.with(|world| {
            let at = world.house.now_text();
            let mail =
                Mail { to: to.to_owned(), kind: "received".to_owned(), user_id: None, organization: None, at, more };
            world.house.mail.push(mail);
        });
    }

    /// The faults that are set.
    pub fn faults(&self) -> Vec<Fault> {
        self.with(|world| world.faults.list())
    }

    /// Sets a fault besides those that are set.
    pub fn add_fault(&self, fault: Fault) {
        self.with(|world| world.faults.add(fault));
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.with(|world| world.faults.clear());
    }

    /// Lets requests that hang go on: those that were not applied are applied now, then all are answered.
    pub fn let_go(&self) {
        self.shared.let_go.send_replace(());
    }

    /// The simulator's time.
    pub fn now(&self) -> Timestamp {
        self.with(|world| world.house.clock.now())
    }

    /// Changes the time that a bulk job takes for a row, for jobs from now on.
    pub fn set_bulk_row_time(&self, time: Duration) {
        self.with(|world| world.house.bulk_row_time = time);
    }

    /// Moves the simulator's clock forward; what comes due meanwhile happens at its time.
    pub fn advance(&self, by: Duration) {
        self.with(|world| {
            world.house.clock.advance(by);
            world.settle();
        });
    }

    /// Starts over: seed, keys of the seed, no requests, no mail, the options' faults. Keys added since are gone.
    pub fn reset(&self) {
        // The seed was loaded once, so it loads again.
        if let Ok(fresh) = load(&self.shared.seed, &self.shared.options) {
            self.with(|world| *world = fresh.world);
        }
    }

    /// Puts the organisations of a seed document in place of all there are, and its mails, if it has any. Keys stay; a
    /// key of an organisation that is gone opens the first. Requests, faults and conditions stay, too; the clock goes on,
    /// to the time of the document if that is later. Service accounts of the document are there, with secrets that
    /// nobody knows.
    ///
    /// # Errors
    /// When the document is not usable; then nothing changes.
    pub fn load(&self, document: Value) -> Result<(), SeedError> {
        let has_mail = document.get("mail").is_some();
        let clock = self.with(|world| world.house.clock.clone());
        let seed = Seed::Document(document).into_text()?;
        let mut loaded = load_at(&seed, &self.shared.options, clock)?;
        self.with(|world| {
            if has_mail {
                world.house.mail = std::mem::take(&mut loaded.world.house.mail);
            }
            world.house.clock = loaded.world.house.clock.clone();
            for (id, client) in std::mem::take(&mut loaded.world.clients) {
                world.clients.entry(id).or_insert(client);
            }
            world.take_over(loaded.world, &loaded.organization);
        });
        Ok(())
    }

    /// The switches as they are.
    pub fn switches(&self) -> Switches {
        self.with(|world| world.house.switches.clone())
    }

    /// Changes the switches.
    pub fn set_switches(&self, switches: Switches) {
        self.with(|world| world.house.switches = switches);
    }

    /// Changes the time every answer takes at least.
    pub fn set_latency(&self, latency: Duration) {
        self.with(|world| world.latency = latency);
    }

    /// Changes the limit of requests a second and key.
    pub fn set_rate_limit(&self, limit: Option<u32>) {
        self.with(|world| {
            world.rate_limit = limit;
            world.windows.clear();
        });
    }

    /// Changes the time until reads show what was written.
    pub fn set_visibility_delay(&self, delay: Duration) {
        self.with(|world| world.house.visibility_delay = delay);
    }
}
