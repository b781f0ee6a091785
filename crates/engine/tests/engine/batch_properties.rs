//! What holds for every batch: its order and its cuts don't matter, the check promises what the run keeps, and a small
//! tenant does not wait for a large one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dayone_core::event::Ending;
use dayone_core::settings::{OnMissingGroup, TenantSettings};
use dayone_engine::{Halt, Tenant, TenantOptions};
use dayone_simulator::{Control, Options, Seed, Simulator};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::batch::{carry_out, carry_out_as, directory, never, people};
use crate::fixture::{client, settings};
use crate::place::{Place, full_settings};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().expect("a runtime").block_on(future)
}

/// Several people in other groups than the rest.
fn mixed(count: usize) -> Vec<Map<String, Value>> {
    let mut people = people(count);
    for (number, person) in people.iter_mut().enumerate() {
        match number % 3 {
            1 => drop(person.insert("additional_groups".into(), json!(["UG-Sales", "UG-New-Platform"]))),
            2 => drop(person.insert("exclude_groups".into(), json!(["UG-Developers"]))),
            _ => {}
        }
    }
    people
}

/// What the directory is after these batches, one after the other, and who was told by mail how often.
async fn after(batches: &[Vec<Map<String, Value>>]) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let place = Place::with_settings(full_settings()).await;
    let process = place.process().await;
    for batch in batches {
        let (told, ended) = carry_out(&process, batch, never()).await;
        ended.expect("an end");
        assert!(told.runs.values().all(|(_, halt)| *halt == Halt::Closed(Ending::Succeeded)));
    }
    place.assert_sound(&process).await;
    directory(&place.control())
}

/// A way in which a row is wrong, or none.
#[derive(Debug, Clone, Copy)]
enum Spoilt {
    Good,
    NoDepartment,
    BadAddress,
    TakenUsername,
    TakenAddress,
    UnknownGroup,
    WeakPassword,
    LowUnixId,
    UnknownSystem,
    BadKey,
}

impl Spoilt {
    fn spoil(self, person: &mut Map<String, Value>) {
        match self {
            Spoilt::Good => {}
            Spoilt::NoDepartment => drop(person.remove("department")),
            Spoilt::BadAddress => drop(person.insert("email".into(), json!("nobody@company"))),
            Spoilt::TakenUsername => drop(person.insert("username".into(), json!("Jane.Doe"))),
            Spoilt::TakenAddress => drop(person.insert("email".into(), json!("jane.doe@company.com"))),
            Spoilt::UnknownGroup => drop(person.insert("additional_groups".into(), json!(["UG-Nowhere"]))),
            Spoilt::WeakPassword => drop(person.insert("password".into(), json!("secret"))),
            Spoilt::LowUnixId => drop(person.insert("unix_uid".into(), json!(12))),
            Spoilt::UnknownSystem => {
                drop(person.insert("system_bindings".into(), json!(["60a2000000000000000fff01"])));
            }
            Spoilt::BadKey => {
                person.insert("allow_public_key".into(), json!(true));
                person.insert("public_key".into(), json!("ssh-ed25519 AAAA"));
            }
        }
    }
}

fn spoilt() -> impl Strategy<Value = Spoilt> {
    prop_oneof![
        6 => Just(Spoilt::Good),
        1 => Just(Spoilt::NoDepartment),
        1 => Just(Spoilt::BadAddress),
        1 => Just(Spoilt::TakenUsername),
        1 => Just(Spoilt::TakenAddress),
        1 => Just(Spoilt::UnknownGroup),
        1 => Just(Spoilt::WeakPassword),
        1 => Just(Spoilt::LowUnixId),
        1 => Just(Spoilt::UnknownSystem),
        1 => Just(Spoilt::BadKey),
    ]
}

/// Everybody is checked; those found good are carried out as a batch, the others one by one all the same.
async fn checked_and_carried_out(rows: &[Spoilt]) {
    let place = Place::with_settings(TenantSettings { on_missing_group: OnMissingGroup::Fail, ..settings() }).await;
    let process = place.process().await;
    let before: BTreeSet<String> = directory(&place.control()).into_keys().collect();
    let mut people = people(rows.len());
    people.iter_mut().zip(rows).for_each(|(person, spoilt)| spoilt.spoil(person));
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for person in people {
        match process.propose(&person).await.verdict {
            Ok(_) => good.push(person),
            Err(_) => bad.push(person),
        }
    }
    assert_eq!(good.len(), rows.iter().filter(|row| matches!(row, Spoilt::Good)).count(), "{rows:?}");
    let (told, ended) = carry_out(&process, &good, never()).await;
    ended.expect("an end");
    assert_eq!(told.runs.len(), good.len());
    assert!(told.runs.values().all(|(_, halt)| *halt == Halt::Closed(Ending::Succeeded)), "{rows:?}");
    let calls = place.control().count("POST /systemusers");
    for person in &bad {
        let run = process.hire(person).await;
        assert_eq!(run.ending(), Some(Ending::Failed), "{person:?}");
    }
    assert_eq!(place.control().count("POST /systemusers"), calls, "nothing is between good and bad");
    let hired: BTreeSet<String> =
        good.iter().map(|person| person["username"].as_str().expect("text").to_owned()).collect();
    let after: BTreeSet<String> = directory(&place.control()).into_keys().collect();
    assert_eq!(after, before.union(&hired).cloned().collect());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_in_any_order_and_any_cuts_gives_the_same_directory(
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..=9_usize, 0..=3),
    ) {
        let all = mixed(9);
        let shuffled: Vec<Map<String, Value>> = order.iter().map(|place| all[*place].clone()).collect();
        let mut cuts = [&[0], &cuts[..], &[9]].concat();
        cuts.sort_unstable();
        let batches: Vec<_> = cuts.windows(2).map(|ends| shuffled[ends[0]..ends[1]].to_vec()).collect();
        let (expected, found) = block_on(async { (after(&[all]).await, after(&batches).await) });
        prop_assert_eq!(expected, found);
    }

    #[test]
    fn the_check_promises_exactly_what_the_run_keeps(rows in proptest::collection::vec(spoilt(), 1..=8)) {
        block_on(checked_and_carried_out(&rows));
    }
}

/// The demo organisation under another id.
async fn another(control: &Control, organization: &str, digit: char) -> (Simulator, String) {
    let id = format!("{}{digit}", &organization[..organization.len() - 1]);
    let text = control.state().to_string().replace(organization, &id);
    let document = serde_json::from_str(&text).expect("JSON");
    let options = Options { latency: LATENCY, ..Options::default() };
    (Simulator::start(Seed::Document(document), options).await.expect("a simulator"), id)
}

const LATENCY: Duration = Duration::from_millis(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_tenants_have_ended_before_the_large_one_is_at_half() {
    let place = Place::with_settings(settings()).await;
    place.control().set_latency(LATENCY);
    let organization = place.settings.organization_id.clone().expect("an organisation");
    let (second, second_id) = another(&place.control(), &organization, '1').await;
    let (third, third_id) = another(&place.control(), &organization, '2').await;
    let tenant = |name: &str, simulator: &Simulator, organization: &str| {
        let organization_id = Some(organization.to_owned());
        let client = client(&simulator.url(), simulator.api_key(), organization_id.as_deref());
        let settings = TenantSettings { name: name.into(), organization_id, ..settings() };
        Tenant::new(TenantOptions { settings, client, reader: None })
    };
    let tenants = vec![
        tenant(&place.settings.name, &place.simulator, &organization),
        tenant("small", &second, &second_id),
        tenant("tiny", &third, &third_id),
    ];
    let process = place.process_of(tenants, 0).await;
    let (large, halted) = (people(90), AtomicUsize::new(0));
    let of = |name: &str| process.engine.tenant(name).expect("a tenant");
    let small = async |name: &str, count: usize| {
        let tenant: Arc<Tenant> = of(name);
        let (told, ended) = carry_out_as("B-ALL", &process.engine, &tenant, &people(count), never(), &|_| ()).await;
        ended.expect("an end");
        assert_eq!(told.runs.len(), count);
        assert!(told.runs.values().all(|(_, halt)| *halt == Halt::Closed(Ending::Succeeded)));
        halted.load(Ordering::Relaxed)
    };
    let counted = |_: &dayone_core::run::Run| {
        halted.fetch_add(1, Ordering::Relaxed);
    };
    let all = carry_out_as("B-ALL", &process.engine, &process.tenant, &large, never(), &counted);
    let ((told, ended), nine, three) = futures::join!(all, small("small", 9), small("tiny", 3));
    ended.expect("an end");
    assert!(told.runs.len() == 90 && nine < 45 && three < 45, "{nine} and {three} of 90 when the small ones had ended");
}
