//! `cfs plan`

use crate::cli::args::PlanArguments;
use crate::cli::console::Console;
use crate::cli::estimate;
use crate::cli::exit::Exit;
use crate::cli::load;

/// Shows what a run of each file would do.
pub(crate) fn run(arguments: &PlanArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let request = arguments.asked.request(arguments.realizations);
    let exit = match load::all(&console, &arguments.files, arguments.reading, &request) {
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
