//! Made-up notices, with which templates are tried.

use dayone_core::mapping::Source;
use dayone_core::report::AccountStatus;
use dayone_core::steps::Step;
use jiff::Timestamp;
use jiff::civil::date;

use super::{
    Activation, ChangeFailure, Changed, ContractEnds, Digest, DigestPerson, DigestValues, Finding, LaterAct, Letter,
    LetterAbout, LookAheadFinding, LookAheadMail, Mfa, NotAsScheduled, Notice, NoticeGroup, NoticeValues, Others,
    Person, Subject,
};

/// Everything is there, and something failed.
pub(super) fn full() -> Notice {
    let group = |name: &str, source, added| NoticeGroup { name: name.into(), source, added };
    let finding = |message: &str, remediation: &str| Finding {
        step: Step::GroupAssignment,
        message: message.into(),
        remediation: remediation.into(),
    };
    Notice {
        run_id: "run_sample".into(),
        step: Step::ItNotification,
        to: vec!["it-team@company.com".into()],
        ticket: Some("T-1042".into()),
        at: Timestamp::UNIX_EPOCH,
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
            account_status: AccountStatus::PendingActivation,
            groups: vec![
                group("UG-All-Employees", Source::Default, true),
                group("UG-DevOps", Source::Department, false),
            ],
            systems: 10,
            applications: vec!["Google Workspace".into(), "Slack".into()],
            warnings: vec![finding("LDAP was asked for.", "Ask for it only where a program needs it.")],
            failures: vec![finding("User group 'UG-DevOps' does not exist in JumpCloud", "Create the group.")],
            activation: Activation {
                mail_to_masked: Some("j***@example.com".into()),
                due: Some(Timestamp::UNIX_EPOCH),
            },
            mfa: Mfa { required: true, until: Some(Timestamp::UNIX_EPOCH) },
            login_portal: "https://console.jumpcloud.com/login".into(),
            requested_by: Some("hr.admin@company.com".into()),
            time_zone: "Europe/Berlin".into(),
        },
    }
}

/// As little as can be.
pub(super) fn sparse() -> Notice {
    let mut notice = full();
    notice.ticket = None;
    let values = &mut notice.values;
    let person = &mut values.person;
    (person.department, person.job_title, person.employee_id, person.start_date) = (None, None, None, None);
    values.account_status = AccountStatus::Activated;
    values.groups.clear();
    values.systems = 0;
    values.applications.clear();
    values.warnings.clear();
    values.failures.clear();
    values.activation = Activation { mail_to_masked: None, due: None };
    values.mfa = Mfa { required: false, until: None };
    values.requested_by = None;
    notice
}

/// Two people, one of whom needs attention, and others who are not told about.
pub(super) fn full_digest() -> Digest {
    let others = vec![Others { state: "awaiting_approval".into(), count: 2 }];
    digest([full(), sparse()], others)
}

/// One person, and nobody else.
pub(super) fn sparse_digest() -> Digest {
    digest([sparse()], Vec::new())
}

fn digest(about: impl IntoIterator<Item = Notice>, others: Vec<Others>) -> Digest {
    let first = full();
    let people = about.into_iter();
    let people =
        people.map(|notice| DigestPerson { run_id: notice.run_id, ticket: notice.ticket, values: notice.values });
    Digest {
        batch: "B-SAMPLE".into(),
        run_id: first.run_id,
        step: first.step,
        to: first.to,
        at: first.at,
        values: DigestValues {
            batch: "B-SAMPLE".into(),
            tenant: first.values.tenant,
            organization: first.values.organization,
            people: people.collect(),
            others,
            login_portal: first.values.login_portal,
            time_zone: first.values.time_zone,
        },
    }
}

/// Letters of every kind: with everything there, and with as little as can be.
pub(super) fn letters() -> Vec<Letter> {
    let at = Timestamp::UNIX_EPOCH;
    let full = Subject {
        display_name: "John Smith".into(),
        username: "john.smith".into(),
        email: "john.smith@company.com".into(),
        department: Some("Engineering".into()),
        tenant: "company".into(),
        organization: "Company Inc.".into(),
        run_id: Some("run_sample".into()),
        requested_by: Some("hr.admin@company.com".into()),
        time_zone: "Europe/Berlin".into(),
    };
    let sparse = Subject { department: None, requested_by: None, ..full.clone() };
    let ends = |subject: &Subject, suspends_at, is_for_it| {
        let subject = subject.clone();
        LetterAbout::ContractEnds(ContractEnds {
            subject,
            end_date: date(2026, 6, 30),
            days_left: 7,
            suspends_at,
            is_for_it,
        })
    };
    let late = |subject: &Subject| {
        let (subject, change, found) = (subject.clone(), "suspension".into(), "The account is ACTIVATED".into());
        LetterAbout::NotAsScheduled(NotAsScheduled { subject, change, due: at, found })
    };
    let finding = LookAheadFinding {
        person: "John Smith".into(),
        run_id: "run_sample".into(),
        due: at,
        message: "User group 'UG-DevOps' does not exist in JumpCloud".into(),
        remediation: "Create the group.".into(),
        command: "dayone runs show run_sample".into(),
    };
    let ahead = |findings| {
        let (tenant, organization, time_zone) = ("company".into(), "Company Inc.".into(), "Europe/Berlin".into());
        let mail = LookAheadMail {
            tenant,
            organization,
            run_id: None,
            requested_by: None,
            time_zone,
            until: at,
            due: 2,
            findings,
        };
        LetterAbout::LookAhead(mail)
    };
    let changed = |subject: &Subject, is_full: bool| {
        let some = |text: &str| if is_full { vec![text.to_owned()] } else { Vec::new() };
        let failure = ChangeFailure {
            message: "The account was not removed from group UG-Sales".into(),
            remediation: "Resume the run.".into(),
        };
        let later = LaterAct { what: "remove from group UG-Sales".into(), at };
        LetterAbout::Changed(Changed {
            subject: subject.clone(),
            kind: "mover".into(),
            what: "has moved".into(),
            done: some("add to group UG-Engineering"),
            later: if is_full { vec![later] } else { Vec::new() },
            kept: some("group UG-Project-Phoenix"),
            failures: if is_full { vec![failure] } else { Vec::new() },
            warnings: some("no rule names department \"Legal\""),
            is_for_it: is_full,
        })
    };
    let all = [
        (Some("T-1042"), ends(&full, Some(at), true)),
        (None, ends(&sparse, None, false)),
        (Some("T-1042"), late(&full)),
        (None, late(&sparse)),
        (None, ahead(vec![finding])),
        (None, ahead(Vec::new())),
        (Some("T-1042"), changed(&full, true)),
        (None, changed(&sparse, false)),
    ];
    let to = vec!["it-team@company.com".to_owned()];
    all.map(|(ticket, about)| Letter { id: "sample".into(), to: to.clone(), ticket: ticket.map(Into::into), at, about })
        .into()
}
