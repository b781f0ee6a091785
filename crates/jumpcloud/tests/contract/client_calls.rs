//! Every operation of our client, called once and more, through the tap.

use std::time::Duration;

use dayone_jumpcloud::{
    Activation, Address, Attribute, Client, ClientOptions, Credentials, CustomEmailType, Endpoint, Filter, Grant,
    GraphType, Holder, Hop, Jitter, MfaSettings, NewScheduledState, NewSshKey, NewUser, NewUserGroup, Pacer,
    PacerLimits, PhoneNumber, Reach, RecoveryEmail, Removal, RetryPolicy, SearchTerm, SecretSource, Sudo, UserKey,
    UserPatch, UserQuery, UserState,
};
use dayone_simulator::{Kind, Options, Seed, Simulator};
use secrecy::SecretString;
use serde_json::json;

use crate::tap::{Exchange, Tap, plain_client};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g ada@example";

/// All exchanges of a client that does everything it can.
pub(crate) async fn all() -> Vec<Exchange> {
    let simulator = Simulator::start(Seed::Demo, Options::default()).await.unwrap();
    let tap = Tap::before(simulator.url()).await;
    let client = client(&tap.url, simulator.api_key(), Some(simulator.org_id()));
    let id = a_whole_user(&client).await;
    groups(&client, &id).await;
    bindings(&client, &id).await;
    lists_and_searches(&client, &id).await;
    what_groups_reach(&client, &id).await;
    rest(&simulator, &tap, &client, &id).await;
    tap.exchanges()
}

fn client(url: &str, key: &str, organization: Option<&str>) -> Client {
    let key = SecretSource::fixed(SecretString::from(key.to_owned()));
    let limits = PacerLimits { max_requests_per_second: 10_000, starting_rate: 10_000, ..PacerLimits::default() };
    Client::new(ClientOptions {
        organization: organization.map(str::to_owned),
        pacer: Pacer::new(limits),
        retry: RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() },
        ..ClientOptions::new(Endpoint::at(url).unwrap(), Credentials::ApiKey(key), Jitter::seeded(1))
    })
    .unwrap()
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// A user with every field that the client can send.
async fn a_whole_user(client: &Client) -> String {
    let address = || Some(vec![Address { country: "SE".to_owned(), kind: "work".to_owned(), ..Address::default() }]);
    let number = || Some(vec![PhoneNumber { kind: "mobile".to_owned(), number: "+46 8 1".to_owned() }]);
    let attribute = || Some(vec![Attribute { name: "costCenter".to_owned(), value: "ENG-100".to_owned() }]);
    let mfa = || Some(MfaSettings { exclusion: Some(true), exclusion_days: Some(7), exclusion_until: None });
    let manager = text("60a0000000000000000000b1");
    let user = client
        .create_user(&NewUser {
            firstname: text("Ada"),
            middlename: text("A"),
            lastname: text("Lovelace"),
            displayname: text("Ada Lovelace"),
            company: text("Company Inc"),
            cost_center: text("ENG-100"),
            department: text("Engineering"),
            employee_identifier: text("EMP-1"),
            employee_type: text("employee"),
            job_title: text("Analyst"),
            location: text("Stockholm"),
            description: text("First of her kind"),
            manager: manager.clone(),
            alternate_email: text("ada@home.example"),
            recovery_email: Some(RecoveryEmail { address: "ada@recovery.example".to_owned() }),
            addresses: address(),
            phone_numbers: number(),
            attributes: attribute(),
            password: Some(SecretString::from("Tr0ub4dor&3-horse")),
            password_never_expires: Some(false),
            state: Some(UserState::Staged),
            suspended: Some(false),
            account_locked: Some(false),
            mfa: mfa(),
            enable_user_portal_multifactor: Some(true),
            allow_public_key: Some(true),
            public_key: text(KEY),
            ldap_binding_user: Some(true),
            sudo: Some(false),
            passwordless_sudo: Some(false),
            enable_managed_uid: Some(true),
            unix_uid: Some(6001),
            unix_guid: Some(6001),
            ..NewUser::new("ada", "ada@company.com")
        })
        .await
        .unwrap();
    let patch = UserPatch {
        samba_service_user: Some(false),
        username: text("ada.lovelace"),
        email: text("ada.lovelace@company.com"),
        firstname: text("Augusta"),
        middlename: text("Ada"),
        lastname: text("King"),
        displayname: text("Ada King"),
        company: text("Company Inc"),
        cost_center: text("ENG-101"),
        department: text("Engineering"),
        employee_identifier: text("EMP-2"),
        employee_type: text("contractor"),
        job_title: text("Countess"),
        location: text("London"),
        description: text("Still the first"),
        manager,
        alternate_email: text("ada@house.example"),
        addresses: address(),
        phone_numbers: number(),
        attributes: attribute(),
        password: Some(SecretString::from("An0ther&3-horse-x")),
        password_never_expires: Some(true),
        state: None,
        suspended: Some(false),
        account_locked: Some(true),
        mfa: mfa(),
        enable_user_portal_multifactor: Some(true),
        allow_public_key: Some(true),
        public_key: text(KEY),
        ldap_binding_user: Some(true),
        sudo: Some(true),
        enable_managed_uid: Some(true),
        unix_uid: Some(6002),
        unix_guid: Some(6002),
        ssh_keys: Some(vec![NewSshKey { name: "desk".to_owned(), public_key: KEY.to_owned() }]),
    };
    client.update_user(&user.id, &patch).await.unwrap();
    client.set_password(&user.id, SecretString::from("Y3t-an0ther&horse")).await.unwrap();
    let key = NewSshKey { name: "laptop".to_owned(), public_key: KEY.to_owned() };
    let key = client.add_ssh_key(&user.id, &key).await.unwrap();
    client.ssh_keys(&user.id).await.unwrap();
    client.remove_ssh_key(&user.id, &key.id).await.unwrap();
    client.activate_user(&user.id, &Activation::SendTo("ada@home.example".to_owned())).await.unwrap();
    client.unlock_user(&user.id).await.unwrap();
    client.expire_user_password(&user.id).await.unwrap();
    client.reset_user_mfa(&user.id, &mfa().unwrap()).await.unwrap();
    client.set_manager(&user.id, None).await.unwrap();
    client.suspend_user(&user.id).await.unwrap();
    let again = UserPatch { state: Some(UserState::Activated), suspended: Some(false), ..UserPatch::default() };
    client.update_user(&user.id, &again).await.unwrap();
    for (name, mail) in [("quiet", Activation::Suppress), ("loud", Activation::Send)] {
        let new = NewUser { state: Some(UserState::Staged), ..NewUser::new(name, format!("{name}@company.com")) };
        let staged = client.create_user(&new).await.unwrap();
        client.activate_user(&staged.id, &mail).await.unwrap();
    }
    client.user(&user.id).await.unwrap().unwrap();
    user.id
}

async fn groups(client: &Client, user: &str) {
    let group =
        client.create_user_group(&NewUserGroup { name: "UG-New".to_owned(), ..NewUserGroup::default() }).await.unwrap();
    client.user_group(&group.id).await.unwrap().unwrap();
    assert!(client.user_group("5f00000000000000000000aa").await.unwrap().is_none());
    client.add_member(&group.id, user).await.unwrap();
    client.add_member(&group.id, user).await.unwrap();
    client.members(&group.id).await.unwrap();
    client.members_page(&group.id, 0).await.unwrap();
    client.membership(&group.id).await.unwrap();
    client.groups_of_user(user).await.unwrap();
    client.remove_member(&group.id, user).await.unwrap();
    client.remove_member(&group.id, user).await.unwrap();
    let exempt = Hop { id: user.to_owned(), kind: GraphType::User, ..Hop::default() };
    client.exempt_from_user_group(&group, vec![exempt]).await.unwrap();
    let group = client.user_group(&group.id).await.unwrap().unwrap();
    assert_eq!(group.member_query_exemptions.len(), 1);
    client.exempt_from_user_group(&group, Vec::new()).await.unwrap();
}

async fn bindings(client: &Client, user: &str) {
    let group = client.user_groups().await.unwrap().remove(0).id;
    let of_systems = client.system_groups().await.unwrap().remove(0).id;
    let system = client.systems(&[]).await.unwrap().remove(0).id;
    let policy = client.policies().await.unwrap().remove(0).id;
    let of_policies = client.policy_groups().await.unwrap().remove(0).id;
    client.policy_group_members(&of_policies).await.unwrap();
    let bindings = [
        (Holder::User(user), GraphType::System, system.as_str()),
        (Holder::UserGroup(&group), GraphType::System, system.as_str()),
        (Holder::SystemGroup(&of_systems), GraphType::Policy, policy.as_str()),
        (Holder::Policy(&policy), GraphType::System, system.as_str()),
        (Holder::PolicyGroup(&of_policies), GraphType::System, system.as_str()),
    ];
    for (holder, kind, id) in bindings {
        let people = matches!(holder, Holder::User(_) | Holder::UserGroup(_));
        let sudo = people.then_some(Sudo { enabled: true, without_password: false });
        let grant = Grant { kind, id: id.to_owned(), sudo };
        client.remove_association(holder, kind, id).await.unwrap();
        client.add_association(holder, &grant).await.unwrap();
        client.add_association(holder, &grant).await.unwrap();
        client.update_association(holder, &grant).await.unwrap();
        client.associations(holder, kind).await.unwrap();
    }
}

async fn lists_and_searches(client: &Client, user: &str) {
    client.users(&[Filter::is("username", "ada.lovelace")], &["username", "email"]).await.unwrap();
    client.users(&[Filter::is_one_of("username", ["ada", "jane.doe"])], &[]).await.unwrap();
    client.users_page(&[], &[], 0).await.unwrap();
    client.users_by_id(&[user.to_owned()]).await.unwrap();
    let any_of = vec![(UserKey::Email, "jane.doe@company.com".to_owned()), (UserKey::UnixUid, "5002".to_owned())];
    let term = Some(SearchTerm { words: vec!["jane".to_owned()], fields: vec!["username"] });
    client.search_users(&UserQuery { any_of, term, fields: vec!["username"] }).await.unwrap();
    client.search_users(&UserQuery::default()).await.unwrap();
    let systems = client.systems(&[Filter::is("hostname", "prod-web-01")]).await.unwrap();
    client.system(&systems[0].id).await.unwrap().unwrap();
    client.systems_by_id(&[systems[0].id.clone()]).await.unwrap();
    client.applications().await.unwrap();
    client.radius_servers().await.unwrap();
    client.ldap_servers().await.unwrap();
    client.directories().await.unwrap();
}

async fn what_groups_reach(client: &Client, user: &str) {
    for group in client.user_groups().await.unwrap() {
        for what in Reach::ALL {
            client.reached_by_user_group(&group.id, what).await.unwrap();
        }
        client.add_member(&group.id, user).await.unwrap();
    }
    for what in Reach::ALL {
        client.reached_by_user(user, what).await.unwrap();
    }
    for group in client.system_groups().await.unwrap() {
        client.system_group_members(&group.id).await.unwrap();
        client.system_group_policies(&group.id).await.unwrap();
        client.system_group_policy_groups(&group.id).await.unwrap();
    }
}

async fn rest(simulator: &Simulator, tap: &Tap, client: &Client, user: &str) {
    client.organizations().await.unwrap();
    client.organization(simulator.org_id()).await.unwrap().unwrap();
    let provider = simulator.control().add_provider(&[simulator.org_id()]);
    let above = self::client(&tap.url, &provider.api_key, None);
    above.provider_organizations(&provider.id).await.unwrap();
    let words = json!({ "type": "activate_user_custom", "subject": "Welcome" });
    let url = format!("{}/api/v2/customemails", simulator.url());
    plain_client().post(url).header("x-api-key", simulator.api_key()).json(&words).send().await.unwrap();
    client.custom_email(CustomEmailType::ActivateUserCustom).await.unwrap();
    let staged = simulator
        .control()
        .create_user(json!({ "username": "later", "email": "later@company.com", "state": "STAGED" }));
    let staged = staged.unwrap();
    let change = NewScheduledState {
        user_ids: vec![staged.clone()],
        state: UserState::Activated,
        start_date: "2031-01-01T08:00:00Z".parse().unwrap(),
        send_activation_emails: Some(true),
        activation_email_override: text("later@home.example"),
    };
    // Whether it succeeds is for the suite to judge.
    let _ = client.schedule_state(&change).await;
    for scheduled in client.scheduled_states(&staged).await.unwrap() {
        client.unschedule_state(&scheduled.scheduled_job_id).await.unwrap();
    }
    assert!(simulator.control().document(Kind::User, user).is_some());
    Removal::for_undo(client).delete_user(user).await.unwrap();
    Removal::for_scheduled_deletion(client).delete_user(user).await.unwrap();
}
