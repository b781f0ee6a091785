//! `runs show`: the report of a run.

use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_engine::Engine;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::recorded as recorded_page;
use crate::render::report as report_page;
use crate::render::run::{self as run_page, Advice};

pub(super) async fn show(engine: &Engine, run_id: &str, printer: &Printer) -> Result<Exit, Failure> {
    print(&engine.run(run_id).await?, printer);
    Ok(Exit::Done)
}

/// The report for programs; for people the run, and below it the report where there is an account.
pub(super) fn print(run: &Run, printer: &Printer) {
    if let Some(recorded) = run.recorded() {
        let document = recorded_page::document(run, recorded);
        printer.document(&document, |width| recorded_page::page(run, recorded, width));
        return;
    }
    let report = report(run);
    printer.document(&serde_json::to_value(&report).unwrap_or_default(), |width| {
        let mut page = run_page::page(run, Advice::Given, width);
        if report.account_details.is_some() {
            page.gap();
            page.append(report_page::page(&report, width));
        }
        page
    });
}
