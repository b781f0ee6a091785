//! The operations, against a simulated directory.

use std::time::Duration;

use dayone_core::fault::{Delivery, FaultKind};
use dayone_jumpcloud::{
    Activation, Added, Attribute, Client, ClientOptions, Credentials, Endpoint, Filter, Gone, Grant, GraphType, Holder,
    Jitter, Meter, MfaSettings, NewSshKey, NewUser, NewUserGroup, Pacer, PacerLimits, Reach, Removal, Removed,
    RetryPolicy, SearchTerm, SecretSource, Sudo, UserKey, UserPatch, UserQuery, UserState,
};
use dayone_simulator::{Fault, Options, Seed, Simulator, Then};
use secrecy::SecretString;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g ada@example";

pub(crate) async fn start(seed: Seed) -> (Simulator, Client) {
    crate::logs::listen();
    let simulator = Simulator::start(seed, Options::default()).await.unwrap();
    let client = client_of(&simulator);
    (simulator, client)
}

pub(crate) fn client_of(simulator: &Simulator) -> Client {
    let key = SecretSource::fixed(SecretString::from(simulator.api_key().to_owned()));
    let endpoint = Endpoint::at(&simulator.url()).unwrap();
    let limits = PacerLimits { max_requests_per_second: 10_000, starting_rate: 10_000, ..PacerLimits::default() };
    Client::new(ClientOptions {
        organization: Some(simulator.org_id().to_owned()),
        pacer: Pacer::new(limits),
        retry: RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() },
        ..ClientOptions::new(endpoint, Credentials::ApiKey(key), Jitter::seeded(1))
    })
    .unwrap()
}

fn ada() -> NewUser {
    NewUser {
        firstname: Some("Ada".to_owned()),
        lastname: Some("Lovelace".to_owned()),
        department: Some("Engineering".to_owned()),
        employee_identifier: Some("EMP-1".to_owned()),
        state: Some(UserState::Staged),
        attributes: Some(vec![Attribute { name: "costCenter".to_owned(), value: "ENG-100".to_owned() }]),
        mfa: Some(MfaSettings { exclusion: Some(true), exclusion_days: Some(7), exclusion_until: None }),
        enable_user_portal_multifactor: Some(true),
        allow_public_key: Some(true),
        ..NewUser::new("ada", "ada@company.com")
    }
}

#[tokio::test]
async fn a_user_is_made_bound_activated_and_removed() {
    let (simulator, client) = start(Seed::Demo).await;
    let meter = Meter::new();
    let client = client.observed(meter.clone());

    let user = client.create_user(&ada()).await.unwrap();
    assert_eq!((user.organization.as_str(), user.state), (simulator.org_id(), UserState::Staged));
    assert_eq!((user.attribute("costCenter"), user.mfa.exclusion), (Some("ENG-100"), true));
    assert!(user.created.is_some() && user.password_date.is_none());

    let groups = client.user_groups().await.unwrap();
    let group = groups.iter().find(|group| group.name == "UG-Engineering").unwrap();
    assert_eq!(client.add_member(&group.id, &user.id).await.unwrap(), Added::Added);
    assert_eq!(client.add_member(&group.id, &user.id).await.unwrap(), Added::AlreadyThere);
    assert!(client.groups_of_user(&user.id).await.unwrap().iter().any(|object| object.id == group.id));
    assert!(client.members(&group.id).await.unwrap().iter().any(|edge| edge.to.id == user.id));
    assert!(client.membership(&group.id).await.unwrap().iter().any(|object| object.id == user.id));

    let system = client.systems(&[Filter::is("hostname", "prod-web-01")]).await.unwrap().remove(0);
    let sudo = Sudo { enabled: true, without_password: false };
    let grant = Grant { kind: GraphType::System, id: system.id.clone(), sudo: Some(sudo) };
    let holder = Holder::User(&user.id);
    assert_eq!(client.add_association(holder, &grant).await.unwrap(), Added::Added);
    assert_eq!(client.associations(holder, GraphType::System).await.unwrap()[0].sudo(), sudo);
    client.update_association(holder, &Grant { sudo: Some(Sudo::default()), ..grant.clone() }).await.unwrap();
    let reached = client.reached_by_user(&user.id, Reach::Systems).await.unwrap();
    assert!(reached.iter().any(|object| object.id == system.id && object.is_direct()));
    assert_eq!(client.remove_association(holder, GraphType::System, &system.id).await.unwrap(), Removed::Removed);
    assert_eq!(client.remove_association(holder, GraphType::System, &system.id).await.unwrap(), Removed::NotThere);

    client.activate_user(&user.id, &Activation::Suppress).await.unwrap();
    let active = client.user(&user.id).await.unwrap().unwrap();
    assert_eq!(active.state, UserState::Activated);
    assert!(active.mfa.exclusion_until.is_some());

    let removal = Removal::for_undo(&client);
    assert_eq!(removal.delete_user(&user.id).await.unwrap(), Gone::Deleted);
    assert_eq!(removal.delete_user(&user.id).await.unwrap(), Gone::AlreadyGone);
    assert!(client.user(&user.id).await.unwrap().is_none());

    let counts: Vec<_> =
        meter.by_operation().into_iter().map(|(name, count)| (name.to_owned(), count as u64)).collect();
    assert_eq!(counts, simulator.control().counts().into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_password_is_set_and_a_weak_one_is_refused_by_its_rules() {
    let (simulator, client) = start(Seed::Demo).await;
    let user = client.create_user(&ada()).await.unwrap();
    let fault = client.set_password(&user.id, SecretString::from("aaaaaa")).await.unwrap_err();
    assert_eq!((fault.kind, fault.status, fault.delivery), (FaultKind::Refused, Some(400), Delivery::NotApplied));
    assert!(fault.detail.unwrap().contains("password: "));
    client.set_password(&user.id, SecretString::from("Tr0ub4dor&3-horse")).await.unwrap();
    assert!(simulator.control().password_is(&user.id, "Tr0ub4dor&3-horse"));
}

#[tokio::test]
async fn keys_are_added_listed_and_removed() {
    let (_simulator, client) = start(Seed::Demo).await;
    let user = client.create_user(&ada()).await.unwrap();
    let new = NewSshKey { name: "laptop".to_owned(), public_key: KEY.to_owned() };
    let key = client.add_ssh_key(&user.id, &new).await.unwrap();
    assert_eq!(client.ssh_keys(&user.id).await.unwrap(), std::slice::from_ref(&key));
    assert_eq!(client.user(&user.id).await.unwrap().unwrap().ssh_keys[0].name, "laptop");
    assert_eq!(client.remove_ssh_key(&user.id, &key.id).await.unwrap(), Removed::Removed);
    assert!(client.ssh_keys(&user.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_is_changed_suspended_and_kept_in_shape() {
    let (_simulator, client) = start(Seed::Demo).await;
    let user = client.create_user(&ada()).await.unwrap();
    client.activate_user(&user.id, &Activation::SendTo("ada@home.example".to_owned())).await.unwrap();
    let patch = UserPatch { job_title: Some("Analyst".to_owned()), ..UserPatch::default() };
    assert_eq!(client.update_user(&user.id, &patch).await.unwrap().job_title, "Analyst");
    client.unlock_user(&user.id).await.unwrap();
    client.expire_user_password(&user.id).await.unwrap();
    let after = MfaSettings { exclusion: Some(true), exclusion_days: Some(3), exclusion_until: None };
    client.reset_user_mfa(&user.id, &after).await.unwrap();
    client.suspend_user(&user.id).await.unwrap();
    assert_eq!(client.user(&user.id).await.unwrap().unwrap().state, UserState::Suspended);
}

#[tokio::test]
async fn users_are_found_by_many_values_at_once() {
    let (_simulator, client) = start(Seed::Demo).await;
    let any_of = vec![
        (UserKey::Username, "jane.doe".to_owned()),
        (UserKey::Email, "tom.berg@company.com".to_owned()),
        (UserKey::EmployeeIdentifier, "EMP-2022-031".to_owned()),
        (UserKey::UnixUid, "5002".to_owned()),
        (UserKey::Username, "nobody".to_owned()),
    ];
    let found = client.search_users(&UserQuery { any_of, ..UserQuery::default() }).await.unwrap();
    assert_eq!(found.len(), 4);

    let term = Some(SearchTerm { words: vec!["JANE".to_owned(), "tom.b".to_owned()], fields: vec!["username"] });
    let found = client.search_users(&UserQuery { term, ..UserQuery::default() }).await.unwrap();
    assert_eq!(found.len(), 2);

    let ids: Vec<_> = found.into_iter().map(|user| user.id).chain(["5f0000000000000000000099".to_owned()]).collect();
    assert_eq!(client.users_by_id(&ids).await.unwrap().len(), 2);
    let one_of = [Filter::is_one_of("username", ["jane.doe", "tom.berg", "x|y"])];
    assert_eq!(client.users(&one_of, &["username"]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_a_group_grants_is_reached_with_its_names() {
    let (_simulator, client) = start(Seed::Demo).await;
    let groups = client.user_groups().await.unwrap();
    let group = groups.iter().find(|group| group.name == "UG-Developers").unwrap();
    let mut reached = Vec::new();
    for what in Reach::ALL {
        reached.extend(client.reached_by_user_group(&group.id, what).await.unwrap());
    }
    let systems: Vec<_> =
        reached.iter().filter(|object| object.kind == GraphType::System).map(|object| object.id.clone()).collect();
    assert!(!systems.is_empty());
    assert_eq!(client.systems_by_id(&systems).await.unwrap().len(), systems.len());
    let applications = client.applications().await.unwrap();
    assert!(applications.iter().all(|application| !application.label().is_empty()));
    assert!(client.system(&systems[0]).await.unwrap().is_some());
}

#[tokio::test]
async fn everything_with_a_name_is_listed() {
    let (simulator, client) = start(Seed::Demo).await;
    assert!(!client.radius_servers().await.unwrap().is_empty());
    assert_eq!(client.ldap_servers().await.unwrap()[0].name, "JumpCloud LDAP");
    assert!(!client.directories().await.unwrap().is_empty());
    assert!(!client.policies().await.unwrap().is_empty());
    for group in client.system_groups().await.unwrap() {
        client.system_group_members(&group.id).await.unwrap();
        client.system_group_policies(&group.id).await.unwrap();
        client.system_group_policy_groups(&group.id).await.unwrap();
        client.associations(Holder::SystemGroup(&group.id), GraphType::Policy).await.unwrap();
    }
    let organizations = client.organizations().await.unwrap();
    assert_eq!(organizations[0].id, simulator.org_id());
    let organization = client.organization(simulator.org_id()).await.unwrap().unwrap();
    assert_eq!(organization.display_name, "Company Inc");
    assert!(client.organization("5f00000000000000000000aa").await.is_ok());
}

#[tokio::test]
async fn a_group_is_made_once() {
    let (_simulator, client) = start(Seed::Demo).await;
    let new = NewUserGroup { name: "UG-New".to_owned(), ..NewUserGroup::default() };
    let group = client.create_user_group(&new).await.unwrap();
    assert_eq!(client.user_group(&group.id).await.unwrap().unwrap().name, "UG-New");
    assert!(client.user_group("5f00000000000000000000aa").await.unwrap().is_none());
    assert_eq!(client.create_user_group(&new).await.unwrap_err().kind, FaultKind::Conflict);
}

#[tokio::test]
async fn a_provider_lists_its_organisations() {
    let (simulator, client) = start(Seed::Demo).await;
    let provider = simulator.control().add_provider(&[simulator.org_id()]);
    let key = SecretSource::fixed(SecretString::from(provider.api_key.clone()));
    let endpoint = Endpoint::at(&simulator.url()).unwrap();
    let options = ClientOptions::new(endpoint, Credentials::ApiKey(key), Jitter::seeded(1));
    let organizations = Client::new(options).unwrap().provider_organizations(&provider.id).await.unwrap();
    assert_eq!(organizations[0].id, client.organization_id().unwrap());
}

#[tokio::test]
async fn a_create_whose_reply_is_lost_is_of_unknown_delivery_and_was_applied() {
    for then in [Then::AppliedButReplyLost, Then::TruncatedBody] {
        let (simulator, client) = start(Seed::Demo).await;
        simulator.control().add_fault(Fault::nth("POST /systemusers", 1, then));
        let fault = client.create_user(&ada()).await.unwrap_err();
        assert_eq!(fault.delivery, Delivery::Unknown);
        assert_eq!(client.users(&[Filter::is("username", "ada")], &[]).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn reads_outlast_faults_and_a_rate_limit() {
    let (simulator, client) = start(Seed::Demo).await;
    let control = simulator.control();
    control.add_fault(Fault::nth("GET /v2/usergroups", 1, Then::DropConnectionBefore));
    control.add_fault(Fault::nth("GET /v2/usergroups", 2, Then::TruncatedBody));
    control.add_fault(Fault::nth("GET /v2/usergroups", 3, Then::status(429)));
    assert!(!client.user_groups().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_service_account_works_like_a_key() {
    let (simulator, _) = start(Seed::Demo).await;
    let control = simulator.control();
    let account = control.add_service_account("dayone", dayone_simulator::Access::Full);
    let credentials = Credentials::ServiceAccount {
        client_id: account.client_id.clone(),
        client_secret: SecretSource::fixed(SecretString::from(account.client_secret.clone())),
    };
    let endpoint = Endpoint::at(&simulator.url()).unwrap();
    let options = ClientOptions::new(endpoint, credentials, Jitter::seeded(1));
    let client = Client::new(ClientOptions { organization: Some(simulator.org_id().to_owned()), ..options }).unwrap();
    assert!(!client.user_groups().await.unwrap().is_empty());
    control.revoke_tokens();
    assert!(!client.user_groups().await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_that_the_specification_lacks() {
    let (simulator, client) = start(Seed::Demo).await;
    let user = client.create_user(&ada()).await.unwrap();
    client.users(&[Filter::is("username", "ada")], &["username"]).await.unwrap();
    client.search_users(&UserQuery { fields: vec!["username"], ..UserQuery::default() }).await.unwrap();
    client.systems_by_id(&["60a2000000000000000abc01".to_owned()]).await.unwrap();
    client.user_groups().await.unwrap();
    client.groups_of_user(&user.id).await.unwrap();
    client.update_user(&user.id, &UserPatch { sudo: Some(true), ..UserPatch::default() }).await.unwrap();
    client.organizations().await.unwrap();
    client.directories().await.unwrap();
    client.policies().await.unwrap();
    client.system_groups().await.unwrap();
    client.ldap_servers().await.unwrap();
    client.activate_user(&user.id, &Activation::Suppress).await.unwrap();
    let outside: Vec<_> = simulator
        .control()
        .requests()
        .into_iter()
        .filter(|request| !request.outside_specification.is_empty())
        .map(|request| (request.operation, request.outside_specification))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}
