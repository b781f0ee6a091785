//! Keys, tokens and organisations.

use std::time::Duration;

use dayone_simulator::{Access, MissingOrganization, Switches};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Got, Sim, read, text};

async fn with(sim: &Sim, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = sim.bare(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn without_a_key_one_is_sent_to_the_login_page() {
    let sim = Sim::empty().await;
    let got = with(&sim, "/api/systemusers", &[]).await;
    assert_eq!((got.status, got.headers["location"].to_str().unwrap()), (302, "/login"));
}

#[tokio::test]
async fn a_wrong_revoked_or_old_key_is_401() {
    let sim = Sim::empty().await;
    let control = sim.control();
    let revoked = control.add_key("revoked", Access::Full, None);
    assert!(control.revoke(&revoked));
    let old = control.add_key("old", Access::Full, Some(Duration::from_secs(60)));
    assert_eq!(with(&sim, "/api/systemusers", &[("x-api-key", &old)]).await.status, 200);
    control.advance(Duration::from_secs(61));
    for key in ["nonsense", &revoked, &old] {
        let got = with(&sim, "/api/systemusers", &[("x-api-key", key)]).await;
        let expected = json!({ "error": "Unauthorized", "message": "Unauthorized: api key user not found" });
        assert_eq!((got.status, got.body), (401, expected));
    }
}

#[tokio::test]
async fn a_read_only_key_reads_and_searches_and_writes_nothing() {
    let sim = Sim::empty().await;
    let key = sim.control().add_key("auditor", Access::ReadOnly, None);
    assert_eq!(with(&sim, "/api/systemusers", &[("x-api-key", &key)]).await.status, 200);
    let post = async |path: &str, body: Value| {
        sim.bare(Method::POST, path).header("x-api-key", &key).json(&body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post("/api/search/systemusers", json!({})).await, 200);
    assert_eq!(post("/api/systemusers", json!({ "username": "a", "email": "a@example.com" })).await, 403);
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 0);
}

#[tokio::test]
async fn a_service_account_trades_its_secret_for_a_token() {
    let sim = Sim::empty().await;
    let account = sim.control().add_service_account("robot", Access::Full);
    let ask = async |secret: &str, scope: &str| {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        let request = sim.bare(Method::POST, "/oauth2/token").basic_auth(&account.client_id, Some(secret)).form(&form);
        read(request.send().await.unwrap()).await
    };
    let got = ask("wrong", "api").await;
    assert_eq!((got.status, got.body), (401, json!({ "error": "invalid_client" })));
    assert_eq!(ask(&account.client_secret, "everything").await.body, json!({ "error": "insufficient_scope" }));
    let got = ask(&account.client_secret, "api").await;
    assert_eq!((&got.body["token_type"], &got.body["expires_in"]), (&json!("bearer"), &json!(3600)));
    let token = text(&got.body, "access_token").to_owned();
    let bearer = format!("Bearer {token}");
    assert_eq!(with(&sim, "/api/systemusers", &[("authorization", &bearer)]).await.status, 200);
    assert_eq!(with(&sim, "/api/systemusers", &[("x-api-key", &token)]).await.status, 401, "a token is no key");
    sim.control().advance(Duration::from_secs(3601));
    assert_eq!(with(&sim, "/api/systemusers", &[("authorization", &bearer)]).await.status, 401);
}

#[tokio::test]
async fn a_provider_key_must_say_which_organisation() {
    let sim = Sim::demo().await;
    let control = sim.control();
    let other = control.add_organization(&json!({ "name": "Other" })).unwrap();
    let provider = control.add_provider(&[sim.simulator.org_id(), &other.id]);
    let key = ("x-api-key", provider.api_key.as_str());
    assert_eq!(with(&sim, "/api/systemusers", &[key]).await.status, 401);
    assert_eq!(with(&sim, "/api/systemusers", &[key, ("x-org-id", "nonsense")]).await.status, 400);
    assert_eq!(with(&sim, "/api/systemusers", &[key, ("x-org-id", "5f0000000000000000000099")]).await.status, 404);
    let own = with(&sim, "/api/systemusers", &[key, ("x-org-id", sim.simulator.org_id())]).await;
    assert_eq!(own.body["totalCount"], 4);
    let others = with(&sim, "/api/systemusers", &[key, ("x-org-id", &other.id)]).await;
    assert_eq!(others.body["totalCount"], 0);
    control.set_switches(Switches { missing_organization: MissingOrganization::SilentDefault, ..Switches::default() });
    assert_eq!(with(&sim, "/api/systemusers", &[key]).await.body["totalCount"], 4);
    let listed = with(&sim, "/api/organizations", &[key]).await.body;
    assert_eq!(listed["totalCount"], 2);
    let path = format!("/api/v2/providers/{}/organizations", provider.id);
    assert_eq!(with(&sim, &path, &[key]).await.body["totalCount"], 2);
    assert_eq!(sim.get(&path).await.status, 404, "another's provider");
}

#[tokio::test]
async fn organisations_do_not_see_each_other() {
    let sim = Sim::demo().await;
    let other = sim.control().add_organization(&json!({ "name": "Other" })).unwrap();
    let key = ("x-api-key", other.api_key.as_str());
    assert_eq!(with(&sim, "/api/systemusers", &[key]).await.body["totalCount"], 0);
    let jane = "/api/systemusers/60a0000000000000000000b1";
    assert_eq!(with(&sim, jane, &[key]).await.status, 404);
    assert_eq!(with(&sim, jane, &[key, ("x-org-id", sim.simulator.org_id())]).await.status, 404);
    assert_eq!(sim.get(jane).await.status, 200);
}

#[tokio::test]
async fn the_header_on_organisation_routes_can_be_refused() {
    let sim = Sim::demo().await;
    let headers = [("x-api-key", sim.key.as_str()), ("x-org-id", sim.simulator.org_id())];
    assert_eq!(with(&sim, "/api/organizations", &headers).await.status, 200);
    sim.control().set_switches(Switches { refuse_organization_header: true, ..Switches::default() });
    assert_eq!(with(&sim, "/api/organizations", &headers).await.status, 403);
}
