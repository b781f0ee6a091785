//! One request from the wire to the wire: parse, faults, door, handler, record, reply.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body as HttpBody, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::call::{Call, Payload};
use crate::connection::Cut;
use crate::control_http;
use crate::door::{self, Claims};
use crate::due;
use crate::mishap::{self, Effect, Mishap};
use crate::record::{RecordedRequest, masked};
use crate::reply::Reply;
use crate::route_table::{self, Handler, Route};
use crate::scene::Scene;
use crate::server::Shared;
use crate::token;
use crate::wire_reply::{half, written};
use crate::world::World;

/// The lock around the world; a panic of one request doesn't end the others.
pub(crate) fn locked(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is to be done with a reply after the world is unlocked.
struct Outcome {
    reply: Reply,
    date: String,
    effect: Effect,
}

/// Whether a request meets the faults that are set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Luck {
    Usual,
    /// It has met its fault already.
    Spared,
}

/// Answers a request.
pub(crate) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Result<Response, Infallible> {
    if shared.is_stopped() {
        cut.now();
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let limit = shared.options.body_limit;
    let body = to_bytes(body, limit).await;
    if path == "/_sim" || path.starts_with("/_sim/") {
        let reply = control_http::answer(&shared, parts.method.as_str(), &path, &body.unwrap_or_default());
        return Ok(written(reply, None));
    }
    let latency = locked(&shared.world).next_latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let mut let_go = shared.let_go.subscribe();
    let answer = |luck: Luck| {
        let mut world = locked(&shared.world);
        match &body {
            Ok(body) => handle(&mut world, parts.method.as_str(), &path, parts.uri.query(), &parts.headers, body, luck),
            // SYNTHETIC: the body of a 413, and its size.
            Err(_) => Outcome {
                reply: Reply::error(413, "request entity too large"),
                date: world.house.clock.http_date(),
                effect: Effect::Send,
            },
        }
    };
    let mut outcome = answer(Luck::Usual);
    if matches!(outcome.effect, Effect::HangBefore | Effect::HangAfter) {
        // The sender lives as long as the simulator.
        let _ = let_go.changed().await;
        if matches!(outcome.effect, Effect::HangBefore) {
            outcome = answer(Luck::Spared);
        }
    }
    let Outcome { reply, date, effect } = outcome;
    let response = match effect {
        Effect::Send | Effect::HangBefore | Effect::HangAfter => written(reply, Some(&date)),
        Effect::SendLate(delay) => {
            tokio::time::sleep(delay).await;
            written(reply, Some(&date))
        }
        Effect::SendHalf => half(written(reply, Some(&date))).await,
        Effect::Cut => {
            cut.now();
            Response::new(HttpBody::empty())
        }
    };
    if shared.is_stopped() {
        cut.now();
    }
    Ok(response)
}

fn handle(
    world: &mut World,
    method: &str,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &Bytes,
    luck: Luck,
) -> Outcome {
    let date = world.house.clock.http_date();
    let at = world.house.now_text();
    let claims = claims(headers);
    if path.trim_end_matches('/') == "/oauth2/token" && method == "POST" {
        return token_outcome(world, &claims, body, date, at, path, luck);
    }
    let segments: Vec<String> = below_base(path).split('/').filter(|s| !s.is_empty()).map(decoded).collect();
    let found = route_table::find(method, &segments);
    let operation = found.as_ref().map_or("unknown", |route| route.operation);
    let mut call = Call::new(segments);
    call.query = url::form_urlencoded::parse(query.unwrap_or("").as_bytes()).into_owned().collect();
    call.eventually_consistent = text_header(headers, "x-eventually-consistent").as_deref() == Some("true");
    call.creation_source = text_header(headers, "creation-source");
    call.counts_unfiltered = text_header(headers, "x-unfiltered-total-count").is_some_and(|value| !value.is_empty());
    call.body = payload(body);
    world.house.blind_from = u64::MAX;

    let Mishap { name: fault, effect, instead, is_stale } = mishap::of(match luck {
        Luck::Usual => world.faults.hit(operation),
        Luck::Spared => None,
    });
    if is_stale {
        world.house.blind_from = world.house.seq;
    }
    let credential = door::identify(world, &claims);
    let label = credential.as_ref().map_or_else(|_| "none".to_owned(), |credential| credential.label.clone());
    let mut organization = None;
    let reply = match instead {
        Some(reply) => reply,
        None => match credential.and_then(|credential| door::admit(world, &claims).map(|()| credential)) {
            Err(refusal) => refusal,
            Ok(credential) => match found {
                Err(missing) => missing,
                Ok(route) => {
                    let answer = routed(world, &credential, &claims, route, &mut call, &mut organization);
                    call.note_unknown_query();
                    answer
                }
            },
        },
    };
    world.house.blind_from = u64::MAX;
    let body = match &call.body {
        Payload::Json(body) => Some(masked(body.clone())),
        _ => None,
    };
    world.record.add(RecordedRequest {
        seq: 0,
        at,
        method: method.to_owned(),
        path: path.to_owned(),
        operation,
        key: label,
        organization,
        query: call.query,
        body,
        status: if effect.is_silent() { 0 } else { reply.status },
        outside_specification: call.outside,
        fault,
    });
    Outcome { reply, date, effect }
}

/// The path without the base address: `/api`, or none for Directory Insights, which has a host of its own.
fn below_base(path: &str) -> &str {
    path.strip_prefix("/api/")
        .or_else(|| path.strip_prefix('/').filter(|rest| rest.starts_with("insights/")))
        .unwrap_or("")
}

fn routed(
    world: &mut World,
    credential: &crate::credential::Credential,
    claims: &Claims,
    route: &'static Route,
    call: &mut Call,
    organization: &mut Option<String>,
) -> Reply {
    if credential.access == crate::credential::Access::ReadOnly && route.writes {
        // SYNTHETIC: the body for a key that may only read.
        return Reply::error(403, "Forbidden");
    }
    if route.writes {
        world.house.seq += 1;
        world.house.actor.clone_from(&credential.label);
    }
    let answer = match route.handler {
        Handler::Outside(handler) => {
            door::refuse_header(world, claims).and_then(|()| handler(world, credential, claims, call))
        }
        Handler::Inside(handler) => door::organization(world, credential, claims).and_then(|id| {
            *organization = Some(id.clone());
            let World { house, organizations, .. } = world;
            let organization = organizations.get_mut(&id).ok_or_else(Reply::not_found)?;
            due::settle(organization, house);
            handler(&mut Scene { organization, house, call })
        }),
    };
    answer.unwrap_or_else(|refusal| refusal)
}

fn token_outcome(
    world: &mut World,
    claims: &Claims,
    body: &Bytes,
    date: String,
    at: String,
    path: &str,
    luck: Luck,
) -> Outcome {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let operation = "POST /oauth2/token";
    let Mishap { name: fault, effect, instead, .. } = mishap::of(match luck {
        Luck::Usual => world.faults.hit(operation),
        Luck::Spared => None,
    });
    let reply = instead.unwrap_or_else(|| token::issue(world, claims.authorization.as_deref(), &form));
    world.record.add(RecordedRequest {
        seq: 0,
        at,
        method: "POST".to_owned(),
        path: path.to_owned(),
        operation,
        key: "none".to_owned(),
        organization: None,
        query: Vec::new(),
        body: None,
        status: if effect.is_silent() { 0 } else { reply.status },
        outside_specification: Vec::new(),
        fault,
    });
    Outcome { reply, date, effect }
}

fn claims(headers: &HeaderMap) -> Claims {
    Claims {
        api_key: text_header(headers, "x-api-key"),
        authorization: text_header(headers, "authorization"),
        organization: text_header(headers, "x-org-id"),
    }
}

fn text_header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn payload(body: &Bytes) -> Payload {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Payload::Absent;
    }
    serde_json::from_slice(body).map_or(Payload::Garbage, Payload::Json)
}

/// A path segment with its percent signs resolved.
fn decoded(segment: &str) -> String {
    if !segment.contains('%') {
        return segment.to_owned();
    }
    let guarded = segment.replace('+', "%2B");
    url::form_urlencoded::parse(guarded.as_bytes()).next().map_or_else(String::new, |(key, _)| key.into_owned())
}
