//! `cfs check`

use serde::Serialize;

use crate::cli::args::CheckArguments;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::load;
use cfs::disk::sources::Files;

/// A scenario without faults, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    experiments: usize,
}

/// Shows the faults of every file.
pub fn run(arguments: &CheckArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let files = Files::for_arguments(&arguments.files);
    let exit = match load::all(&console, &files, &arguments.files) {
        Ok(scenarios) => {
            for loaded in &scenarios {
                let experiments = loaded.plan.experiments.len();
                console.print(&format!("{}: ok\n", loaded.name));
                console.object(&Object {
                    r#type: "check",
                    scenario: &loaded.name,
                    experiments,
                });
            }
            Exit::Ok
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}
