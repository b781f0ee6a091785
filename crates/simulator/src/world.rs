//! Everything a simulator knows, under one lock.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::administrator::Administrator;
use crate::clock::{Clock, instant};
use crate::collection::{Sight, Written};
use crate::credential::Credential;
use crate::due;
use crate::fault::Faults;
use crate::id::IdSource;
use crate::latency::Latency;
use crate::mail::Mail;
use crate::options::Options;
use crate::organization::Organization;
use crate::rate_window::Window;
use crate::record::Record;
use crate::switches::Switches;

/// Everything a simulator knows.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) house: House,
    pub(crate) organizations: BTreeMap<String, Organization>,
    pub(crate) providers: BTreeMap<String, Provider>,
    pub(crate) credentials: HashMap<String, Credential>,
    /// Service accounts: id to secret and what their tokens stand for.
    pub(crate) clients: HashMap<String, (String, Credential)>,
    pub(crate) tokens: HashMap<String, Credential>,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    pub(crate) rate_limit: Option<u32>,
    pub(crate) rate_window: Duration,
    pub(crate) retry_after: bool,
    pub(crate) windows: HashMap<String, Window>,
    pub(crate) latency: Duration,
    pub(crate) latency_spread: Option<Latency>,
    /// How many times were drawn from the spread.
    pub(crate) latency_draws: u64,
}

/// What handlers need besides the organisation.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) clock: Clock,
    pub(crate) ids: IdSource,
    pub(crate) mail: Vec<Mail>,
    pub(crate) switches: Switches,
    pub(crate) visibility_delay: Duration,
    /// Time that a bulk job takes for a row, by the simulator's clock.
    pub(crate) bulk_row_time: Duration,
    /// The label of the key that made the last write.
    pub(crate) actor: String,
    /// Number of the last write; 0 while something is put in by hand, which every read sees at once.
    pub(crate) seq: u64,
    /// What the request now handled may see.
    pub(crate) blind_from: u64,
}

/// A managed service provider and its organisations.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) organizations: Vec<String>,
    pub(crate) administrators: Vec<Administrator>,
}

impl World {
    pub(crate) fn new(options: &Options) -> World {
        World {
            house: House {
                clock: Clock::new(options.clock),
                ids: IdSource::new(options.id_seed),
                mail: Vec::new(),
                switches: options.switches.clone(),
                visibility_delay: options.visibility_delay,
                bulk_row_time: options.bulk_row_time,
                actor: String::new(),
                seq: 0,
                blind_from: u64::MAX,
            },
            organizations: BTreeMap::new(),
            providers: BTreeMap::new(),
            credentials: HashMap::new(),
            clients: HashMap::new(),
            tokens: HashMap::new(),
            faults: Faults::new(options.faults.clone()),
            record: Record::new(options.remembered_requests),
            rate_limit: options.rate_limit,
            rate_window: options.rate_window,
            retry_after: options.retry_after,
            windows: HashMap::new(),
            latency: options.latency,
            latency_spread: options.latency_spread.clone(),
            latency_draws: 0,
        }
    }
}

impl World {
    /// Time that the next answer takes.
    pub(crate) fn next_latency(&mut self) -> Duration {
        let Some(spread) = &self.latency_spread else { return self.latency };
        self.latency_draws += 1;
        self.latency + spread.draw(self.latency_draws)
    }

    /// Puts the organisations and providers of another world in place of all; keys stay, and those of organisations that
    /// are gone open the first.
    pub(crate) fn take_over(&mut self, other: World, first: &str) {
        self.organizations = other.organizations;
        self.providers = other.providers;
        self.house.ids = other.house.ids;
        let known = &self.organizations;
        let keys = self.credentials.values_mut().chain(self.clients.values_mut().map(|(_, credential)| credential));
        for credential in keys.chain(self.tokens.values_mut()) {
            credential.organizations.retain(|id| known.contains_key(id));
            if credential.organizations.is_empty() {
                credential.organizations.push(first.to_owned());
            }
        }
    }

    /// Carries out what came due in every organisation.
    pub(crate) fn settle(&mut self) {
        let World { house, organizations, .. } = self;
        for organization in organizations.values_mut() {
            due::settle(organization, house);
        }
    }
}

impl House {
    /// The mark of the write now made.
    pub(crate) fn written(&self) -> Written {
        Written { seq: self.seq, at: instant(), delay: self.visibility_delay }
    }

    /// What the request now handled sees.
    pub(crate) fn sight(&self) -> Sight {
        Sight { now: instant(), delay: self.visibility_delay, blind_from: self.blind_from }
    }

    /// Now, as documents write it.
    pub(crate) fn now_text(&self) -> String {
        crate::clock::written(self.clock.now())
    }
}
