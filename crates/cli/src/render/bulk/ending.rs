//! How a batch ended: totals, then what has to be mended, then where everything stands.

use dayone_sheet::{RowState, RowSummary, Summary};

use super::rows;
use crate::render::duration::duration;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Line, Page, Span};
use crate::verbs::Written;

/// Rows that are shown of each kind; the rest is counted.
const SHOWN: usize = 10;

/// The page.
pub(crate) fn ending(summary: &Summary, written: &Written, stopped: bool, width: usize) -> Page {
    let mut page = Page::default();
    heading(&mut page, summary, stopped);
    totals(&mut page, summary, width);
    listed(&mut page, summary, RowState::Partial, (Ink::Caution, "PARTIAL"), width);
    listed(&mut page, summary, RowState::Failed, (Ink::Bad, "FAILED"), width);
    waiting(&mut page, summary, RowState::WaitingApproval, "WAITING", width);
    waiting(&mut page, summary, RowState::Quarantined, "QUARANTINED", width);
    let margins = Margins { label: 2, items: 17, width };
    let mut told: Vec<&String> = summary.tenants.iter().flat_map(|tenant| &tenant.notified).collect();
    told.sort();
    told.dedup();
    if !told.is_empty() {
        let more = told.len().saturating_sub(SHOWN);
        let mut items: Vec<String> = told.iter().take(SHOWN).map(|address| (*address).clone()).collect();
        items.extend((more > 0).then(|| format!("and {more} more")));
        margins.add(&mut page, "told", items);
    }
    if let Some((path, count)) = &written.failed {
        let items = [format!("{} ({}, no passwords)", path.display(), rows(*count))];
        margins.add(&mut page, "rows to mend", items);
        margins.add_command(&mut page, "then", format!("dayone bulk {}", path.display()));
    }
    if let Some(folder) = &written.folder {
        margins.add(&mut page, "report", [format!("{}, .csv, .json", folder.join("summary.html").display())]);
    }
    if stopped || summary.rows.iter().any(|row| row.state == RowState::Stopped) {
        margins.add(&mut page, "to go on", ["the same command again: what was done stays done"]);
    }
    page
}

fn heading(page: &mut Page, summary: &Summary, stopped: bool) {
    let took = summary.ended.duration_since(summary.started);
    let micros = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
    let done: usize = summary.tenants.iter().map(|tenant| tenant.done + tenant.partial).sum();
    let mut line = Line::default();
    let word = if stopped { Span::new(Ink::Caution, "STOPPED") } else { Span::new(Ink::Strong, "DONE") };
    line.push(word);
    line.push(format!("  {}  {}   {} calls", summary.batch, duration(micros), summary.calls));
    if done > 0 {
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        let each = summary.calls as f64 / done as f64;
        line.push(format!(" ({each:.1} a hire)"));
    }
    line.push(match summary.rate_limited {
        0 => "   none refused for the rate".to_owned(),
        limited => format!("   {limited} answers 429, none lost"),
    });
    page.push(line);
}

fn totals(page: &mut Page, summary: &Summary, width: usize) {
    let items = RowState::ALL.iter().filter_map(|state| {
        let count = summary.rows.iter().filter(|row| row.state == *state).count();
        (count > 0).then(|| Span::new(ink(*state), format!("{count} {}", state.word())))
    });
    Margins { label: 0, items: 2, width }.add(page, "", items);
}

fn ink(state: RowState) -> Ink {
    match state {
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => Ink::Good,
        RowState::Partial | RowState::WaitingApproval | RowState::Quarantined | RowState::Stopped => Ink::Caution,
        RowState::Failed | RowState::NotStarted => Ink::Bad,
    }
}

/// Rows that wait for a person, all of a tenant at once: what they wait for is the same.
fn waiting(page: &mut Page, summary: &Summary, state: RowState, label: &str, width: usize) {
    let margins = Margins { label: 2, items: 17, width };
    for tenant in &summary.tenants {
        let rows: Vec<&RowSummary> =
            summary.rows.iter().filter(|row| row.state == state && row.tenant == tenant.tenant).collect();
        let Some(first) = rows.first() else { continue };
        let lines: Vec<String> = rows.iter().take(SHOWN).map(|row| row.line.to_string()).collect();
        let more = rows.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let mut items = vec![tenant.tenant.clone(), format!("line {}{more}", lines.join(", "))];
        items.extend(first.problems.iter().map(|problem| problem.message.clone()));
        margins.add(page, Span::new(Ink::Caution, label), items);
        let command = match (state, &first.run) {
            (RowState::Quarantined, _) => {
                format!("dayone runs release --all --tenant {} --reason TEXT", tenant.tenant)
            }
            (_, Some(run)) => format!("dayone runs show {run}"),
            (_, None) => continue,
        };
        margins.add_command(page, "", command);
    }
}

fn listed(page: &mut Page, summary: &Summary, state: RowState, (ink, label): (Ink, &str), width: usize) {
    let margins = Margins { label: 2, items: 17, width };
    let of_state: Vec<&RowSummary> = summary.rows.iter().filter(|row| row.state == state).collect();
    for row in of_state.iter().take(SHOWN) {
        let who = row.username.as_deref().unwrap_or(&row.name);
        let mut items = vec![format!("line {}", row.line), row.tenant.clone(), who.to_owned()];
        for problem in &row.problems {
            let kind = problem.error_type.as_deref().unwrap_or_default();
            let code = problem.code.as_deref().unwrap_or_default();
            items.push(format!("{kind} {code}  {}", problem.message).trim().to_owned());
        }
        margins.add(page, Span::new(ink, label), items);
        if let Some(run) = &row.run {
            let command = match state {
                RowState::Partial => format!("dayone runs resume {run}"),
                _ => format!("dayone runs show {run}"),
            };
            margins.add_command(page, "", command);
        }
    }
    if of_state.len() > SHOWN {
        margins.add(page, Span::new(ink, label), [format!("and {} more", of_state.len() - SHOWN)]);
    }
}
