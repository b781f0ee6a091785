//! `serve`: workers, until stopped.

use tokio::sync::watch;

use crate::args::{Global, ServeArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{Setup, host};
use crate::verbs::note::note;
use crate::verbs::stop::{StopSignal, deaf};

pub(crate) async fn serve(global: &Global, args: &ServeArgs, printer: &Printer) -> Result<Exit, Failure> {
    // Whoever stops it while it starts is heard, too.
    let mut signal = StopSignal::listen().map_err(deaf)?;
    let setup = Setup::load(global)?;
    if setup.config.tenants.is_empty() {
        return Err(setup.tenant(None, None).err().unwrap_or_else(|| Failure::usage("no tenant is configured")));
    }
    let engine = setup.engine(printer).await?;
    if setup.config.anchors == dayone_config::Anchors::default() {
        note(printer, "no [anchor] is set: a rewritten database can't be told from an honest one");
    }
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signal.wait().await;
        // Fails only if nobody is left to be told.
        let _ = stop.send(true);
    });
    tracing::info!(workers = args.workers, tenants = setup.config.tenants.len(), "working");
    engine.work(args.workers.into(), &host(), stopped).await?;
    tracing::info!("stopped");
    Ok(Exit::Done)
}
