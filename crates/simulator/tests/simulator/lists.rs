//! Pages, filters, sorting and fields of lists.

use dayone_simulator::Kind;
use serde_json::{Value, json};

use crate::harness::{Sim, text};

async fn people(count: usize) -> Sim {
    let sim = Sim::empty().await;
    for number in 0..count {
        let body = json!({
            "username": format!("user{number:03}"), "email": format!("user{number:03}@example.com"),
            "department": if number % 2 == 0 { "Sales" } else { "IT" }, "unix_uid": 6000 + number, "unix_guid": 6000,
        });
        sim.control().create_user(body).unwrap();
    }
    sim
}

fn names(body: &Value) -> Vec<String> {
    body["results"].as_array().unwrap().iter().map(|user| text(user, "username").to_owned()).collect()
}

#[tokio::test]
async fn v1_pages_are_ten_and_at_most_a_hundred() {
    let sim = people(120).await;
    let count = async |query: &str| {
        let got = sim.get(&format!("/api/systemusers{query}")).await;
        assert_eq!(got.body["totalCount"], 120);
        names(&got.body).len()
    };
    assert_eq!(count("").await, 10);
    assert_eq!(count("?limit=").await, 10);
    assert_eq!(count("?limit=50").await, 50);
    assert_eq!(count("?limit=1000").await, 100);
    assert_eq!(count("?limit=100&skip=100").await, 20);
    assert_eq!(sim.get("/api/systemusers?limit=ten").await.status, 400);
}

#[tokio::test]
async fn v1_sorts_by_spaces_and_ignores_commas() {
    let sim = people(12).await;
    let got = sim.get("/api/systemusers?limit=100&sort=department%20-username").await.body;
    let names_sorted = names(&got);
    assert_eq!((names_sorted[0].as_str(), names_sorted[6].as_str()), ("user011", "user010"));
    let got = sim.get("/api/systemusers?limit=100&sort=department,-username").await.body;
    assert_eq!(names(&got)[0], "user000");
}

#[tokio::test]
async fn v1_fields_keep_the_id() {
    let sim = people(1).await;
    let got = sim.get("/api/systemusers?fields=username%20email").await.body;
    let fields: Vec<&str> = got["results"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["_id", "id", "username", "email"]);
}

#[tokio::test]
async fn v1_filters_compare_combine_and_split_by_bars() {
    let sim = people(20).await;
    for (query, expected) in [
        ("filter=username:$eq:user003", 1),
        ("filter=username:eq:user003", 1),
        ("filter=username:$eq:USER003", 0),
        ("filter=username:$in:user001|user002|nobody", 2),
        ("filter=username:%24in%3Auser001%7Cuser002", 2),
        ("filter=department:$eq:Sales&filter=unix_uid:$lt:6010", 5),
        ("filter=unix_uid:$gte:6010", 10),
        ("filter=department:$ne:Sales", 10),
        ("filter=username:$nin:user001|user002", 18),
        ("filter[0]=department:$eq:Sales&filter[1]=unix_uid:$gt:6016", 1),
        ("filter[or][0]=username:$eq:user001&filter[or][1]=username:$eq:user002", 2),
        ("search=USER00", 10),
    ] {
        let got = sim.get(&format!("/api/systemusers?limit=100&{query}")).await;
        assert_eq!(got.body["totalCount"], expected, "{query}: {}", got.text);
    }
    assert_eq!(sim.get("/api/systemusers?filter=username:like:x").await.status, 400);
    assert_eq!(sim.get("/api/systemusers?filter=username").await.status, 400);
}

#[tokio::test]
async fn v2_lists_are_bare_arrays_with_a_total() {
    let sim = Sim::empty().await;
    for number in 0..15 {
        sim.control().create_user_group(&format!("UG-{number:02}")).unwrap();
    }
    let got = sim.get("/api/v2/usergroups").await;
    assert_eq!((got.body.as_array().unwrap().len(), &got.headers["x-total-count"]), (10, &"15".parse().unwrap()));
    let got = sim.get("/api/v2/usergroups?limit=2&sort=-name&fields=name").await.body;
    let fields: Vec<&str> = got[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((text(&got[0], "name"), fields), ("UG-14", vec!["id", "name"]));
    let got = sim.get("/api/v2/usergroups?filter=name:in:UG-01|UG-02&filter=type:eq:user_group").await.body;
    assert_eq!(got.as_array().unwrap().len(), 2);
    let got = sim.get("/api/v2/usergroups?filter=name:search:ug-1&limit=100").await.body;
    assert_eq!(got.as_array().unwrap().len(), 5);
    let got = sim.get("/api/v2/usergroups?sort=id").await;
    assert_eq!((got.status, &got.body["message"]), (400, &json!("invalid sort field: id")));
}

#[tokio::test]
async fn systems_applications_and_servers_are_listed_and_read() {
    let sim = Sim::demo().await;
    for (path, total) in [("/api/systems", 12), ("/api/applications", 9), ("/api/radiusservers", 2)] {
        let got = sim.get(&format!("{path}?limit=100")).await.body;
        assert_eq!(got["totalCount"], total);
        let one = sim.get(&format!("{path}/{}", text(&got["results"][0], "_id"))).await;
        assert_eq!(one.body["_id"], got["results"][0]["_id"]);
        assert_eq!(sim.get(&format!("{path}/5f0000000000000000000099")).await.status, 404);
    }
    let ldap = sim.get("/api/v2/ldapservers").await.body;
    assert_eq!(ldap[0]["name"], "JumpCloud LDAP");
    assert_eq!(sim.get("/api/v2/directories").await.body[0]["type"], "ldap_server");
    assert_eq!(sim.get("/api/v2/policies").await.body.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn numbers_sort_by_value_and_a_mix_of_digits_and_letters_has_an_order() {
    let sim = Sim::empty().await;
    for (name, uid) in [("a9", 900), ("a10", 1000), ("a1a", 95)] {
        sim.control()
            .create_user(json!({ "username": name, "email": format!("{name}@example.com"), "unix_uid": uid }))
            .unwrap();
    }
    assert_eq!(names(&sim.get("/api/systemusers?sort=unix_uid").await.body), ["a1a", "a9", "a10"]);
    assert_eq!(names(&sim.get("/api/systemusers?sort=-username").await.body), ["a9", "a1a", "a10"]);
}

#[tokio::test]
async fn a_star_in_a_v2_filter_is_any_text() {
    let sim = Sim::empty().await;
    for name in ["UG-IT", "UG-IT-Admins", "SG-IT", "UG-Sales"] {
        sim.control().create_user_group(name).unwrap();
    }
    for (filter, count) in [("UG-*", 3), ("*IT*", 3), ("UG-*-Admins", 1), ("*", 4), ("UG", 0), ("*x*", 0)] {
        let got = sim.get(&format!("/api/v2/usergroups?filter=name:eq:{filter}")).await;
        assert_eq!(got.body.as_array().unwrap().len(), count, "{filter}");
    }
}

#[tokio::test]
async fn an_order_asked_for_again_shows_what_was_written_meanwhile() {
    let sim = people(5).await;
    let list = async || sim.get("/api/systemusers?sort=-username&fields=username").await.body;
    let first = list().await;
    assert_eq!(names(&first), ["user004", "user003", "user002", "user001", "user000"]);
    let id = |number: usize| text(&first["results"][number], "_id").to_owned();
    sim.put(&format!("/api/systemusers/{}", id(0)), json!({ "username": "anna" })).await;
    sim.put(&format!("/api/systemusers/{}", id(1)), json!({ "department": "Law" })).await;
    sim.delete(&format!("/api/systemusers/{}", id(2))).await;
    sim.user("zoe", json!({})).await;
    assert_eq!(names(&list().await), ["zoe", "user003", "user001", "user000", "anna"]);
}

#[tokio::test]
async fn pages_deep_in_a_list_follow_each_other_whatever_is_written() {
    let sim = people(320).await;
    let page = async |query: &str| names(&sim.get(&format!("/api/systemusers?limit=4{query}")).await.body);
    let whole = async |sort: &str| {
        let mut all = Vec::new();
        for skip in (0..=320).step_by(100) {
            all.extend(names(&sim.get(&format!("/api/systemusers?limit=100&skip={skip}{sort}")).await.body));
        }
        all
    };
    for sort in ["", "&sort=_id", "&sort=-_id", "&sort=department%20-username"] {
        let all = whole(sort).await;
        assert_eq!(page(&format!("&skip=300{sort}")).await, all[300..304]);
        assert_eq!(page(&format!("&skip=318{sort}")).await, all[318..]);
        assert_eq!(page(&format!("&skip=400{sort}")).await, Vec::<String>::new());
    }
    let late = page("&skip=300").await;
    let found = sim.get(&format!("/api/systemusers?filter=username:$eq:{}", late[1])).await.body;
    sim.delete(&format!("/api/systemusers/{}", text(&found["results"][0], "_id"))).await;
    let all = whole("&sort=_id").await;
    assert_eq!((all.len(), page("&skip=300").await), (319, all[300..304].to_vec()));
    assert!(!all.contains(&late[1]));
}

#[tokio::test]
async fn a_user_is_shown_alike_by_its_change_its_read_and_its_list() {
    let sim = people(2).await;
    let listed = sim.get("/api/systemusers?limit=1").await;
    let path = format!("/api/systemusers/{}", text(&listed.body["results"][0], "_id"));
    let changed = sim.put(&path, json!({ "mfa": { "exclusion": true, "exclusionDays": 3 }, "manager": null })).await;
    assert_eq!(sim.get(&path).await.text, changed.text);
    let listed = sim.get("/api/systemusers?limit=1").await;
    assert_eq!(listed.text, format!(r#"{{"results":[{}],"totalCount":2}}"#, changed.text));
}

#[tokio::test]
async fn groups_and_systems_are_shown_alike_by_their_change_their_read_and_their_list() {
    let sim = Sim::empty().await;
    let rule = json!({ "queryType": "FilterQuery", "filters": ["department:eq:Sales"] });
    let body = json!({ "name": "A", "membershipMethod": "DYNAMIC_REVIEW_REQUIRED", "memberQuery": rule });
    sim.user("anna", json!({ "department": "Sales" })).await;
    for kind in ["usergroups", "systemgroups"] {
        let id = text(&sim.post(&format!("/api/v2/{kind}"), body.clone()).await.body, "id").to_owned();
        let changed = sim.put(&format!("/api/v2/{kind}/{id}"), body.clone()).await;
        assert_eq!(changed.body["suggestionCounts"]["add"] == 1, kind == "usergroups");
        assert_eq!(sim.get(&format!("/api/v2/{kind}/{id}")).await.text, changed.text);
        let listed = format!("[{}]", changed.text);
        for more in ["", "?filter=disabled:eq:false", "?sort=suggestionCounts.add"] {
            assert_eq!(sim.get(&format!("/api/v2/{kind}{more}")).await.text, listed, "{more}");
        }
        let some = json!([{ "id": id, "name": "A" }]);
        assert_eq!(sim.get(&format!("/api/v2/{kind}?fields=name")).await.body, some);
    }
    let all = sim.get("/api/v2/groups?fields=name,membershipMethod&sort=-type").await;
    let shown = all.body.as_array().unwrap().iter().map(|group| group.as_object().unwrap().keys().collect::<Vec<_>>());
    assert_eq!(shown.collect::<Vec<_>>(), [["id", "name"], ["id", "name"]]);
    let id = sim.control().create_system("host").unwrap();
    sim.control().edit_document(Kind::System, &id, &json!({ "agentBoundMessages": [{ "cmd": "lock" }] })).unwrap();
    let changed = sim.put(&format!("/api/systems/{id}"), json!({ "displayName": "Anna's" })).await;
    assert!(changed.body.get("agentBoundMessages").is_none());
    assert_eq!(sim.get(&format!("/api/systems/{id}")).await.text, changed.text);
    let listed = sim.get("/api/systems").await;
    assert_eq!(listed.text, format!(r#"{{"results":[{}],"totalCount":1}}"#, changed.text));
}
