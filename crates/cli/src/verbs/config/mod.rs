//! `config init|check|show`.

mod init;
mod names;
mod provider;

use dayone_config::Origin;
use serde_json::json;

use crate::args::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::columns::{fixed, wrapped};
use crate::render::records::{Records, object};
use crate::setup::Setup;
use crate::verbs::note::note;

pub(crate) use init::init;

/// Checks the configuration.
pub(crate) fn check(global: &Global, printer: &Printer) -> Result<Exit, Failure> {
    let config = Setup::load(global)?.config;
    let columns = vec![
        ("tenant", fixed("TENANT")),
        ("organization_id", fixed("ORGANISATION")),
        ("company_names", wrapped("COMPANIES")),
        ("groups", wrapped("GROUPS BY RULE")),
    ];
    let rows = config.tenants.values().map(|tenant| {
        let settings = &tenant.settings;
        let rules = &settings.groups;
        let by_rule = [&rules.department, &rules.role, &rules.location, &rules.employee_type];
        let named = by_rule.into_iter().flat_map(|rules| rules.values()).chain([&rules.default]).flatten();
        let groups: std::collections::BTreeSet<&String> = named.collect();
        object(json!({
            "tenant": settings.name,
            "organization_id": settings.organization_id,
            "company_names": settings.company_names,
            "groups": groups,
        }))
    });
    printer.records(&Records { columns, rows: rows.collect() });
    let files: Vec<String> = config.files.iter().map(|file| file.display().to_string()).collect();
    let read = if files.is_empty() { "there is no file; the environment alone".to_owned() } else { files.join(", ") };
    note(printer, format!("nothing is wrong with it: {read}; database {}", config.database.shown()));
    Ok(Exit::Done)
}

/// Shows every effective value of a tenant.
pub(crate) fn show(global: &Global, with_origin: bool, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let tenant = setup.tenant(global.tenant.as_deref(), None)?;
    let mut columns = vec![("key", fixed("KEY")), ("value", wrapped("VALUE"))];
    if with_origin {
        columns.push(("origin", wrapped("FROM")));
    }
    let rows = setup.config.origins(&tenant.settings.name).into_iter().map(|origin| {
        let Origin { key, value, place } = origin;
        let mut row = object(json!({ "key": key, "value": value }));
        if with_origin {
            row.insert("origin".into(), place.to_string().into());
        }
        row
    });
    printer.records(&Records { columns, rows: rows.collect() });
    Ok(Exit::Done)
}
