//! What is sent, to the field.

use dayone_jumpcloud::{
    Activation, CustomEmailType, Filter, Grant, GraphType, Holder, MfaSettings, NewScheduledState, NewSshKey,
    NewUserGroup, Reach, Removal, SearchTerm, Sudo, UserKey, UserPatch, UserQuery, UserState,
};
use secrecy::SecretString;
use serde_json::json;

use crate::server::{Received, Server, ok, status};

async fn one(server: &Server) -> Received {
    server.received().pop().unwrap()
}

#[tokio::test]
async fn an_activation_sends_to_the_usual_another_or_no_address() {
    let server = Server::answering(|_| ok("")).await;
    let client = server.client();
    for (mail, body) in [
        (Activation::Send, json!({})),
        (Activation::SendTo("a@b.example".to_owned()), json!({ "email": "a@b.example" })),
        (Activation::Suppress, json!({ "email": false })),
    ] {
        client.activate_user("u1", &mail).await.unwrap();
        assert_eq!(one(&server).await.json(), body);
        assert_eq!(one(&server).await.line, "POST /api/systemusers/u1/state/activate");
    }
}

#[tokio::test]
async fn actions_answered_by_text_are_done() {
    let server = Server::answering(|_| ok("OK")).await;
    let client = server.client();
    client.suspend_user("u1").await.unwrap();
    client.expire_user_password("u1").await.unwrap();
    client.unlock_user("u1").await.unwrap();
    let after = MfaSettings { exclusion: Some(true), exclusion_days: Some(7), exclusion_until: None };
    client.reset_user_mfa("u1", &after).await.unwrap();
    assert_eq!(one(&server).await.json(), json!({ "exclusion": true, "exclusionDays": 7 }));
    assert_eq!(
        server.lines(),
        [
            "POST /api/systemusers/u1/state/suspend",
            "POST /api/systemusers/u1/expire",
            "POST /api/systemusers/u1/unlock",
            "POST /api/systemusers/u1/resetmfa"
        ]
    );
}

#[tokio::test]
async fn a_binding_carries_rights_only_where_given() {
    let server = Server::answering(|_| status(204, "")).await;
    let client = server.client();
    let sudo = Some(Sudo { enabled: true, without_password: false });
    let system = Grant { kind: GraphType::System, id: "s1".to_owned(), sudo };
    client.add_association(Holder::User("u1"), &system).await.unwrap();
    assert_eq!(
        one(&server).await.json(),
        json!({"op": "add", "type": "system", "id": "s1",
               "attributes": {"sudo": {"enabled": true, "withoutPassword": false}}})
    );
    client.update_association(Holder::User("u1"), &system).await.unwrap();
    assert_eq!(one(&server).await.json()["op"], "update");
    client.remove_association(Holder::UserGroup("g1"), GraphType::GSuite, "d1").await.unwrap();
    assert_eq!(one(&server).await.json(), json!({"op": "remove", "type": "g_suite", "id": "d1"}));
    assert_eq!(one(&server).await.line, "POST /api/v2/usergroups/g1/associations");
}

#[tokio::test]
async fn a_member_is_added_by_one_call() {
    let server = Server::answering(|_| status(204, "")).await;
    server.client().add_member("g1", "u1").await.unwrap();
    assert_eq!(one(&server).await.json(), json!({"op": "add", "type": "user", "id": "u1"}));
}

#[tokio::test]
async fn associations_name_exactly_one_target() {
    let server = Server::answering(|_| ok("[]")).await;
    server.client().associations(Holder::SystemGroup("g1"), GraphType::PolicyGroup).await.unwrap();
    assert_eq!(
        one(&server).await.line,
        "GET /api/v2/systemgroups/g1/associations?targets=policy_group&limit=100&skip=0"
    );
}

#[tokio::test]
async fn every_traversal_has_its_route() {
    let server = Server::answering(|_| ok("[]")).await;
    let client = server.client();
    for what in Reach::ALL {
        client.reached_by_user("u1", what).await.unwrap();
        client.reached_by_user_group("g1", what).await.unwrap();
    }
    let mut lines = server.lines();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 18);
}

#[tokio::test]
async fn a_search_holds_only_what_is_asked() {
    let server = Server::answering(|_| ok(r#"{"results":[],"totalCount":0}"#)).await;
    let client = server.client();
    let query = UserQuery {
        any_of: vec![(UserKey::Email, "a@b.example".to_owned()), (UserKey::UnixUid, "5001".to_owned())],
        ..UserQuery::default()
    };
    client.search_users(&query).await.unwrap();
    assert_eq!(
        one(&server).await.json(),
        json!({"filter": {"or": [{"email": "a@b.example"}, {"unix_uid": 5001}]}, "limit": 100, "skip": 0})
    );
    let term = Some(SearchTerm { words: vec!["ada".to_owned(), "bob".to_owned()], fields: vec!["username", "email"] });
    client.search_users(&UserQuery { term, fields: vec!["username"], ..UserQuery::default() }).await.unwrap();
    assert_eq!(
        one(&server).await.json(),
        json!({"searchFilter": {"searchTerm": ["ada", "bob"], "fields": ["username", "email"]},
               "fields": "username", "limit": 100, "skip": 0})
    );
}

#[tokio::test]
async fn a_list_takes_conditions_and_fields() {
    let server = Server::answering(|_| ok(r#"{"results":[],"totalCount":0}"#)).await;
    let filters = [Filter::is_one_of("username", ["a", "b"]), Filter::is("state", "STAGED")];
    server.client().users(&filters, &["username", "email"]).await.unwrap();
    let line = one(&server).await.line;
    assert_eq!(
        line,
        "GET /api/systemusers?sort=_id&fields=username+email&filter=username%3A%24in%3Aa%7Cb\
         &filter=state%3A%24eq%3ASTAGED&limit=100&skip=0"
    );
}

#[tokio::test]
async fn a_change_sends_only_what_changes() {
    let server = Server::answering(|_| ok(r#"{"_id":"u1"}"#)).await;
    let client = server.client();
    client.update_user("u1", &UserPatch { sudo: Some(false), ..UserPatch::default() }).await.unwrap();
    assert_eq!(one(&server).await.json(), json!({ "sudo": false }));
    client.set_password("u1", SecretString::from("correct horse")).await.unwrap();
    assert_eq!(one(&server).await.json(), json!({ "password": "correct horse" }));
    assert_eq!(one(&server).await.line, "PUT /api/systemusers/u1?fullValidationDetails=password");
    client.add_ssh_key("u1", &NewSshKey { name: "n".to_owned(), public_key: "k".to_owned() }).await.unwrap();
    assert_eq!(one(&server).await.json(), json!({ "name": "n", "public_key": "k" }));
    client.create_user_group(&NewUserGroup { name: "UG-A".to_owned(), ..NewUserGroup::default() }).await.unwrap();
    assert_eq!(one(&server).await.json(), json!({ "name": "UG-A" }));
}

#[tokio::test]
async fn only_the_capability_of_removal_deletes() {
    let server = Server::scripted([ok(r#"{"_id":"u1"}"#), status(404, "")]).await;
    let removal = Removal::for_undo(&server.client());
    assert_eq!(removal.delete_user("u1").await.unwrap(), dayone_jumpcloud::Gone::Deleted);
    assert_eq!(removal.delete_user("u1").await.unwrap(), dayone_jumpcloud::Gone::AlreadyGone);
    assert_eq!(server.lines(), ["DELETE /api/systemusers/u1", "DELETE /api/systemusers/u1"]);
    assert!(removal.delete_user("").await.is_err());
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn a_change_of_state_is_scheduled_for_many_at_once() {
    let answer =
        r#"[{"systemUserId":"u1","state":"ACTIVATED","scheduledDate":"2026-03-02T07:00:00Z","scheduledJobId":"j1"}]"#;
    let server = Server::answering(move |_| status(201, answer)).await;
    let change = NewScheduledState {
        user_ids: vec!["u1".to_owned()],
        state: UserState::Activated,
        start_date: "2026-03-02T07:00:00Z".parse().unwrap(),
        send_activation_emails: Some(true),
        activation_email_override: None,
    };
    let scheduled = server.client().schedule_state(&change).await.unwrap();
    assert_eq!((scheduled[0].scheduled_job_id.as_str(), scheduled[0].state), ("j1", UserState::Activated));
    assert_eq!(
        one(&server).await.json(),
        json!({"user_ids": ["u1"], "state": "ACTIVATED", "start_date": "2026-03-02T07:00:00Z",
               "send_activation_emails": true})
    );
}

#[tokio::test]
async fn what_is_scheduled_for_a_user_is_listed_and_taken_back() {
    let list = r#"[{"systemUserId":"u1","state":"SUSPENDED","scheduledDate":"2026-07-01T07:00:00Z","scheduledJobId":"j1"},
                   {"systemUserId":"u2","state":"SUSPENDED","scheduledDate":"2026-07-01T07:00:00Z","scheduledJobId":"j2"}]"#;
    let server = Server::scripted([ok(list), status(204, ""), status(404, "")]).await;
    let client = server.client();
    let found = client.scheduled_states("u1").await.unwrap();
    assert_eq!(found.len(), 1, "nobody else's");
    assert_eq!(client.unschedule_state("j1").await.unwrap(), dayone_jumpcloud::Gone::Deleted);
    assert_eq!(client.unschedule_state("j1").await.unwrap(), dayone_jumpcloud::Gone::AlreadyGone);
    assert_eq!(
        server.lines(),
        [
            "GET /api/v2/bulk/userstates?userid=u1&limit=100&skip=0",
            "DELETE /api/v2/bulk/userstates/j1",
            "DELETE /api/v2/bulk/userstates/j1"
        ]
    );
}

#[tokio::test]
async fn a_mail_without_own_words_is_none() {
    let server = Server::scripted([status(404, ""), ok(r#"{"subject":"Welcome","nextStepContactInfo":null}"#)]).await;
    let client = server.client();
    assert_eq!(client.custom_email(CustomEmailType::ActivateO365User).await.unwrap(), None);
    assert_eq!(client.custom_email(CustomEmailType::ActivateO365User).await.unwrap().unwrap().subject, "Welcome");
    assert_eq!(one(&server).await.line, "GET /api/v2/customemails/activate_o365_user");
}
