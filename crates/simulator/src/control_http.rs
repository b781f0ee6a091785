//! The same control over HTTP, under `/_sim`.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::conditions::with_fields;
use crate::control::Control;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::server::Shared;

#[derive(Deserialize)]
struct Advance {
    seconds: f64,
}

#[derive(Deserialize)]
struct Received {
    to: String,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// One fault or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum SomeFaults {
    Several(Vec<Fault>),
    One(Fault),
}

/// Answers a control request; no key is needed.
pub(crate) fn answer(shared: &Arc<Shared>, method: &str, path: &str, body: &[u8]) -> Reply {
    let control = Control::new(shared.clone(), "");
    match (method, path.trim_end_matches('/')) {
        ("GET", "/_sim/state") => Reply::ok(control.state()),
        ("PUT", "/_sim/state") => {
            with_answer(body, |document: Value| control.load(document).map_err(|e| e.to_string()))
        }
        ("GET", "/_sim/conditions") => Reply::ok(json!(control.conditions())),
        ("PUT", "/_sim/conditions") => with_answer(body, |fields: Value| {
            let conditions = with_fields(&control.conditions(), &fields).map_err(|error| error.to_string())?;
            control.set_conditions(&conditions);
            Ok(())
        }),
        ("GET", "/_sim/switches") => Reply::ok(json!(control.switches())),
        ("PUT", "/_sim/switches") => with_answer(body, |fields: Value| {
            let switches = with_fields(&control.switches(), &fields).map_err(|error| error.to_string())?;
            control.set_switches(switches);
            Ok(())
        }),
        ("GET", "/_sim/requests") => Reply::ok(json!({
            "requests": control.requests(),
            "by_operation": control.counts(),
            "by_key": control.counts_by_key(),
        })),
        ("DELETE", "/_sim/requests") => {
            control.clear_requests();
            Reply::empty(204)
        }
        ("GET", "/_sim/mail") => Reply::ok(json!(control.mail())),
        ("POST", "/_sim/mail") => with(body, |mail: Received| control.receive_mail(&mail.to, mail.more)),
        ("GET", "/_sim/faults") => Reply::ok(json!(control.faults())),
        ("POST", "/_sim/faults") => with(body, |faults: SomeFaults| match faults {
            SomeFaults::Several(faults) => faults.into_iter().for_each(|fault| control.add_fault(fault)),
            SomeFaults::One(fault) => control.add_fault(fault),
        }),
        ("DELETE", "/_sim/faults") => {
            control.clear_faults();
            Reply::empty(204)
        }
        ("GET", "/_sim/clock") => Reply::ok(json!({ "now": control.now().to_string() })),
        ("POST", "/_sim/clock/advance") => match serde_json::from_slice::<Advance>(body) {
            Ok(Advance { seconds }) => match Duration::try_from_secs_f64(seconds) {
                Ok(by) => {
                    control.advance(by);
                    Reply::ok(json!({ "now": control.now().to_string() }))
                }
                Err(error) => Reply::message(400, error.to_string()),
            },
            Err(error) => Reply::message(400, error.to_string()),
        },
        ("POST", "/_sim/reset") => {
            control.reset();
            Reply::empty(204)
        }
        _ => Reply::not_found(),
    }
}

fn with<T: for<'a> Deserialize<'a>>(body: &[u8], act: impl FnOnce(T)) -> Reply {
    with_answer(body, |value| {
        act(value);
        Ok(())
    })
}

fn with_answer<T: for<'a> Deserialize<'a>>(body: &[u8], act: impl FnOnce(T) -> Result<(), String>) -> Reply {
    let done = serde_json::from_slice(body).map_err(|error| error.to_string()).and_then(act);
    done.map_or_else(|error| Reply::message(400, error), |()| Reply::empty(204))
}
