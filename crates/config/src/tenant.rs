//! A client organisation: what it has decided, and how its directory is reached.

use std::collections::BTreeMap;
use std::path::Path;

use dayone_core::baseline::Declaration;
use dayone_core::settings::{ActivationTiming, NotifySettings, Rules, TenantSettings, Variables};
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::file::tenant::{ActivationFile, GroupsFile, RulesFile, TenantFile};
use crate::file::text::{Pattern, Plain, Text};
use crate::format;
use crate::limits::Limits;
use crate::notify::Notify;
use crate::secret::SecretSource;

/// A client organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    /// What it has decided, as effective values.
    pub settings: TenantSettings,
    /// How its directory is reached.
    pub connection: Connection,
    /// Its groups, what they grant, and its mails, as far as they are declared.
    pub baseline: Declaration,
}

/// How a directory is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Where it listens.
    pub address: Address,
    /// The organisation's id. None: the only one that the key can see.
    pub org_id: Option<String>,
    /// What proves who is calling.
    pub credentials: Credentials,
    /// A key that can only read, for everything that only reads.
    pub read_api_key: Option<SecretSource>,
    /// How hard it may be worked.
    pub limits: Limits,
}

/// Where a directory listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The public service.
    Region(Region),
    /// Another place, https unless it is this machine.
    BaseUrl(Url),
}

/// One of JumpCloud's regions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// The United States.
    #[default]
    Us,
    /// The European Union.
    Eu,
    /// India.
    In,
}

/// What proves who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// An administrator's API key of this organisation.
    ApiKey(SecretSource),
    /// A provider's API key: calls name the organisation.
    ProviderKey(SecretSource),
    /// A service account (OAuth 2 client credentials).
    ServiceAccount {
        /// The public half.
        client_id: String,
        /// The secret half.
        client_secret: SecretSource,
        /// Where tokens are given out. None: by region, or beside the base URL.
        token_url: Option<Url>,
    },
}

impl Region {
    /// The word in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Region::Us => "us",
            Region::Eu => "eu",
            Region::In => "in",
        }
    }
}

impl Address {
    /// The address that somebody has written: https, unless it is this machine.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn of_url(text: &str) -> Result<Address, String> {
        format::read("web-url", text, Path::new("")).map_err(|wrong| format!("it {}; {}", wrong.what, wrong.hint))?;
        Url::parse(text).map(Address::BaseUrl).map_err(|error| error.to_string())
    }

    /// Where people sign in.
    fn login_portal(&self) -> String {
        match self {
            Address::Region(Region::Us) => "https://console.jumpcloud.com/login".into(),
            Address::Region(Region::Eu) => "https://console.eu.jumpcloud.com/login".into(),
            Address::Region(Region::In) => "https://console.in.jumpcloud.com/login".into(),
            Address::BaseUrl(url) => format!("{}/login", url.origin().ascii_serialization()),
        }
    }
}

/// The tenant of a checked file; none if what proves who is calling is missing, which has been reported.
pub(crate) fn build(name: &str, mut file: TenantFile, limits: Limits, notify: &Notify) -> Option<Tenant> {
    let address = match file.base_url.take().and_then(|url| Url::parse(&url.0).ok()) {
        Some(url) => Address::BaseUrl(url),
        None => Address::Region(file.region.unwrap_or_default()),
    };
    let org_id = file.jumpcloud_org_id.take().map(|id| id.0);
    let connection = Connection {
        credentials: credentials(&mut file)?,
        read_api_key: file.read_api_key.take(),
        org_id: org_id.clone(),
        limits,
        address,
    };
    let baseline = std::mem::take(&mut file.baseline);
    let login_portal = file.login_portal.take().map_or_else(|| connection.address.login_portal(), |url| url.0);
    let settings = settings(
        file,
        TenantSettings { name: name.to_owned(), organization_id: org_id, login_portal, ..TenantSettings::default() },
        notify,
    );
    Some(Tenant { settings, connection, baseline })
}

fn credentials(file: &mut TenantFile) -> Option<Credentials> {
    if let Some(source) = file.api_key.take() {
        return Some(Credentials::ApiKey(source));
    }
    if let Some(source) = file.provider_key.take() {
        return Some(Credentials::ProviderKey(source));
    }
    let oauth = file.oauth.take()?;
    Some(Credentials::ServiceAccount {
        client_id: oauth.client_id.0,
        client_secret: oauth.client_secret,
        token_url: oauth.token_url.and_then(|url| Url::parse(&url.0).ok()),
    })
}

fn settings(file: TenantFile, built_in: TenantSettings, notify: &Notify) -> TenantSettings {
    let (it_channels, it_recipients) =
        file.notify_it.iter().map(|recipient| recipient.0.clone()).partition(|recipient| !recipient.contains('@'));
    let variables = variables(&file, built_in.variables);
    let activation = activation(file.activation, built_in.activation);
    TenantSettings {
        variables,
        company_names: file.company_names.plain(),
        groups: Rules::from(file.groups),
        system_bindings: Rules::from(file.system_bindings),
        naming: file.naming,
        email_domains: file.email_domains.plain().iter().map(|domain| domain.to_lowercase()).collect(),
        on_missing_group: file.on_missing_group.unwrap_or(built_in.on_missing_group),
        password_handling: file.password_handling.unwrap_or(built_in.password_handling),
        activate_on_partial: file.activate_on_partial.unwrap_or(built_in.activate_on_partial),
        change_window: file.change_windows.map(|window| window.settings(&activation.time_zone)),
        contract: file.contract.settings(built_in.contract),
        look_ahead: file.look_ahead.settings(built_in.look_ahead),
        activation,
        sudo_scope: file.sudo_scope.unwrap_or(built_in.sudo_scope),
        allow_shared_unix_ids: file.allow_shared_unix_ids.unwrap_or(built_in.allow_shared_unix_ids),
        home_directory: file.home_directory.map_or(built_in.home_directory, |path| path.0),
        default_shell: file.default_shell.map_or(built_in.default_shell, |path| path.0),
        warnings: file.warnings,
        refuse: file.refuse,
        approval: file.approval.unwrap_or(built_in.approval),
        privileged: file.privileged.unwrap_or_default(),
        protected: file.protected.unwrap_or_default(),
        guards: file.guards.unwrap_or_default(),
        mover_grace_days: file.mover_grace_days.unwrap_or(built_in.mover_grace_days),
        deletion_after_days: file.deletion.after_days,
        notify: NotifySettings { it_recipients, it_channels, mail: notify.smtp.is_some(), batch: notify.batch },
        ..built_in
    }
}

fn variables(file: &TenantFile, seed: Variables) -> Variables {
    Variables {
        default_mfa: file.jumpcloud_default_mfa.unwrap_or(seed.default_mfa),
        mfa_exclusion_period_days: file.jumpcloud_mfa_exclusion_period_days.unwrap_or(seed.mfa_exclusion_period_days),
        password_policy: file.jumpcloud_password_policy.unwrap_or(seed.password_policy),
        default_allow_public_key: file.jumpcloud_default_allow_public_key.unwrap_or(seed.default_allow_public_key),
        default_sudo: file.jumpcloud_default_sudo.unwrap_or(seed.default_sudo),
        default_password_never_expires: file
            .jumpcloud_default_password_never_expires
            .unwrap_or(seed.default_password_never_expires),
        send_activation_email: file.jumpcloud_send_activation_email.unwrap_or(seed.send_activation_email),
    }
}

fn activation(file: ActivationFile, built_in: ActivationTiming) -> ActivationTiming {
    ActivationTiming {
        activate_days_before: file.activate_days_before.unwrap_or(built_in.activate_days_before),
        at: file.at.and_then(|at| at.0.parse().ok()).unwrap_or(built_in.at),
        time_zone: file.time_zone.map_or(built_in.time_zone, |zone| zone.0),
    }
}

fn named(rules: BTreeMap<String, Vec<Text>>) -> BTreeMap<String, Vec<String>> {
    rules.into_iter().map(|(name, list)| (name, list.plain())).collect()
}

fn by_pattern(rules: BTreeMap<Pattern, Vec<Text>>) -> BTreeMap<String, Vec<String>> {
    rules.into_iter().map(|(pattern, list)| (pattern.0, list.plain())).collect()
}

impl From<GroupsFile> for Rules {
    fn from(file: GroupsFile) -> Self {
        Rules {
            default: file.default.plain(),
            department: named(file.department),
            role: by_pattern(file.role),
            location: named(file.location),
            employee_type: named(file.employee_type),
        }
    }
}

impl From<RulesFile> for Rules {
    fn from(file: RulesFile) -> Self {
        Rules {
            default: file.default.plain(),
            department: named(file.department),
            role: by_pattern(file.role),
            location: named(file.location),
            employee_type: named(file.employee_type),
        }
    }
}
