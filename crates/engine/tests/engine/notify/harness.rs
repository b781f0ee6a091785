//! A notice, a mail server, and a notifier that sends to it.

use std::time::Duration;

use dayone_core::mapping::Source;
use dayone_core::report::AccountStatus;
use dayone_core::steps::Step;
use dayone_engine::notify::{
    Activation, Encryption, Finding, Mfa, Notice, NoticeGroup, NoticeValues, Notifier, NotifyOptions, Person,
    SmtpOptions, Templates,
};
use dayone_simulator::{Options, Seed, Simulator, SmtpSink};
use jiff::civil::date;
use serde_json::Value;

pub(crate) struct Post {
    pub(crate) simulator: Simulator,
    pub(crate) sink: SmtpSink,
}

impl Post {
    pub(crate) async fn open() -> Post {
        let simulator = Simulator::start(Seed::Demo, Options::default()).await.expect("a simulator");
        let sink = SmtpSink::start(simulator.control()).await.expect("a port");
        Post { simulator, sink }
    }

    pub(crate) fn notifier(&self) -> Notifier {
        self.notifier_with(Templates::default())
    }

    pub(crate) fn notifier_with(&self, templates: Templates) -> Notifier {
        let options = NotifyOptions { smtp: Some(smtp(&self.sink)), templates, ..NotifyOptions::default() };
        Notifier::new(options).expect("options that work")
    }

    /// What arrived, oldest first.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        let mails = self.simulator.control().mail();
        mails.into_iter().map(|mail| Arrived { to: mail.to, more: mail.more.into_iter().collect() }).collect()
    }

    pub(crate) fn only(&self) -> Arrived {
        let mut all = self.arrived();
        assert_eq!(all.len(), 1, "one mail for one recipient");
        all.remove(0)
    }
}

pub(crate) struct Arrived {
    pub(crate) to: String,
    more: std::collections::BTreeMap<String, Value>,
}

impl Arrived {
    pub(crate) fn get(&self, field: &str) -> &str {
        self.more[field].as_str().expect("a text")
    }

    /// A header as it travelled, unfolded.
    pub(crate) fn header(&self, name: &str) -> String {
        let (head, _) = self.get("raw").split_once("\r\n\r\n").expect("headers");
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let line = unfolded.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }
}

pub(crate) fn smtp(sink: &SmtpSink) -> SmtpOptions {
    SmtpOptions {
        host: sink.addr().ip().to_string(),
        port: sink.addr().port(),
        encryption: Encryption::None,
        username: None,
        password: None,
        from: "dayone <dayone@company.com>".into(),
        timeout: Duration::from_secs(10),
    }
}

/// The manager of a hire in which nothing went wrong.
pub(crate) fn notice() -> Notice {
    Notice {
        run_id: "run_01jq".into(),
        step: Step::ManagerNotification,
        to: vec!["jane.doe@company.com".into()],
        ticket: None,
        at: "2026-03-04T15:30:45Z".parse().expect("a time"),
        values: NoticeValues {
            person: Person {
                display_name: "John Smith".into(),
                first_name: "John".into(),
                username: "john.smith".into(),
                email: "john.smith@company.com".into(),
                department: Some("Engineering".into()),
                job_title: Some("Software Developer".into()),
                employee_id: Some("EMP-2026-042".into()),
                start_date: Some(date(2026, 3, 10)),
            },
            tenant: "company".into(),
            organization: "Company Inc.".into(),
            account_status: AccountStatus::Activated,
            groups: vec![
                NoticeGroup { name: "UG-All-Employees".into(), source: Source::Default, added: true },
                NoticeGroup { name: "UG-Engineering".into(), source: Source::Department, added: true },
                NoticeGroup { name: "UG-Developers".into(), source: Source::Role, added: true },
            ],
            systems: 10,
            applications: ["Google Workspace", "Slack", "GitHub", "Jira"].map(str::to_owned).into(),
            warnings: vec![],
            failures: vec![],
            activation: Activation { mail_to_masked: Some("j***@example.com".into()), due: None },
            mfa: Mfa { required: true, until: Some("2026-03-11T15:30:00Z".parse().expect("a time")) },
            login_portal: "https://console.jumpcloud.com/login".into(),
            requested_by: Some("hr.admin@company.com".into()),
            time_zone: "America/Los_Angeles".into(),
        },
    }
}

/// A group that could not be given.
pub(crate) fn failure() -> Finding {
    Finding {
        step: Step::GroupAssignment,
        message: "User group 'UG-DevOps' does not exist in JumpCloud".into(),
        remediation: "Create the group in JumpCloud, or change the mapping".into(),
    }
}
