//! The two documents of a finished run: keys, nesting and types are a promise to scripts. Further keys may be added,
//! none renamed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mapping::Source;
use crate::problem::ErrorType;
use crate::steps::Step;

/// The document of a run. After a success every section is there; after a failure, the error keys and every section
/// that exists by then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "dayone report")]
pub struct Report {
    /// Everything is as planned.
    pub success: bool,
    /// The account exists, but something is missing. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_completion: Option<bool>,
    /// The person, as the directory has it; before creation, as requested.
    pub user_info: UserInfo,
    /// Steps that were done, by name. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_steps: Option<Vec<Step>>,
    /// Steps in which nothing had to be done, with the reason. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped_steps: Option<Vec<SkippedStep>>,
    /// Steps that failed, with the error. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_steps: Option<Vec<FailedStep>>,
    /// An account was created. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_created: Option<bool>,
    /// The account's id; null if none was created. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jumpcloud_user_id: Option<Option<String>>,
    /// Groups that the account is in. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups_assigned: Option<usize>,
    /// Groups that the account should be in, but is not. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups_failed: Option<usize>,
    /// A person has to do something. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_intervention_required: Option<bool>,
    /// What a person can do, in order. Only after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended_actions: Option<Vec<String>>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_details: Option<AccountDetails>,
    /// MFA, password, keys, sudo, LDAP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_settings: Option<SecuritySettings>,
    /// UNIX ids and conventions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unix_attributes: Option<UnixAttributes>,
    /// Groups, with source and inherited access.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_assignments: Option<GroupAssignments>,
    /// Systems that the account reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_bindings: Option<SystemBindings>,
    /// Applications that the account reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_access: Option<ApplicationAccess>,
    /// Custom attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<CustomAttributes>,
    /// Sudo, direct bindings, LDAP, privileged and additional groups: what a reviewer looks at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_access: Option<Vec<SpecialAccess>>,
    /// E-mails and messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notifications_sent: Option<NotificationsSent>,
    /// The end of the contract. Only where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractEnd>,
    /// The person's values were erased: what is left are clear facts. Only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_erased: Option<bool>,
    /// Who, when, how long.
    pub audit_trail: AuditTrail,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct UserInfo {
    pub jumpcloud_user_id: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub display_name: Option<String>,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct AccountDetails {
    pub created: bool,
    #[schemars(with = "Option<String>")]
    pub created_timestamp: Option<Timestamp>,
    pub account_status: AccountStatus,
    pub activation_email_sent: bool,
    pub organization_id: String,
    pub login_portal: String,
    /// When activation is due, if that is later.
    #[schemars(with = "Option<String>")]
    pub activation_due: Option<Timestamp>,
    /// Who activates the account then: `dayone`, or `jumpcloud` by a state that is scheduled there.
    pub activation_by: Option<String>,
    /// The first day of work.
    #[schemars(with = "Option<String>")]
    pub start_date: Option<jiff::civil::Date>,
    /// The last day of work.
    #[schemars(with = "Option<String>")]
    pub end_date: Option<jiff::civil::Date>,
}

/// The account's status, as read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// The account is active, with a password.
    Activated,
    /// Staged, or active without a password yet.
    PendingActivation,
    /// Suspended.
    Suspended,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct SecuritySettings {
    pub mfa_required: bool,
    pub mfa_configured: bool,
    #[schemars(with = "Option<String>")]
    pub mfa_exclusion_until: Option<Timestamp>,
    pub mfa_exclusion_days: u16,
    pub password_set: bool,
    pub password_never_expires: bool,
    #[schemars(with = "Option<String>")]
    pub password_expiration_date: Option<Timestamp>,
    pub allow_public_key_auth: bool,
    pub ssh_public_key_added: bool,
    pub sudo_enabled: bool,
    pub ldap_binding_user: bool,
    /// Inputs of this request that weaken security.
    pub weakening_inputs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct UnixAttributes {
    pub uid: Option<i64>,
    pub gid: Option<i64>,
    /// A convention of the tenant: `JumpCloud` does not hold it.
    pub home_directory: String,
    /// A convention of the tenant: `JumpCloud` does not hold it.
    pub default_shell: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct GroupAssignments {
    pub total_groups_assigned: usize,
    pub groups: Vec<GroupAssignment>,
    pub groups_not_found: Vec<String>,
    pub groups_failed: Vec<String>,
    /// Groups whose own rule adds the account, though nobody asked.
    pub dynamic_groups: Vec<DynamicGroup>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct GroupAssignment {
    pub group_name: String,
    pub group_id: Option<String>,
    pub group_type: String,
    pub assignment_source: Source,
    pub added: bool,
    pub inherited_access: InheritedAccess,
    /// The rule or input that names the group.
    pub because: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct InheritedAccess {
    pub systems: usize,
    pub applications: Vec<String>,
    pub ldap_servers: usize,
    pub radius_servers: usize,
    /// Policies that hold on systems reached through system groups.
    pub policies: usize,
}

/// A group whose own rule adds the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "named as in group_assignments")]
pub struct DynamicGroup {
    pub group_name: String,
    pub group_id: String,
    /// The rule.
    pub because: String,
    /// Whether the account was seen in it.
    pub member: bool,
    pub inherited_access: InheritedAccess,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct SystemBindings {
    pub directly_bound_systems: usize,
    pub group_inherited_systems: usize,
    pub total_accessible_systems: usize,
    pub systems: Vec<SystemBinding>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct SystemBinding {
    pub system_name: String,
    pub system_id: String,
    pub os: String,
    pub access_via: String,
    pub sudo_access: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct ApplicationAccess {
    pub total_applications: usize,
    pub applications: Vec<ApplicationGrant>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct ApplicationGrant {
    pub application_name: String,
    pub access_via: String,
    pub sso_enabled: bool,
    /// `application`, `g_suite` or `office365`.
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct CustomAttributes {
    pub attributes_set: usize,
    pub attributes: Vec<CustomAttribute>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct CustomAttribute {
    pub name: String,
    pub value: String,
}

/// Access that a reviewer looks at first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpecialAccess {
    /// `sudo`, `direct_binding`, `ldap`, `privileged_group` or `additional_group`.
    pub kind: String,
    /// The thing.
    pub subject: String,
    /// Why.
    pub because: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct NotificationsSent {
    pub activation_email: ActivationEmail,
    pub manager_notification: ManagerNotification,
    pub it_notification: ItNotification,
}

/// The end of a contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractEnd {
    /// The last day of work.
    #[schemars(with = "String")]
    pub end_date: jiff::civil::Date,
    /// When the account is suspended.
    #[schemars(with = "String")]
    pub suspends_at: Timestamp,
    /// `JumpCloud` was asked to suspend it then, and took that.
    pub suspension_scheduled: bool,
    /// When people were warned.
    #[schemars(with = "Vec<String>")]
    pub warned_at: Vec<Timestamp>,
    /// Whether it was found suspended after that; null: nobody has looked yet.
    pub suspended: Option<bool>,
}

/// How far it is known that a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// `JumpCloud` was asked to send it.
    Requested,
    /// The mail server or channel took it.
    Accepted,
    /// Not known.
    Unknown,
    /// `JumpCloud` was asked to send it at a later time.
    Scheduled,
    /// It was not sent.
    NotSent,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct ActivationEmail {
    pub sent: bool,
    pub recipient: Option<String>,
    #[schemars(with = "Option<String>")]
    pub sent_timestamp: Option<Timestamp>,
    pub includes: Vec<String>,
    pub delivery: Delivery,
    /// Why it was not sent.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct ManagerNotification {
    pub sent: bool,
    pub recipient: Option<String>,
    #[schemars(with = "Option<String>")]
    pub sent_timestamp: Option<Timestamp>,
    pub delivery: Delivery,
    /// Why it was not sent.
    pub reason: Option<String>,
    /// The run under whose number the digest was sent that told of this person among others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct ItNotification {
    pub sent: bool,
    pub recipients: Vec<String>,
    #[schemars(with = "Option<String>")]
    pub sent_timestamp: Option<Timestamp>,
    pub delivery: Delivery,
    /// Why it was not sent.
    pub reason: Option<String>,
    /// The run under whose number the digest was sent that told of this person among others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct AuditTrail {
    pub workflow_run_id: String,
    pub initiated_by: String,
    #[schemars(with = "String")]
    pub initiated_timestamp: Timestamp,
    #[schemars(with = "Option<String>")]
    pub completed_timestamp: Option<Timestamp>,
    pub duration_seconds: i64,
    pub all_steps_successful: bool,
    /// The tenant.
    pub tenant: String,
    /// The ticket given.
    pub ticket: Option<String>,
    /// On whose behalf.
    pub requested_by: Option<String>,
    /// An earlier attempt at the same request.
    pub attempt_of: Option<String>,
    /// The digest of the plan.
    pub plan_digest: Option<String>,
    /// The batch that the request came in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Calls to the directory.
    pub api_calls: u32,
    /// Calls that had to wait for one another.
    pub round_trips: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
/// A step in which nothing had to be done.
pub struct SkippedStep {
    /// The step.
    pub step: Step,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's")]
pub struct FailedStep {
    pub step: Step,
    pub error: StepError,
    pub impact: String,
    pub remediation: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is the seed's; the affected thing is one of several keys")]
pub struct StepError {
    #[serde(rename = "type")]
    pub kind: ErrorType,
    pub message: String,
    pub code: String,
    #[schemars(with = "String")]
    pub timestamp: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_ldap_server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_tenant: Option<String>,
}
