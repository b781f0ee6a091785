//! Hires through the engine, in this process, against the simulator in another.

use std::time::Duration;

use dayone_core::guard::GuardSettings;
use dayone_core::settings::{Rules, TenantSettings};
use dayone_engine::notify::{Notifier, NotifyOptions};
use dayone_engine::{Anchors, Clock, Engine, EngineOptions, Halt, LEASE, Randomness, Tenant, TenantOptions};
use dayone_jumpcloud::{Client, ClientOptions, Credentials, Endpoint, Jitter, Pacer, PacerLimits, SecretSource};
use dayone_store::{Keyring, LedgerKey, Store, StoreOptions, Vault};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::Failure;
use crate::process::{Simulator, processor_time};

/// What the last of several hires took.
pub(crate) struct Measured {
    pub(crate) calls: u32,
    pub(crate) round_trips: u32,
    /// The mean of all but the first.
    pub(crate) processor: Duration,
}

/// Hires `people`; `series` keeps their names apart from other measurements'.
pub(crate) async fn measure(simulator: &Simulator, people: u32, series: u32) -> Result<Measured, Failure> {
    let folder = tempfile::tempdir()?;
    let engine = engine(simulator, folder.path()).await?;
    let tenant = engine.tenant("bench")?;
    let mut last = (0, 0);
    let mut since = processor_time();
    for number in 0..people {
        if number == 1 {
            since = processor_time();
        }
        let document = request(series, number);
        let parsed = engine.read(&tenant, document.as_object().ok_or("no object")?).map_err(|_| "refused")?;
        let proposal = engine.propose(&tenant, parsed).await;
        let run_id = engine.open(proposal, "bench", None, None).await?;
        let (run, halt) = engine.drive(&run_id, SignedDuration::from_mins(1)).await?;
        if halt != Halt::Closed(dayone_core::event::Ending::Succeeded) {
            return Err(format!("the hire ended otherwise: {halt:?}").into());
        }
        last = (run.calls, run.round_trips());
    }
    let processor = (processor_time() - since) / people.saturating_sub(1).max(1);
    Ok(Measured { calls: last.0, round_trips: last.1, processor })
}

fn request(series: u32, number: u32) -> Value {
    json!({
        "first_name": "Bench",
        "last_name": "Person",
        "email": format!("bench.{series}.{number}@company.com"),
        "username": format!("bench.{series}.{number}"),
        "department": "Engineering",
        "job_title": "Software Developer",
        "office_location": "Seattle",
        "additional_groups": ["UG-Project-Phoenix"],
        "attributes": { "costCenter": "ENG-200" },
    })
}

async fn engine(simulator: &Simulator, folder: &std::path::Path) -> Result<Engine, Failure> {
    let randomness = Randomness::system();
    let url = format!("sqlite:{}", folder.join("data/dayone.db").display());
    let store = Store::open(&url, StoreOptions::default()).await?;
    let (keyring, _) = Keyring::load_or_create(&store, &folder.join("master.key"), &mut randomness.rng()).await?;
    let (ledger_key, _) =
        LedgerKey::load_or_create(&folder.join("ledger.key"), store.location(), &mut randomness.rng())?;
    let credentials = Credentials::ApiKey(SecretSource::fixed(simulator.api_key.clone().into()));
    let jitter = randomness.clone();
    let mut options =
        ClientOptions::new(Endpoint::at(&simulator.url)?, credentials, Jitter::new(move || jitter.fraction()));
    options.organization = Some(simulator.org_id.clone());
    // The caps are raised: what is measured is our own work, not our restraint.
    options.pacer =
        Pacer::new(PacerLimits { max_in_flight: 32, max_requests_per_second: 10_000, ..PacerLimits::default() });
    let rules = |pairs: [(&str, &str); 1]| {
        pairs.into_iter().map(|(key, group)| (key.to_owned(), vec![group.to_owned()])).collect()
    };
    let settings = TenantSettings {
        name: "bench".into(),
        organization_id: Some(simulator.org_id.clone()),
        groups: Rules {
            default: vec!["UG-All-Employees".into()],
            department: rules([("Engineering", "UG-Engineering")]),
            role: rules([("Software *", "UG-Developers")]),
            location: rules([("Seattle", "UG-Seattle-Office")]),
            ..Rules::default()
        },
        // More join here than anywhere else.
        guards: GuardSettings {
            joiners_per_hour: 1_000_000,
            joiners_percent_floor: 1_000_000,
            ..GuardSettings::default()
        },
        ..TenantSettings::default()
    };
    let tenant = Tenant::new(TenantOptions { settings, client: Client::new(options)?, reader: None });
    let vault = Vault::new(store.clone(), keyring);
    Ok(Engine::new(EngineOptions {
        store,
        vault,
        ledger_key,
        anchors: Anchors::default(),
        tenants: vec![tenant],
        notifier: Notifier::new(NotifyOptions::default())?,
        clock: Clock::System,
        randomness,
        owner: "bench".into(),
        lease: LEASE,
    }))
}
