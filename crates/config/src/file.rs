//! What may stand in `dayone.toml`. The schema is made of these types, and the schema checks every file: there is no second list of keys.

pub(crate) mod days;
pub(crate) mod tenant;
pub(crate) mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use dayone_core::guard::GuardSettings;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::notify::Encryption;
use crate::secret::SecretSource;
use dayone_core::settings::{BatchNotices, Protected};
use tenant::TenantFile;
use text::{FilePath, Mailbox, SyslogUrl, TenantName, WebUrl};

/// dayone's configuration.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "dayone.toml")]
pub(crate) struct File {
    /// Further files, relative to this one; `*` and `?` in the file's name. Each holds `[tenants.NAME]` only.
    // Read from the tree before the files are joined.
    pub(crate) include: Vec<String>,
    /// Where runs are kept.
    pub(crate) database: DatabaseFile,
    /// The files of dayone's own keys.
    pub(crate) secrets: SecretsFile,
    /// How people are told.
    pub(crate) notify: NotifyFile,
    /// Where ledger heads are pushed to, so that a changed database shows.
    pub(crate) anchor: AnchorFile,
    /// How hard a tenant's directory is worked.
    pub(crate) limits: LimitsFile,
    /// How many may join, leave or move before somebody has to look: for every tenant; `guards` of a tenant goes before it.
    // Not read from here: merged into each tenant in the tree.
    pub(crate) guards: GuardSettings,
    /// Accounts and groups that no mover, leaver, undo or webhook changes without a second person: for every tenant;
    /// `protected` of a tenant goes before it.
    // Not read from here: merged into each tenant in the tree.
    pub(crate) protected: Protected,
    /// What every tenant inherits: tables merge, lists replace, `groups.default_add` extends.
    // Not read from here: merged into each tenant in the tree.
    pub(crate) defaults: TenantFile,
    /// The client organisations.
    // Read one by one, merged with the defaults.
    pub(crate) tenants: BTreeMap<TenantName, TenantFile>,
}

/// Where runs are kept.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DatabaseFile {
    /// `sqlite://PATH` or `postgres://USER@HOST/NAME`, without a password. Default: SQLite in the user's data folder.
    #[schemars(extend("format" = "database-url"))]
    pub(crate) url: Option<String>,
    /// The password of a PostgreSQL user. It can't be in the store, which is in the database.
    pub(crate) password: Option<SecretSource>,
}

/// The files of dayone's own keys, outside the database's folder.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SecretsFile {
    /// Encrypts passwords and personal values. Made at first start; back it up.
    pub(crate) master_key_file: Option<FilePath>,
    /// Signs ledger heads. Made at first start; back it up.
    pub(crate) ledger_key_file: Option<FilePath>,
}

/// How people are told.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NotifyFile {
    /// A folder of templates that replace the built-in ones of the same name.
    pub(crate) templates: Option<FilePath>,
    /// The mail server.
    pub(crate) smtp: Option<SmtpFile>,
    /// A Slack channel.
    pub(crate) slack: Option<WebhookFile>,
    /// A Teams channel.
    pub(crate) teams: Option<WebhookFile>,
    /// How people are told of the hires of a batch. Default: `digest`.
    pub(crate) batch: Option<BatchNotices>,
}

/// The mail server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SmtpFile {
    /// Host name or address.
    #[schemars(extend("format" = "host"))]
    pub(crate) host: String,
    /// Default: 465 for `tls`, 587 for `starttls`, 25 for `none`.
    #[schemars(range(min = 1, max = 65535))]
    pub(crate) port: Option<u16>,
    /// How the connection is protected. `none` is for the machine itself only.
    #[serde(default)]
    pub(crate) encryption: Encryption,
    /// Who signs in; goes with `password`.
    pub(crate) username: Option<String>,
    /// The password of `username`.
    pub(crate) password: Option<SecretSource>,
    /// The sender: `dayone <onboarding@example.com>`.
    pub(crate) from: Mailbox,
}

/// A chat channel.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookFile {
    /// The incoming webhook's address. Who knows it can write there: it is a secret.
    pub(crate) webhook_url: SecretSource,
}

/// Where ledger heads are pushed to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AnchorFile {
    /// A file that is only ever appended to, best on another machine's storage.
    pub(crate) file: Option<FilePath>,
    /// A syslog server: `udp://HOST:514` or `tcp://HOST:601`.
    pub(crate) syslog: Option<SyslogUrl>,
    /// An address that takes a POST of each head: https, unless it is the machine itself.
    pub(crate) http: Option<WebUrl>,
}

/// How hard a tenant's directory is worked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LimitsFile {
    /// Calls to one tenant at the same time. Default: 8.
    #[schemars(range(min = 1, max = 256))]
    pub(crate) max_in_flight: Option<u16>,
    /// Calls to one tenant in a second. Default: 20.
    #[schemars(range(min = 1, max = 10000))]
    pub(crate) max_requests_per_second: Option<u16>,
}

impl FilePath {
    pub(crate) fn into_path(self) -> PathBuf {
        PathBuf::from(self.0)
    }
}
