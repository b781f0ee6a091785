//! An organisation, a tenant and a person to test with.

use std::collections::BTreeMap;
use std::sync::Arc;

use dayone_core::plan::{Activator, Manner, Plan, Planned, Refusal, plan_in};
use dayone_core::request::{Door, Parsed, Request, parse};
use dayone_core::settings::{NotifySettings, Rules, TenantSettings};
use dayone_core::snapshot::{
    Access, Application, ApplicationKind, ExistingAccount, Group, Membership, Named, Organization, Shared, Snapshot,
    System,
};
use jiff::Timestamp;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

pub(crate) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJH6zySZxMIuaA+gOP7/aYZIwyyZuv0yC2RYN6120iW6 john@laptop";
pub(crate) const PASSWORD: &str = "Correct-Horse-7-Battery";
pub(crate) const DIRECT: &str = "60a300000000000000000d01";
pub(crate) const ANN: &str = "60a0000000000000000000a1";

/// An id of the directory: 24 hex digits that end with this number.
pub(crate) fn id(number: u32) -> String {
    format!("60b0{number:020x}")
}

/// The time at which the seed's example began.
pub(crate) fn now() -> Timestamp {
    "2026-03-04T15:29:45Z".parse().unwrap()
}

/// One hire to be planned. Each part can be changed before.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) document: Value,
    pub(crate) settings: TenantSettings,
    pub(crate) snapshot: Snapshot,
    pub(crate) now: Timestamp,
    pub(crate) entropy: u64,
    pub(crate) manner: Manner,
}

/// JumpCloud activates the account by itself.
pub(crate) fn by_directory() -> Manner {
    Manner { activator: Activator::Directory, ..Manner::default() }
}

impl Case {
    /// John Smith of the seed, in his organisation.
    pub(crate) fn john() -> Case {
        Case {
            document: john(),
            settings: settings(),
            snapshot: snapshot(),
            now: now(),
            entropy: 1,
            manner: Manner::default(),
        }
    }

    /// The same with one more input; null takes one away.
    pub(crate) fn with(mut self, input: &str, value: impl Into<Value>) -> Case {
        self.document[input] = value.into();
        self
    }

    /// The same with other settings.
    pub(crate) fn set(mut self, change: impl FnOnce(&mut TenantSettings)) -> Case {
        change(&mut self.settings);
        self
    }

    /// The same, carried out in this manner.
    pub(crate) fn in_manner(mut self, manner: Manner) -> Case {
        self.manner = manner;
        self
    }

    /// The same with another directory.
    pub(crate) fn seen(mut self, change: impl FnOnce(&mut Snapshot)) -> Case {
        change(&mut self.snapshot);
        self
    }

    /// The same with a person in the directory.
    pub(crate) fn beside(self, person: ExistingAccount) -> Case {
        self.seen(|snapshot| snapshot.people.push(person))
    }

    pub(crate) fn parsed(&self) -> Parsed {
        read_with(&self.document, Door { forms_usernames: self.settings.naming.is_some() })
            .unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    pub(crate) fn request(&self) -> Request {
        self.parsed().request
    }

    pub(crate) fn planned(&self) -> Result<Planned, Refusal> {
        let Parsed { request, password } = self.parsed();
        self.planned_with(&request, password.as_ref())
    }

    pub(crate) fn planned_with(&self, request: &Request, password: Option<&SecretString>) -> Result<Planned, Refusal> {
        let mut entropy = StdRng::seed_from_u64(self.entropy);
        plan_in(self.manner, request, password, &self.settings, &self.snapshot, self.now, &mut entropy)
    }

    pub(crate) fn plan(&self) -> Plan {
        self.planned().unwrap_or_else(|refusal| panic!("{refusal:#?}")).plan
    }

    pub(crate) fn refusal(&self) -> Refusal {
        match self.planned() {
            Ok(planned) => panic!("planned, not refused: {:#?}", planned.plan),
            Err(refusal) => refusal,
        }
    }
}

pub(crate) fn read(document: &Value) -> Result<Parsed, Vec<dayone_core::problem::Problem>> {
    read_with(document, Door { forms_usernames: false })
}

pub(crate) fn read_with(document: &Value, door: Door) -> Result<Parsed, Vec<dayone_core::problem::Problem>> {
    let object: &Map<String, Value> = document.as_object().unwrap();
    parse(object, door)
}

/// The five inputs that are required, and nothing else.
pub(crate) fn five() -> Value {
    json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "john.smith@company.com",
        "username": "john.smith",
        "department": "Engineering",
    })
}

/// The request behind the seed's report.
pub(crate) fn john() -> Value {
    json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "john.smith@company.com",
        "username": "john.smith",
        "department": "Engineering",
        "job_title": "Software Developer",
        "employee_id": "EMP-2026-042",
        "office_location": "Seattle",
        "manager_email": "jane.doe@company.com",
        "additional_groups": ["UG-Project-Phoenix"],
        "attributes": { "costCenter": "ENG-200", "startDate": "2026-03-10" },
        "ticket": "HALO-48213",
    })
}

/// The tenant's configuration: rules that give John the seed's five groups.
pub(crate) fn settings() -> TenantSettings {
    let rule = |key: &str, groups: &[&str]| {
        BTreeMap::from([(key.to_owned(), groups.iter().map(|name| (*name).to_owned()).collect())])
    };
    TenantSettings {
        name: "company".into(),
        organization_id: Some("5f9a8b7c6d5e4f3a2b1c0d9e".into()),
        groups: Rules {
            default: vec!["UG-All-Employees".into()],
            department: rule("Engineering", &["UG-Engineering"]),
            role: rule("Software *", &["UG-Developers"]),
            location: rule("Seattle", &["UG-Seattle-Office"]),
            employee_type: rule("Contractor", &["UG-Contractors"]),
        },
        notify: NotifySettings {
            it_recipients: vec!["it-team@company.com".into()],
            it_channels: Vec::new(),
            mail: true,
            ..NotifySettings::default()
        },
        ..TenantSettings::default()
    }
}

fn named(number: u32, name: &str) -> Named {
    Named { id: id(number), name: name.into() }
}

fn systems(first: u32, names: &[(&str, &str)]) -> Vec<System> {
    (first..)
        .zip(names)
        .map(|(number, (name, os))| System { id: id(number), name: (*name).into(), os: (*os).into(), sudo: false })
        .collect()
}

fn applications(first: u32, names: &[&str]) -> Vec<Application> {
    let kind = |name: &str| match name {
        "Google Workspace" => ApplicationKind::GSuite,
        _ => ApplicationKind::Application,
    };
    (first..)
        .zip(names)
        .map(|(number, name)| Application { id: id(number), name: (*name).into(), kind: kind(name), sso: true })
        .collect()
}

pub(crate) fn group(number: u32, name: &str) -> Group {
    Group { id: id(number), name: name.into(), membership: Membership::Static, grants_sudo: false }
}

/// A group that a rule fills.
pub(crate) fn dynamic(number: u32, name: &str, filters: Value) -> Group {
    let query = json!({ "queryType": "FilterQuery", "filters": filters });
    Group { membership: Membership::Automatic { query }, ..group(number, name) }
}

/// The seed's organisation, with some groups that John does not get.
pub(crate) fn snapshot() -> Snapshot {
    let groups = vec![
        group(1, "UG-All-Employees"),
        group(2, "UG-Engineering"),
        group(3, "UG-Developers"),
        group(4, "UG-Seattle-Office"),
        group(5, "UG-Project-Phoenix"),
        group(6, "UG-Contractors"),
        group(7, "UG-Sales"),
        Group { grants_sudo: true, ..group(8, "UG-Server-Admins") },
        Group { membership: Membership::Reviewed, ..group(9, "UG-Reviewed") },
        group(10, "Legacy VPN"),
        dynamic(11, "UG-Cost-ENG", json!(["attributes.costCenter:eq:ENG-200"])),
        dynamic(12, "UG-Cost-FIN", json!(["attributes.costCenter:eq:FIN-100"])),
    ];
    let access = BTreeMap::from([
        (
            id(1),
            Access {
                applications: applications(101, &["Google Workspace", "Slack"]),
                radius_servers: vec![named(201, "Company Wi-Fi")],
                ..Access::default()
            },
        ),
        (
            id(2),
            Access {
                systems: systems(
                    301,
                    &[
                        ("dev-server-01", "Ubuntu 22.04"),
                        ("dev-server-02", "Ubuntu 22.04"),
                        ("dev-server-03", "Debian 12"),
                    ],
                ),
                applications: applications(103, &["GitHub", "Jira", "AWS Console"]),
                ldap_servers: vec![named(401, "JumpCloud LDAP")],
                system_groups: vec![named(501, "SG-Linux-Servers")],
                policies: vec![named(601, "Linux Screen Lock")],
                ..Access::default()
            },
        ),
        (
            id(3),
            Access {
                systems: systems(
                    311,
                    &[
                        ("build-server-01", "CentOS 8"),
                        ("build-server-02", "CentOS 8"),
                        ("build-server-03", "CentOS 8"),
                        ("build-server-04", "CentOS 8"),
                        ("build-server-05", "CentOS 8"),
                    ],
                ),
                applications: applications(106, &["GitLab", "Docker Hub"]),
                ..Access::default()
            },
        ),
        (id(4), Access { radius_servers: vec![named(202, "Seattle Office Wi-Fi")], ..Access::default() }),
        (
            id(5),
            Access {
                systems: systems(321, &[("phoenix-01", "Ubuntu 24.04"), ("phoenix-02", "Ubuntu 24.04")]),
                applications: applications(108, &["Project Phoenix Portal"]),
                ..Access::default()
            },
        ),
        (
            id(8),
            Access {
                systems: vec![System { id: id(331), name: "core-router".into(), os: "Debian 12".into(), sudo: true }],
                ..Access::default()
            },
        ),
    ]);
    Snapshot {
        shared: Arc::new(Shared {
            organization: Organization {
                id: "5f9a8b7c6d5e4f3a2b1c0d9e".into(),
                name: "Company Inc".into(),
                seats: Some(150),
                seats_used: Some(97),
                ..Organization::default()
            },
            groups,
            access,
            ldap_servers: vec![named(401, "JumpCloud LDAP")],
        }),
        ahead: 0,
        people: vec![jane()],
        systems: vec![System { id: DIRECT.into(), name: "johns-laptop".into(), os: "macOS 15".into(), sudo: false }],
        reserved: BTreeMap::new(),
    }
}

/// John's manager.
pub(crate) fn jane() -> ExistingAccount {
    ExistingAccount {
        id: "60a0000000000000000000b1".into(),
        username: "jane.doe".into(),
        email: "jane.doe@company.com".into(),
        employee_id: Some("EMP-2019-001".into()),
        display_name: "Jane Doe".into(),
        active: true,
        unix_uid: Some(5001),
        unix_gid: Some(5001),
        created: None,
    }
}

/// Somebody who has nothing in common with John.
pub(crate) fn ann() -> ExistingAccount {
    ExistingAccount {
        id: ANN.into(),
        username: "ann.lee".into(),
        email: "ann.lee@company.com".into(),
        employee_id: Some("EMP-2020-007".into()),
        display_name: "Ann Lee".into(),
        active: true,
        unix_uid: Some(5002),
        unix_gid: Some(5003),
        created: None,
    }
}

/// How many cases a property is tried with: `PROPTEST_CASES` if it is set.
pub(crate) fn cases(count: u32) -> proptest::test_runner::Config {
    let set = std::env::var_os("PROPTEST_CASES").is_some();
    let config = proptest::test_runner::Config { failure_persistence: None, ..Default::default() };
    if set { config } else { proptest::test_runner::Config { cases: count, ..config } }
}
