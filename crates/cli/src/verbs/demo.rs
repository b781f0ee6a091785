//! `demo`: a hire from end to end, on a JumpCloud that runs on this machine.

use std::path::Path;

use dayone_config::{Config, Environment, LoadOptions};
use dayone_core::report::report;
use dayone_engine::Engine;
use dayone_simulator::{Mail, Options, Seed, Simulator, SmtpSink};
use serde_json::{Map, Value};

use super::carry::{Until, carry};
use super::note::note;
use super::outcome;
use super::stop::{StopSignal, deaf};
use crate::args::{Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Syntax, read_document};
use crate::printer::Printer;
use crate::render::line::Page;
use crate::render::plan::{PlanView, page};
use crate::render::report as report_page;
use crate::render::run::Advice;
use crate::setup::Setup;

/// The request: the person of the manual.
const JOHN: &str = include_str!("demo/john.yaml");
/// What his organisation has decided.
const CONFIG: &str = include_str!("demo/dayone.toml");

pub(crate) async fn demo(global: &Global, printer: &Printer) -> Result<Exit, Failure> {
    let failed = |what: &str, error: &dyn std::error::Error| Failure::usage(format!("{what}: {error}"));
    let simulator = Simulator::start(Seed::Demo, Options::default())
        .await
        .map_err(|error| failed("the simulator can't be started", &error))?;
    let sink = SmtpSink::start(simulator.control())
        .await
        .map_err(|error| failed("the mail server can't be started", &error))?;
    let folder = tempfile::Builder::new()
        .prefix("dayone-demo-")
        .tempdir()
        .map_err(|error| failed("a folder can't be made", &error))?;
    note(printer, format!("a JumpCloud runs at {}; nothing leaves this machine", simulator.url()));
    let setup = setup(folder.path(), &simulator, sink.addr().port())?;
    let engine = setup.engine(&printer.silent()).await?;
    // The report is what the demo is for: on a terminal too, it is the whole document.
    let data = printer.in_format(global.output.unwrap_or(OutputFormat::Json));
    let exit = data.finish(hire(&engine, &data).await?);
    for mail in simulator.control().mail() {
        note(printer, told(&mail));
    }
    engine.store().clone().close().await;
    simulator.stop().await;
    Ok(exit)
}

/// A mail in a few words.
fn told(mail: &Mail) -> String {
    match mail.more.get("subject").and_then(Value::as_str) {
        Some(subject) => format!("mail to {}: {subject}", mail.to),
        None => format!("mail to {}: JumpCloud's {} mail", mail.to, mail.kind),
    }
}

fn setup(folder: &Path, simulator: &Simulator, mail_port: u16) -> Result<Setup, Failure> {
    let path = folder.join("dayone.toml");
    let text = CONFIG
        .replace("%URL%", &simulator.url())
        .replace("%ORG_ID%", simulator.org_id())
        .replace("%MAIL_PORT%", &mail_port.to_string());
    std::fs::write(&path, text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let key = simulator.api_key().to_owned();
    let environment = Environment::new(move |name| (name == "JUMPCLOUD_API_KEY").then(|| key.clone()));
    let config = Config::load(&LoadOptions {
        path: Some(path),
        environment: environment.clone(),
        home: Some(folder.to_owned()),
        directory: folder.to_owned(),
    })?;
    Ok(Setup { config, environment })
}

async fn hire(engine: &Engine, printer: &Printer) -> Result<Exit, Failure> {
    let tenant = engine.tenant("acme")?;
    let document: Map<String, Value> =
        read_document(JOHN, Syntax::Yaml).map_err(|error| Failure::usage(error.to_string()))?;
    let parsed = engine.read(&tenant, &document).map_err(|_| Failure::usage("the demo's request can't be read"))?;
    let proposal = engine.propose(&tenant, parsed).await;
    if let (Ok(planned), Some(request)) = (&proposal.verdict, proposal.request.as_deref()) {
        let view = PlanView {
            plan: &planned.plan,
            request,
            region: None,
            survey: proposal.cost,
            every_call: false,
            frozen: None,
            next: None,
        };
        let mut plan = page(&view, printer.width());
        plan.gap();
        printer.tell(&plan);
    }
    let run_id = engine.open(proposal, "demo", None, None).await?;
    let run = engine.run(&run_id).await?;
    let stop = StopSignal::listen().map_err(deaf)?;
    outcome::announce(&run, None, printer);
    let (run, _) = carry(engine, &run_id, Until::ItWaits, stop, printer).await?;
    let exit = outcome::print_with(&run, Advice::Withheld, printer);
    if printer.format() == OutputFormat::Table {
        let mut below = Page::default();
        below.gap();
        below.append(report_page::page(&report(&run), printer.width()));
        below.gap();
        printer.page(&below);
    }
    Ok(exit)
}
