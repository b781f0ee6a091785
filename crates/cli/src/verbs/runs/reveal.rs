//! `runs reveal`: the generated password, once.

use dayone_engine::Engine;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::line::Page;
use crate::verbs::note::note;
use crate::verbs::seal::seal;

pub(super) async fn reveal(engine: &Engine, run_id: &str, actor: &str, printer: &Printer) -> Result<Exit, Failure> {
    let tenant = engine.run(run_id).await?.tenant;
    let password = engine.reveal(run_id, actor).await?;
    match printer.format() {
        OutputFormat::Table => printer.write_out(&format!("{}\n", password.expose_secret())),
        _ => {
            let value = json!({ "run": run_id, "password": password.expose_secret() });
            printer.document(&value, |_| Page::default());
        }
    }
    seal(engine, &tenant, printer).await;
    note(printer, "shown once; it is gone from the database, and that it was shown is recorded");
    Ok(Exit::Done)
}
