//! `cfs man`

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::cli::args::{Arguments, Format, ManArguments};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use cfs::language::vocabulary::table::codes;

/// Prints the manual page of the program, or of one of its commands.
pub(crate) fn run(arguments: &ManArguments) -> Exit {
    let console = Console::new(Format::Human, false);
    let mut program = Arguments::command();
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
    if let Err(error) = page.section("1").render(&mut text) {
        console.message(&Message::error(codes::OUTPUT, error.to_string()));
        return console.exit(Exit::Run);
    }
    console.print(&String::from_utf8_lossy(&text));
    console.exit(Exit::Ok)
}
