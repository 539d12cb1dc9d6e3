//! Words of the command line: the only part that touches the terminal.
//!
//! Each command is a module with a function `run`, which takes the arguments
//! and the `Console` and gives an `Exit`. What a library
//! user would want is not here.

mod args;
mod cases;
mod commands;
mod complain;
mod console;
mod estimate;
mod exit;
mod failure;
mod find;
mod interrupt;
mod kind;
mod last_failed;
mod load;
#[cfg(feature = "lsp")]
mod lsp;
mod message;
mod named;
mod options;
mod outcome;
mod panic;
mod progress;
mod runner;
mod show;
mod usage;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::{CommandFactory as _, Parser as _};

use args::{Arguments, Command};
pub use exit::Exit;

/// Runs a command line, which begins with the name of the program, and says how the program ends.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    panic::install();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // The hook has said what happened.
    catch_unwind(AssertUnwindSafe(|| dispatch(&arguments))).unwrap_or(Exit::Run)
}

fn dispatch(arguments: &[OsString]) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage::show(&error, arguments),
    };
    match arguments.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Watch(arguments) => commands::watch::run(&arguments),
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
        Command::Man(arguments) => commands::man::run(&arguments, Arguments::command()),
        Command::Completions(arguments) => {
            commands::completions::run(&arguments, Arguments::command())
        }
    }
}
