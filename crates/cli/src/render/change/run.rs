//! A change for people: who, every act, how it stands, what a person can do about it.

use dayone_core::change::{ActReport, Change, ChangeReport, ChangeStage, report};
use dayone_core::event::Ending;
use dayone_core::run::Stop;

use crate::render::columns::{Row, fixed, lay_out, number, wrapped};
use crate::render::duration::duration;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};
use crate::render::{problems, text};

/// Every act, what stays, and how the change stands.
#[must_use]
pub fn acts(change: &Change, width: usize) -> Page {
    let report = report(change);
    let mut page = Page::default();
    if !report.acts.is_empty() {
        let rows: Vec<Row> = report.acts.iter().map(row).collect();
        page.append(lay_out(&[fixed("OUTCOME"), wrapped("ACT"), wrapped("BECAUSE"), number("TRIES")], &rows, width));
    }
    for kept in &report.kept {
        let items = [format!("{} {}", kept.what, kept.name), kept.because.clone()];
        Margins::details(width).add(&mut page, "stays", items);
    }
    page.append(ending(change, width));
    page
}

/// Who, where, by whom; with a note of the caller's.
#[must_use]
pub fn heading(change: &Change, note: Option<&str>, width: usize) -> Page {
    let label = format!("RUN {}", change.id);
    let margins = Margins { label: 0, items: text::width(&label) + 2, width };
    let (person, place) = match change.plan() {
        Some(plan) => (plan.subject.display_name.clone(), format!("{} ({})", change.tenant, plan.organization.name)),
        None => ("somebody".to_owned(), change.tenant.clone()),
    };
    let mut items = vec![
        Span::new(Ink::Strong, format!("{person}, {} -> {place}", change.kind.name())),
        Span::from(format!("by {}", change.actor)),
    ];
    items.extend(change.ticket.as_ref().map(Span::from));
    items.extend(change.of.as_ref().map(|of| Span::from(format!("of run {of}"))));
    items.extend(change.approver.as_ref().map(|who| Span::from(format!("approved by {who}"))));
    items.extend(note.map(|note| Span::new(Ink::Faint, note)));
    let mut page = Page::default();
    margins.add(&mut page, Span::new(Ink::Strong, label), items);
    page
}

fn row(act: &ActReport) -> Row {
    let ink = match act.outcome {
        "changed" | "already_so" => Ink::Good,
        "open" | "waiting" | "skipped" => Ink::Faint,
        _ => Ink::Bad,
    };
    let outcome = match act.outcome {
        "changed" => "done",
        "already_so" => "ok",
        other => other,
    };
    let mut because = act.because.clone();
    if let Some(at) = act.not_before.filter(|_| act.at.is_none()) {
        because.push_str(&format!("; not before {}", at.strftime("%Y-%m-%d %H:%M UTC")));
    }
    let tries = if act.tries > 1 { act.tries.to_string() } else { String::new() };
    Row {
        mark: Span::default(),
        cells: vec![Span::new(ink, outcome), Span::from(&act.act), Span::from(because), Span::from(tries)],
    }
}

/// The line that says how the change stands, its failures, and what comes next.
#[must_use]
pub fn ending(change: &Change, width: usize) -> Page {
    let report = report(change);
    let mut page = Page::default();
    let (word, ink, text) = standing(change, &report);
    let label = Span::new(ink, word);
    let margins = Margins { label: 0, items: label.width() + 1, width };
    let mut items = vec![text];
    if change.calls > 0 {
        items.push(format!("{} calls", change.calls));
    }
    margins.add(&mut page, label, items);
    for problem in &report.errors {
        let place = format!("{}  {} {}", problem.step, problem.kind.name(), problem.kind.code());
        page.append(problems::point(&place, &problem.message, Some(&problem.impact), &problem.remediation, width));
    }
    let details = Margins { items: 13, ..Margins::details(width) };
    let id = &change.id;
    match &change.stage {
        ChangeStage::Closed { ending: Ending::Partial, .. } => {
            details.add_command(&mut page, "next", format!("dayone runs resume {id}"));
        }
        ChangeStage::Closed { ending: Ending::Succeeded, .. } => {
            details.add_command(&mut page, "report", format!("dayone runs show {id} -o json"));
            details.add_command(&mut page, "wrong?", format!("dayone runs undo {id}"));
        }
        ChangeStage::Active(_) => {
            details.add_command(&mut page, "next", format!("dayone runs resume {id}"));
            details.add_command(&mut page, "wrong?", format!("dayone runs cancel {id}"));
        }
        ChangeStage::Quarantined(_) => {
            details.add_command(&mut page, "next", format!("dayone runs release {id} --reason TEXT"));
            details.add_command(&mut page, "wrong?", format!("dayone runs cancel {id}"));
        }
        ChangeStage::AwaitingApproval { .. } => {
            details.add_command(&mut page, "wrong?", format!("dayone runs cancel {id}"));
        }
        ChangeStage::Closed { .. } | ChangeStage::Stopped { .. } | ChangeStage::Erased { .. } => {}
    }
    page
}

fn standing(change: &Change, report: &ChangeReport) -> (&'static str, Ink, String) {
    let later = report.acts.iter().filter(|act| act.at.is_none()).filter_map(|act| act.not_before).min();
    match &change.stage {
        ChangeStage::Closed { ending, at, .. } => {
            let took = at.duration_since(change.opened_at).as_micros().try_into().unwrap_or(i64::MAX);
            match ending {
                Ending::Succeeded => ("DONE", Ink::Good, format!("in {}", duration(took))),
                Ending::Partial => ("PARTIAL", Ink::Bad, format!("in {}", duration(took))),
                Ending::Failed => ("STOPPED", Ink::Caution, "nothing was changed".into()),
                Ending::Cancelled => ("CANCELLED", Ink::Caution, "what was done stays".into()),
            }
        }
        ChangeStage::Active(_) => match later {
            Some(at) => ("SCHEDULED", Ink::Good, format!("the rest on {}", at.strftime("%Y-%m-%d %H:%M UTC"))),
            None => ("OPEN", Ink::Caution, "not finished".into()),
        },
        ChangeStage::Quarantined(plan) => {
            let guards: Vec<&str> = plan.guards.iter().map(|tripped| tripped.message.as_str()).collect();
            ("QUARANTINED", Ink::Caution, format!("nothing was changed; {}", guards.join("; ")))
        }
        ChangeStage::AwaitingApproval { plan, until } => {
            let until = until.strftime("%Y-%m-%d %H:%M UTC");
            ("WAITING", Ink::Caution, format!("for a second person, until {until}: {}", plan.approval.join("; ")))
        }
        ChangeStage::Stopped { why, .. } => {
            let why = match why {
                Stop::Cancelled => "somebody stopped it",
                Stop::Denied => "a second person disagreed",
                Stop::Expired => "nobody agreed in time",
            };
            ("STOPPED", Ink::Caution, why.into())
        }
        ChangeStage::Erased { .. } => ("ERASED", Ink::Faint, "the person's values were erased".into()),
    }
}
