//! What each verb does.

mod again;
mod audit;
mod baseline;
mod bulk;
mod carry;
mod change;
mod completions;
mod config;
mod demo;
mod doctor;
mod freeze;
mod hire;
mod migrate;
mod new_file;
mod note;
mod outcome;
mod patience;
mod plan;
mod provision;
mod record;
mod refusal;
mod runs;
mod schema;
mod seal;
mod secret;
mod serve;
mod sim;
mod stop;
mod today;
mod verify;

pub(crate) use bulk::{Checked, CheckedTenant, Fate, Written};

use crate::args::{Cli, Config, Verb};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{Logs, start_logs};

/// Does what was asked for.
pub(crate) async fn perform(cli: Cli, printer: &Printer) -> Result<Exit, Failure> {
    let Cli { global, verb } = cli;
    start_logs(match &verb {
        Verb::Serve(_) => Logs::Service,
        _ if global.quiet => Logs::Off,
        _ => Logs::Command,
    });
    match verb {
        Verb::Demo => demo::demo(&global, printer).await,
        Verb::Plan(args) => plan::plan(&global, &args, printer).await,
        Verb::Provision(args) => provision::provision(&global, &args, printer).await,
        Verb::Bulk(args) => bulk::bulk(&global, &args, printer).await,
        Verb::Move(args) => change::moves(&global, &args, printer).await,
        Verb::Offboard(args) => change::offboard(&global, &args, printer).await,
        Verb::Rehire(args) => change::rehire(&global, &args, printer).await,
        Verb::Runs(verb) => runs::runs(&global, verb, printer).await,
        Verb::Today(args) => today::today(&global, &args, printer).await,
        Verb::Freeze(args) => freeze::freeze(&global, &args, printer).await,
        Verb::Unfreeze(args) => freeze::unfreeze(&global, &args, printer).await,
        Verb::Verify { subject } => verify::verify(&global, &subject, printer).await,
        Verb::Doctor(args) => doctor::doctor(&global, &args, printer).await,
        Verb::Baseline(verb) => baseline::baseline(&global, verb, printer).await,
        Verb::Config(Config::Init(args)) => config::init(&global, &args, printer).await,
        Verb::Config(Config::Check) => config::check(&global, printer),
        Verb::Config(Config::Schema { of }) => schema::schema(of, printer),
        Verb::Config(Config::Show { origin }) => config::show(&global, origin, printer),
        Verb::Secret(verb) => secret::secret(&global, verb, printer).await,
        Verb::Audit(verb) => audit::audit(&global, verb, printer).await,
        Verb::Serve(args) => serve::serve(&global, &args, printer).await,
        Verb::Sim(args) => sim::sim(&global, &args, printer).await,
        Verb::Migrate => migrate::migrate(&global, printer).await,
        Verb::Completions { shell } => completions::completions(shell, printer),
    }
}
