//! What a tenant has decided, as effective values: the request may override some of them, the seed's defaults fill the rest.

mod days;
mod naming;
mod protected;
mod warnings;

use std::collections::BTreeMap;

use jiff::civil::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chain::Digest;
use crate::guard::GuardSettings;

pub use days::{ChangeWindow, ContractCare, LookAheadTime, WORKING_WEEK, Weekday};
pub use naming::{Naming, Transliteration};
pub use protected::{Protected, ProtectedThing, Protection};
pub use warnings::{WarningCode, WarningLevel, Weakening};

/// Everything that a plan needs to know about a tenant. Holds no secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TenantSettings {
    /// The tenant's name in configuration, commands and reports.
    pub name: String,
    /// `jumpcloud_org_id`: the organisation that this tenant is. None: the only one that the key can see.
    pub organization_id: Option<String>,
    /// Names of companies that select this tenant when a request names no tenant. Compared without case.
    pub company_names: Vec<String>,
    /// Where people sign in: by region.
    pub login_portal: String,
    /// The seed's organisation variables.
    pub variables: Variables,
    /// Which groups people get.
    pub groups: GroupRules,
    /// Which systems people are bound to directly, by rule.
    pub system_bindings: Rules,
    /// How usernames are formed. None: the request must give one.
    pub naming: Option<Naming>,
    /// Domains that an account's e-mail may have. Empty: any.
    pub email_domains: Vec<String>,
    /// What happens when a group is missing from the directory.
    pub on_missing_group: OnMissingGroup,
    /// How the person gets the first credential.
    pub password_handling: PasswordHandling,
    /// Activate although some access could not be given.
    pub activate_on_partial: bool,
    /// When a hire with a start date is activated.
    pub activation: ActivationTiming,
    /// When the directory may be written. None: at any time.
    pub change_window: Option<ChangeWindow>,
    /// How the end of a contract is looked after.
    pub contract: ContractCare,
    /// When the hires that come due next are planned again.
    pub look_ahead: LookAheadTime,
    /// What `allow_sudo` reaches.
    pub sudo_scope: SudoScope,
    /// Accept a given unix uid or gid that another account has.
    pub allow_shared_unix_ids: bool,
    /// Reported as `unix_attributes.home_directory`: a convention, `JumpCloud` does not hold it.
    pub home_directory: String,
    /// Reported as `unix_attributes.default_shell`: a convention, `JumpCloud` does not hold it.
    pub default_shell: String,
    /// How each warning is treated; what is not named is `warn`.
    pub warnings: BTreeMap<WarningCode, WarningLevel>,
    /// Weakening inputs that are refused.
    pub refuse: Vec<Weakening>,
    /// What needs a second person.
    pub approval: ApprovalPolicy,
    /// Access that is looked at twice.
    pub privileged: Privileged,
    /// Accounts and groups that are changed by two people only.
    pub protected: Protected,
    /// How many may join, leave or move before somebody looks.
    pub guards: GuardSettings,
    /// Days for which a mover keeps what the rules no longer give: 0 to 365.
    pub mover_grace_days: u16,
    /// Days after suspension at which an account may be deleted, at least 30. None: nothing is ever deleted.
    pub deletion_after_days: Option<u16>,
    /// Who is told.
    pub notify: NotifySettings,
}

/// The seed's eight organisation variables, but for the organisation id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variables {
    /// `jumpcloud_default_mfa`.
    pub default_mfa: bool,
    /// `jumpcloud_mfa_exclusion_period_days`: 0 to 365.
    pub mfa_exclusion_period_days: u16,
    /// `jumpcloud_password_policy`.
    pub password_policy: PasswordRules,
    /// `jumpcloud_default_allow_public_key`.
    pub default_allow_public_key: bool,
    /// `jumpcloud_default_sudo`.
    pub default_sudo: bool,
    /// `jumpcloud_default_password_never_expires`.
    pub default_password_never_expires: bool,
    /// `jumpcloud_send_activation_email`.
    pub send_activation_email: bool,
}

/// What a password must have. The stricter of this and the organisation's live policy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordRules {
    /// Least length in characters: 8 to 64.
    pub min_length: u8,
    /// At least one lower-case letter.
    pub lowercase: bool,
    /// At least one upper-case letter.
    pub uppercase: bool,
    /// At least one digit.
    pub digits: bool,
    /// At least one character that is neither letter nor digit.
    pub symbols: bool,
}

/// Rules from what a person is to what the person gets. Department, location and employee type match without case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// For everyone.
    pub default: Vec<String>,
    /// By department.
    pub department: BTreeMap<String, Vec<String>>,
    /// By job title: exact titles first, then patterns with `*` and `?`, the longest pattern first.
    pub role: BTreeMap<String, Vec<String>>,
    /// By office location.
    pub location: BTreeMap<String, Vec<String>>,
    /// By employee type; reported as `role`.
    pub employee_type: BTreeMap<String, Vec<String>>,
}

/// Which groups people get, by group name.
pub type GroupRules = Rules;

/// What happens when a group is missing from the directory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMissingGroup {
    /// The hire goes on; the report says which access is missing.
    #[default]
    Continue,
    /// Nothing is created.
    Fail,
    /// The group is created, empty of access.
    Create,
}

/// How the person gets the first credential.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordHandling {
    /// A password is generated, sealed, and revealed once.
    #[default]
    Generate,
    /// No password is set: `JumpCloud` mails a link with which the person sets one.
    ActivationLink,
}

/// When a hire with a start date is activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActivationTiming {
    /// Days before the start date.
    pub activate_days_before: u16,
    /// Local time of day.
    #[schemars(with = "String")]
    pub at: Time,
    /// IANA time zone when the request names none.
    pub time_zone: String,
}

/// What `allow_sudo` reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SudoScope {
    /// Every system that the account reaches: the account's own `sudo`.
    #[default]
    Account,
    /// Direct bindings only.
    Direct,
}

/// What needs a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApprovalPolicy {
    /// A privileged group is among those given.
    pub privileged_groups: bool,
    /// Sudo is given.
    pub sudo: bool,
    /// Hours until silence means no: 1 to 720.
    pub expires_hours: u16,
}

/// Access that is looked at twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Privileged {
    /// Group names, with `*` and `?`. Groups that grant sudo are always privileged.
    pub groups: Vec<String>,
    /// Application names: a group that grants one is privileged.
    pub applications: Vec<String>,
    /// Hostnames of systems and names of system groups, with `*` and `?`: a group that grants one is privileged, and so
    /// is a direct binding.
    pub systems: Vec<String>,
    /// Names of LDAP and RADIUS servers, with `*` and `?`: a group that grants one is privileged, and so is LDAP asked
    /// for.
    pub servers: Vec<String>,
}

/// Who is told. Addresses and whether a channel exists; the channels' secrets are elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotifySettings {
    /// `notify_it`: e-mail addresses of IT.
    pub it_recipients: Vec<String>,
    /// Channels for IT other than mail, by name as reported: `slack`, `teams`.
    pub it_channels: Vec<String>,
    /// A mail server is configured.
    pub mail: bool,
    /// How people are told of a batch.
    pub batch: BatchNotices,
}

/// How people are told of the hires of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchNotices {
    /// One message to IT, and one to each manager, about all of them.
    #[default]
    Digest,
    /// One for each hire, as if it had come alone.
    Each,
}

impl Default for TenantSettings {
    fn default() -> Self {
        TenantSettings {
            name: "default".into(),
            organization_id: None,
            company_names: Vec::new(),
            login_portal: "https://console.jumpcloud.com/login".into(),
            variables: Variables::default(),
            groups: Rules::default(),
            system_bindings: Rules::default(),
            naming: None,
            email_domains: Vec::new(),
            on_missing_group: OnMissingGroup::default(),
            password_handling: PasswordHandling::default(),
            activate_on_partial: true,
            activation: ActivationTiming::default(),
            change_window: None,
            contract: ContractCare::default(),
            look_ahead: LookAheadTime::default(),
            sudo_scope: SudoScope::default(),
            allow_shared_unix_ids: false,
            home_directory: "/home/{{username}}".into(),
            default_shell: "/bin/bash".into(),
            warnings: BTreeMap::new(),
            refuse: Vec::new(),
            approval: ApprovalPolicy::default(),
            privileged: Privileged::default(),
            protected: Protected::default(),
            guards: GuardSettings::default(),
            mover_grace_days: 0,
            deletion_after_days: None,
            notify: NotifySettings::default(),
        }
    }
}

impl Default for Variables {
    /// The seed's defaults.
    fn default() -> Self {
        Variables {
            default_mfa: true,
            mfa_exclusion_period_days: 7,
            password_policy: PasswordRules::default(),
            default_allow_public_key: false,
            default_sudo: false,
            default_password_never_expires: false,
            send_activation_email: true,
        }
    }
}

impl Default for PasswordRules {
    fn default() -> Self {
        PasswordRules { min_length: 12, lowercase: true, uppercase: true, digits: true, symbols: true }
    }
}

impl Default for ActivationTiming {
    fn default() -> Self {
        ActivationTiming { activate_days_before: 0, at: Time::constant(7, 0, 0, 0), time_zone: "UTC".into() }
    }
}

impl Default for ApprovalPolicy {
    fn default() -> Self {
        ApprovalPolicy { privileged_groups: false, sudo: false, expires_hours: 72 }
    }
}

impl TenantSettings {
    /// The digest of everything that can change a plan.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }

    /// How a warning is treated by this tenant.
    #[must_use]
    pub fn warning_level(&self, code: WarningCode) -> WarningLevel {
        self.warnings.get(&code).copied().unwrap_or_default()
    }
}
