//! The calls that would be made.

use dayone_core::plan::{Plan, PlannedCall};
use dayone_core::run::masked;
use dayone_core::steps::Step;

use crate::render::columns::{Column, Row, fixed, lay_out, number, wrapped};
use crate::render::line::{Page, Span};

const COLUMNS: [Column; 4] = [number("STEP"), fixed("CALL"), wrapped("PATH"), wrapped("WHAT")];

/// `7 writes: create staged, 5 group adds, activate; 2 reads`.
pub(super) fn summary(plan: &Plan) -> String {
    let writes = plan.writes();
    let mut parts = Vec::new();
    for step in Step::all() {
        let calls: Vec<&PlannedCall> = plan.calls.iter().filter(|call| call.step == step && is_write(call)).collect();
        if !calls.is_empty() {
            parts.push(part(step, &calls));
        }
    }
    let reads = plan.calls.len() - writes;
    format!("{writes} writes: {}; {reads} reads to check", parts.join(", "))
}

fn is_write(call: &PlannedCall) -> bool {
    call.method != "GET"
}

fn part(step: Step, calls: &[&PlannedCall]) -> String {
    let count = calls.len();
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match step {
        Step::UserCreation => "create staged".into(),
        Step::GroupAssignment => {
            let adds = calls.iter().filter(|call| call.path.ends_with("/members")).count();
            let made = match count - adds {
                0 => String::new(),
                made => format!("{made} new group{}, ", plural(made)),
            };
            format!("{made}{adds} group add{}", plural(adds))
        }
        Step::SystemBinding => format!("{count} system{}", plural(count)),
        Step::LdapBinding => "LDAP".into(),
        Step::SshKeyConfiguration => "SSH key".into(),
        Step::ActivationEmail if count > 1 => "set password, activate".into(),
        Step::ActivationEmail => "activate".into(),
        step => format!("{count} {step}"),
    }
}

/// Adds a line a call.
pub(super) fn add(page: &mut Page, plan: &Plan, width: usize) {
    let rows: Vec<Row> = plan
        .calls
        .iter()
        .map(|call| {
            let cells = vec![
                Span::from(call.step.number().to_string()),
                Span::from(&call.method),
                Span::from(&call.path),
                Span::from(what(plan, call)),
            ];
            Row { mark: Span::default(), cells }
        })
        .collect();
    page.append(lay_out(&COLUMNS, &rows, width));
}

/// What a call does; the address of the activation mail is masked.
pub(super) fn what(plan: &Plan, call: &PlannedCall) -> String {
    match plan.activation.recipient() {
        Some(recipient) if call.step == Step::ActivationEmail => call.about.replace(recipient, &masked(recipient)),
        _ => call.about.clone(),
    }
}
