//! `cfs check`

use serde::Serialize;

use crate::cli::args::CheckArguments;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::load;

/// A scenario without faults, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    experiments: usize,
}

/// Shows the faults of every file.
pub(crate) fn run(arguments: &CheckArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let request = arguments.asked.request(None);
    let loaded = load::all(&console, &arguments.files, arguments.reading, &request);
    let checked = loaded.and_then(|scenarios| {
        load::conflicts(&console, &scenarios, &arguments.output, false)?;
        Ok(scenarios)
    });
    let exit = match checked {
        Ok(scenarios) => {
            for scenario in &scenarios {
                load::notes(&console, scenario);
                let experiments = scenario.plan().experiments().len();
                console.print(&format!("{}: ok\n", scenario.name()));
                console.object(&Object {
                    r#type: "check",
                    scenario: scenario.name(),
                    experiments,
                });
            }
            Exit::Ok
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}
