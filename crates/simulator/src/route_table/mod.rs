//! Every operation: its name as in the specification's path templates, and its handler.

mod directories;
mod graph;
mod groups;
mod later;
mod version_1;

use crate::call::Call;
use crate::credential::Credential;
use crate::door::Claims;
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::world::World;

/// One operation.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Path template, v2 ones beginning with `/v2`.
    path: &'static str,
    /// `METHOD /path/template`.
    pub(crate) operation: &'static str,
    pub(crate) handler: Handler,
    /// Whether a key that may only read is refused.
    pub(crate) writes: bool,
}

/// Who answers an operation.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Within one organisation.
    Inside(fn(&mut Scene<'_>) -> Answer),
    /// Above organisations.
    Outside(fn(&mut World, &Credential, &Claims, &mut Call) -> Answer),
}

/// Rows of a table: what it does to the organisation, method, path and handler.
macro_rules! routes {
    ($($kind:ident $method:literal $path:literal => $handler:path;)*) => {
        &[$(Route {
            method: $method,
            path: $path,
            operation: concat!($method, " ", $path),
            handler: routes!(@handler $kind $handler),
            writes: routes!(@writes $kind),
        }),*]
    };
    (@handler read $handler:path) => { Handler::Inside($handler) };
    (@handler write $handler:path) => { Handler::Inside($handler) };
    (@handler above $handler:path) => { Handler::Outside($handler) };
    (@handler above_write $handler:path) => { Handler::Outside($handler) };
    (@writes read) => { false };
    (@writes write) => { true };
    (@writes above) => { false };
    (@writes above_write) => { true };
}
use routes;

/// The families, in the order of the specification's.
const FAMILIES: &[&[Route]] = &[version_1::ROUTES, later::ROUTES, groups::ROUTES, graph::ROUTES, directories::ROUTES];

/// The names of all operations.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().copied().flatten().map(|route| route.operation)
}

/// The route of a request, or 404 or 405.
pub(crate) fn find(method: &str, segments: &[String]) -> Result<&'static Route, Reply> {
    let mut known_path = false;
    let mut best: Option<&'static Route> = None;
    for route in FAMILIES.iter().copied().flatten() {
        if !matches(route.path, segments) {
            continue;
        }
        known_path = true;
        // A fixed segment is written before the template that also fits.
        if route.method == method && best.is_none() {
            best = Some(route);
        }
    }
    match (best, known_path) {
        (Some(route), _) => Ok(route),
        (None, true) => Err(Reply::error(405, "Method Not Allowed")),
        (None, false) => Err(Reply::not_found()),
    }
}

fn matches(template: &str, segments: &[String]) -> bool {
    let mut parts = template.split('/').skip(1);
    for segment in segments {
        match parts.next() {
            Some(part) if part.starts_with('{') || part == segment => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}
