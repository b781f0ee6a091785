//! The administrators of a provider and the organisations they may enter.

use dayone_simulator::{Options, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Got, Sim, read, text};

struct House {
    sim: Sim,
    provider: String,
    key: String,
    other: String,
}

async fn house() -> House {
    let sim = Sim::demo().await;
    let other = sim.control().add_organization(&json!({ "name": "Other" })).unwrap();
    let provider = sim.control().add_provider(&[sim.simulator.org_id(), &other.id]);
    House { provider: provider.id, key: provider.api_key, other: other.id, sim }
}

impl House {
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Got {
        let request = self.sim.bare(method, &format!("/api/v2{path}")).header("x-api-key", &self.key);
        let request = body.into_iter().fold(request, |request, body| request.json(&body));
        read(request.send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Got {
        self.ask(Method::GET, path, None).await
    }

    async fn joe(&self, more: Value) -> Got {
        let mut body = json!({ "email": "Joe@Example.com", "firstname": "Joe", "roleName": "Administrator" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.ask(Method::POST, &format!("/providers/{}/administrators", self.provider), Some(body)).await
    }
}

#[tokio::test]
async fn an_administrator_is_made_listed_and_removed() {
    let house = house().await;
    let list = format!("/providers/{}/administrators", house.provider);
    let joe = house.joe(json!({})).await;
    assert_eq!((joe.status, text(&joe.body, "email")), (200, "joe@example.com"), "{}", joe.text);
    assert_eq!(joe.body["organizationAccessTotal"], 2, "of all organisations unless told otherwise");
    let got = house.get(&format!("{list}?filter=email:eq:joe@example.com")).await.body;
    assert_eq!((&got["totalCount"], &got["results"][0]), (&json!(1), &joe.body));
    assert_eq!(house.get(&format!("{list}?filter=email:eq:x")).await.body["totalCount"], 0);
    let one = format!("{list}/{}", text(&joe.body, "id"));
    assert_eq!(house.ask(Method::DELETE, &one, None).await.status, 204);
    assert_eq!(house.ask(Method::DELETE, &one, None).await.status, 404);
}

#[tokio::test]
async fn an_administrator_needs_an_address_of_its_own_and_a_role() {
    let house = house().await;
    let path = format!("/providers/{}/administrators", house.provider);
    for body in [
        json!({ "roleName": "Administrator" }),
        json!({ "email": "joe@example.com" }),
        json!({ "email": "joe", "role": "5c3536e9e0a6840001872799" }),
        json!({ "email": 7, "roleName": "Administrator" }),
        json!({ "email": "joe@example.com", "roleName": "Administrator", "bindNoOrgs": "yes" }),
    ] {
        assert_eq!(house.ask(Method::POST, &path, Some(body.clone())).await.status, 400, "{body}");
    }
    assert_eq!(house.joe(json!({})).await.status, 200);
    let again = house.joe(json!({})).await;
    let said = "The email joe@example.com has already been registered.";
    assert_eq!((again.status, text(&again.body, "message")), (400, said));
}

#[tokio::test]
async fn links_say_who_may_enter_which_organisation() {
    let house = house().await;
    let joe = house.joe(json!({ "bindNoOrgs": true })).await.body;
    let (joe, links) = (text(&joe, "id"), format!("/administrators/{}/organizationlinks", text(&joe, "id")));
    assert_eq!(house.get(&links).await.body, json!([]));
    let body = json!({ "organization": house.other });
    let made = house.ask(Method::POST, &links, Some(body.clone())).await;
    let link = json!({ "administrator": joe, "organization": house.other });
    assert_eq!((made.status, &made.body), (201, &link));
    assert_eq!(house.ask(Method::POST, &links, Some(body)).await.status, 409);
    assert_eq!(house.get(&links).await.body, json!([link]));
    assert_eq!(house.get(&format!("/organizations/{}/administratorlinks", house.other)).await.body, json!([link]));
    let own = format!("/organizations/{}/administratorlinks", house.sim.simulator.org_id());
    assert_eq!(house.get(&own).await.body, json!([]));
    let foreign = json!({ "organization": "5f0000000000000000000099" });
    assert_eq!(house.ask(Method::POST, &links, Some(foreign)).await.status, 404);
    assert_eq!(house.ask(Method::POST, &links, Some(json!({}))).await.status, 400);
    let one = format!("{links}/{}", house.other);
    assert_eq!(house.ask(Method::DELETE, &one, None).await.status, 204);
    assert_eq!(house.ask(Method::DELETE, &one, None).await.status, 404);
}

#[tokio::test]
async fn a_key_that_is_not_the_providers_sees_no_administrator() {
    let house = house().await;
    let joe = house.joe(json!({})).await.body;
    for path in [
        format!("/api/v2/providers/{}/administrators", house.provider),
        format!("/api/v2/administrators/{}/organizationlinks", text(&joe, "id")),
        format!("/api/v2/organizations/{}/administratorlinks", house.other),
    ] {
        assert_eq!(house.sim.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn administrators_go_with_the_state() {
    let house = house().await;
    house.joe(json!({})).await;
    let state = house.sim.control().state();
    let copy = Sim::start(Seed::Document(state.clone()), Options::default()).await;
    assert_eq!(copy.control().state()["providers"], state["providers"]);
    assert_eq!(state["providers"][0]["administrators"][0]["email"], "joe@example.com");
}
