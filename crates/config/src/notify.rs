//! How people are told, and where ledger heads are pushed to.

use std::path::PathBuf;

use dayone_core::settings::BatchNotices;
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::file::{AnchorFile, NotifyFile, SmtpFile, WebhookFile};
use crate::secret::SecretSource;

/// How people are told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notify {
    /// The mail server.
    pub smtp: Option<Smtp>,
    /// A Slack channel.
    pub slack: Option<Webhook>,
    /// A Teams channel.
    pub teams: Option<Webhook>,
    /// Templates that replace the built-in ones of the same name.
    pub templates_dir: Option<PathBuf>,
    /// How people are told of the hires of a batch.
    pub batch: BatchNotices,
}

/// The mail server.
#[derive(Debug, Clone, PartialEq)]
pub struct Smtp {
    /// Host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Who signs in, and the password. None: nobody does.
    pub login: Option<(String, SecretSource)>,
    /// The sender, as it stands in the mail.
    pub from: String,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// TLS is asked for after the greeting, and required.
    #[default]
    Starttls,
    /// None: to the machine itself only.
    None,
}

/// A chat channel's incoming webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its address, which is a secret: who knows it can write there.
    pub url: SecretSource,
}

/// Where ledger heads are pushed to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Anchors {
    /// A file that is only ever appended to.
    pub file: Option<PathBuf>,
    /// A syslog server: `udp://HOST:PORT` or `tcp://HOST:PORT`.
    pub syslog: Option<Url>,
    /// An address that takes a POST of each head.
    pub http: Option<Url>,
}

impl Encryption {
    /// The word in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encryption::Tls => "tls",
            Encryption::Starttls => "starttls",
            Encryption::None => "none",
        }
    }

    fn usual_port(self) -> u16 {
        match self {
            Encryption::Tls => 465,
            Encryption::Starttls => 587,
            Encryption::None => 25,
        }
    }
}

impl From<NotifyFile> for Notify {
    fn from(file: NotifyFile) -> Self {
        let webhook = |file: WebhookFile| Webhook { url: file.webhook_url };
        Notify {
            smtp: file.smtp.map(Smtp::from),
            slack: file.slack.map(webhook),
            teams: file.teams.map(webhook),
            batch: file.batch.unwrap_or_default(),
            templates_dir: file.templates.map(crate::file::text::FilePath::into_path),
        }
    }
}

impl From<SmtpFile> for Smtp {
    fn from(file: SmtpFile) -> Self {
        Smtp {
            port: file.port.unwrap_or_else(|| file.encryption.usual_port()),
            host: file.host,
            encryption: file.encryption,
            login: file.username.zip(file.password),
            from: file.from.0,
        }
    }
}

impl From<AnchorFile> for Anchors {
    fn from(file: AnchorFile) -> Self {
        Anchors {
            file: file.file.map(crate::file::text::FilePath::into_path),
            syslog: file.syslog.and_then(|text| Url::parse(&text.0).ok()),
            http: file.http.and_then(|text| Url::parse(&text.0).ok()),
        }
    }
}
