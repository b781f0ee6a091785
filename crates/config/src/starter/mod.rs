//! The files that people start from: safe choices, each with its reason.

mod organization;
mod template;
mod toml_text;

use crate::secret::SecretSource;
use crate::tenant::{Address, Region};
use template::{CHANNELS, HEAD, INCLUDE, INCLUDE_EXAMPLE, NAMING, SHARED, TENANT};
use toml_text::quoted;

pub use organization::{OrganizationStarter, organization_file};

/// What is known of the first tenant.
#[derive(Debug, Clone)]
pub struct Starter {
    /// The tenant's name: lower-case letters, digits, `-`, `_`.
    pub tenant: String,
    /// Where the organisation's data is.
    pub address: Address,
    /// Where its API key comes from.
    pub api_key: SecretSource,
    /// The organisation's id, if known.
    pub organization_id: Option<String>,
    /// Domains of its e-mail. Empty: a commented example is written.
    pub email_domains: Vec<String>,
    /// The IANA time zone in which it works.
    pub time_zone: String,
}

impl Default for Starter {
    fn default() -> Self {
        Starter {
            tenant: "default".into(),
            address: Address::Region(Region::Us),
            api_key: SecretSource::Env("JUMPCLOUD_API_KEY".into()),
            organization_id: None,
            email_domains: Vec::new(),
            time_zone: "UTC".into(),
        }
    }
}

/// The text of a first `dayone.toml`.
#[must_use]
pub fn starter(starter: &Starter) -> String {
    let organization = match &starter.organization_id {
        Some(id) => format!("jumpcloud_org_id = {}", quoted(id)),
        None => "# jumpcloud_org_id = \"5f9a8b7c6d5e4f3a2b1c0d9e\"".into(),
    };
    let domains = match starter.email_domains.as_slice() {
        [] => "# email_domains = [\"example.com\"]".into(),
        some => format!("email_domains = [{}]", some.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")),
    };
    [HEAD, INCLUDE_EXAMPLE, SHARED, TENANT, NAMING, CHANNELS]
        .concat()
        .replace("%TENANT%", &starter.tenant)
        .replace("%PLACE%", &place(&starter.address))
        .replace("%API_KEY%", &starter.api_key.to_string())
        .replace("%ORGANIZATION%", &organization)
        .replace("%DOMAINS%", &domains)
        .replace("%TIME_ZONE%", &quoted(&starter.time_zone))
}

/// The text of a first `dayone.toml` whose tenants stand in files of their own, under `tenants/`.
#[must_use]
pub fn starter_of_many(time_zone: &str) -> String {
    [HEAD, INCLUDE, SHARED, CHANNELS].concat().replace("%TIME_ZONE%", &quoted(time_zone))
}

/// Where the directory listens, as a line of the file.
fn place(address: &Address) -> String {
    match address {
        Address::Region(region) => format!("region = {}", quoted(region.name())),
        Address::BaseUrl(url) => format!("base_url = {}", quoted(url.as_str())),
    }
}
