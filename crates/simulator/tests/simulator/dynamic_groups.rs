//! Groups whose members come by rule.

use dayone_simulator::{DynamicAdd, Switches};
use serde_json::{Value, json};

use crate::harness::{Sim, text};

fn rule(field: &str, operator: &str, value: Value) -> Value {
    let filter = json!({ "field": field, "operator": operator, "value": value }).to_string();
    json!({ "name": "UG-Rule", "membershipMethod": "DYNAMIC_AUTOMATED", "memberQuery": { "queryType": "FilterQuery", "filters": [filter] } })
}

async fn members(sim: &Sim, group: &Value) -> usize {
    sim.get(&format!("/api/v2/usergroups/{}/members", text(group, "id"))).await.body.as_array().unwrap().len()
}

#[tokio::test]
async fn members_follow_users_and_rules() {
    let sim = Sim::empty().await;
    sim.user("early", json!({ "department": "Sales" })).await;
    let group = sim.post("/api/v2/usergroups", rule("department", "eq", json!("Sales"))).await;
    assert_eq!(group.status, 201, "{}", group.text);
    let group = group.body;
    assert_eq!(members(&sim, &group).await, 1, "those who were there before the rule");
    let late = sim.user("late", json!({ "department": "Sales" })).await;
    assert_eq!(members(&sim, &group).await, 2, "those who come after it");
    sim.put(&format!("/api/systemusers/{}", text(&late, "_id")), json!({ "department": "IT" })).await;
    assert_eq!(members(&sim, &group).await, 1, "those who no longer fit leave");
    sim.put(&format!("/api/v2/usergroups/{}", text(&group, "id")), rule("department", "in", json!("Sales|IT"))).await;
    assert_eq!(members(&sim, &group).await, 2, "a new rule counts at once");
}

#[tokio::test]
async fn a_rule_can_name_a_custom_attribute() {
    let sim = Sim::empty().await;
    let group = sim.post("/api/v2/usergroups", rule("attributes.costCenter", "eq", json!("ENG-200"))).await.body;
    sim.user("ann", json!({ "attributes": [{ "name": "costCenter", "value": "ENG-200" }] })).await;
    sim.user("bob", json!({ "attributes": [{ "name": "costCenter", "value": "ENG-300" }] })).await;
    assert_eq!(members(&sim, &group).await, 1);
}

#[tokio::test]
async fn a_rule_can_be_a_search() {
    let sim = Sim::empty().await;
    let query =
        json!({ "queryType": "Search", "searchFilters": "{\"or\":[{\"department\":\"IT\"},{\"company\":\"X\"}]}" });
    let body = json!({ "name": "UG-S", "membershipMethod": "DYNAMIC_AUTOMATED", "memberQuery": query });
    let group = sim.post("/api/v2/usergroups", body).await.body;
    sim.user("ann", json!({ "department": "IT" })).await;
    sim.user("bob", json!({ "department": "Sales" })).await;
    assert_eq!(members(&sim, &group).await, 1);
}

#[tokio::test]
async fn exempt_users_are_left_alone() {
    let sim = Sim::empty().await;
    let ann = sim.user("ann", json!({ "department": "Sales" })).await;
    let mut body = rule("department", "eq", json!("Sales"));
    body["memberQueryExemptions"] = json!([{ "type": "user", "id": text(&ann, "_id") }]);
    let group = sim.post("/api/v2/usergroups", body).await.body;
    assert_eq!(members(&sim, &group).await, 0);
}

#[tokio::test]
async fn an_add_by_hand_does_not_stick_is_refused_or_is_kept() {
    let sim = Sim::empty().await;
    let ann = sim.user("ann", json!({})).await;
    let group = sim.post("/api/v2/usergroups", rule("department", "eq", json!("Sales"))).await.body;
    let path = format!("/api/v2/usergroups/{}/members", text(&group, "id"));
    let add = json!({ "op": "add", "type": "user", "id": text(&ann, "_id") });
    for (dynamic_add, status, count) in
        [(DynamicAdd::NotKept, 204, 0), (DynamicAdd::Refused(403), 403, 0), (DynamicAdd::Kept, 204, 1)]
    {
        sim.control().set_switches(Switches { dynamic_add, ..Switches::default() });
        assert_eq!(sim.post(&path, add.clone()).await.status, status);
        assert_eq!(members(&sim, &group).await, count);
    }
}

#[tokio::test]
async fn a_rule_nobody_understands_is_400() {
    let sim = Sim::empty().await;
    assert_eq!(sim.post("/api/v2/usergroups", rule("department", "sounds_like", json!("x"))).await.status, 400);
    let body = json!({ "name": "UG-X", "memberQuery": { "queryType": "Guess" } });
    assert_eq!(sim.post("/api/v2/usergroups", body).await.status, 400);
}

#[tokio::test]
async fn every_operator_decides_membership() {
    let sim = Sim::empty().await;
    let ann = json!({ "department": "Sales", "unix_uid": 6000, "unix_guid": 6000, "jobTitle": "Account Manager" });
    sim.user("ann", ann).await;
    let mut number = 0;
    for (field, operator, value, belongs) in [
        ("department", "eq", json!("Sales"), true),
        ("department", "ne", json!("Sales"), false),
        ("department", "in", json!("IT|Sales"), true),
        ("department", "in", json!(["IT", "HR"]), false),
        ("department", "$nin", json!("IT|HR"), true),
        ("unix_uid", "gt", json!(5999), true),
        ("unix_uid", "ge", json!("6001"), false),
        ("unix_uid", "lt", json!(10_000), true),
        ("unix_uid", "le", json!(5999), false),
        ("unix_uid", "between", json!(["5000", "7000"]), true),
        ("jobTitle", "search", json!("manager"), true),
        ("jobTitle", "sw", json!("Account"), true),
        ("jobTitle", "EW", json!("Engineer"), false),
        ("jobTitle", "co", json!("count M"), true),
        ("jobTitle", "nco", json!("count"), false),
    ] {
        number += 1;
        let mut body = rule(field, operator, value.clone());
        body["name"] = json!(format!("UG-{number}"));
        let group = sim.post("/api/v2/usergroups", body).await;
        assert_eq!(group.status, 201, "{}", group.text);
        assert_eq!(members(&sim, &group.body).await == 1, belongs, "{field} {operator} {value}");
    }
}

#[tokio::test]
async fn a_group_that_is_no_longer_automatic_keeps_its_members() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({ "department": "Sales" })).await;
    let group = sim.post("/api/v2/usergroups", rule("department", "eq", json!("Sales"))).await.body;
    let path = format!("/api/v2/usergroups/{}", text(&group, "id"));
    sim.put(&path, json!({ "name": "UG-Rule", "membershipMethod": "STATIC" })).await;
    sim.user("bob", json!({ "department": "Sales" })).await;
    assert_eq!(members(&sim, &group).await, 1);
    assert_eq!(sim.delete(&path).await.status, 200);
    sim.user("eve", json!({ "department": "Sales" })).await;
}

#[tokio::test]
async fn a_rule_to_be_reviewed_only_proposes() {
    let sim = Sim::empty().await;
    let ann = sim.user("ann", json!({ "department": "Sales" })).await;
    let bob = sim.user("bob", json!({ "department": "IT" })).await;
    let mut body = rule("department", "eq", json!("Sales"));
    body["membershipMethod"] = json!("DYNAMIC_REVIEW_REQUIRED");
    let group = sim.post("/api/v2/usergroups", body).await.body;
    let path = format!("/api/v2/usergroups/{}", text(&group, "id"));
    let add = json!({ "op": "add", "type": "user", "id": bob["_id"] });
    assert_eq!(sim.post(&format!("{path}/members"), add).await.status, 204);
    let counts = sim.get(&path).await.body["suggestionCounts"].clone();
    assert_eq!(counts, json!({ "add": 1, "remove": 1, "total": 2 }));
    let add = json!({ "op": "add", "type": "user", "id": ann["_id"] });
    sim.post(&format!("{path}/members"), add).await;
    assert_eq!(sim.get("/api/v2/usergroups").await.body[0]["suggestionCounts"]["add"], 0);
}

/// A group whose rule proposes ann and would have bob leave.
async fn reviewed() -> (Sim, String, [String; 2]) {
    let sim = Sim::empty().await;
    let ann = text(&sim.user("ann", json!({ "department": "Sales" })).await, "_id").to_owned();
    let bob = text(&sim.user("bob", json!({ "department": "IT" })).await, "_id").to_owned();
    let mut body = rule("department", "eq", json!("Sales"));
    body["membershipMethod"] = json!("DYNAMIC_REVIEW_REQUIRED");
    let made = sim.post("/api/v2/usergroups", body).await.body;
    assert_eq!(made["suggestionCounts"]["add"], 1, "known at once");
    let path = format!("/api/v2/usergroups/{}", text(&made, "id"));
    let add = json!({ "op": "add", "type": "user", "id": bob });
    assert_eq!(sim.post(&format!("{path}/members"), add).await.status, 204);
    (sim, path, [ann, bob])
}

#[tokio::test]
async fn what_is_proposed_is_listed_and_applied_for_whom_one_names() {
    let (sim, path, [ann, bob]) = reviewed().await;
    let list = format!("{path}/suggestions");
    let got = sim.get(&list).await;
    let mut ops: Vec<(&str, &str)> =
        got.body.as_array().unwrap().iter().map(|one| (text(&one["object"], "id"), text(one, "op"))).collect();
    ops.sort_unstable();
    let mut expected = vec![(ann.as_str(), "add"), (bob.as_str(), "remove")];
    expected.sort_unstable();
    assert_eq!(ops, expected);
    assert_eq!(sim.get(&format!("{list}?limit=1&skip=1")).await.body.as_array().unwrap().len(), 1);
    let nobody = "5f0000000000000000000099";
    let done = sim.post(&list, json!({ "user_ids": [ann, nobody] })).await;
    assert_eq!(done.body, json!([{ "suggestions_found": [ann], "suggestions_not_found": [nobody] }]));
    assert_eq!(sim.get(&path).await.body["suggestionCounts"], json!({ "add": 0, "remove": 1, "total": 1 }));
    sim.post(&list, json!({ "user_ids": [bob] })).await;
    let members = sim.get(&format!("{path}/members")).await.body;
    assert_eq!((members.as_array().unwrap().len(), &members[0]["to"]["id"]), (1, &json!(ann)));
    for wrong in [json!(ann), json!(["ann"]), json!([7])] {
        assert_eq!(sim.post(&list, json!({ "user_ids": wrong })).await.status, 400, "{wrong}");
    }
    assert_eq!(sim.get("/api/v2/usergroups/5f0000000000000000000099/suggestions").await.status, 404);
}

#[tokio::test]
async fn groups_are_found_and_sorted_by_what_their_rules_propose() {
    let (sim, path, _) = reviewed().await;
    sim.control().create_user_group("UG-Plain").unwrap();
    for (filter, count) in [
        ("suggestionCounts.total:gt:0", 1),
        ("suggestionCounts.add:eq:1", 1),
        ("suggestionCounts.remove:eq:0", 1),
        ("suggestionCounts.total:eq:3", 0),
        ("disabled:eq:false", 2),
        ("disabled:eq:true", 0),
        ("membershipMethod:eq:STATIC", 1),
    ] {
        let got = sim.get(&format!("/api/v2/usergroups?filter={filter}")).await;
        assert_eq!(
            (got.body.as_array().unwrap().len(), &got.headers["x-total-count"]),
            (count, &count.into()),
            "{filter}"
        );
    }
    let got = sim.get("/api/v2/usergroups?sort=-suggestionCounts.total").await.body;
    assert!(path.ends_with(text(&got[0], "id")) && got[0].get("disabled").is_none(), "{got}");
}

#[tokio::test]
async fn groups_of_systems_propose_systems() {
    let sim = Sim::empty().await;
    let system = sim.control().create_system("build-1").unwrap();
    let mut body = rule("hostname", "search", json!("build"));
    body["membershipMethod"] = json!("DYNAMIC_REVIEW_REQUIRED");
    let group = sim.post("/api/v2/systemgroups", body).await.body;
    let list = format!("/api/v2/systemgroups/{}/suggestions", text(&group, "id"));
    assert_eq!(sim.get(&list).await.body[0]["object"]["id"], json!(system));
    assert_eq!(sim.post(&list, json!({ "object_ids": [system] })).await.status, 200);
    assert_eq!(sim.get(&list).await.body, json!([]));
}

#[tokio::test]
async fn a_rule_of_objects_counts_as_one_of_texts_does() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({ "department": "Sales" })).await;
    let mut body = rule("department", "eq", json!("Sales"));
    body["memberQuery"]["filters"] = json!([{ "field": "department", "operator": "eq", "value": "Sales" }]);
    let group = sim.post("/api/v2/usergroups", body.clone()).await;
    assert_eq!((group.status, members(&sim, &group.body).await), (201, 1), "{}", group.text);
    for wrong in [json!(null), json!(7), json!([7]), json!("x"), json!([["x"]]), json!([{ "operator": "eq" }])] {
        body["name"] = json!("UG-Other");
        body["memberQuery"]["filters"] = wrong.clone();
        assert_eq!(sim.post("/api/v2/usergroups", body.clone()).await.status, 400, "{wrong}");
    }
    let flagged = sim.get("/api/v2/usergroups?filter=memberQueryErrorFlags:nco:CYCLE").await.body;
    assert_eq!(flagged.as_array().unwrap().len(), 1, "no rule here goes round in circles");
}
