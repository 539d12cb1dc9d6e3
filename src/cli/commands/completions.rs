//! `cfs completions`

use clap::{Args, Command};

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::Format;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example, for bash:
  cfs completions bash > ~/.local/share/bash-completion/completions/cfs")]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Prints the completion script of a shell for the command.
pub(crate) fn run(arguments: &CompletionsArguments, mut command: Command) -> Exit {
    let console = Console::new(Format::Human, false);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "cfs", &mut script);
    console.print(&String::from_utf8_lossy(&script));
    console.exit(Exit::Ok)
}
