//! How people are told, as configured.

use std::sync::Arc;
use std::time::Duration;

use dayone_config::{Encryption, Environment, Notify, SecretSource};
use dayone_engine::notify::{self, Notifier, NotifyOptions, SecretFn, SmtpOptions, Templates};
use dayone_store::Vault;

use super::secrets::{ReadSecret, SHARED, TenantSecrets};
use crate::failure::Failure;

/// How long one mail may take.
const MAIL: Duration = Duration::from_secs(30);

/// The notifier of all tenants.
pub(super) fn notifier(config: &Notify, environment: &Environment, vault: &Vault) -> Result<Notifier, Failure> {
    let secret = |source: &SecretSource| {
        let secret = Arc::new(ReadSecret {
            source: source.clone(),
            environment: environment.clone(),
            stored: TenantSecrets { vault: vault.clone(), tenant: SHARED.to_owned() },
        });
        SecretFn::new(move || {
            let secret = Arc::clone(&secret);
            async move { secret.read().await }
        })
    };
    let smtp = config.smtp.as_ref().map(|smtp| SmtpOptions {
        host: smtp.host.clone(),
        port: smtp.port,
        encryption: match smtp.encryption {
            Encryption::Tls => notify::Encryption::Tls,
            Encryption::Starttls => notify::Encryption::StartTls,
            Encryption::None => notify::Encryption::None,
        },
        username: smtp.login.as_ref().map(|(username, _)| username.clone()),
        password: smtp.login.as_ref().map(|(_, source)| secret(source)),
        from: smtp.from.clone(),
        timeout: MAIL,
    });
    let failed = |error: &dyn std::error::Error| Failure::usage(format!("people can't be told: {error}"));
    let options = NotifyOptions {
        smtp,
        slack: config.slack.as_ref().map(|webhook| secret(&webhook.url)),
        teams: config.teams.as_ref().map(|webhook| secret(&webhook.url)),
        templates: Templates::load(config.templates_dir.as_deref()).map_err(|error| failed(&error))?,
    };
    Notifier::new(options).map_err(|error| failed(&error))
}
