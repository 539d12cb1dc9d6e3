//! `cfs man`

use cfs::language::vocabulary::table::codes;
use clap::{Args, Command};
use clap_mangen::Man;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use crate::cli::options::Format;

/// What the foot of a page says.
const VERSION: &str = concat!("cfs ", env!("CARGO_PKG_VERSION"));

/// Print the manual page of the program, or of one of its commands
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs man | man -l -
  cfs man run | man -l -
  cfs man > ~/.local/share/man/man1/cfs.1")]
pub(crate) struct ManArguments {
    /// The command whose page is printed [default: that of the program]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

/// Prints the manual page of the program, or of one of its commands.
pub(crate) fn run(arguments: &ManArguments, mut program: Command) -> Exit {
    let console = Console::new(Format::Human, false);
    program.build();
    let page = match &arguments.command {
        None => Man::new(program).title("cfs"),
        Some(name) => match program.find_subcommand(name) {
            Some(command) if name != "help" => {
                let title = format!("cfs-{name}");
                Man::new(command.clone().bin_name(format!("cfs {name}"))).title(title)
            }
            _ => {
                let message = format!("there is no command `{name}`");
                console.message(
                    &Message::error(codes::USAGE, message).help("`cfs --help` lists the commands"),
                );
                return console.exit(Exit::Usage);
            }
        },
    };
    let mut text = Vec::new();
    if let Err(error) = page.section("1").source(VERSION).render(&mut text) {
        console.message(&Message::error(codes::OUTPUT, error.to_string()));
        return console.exit(Exit::Run);
    }
    console.print(&String::from_utf8_lossy(&text));
    console.exit(Exit::Ok)
}
