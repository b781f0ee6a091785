//! A whole organisation at one reading.

use dayone_engine::census::{Bindings, Census, ReadBindings};
use dayone_simulator::{Kind, Options};
use serde_json::json;

use crate::fixture::{Fixture, FixtureOptions, READ_KEY};
use crate::town::Town;

const TOWN: Town = Town { people: 1_050, groups: 60, memberships: 5, systems: 12 };

async fn town() -> Fixture {
    let simulator = Options::default();
    Fixture::new(FixtureOptions {
        seed: TOWN.seed(),
        settings: TOWN.settings(),
        simulator,
        read_key: true,
        ..FixtureOptions::default()
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_read_in_hundreds_and_memberships_by_group_with_the_key_for_reading() {
    let fixture = town().await;
    let census = Census::read(&fixture.tenant, ReadBindings::UpTo(100)).await.expect("a census");

    assert_eq!((census.accounts.len(), census.groups.len()), (1_050, 60));
    let memberships = census.memberships();
    assert!(memberships.iter().all(|groups| groups.len() == 5), "each person is in five groups");
    assert_eq!((0..60).map(|group| census.size(group)).sum::<usize>(), 5 * 1_050);
    let counts = fixture.control().counts();
    assert_eq!(counts["GET /systemusers"], 11);
    // Everybody's group has eleven pages, the departments' ten groups two each, the projects' one each.
    assert_eq!(counts["GET /v2/usergroups/{group_id}/members"], 11 + 10 * 2 + 49);
    assert_eq!(counts["GET /v2/systems/{system_id}/associations"], 12);
    assert!(!counts.keys().any(|operation| operation.contains("{user_id}") || operation.contains("systemusers/{id}")));
    let keys = fixture.control().counts_by_key();
    assert_eq!(keys.keys().map(String::as_str).collect::<Vec<_>>(), [READ_KEY]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn direct_bindings_are_read_by_system_unless_there_are_too_many() {
    let fixture = Fixture::demo().await;
    let control = fixture.control();
    let alex = control.id_of(Kind::User, "alex.kim").expect("a user");
    let web = control.id_of(Kind::System, "prod-web-01").expect("a system");
    let sudo = json!({ "sudo": { "enabled": true, "withoutPassword": false } });
    control.associate((Kind::User, &alex), (Kind::System, &web), sudo).expect("an edge");

    let few = Census::read(&fixture.tenant, ReadBindings::UpTo(11)).await.expect("a census");
    assert!(matches!(few.bindings, Bindings::TooManySystems(12)));
    assert!(few.bound().is_empty());

    let all = Census::read(&fixture.tenant, ReadBindings::All).await.expect("a census");
    let [binding] = all.bound() else { panic!("one binding: {:?}", all.bound()) };
    assert_eq!(all.accounts[binding.account].username, "alex.kim");
    assert_eq!((binding.system.name.as_str(), binding.system.sudo), ("prod-web-01", true));
}
