//! The table of groups: where each comes from, why, and what it grants.

use dayone_core::mapping::Source;
use dayone_core::plan::{MissingGroup, Plan, PlannedGroup, Prediction};
use dayone_core::snapshot::Access;

use crate::render::columns::{Column, Row, fixed, lay_out, number, wrapped};
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// Width from which each count has a column of its own.
const WIDE: usize = 100;

const NARROW_COLUMNS: [Column; 5] =
    [wrapped("GROUP"), fixed("SOURCE"), wrapped("BECAUSE"), number("SYSTEMS"), wrapped("ALSO GRANTS")];

const COLUMNS: [Column; 7] = [
    wrapped("GROUP"),
    fixed("SOURCE"),
    wrapped("BECAUSE"),
    number("SYSTEMS"),
    number("LDAP"),
    number("RADIUS"),
    wrapped("APPLICATIONS"),
];

/// Adds the table, and what its marks mean.
pub(super) fn add(page: &mut Page, plan: &Plan, width: usize) {
    let wide = width >= WIDE;
    let mut rows: Vec<Row> = plan.groups.iter().map(|planned| group(planned, wide)).collect();
    rows.extend(plan.missing_groups.iter().map(|missed| missing(missed, wide)));
    rows.extend(plan.dynamic_groups.iter().map(|planned| group(planned, wide)));
    if rows.is_empty() {
        Margins::details(width).add(page, "groups", ["none"]);
        return;
    }
    page.append(lay_out(if wide { &COLUMNS } else { &NARROW_COLUMNS }, &rows, width));
    let has = |mark: &str| rows.iter().any(|row| row.mark.text() == mark);
    let meanings = [("+", "+ added"), ("~", "~ dynamic: JumpCloud decides by its rule"), ("!", "! missing")];
    let meanings = meanings.into_iter().filter(|(mark, _)| has(mark)).map(|(_, text)| Span::new(Ink::Faint, text));
    Margins::details(width).add(page, "marks:", meanings);
}

fn group(group: &PlannedGroup, wide: bool) -> Row {
    let because = because(group.source, &group.because);
    let (mark, because) = match &group.automatic {
        None => (Span::new(Ink::Good, "+"), because),
        Some(Prediction::Member) if group.source == Source::Dynamic => (Span::from("~"), because),
        Some(Prediction::Member) => (Span::from("~"), format!("{because}; its rule adds the account")),
        Some(Prediction::NotMember) => {
            (Span::new(Ink::Caution, "~"), format!("{because}; its rule does not add the account"))
        }
        Some(Prediction::Unknown(_)) => (Span::new(Ink::Caution, "~"), format!("{because}; can't be predicted")),
    };
    let because = match &group.privileged {
        Some(_) => Span::new(Ink::Caution, format!("{because}; privileged")),
        None => Span::from(because),
    };
    let mut cells = vec![Span::from(&group.name), Span::from(group.source.name()), because];
    cells.extend(if wide { counts(&group.access) } else { grants(&group.access) });
    Row { mark, cells }
}

/// What a group grants, a cell each.
fn counts(access: &Access) -> Vec<Span> {
    let Access { systems, ldap_servers, radius_servers, .. } = access;
    let counts = [systems.len(), ldap_servers.len(), radius_servers.len()].map(|count| Span::from(count.to_string()));
    counts.into_iter().chain([Span::from(applications(access).unwrap_or("none".into()))]).collect()
}

/// What a group grants: systems, and all else in one cell.
fn grants(access: &Access) -> Vec<Span> {
    let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let all =
        [applications(access), count(access.ldap_servers.len(), "LDAP"), count(access.radius_servers.len(), "RADIUS")];
    let all: Vec<String> = all.into_iter().flatten().collect();
    let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    vec![Span::from(access.systems.len().to_string()), Span::from(all)]
}

fn applications(access: &Access) -> Option<String> {
    let names: Vec<&str> = access.applications.iter().map(|application| application.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn missing(group: &MissingGroup, wide: bool) -> Row {
    let nearest = group.nearest.as_ref().map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    let text = match group.create {
        true => format!("missing: will be created, granting nothing{nearest}"),
        false => format!("missing: will not be added{nearest}"),
    };
    let because = format!("{}; {text}", because(group.source, &group.because));
    let mut cells = vec![Span::from(&group.name), Span::from(group.source.name()), Span::new(Ink::Caution, because)];
    cells.resize(if wide { COLUMNS.len() } else { NARROW_COLUMNS.len() }, Span::default());
    Row { mark: Span::new(Ink::Bad, "!"), cells }
}

/// The reason, without what the source's column already says.
pub(crate) fn because(of: Source, because: &str) -> String {
    let because = because.strip_prefix(of.name()).map_or(because, str::trim_start);
    because.to_owned()
}
