//! An organisation that has drifted, and a declaration that wants every kind of change.

use dayone_core::baseline::{
    ConditionDeclaration, Declaration, EmailKind, EmailWords, Prune, RuleDeclaration, Sudo, SystemGroupDeclaration,
    UserGroupDeclaration,
};
use dayone_core::change::Change;
use dayone_engine::baseline::{BaselineError, Removals};
use dayone_simulator::{Control, Kind};
use serde_json::{Value, json};

use crate::place::{ACTOR, PATIENCE, Place, PlaceOptions, Process};

/// An organisation with mails of its own, a group that serves nothing, and a directory elsewhere.
pub(super) async fn place() -> Place {
    place_of(PlaceOptions::default()).await
}

pub(super) async fn place_of(options: PlaceOptions) -> Place {
    let place = Place::new(options).await;
    let control = place.control();
    for (mail, subject) in [("activate_user_custom", "Hello"), ("password_expiration", "Expired")] {
        control.put_document(Kind::CustomEmail, json!({ "type": mail, "subject": subject })).expect("a mail");
    }
    let elsewhere = control.put_document(Kind::GSuite, json!({ "name": "company.com" })).expect("a directory");
    let sales = id(&control, Kind::UserGroup, "UG-Sales");
    control.associate((Kind::UserGroup, &sales), (Kind::GSuite, &elsewhere), json!(null)).expect("bound");
    place
}

pub(super) fn id(control: &Control, kind: Kind, name: &str) -> String {
    control.id_of(kind, name).unwrap_or_else(|| panic!("no {name}"))
}

/// What is there, with every kind of change.
pub(super) async fn wanted(process: &Process) -> Declaration {
    let mut wanted = import(process).await;
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let rule = |field: &str, value: &str| {
        let condition = ConditionDeclaration { field: field.into(), operator: "eq".into(), value: value.into() };
        Some(RuleDeclaration { conditions: vec![condition], ..RuleDeclaration::default() })
    };
    wanted.system_groups.insert(
        "SG-New".into(),
        SystemGroupDeclaration {
            description: "New servers".into(),
            policies: names(&["Linux Screen Lock"]),
            policy_groups: names(&["PG-Server-Baseline"]),
            rule: rule("os", "Debian"),
        },
    );
    wanted.user_groups.insert(
        "UG-New".into(),
        UserGroupDeclaration {
            description: "New people".into(),
            sudo: Sudo::WithoutPassword,
            systems_with_sudo: names(&["prod-web-01"]),
            system_groups: names(&["SG-New", "SG-Phoenix"]),
            applications: names(&["Slack"]),
            rule: rule("department", "IT"),
            ..UserGroupDeclaration::default()
        },
    );
    let engineering = wanted.user_groups.get_mut("UG-Engineering").expect("a group");
    engineering.description = "Engineers".into();
    engineering.sudo = Sudo::WithPassword;
    engineering.applications = names(&["Docker Hub", "Jira"]);
    engineering.ldap_servers.clear();
    wanted.user_groups.get_mut("UG-Sales").expect("a group").g_suites.clear();
    let admins = wanted.user_groups.get_mut("UG-Prod-Admins").expect("a group");
    admins.systems.clear();
    admins.systems_with_passwordless_sudo = names(&["prod-web-01"]);
    wanted.user_groups.get_mut("UG-Cost-ENG").expect("a group").rule = rule("attributes.costCenter", "ENG-300");
    wanted.system_groups.get_mut("SG-Linux-Servers").expect("a group").description = "Servers".into();
    wanted.user_groups.remove("UG-Contractors");
    wanted.emails.remove(&EmailKind::PasswordExpiration);
    let words =
        |subject: &str| EmailWords { subject: subject.into(), body: "Line\nby line".into(), ..EmailWords::default() };
    wanted.emails.insert(EmailKind::ActivateUserCustom, words("Welcome"));
    wanted.emails.insert(EmailKind::LockoutNoticeUser, words("Locked out"));
    wanted
}

pub(super) async fn import(process: &Process) -> Declaration {
    process.engine.import_baseline(&process.tenant).await.expect("a reading").declaration
}

/// Plans, opens and carries out.
pub(super) async fn apply(process: &Process, wanted: &Declaration) -> Result<Change, BaselineError> {
    let (engine, tenant) = (&process.engine, &process.tenant);
    let proposal = engine.propose_baseline(tenant, wanted.clone(), Prune::Undeclared).await?;
    let run = engine.open_baseline(tenant, proposal, Removals::Allowed, ACTOR, None).await?;
    Ok(engine.drive_change(&run, PATIENCE).await?.0)
}

/// What the declaration has no word for: names on other systems, and who is in which group by hand.
pub(super) fn undeclared(control: &Control) -> Value {
    let state = control.state();
    let groups = state["organizations"][0]["user_groups"].as_array().cloned().unwrap_or_default();
    let of = |group: &Value| json!([group["name"], group["attributes"]["ldapGroups"], group["memberQueryExemptions"]]);
    groups.iter().filter(|group| group["name"] != "UG-Contractors").map(of).collect()
}
