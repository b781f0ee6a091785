//! A tenant as the engine sees it: settings, and the ways to its directory.

use std::sync::{Arc, Mutex, PoisonError};

use dayone_core::settings::TenantSettings;
use dayone_jumpcloud::{Client, Coalescer, Gate, Meter};
use jiff::{SignedDuration, Timestamp};

use crate::survey::Cache;

/// What a tenant is made of.
pub struct TenantOptions {
    /// Effective settings.
    pub settings: TenantSettings,
    /// The client that may write.
    pub client: Client,
    /// The client for reading alone, where the tenant has a key for that.
    pub reader: Option<Client>,
}

/// A tenant. All runs of a tenant in a process share its pacing, its gathered reads and its last survey.
pub struct Tenant {
    /// Effective settings.
    pub settings: TenantSettings,
    pub(crate) client: Client,
    reader: Option<Client>,
    pub(crate) coalescer: Coalescer,
    /// Counts the gathered reads, which belong to no single run.
    pub(crate) gathered: Meter,
    cache: Mutex<Option<Cache>>,
    /// The organisation that this process has read behind the key that writes.
    confirmed: Mutex<Option<String>>,
}

impl Tenant {
    /// A tenant that has not read anything yet.
    #[must_use]
    pub fn new(options: TenantOptions) -> Tenant {
        let TenantOptions { settings, client, reader } = options;
        let gathered = Meter::new();
        let coalescer = Coalescer::new(client.observed(gathered.clone()));
        Tenant { settings, client, reader, coalescer, gathered, cache: Mutex::new(None), confirmed: Mutex::new(None) }
    }

    /// The same tenant, whose every write asks `gate` first.
    pub(crate) fn behind(mut self, gate: Gate) -> Tenant {
        self.client = self.client.gated(gate);
        self
    }

    /// The client for reading: the read key's where there is one.
    #[must_use]
    pub fn reader(&self) -> &Client {
        self.reader.as_ref().unwrap_or(&self.client)
    }

    /// The client that may write.
    #[must_use]
    pub fn writer(&self) -> &Client {
        &self.client
    }

    /// Calls made so far by both clients, and how many of them were refused for the rate.
    #[must_use]
    pub fn paced(&self) -> dayone_jumpcloud::Paced {
        self.client.paced()
    }

    /// The tenant has a key for reading alone.
    #[must_use]
    pub fn has_read_key(&self) -> bool {
        self.reader.is_some()
    }

    pub(crate) fn cached(&self) -> Option<Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn keep(&self, cache: Cache) {
        *self.cache.lock().unwrap_or_else(PoisonError::into_inner) = Some(cache);
    }

    /// One seat more is taken than the last survey saw.
    pub(crate) fn count_seat(&self) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cache) = cache.as_mut() {
            let shared = Arc::make_mut(&mut cache.shared);
            shared.organization.seats_used = shared.organization.seats_used.map(|used| used + 1);
        }
    }

    /// This process has read this organisation behind the key that writes.
    pub(crate) fn confirm(&self, organization: &str) {
        *self.confirmed.lock().unwrap_or_else(PoisonError::into_inner) = Some(organization.to_owned());
    }

    pub(crate) fn is_confirmed(&self, organization: &str) -> bool {
        self.confirmed.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(organization)
    }

    /// Forgets what was read longer ago than this: many runs that look again at about the same time share what they see.
    pub(crate) fn forget_older(&self, than: SignedDuration, now: Timestamp) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.as_ref().is_some_and(|cache| now.duration_since(cache.taken_at) > than) {
            *cache = None;
        }
    }

    /// Forgets what was read: the next survey reads everything anew.
    pub(crate) fn forget(&self) {
        *self.cache.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
