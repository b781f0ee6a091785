//! A copy of an organisation to rehearse on.

use dayone_simulator::{Kind, Options, Seed, Simulator};
use serde_json::{Value, json};

use crate::house::House;

/// A configuration whose pace is the machine's own.
fn without_a_limit(house: &House) {
    let text = "[limits]\nmax_requests_per_second = 1000\n\n[tenants.acme]\nbase_url = \"URL\"\napi_key = { env = \"JUMPCLOUD_API_KEY\" }\n";
    std::fs::write(house.path("dayone.toml"), text.replace("URL", &house.simulator.url())).expect("written");
}

/// What a plan says of John's groups and of what they reach, by name and id.
fn access(plan: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    look("", plan, &mut found);
    assert!(found.iter().any(|(path, _)| path.contains("group")), "{plan:#}");
    found
}

fn look(path: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    let wanted = ["group", "access", "system", "application", "ldap", "radius", "polic"];
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| look(&format!("{path}.{name}"), value, found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| look(&format!("{path}[{at}]"), value, found));
        }
        value if wanted.iter().any(|word| path.contains(word)) => found.push((path.to_owned(), value.clone())),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hire_is_planned_on_the_copy_as_on_the_original() {
    let house = House::new().await;
    without_a_limit(&house);
    let control = house.simulator.control();
    let jane = control.id_of(Kind::User, "jane.doe").expect("jane");
    let private = json!({
        "phoneNumbers": [{ "type": "mobile", "number": "+1 206 555 0199" }],
        "addresses": [{ "type": "home", "streetAddress": "12 Secret Lane", "locality": "Ballard", "country": "US" }],
        "alternateEmail": "jane@home.example",
        "attributes": [{ "name": "badge", "value": "B-77-SECRET" }],
    });
    control.edit_document(Kind::User, &jane, &private).expect("edited");
    control.create_system("Janes-MacBook").expect("a system");
    control.clear_requests();

    house.run(&["sim", "--record", "copy.json", "--tenant", "acme"]).ends_with(0);
    let methods: Vec<_> = control.requests().into_iter().filter(|request| request.method != "GET").collect();
    assert!(methods.is_empty(), "{methods:?}");
    let text = std::fs::read_to_string(house.path("copy.json")).expect("a file");
    let personal = [
        "jane",
        "Priya",
        "Shah",
        "tom.berg",
        "company.com",
        "206 555",
        "Secret Lane",
        "Ballard",
        "B-77",
        "EMP-2019",
        "Janes-MacBook",
    ];
    let told: Vec<_> = personal.iter().filter(|word| text.to_lowercase().contains(&word.to_lowercase())).collect();
    assert!(told.is_empty(), "{told:?}");
    assert!(text.contains("Engineering Manager") && text.contains("UG-Engineering") && text.contains("ENG-200"));

    let copy = Simulator::start(Seed::from_file(house.path("copy.json")).expect("a seed"), Options::default());
    let copy = copy.await.expect("the copy starts");
    let manager = copy.control().document(Kind::User, &jane).expect("jane's account");
    let john = std::fs::read_to_string(house.path("john.yaml")).expect("a request");
    let address = manager["email"].as_str().expect("an address");
    std::fs::write(house.path("john-on-copy.yaml"), john.replace("jane.doe@company.com", address)).expect("written");
    let original = house.run(&["plan", "john.yaml", "-o", "json"]).ends_with(0).json();
    let text = std::fs::read_to_string(house.path("dayone.toml")).expect("a configuration");
    std::fs::write(house.path("dayone.toml"), text.replace(&house.simulator.url(), &copy.url())).expect("written");
    let mut on_copy = house.command(&["plan", "john-on-copy.yaml", "-o", "json"]);
    on_copy.env("JUMPCLOUD_API_KEY", copy.api_key());
    let on_copy = crate::house::Done::from(on_copy.output().expect("it starts")).ends_with(0).json();
    assert_eq!(access(&original), access(&on_copy));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_kept_when_asked_for_and_a_file_is_never_replaced() {
    let house = House::new().await;
    without_a_limit(&house);
    house.run(&["sim", "--record", "copy.json", "--with-names"]).ends_with(0);
    let text = std::fs::read_to_string(house.path("copy.json")).expect("a file");
    assert!(text.contains("jane.doe@company.com") && text.contains("EMP-2019-001"));
    let again = house.run(&["sim", "--record", "copy.json"]).ends_with(2);
    assert!(again.stderr.contains("copy.json"), "{}", again.stderr);
    house.run(&["sim", "--with-names"]).ends_with(2);
    house.run(&["sim", "--record", "other.json", "--seed", "demo"]).ends_with(2);
}

/// A copy of an organisation whose policies reach systems in every way, and whose mails have words of their own.
async fn of_policies_and_mails(flags: &[&str]) -> (House, Simulator) {
    let house = House::new().await;
    without_a_limit(&house);
    let control = house.simulator.control();
    let system = control.id_of(Kind::System, "prod-web-01").expect("a system");
    let policy = control.id_of(Kind::Policy, "Windows BitLocker").expect("a policy");
    let group = control.put_document(Kind::PolicyGroup, json!({ "name": "PG-Alone" })).expect("a policy group");
    control.associate((Kind::Policy, &policy), (Kind::System, &system), Value::Null).expect("bound");
    control.associate((Kind::PolicyGroup, &group), (Kind::System, &system), Value::Null).expect("bound");
    control.associate((Kind::PolicyGroup, &group), (Kind::Policy, &policy), Value::Null).expect("a member");
    for mail in [
        json!({
            "type": "activate_user_custom", "subject": "Welcome aboard", "body": "Jane Doe will meet you at the door",
            "nextStepContactInfo": "extension 4711",
        }),
        json!({ "type": "password_expiration", "subject": "Your password has ended", "title": "Call +1 206 555 0123" }),
    ] {
        control.put_document(Kind::CustomEmail, mail).expect("a mail");
    }
    control.clear_requests();
    house.run(&[&["sim", "--record", "copy.json", "--tenant", "acme"], flags].concat()).ends_with(0);
    let methods: Vec<_> = control.requests().into_iter().filter(|request| request.method != "GET").collect();
    assert!(methods.is_empty(), "{methods:?}");
    let seed = Seed::from_file(house.path("copy.json")).expect("a seed");
    let copy = Simulator::start(seed, Options::default()).await.expect("the copy starts");
    (house, copy)
}

/// The edges between policies, their groups and single systems, by kind and id.
fn policy_edges(simulator: &Simulator) -> Vec<String> {
    let state = simulator.control().state();
    let edges = state["organizations"][0]["edges"].as_array().cloned().expect("edges");
    let kinds = ["policy", "policy_group"];
    let of_policies = edges
        .iter()
        .filter(|edge| [&edge["from"], &edge["to"]].iter().any(|end| kinds.iter().any(|kind| end["type"] == *kind)));
    let mut all: Vec<String> = of_policies.map(|edge| format!("{} {}", edge["from"], edge["to"])).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_reach_the_same_systems_on_the_copy_and_policy_groups_keep_their_names() {
    let (house, copy) = of_policies_and_mails(&[]).await;
    let edges = policy_edges(&copy);
    assert_eq!(edges, policy_edges(&house.simulator));
    assert!(edges.iter().any(|edge| edge.contains("\"system\"") && edge.contains("\"policy\"")), "{edges:?}");
    for name in ["PG-Alone", "PG-Server-Baseline"] {
        assert_eq!(
            copy.control().id_of(Kind::PolicyGroup, name),
            house.simulator.control().id_of(Kind::PolicyGroup, name)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_keep_their_words_on_the_copy_unless_these_say_whom_to_ask() {
    let mail = |copy: &Simulator, kind: &str| -> Value {
        let state = copy.control().state();
        let mails = state["organizations"][0]["custom_emails"].as_array().cloned().expect("mails");
        mails.into_iter().find(|mail| mail["type"] == kind).expect("a mail")
    };
    let (house, copy) = of_policies_and_mails(&[]).await;
    let welcome = mail(&copy, "activate_user_custom");
    assert_eq!(welcome["subject"], "Welcome aboard");
    assert_eq!(mail(&copy, "password_expiration")["subject"], "Your password has ended");
    let text = std::fs::read_to_string(house.path("copy.json")).expect("a file");
    let told: Vec<_> = ["Jane Doe", "4711", "555 0123"].into_iter().filter(|word| text.contains(word)).collect();
    assert!(told.is_empty(), "{told:?}");
    let (_house, copy) = of_policies_and_mails(&["--with-names"]).await;
    let welcome = mail(&copy, "activate_user_custom");
    assert_eq!(welcome["body"], "Jane Doe will meet you at the door");
    assert_eq!(welcome["nextStepContactInfo"], "extension 4711");
}
