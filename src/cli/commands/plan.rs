//! `cfs plan`

use cfs::plan;

use crate::cli::args::PlanArguments;
use crate::cli::console::Console;
use crate::cli::estimate;
use crate::cli::exit::Exit;
use crate::cli::load;
use cfs::disk::sources::Files;

/// Shows what a run of each file would do.
pub fn run(arguments: &PlanArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let files = Files::for_arguments(&arguments.files);
    let exit = match load::all(&console, &files, &arguments.files) {
        Ok(mut scenarios) => {
            load::restate(&mut scenarios, arguments.realizations);
            for (index, loaded) in scenarios.iter().enumerate() {
                let description = plan::describe(&loaded.scenario, &loaded.plan, &loaded.sources);
                let gap = if index == 0 { "" } else { "\n" };
                let head = if scenarios.len() == 1 {
                    String::new()
                } else {
                    format!("# {}\n", loaded.name)
                };
                console.print(&format!("{gap}{head}{description}"));
                console.object(&description);
                // A time is of this machine and this moment, so no file gets to see it.
                if console.has_reader() {
                    console.print(&estimate::lines(&loaded.plan.experiments));
                }
            }
            Exit::Ok
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}
