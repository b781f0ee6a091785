//! The table of changes: what is done to which group, and by which key of the declaration.

use dayone_core::baseline::{PlannedAct, key};

use crate::render::columns::{Column, Row, fixed, lay_out, wrapped};
use crate::render::line::{Ink, Page, Span};

const COLUMNS: [Column; 4] = [fixed("CHANGE"), wrapped("GROUP OR MAIL"), wrapped("WHAT"), wrapped("BECAUSE")];

/// Adds the table.
pub(super) fn add(page: &mut Page, acts: &[PlannedAct], width: usize) {
    let rows: Vec<Row> = acts.iter().map(row).collect();
    page.append(lay_out(&COLUMNS, &rows, width));
}

fn row(planned: &PlannedAct) -> Row {
    let verb = planned.act.verb();
    let (mark, ink) = match verb {
        "create" | "grant" => ("+", Ink::Good),
        "revoke" | "delete" => ("-", Ink::Bad),
        _ => ("*", Ink::Caution),
    };
    let subject = Span::new(Ink::Strong, planned.act.subject());
    let because = Span::new(Ink::Faint, because(planned));
    Row { mark: Span::new(ink, mark), cells: vec![Span::new(ink, verb), subject, planned.act.what().into(), because] }
}

/// The key of the declaration, without what the columns before it already say.
fn because(planned: &PlannedAct) -> String {
    let Some(group) = planned.act.group() else { return planned.because.replace("baseline.", "") };
    let whole = key([group.kind.table(), &group.name]);
    if planned.because == whole {
        return "declared".into();
    }
    planned.because.replace(&format!("{whole}."), "").replace("baseline.", "")
}
