//! What people see of a batch: the page of the check, and that of the ending.

use dayone_simulator::{Options, Seed, Simulator};

use crate::hires::{HEADER, RULES, office, people, person, redacted, table};
use crate::house::House;
use crate::office::Office;

fn check(office: &Office, code: i32) -> String {
    redacted(&office.run(&["bulk", "people.csv", "--check", "-o", "table"]).ends_with(code).stderr, office)
}

fn ending(office: &Office, further: &[&str], code: i32) -> String {
    let done = office.bulk(&[&["-o", "table"], further].concat()).ends_with(code);
    format!("--- stderr\n{}--- stdout\n{}", redacted(&done.stderr, office), redacted(&done.stdout, office))
}

/// People of whom one is named in each of these ways.
fn spoilt() -> String {
    let rows = [
        person(1),
        person(2).replace("ada.2@company.com", "ada.2@company"),
        person(3).replace("Engineering", ""),
        person(4).replace("E-0004", "1.23E+05"),
        person(5).replace("UG-Project-Phoenix", "UG-Project-Phenix"),
        person(6).replace("ada.6,", "root,"),
        format!("{},too,many,cells", person(7)),
    ];
    table(HEADER, rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_file() {
    let office = office().await;
    office.write("people.csv", people(3));
    insta::assert_snapshot!("check_of_a_good_file", check(&office, 0));
    insta::assert_snapshot!("ending_of_a_good_file", ending(&office, &["--report", "report"], 0));
    insta::assert_snapshot!("check_of_a_file_that_was_done", check(&office, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_that_are_to_be_mended() {
    let office = Office::with(&format!("on_missing_group = \"fail\"\n{RULES}")).await;
    office.write("people.csv", spoilt());
    insta::assert_snapshot!("check_of_bad_cells", check(&office, 2));
    insta::assert_snapshot!("ending_with_bad_cells", ending(&office, &["--report", "report"], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_are_there_twice() {
    let office = office().await;
    let rows = [
        person(1),
        person(2).replace("ada.2,", "ada.1,"),
        person(3).replace("ada.3@", "Ada.1@"),
        person(4).replace("E-0004", "E-0001"),
        person(5).replace("ada.5,", "jane.doe,"),
        person(6).replace("ada.6@", "jane.doe@"),
    ];
    office.write("people.csv", table(HEADER, rows));
    insta::assert_snapshot!("check_of_people_who_are_there_twice", check(&office, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hire_that_is_partial_says_what_to_mend() {
    let office = office().await;
    office.write("people.csv", table(HEADER, [person(1), person(2).replace("UG-Project-Phoenix", "UG-DevOps")]));
    insta::assert_snapshot!("ending_of_a_partial_hire", ending(&office, &["--report", "report"], 1));
}

/// Offices of two organisations under one roof: `acme` and `beta`.
pub(crate) async fn two_tenants() -> (Office, Simulator) {
    let office = office().await;
    let other = second(&office.house).await;
    let config = format!(
        "{}[tenants.beta]\nbase_url = \"{}\"\napi_key = {{ env = \"BETA_KEY\" }}\njumpcloud_org_id = \"{}\"\n\
         notify_it = [\"it@beta.company.com\"]\ncompany_names = [\"Beta Ltd\"]\n{RULES}",
        office.read("dayone.toml"),
        other.url(),
        other.org_id(),
    );
    office.write("dayone.toml", config.replace("{ env = \"BETA_KEY\" }", "{ file = \"beta.key\" }"));
    office.write("beta.key", format!("{}\n", other.api_key()));
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(office.path("beta.key"), private).expect("private");
    (office, other)
}

/// The same organisation under another id and name.
async fn second(house: &House) -> Simulator {
    let first = house.simulator.org_id();
    let id = format!("{}ff", &first[..first.len() - 2]);
    let text = house.simulator.control().state().to_string().replace(first, &id);
    let mut document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    document["organizations"][0]["name"] = "Beta Ltd".into();
    Simulator::start(Seed::Document(document), Options { id_seed: 7, ..Options::default() }).await.expect("a simulator")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tenants_and_one_that_nobody_knows() {
    let (office, other) = two_tenants().await;
    let row = |number: usize, tenant: &str, company: &str| format!("{tenant},{company},{}", person(number));
    let rows = [
        row(1, "acme", ""),
        row(2, "", "Beta Ltd"),
        row(3, "acne", ""),
        row(4, "", "Gamma"),
        row(5, "", ""),
        // The same person may be hired by two.
        row(1, "beta", ""),
    ];
    office.write("people.csv", table(&format!("tenant,company_name,{HEADER}"), rows));
    insta::assert_snapshot!("check_of_two_tenants", check(&office, 2));
    insta::assert_snapshot!("ending_of_two_tenants", ending(&office, &[], 1));
    assert_eq!(crate::hires::directory(&other.control()).keys().filter(|name| name.starts_with("ada.")).count(), 2);
    assert_eq!(office.mails_to("it@beta.company.com").len(), 1);
}
