//! `today`: what needs somebody, over all tenants.

use dayone_engine::{Item, Today};
use serde_json::{Value, json};

use crate::args::{Global, OutputFormat, TodayArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::columns::{fixed, wrapped};
use crate::render::records::{Records, object};
use crate::render::today::{name, page};
use crate::setup::Setup;

pub(crate) async fn today(global: &Global, args: &TodayArgs, printer: &Printer) -> Result<Exit, Failure> {
    if global.tenant.is_some() {
        let hint = "`dayone runs list --tenant NAME` shows those of one";
        return Err(Failure::usage("`today` is over all tenants: leave out --tenant").hint(hint));
    }
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let today = engine.today(args.limit).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => printer.document(&document(&today), |width| page(&today, width)),
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&records(&today)),
    }
    Ok(Exit::Done)
}

fn document(today: &Today) -> Value {
    let sections = today.sections.iter().map(|section| {
        let items = section.items.iter().map(|item| one(item, section.matter.time_word())).collect::<Vec<_>>();
        json!({ "matter": section.matter.name(), "count": section.count, "items": items })
    });
    json!({ "at": today.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), "sections": sections.collect::<Vec<_>>() })
}

fn one(item: &Item, time: &str) -> Value {
    json!({
        "tenant": item.tenant,
        "run": item.run_id,
        "person": item.run.as_ref().map(name),
        time: item.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "what": item.what,
        "command": item.command,
    })
}

/// One thing a line.
fn records(today: &Today) -> Records {
    let columns = vec![
        ("matter", fixed("MATTER")),
        ("tenant", fixed("TENANT")),
        ("run", fixed("RUN")),
        ("person", wrapped("PERSON")),
        ("time", fixed("TIME")),
        ("what", wrapped("WHAT")),
        ("command", wrapped("COMMAND")),
    ];
    let rows = today.sections.iter().flat_map(|section| {
        section.items.iter().map(|item| {
            let mut row = object(one(item, "time"));
            row.insert("matter".into(), section.matter.name().into());
            row.insert("of".into(), section.count.into());
            row
        })
    });
    Records { columns, rows: rows.collect() }
}
