//! How each version pages, sorts, projects and filters.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Got, Sim, read, text};

/// As many groups, and as many members of the first.
async fn groups(count: usize) -> (Sim, String) {
    let sim = Sim::empty().await;
    for number in 0..count {
        sim.post("/api/v2/usergroups", json!({ "name": format!("UG-{number:03}"), "description": if number % 2 == 0 { "even" } else { "odd:one" } })).await;
    }
    let first = sim.control().id_of(dayone_simulator::Kind::UserGroup, "UG-000").unwrap();
    (sim, first)
}

fn names(body: &Value) -> Vec<&str> {
    body.as_array().unwrap().iter().map(|one| text(one, "name")).collect()
}

fn total(got: &Got) -> &str {
    got.headers["x-total-count"].to_str().unwrap()
}

#[tokio::test]
async fn v2_pages_are_ten_and_at_most_a_hundred_whatever_is_listed() {
    let (sim, first) = groups(120).await;
    for number in 0..120 {
        let user = json!({ "username": format!("u{number:03}"), "email": format!("u{number:03}@example.com") });
        let user = sim.control().create_user(user).unwrap();
        let (group, user) =
            ((dayone_simulator::Kind::UserGroup, first.as_str()), (dayone_simulator::Kind::User, user.as_str()));
        sim.control().associate(group, user, Value::Null).unwrap();
    }
    for path in
        ["usergroups".to_owned(), format!("usergroups/{first}/members"), format!("usergroups/{first}/membership")]
    {
        for (query, count) in [
            ("", 10),
            ("?limit=", 10),
            ("?limit=0", 10),
            ("?limit=101", 100),
            ("?limit=100&skip=100", 20),
            ("?skip=500", 0),
        ] {
            let got = sim.get(&format!("/api/v2/{path}{query}")).await;
            assert_eq!((got.body.as_array().unwrap().len(), total(&got)), (count, "120"), "{path}{query}");
        }
        for wrong in ["limit=ten", "skip=-1", "limit=1.5"] {
            assert_eq!(sim.get(&format!("/api/v2/{path}?{wrong}")).await.status, 400, "{path} {wrong}");
        }
    }
}

#[tokio::test]
async fn v2_sorts_and_projects_by_commas_or_repeated() {
    let (sim, _) = groups(4).await;
    for query in ["sort=description,-name", "sort=description&sort=-name"] {
        let got = sim.get(&format!("/api/v2/usergroups?{query}")).await;
        assert_eq!(names(&got.body), ["UG-002", "UG-000", "UG-003", "UG-001"], "{query}");
    }
    for query in ["fields=name,type", "fields=name&fields=type"] {
        let got = sim.get(&format!("/api/v2/usergroups?limit=1&{query}")).await.body;
        let fields: Vec<&String> = got[0].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["id", "name", "type"], "{query}");
    }
}

#[tokio::test]
async fn v2_filters_with_every_operator_and_all_must_hold() {
    let (sim, _) = groups(10).await;
    for (query, count) in [
        ("filter=name:eq:UG-003", 1),
        ("filter=name:$eq:UG-003", 1),
        ("filter=name:eq:ug-003", 0),
        ("filter=name:ne:UG-003", 9),
        ("filter=name:gt:UG-007", 2),
        ("filter=name:ge:UG-007", 3),
        ("filter=name:lt:UG-001", 1),
        ("filter=name:le:UG-001", 2),
        ("filter=name:between:UG-003,UG-005", 3),
        ("filter=name:search:g-00", 10),
        ("filter=name:in:UG-001|UG-002|UG-X", 2),
        ("filter=description:eq:odd:one", 5),
        ("filter=description:eq:even&filter=name:gt:UG-005", 2),
        ("filter=nothing:eq:x", 0),
        ("filter=", 10),
    ] {
        let got = sim.get(&format!("/api/v2/usergroups?limit=100&{query}")).await;
        assert_eq!((got.body.as_array().unwrap().len(), total(&got)), (count, count.to_string().as_str()), "{query}");
    }
    for wrong in ["filter=name", "filter=name:eq", "filter=:eq:x", "filter=name:like:x"] {
        assert_eq!(sim.get(&format!("/api/v2/usergroups?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_bar_in_a_term_is_escaped() {
    let sim = Sim::empty().await;
    for name in ["a|b", "a", "b"] {
        sim.control().create_user_group(name).unwrap();
    }
    let got = sim.get("/api/v2/usergroups?filter=name:in:a%5C%7Cb").await;
    assert_eq!(names(&got.body), ["a|b"]);
    let got = sim.get("/api/v2/usergroups?filter=name:in:a%7Cb&sort=name").await;
    assert_eq!(names(&got.body), ["a", "b"]);
}

#[tokio::test]
async fn v1_knows_more_operators_when_reads_may_lag() {
    let sim = Sim::empty().await;
    for name in ["ann", "annabel", "joann"] {
        sim.user(name, json!({})).await;
    }
    for (filter, count) in
        [("username:$sw:ann", 2), ("username:$ew:ann", 2), ("username:$co:nna", 1), ("username:$nco:nna", 2)]
    {
        let path = format!("/api/systemusers?filter={filter}");
        assert_eq!(sim.get(&path).await.status, 400, "{filter} without the header");
        let wide = sim.request(Method::GET, &path).header("x-eventually-consistent", "true");
        assert_eq!(read(wide.send().await.unwrap()).await.body["totalCount"], count, "{filter}");
    }
}

#[tokio::test]
async fn v1_pages_and_projects_every_list() {
    let sim = Sim::demo().await;
    for path in ["systemusers", "systems", "applications", "radiusservers", "organizations"] {
        let whole = sim.get(&format!("/api/{path}?limit=100")).await.body;
        let all = whole["results"].as_array().unwrap().len();
        assert_eq!(whole["totalCount"], all, "{path}");
        let second = sim.get(&format!("/api/{path}?limit=1&skip=1&sort=_id&fields=_id")).await.body;
        assert_eq!(second["totalCount"], all, "{path}: the total is of all pages");
        assert_eq!(second["results"].as_array().unwrap().len(), usize::from(all > 1), "{path}");
        for one in second["results"].as_array().unwrap() {
            assert!(one.as_object().unwrap().keys().all(|name| name == "_id" || name == "id"), "{path}: {one}");
        }
        assert_eq!(sim.get(&format!("/api/{path}?skip=x")).await.status, 400, "{path}");
        assert_eq!(sim.get(&format!("/api/{path}?filter=x")).await.status, 400, "{path}");
    }
}
