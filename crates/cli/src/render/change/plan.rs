//! The plan of a change: who, every act with its reason, what stays, what is unusual, the digest.

use dayone_core::change::{Act, ChangeKind, ChangePlan, Given, PlannedAct};
use jiff::tz::TimeZone;

use crate::render::columns::{Row, fixed, lay_out, wrapped};
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// The plan on a page of some width; `next` is the command that carries it out.
#[must_use]
pub fn plan(plan: &ChangePlan, next: Option<&str>, width: usize) -> Page {
    let mut page = Page::default();
    let subject = &plan.subject;
    let organization = &plan.organization;
    let heading = Margins { label: 0, items: 6, width };
    heading.add(
        &mut page,
        Span::new(Ink::Strong, "PLAN"),
        [
            Span::new(Ink::Strong, format!("{}, {}", subject.display_name, plan.kind.name())),
            Span::from(format!("tenant {} ({})", plan.tenant, organization.name)),
            Span::new(Ink::Faint, "nothing was written"),
        ],
    );
    let details = Margins::details(width);
    let department = Some(subject.department.as_str()).filter(|text| !text.is_empty());
    let account = [Some(subject.username.as_str()), Some(subject.email.as_str()), department];
    details.add(&mut page, "account", account.into_iter().flatten());
    if let Some(of) = &plan.of {
        details.add(&mut page, "run", [of]);
    }
    if let Some(ticket) = &plan.ticket {
        details.add(&mut page, "ticket", [ticket]);
    }
    fields(plan, &mut page, details);
    if let Some(manager) = &plan.manager {
        details.add(&mut page, "told", [format!("{} ({})", manager.name, manager.email)]);
    }
    let rows: Vec<Row> =
        plan.acts.iter().filter(|planned| planned.act.writes_to_directory()).map(|one| row(one, plan)).collect();
    if rows.is_empty() {
        details.add(&mut page, "", ["nothing is to be changed: everything is as asked for already"]);
    } else {
        page.gap();
        page.append(lay_out(&[wrapped("ACT"), wrapped("BECAUSE"), fixed("GIVEN BY"), fixed("WHEN")], &rows, width));
        page.gap();
    }
    for kept in &plan.kept {
        details.add(&mut page, "stays", [format!("{} {}", kept.what, kept.name), kept.because.clone()]);
    }
    for warning in &plan.warnings {
        details.add(&mut page, Span::new(Ink::Caution, "WARNING"), [&warning.message]);
        details.add(&mut page, "", [format!("mend: {}", warning.mend)]);
    }
    for guard in &plan.guards {
        details.add(&mut page, Span::new(Ink::Caution, "GUARD"), [&guard.message]);
    }
    if !rows.is_empty() {
        let approval = match plan.approval.is_empty() {
            true => "not needed".to_owned(),
            false => plan.approval.join("; "),
        };
        details.add(&mut page, Span::new(Ink::Strong, "APPROVAL"), [approval]);
        details.add(&mut page, "digest", [plan.digest.short()]);
        if let Some(next) = next {
            details.add_command(&mut page, "next", next);
        }
    }
    page
}

/// Fields before and after.
fn fields(plan: &ChangePlan, page: &mut Page, details: Margins) {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    let wide = Margins { items: details.items + 12, ..details };
    for planned in &plan.acts {
        let Act::SetFields { changes, attributes } = &planned.act else { continue };
        for change in changes {
            let arrow = format!("{} -> {}", or_none(&change.from), or_none(&change.to));
            wide.add(page, change.field.name(), [arrow]);
        }
        for change in attributes {
            let shown = |value: &Option<String>| value.as_deref().map_or("none".to_owned(), or_none);
            let arrow = format!("{} -> {}", shown(&change.from), shown(&change.to));
            wide.add(page, format!("attributes.{}", change.name), [arrow]);
        }
    }
}

fn row(planned: &PlannedAct, plan: &ChangePlan) -> Row {
    let mark = match &planned.act {
        act if act.gives() => Span::new(Ink::Good, "+"),
        Act::RemoveMember { .. }
        | Act::Exempt { .. }
        | Act::Unbind { .. }
        | Act::RemoveKey { .. }
        | Act::Suspend
        | Act::DeleteAccount => Span::new(Ink::Caution, "-"),
        _ => Span::from("*"),
    };
    let given = match planned.given {
        Given::Rule(_) => "rule",
        Given::Hand => "hand",
        Given::Nobody => "",
    };
    let zone = TimeZone::get(&plan.time_zone).unwrap_or(TimeZone::UTC);
    let when = match planned.not_before {
        Some(at) => at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string(),
        None => "at once".to_owned(),
    };
    let mut act = planned.act.describe();
    if let Some(why) = &planned.privileged {
        act.push_str(&format!(" (privileged: {why})"));
    }
    if planned.act == Act::DeleteAccount && plan.kind != ChangeKind::Deletion {
        act.push_str(", for ever");
    }
    Row { mark, cells: vec![Span::from(act), Span::from(&planned.because), Span::from(given), Span::from(when)] }
}
