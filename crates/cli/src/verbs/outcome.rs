//! How a run came out: for programs its report, for people how it stands.

use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_engine::{Engine, Halt};

use super::freeze;
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::run::{self, Advice};

/// Prints who and where, before anything happens.
pub(crate) fn announce(run: &Run, note: Option<&str>, printer: &Printer) {
    printer.tell(&run::heading(run, note, printer.width()));
}

/// Prints how a run came out, whose steps have been shown while they happened.
pub(crate) fn print(run: &Run, printer: &Printer) -> Exit {
    print_with(run, Advice::Given, printer)
}

/// The same for a run that halted somewhere: a freeze is told, since the run itself knows nothing of it.
pub(crate) async fn print_halted(engine: &Engine, run: &Run, halt: Halt, printer: &Printer) -> Result<Exit, Failure> {
    let exit = print(run, printer);
    if halt != Halt::Frozen {
        return Ok(exit);
    }
    freeze::tell(engine, &run.tenant, &run.id, printer).await?;
    Ok(Exit::Waiting)
}

/// The same, with or without commands that help.
pub(crate) fn print_with(run: &Run, advice: Advice, printer: &Printer) -> Exit {
    let width = printer.width();
    match printer.format() {
        OutputFormat::Table if printer.progress_was_seen() => printer.page(&run::ending(run, advice, width)),
        OutputFormat::Table => printer.page(&run::page(run, advice, width)),
        _ => {
            printer.document(&serde_json::to_value(report(run)).unwrap_or_default(), |width| {
                run::page(run, advice, width)
            });
            printer.tell(&run::ending(run, advice, width));
        }
    }
    Exit::of_run(run)
}
