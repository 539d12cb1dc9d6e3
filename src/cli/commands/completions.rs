//! `cfs completions`

use clap::CommandFactory as _;

use crate::cli::args::{Arguments, CompletionsArguments, Format};
use crate::cli::console::Console;
use crate::cli::exit::Exit;

/// Prints the completion script of a shell.
pub(crate) fn run(arguments: &CompletionsArguments) -> Exit {
    let console = Console::new(Format::Human, false);
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "cfs",
        &mut script,
    );
    console.print(&String::from_utf8_lossy(&script));
    console.exit(Exit::Ok)
}
