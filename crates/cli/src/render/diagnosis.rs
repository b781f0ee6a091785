//! What doctor found, for people and for programs.

use dayone_engine::doctor::{Diagnosis, Finding, Health, Overview};
use serde_json::{Map, Value, json};

use super::columns::{fixed, number, wrapped};
use super::duration::duration;
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::records::{Records, object};

/// One tenant, finding by finding.
#[must_use]
pub fn page(diagnosis: &Diagnosis, width: usize) -> Page {
    let mut page = Page::default();
    let mut items = vec![Span::new(Ink::Strong, &diagnosis.tenant)];
    items.push(match &diagnosis.organization {
        Some(organization) => Span::from(format!("{} ({})", organization.name, organization.id)),
        None => Span::new(Ink::Caution, "organisation not known"),
    });
    Margins { label: 0, items: 8, width }.add(&mut page, Span::new(Ink::Strong, "DOCTOR"), items);
    findings(&mut page, &diagnosis.findings, width);
    let counted = [Health::Fail, Health::Warn, Health::Unproven, Health::Ok]
        .map(|state| format!("{} {}", diagnosis.count(state), state.name()));
    let (word, ink) = match diagnosis.passes() {
        true => ("PASSED", Ink::Good),
        false => ("FAILED", Ink::Bad),
    };
    Margins { label: 0, items: 8, width }.add(&mut page, Span::new(ink, word), [counted.join(", ")]);
    page
}

fn findings(page: &mut Page, findings: &[Finding], width: usize) {
    let margins = Margins { label: 2, items: 12, width };
    for finding in findings {
        let what = format!("{}: {}", finding.area.name(), finding.what);
        margins.add(page, Span::new(ink(finding.state), finding.state.name()), [what]);
        if let Some(mend) = &finding.mend {
            margins.add(page, "", [format!("mend: {mend}")]);
        }
    }
}

fn ink(state: Health) -> Ink {
    match state {
        Health::Ok => Ink::Good,
        Health::Unproven => Ink::Faint,
        Health::Warn => Ink::Caution,
        Health::Fail => Ink::Bad,
    }
}

/// One tenant for programs.
#[must_use]
pub fn records(diagnosis: &Diagnosis) -> Records {
    let columns = vec![
        ("tenant", fixed("TENANT")),
        ("area", fixed("AREA")),
        ("state", fixed("STATE")),
        ("what", wrapped("WHAT")),
        ("mend", wrapped("MEND")),
    ];
    let rows = diagnosis.findings.iter().map(|finding| {
        object(json!({
            "tenant": diagnosis.tenant, "area": finding.area, "state": finding.state, "what": finding.what, "mend": finding.mend,
        }))
    });
    Records { columns, rows: rows.collect() }
}

/// All tenants, one line each.
#[must_use]
pub fn overview(overview: &Overview) -> Records {
    let columns = vec![
        ("tenant", fixed("TENANT")),
        ("state", fixed("STATE")),
        ("failures", number("FAIL")),
        ("warnings", number("WARN")),
        ("took", fixed("TOOK")),
        ("headline", wrapped("FIRST")),
    ];
    Records { columns, rows: overview.tenants.iter().map(tenant).collect() }
}

/// What all tenants share, below the table.
#[must_use]
pub fn installation(overview: &Overview, width: usize) -> Page {
    let mut page = Page::default();
    page.gap();
    findings(&mut page, &overview.installation, width);
    page
}

fn tenant(summary: &dayone_engine::doctor::TenantSummary) -> Map<String, Value> {
    let took_us = i64::try_from(summary.took_ms).unwrap_or(i64::MAX).saturating_mul(1000);
    object(json!({
        "tenant": summary.diagnosis.tenant,
        "state": summary.state,
        "failures": summary.failures,
        "warnings": summary.warnings,
        "took": duration(took_us),
        "headline": summary.headline,
    }))
}
