//! Where the directory listens.

use thiserror::Error;
use url::Url;

/// One of `JumpCloud`'s data regions. A key is valid in its own region only; elsewhere it looks like a wrong key.
// Source: JumpCloud PowerShell module and jc-cli, read 2026-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Region {
    /// The United States.
    #[default]
    Us,
    /// The European Union.
    Eu,
    /// India.
    In,
}

impl Region {
    const fn console(self) -> &'static str {
        match self {
            Self::Us => "https://console.jumpcloud.com/",
            Self::Eu => "https://console.eu.jumpcloud.com/",
            Self::In => "https://console.in.jumpcloud.com/",
        }
    }

    const fn token(self) -> &'static str {
        match self {
            Self::Us => "https://admin-oauth.id.jumpcloud.com/oauth2/token",
            Self::Eu => "https://admin-oauth.id.eu.jumpcloud.com/oauth2/token",
            Self::In => "https://admin-oauth.id.in.jumpcloud.com/oauth2/token",
        }
    }
}

/// The base of every call, and the place where service accounts get their tokens. Always https, unless loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) api: Url,
    pub(crate) token: Url,
}

/// Why an address can't be an endpoint.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum EndpointError {
    /// The text is no URL with a host.
    #[error("the directory's base URL is not a URL with a host")]
    NotAUrl,
    /// Plain http is allowed to the machine itself only.
    #[error("the directory's base URL must be https (http is allowed for a loopback address only)")]
    NotHttps,
    /// The URL holds credentials, a query or a fragment.
    #[error("the directory's base URL must hold no user name, password, query or fragment")]
    NotPlain,
}

impl Endpoint {
    /// The public service of a region.
    ///
    /// # Errors
    /// None in practice: the addresses are constants.
    pub fn of_region(region: Region) -> Result<Self, EndpointError> {
        let mut endpoint = Self::at(region.console())?;
        endpoint.token = parse(region.token())?;
        Ok(endpoint)
    }

    /// Another address, with or without the closing `/api`. Tokens are taken from `/oauth2/token` beside it, unless
    /// [`Self::with_token_url`] says otherwise.
    ///
    /// # Errors
    /// If the address is no plain URL, or neither https nor loopback.
    pub fn at(base_url: &str) -> Result<Self, EndpointError> {
        let base = parse(base_url)?;
        let path = base.path().trim_end_matches('/').trim_end_matches("/api").trim_end_matches('/').to_owned();
        let (mut api, mut token) = (base.clone(), base);
        api.set_path(&format!("{path}/api"));
        token.set_path(&format!("{path}/oauth2/token"));
        Ok(Self { api, token })
    }

    /// Takes tokens from another address.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn with_token_url(mut self, token_url: &str) -> Result<Self, EndpointError> {
        self.token = parse(token_url)?;
        Ok(self)
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.api)
    }
}

fn parse(text: &str) -> Result<Url, EndpointError> {
    let url = Url::parse(text).map_err(|_| EndpointError::NotAUrl)?;
    if url.host().is_none() || url.cannot_be_a_base() {
        return Err(EndpointError::NotAUrl);
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(EndpointError::NotPlain);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(EndpointError::NotHttps),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        assert_eq!(Endpoint::at("http://directory.example.com"), Err(EndpointError::NotHttps));
        assert!(Endpoint::at("http://127.0.0.1:8080").is_ok());
        assert!(Endpoint::at("http://[::1]:8080").is_ok());
        assert_eq!(Endpoint::at("http://127.0.0.1.example.com"), Err(EndpointError::NotHttps));
    }

    #[test]
    fn a_base_url_may_end_with_api_or_not() {
        for base in ["https://a.example", "https://a.example/", "https://a.example/api", "https://a.example/api/"] {
            let endpoint = Endpoint::at(base).unwrap();
            assert_eq!(endpoint.api.as_str(), "https://a.example/api");
            assert_eq!(endpoint.token.as_str(), "https://a.example/oauth2/token");
        }
    }

    #[test]
    fn a_base_url_holds_no_credentials_and_no_query() {
        assert_eq!(Endpoint::at("https://u:p@a.example"), Err(EndpointError::NotPlain));
        assert_eq!(Endpoint::at("https://a.example/?x=1"), Err(EndpointError::NotPlain));
    }

    #[test]
    fn each_region_has_its_own_console_and_token_address() {
        let endpoint = Endpoint::of_region(Region::Eu).unwrap();
        assert_eq!(endpoint.api.as_str(), "https://console.eu.jumpcloud.com/api");
        assert_eq!(endpoint.token.as_str(), "https://admin-oauth.id.eu.jumpcloud.com/oauth2/token");
    }
}
