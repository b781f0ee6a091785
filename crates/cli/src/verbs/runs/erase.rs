//! `runs erase`: a person's values are destroyed; what was done stays.

use dayone_engine::Engine;
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::line::{Line, Page};
use crate::verbs::note::note;
use crate::verbs::outcome;
use crate::verbs::seal::seal;

pub(super) async fn erase(
    engine: &Engine,
    run: &str,
    yes: bool,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let known = engine.run(run).await?;
    outcome::announce(&known, None, printer);
    if !yes && !printer.agrees("Destroy everything that is known of this person? It can't be undone.")? {
        return Ok(Exit::Failed);
    }
    let erased = engine.erase(run, actor).await?;
    seal(engine, &known.tenant, printer).await;
    if !erased.log_cleared {
        note(printer, "the database's log is still read by another process: run this again to empty it");
    }
    let told = json!({ "run": run, "runs": erased.runs, "values": erased.values, "log_cleared": erased.log_cleared });
    printer.document(&told, |_| {
        let mut line = Line::default();
        line.push(format!("ERASED  {} values in {} runs", erased.values, erased.runs));
        let mut page = Page::default();
        page.push(line);
        page
    });
    Ok(Exit::Done)
}
