//! An engine over a simulated JumpCloud and a real database file, with the seed's mapping.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dayone_core::run::Run;
use dayone_core::settings::{Rules, TenantSettings};
use dayone_engine::notify::{Notifier, NotifyOptions};
use dayone_engine::{Anchors, Clock, Engine, EngineOptions, LEASE, Randomness, Tenant, TenantOptions};
use dayone_jumpcloud::{
    Client, ClientOptions, Credentials, Endpoint, Jitter, Pacer, PacerLimits, RetryPolicy, SecretSource,
};
use dayone_simulator::{Access, Control, Options, Seed, Simulator};
use dayone_store::{Durability, Keyring, LedgerKey, Store, StoreOptions, Vault};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// The label under which the simulator counts the calls of the key for reading.
pub(crate) const READ_KEY: &str = "read_key";

/// What may differ between tests.
pub(crate) struct FixtureOptions {
    pub(crate) seed: Seed,
    pub(crate) simulator: Options,
    pub(crate) settings: TenantSettings,
    pub(crate) clock: Clock,
    pub(crate) notify: NotifyOptions,
    pub(crate) anchors: Anchors,
    /// The tenant has a key for reading alone.
    pub(crate) read_key: bool,
    /// Further tenants, made from the simulator.
    pub(crate) others: fn(&Simulator) -> Vec<Tenant>,
}

impl Default for FixtureOptions {
    fn default() -> Self {
        FixtureOptions {
            seed: Seed::Demo,
            simulator: Options::default(),
            settings: settings(),
            clock: Clock::System,
            notify: NotifyOptions::default(),
            anchors: Anchors::default(),
            read_key: false,
            others: |_| Vec::new(),
        }
    }
}

/// An engine, its tenant, and the directory behind it.
pub(crate) struct Fixture {
    pub(crate) simulator: Simulator,
    pub(crate) engine: Engine,
    pub(crate) tenant: Arc<Tenant>,
    /// Holds the database and the keys for as long as the fixture lives.
    pub(crate) dir: TempDir,
    parts: Parts,
}

/// What an engine is made of beside its tenants.
#[derive(Clone)]
struct Parts {
    clock: Clock,
    notify: NotifyOptions,
    anchors: Anchors,
}

impl Fixture {
    pub(crate) async fn new(options: FixtureOptions) -> Fixture {
        let FixtureOptions { seed, simulator, settings, clock, notify, anchors, read_key, others } = options;
        let simulator = Simulator::start(seed, simulator).await.expect("a simulator");
        let dir = TempDir::new().expect("a folder");
        let organization = settings.organization_id.clone();
        let reader = read_key.then(|| {
            let key = simulator.control().add_key(READ_KEY, Access::ReadOnly, None);
            client(&simulator.url(), &key, organization.as_deref())
        });
        let name = settings.name.clone();
        let client = client(&simulator.url(), simulator.api_key(), organization.as_deref());
        let mut tenants = vec![Tenant::new(TenantOptions { settings, client, reader })];
        tenants.extend(others(&simulator));
        let parts = Parts { clock, notify, anchors };
        let engine = engine(dir.path(), tenants, parts.clone()).await;
        let tenant = engine.tenant(&name).expect("the tenant");
        Fixture { simulator, engine, tenant, dir, parts }
    }

    /// The database, closed meanwhile: its path is handed to `meanwhile`. The tenant starts anew, with one key.
    pub(crate) async fn reopened(self, meanwhile: impl FnOnce(&Path)) -> Fixture {
        let Fixture { simulator, engine: old, tenant: old_tenant, dir, parts } = self;
        old.store().clone().close().await;
        let settings = old_tenant.settings.clone();
        drop((old, old_tenant));
        meanwhile(&database(dir.path()));
        let client = client(&simulator.url(), simulator.api_key(), settings.organization_id.as_deref());
        let name = settings.name.clone();
        let tenants = vec![Tenant::new(TenantOptions { settings, client, reader: None })];
        let engine = engine(dir.path(), tenants, parts.clone()).await;
        let tenant = engine.tenant(&name).expect("the tenant");
        Fixture { simulator, engine, tenant, dir, parts }
    }

    pub(crate) async fn demo() -> Fixture {
        Fixture::new(FixtureOptions::default()).await
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    /// Carries a request out, from reading it to its end.
    pub(crate) async fn hire(&self, document: &Map<String, Value>) -> Run {
        let Ok(parsed) = self.engine.read(&self.tenant, document) else { panic!("a request that can be read") };
        let proposal = self.engine.propose(&self.tenant, parsed).await;
        let run = self.engine.open(proposal, "alice@company.com", None, None).await.expect("an opened run");
        let (run, _) = self.engine.drive(&run, SignedDuration::from_secs(60)).await.expect("a driven run");
        run
    }
}

fn database(dir: &Path) -> PathBuf {
    dir.join("data/dayone.db")
}

async fn engine(dir: &Path, tenants: Vec<Tenant>, parts: Parts) -> Engine {
    let Parts { clock, notify, anchors } = parts;
    let randomness = Randomness::seeded(7);
    let mut rng = randomness.rng();
    let url = format!("sqlite:{}", database(dir).display());
    let options = StoreOptions { durability: Durability::Off, ..StoreOptions::default() };
    let store = Store::open(&url, options).await.expect("a database");
    let (master, _) =
        Keyring::load_or_create(&store, &dir.join("keys/master.key"), &mut rng).await.expect("a master key");
    let (ledger_key, _) =
        LedgerKey::load_or_create(&dir.join("keys/ledger.key"), store.location(), &mut rng).expect("a ledger key");
    Engine::new(EngineOptions {
        vault: Vault::new(store.clone(), master),
        store,
        ledger_key,
        anchors,
        tenants,
        notifier: Notifier::new(notify).expect("options that work"),
        clock,
        randomness,
        owner: "test".into(),
        lease: LEASE,
    })
}

/// A client that neither waits long nor gives up early.
pub(crate) fn client(url: &str, key: &str, organization: Option<&str>) -> Client {
    client_at_once(url, key, organization, 16)
}

/// The same, with at most so many calls under way at once.
pub(crate) fn client_at_once(url: &str, key: &str, organization: Option<&str>, max_in_flight: usize) -> Client {
    let credentials = Credentials::ApiKey(SecretSource::fixed(SecretString::from(key.to_owned())));
    let endpoint = Endpoint::at(url).expect("an address");
    let limits = PacerLimits { max_in_flight, max_requests_per_second: 1000, starting_rate: 1000 };
    let retry = RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() };
    let options = ClientOptions::new(endpoint, credentials, Jitter::seeded(1));
    let organization = organization.map(str::to_owned);
    Client::new(ClientOptions { organization, pacer: Pacer::new(limits), retry, ..options }).expect("a client")
}

/// The demo organisation with the seed's mapping.
pub(crate) fn settings() -> TenantSettings {
    let rule = |key: &str, group: &str| BTreeMap::from([(key.to_owned(), vec![group.to_owned()])]);
    TenantSettings {
        name: "company".into(),
        organization_id: Some("5f9a8b7c6d5e4f3a2b1c0d9e".into()),
        company_names: vec!["Company Inc".into()],
        groups: Rules {
            default: vec!["UG-All-Employees".into()],
            department: rule("Engineering", "UG-Engineering"),
            role: rule("Software *", "UG-Developers"),
            location: rule("Seattle", "UG-Seattle-Office"),
            employee_type: BTreeMap::new(),
        },
        ..TenantSettings::default()
    }
}

/// The seed's person.
pub(crate) fn john() -> Map<String, Value> {
    let document = json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "john.smith@company.com",
        "username": "john.smith",
        "department": "Engineering",
        "job_title": "Software Developer",
        "employee_id": "EMP-2026-042",
        "office_location": "Seattle",
        "manager_email": "jane.doe@company.com",
        "additional_groups": ["UG-Project-Phoenix"],
        "attributes": { "costCenter": "ENG-200", "startDate": "2026-03-10" },
    });
    match document {
        Value::Object(document) => document,
        _ => Map::new(),
    }
}
