//! What may stand in `[defaults]` and `[tenants.NAME]`.

use std::collections::BTreeMap;

use dayone_core::guard::GuardSettings;
use dayone_core::settings::{
    ApprovalPolicy, Naming, OnMissingGroup, PasswordHandling, PasswordRules, Privileged, Protected, SudoScope,
    WarningCode, WarningLevel, Weakening,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::days::{ChangeWindowFile, ContractFile, DeletionFile, LookAheadFile};
use crate::file::text::{AbsolutePath, Domain, Pattern, Recipient, Text, TimeOfDay, TimeZoneName, WebUrl};
use crate::secret::SecretSource;
use crate::tenant::Region;

/// A client organisation.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TenantFile {
    /// Where the organisation's data is. Default: `us`. Instead of `base_url`.
    pub(crate) region: Option<Region>,
    /// Where the directory listens: https, unless it is the machine itself. Instead of `region`.
    pub(crate) base_url: Option<WebUrl>,
    /// An administrator's API key. One of `api_key`, `oauth`, `provider_key`.
    pub(crate) api_key: Option<SecretSource>,
    /// A service account. One of `api_key`, `oauth`, `provider_key`.
    pub(crate) oauth: Option<OAuthFile>,
    /// A provider's API key, which sees several organisations: needs `jumpcloud_org_id`. One of `api_key`, `oauth`, `provider_key`.
    pub(crate) provider_key: Option<SecretSource>,
    /// A key that can only read, for everything that only reads.
    pub(crate) read_api_key: Option<SecretSource>,
    /// The organisation's id, compared with the directory before the first write.
    pub(crate) jumpcloud_org_id: Option<Text>,
    /// Whether new people must use MFA. Default: true.
    pub(crate) jumpcloud_default_mfa: Option<bool>,
    /// Days before MFA is enforced. Default: 7.
    #[schemars(range(min = 0, max = 365))]
    pub(crate) jumpcloud_mfa_exclusion_period_days: Option<u16>,
    /// What a password must have; the stricter of this and the organisation's live policy holds.
    pub(crate) jumpcloud_password_policy: Option<PasswordRules>,
    /// Whether people may sign in by SSH key. Default: false.
    pub(crate) jumpcloud_default_allow_public_key: Option<bool>,
    /// Whether people get sudo. Default: false.
    pub(crate) jumpcloud_default_sudo: Option<bool>,
    /// Whether passwords never expire. Default: false.
    pub(crate) jumpcloud_default_password_never_expires: Option<bool>,
    /// Whether JumpCloud mails new people. Default: true.
    pub(crate) jumpcloud_send_activation_email: Option<bool>,
    /// Names of companies that select this tenant when a request names none; compared without case.
    pub(crate) company_names: Vec<Text>,
    /// Which groups people get, by name.
    pub(crate) groups: GroupsFile,
    /// Which systems people are bound to directly, by id.
    pub(crate) system_bindings: RulesFile,
    /// How usernames are formed. Without it each request gives one.
    pub(crate) naming: Option<Naming>,
    /// Domains that an account's e-mail may have. Default: any.
    pub(crate) email_domains: Vec<Domain>,
    /// What happens when a group is missing. Default: `continue`.
    pub(crate) on_missing_group: Option<OnMissingGroup>,
    /// How people get the first credential. Default: `generate`.
    pub(crate) password_handling: Option<PasswordHandling>,
    /// Activate although some access could not be given. Default: true.
    pub(crate) activate_on_partial: Option<bool>,
    /// When a hire with a start date is activated.
    pub(crate) activation: ActivationFile,
    /// When the directory may be written. Default: at any time.
    pub(crate) change_windows: Option<ChangeWindowFile>,
    /// How the end of a contract is looked after.
    pub(crate) contract: ContractFile,
    /// When the hires that come due next are planned again, so that IT hears of what would fail.
    pub(crate) look_ahead: LookAheadFile,
    /// What sudo reaches. Default: `account`.
    pub(crate) sudo_scope: Option<SudoScope>,
    /// Accept a given unix uid or gid that another account has. Default: false.
    pub(crate) allow_shared_unix_ids: Option<bool>,
    /// Where people sign in, as reports and mails name it. Default: by region, or beside `base_url`.
    pub(crate) login_portal: Option<WebUrl>,
    /// Reported by convention. Default: `/home/{{username}}`.
    pub(crate) home_directory: Option<AbsolutePath>,
    /// Reported by convention. Default: `/bin/bash`.
    pub(crate) default_shell: Option<AbsolutePath>,
    /// How each warning is treated; what is not named is `warn`.
    pub(crate) warnings: BTreeMap<WarningCode, WarningLevel>,
    /// Weakening inputs that are refused.
    pub(crate) refuse: Vec<Weakening>,
    /// What needs a second person.
    pub(crate) approval: Option<ApprovalPolicy>,
    /// Access that is looked at twice.
    pub(crate) privileged: Option<Privileged>,
    /// Accounts and groups that no mover, leaver, undo or webhook changes without a second person.
    pub(crate) protected: Option<Protected>,
    /// How many may join, leave or move before somebody has to look.
    pub(crate) guards: Option<GuardSettings>,
    /// Days for which a mover keeps what the rules no longer give. Default: 0.
    #[schemars(range(min = 0, max = 365))]
    pub(crate) mover_grace_days: Option<u16>,
    /// When accounts of people who have left may be deleted. Default: never.
    pub(crate) deletion: DeletionFile,
    /// Who in IT is told: mail addresses, `slack`, `teams`.
    pub(crate) notify_it: Vec<Recipient>,
}

/// A service account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OAuthFile {
    /// The public half.
    pub(crate) client_id: Text,
    /// The secret half.
    pub(crate) client_secret: SecretSource,
    /// Where tokens are given out. Default: by region.
    pub(crate) token_url: Option<WebUrl>,
}

/// Rules from what a person is to the systems that the person is bound to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RulesFile {
    /// For everyone.
    pub(crate) default: Vec<Text>,
    /// By department.
    pub(crate) department: BTreeMap<String, Vec<Text>>,
    /// By job title: exact titles first, then patterns with `*` and `?`.
    pub(crate) role: BTreeMap<Pattern, Vec<Text>>,
    /// By office location.
    pub(crate) location: BTreeMap<String, Vec<Text>>,
    /// By employee type.
    pub(crate) employee_type: BTreeMap<String, Vec<Text>>,
}

/// Rules from what a person is to the groups that the person gets.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GroupsFile {
    /// For everyone. Replaces what is inherited.
    pub(crate) default: Vec<Text>,
    /// For everyone, beside what is inherited.
    // Not read from here: merged into `default` in the tree.
    pub(crate) default_add: Vec<Text>,
    /// By department.
    pub(crate) department: BTreeMap<String, Vec<Text>>,
    /// By job title: exact titles first, then patterns with `*` and `?`.
    pub(crate) role: BTreeMap<Pattern, Vec<Text>>,
    /// By office location.
    pub(crate) location: BTreeMap<String, Vec<Text>>,
    /// By employee type.
    pub(crate) employee_type: BTreeMap<String, Vec<Text>>,
    /// Groups that are looked at twice, beside those of `privileged.groups`.
    // Not read from here: merged into `privileged.groups` in the tree.
    pub(crate) privileged: Vec<Pattern>,
}

/// When a hire with a start date is activated.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ActivationFile {
    /// Days before the start date. Default: 0.
    #[schemars(range(min = 0, max = 365))]
    pub(crate) activate_days_before: Option<u16>,
    /// Local time of day. Default: `07:00`.
    pub(crate) at: Option<TimeOfDay>,
    /// IANA time zone when the request names none. Default: `UTC`.
    pub(crate) time_zone: Option<TimeZoneName>,
}
