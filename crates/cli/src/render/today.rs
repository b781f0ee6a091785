//! What needs somebody, for people: the most urgent first, each with the command that helps.

use dayone_engine::{Item, Matter, RunOf, Section, Today};
use jiff::Timestamp;

use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::run::person;

/// Everything on a page.
#[must_use]
pub fn page(today: &Today, width: usize) -> Page {
    let mut page = Page::default();
    let count: u64 = today.sections.iter().map(|section| section.count).sum();
    let told = match count {
        0 => Span::new(Ink::Good, "nothing needs anybody"),
        1 => Span::new(Ink::Caution, "1 thing needs somebody"),
        count => Span::new(Ink::Caution, format!("{count} things need somebody")),
    };
    let heading = Margins { items: 7, ..Margins::heading(width) };
    heading.add(&mut page, Span::new(Ink::Strong, "TODAY"), [Span::from(moment(today.at)), told]);
    for section in &today.sections {
        page.gap();
        add(&mut page, section, width);
    }
    page
}

fn add(page: &mut Page, section: &Section, width: usize) {
    let matter = section.matter;
    let title = match section.count {
        1 => title(matter).to_owned(),
        count => format!("{} ({count})", title(matter)),
    };
    Margins { items: 2, ..Margins::heading(width) }.add(page, Span::new(ink(matter), title), [""; 0]);
    let margins = Margins { label: 0, items: 2, width };
    for item in &section.items {
        margins.add(page, "", items(matter, item));
        Margins { items: 6, ..margins }.add_command(page, "", &item.command);
    }
    let more = section.count.saturating_sub(section.items.len() as u64);
    if more > 0 {
        let rest = more_command(matter).map(|command| format!(": {command}")).unwrap_or_default();
        margins.add(page, "", [Span::new(Ink::Faint, format!("and {more} more{rest}"))]);
    }
}

fn items(matter: Matter, item: &Item) -> Vec<Span> {
    let mut items = Vec::new();
    items.extend(item.run.as_ref().map(|run| Span::new(Ink::Strong, name(run))));
    items.push(match &item.tenant {
        Some(tenant) => Span::from(tenant),
        None => Span::from("all tenants"),
    });
    if matter != Matter::NoWorker {
        items.push(Span::from(format!("{} {}", matter.time_word(), moment(item.at))));
    }
    items.push(Span::from(&item.what));
    items
}

/// The person's name.
#[must_use]
pub fn name(run: &RunOf) -> String {
    match run {
        RunOf::Hire(run) => person(run),
        RunOf::Change(change) => {
            change.plan().map_or_else(|| "somebody".into(), |plan| plan.subject.display_name.clone())
        }
    }
}

fn title(matter: Matter) -> &'static str {
    match matter {
        Matter::Held => "STOPPED",
        Matter::Frozen => "FROZEN",
        Matter::NoWorker => "NO WORKER",
        Matter::Partial => "PARTIAL",
        Matter::Left => "LEFT LYING",
        Matter::Approval => "AWAITING APPROVAL",
        Matter::Quarantined => "QUARANTINED",
        Matter::Failed => "FAILED, last 7 days",
        Matter::Due => "DUE within 72 h",
        Matter::Credential => "PASSWORD not fetched",
    }
}

fn ink(matter: Matter) -> Ink {
    match matter {
        Matter::Held | Matter::NoWorker | Matter::Partial | Matter::Failed => Ink::Bad,
        Matter::Frozen | Matter::Left | Matter::Approval | Matter::Quarantined | Matter::Credential => Ink::Caution,
        Matter::Due => Ink::Strong,
    }
}

/// The command that lists all of them, where there is one.
fn more_command(matter: Matter) -> Option<&'static str> {
    match matter {
        Matter::Partial => Some("dayone runs list --state partial"),
        Matter::Left => Some("dayone runs list --state running"),
        Matter::Approval => Some("dayone runs list --state awaiting_approval"),
        Matter::Quarantined => Some("dayone runs list --state quarantined"),
        Matter::Failed => Some("dayone runs list --state failed"),
        Matter::Due => Some("dayone runs list --state waiting"),
        Matter::Held | Matter::Frozen | Matter::NoWorker | Matter::Credential => None,
    }
}

fn moment(at: Timestamp) -> String {
    at.strftime("%-d %b %Y %H:%M UTC").to_string()
}
