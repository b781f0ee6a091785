//! What holds for every operation that is served.

use std::collections::BTreeMap;

use dayone_simulator::{Kind, describe};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Got, Sim, read, text};

/// The demo organisation with something of every kind, and the id of one of each by its segment of the path.
async fn furnished() -> (Sim, BTreeMap<&'static str, String>) {
    let sim = Sim::demo().await;
    let control = sim.control();
    control.put_document(Kind::ActiveDirectory, json!({ "domain": "DC=company;DC=com" })).unwrap();
    for kind in [Kind::GSuite, Kind::Office365, Kind::Workday, Kind::Command, Kind::PasswordPolicy] {
        control.put_document(kind, json!({ "name": "One", "passwordPolicy": {} })).unwrap();
    }
    control.put_document(Kind::CustomEmail, json!({ "type": "password_expiration", "subject": "Over" })).unwrap();
    let user = control.id_of(Kind::User, "jane.doe").unwrap();
    let system = control.id_of(Kind::System, "prod-web-01").unwrap();
    let policy = control.id_of(Kind::Policy, "Linux Screen Lock").unwrap();
    control.put_document(Kind::PolicyResult, json!({ "policyID": policy, "systemID": system })).unwrap();
    let key = json!({ "name": "laptop", "public_key": KEY });
    assert_eq!(sim.post(&format!("/api/systemusers/{user}/sshkeys"), key).await.status, 200);
    sim.control().set_conditions(&dayone_simulator::Conditions { bulk_row_ms: 0, ..sim.control().conditions() });
    let job = sim.post("/api/v2/bulk/users", json!([{ "username": "bulk", "email": "bulk@company.com" }])).await.body;
    let state = sim.control().state();
    let first = |plural: &str| text(&state["organizations"][0][plural][0], "id").to_owned();
    let ids = BTreeMap::from([
        ("systemusers", user.clone()),
        ("users", user.clone()),
        ("user", user),
        ("systems", system),
        ("usergroups", first("user_groups")),
        ("usergroup", first("user_groups")),
        ("systemgroups", first("system_groups")),
        ("policygroups", first("policy_groups")),
        ("policies", policy),
        ("policytemplates", first("policy_templates")),
        ("policyresults", first("policy_results")),
        ("applications", first("applications")),
        ("radiusservers", first("radius_servers")),
        ("ldapservers", first("ldap_servers")),
        ("gsuites", first("g_suites")),
        ("office365s", first("office_365s")),
        ("activedirectories", first("active_directories")),
        ("workdays", first("workdays")),
        ("commands", first("commands")),
        ("passwordpolicies", first("password_policies")),
        ("organizations", sim.simulator.org_id().to_owned()),
        ("customemails", "password_expiration".to_owned()),
        ("bulk/users", text(&job, "jobId").to_owned()),
    ]);
    (sim, ids)
}

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g ada@example";

/// The path of an operation with the ids of things that are there; none if there is no such thing.
fn path(name: &str, ids: &BTreeMap<&'static str, String>) -> Option<String> {
    let (_, template) = name.split_once(' ').unwrap();
    let mut path = if template.starts_with("/insights") { String::new() } else { "/api".to_owned() };
    let mut before = String::new();
    for part in template.split('/').skip(1) {
        path.push('/');
        if part.starts_with('{') {
            let job = before == "users" && part == "{job_id}";
            path.push_str(ids.get(if job { "bulk/users" } else { before.as_str() })?);
        } else {
            path.push_str(part);
        }
        part.clone_into(&mut before);
    }
    Some(path)
}

async fn send(sim: &Sim, method: &str, path: &str, body: Option<&'static str>) -> Got {
    let request = sim.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
    read(body.into_iter().fold(request, |request, body| request.body(body)).send().await.unwrap()).await
}

fn is_above(name: &str) -> bool {
    name.contains("/v2/providers") || name.contains("/v2/administrators")
}

#[tokio::test]
async fn every_read_answers_for_what_is_there_and_404_for_what_is_not() {
    let (sim, ids) = furnished().await;
    let nobody: BTreeMap<&'static str, String> =
        ids.keys().map(|segment| (*segment, "5f0000000000000000000099".to_owned())).collect();
    let mut read = 0;
    for operation in describe().into_iter().filter(|one| one.name.starts_with("GET ") && !is_above(one.name)) {
        let query = match operation.name {
            name if name.ends_with("/associations") && name.contains("commands") => "?targets=system",
            name if name.ends_with("/associations") && (name.contains("/users/") || name.contains("/usergroups/")) => {
                "?targets=system"
            }
            name if name.ends_with("/associations") && name.contains("polic") => "?targets=system",
            name if name.ends_with("/associations") => "?targets=user",
            name if name.ends_with("/next") => "?users=60a0000000000000000000b1",
            _ => "",
        };
        let known = path(operation.name, &ids).unwrap_or_else(|| panic!("{}", operation.name));
        let got = sim.get(&format!("{known}{query}")).await;
        assert_eq!(got.status, 200, "{}: {}", operation.name, got.text);
        let is_v2 = operation.name.starts_with("GET /v2/");
        if is_v2 && got.body.is_array() && !operation.name.contains("/customemail/") {
            assert!(got.headers.contains_key("x-total-count"), "{}", operation.name);
        }
        if operation.name.contains('{') {
            let unknown = path(operation.name, &nobody).unwrap();
            assert_eq!(sim.get(&format!("{unknown}{query}")).await.status, 404, "{}", operation.name);
        }
        read += 1;
    }
    assert!(read > 100, "{read}");
}

#[tokio::test]
async fn every_operation_without_a_key_leads_to_the_login_page() {
    let (sim, ids) = furnished().await;
    for operation in describe() {
        let Some(path) = path(operation.name, &ids) else { continue };
        let method = Method::from_bytes(operation.name.split(' ').next().unwrap().as_bytes()).unwrap();
        let got = sim.bare(method.clone(), &path).send().await.unwrap();
        assert_eq!(got.status(), 302, "{}", operation.name);
        let got = sim.bare(method, &path).header("x-api-key", "nonsense").send().await.unwrap();
        assert_eq!(got.status(), 401, "{}", operation.name);
    }
}

#[tokio::test]
async fn every_write_refuses_garbage_and_changes_nothing() {
    let (sim, ids) = furnished().await;
    let before = sim.control().state();
    let bodiless = ["mfasync", "expire", "unlock", "/reactivate", "state/suspend"];
    for operation in describe() {
        let (method, _) = operation.name.split_once(' ').unwrap();
        let takes_body =
            matches!(method, "POST" | "PUT" | "PATCH") && !bodiless.iter().any(|end| operation.name.ends_with(end));
        if !takes_body || is_above(operation.name) {
            continue;
        }
        let path = path(operation.name, &ids).unwrap();
        for garbage in ["{\"a\":", "nul", "7", "\"x\"", "[7]"] {
            let got = send(&sim, method, &path, Some(garbage)).await;
            assert_eq!(got.status, 400, "{} with {garbage}: {}", operation.name, got.text);
            assert_eq!(
                (&got.body["code"], text(&got.body, "status")),
                (&json!(400), "INVALID_ARGUMENT"),
                "{}",
                operation.name
            );
        }
    }
    assert_eq!(sim.control().state()["organizations"], before["organizations"]);
}

#[tokio::test]
async fn every_path_refuses_methods_that_it_does_not_have() {
    let (sim, ids) = furnished().await;
    let all = describe();
    for operation in &all {
        let Some(path) = path(operation.name, &ids) else { continue };
        let template = operation.name.split_once(' ').unwrap().1;
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let served = all.iter().any(|other| {
                let (other_method, other) = other.name.split_once(' ').unwrap();
                other_method == method && fits(other, template)
            });
            if !served {
                assert_eq!(send(&sim, method, &path, None).await.status, 405, "{method} {template}");
            }
        }
    }
}

/// Whether two templates can name one path.
fn fits(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split('/').collect(), other.split('/').collect());
    one.len() == other.len() && one.iter().zip(&other).all(|(a, b)| a.starts_with('{') || b.starts_with('{') || a == b)
}

#[tokio::test]
async fn a_header_of_another_organisation_is_refused_by_every_operation_inside_one() {
    let (sim, ids) = furnished().await;
    for operation in describe() {
        let above = is_above(operation.name) || operation.name.contains("rganizations");
        let Some(path) = path(operation.name, &ids).filter(|_| !above) else { continue };
        let method = Method::from_bytes(operation.name.split(' ').next().unwrap().as_bytes()).unwrap();
        for (id, status) in [("nonsense", 400), ("5f0000000000000000000099", 404)] {
            let got = sim.request(method.clone(), &path).header("x-org-id", id).send().await.unwrap();
            assert_eq!(got.status(), status, "{} with {id}", operation.name);
        }
    }
    let own = format!("/api/organizations/{}", sim.simulator.org_id());
    let got = sim.request(Method::GET, &own).header("x-org-id", "5f0000000000000000000099").send().await.unwrap();
    assert_eq!(got.status(), 400, "header and path differ");
}

#[tokio::test]
async fn whatever_is_bound_is_reached_from_both_ends() {
    let (sim, ids) = furnished().await;
    let user = &ids["users"];
    let group = &ids["usergroups"];
    for (segment, kind) in [
        ("systems", Kind::System),
        ("applications", Kind::Application),
        ("ldapservers", Kind::LdapServer),
        ("radiusservers", Kind::RadiusServer),
        ("gsuites", Kind::GSuite),
        ("office365s", Kind::Office365),
        ("activedirectories", Kind::ActiveDirectory),
        ("systemgroups", Kind::SystemGroup),
    ] {
        let id = &ids[segment];
        sim.control().associate((Kind::User, user), (kind, id), Value::Null).unwrap();
        sim.control().associate((Kind::UserGroup, group), (kind, id), Value::Null).unwrap();
        for (from, to, wanted) in [
            (format!("users/{user}"), segment, id),
            (format!("usergroups/{group}"), segment, id),
            (format!("{segment}/{id}"), "users", user),
            (format!("{segment}/{id}"), "usergroups", group),
        ] {
            let got = sim.get(&format!("/api/v2/{from}/{to}?limit=100")).await.body;
            let one = got.as_array().unwrap().iter().find(|one| text(one, "id") == wanted);
            let one = one.unwrap_or_else(|| panic!("{from} to {to}: {got}"));
            let direct = |path: &Value| path.as_array().unwrap().len() == 1;
            assert!(one["paths"].as_array().unwrap().iter().any(direct), "{from} to {to}: {one}");
        }
    }
}
