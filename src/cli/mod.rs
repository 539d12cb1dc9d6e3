//! Words of the command line: the only part that touches the terminal.
//!
//! Each command is a module with a function `run`, which takes the arguments
//! and the [`Console`](console::Console) and gives an [`Exit`]. What a library
//! user would want is not here.

mod args;
mod commands;
mod complain;
mod console;
mod estimate;
mod exit;
mod failure;
mod find;
mod interrupt;
mod load;
#[cfg(feature = "lsp")]
mod lsp;
mod message;
mod outcome;
mod panic;
mod progress;
mod runner;
mod show;
mod usage;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command};
use exit::Exit;

/// Runs the command line and gives its exit code.
pub(crate) fn main() -> ExitCode {
    panic::install();
    // The hook has said what happened.
    catch_unwind(AssertUnwindSafe(dispatch))
        .unwrap_or(Exit::Run)
        .into()
}

fn dispatch() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::show(&error),
    };
    match arguments.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Fmt(arguments) => commands::fmt::run(&arguments),
        Command::Init(arguments) => commands::init::run(&arguments),
        Command::Merge(arguments) => commands::merge::run(&arguments),
        Command::Submit(arguments) => commands::submit::run(&arguments),
        Command::Status(arguments) => commands::status::run(&arguments),
        Command::Plan(arguments) => commands::plan::run(&arguments),
        Command::Plot(arguments) => commands::plot::run(&arguments),
        Command::Test(arguments) => commands::test::run(&arguments),
        Command::Diff(arguments) => commands::diff::run(&arguments),
        Command::Report(arguments) => commands::report::run(&arguments),
        Command::Clean(arguments) => commands::clean::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        #[cfg(feature = "lsp")]
        Command::Lsp => lsp::run(),
        Command::Completions(arguments) => commands::completions::run(&arguments),
    }
}
