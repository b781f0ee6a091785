//! Every effective value and where it comes from.

use serde::Serialize;
use serde_json::Value as Json;

use crate::load::Config;
use crate::notify::Webhook;
use crate::place::Place;
use crate::secret::SecretSource;
use crate::tenant::{Address, Credentials, Tenant};
use crate::tree::{Node, Value, join};

/// An effective value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The key, without `tenants.NAME`: `groups.default`. A list that is extended comes once for each of its parts.
    pub key: String,
    /// The value as TOML; of a secret, its source.
    pub value: String,
    /// Where it comes from.
    pub place: Place,
}

impl Config {
    /// Every effective value of a tenant, and of what all tenants share. Empty if there is no such tenant.
    #[must_use]
    pub fn origins(&self, tenant: &str) -> Vec<Origin> {
        let (Some(settings), Some(written)) = (self.tenants.get(tenant), self.merged.get(tenant)) else {
            return Vec::new();
        };
        let mut origins = Origins { written: &self.root, found: Vec::new() };
        shared(self, &mut origins);
        origins.written = written;
        connection(settings, &mut origins);
        decisions(settings, &mut origins);
        origins.found
    }
}

struct Origins<'a> {
    written: &'a Node,
    found: Vec<Origin>,
}

impl Origins<'_> {
    fn add(&mut self, keys: &[&str], value: impl Serialize) {
        self.add_json(keys, &serde_json::to_value(value).unwrap_or_default());
    }

    fn add_json(&mut self, keys: &[&str], value: &Json) {
        match value {
            Json::Null => {}
            Json::Object(table) if !table.is_empty() => {
                for (key, value) in table {
                    self.add_json(&[keys, &[key.as_str()]].concat(), value);
                }
            }
            Json::Array(_) if self.add_list(keys) => {}
            value => self.add_shown(keys, shown(value)),
        }
    }

    fn add_secret(&mut self, keys: &[&str], source: &SecretSource) {
        self.add_shown(keys, source.to_string());
    }

    fn add_shown(&mut self, keys: &[&str], value: String) {
        let place = self.written.get(keys).map_or(Place::BuiltIn, |node| node.at.clone());
        self.found.push(Origin { key: name(keys), value, place });
    }

    /// A list by its parts, as it is written; false if it isn't.
    fn add_list(&mut self, keys: &[&str]) -> bool {
        let Some(Value::List(items)) = self.written.get(keys).map(|node| &node.value) else { return false };
        fn list(item: &Node) -> &str {
            item.path.rsplit_once('[').map_or("", |(list, _)| list)
        }
        for part in items.chunk_by(|a, b| list(a) == list(b)) {
            let value = shown(&part.iter().filter_map(Node::json).collect());
            self.found.push(Origin { key: name(keys), value, place: part[0].at.clone() });
        }
        !items.is_empty()
    }
}

fn shared(config: &Config, origins: &mut Origins<'_>) {
    origins.add(&["database", "url"], config.database.shown());
    if let Some(password) = &config.database.password {
        origins.add_secret(&["database", "password"], password);
    }
    origins.add(&["secrets", "master_key_file"], &config.keys.master);
    origins.add(&["secrets", "ledger_key_file"], &config.keys.ledger);
    origins.add(&["notify", "templates"], &config.notify.templates_dir);
    origins.add(&["notify", "batch"], config.notify.batch);
    if let Some(smtp) = &config.notify.smtp {
        origins.add(&["notify", "smtp", "host"], &smtp.host);
        origins.add(&["notify", "smtp", "port"], smtp.port);
        origins.add(&["notify", "smtp", "encryption"], smtp.encryption.name());
        origins.add(&["notify", "smtp", "from"], &smtp.from);
        if let Some((username, password)) = &smtp.login {
            origins.add(&["notify", "smtp", "username"], username);
            origins.add_secret(&["notify", "smtp", "password"], password);
        }
    }
    for (name, channel) in [("slack", &config.notify.slack), ("teams", &config.notify.teams)] {
        if let Some(Webhook { url }) = channel {
            origins.add_secret(&["notify", name, "webhook_url"], url);
        }
    }
    origins.add(&["anchor", "file"], &config.anchors.file);
    origins.add(&["anchor", "syslog"], config.anchors.syslog.as_ref().map(url::Url::as_str));
    origins.add(&["anchor", "http"], config.anchors.http.as_ref().map(url::Url::as_str));
    origins.add(&["limits", "max_in_flight"], config.limits.max_in_flight);
    origins.add(&["limits", "max_requests_per_second"], config.limits.max_requests_per_second);
}

fn connection(tenant: &Tenant, origins: &mut Origins<'_>) {
    match &tenant.connection.address {
        Address::Region(region) => origins.add(&["region"], region.name()),
        Address::BaseUrl(url) => origins.add(&["base_url"], url.as_str()),
    }
    match &tenant.connection.credentials {
        Credentials::ApiKey(source) => origins.add_secret(&["api_key"], source),
        Credentials::ProviderKey(source) => origins.add_secret(&["provider_key"], source),
        Credentials::ServiceAccount { client_id, client_secret, token_url } => {
            origins.add(&["oauth", "client_id"], client_id);
            origins.add_secret(&["oauth", "client_secret"], client_secret);
            origins.add(&["oauth", "token_url"], token_url.as_ref().map(url::Url::as_str));
        }
    }
    if let Some(source) = &tenant.connection.read_api_key {
        origins.add_secret(&["read_api_key"], source);
    }
    origins.add(&["jumpcloud_org_id"], &tenant.connection.org_id);
}

fn decisions(tenant: &Tenant, origins: &mut Origins<'_>) {
    let settings = &tenant.settings;
    let variables = &settings.variables;
    origins.add(&["jumpcloud_default_mfa"], variables.default_mfa);
    origins.add(&["jumpcloud_mfa_exclusion_period_days"], variables.mfa_exclusion_period_days);
    origins.add(&["jumpcloud_password_policy"], variables.password_policy);
    origins.add(&["jumpcloud_default_allow_public_key"], variables.default_allow_public_key);
    origins.add(&["jumpcloud_default_sudo"], variables.default_sudo);
    origins.add(&["jumpcloud_default_password_never_expires"], variables.default_password_never_expires);
    origins.add(&["jumpcloud_send_activation_email"], variables.send_activation_email);
    origins.add(&["company_names"], &settings.company_names);
    origins.add(&["groups"], &settings.groups);
    origins.add(&["system_bindings"], &settings.system_bindings);
    origins.add(&["naming"], &settings.naming);
    origins.add(&["email_domains"], &settings.email_domains);
    origins.add(&["on_missing_group"], settings.on_missing_group);
    origins.add(&["password_handling"], settings.password_handling);
    origins.add(&["activate_on_partial"], settings.activate_on_partial);
    origins.add(&["activation"], &settings.activation);
    if let Some(window) = &settings.change_window {
        origins.add(&["change_windows"], window);
    }
    origins.add(&["contract"], &settings.contract);
    origins.add(&["look_ahead"], &settings.look_ahead);
    origins.add(&["sudo_scope"], settings.sudo_scope);
    origins.add(&["allow_shared_unix_ids"], settings.allow_shared_unix_ids);
    origins.add(&["login_portal"], &settings.login_portal);
    origins.add(&["home_directory"], &settings.home_directory);
    origins.add(&["default_shell"], &settings.default_shell);
    origins.add(&["warnings"], &settings.warnings);
    origins.add(&["refuse"], &settings.refuse);
    origins.add(&["approval"], &settings.approval);
    origins.add(&["privileged"], &settings.privileged);
    origins.add(&["protected"], &settings.protected);
    origins.add(&["guards"], settings.guards);
    origins.add(&["mover_grace_days"], settings.mover_grace_days);
    origins.add(&["deletion", "after_days"], settings.deletion_after_days);
    let recipients: Vec<_> = settings.notify.it_recipients.iter().chain(&settings.notify.it_channels).collect();
    origins.add(&["notify_it"], recipients);
}

fn name(keys: &[&str]) -> String {
    keys.iter().fold(String::new(), |path, key| join(&path, key))
}

fn shown(value: &Json) -> String {
    match value {
        Json::Object(_) => "{}".to_owned(),
        value => toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default(),
    }
}
