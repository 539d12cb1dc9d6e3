//! `cfs plan`

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::console::Console;
use crate::cli::estimate;
use crate::cli::exit::Exit;
use crate::cli::load;
use crate::cli::options::{Messages, Source, realizations};

/// Show what a run would do, and where each setting comes from
///
/// On a terminal it ends with an estimate of the run time, for which it solves some units for at most
/// three seconds.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  cfs plan scenarios/region.cfs")]
pub(crate) struct PlanArguments {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub(crate) realizations: Option<u32>,
    /// How scenarios are read.
    #[command(flatten)]
    pub(crate) source: Source,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Shows what a run of each file would do.
pub(crate) fn run(arguments: &PlanArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let request = arguments.source.asked.request(arguments.realizations);
    let exit = match load::all(
        &console,
        &arguments.files,
        arguments.source.reading,
        &request,
    ) {
        Ok(scenarios) => {
            for (index, scenario) in scenarios.iter().enumerate() {
                load::notes(&console, scenario);
                let description = scenario.describe();
                let gap = if index == 0 { "" } else { "\n" };
                let head = if scenarios.len() == 1 {
                    String::new()
                } else {
                    format!("# {}\n", scenario.name())
                };
                console.print(&format!("{gap}{head}{description}"));
                console.object(&description);
                // A time is of this machine and this moment, so no file gets to see it.
                if console.has_reader() {
                    console.print(&estimate::lines(scenario.plan()));
                }
            }
            Exit::Ok
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}
