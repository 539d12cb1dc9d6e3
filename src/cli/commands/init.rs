//! `cfs init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use cfs::language::vocabulary::table::codes;
use clap::{Args, ValueEnum, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use crate::cli::options::Says;

/// Write a commented scenario to start from
///
/// A file that exists is left as it is.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs init                          first.cfs, a small network
  cfs init study.cfs --from table1
  cfs init mine.cfs --from own-channels")]
pub(crate) struct InitArguments {
    /// The file to write
    #[arg(default_value = "first.cfs", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// What the scenario is about
    #[arg(long, value_enum, default_value_t = Template::First)]
    pub(crate) from: Template,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// Scenarios to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A small network and its communication-sensing region
    First,
    /// The paper's network, Table I, with every setting
    Table1,
    /// Many access points with few antennas that only communicate, and standard rules
    Textbook,
    /// Channels from a NumPy file
    OwnChannels,
}

impl Template {
    /// The scenario.
    fn text(self) -> &'static str {
        match self {
            Self::First => include_str!("../templates/first.cfs"),
            Self::Table1 => include_str!("../templates/table1.cfs"),
            Self::Textbook => include_str!("../templates/textbook.cfs"),
            Self::OwnChannels => include_str!("../templates/own-channels.cfs"),
        }
    }
}

/// What was written, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
}

/// Writes a scenario where there is no file yet.
pub(crate) fn run(arguments: &InitArguments) -> Exit {
    let console = Console::of(arguments.says);
    let name = arguments.file.display().to_string();
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&arguments.file)
        .and_then(|mut file| {
            file.write_all(arguments.from.text().as_bytes())
                .inspect_err(|_| {
                    // Half a scenario is worse than none; that it is there is reported in any case.
                    let _ = fs::remove_file(&arguments.file);
                })
        });
    let exit = match created {
        Ok(()) => {
            let first = match arguments.from {
                Template::OwnChannels => "put `channels.npy` beside it, then ",
                Template::First | Template::Table1 | Template::Textbook => "",
            };
            console.print(&format!(
                "{name}: written; {first}`cfs check {name}` checks it\n"
            ));
            console.object(&Object {
                r#type: "init",
                scenario: &name,
            });
            Exit::Ok
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let message = format!("`{name}` exists and is left as it is");
            let help = "name another file: `cfs init study.cfs`";
            console.message(&Message::error(codes::USAGE, message).help(help));
            Exit::Usage
        }
        Err(error) => {
            let message = format!("`{name}` cannot be written: {error}");
            console.message(&Message::error(codes::OUTPUT, message));
            Exit::Run
        }
    };
    console.exit(exit)
}
