//! Section 5: what was written down.

use dayone_core::event::Ending;
use dayone_core::report::{Report, report};
use dayone_core::run::Run;

use super::Examination;
use super::chain::Chain;
use super::check::Check;
use super::line::Line;
use crate::live::Live;

pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    match examination.run {
        Some((run, _)) => {
            let report = report(run);
            vec![stored(examination, run, &report), audit(examination, run, &report), special(run, &report)]
        }
        None => by_hand(examination),
    }
}

fn stored(examination: &Examination<'_>, run: &Run, report: &Report) -> Check {
    let (line, subject) = (Line::Records, "report");
    let show = format!("dayone runs show {} -o json", run.id);
    let check = match (run.ending(), examination.scheduled()) {
        (Some(Ending::Succeeded), _) => {
            Check::confirmed(line, subject, format!("run {} succeeded; its report is stored", run.id))
        }
        (Some(ending), _) => {
            let failed: Vec<&str> =
                report.failed_steps.iter().flatten().map(|failed| failed.step.info().name).collect();
            let word = match ending {
                Ending::Partial => "is partial",
                Ending::Cancelled => "was cancelled",
                Ending::Failed | Ending::Succeeded => "failed",
            };
            let found = format!("run {} {word}; its report is stored, and names: {}", run.id, failed.join(", "));
            Check::confirmed(line, subject, found)
        }
        (None, Some(due)) => {
            Check::confirmed(line, subject, format!("run {} waits until {due}; its report so far is stored", run.id))
        }
        (None, None) => Check::differs(line, subject, format!("planned a finished run, found {} still open", run.id))
            .instructed(format!("`dayone runs resume {}` goes on.", run.id)),
    };
    check.at(show)
}

fn audit(examination: &Examination<'_>, run: &Run, report: &Report) -> Check {
    let (line, subject) = (Line::AuditLog, "audit chain");
    let groups = report.group_assignments.as_ref().map_or(0, |groups| groups.total_groups_assigned);
    match &examination.chain {
        Some(Chain::Sound { events }) => {
            let found = format!("{events} events, each follows the one before; {groups} group assignments are logged");
            Check::confirmed(line, subject, found).at("dayone audit verify")
        }
        Some(Chain::Broken { why }) => Check::differs(line, subject, format!("the chain of run {}: {why}", run.id))
            .instructed("Keep the database as it is, and compare it with the anchors.")
            .at("dayone audit verify"),
        None => Check::manual(line, subject, "no chain was read", "Verify the audit log.").at("dayone audit verify"),
    }
}

fn special(run: &Run, report: &Report) -> Check {
    let (line, subject) = (Line::SpecialAccess, "special access");
    let noted: Vec<String> = report
        .special_access
        .iter()
        .flatten()
        .map(|special| format!("{} {} ({})", special.kind, special.subject, special.because))
        .collect();
    let attributes = report.custom_attributes.as_ref().map(|custom| &custom.attributes);
    let attributes: Vec<String> =
        attributes.into_iter().flatten().map(|one| format!("{}={}", one.name, one.value)).collect();
    let found = format!("in the report: {}; custom attributes: {}", or_none(&noted), or_none(&attributes));
    Check::confirmed(line, subject, found).at(format!("dayone runs show {}", run.id))
}

fn by_hand(examination: &Examination<'_>) -> Vec<Check> {
    let unknown = "no run of dayone made this account";
    vec![
        Check::manual(Line::Records, "report", unknown, "Update the records by hand."),
        Check::manual(Line::AuditLog, "audit chain", unknown, "Note the groups and who gave them."),
        Check::manual(
            Line::SpecialAccess,
            "special access",
            examination.live.as_ref().map_or(unknown.to_owned(), seen),
            "Note it where reviewers look.",
        ),
    ]
}

/// What of the live account a reviewer looks at first.
fn seen(live: &Live) -> String {
    let mut noted = Vec::new();
    if live.facts.sudo {
        noted.push("sudo on every system reached".to_owned());
    }
    if live.facts.ldap_binding_user {
        noted.push("LDAP bind user".to_owned());
    }
    noted.extend(live.bindings.iter().map(|edge| format!("direct binding {}", live.name(&edge.to.id))));
    let attributes: Vec<String> = live.facts.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("found: {}; custom attributes: {}", or_none(&noted), or_none(&attributes))
}

fn or_none(list: &[String]) -> String {
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}
