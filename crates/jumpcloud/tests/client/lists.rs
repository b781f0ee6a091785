//! Long lists of a simulated directory.

use dayone_simulator::Seed;

use crate::operations::start;

#[tokio::test]
async fn three_hundred_groups_take_three_calls() {
    let (simulator, client) = start(Seed::Empty).await;
    let control = simulator.control();
    for number in 0..300 {
        control.create_user_group(&format!("UG-{number:03}")).unwrap();
    }
    let groups = client.user_groups().await.unwrap();
    assert_eq!(groups.len(), 300);
    assert!(groups.windows(2).all(|pair| pair[0].name < pair[1].name));
    assert_eq!(control.count("GET /v2/usergroups"), 3);
}

#[tokio::test]
async fn every_user_of_a_long_list_is_read_once() {
    let (simulator, client) = start(Seed::Empty).await;
    let control = simulator.control();
    for number in 0..250 {
        let (username, email) = (format!("user{number}"), format!("user{number}@example.com"));
        control.create_user(serde_json::json!({ "username": username, "email": email })).unwrap();
    }
    let users = client.users(&[], &[]).await.unwrap();
    assert_eq!(users.len(), 250);
    assert_eq!(control.count("GET /systemusers"), 3);
    let ids: Vec<_> = users.iter().map(|user| user.id.clone()).collect();
    assert_eq!(client.users_by_id(&ids).await.unwrap().len(), 250);
    assert_eq!(control.count("POST /search/systemusers"), 3);
}
