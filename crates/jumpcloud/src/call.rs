//! A call before it is sent: which operation, on what, with what.

use dayone_core::fault::{Delivery, Fault, FaultKind};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

/// A call of one operation, named by its template: `POST /v2/usergroups/{group_id}/members`. The template is the one
/// place that says method and path; it is what logs, meters and faults show.
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    pub(crate) class: Class,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
    /// What the answer must not be quoted with.
    pub(crate) secrets: Vec<SecretString>,
    ids: Vec<String>,
}

/// Whether a call may be repeated without looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Changes nothing.
    Read,
    /// Changes something.
    Write,
}

impl Call {
    pub(crate) fn read(operation: &'static str) -> Self {
        Self { operation, class: Class::Read, query: Vec::new(), body: None, secrets: Vec::new(), ids: Vec::new() }
    }

    pub(crate) fn write(operation: &'static str) -> Self {
        Self { class: Class::Write, ..Self::read(operation) }
    }

    /// Fills the template's next placeholder.
    pub(crate) fn of(mut self, id: &str) -> Self {
        self.ids.push(id.to_owned());
        self
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Sends a document.
    ///
    /// # Errors
    /// If the document can't be written as JSON, which is a mistake of ours.
    pub(crate) fn body(mut self, document: &impl Serialize) -> Result<Self, Fault> {
        let body = serde_json::to_vec(document).map_err(|_| self.refusal("the request can't be written as JSON"))?;
        self.body = Some(body);
        Ok(self)
    }

    pub(crate) fn keeping_secret(mut self, secret: Option<&SecretString>) -> Self {
        self.secrets.extend(secret.filter(|secret| !secret.expose_secret().is_empty()).cloned());
        self
    }

    pub(crate) fn method(&self) -> Result<Method, Fault> {
        let method = self.operation.split(' ').next().unwrap_or_default();
        Method::from_bytes(method.as_bytes()).map_err(|_| self.refusal("the operation has no method"))
    }

    /// Where the call goes. An id that could turn it into another operation's call is refused.
    pub(crate) fn url(&self, api: &Url) -> Result<Url, Fault> {
        let mut url = api.clone();
        let mut ids = self.ids.iter();
        {
            let mut path = url.path_segments_mut().map_err(|()| self.refusal("the base URL can't hold a path"))?;
            for part in self.path().split('/').skip(1) {
                if !part.starts_with('{') {
                    path.push(part);
                    continue;
                }
                match ids.next().map(String::as_str) {
                    None | Some("" | "." | "..") => return Err(self.refusal("an id is missing")),
                    Some(id) => path.push(id),
                };
            }
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    /// False for the routes that answer for every organisation of the key and refuse `x-org-id`.
    // Source: JumpCloud API v1, read 2026-03 (403 where the header isn't supported), and the PowerShell module.
    pub(crate) fn is_within_organization(&self) -> bool {
        let path = self.path();
        !["/organizations", "/v2/organizations", "/v2/providers"].iter().any(|route| path.starts_with(route))
    }

    /// A fault of this call before it was sent.
    pub(crate) fn refusal(&self, why: &str) -> Fault {
        Fault { detail: Some(why.to_owned()), ..self.unsent(FaultKind::Refused) }
    }

    /// This call may not be sent now.
    pub(crate) fn frozen(&self) -> Fault {
        self.unsent(FaultKind::Frozen)
    }

    fn unsent(&self, kind: FaultKind) -> Fault {
        Fault {
            kind,
            delivery: Delivery::NotApplied,
            operation: self.operation.to_owned(),
            status: None,
            retry_after: None,
            detail: None,
        }
    }

    fn path(&self) -> &'static str {
        self.operation.split_once(' ').map_or("", |(_, path)| path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api() -> Url {
        Url::parse("https://console.jumpcloud.com/api").unwrap()
    }

    #[test]
    fn the_template_names_method_and_path() {
        let call = Call::write("DELETE /systemusers/{systemuser_id}/sshkeys/{id}").of("u1").of("k1");
        assert_eq!(call.method().unwrap(), Method::DELETE);
        assert_eq!(call.url(&api()).unwrap().as_str(), "https://console.jumpcloud.com/api/systemusers/u1/sshkeys/k1");
    }

    #[test]
    fn an_id_never_changes_the_route() {
        let url = |id: &str| Call::read("GET /systemusers/{id}").of(id).url(&api());
        assert_eq!(url("a/../b?c").unwrap().path(), "/api/systemusers/a%2F..%2Fb%3Fc");
        for id in ["", ".", ".."] {
            assert_eq!(url(id).unwrap_err().kind, FaultKind::Refused);
        }
        assert!(Call::read("GET /systemusers/{id}").url(&api()).is_err());
    }

    #[test]
    fn organisations_and_providers_are_asked_without_an_organisation() {
        assert!(!Call::read("GET /organizations/{id}").is_within_organization());
        assert!(!Call::read("GET /v2/providers/{provider_id}/organizations").is_within_organization());
        assert!(Call::read("GET /systemusers").is_within_organization());
    }
}
