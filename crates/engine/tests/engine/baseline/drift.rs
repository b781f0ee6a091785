//! One change by hand in the directory shows exactly that line.

use dayone_core::baseline::{Declaration, Prune};
use dayone_jumpcloud::{
    Client, CustomEmail, CustomEmailType, Grant, GraphType, Holder, MembershipMethod, NewUserGroup, Sudo,
    SystemGroupReplacement, UserGroupReplacement,
};
use dayone_simulator::Kind;
use serde_json::json;

use super::support::{by_hand, id_of, import, lines, plan, user_group};
use crate::fixture::Fixture;

/// A demo organisation with every kind of thing that a baseline knows, and its declaration.
async fn furnished() -> (Fixture, Client, Declaration) {
    let fixture = Fixture::demo().await;
    let client = by_hand(&fixture);
    let control = fixture.control();
    let sales = control.id_of(Kind::UserGroup, "UG-Sales").expect("a group");
    for kind in [Kind::GSuite, Kind::Office365] {
        let directory = control.put_document(kind, json!({ "name": "company.com" })).expect("a directory");
        control.associate((Kind::UserGroup, &sales), (kind, &directory), json!(null)).expect("bound");
    }
    let admins = user_group(&client, "UG-Prod-Admins").await;
    for (system, without_password) in [("prod-web-01", false), ("dev-db-01", true)] {
        let id = id_of(&client, GraphType::System, system).await;
        let sudo = Some(Sudo { enabled: true, without_password });
        let grant = Grant { kind: GraphType::System, id, sudo };
        client.add_association(Holder::UserGroup(&admins.id), &grant).await.expect("bound");
        client.update_association(Holder::UserGroup(&admins.id), &grant).await.expect("with sudo");
    }
    let words = CustomEmail { subject: "Welcome".into(), body: "Line\nby line.".into(), ..CustomEmail::default() };
    client.create_custom_email(CustomEmailType::ActivateUserCustom, &words).await.expect("a mail");
    let rule = json!({ "queryType": "Search", "searchFilters": "{\"department\":\"Sales\"}" });
    let reviewed = NewUserGroup {
        name: "UG-Reviewed".into(),
        membership_method: Some(MembershipMethod::DynamicReviewRequired),
        member_query: Some(rule),
        ..NewUserGroup::default()
    };
    client.create_user_group(&reviewed).await.expect("a group");
    let declaration = import(&fixture).await;
    (fixture, client, declaration)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_planned_shows_no_difference() {
    let (fixture, _, declaration) = furnished().await;
    let sales = &declaration.user_groups["UG-Sales"];
    assert_eq!(
        (&sales.g_suites[..], &sales.office_365s[..]),
        (&["company.com".into()][..], &["company.com".into()][..])
    );
    for prune in [Prune::Nothing, Prune::Undeclared] {
        let plan = plan(&fixture, &declaration, prune).await;
        assert!(plan.is_done() && plan.left_alone.is_empty(), "{:?}", lines(&plan));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_by_hand_shows_exactly_its_line() {
    let (fixture, client, declaration) = furnished().await;
    let mut seen = Vec::new();
    let mut expect = async |what: &str| {
        let plan = plan(&fixture, &declaration, Prune::Nothing).await;
        let now = lines(&plan);
        let new: Vec<&String> = now.iter().filter(|line| !seen.contains(*line)).collect();
        assert_eq!(new, [what]);
        seen = now;
    };
    let engineering = user_group(&client, "UG-Engineering").await;
    let holder = Holder::UserGroup(&engineering.id);

    let mut next = UserGroupReplacement::from(engineering.clone());
    next.description = "by hand".into();
    client.replace_user_group(&engineering.id, &next).await.expect("replaced");
    expect("change UG-Engineering: description \"by hand\" becomes \"\"").await;

    next.attributes.sudo = Some(Sudo { enabled: true, without_password: true });
    client.replace_user_group(&engineering.id, &next).await.expect("replaced");
    expect("change UG-Engineering: sudo without password becomes no sudo").await;

    let github = id_of(&client, GraphType::Application, "GitHub").await;
    client.remove_association(holder, GraphType::Application, &github).await.expect("unbound");
    expect("grant UG-Engineering: application GitHub").await;

    let laptop = id_of(&client, GraphType::System, "sales-laptop-01").await;
    let grant = Grant { kind: GraphType::System, id: laptop, sudo: None };
    client.add_association(holder, &grant).await.expect("bound");
    expect("revoke UG-Engineering: system sales-laptop-01").await;

    let admins = user_group(&client, "UG-Prod-Admins").await;
    let web = id_of(&client, GraphType::System, "prod-web-01").await;
    let sudo = Some(Sudo { enabled: true, without_password: true });
    let grant = Grant { kind: GraphType::System, id: web, sudo };
    client.update_association(Holder::UserGroup(&admins.id), &grant).await.expect("with other rights");
    expect("change UG-Prod-Admins: system prod-web-01: sudo without password becomes sudo").await;

    let dynamic = user_group(&client, "UG-Cost-ENG").await;
    let mut next = UserGroupReplacement::from(dynamic.clone());
    next.member_query = Some(json!({ "queryType": "FilterQuery", "filters": ["attributes.costCenter:eq:ENG-300"] }));
    client.replace_user_group(&dynamic.id, &next).await.expect("replaced");
    expect(
        "change UG-Cost-ENG: rule: attributes.costCenter eq \"ENG-300\" becomes rule: attributes.costCenter eq \"ENG-200\"",
    )
    .await;

    let servers = client.system_group_named("SG-Linux-Servers").await.expect("an answer").expect("a group");
    let bitlocker = id_of(&client, GraphType::Policy, "Windows BitLocker").await;
    let grant = Grant { kind: GraphType::Policy, id: bitlocker, sudo: None };
    client.add_association(Holder::SystemGroup(&servers.id), &grant).await.expect("bound");
    expect("revoke SG-Linux-Servers: policy Windows BitLocker").await;

    let mut next = SystemGroupReplacement::from(servers.clone());
    next.description = "Servers".into();
    client.replace_system_group(&servers.id, &next).await.expect("replaced");
    expect("change SG-Linux-Servers: description \"Servers\" becomes \"\"").await;

    let words = CustomEmail { subject: "Welcome".into(), body: "Less.".into(), ..CustomEmail::default() };
    client.replace_custom_email(CustomEmailType::ActivateUserCustom, &words).await.expect("other words");
    expect("change activate_user_custom: mail: other body").await;

    let contractors = user_group(&client, "UG-Contractors").await;
    client.delete_user_group(&contractors.id).await.expect("deleted");
    expect("create UG-Contractors: user group").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_made_by_hand_are_left_alone_or_pruned_with_their_members_counted() {
    let (fixture, _, mut declaration) = furnished().await;
    declaration.user_groups.remove("UG-All-Employees");
    declaration.emails.clear();
    let plan = async |prune| plan(&fixture, &declaration, prune).await;
    assert!(plan(Prune::Nothing).await.is_done());
    let pruned = plan(Prune::Undeclared).await;
    assert_eq!(lines(&pruned), ["delete UG-All-Employees: user group with 4 members and 3 grants"]);
    let guards: Vec<_> = pruned.guards.iter().map(|tripped| tripped.message.as_str()).collect();
    assert_eq!(guards, ["user group UG-All-Employees has 4 members"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_renamed_by_hand_is_recognised() {
    let (fixture, client, declaration) = furnished().await;
    let phoenix = user_group(&client, "UG-Project-Phoenix").await;
    let mut next = UserGroupReplacement::from(phoenix.clone());
    next.name = "Feuervogel".into();
    client.replace_user_group(&phoenix.id, &next).await.expect("renamed");
    let plan = plan(&fixture, &declaration, Prune::Nothing).await;
    let renamed: Vec<_> = plan.renamed.iter().map(|pair| (pair.declared.as_str(), pair.there.as_str())).collect();
    assert_eq!(renamed, [("UG-Project-Phoenix", "Feuervogel")]);
}
