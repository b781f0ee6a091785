//! A hire to show: request, directory, plan, run. All by the crate that owns them, none by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use dayone_core::account::{AccountFacts, AccountFields, AccountState};
use dayone_core::decide::{Decision, decide};
use dayone_core::effect::Effect;
use dayone_core::event::{Cost, Detail, EarlyStep, Event, Fact, Outcome, Private, Refused, RefusedPerson};
use dayone_core::guard::{GuardSettings, JoinerFacts, tripped};
use dayone_core::plan::{Plan, Refusal, plan};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Door, Request, parse};
use dayone_core::run::{Run, fold, replay};
use dayone_core::settings::{NotifySettings, PasswordHandling, Rules, TenantSettings};
use dayone_core::snapshot::{
    Access, Application, ApplicationKind, ExistingAccount, Group, Membership, Named, Organization, Shared, Snapshot,
    System,
};
use dayone_core::steps::Step;
use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use serde_json::{Map, Value, json};

/// Everybody whom a terminal has to bear.
pub(crate) fn people() -> Vec<(&'static str, String)> {
    vec![
        ("plain", "John".into()),
        ("accents", "Zoë O'Brien-Łuczak".into()),
        ("emoji", "Ana 👩‍🚀🇸🇪".into()),
        ("right_to_left", "יוסף أحمد".into()),
        ("long", "Longname ".repeat(111).trim_end().to_owned()),
        ("template", "{{ first_name }}".into()),
        ("formula", "=cmd|'/c calc'!A1".into()),
        ("markup", "<script>alert(1)</script>".into()),
    ]
}

pub(crate) fn now() -> Timestamp {
    "2026-03-04T15:29:45Z".parse().expect("a time")
}

pub(crate) fn john() -> Map<String, Value> {
    let Value::Object(document) = json!({
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
        "personal_email": "john@example.net",
        "ticket": "HALO-48213",
    }) else {
        panic!("an object");
    };
    document
}

/// John, with some of his inputs otherwise.
pub(crate) fn john_with(inputs: &Value) -> Map<String, Value> {
    let mut document = john();
    document.extend(inputs.as_object().expect("an object").clone());
    document
}

pub(crate) fn request(document: &Map<String, Value>) -> Request {
    parse(document, Door { forms_usernames: false }).map_err(|problems| format!("{problems:?}")).expect("sound").request
}

pub(crate) fn settings() -> TenantSettings {
    let rule = |key: &str, group: &str| BTreeMap::from([(key.to_owned(), vec![group.to_owned()])]);
    TenantSettings {
        name: "acme".into(),
        login_portal: "https://console.jumpcloud.com/login".into(),
        groups: Rules {
            default: vec!["UG-All-Employees".into()],
            department: rule("Engineering", "UG-Engineering"),
            role: rule("Software *", "UG-Developers"),
            location: rule("Seattle", "UG-Seattle-Office"),
            employee_type: BTreeMap::new(),
        },
        password_handling: PasswordHandling::ActivationLink,
        notify: NotifySettings {
            it_recipients: vec!["it-team@company.com".into()],
            mail: true,
            ..NotifySettings::default()
        },
        ..TenantSettings::default()
    }
}

fn id(number: usize) -> String {
    format!("60b1c2d3e4f5a6b7c8d9e{number:03}")
}

fn named(number: usize, name: &str) -> Named {
    Named { id: id(number), name: name.into() }
}

fn access(systems: std::ops::Range<usize>, applications: &[&str], ldap: usize, radius: usize) -> Access {
    let system = |number: usize| System {
        id: id(100 + number),
        name: format!("dev-server-{number:02}"),
        os: "Ubuntu 22.04".into(),
        sudo: false,
    };
    let application = |name: &&str| Application {
        id: format!("app-{name}"),
        name: (*name).into(),
        kind: ApplicationKind::Application,
        sso: true,
    };
    Access {
        systems: systems.map(system).collect(),
        applications: applications.iter().map(application).collect(),
        ldap_servers: (0..ldap).map(|_| named(200, "JumpCloud LDAP")).collect(),
        radius_servers: (0..radius).map(|number| named(300 + number + systems_of(applications), "RADIUS")).collect(),
        ..Access::default()
    }
}

/// Two offices have a server each.
fn systems_of(applications: &[&str]) -> usize {
    applications.len()
}

pub(crate) fn snapshot() -> Snapshot {
    let rows = [
        (1, "UG-All-Employees", access(0..0, &["Google Workspace", "Slack"], 0, 1)),
        (2, "UG-Engineering", access(0..3, &["GitHub", "Jira", "AWS Console"], 1, 0)),
        (3, "UG-Developers", access(3..8, &["GitLab", "Docker Hub"], 0, 0)),
        (4, "UG-Seattle-Office", access(0..0, &[], 0, 1)),
        (5, "UG-Project-Phoenix", access(8..10, &["Project Phoenix Portal"], 0, 0)),
        (6, "UG-Cost-ENG", access(0..0, &[], 0, 0)),
    ];
    let membership = |name: &str| match name {
        "UG-Cost-ENG" => Membership::Automatic {
            query: json!({ "queryType": "FilterQuery", "filters": [
                { "field": "attributes.costCenter", "operator": "eq", "value": "ENG-200" },
            ] }),
        },
        _ => Membership::Static,
    };
    let groups = rows.iter().map(|(number, name, _)| Group {
        id: id(*number),
        name: (*name).into(),
        membership: membership(name),
        grants_sudo: false,
    });
    let jane = ExistingAccount {
        id: id(900),
        username: "jane.doe".into(),
        email: "jane.doe@company.com".into(),
        employee_id: None,
        display_name: "Jane Doe".into(),
        active: true,
        unix_uid: None,
        unix_gid: None,
        created: None,
    };
    Snapshot {
        shared: Arc::new(Shared {
            organization: Organization {
                id: "5f9a8b7c6d5e4f3a2b1c0d9e".into(),
                name: "Acme Inc".into(),
                seats: Some(150),
                seats_used: Some(147),
                ..Organization::default()
            },
            groups: groups.collect(),
            access: rows.into_iter().map(|(number, _, access)| (id(number), access)).collect(),
            ldap_servers: vec![named(200, "JumpCloud LDAP")],
        }),
        ahead: 0,
        people: vec![jane],
        systems: vec![System { id: id(150), name: "build-01".into(), os: "CentOS 8".into(), sudo: false }],
        reserved: BTreeMap::new(),
    }
}

/// The id of a system that can be bound directly.
pub(crate) fn system_id() -> String {
    id(150)
}

pub(crate) fn planned(document: &Map<String, Value>, settings: &TenantSettings) -> Result<Plan, Refusal> {
    let request = request(document);
    let mut entropy = rand::rngs::StdRng::seed_from_u64(7);
    plan(&request, None, settings, &snapshot(), now(), &mut entropy).map(|planned| planned.plan)
}

/// A run in the making.
pub(crate) struct Story {
    pub(crate) run: Run,
    at: Timestamp,
    wave: u32,
}

impl Story {
    pub(crate) fn open(document: &Map<String, Value>) -> Story {
        let request = request(document);
        let opened = Event {
            seq: 1,
            at: now(),
            actor: "alice@example.org".into(),
            fact: Fact::Opened {
                tenant: "acme".into(),
                attempt_of: None,
                ticket: request.ticket.as_ref().map(ToString::to_string),
                inputs_given: request.inputs_given(),
                batch: None,
            },
            private: Private::Request(Box::new(request)),
        };
        Story { run: replay("7K2M9QXA", &[opened]).expect("an opening"), at: now(), wave: 0 }
    }

    /// A run with its plan made.
    pub(crate) fn planned(document: &Map<String, Value>, settings: &TenantSettings) -> Story {
        let plan = planned(document, settings).map_err(|refusal| format!("{refusal:?}")).expect("a plan");
        let mut story = Story::open(document);
        let approval_until =
            (!plan.approval.is_empty()).then(|| now() + SignedDuration::from_hours(plan.approval_hours.into()));
        let due = plan.activation.due;
        let cost = Cost { calls: 4, round_trips: 2, took_us: 94_000 };
        story.happens(
            Fact::Planned { early: early(), cost, due, approval_until, guards: Vec::new() },
            Private::Plan(Box::new(plan)),
        );
        story
    }

    /// A run that a guard holds back.
    pub(crate) fn quarantined(document: &Map<String, Value>, settings: &TenantSettings) -> Story {
        let plan = planned(document, settings).map_err(|refusal| format!("{refusal:?}")).expect("a plan");
        let facts = JoinerFacts { accounts: Some(1000), opened: 25, joiners: 1, expected: None };
        let plan = plan.with_guards(tripped(&GuardSettings::default(), &facts));
        let guards = plan.guards.iter().map(|tripped| tripped.guard).collect();
        let cost = Cost { calls: 4, round_trips: 2, took_us: 94_000 };
        let due = plan.activation.due;
        let mut story = Story::open(document);
        let fact = Fact::Planned { early: early(), cost, due, approval_until: None, guards };
        story.happens(fact, Private::Plan(Box::new(plan)));
        story
    }

    /// A run whose request could not be planned.
    pub(crate) fn refused(document: &Map<String, Value>, refusal: Refusal) -> Story {
        let mut story = Story::open(document);
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        let person = RefusedPerson {
            username: text("username"),
            email: text("email"),
            first_name: text("first_name"),
            last_name: text("last_name"),
            ..RefusedPerson::default()
        };
        let problems = refusal.problems.iter().map(|problem| (problem.step, problem.kind)).collect();
        let cost = Cost { calls: 4, round_trips: 2, took_us: 94_000 };
        let refused = Refused { refusal, person };
        story.happens(Fact::Refused { early: early(), cost, problems }, Private::Refusal(Box::new(refused)));
        story
    }

    pub(crate) fn happens(&mut self, fact: Fact, private: Private) {
        self.at += SignedDuration::from_millis(100);
        let event = Event { seq: self.run.seq + 1, at: self.at, actor: "alice@example.org".into(), fact, private };
        self.run = fold(self.run.clone(), &event).expect("a legal event");
    }

    /// Everything is done that can be, until the run waits or is closed; these effects fail.
    pub(crate) fn carried_out(mut self, fails: fn(&Effect) -> Option<Problem>) -> Story {
        loop {
            match decide(&self.run, self.at) {
                Decision::Perform(effects) => {
                    self.wave += 1;
                    for effect in effects {
                        self.settle(&effect, fails(&effect));
                    }
                }
                Decision::Close(ending) => self.happens(Fact::Closed { ending }, Private::None),
                _ => return self,
            }
        }
    }

    fn settle(&mut self, effect: &Effect, problem: Option<Problem>) {
        let plan = self.run.plan().expect("a plan").clone();
        let outcome = problem.as_ref().map_or(Outcome::Changed, |problem| Outcome::Failed(problem.kind));
        let account = match effect {
            Effect::CreateAccount => Some(AccountState::Staged),
            Effect::Activate | Effect::ReadBack => Some(AccountState::Activated),
            _ => None,
        };
        let detail = Detail {
            problem,
            account: account.map(|state| Box::new(facts(&plan.account, state, self.at))),
            memberships: (*effect == Effect::ReadBack)
                .then(|| plan.granting_groups().map(|group| group.id.clone()).collect()),
            recipients: match effect {
                Effect::NotifyManager => plan.manager.iter().map(|manager| manager.email.clone()).collect(),
                Effect::NotifyIt(_) => plan.it_recipients.clone(),
                _ => Vec::new(),
            },
            ..Detail::default()
        };
        let cost = Cost { calls: 1, round_trips: 1, took_us: 212_000 };
        let fact = Fact::Settled { effect: effect.key(), outcome, wave: self.wave, cost };
        self.happens(fact, Private::Detail(Box::new(detail)));
    }
}

fn early() -> Vec<EarlyStep> {
    [(Step::InputValidation, 900), (Step::DuplicateCheck, 94_000), (Step::GroupResolution, 40)]
        .into_iter()
        .map(|(step, took_us)| EarlyStep { step, took_us })
        .collect()
}

fn facts(account: &AccountFields, state: AccountState, at: Timestamp) -> AccountFacts {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let active = state == AccountState::Activated;
    AccountFacts {
        id: "60a1b2c3d4e5f6a7b8c9d0e1".into(),
        organization: Some("5f9a8b7c6d5e4f3a2b1c0d9e".into()),
        username: account.username.clone(),
        email: account.email.clone(),
        first_name: account.first_name.clone(),
        last_name: account.last_name.clone(),
        display_name: account.display_name.clone(),
        department: account.department.clone(),
        job_title: text(&account.job_title),
        company: text(&account.company),
        location: text(&account.location),
        employee_id: text(&account.employee_id),
        employee_type: text(&account.employee_type),
        alternate_email: text(&account.alternate_email),
        manager: account.manager.clone(),
        attributes: account.attributes.clone(),
        state,
        activated: false,
        suspended: false,
        created: Some(at),
        mfa_required: account.mfa.required,
        mfa_configured: false,
        mfa_exclusion: account.mfa.has_grace(),
        mfa_exclusion_until: (active && account.mfa.has_grace())
            .then(|| at + SignedDuration::from_hours(24 * i64::from(account.mfa.grace_days))),
        password_never_expires: account.password_never_expires,
        password_expiration_date: None,
        allow_public_key: account.allow_public_key,
        ldap_binding_user: account.ldap_binding_user,
        sudo: account.sudo,
        unix_uid: Some(5042),
        unix_gid: Some(5042),
        samba_service_user: false,
        ssh_key_fingerprints: Vec::new(),
    }
}

/// A group that is gone.
pub(crate) fn group_gone(effect: &Effect) -> Option<Problem> {
    let Effect::AddMember { name, .. } = effect else { return None };
    (name == "UG-Developers").then(|| Problem {
        kind: ErrorType::GroupNotFound,
        step: Step::GroupAssignment,
        message: format!("User group '{name}' does not exist in JumpCloud"),
        affected: Some(Affected::Group(name.clone())),
        impact: "User created but not added to 1 of 5 groups. Missing access to Developers resources.".into(),
        remediation: "Create the group in JumpCloud admin console or update group mapping".into(),
        actions: vec![format!("Verify group '{name}' exists in JumpCloud admin console")],
    })
}

pub(crate) fn nothing_fails(_: &Effect) -> Option<Problem> {
    None
}
