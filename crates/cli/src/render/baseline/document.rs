//! What differs between a baseline and the directory, for programs.

use dayone_core::baseline::{Plan, PlannedAct};
use serde_json::{Value, json};

use super::BaselineView;
use crate::render::columns::{fixed, wrapped};
use crate::render::records::{Records, object};

/// Everything as one document.
#[must_use]
pub fn document(view: &BaselineView<'_>) -> Value {
    let Plan { tenant, organization, acts, guards, protected, left_alone, renamed, digest } = view.plan;
    json!({
        "tenant": tenant,
        "organization": { "id": organization.id, "name": organization.name },
        "as_declared": acts.is_empty(),
        "changes": acts.iter().map(change).collect::<Vec<Value>>(),
        "guards": guards,
        "protected": protected.iter().map(change).collect::<Vec<Value>>(),
        "not_declared": left_alone,
        "renamed": renamed,
        "frozen": view.frozen,
        "digest": digest.to_string(),
        "next": view.next,
    })
}

/// One change a line.
#[must_use]
pub fn records(plan: &Plan) -> Records {
    let columns = vec![
        ("change", fixed("CHANGE")),
        ("subject", wrapped("GROUP OR MAIL")),
        ("what", wrapped("WHAT")),
        ("because", wrapped("BECAUSE")),
    ];
    Records { columns, rows: plan.acts.iter().map(|planned| object(change(planned))).collect() }
}

fn change(planned: &PlannedAct) -> Value {
    json!({
        "change": planned.act.verb(),
        "subject": planned.act.subject(),
        "what": planned.act.what(),
        "because": planned.because,
        "act": planned.act,
    })
}
