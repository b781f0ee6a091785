//! `config init|check|show`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use dayone_config::{Origin, Region, SecretSource, Starter, starter};
use serde_json::json;

use crate::args::{Global, InitArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::columns::{fixed, wrapped};
use crate::render::records::{Records, object};
use crate::setup::Setup;
use crate::verbs::note::note;

/// Writes a file to start from.
pub(crate) fn init(global: &Global, args: &InitArgs, printer: &Printer) -> Result<Exit, Failure> {
    let text = starter(&Starter {
        tenant: global.tenant.clone().unwrap_or_else(|| Starter::default().tenant),
        region: match args.region.as_str() {
            "eu" => Region::Eu,
            "in" => Region::In,
            _ => Region::Us,
        },
        api_key: SecretSource::Env(args.api_key_env.clone()),
        organization_id: args.org_id.clone(),
        email_domains: args.email_domain.clone(),
        time_zone: args.time_zone.clone(),
    });
    if args.file == Path::new("-") {
        printer.write_out(&text);
        return Ok(Exit::Done);
    }
    let name = args.file.display();
    let mut options = OpenOptions::new();
    options.write(true);
    match args.force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&args.file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("{name} is there already")).hint("--force replaces it, - prints to stdout")
        }
        _ => Failure::usage(format!("{name} can't be written: {error}")),
    })?;
    note(printer, format!("{name} is written; fill in what is commented out, then `dayone config check`"));
    Ok(Exit::Done)
}

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
