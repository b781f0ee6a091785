//! What people are told about one run.

use dayone_core::mapping::Source;
use dayone_core::report::AccountStatus;
use dayone_core::steps::Step;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// One notification.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The run that it is about.
    pub run_id: String,
    /// The step that sends it. A mail's Message-ID is made of the run and the step.
    pub step: Step,
    /// Addresses; not used for chat.
    pub to: Vec<String>,
    /// Shown in the subject.
    pub ticket: Option<String>,
    /// When: the mail's date.
    pub at: Timestamp,
    /// What templates may show.
    pub values: NoticeValues,
}

/// What templates may show, besides `run_id` and `ticket`. There is no field for a password, key, token or link to set one.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeValues {
    /// The person.
    pub person: Person,
    /// The tenant's name.
    pub tenant: String,
    /// The organisation's name.
    pub organization: String,
    /// The account's status, as last read.
    pub account_status: AccountStatus,
    /// Groups, in the plan's order.
    pub groups: Vec<NoticeGroup>,
    /// How many systems the account reaches.
    pub systems: usize,
    /// Names of applications that the account reaches.
    pub applications: Vec<String>,
    /// What was unusual.
    pub warnings: Vec<Finding>,
    /// What failed; not empty: a person has to do something.
    pub failures: Vec<Finding>,
    /// How the person gets in.
    pub activation: Activation,
    /// MFA.
    pub mfa: Mfa,
    /// Where the person signs in.
    pub login_portal: String,
    /// On whose behalf.
    pub requested_by: Option<String>,
    /// IANA time zone in which times are shown.
    pub time_zone: String,
}

/// The person.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "named as in reports")]
pub struct Person {
    pub display_name: String,
    pub first_name: String,
    pub username: String,
    pub email: String,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_id: Option<String>,
    /// The first day of work.
    pub start_date: Option<Date>,
}

/// A group.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeGroup {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// The account is in it.
    pub added: bool,
}

/// Something to look at.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The step that it belongs to.
    pub step: Step,
    /// What happened to which thing.
    pub message: String,
    /// What to do.
    pub remediation: String,
}

/// How the person gets in.
#[derive(Debug, Clone, Serialize)]
pub struct Activation {
    /// Where the activation mail goes, masked: `j***@example.com`. None: no mail.
    pub mail_to_masked: Option<String>,
    /// When the account is activated, if that is later.
    pub due: Option<Timestamp>,
}

/// MFA.
#[derive(Debug, Clone, Serialize)]
pub struct Mfa {
    /// It is required.
    pub required: bool,
    /// Until when it may be set up; None: at once, or not known yet.
    pub until: Option<Timestamp>,
}
