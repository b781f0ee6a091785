//! The door: who calls, within which limits, and for which organisation.

use std::time::Duration;

use serde_json::json;

use crate::credential::Credential;
use crate::id::is_object_id;
use crate::rate_window::{Window, whole_seconds};
use crate::reply::{Body, Reply};
use crate::switches::MissingOrganization;
use crate::world::World;

/// What the headers of a request say about its sender.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims {
    pub(crate) api_key: Option<String>,
    pub(crate) authorization: Option<String>,
    pub(crate) organization: Option<String>,
}

/// The credential behind a request: 302 to the login page without one, 401 for a wrong one.
// Source: both measured, 2026-08-18.
pub(crate) fn identify(world: &World, claims: &Claims) -> Result<Credential, Reply> {
    let now = world.house.clock.now();
    if let Some(key) = claims.api_key.as_deref().filter(|key| !key.is_empty()) {
        let known = world.credentials.get(key).filter(|credential| credential.is_valid(now));
        return known.cloned().ok_or_else(|| {
            Reply::json(401, json!({ "error": "Unauthorized", "message": "Unauthorized: api key user not found" }))
        });
    }
    if let Some(token) = claims.authorization.as_deref().and_then(bearer) {
        let known = world.tokens.get(token).filter(|credential| credential.is_valid(now));
        // SYNTHETIC: the body for a wrong or expired token.
        return known.cloned().ok_or_else(|| {
            Reply::json(401, json!({ "error": "Unauthorized", "message": "Unauthorized: invalid token" }))
        });
    }
    let page = "<html><body>Found. Redirecting to <a href=\"/login\">/login</a></body></html>";
    let login = Reply { status: 302, headers: Vec::new(), body: Body::Html(page.to_owned()) };
    Err(login.with_header("location", "/login"))
}

fn bearer(header: &str) -> Option<&str> {
    header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")).map(str::trim)
}

/// Counts the request against its key's limit; 429 beyond it.
pub(crate) fn admit(world: &mut World, claims: &Claims) -> Result<(), Reply> {
    let Some(limit) = world.rate_limit else { return Ok(()) };
    let key = claims.api_key.clone().or_else(|| claims.authorization.clone()).unwrap_or_default();
    let window = world.windows.entry(key).or_insert_with(Window::open);
    let wait = window.count(limit, world.rate_window);
    wait.map_err(|wait| too_many(world.retry_after.then_some(wait)))
}

/// SYNTHETIC: body and header of a 429.
pub(crate) fn too_many(wait: Option<Duration>) -> Reply {
    let reply = Reply::message(429, "Too Many Requests");
    match wait {
        Some(wait) => reply.with_header("retry-after", whole_seconds(wait).to_string()),
        None => reply,
    }
}

/// The organisation a request acts on.
// Source: JumpCloud API, multi-tenant headers: 400 malformed, 401 missing, 404 unknown.
pub(crate) fn organization(world: &World, credential: &Credential, claims: &Claims) -> Result<String, Reply> {
    match claims.organization.as_deref().filter(|id| !id.is_empty()) {
        Some(id) if !is_object_id(id) => Err(Reply::error(400, "invalid x-org-id header")),
        Some(id) if credential.organizations.iter().any(|own| own == id) && world.organizations.contains_key(id) => {
            Ok(id.to_owned())
        }
        Some(_) => Err(Reply::error(404, "organization not found")),
        None if credential.is_multi_tenant()
            && world.house.switches.missing_organization == MissingOrganization::Unauthorized =>
        {
            Err(Reply::error(401, "x-org-id header is required"))
        }
        None => credential.organizations.first().cloned().ok_or_else(|| Reply::error(404, "organization not found")),
    }
}

/// On routes of organisations and providers the header has no place.
pub(crate) fn refuse_header(world: &World, claims: &Claims) -> Result<(), Reply> {
    if world.house.switches.refuse_organization_header && claims.organization.is_some() {
        return Err(Reply::error(403, "x-org-id header is not supported on this route"));
    }
    Ok(())
}
