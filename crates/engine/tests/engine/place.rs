//! A directory, a mail server and a database on which processes come and go, as machines do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_core::settings::{NotifySettings, OnMissingGroup, TenantSettings};
use dayone_engine::notify::{Encryption, Notifier, NotifyOptions, SmtpOptions};
use dayone_engine::{
    Anchors, Clock, Engine, EngineError, EngineOptions, Halt, Known, LEASE, Proposal, Randomness, Tenant, TenantOptions,
};
use dayone_jumpcloud::Client;
use dayone_simulator::{ClockMode, Control, Options, Seed, Simulator, SmtpSink};
use dayone_store::{Durability, Heads, Keyring, LedgerKey, Store, StoreOptions, Vault};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::fixture::{client, settings};

/// Who asks for hires in these tests.
pub(crate) const ACTOR: &str = "hr.admin@company.com";
/// Longer than any wait within a run.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// What may differ between tests.
pub(crate) struct PlaceOptions {
    pub(crate) simulator: Options,
    pub(crate) settings: TenantSettings,
    pub(crate) clock: Clock,
    /// The address of a database; None: a SQLite file of its own.
    pub(crate) database: Option<String>,
    /// Who signs in to the mail server, if anybody has to.
    pub(crate) mail_login: Option<(&'static str, &'static str)>,
}

impl Default for PlaceOptions {
    /// Both clocks stand still at the same moment; waiting moves the engine's.
    fn default() -> Self {
        let start: Timestamp = "2026-03-04T15:30:00Z".parse().expect("a time");
        PlaceOptions {
            simulator: Options { clock: ClockMode::Manual(start), ..Options::default() },
            settings: full_settings(),
            clock: Clock::manual(start),
            database: None,
            mail_login: None,
        }
    }
}

/// A directory, a mail server and a database.
pub(crate) struct Place {
    pub(crate) simulator: Simulator,
    pub(crate) mail: SmtpSink,
    pub(crate) clock: Clock,
    pub(crate) settings: TenantSettings,
    /// Holds the database in `data/` and the keys in `keys/`.
    pub(crate) folder: TempDir,
    pub(crate) database: String,
    mail_login: Option<(&'static str, &'static str)>,
    processes: AtomicU32,
}

/// A process of dayone. Dropping it is what a kill leaves behind: nothing.
pub(crate) struct Process {
    pub(crate) engine: Engine,
    pub(crate) tenant: Arc<Tenant>,
}

impl Place {
    pub(crate) async fn new(options: PlaceOptions) -> Place {
        let PlaceOptions { simulator, settings, clock, database, mail_login } = options;
        let simulator = Simulator::start(Seed::Demo, simulator).await.expect("a simulator");
        let control = simulator.control();
        let mail = match mail_login {
            Some((name, password)) => SmtpSink::start_with_login(control, name, password).await,
            None => SmtpSink::start(control).await,
        };
        let folder = TempDir::new().expect("a folder");
        let file = format!("sqlite:{}", folder.path().join("data/dayone.db").display());
        let database = database.unwrap_or(file);
        let mail = mail.expect("a port");
        Place { simulator, mail, clock, settings, folder, database, mail_login, processes: AtomicU32::new(0) }
    }

    pub(crate) async fn demo() -> Place {
        Place::new(PlaceOptions::default()).await
    }

    pub(crate) async fn with_settings(settings: TenantSettings) -> Place {
        Place::new(PlaceOptions { settings, ..PlaceOptions::default() }).await
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    /// Starts another process. Its database's clock is an hour ahead of the one before, so that leases have ended.
    pub(crate) async fn process(&self) -> Process {
        let client = client(&self.simulator.url(), self.simulator.api_key(), self.settings.organization_id.as_deref());
        self.process_with(client).await
    }

    /// The same, with this way to the directory.
    pub(crate) async fn process_with(&self, client: Client) -> Process {
        let number = self.processes.fetch_add(1, Ordering::Relaxed);
        let tenant = Tenant::new(TenantOptions { settings: self.settings.clone(), client, reader: None });
        self.process_of(vec![tenant], i64::from(number)).await
    }

    /// Another process whose database's clock is that of the first one: it respects the first one's leases.
    pub(crate) async fn process_at_the_same_time(&self) -> Process {
        let client = client(&self.simulator.url(), self.simulator.api_key(), self.settings.organization_id.as_deref());
        let tenant = Tenant::new(TenantOptions { settings: self.settings.clone(), client, reader: None });
        self.processes.fetch_add(1, Ordering::Relaxed);
        self.process_of(vec![tenant], 0).await
    }

    pub(crate) async fn process_of(&self, tenants: Vec<Tenant>, hours_ahead: i64) -> Process {
        let number = self.processes.load(Ordering::Relaxed);
        let randomness = Randomness::seeded(u64::from(number));
        let mut rng = randomness.rng();
        let options = StoreOptions {
            durability: Durability::Off,
            connections: 4,
            clock_offset_us: hours_ahead * 3_600_000_000,
            ..StoreOptions::default()
        };
        let store = Store::open(&self.database, options).await.expect("a database");
        let keys = self.folder.path().join("keys");
        let (master, _) =
            Keyring::load_or_create(&store, &keys.join("master.key"), &mut rng).await.expect("a master key");
        let (ledger_key, _) =
            LedgerKey::load_or_create(&keys.join("ledger.key"), store.location(), &mut rng).expect("a ledger key");
        let engine = Engine::new(EngineOptions {
            vault: Vault::new(store.clone(), master),
            store,
            ledger_key,
            anchors: Anchors::default(),
            tenants,
            notifier: Notifier::new(self.notify()).expect("options that work"),
            clock: self.clock.clone(),
            randomness,
            owner: format!("process-{number}"),
            lease: LEASE,
        });
        let tenant = engine.tenant(&self.settings.name).expect("the tenant");
        Process { engine, tenant }
    }

    fn notify(&self) -> NotifyOptions {
        let smtp = SmtpOptions {
            host: "127.0.0.1".into(),
            port: self.mail.addr().port(),
            encryption: Encryption::None,
            username: self.mail_login.map(|(name, _)| name.to_owned()),
            password: self
                .mail_login
                .map(|(_, password)| dayone_engine::notify::SecretFn::fixed(password.to_owned().into())),
            from: "dayone <dayone@company.com>".into(),
            timeout: Duration::from_secs(20),
        };
        NotifyOptions { smtp: Some(smtp), ..NotifyOptions::default() }
    }

    /// Fails unless the history of the tenant is as it was written.
    pub(crate) async fn assert_sound(&self, process: &Process) {
        let engine = &process.engine;
        engine.seal_ledger(&self.settings.name, Heads::All).await.expect("a sealed ledger");
        let keys = [engine.ledger_key().public()];
        let found = engine.store().verify_tenant(&self.settings.name, &keys, &[]).await.expect("a verification");
        assert!(found.is_sound(), "{:?}", found.findings);
    }
}

impl Process {
    pub(crate) async fn propose(&self, document: &Map<String, Value>) -> Proposal {
        match self.engine.read(&self.tenant, document) {
            Ok(parsed) => self.engine.propose(&self.tenant, parsed).await,
            Err(refused) => *refused,
        }
    }

    /// Opens what was proposed.
    pub(crate) async fn open(&self, proposal: Proposal) -> String {
        self.engine.open(proposal, ACTOR, None, None).await.expect("an opened run")
    }

    pub(crate) async fn plan(&self, document: &Map<String, Value>) -> String {
        self.open(self.propose(document).await).await
    }

    pub(crate) async fn drive(&self, run: &str) -> Result<(Run, Halt), EngineError> {
        self.engine.drive(run, PATIENCE).await
    }

    /// Carries a request out, from reading it to its end.
    pub(crate) async fn hire(&self, document: &Map<String, Value>) -> Run {
        let run = self.plan(document).await;
        self.drive(&run).await.expect("a driven run").0
    }

    /// What a person or program does who asks again for the same hire: goes on with what there is.
    pub(crate) async fn ask_again(&self, document: &Map<String, Value>) -> Result<Run, EngineError> {
        let run = match self.known(document).await? {
            Known::Nothing => self.plan(document).await,
            Known::Same(run) => run.id,
            Known::Unfinished(run) => self.engine.resume(&run.id, ACTOR).await?.id,
            Known::Attempt { of } => {
                self.engine.open(self.propose(document).await, ACTOR, None, Some(of)).await.expect("an opened run")
            }
            Known::DatesMoved { differences, .. } | Known::Different { differences, .. } => {
                panic!("another request: {differences:?}")
            }
        };
        Ok(self.drive(&run).await?.0)
    }

    pub(crate) async fn known(&self, document: &Map<String, Value>) -> Result<Known, EngineError> {
        let Ok(parsed) = self.engine.read(&self.tenant, document) else { panic!("a request that can be read") };
        self.engine.known(&self.tenant, &parsed.request).await
    }
}

/// A mapping under which LDAP is bound directly, a group is created, and everybody is told.
pub(crate) fn full_settings() -> TenantSettings {
    let mut settings = settings();
    settings.groups.department.insert("Platform".into(), vec!["UG-IT".into()]);
    settings.on_missing_group = OnMissingGroup::Create;
    settings.notify =
        NotifySettings { it_recipients: vec!["it-team@company.com".into()], mail: true, ..NotifySettings::default() };
    settings
}

/// A hire with every kind of effect that a fresh account can need.
pub(crate) fn everything() -> Map<String, Value> {
    document(json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "john.smith@company.com",
        "username": "john.smith",
        "department": "Platform",
        "job_title": "Software Developer",
        "employee_id": "EMP-2026-042",
        "office_location": "Seattle",
        "manager_email": "jane.doe@company.com",
        "additional_groups": ["UG-Project-Phoenix", "UG-New-Platform"],
        "system_bindings": ["60a2000000000000000ccc01", "60a2000000000000000ccc02"],
        "allow_sudo": true,
        "ldap_bind": true,
        "allow_public_key": true,
        "public_key": KEY,
        "attributes": { "costCenter": "ENG-200", "startDate": "2026-03-10" },
    }))
}

/// An SSH key.
pub(crate) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBF4nZ3K7oE2bqcPlB5Q0H9l6l7Zcq7Y1vE8Q0b0cU6D john@laptop";

pub(crate) fn document(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(document) => document,
        other => panic!("no object: {other}"),
    }
}

/// The report of a run, as scripts read it.
pub(crate) fn document_of(run: &Run) -> Value {
    serde_json::to_value(report(run)).expect("a document")
}
