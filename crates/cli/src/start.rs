//! From the command line to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Cli, Verb};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::terminal::Surroundings;

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout, wrong usage to stderr; nobody to tell is nothing to mend.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Usage.code()));
        }
    };
    let printer = Printer::new(&cli.global, Surroundings::look());
    let exit = perform(cli, &printer).unwrap_or_else(|failure| {
        printer.failure(&failure);
        failure.exit
    });
    printer.finish(exit).into()
}

fn perform(cli: Cli, printer: &Printer) -> Result<Exit, Failure> {
    match cli.verb {
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "dayone", &mut script);
            printer.write_out(&String::from_utf8_lossy(&script));
            Ok(Exit::Done)
        }
        _ => Err(Failure::usage("this verb is not there yet")),
    }
}
