//! `mapping`: what rules give, tried on samples and on everybody.

use std::path::Path;

use dayone_core::mapping::coverage::Coverage;
use dayone_core::mapping::sample::{self, SampleProblem};
use dayone_core::settings::TenantSettings;
use dayone_engine::mapping::MappingError;
use serde_json::json;

use super::verify::exit_of;
use crate::args::{Global, Mapping, OutputFormat};
use crate::exit::Exit;
use crate::failure::{Failure, Point};
use crate::input::{self, Stdin};
use crate::printer::Printer;
use crate::render::line::Page;
use crate::render::mapping::{self, Tried};
use crate::setup::Setup;
use crate::terminal::ProcessStdin;

pub(crate) async fn mapping(global: &Global, verb: Mapping, printer: &Printer) -> Result<Exit, Failure> {
    match verb {
        Mapping::Test { file } => test(global, &file, &mut ProcessStdin, printer),
        Mapping::Coverage => coverage(global, printer).await,
        Mapping::WhatIf { other } => what_if(global, &other, printer).await,
    }
}

/// Needs neither directory nor database: for a pipeline that checks a change of the rules.
fn test(global: &Global, file: &Path, stdin: &mut dyn Stdin, printer: &Printer) -> Result<Exit, Failure> {
    let settings = settings(global)?;
    let document = input::read_samples(file, stdin)?;
    let samples = sample::read(&document).map_err(|problems| unusable(file, problems))?;
    let tried: Vec<Tried> = samples
        .into_iter()
        .map(|sample| Tried { differences: sample.differences(&settings), name: sample.name })
        .collect();
    let wrong = tried.iter().filter(|one| !one.differences.is_empty()).count();
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            let document = mapping::tried_document(&settings.name, &tried);
            printer.document(&document, |width| mapping::tried_page(&settings.name, &tried, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&mapping::tried_records(&tried)),
    }
    Ok(if wrong == 0 { Exit::Done } else { Exit::Failed })
}

fn settings(global: &Global) -> Result<TenantSettings, Failure> {
    let setup = Setup::load(global)?;
    Ok(setup.tenant(global.tenant.as_deref(), None)?.settings.clone())
}

fn unusable(file: &Path, problems: Vec<SampleProblem>) -> Failure {
    let point = |SampleProblem { place, message, mend }| Point { place, message, mend };
    let points = problems.into_iter().map(point).collect();
    Failure { points, ..Failure::usage(format!("the samples in {} can't be used", file.display())) }
}

async fn coverage(global: &Global, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let found: Coverage = engine.coverage(&*engine.tenant(&name)?).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            let document = json!({ "tenant": name, "coverage": found });
            printer.document(&document, |width| mapping::coverage_page(&name, &found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&mapping::coverage_records(&found)),
    }
    Ok(if found.broken.is_empty() { Exit::Done } else { Exit::Failed })
}

async fn what_if(global: &Global, other: &Path, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let after = Setup::load(&Global { config: Some(other.to_owned()), ..global.clone() })?;
    let after = after.tenant(Some(&name), None)?.settings.clone();
    let engine = setup.engine(printer).await?;
    let found = engine.what_if(&*engine.tenant(&name)?, &after).await?;
    match printer.format() {
        OutputFormat::Table => printer.page(&mapping::what_if_page(&name, &found, printer.width())),
        OutputFormat::Json => {
            let totals = mapping::totals_document(&found.totals());
            let people: Vec<_> = mapping::what_if_rows(&found).collect();
            let document = json!({ "tenant": name, "totals": totals, "people": people });
            printer.document(&document, |_| Page::default());
        }
        OutputFormat::Ndjson | OutputFormat::Csv => {
            printer.many_records(&mapping::what_if_columns(), mapping::what_if_rows(&found));
        }
    }
    Ok(Exit::Done)
}

impl From<MappingError> for Failure {
    fn from(error: MappingError) -> Self {
        let message = error.to_string();
        match error {
            MappingError::Engine(error) => error.into(),
            MappingError::Directory(fault) => Failure::new(exit_of(&fault), message).hint("`dayone doctor` says more"),
        }
    }
}
