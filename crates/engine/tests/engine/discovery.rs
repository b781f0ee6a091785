//! Organisations behind a provider's key, looked at before anything is configured.

use std::time::Duration;

use dayone_engine::discovery::{discover, managed_organizations, organizations_of_provider};
use dayone_jumpcloud::{Client, ClientOptions, Credentials, Endpoint, Jitter, Pacer, PacerLimits, RetryPolicy};
use dayone_simulator::{Fault, Kind, Options, Seed, Simulator, Then, When};
use serde_json::json;

fn client(simulator: &Simulator, key: &str, organization: Option<&str>) -> Client {
    let endpoint = Endpoint::at(&simulator.url()).expect("an address");
    let pace = PacerLimits { max_requests_per_second: 10_000, ..PacerLimits::default() };
    let retry = RetryPolicy { tries: 1, ..RetryPolicy::default() };
    let key = key.to_owned();
    let secret = dayone_jumpcloud::SecretSource::new(move || {
        let key = key.clone();
        async move { Ok(secrecy::SecretString::from(key)) }
    });
    Client::new(ClientOptions {
        organization: organization.map(str::to_owned),
        pacer: Pacer::new(pace),
        retry,
        ..ClientOptions::new(endpoint, Credentials::ApiKey(secret), Jitter::new(|| 0.5))
    })
    .expect("made")
}

#[tokio::test]
async fn a_providers_organisations_are_found_by_key_and_by_provider() {
    let simulator = Simulator::start(Seed::Demo, Options::default()).await.expect("a simulator");
    let beta = simulator.control().add_organization(&json!({ "name": "Beta GmbH" })).expect("added");
    let provider = simulator.control().add_provider(&[simulator.org_id(), &beta.id]);
    let client = client(&simulator, &provider.api_key, None);
    let found = managed_organizations(&client).await.expect("read");
    let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Beta GmbH", "Company Inc"]);
    assert_eq!(organizations_of_provider(&client, &provider.id).await.expect("read"), found);
}

#[tokio::test]
async fn an_organisation_is_looked_at_with_few_calls_and_without_a_write() {
    let simulator = Simulator::start(Seed::Empty, Options::default()).await.expect("a simulator");
    let control = simulator.control();
    let engineering = control.create_user_group("UG-Engineering").expect("made");
    let github = control.create_user_group("UG-GitHub").expect("made");
    control.create_user_group("SG-Something-Else").expect("made");
    for number in 0..130 {
        let department = if number < 20 { "Engineering" } else { "Sales" };
        let user = control
            .create_user(json!({
                "username": format!("p{number}"), "email": format!("p{number}@acme.example"), "department": department,
                "state": if number == 129 { "SUSPENDED" } else { "ACTIVATED" },
            }))
            .expect("made");
        if number < 20 {
            control.associate((Kind::UserGroup, &engineering), (Kind::User, &user), json!({})).expect("a member");
        }
        if number < 15 {
            control.associate((Kind::UserGroup, &github), (Kind::User, &user), json!({})).expect("a member");
        }
    }
    control.clear_requests();
    let found = discover(&client(&simulator, simulator.api_key(), Some(simulator.org_id()))).await.expect("read");
    assert_eq!((found.people, found.groups), (129, 2));
    assert_eq!(found.email_domains, [("acme.example".to_owned(), 129)]);
    let rules: Vec<_> =
        found.proposals.department.iter().map(|rule| (rule.value.as_str(), rule.groups.len())).collect();
    assert_eq!(rules, [("Sales", 0), ("Engineering", 2)]);
    let requests = control.requests();
    assert!(requests.iter().all(|request| request.method == "GET"), "{requests:?}");
    assert_eq!(requests.len(), 2 + 1 + 2, "people by the hundred, groups, members of two groups");
}

#[tokio::test]
async fn an_organisation_that_cannot_be_read_whole_is_a_fault() {
    let simulator = Simulator::start(Seed::Demo, Options::default()).await.expect("a simulator");
    simulator.control().add_fault(Fault {
        operation: "GET /v2/usergroups/{group_id}/members".into(),
        when: When::Nth(2),
        only_times: None,
        then: Then::Status { code: 403, body: None, html: None, retry_after: None },
    });
    let client = client(&simulator, simulator.api_key(), Some(simulator.org_id()));
    let answer = tokio::time::timeout(Duration::from_secs(10), discover(&client)).await.expect("in time");
    assert_eq!(answer.expect_err("a fault").status, Some(403));
}
