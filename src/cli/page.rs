//! `cfs report`

use std::path::Path;

use cfs::output::files::{FileError, OutputFolder};
use cfs::output::report;

use super::args::ReportArguments;
use super::codes;
use super::console::Console;
use super::exit::Exit;
use super::message::Message;

/// Makes a page of results.
pub fn run(arguments: &ReportArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = match page(arguments, &console) {
        Ok(()) => Exit::Ok,
        Err(message) => {
            console.message(&message);
            Exit::Run
        }
    };
    console.exit(exit)
}

fn page(arguments: &ReportArguments, console: &Console) -> Result<(), Message> {
    let mut chapters = Vec::new();
    for path in &arguments.paths {
        let found = report::read(path).map_err(|error| {
            Message::error(codes::REPORT, error.to_string())
                .help("name a folder that `cfs run` wrote, or a table in one")
        })?;
        // A folder and a table in it, or a table and its summary, are shown once.
        for chapter in found {
            if !chapters.contains(&chapter) {
                chapters.push(chapter);
            }
        }
    }
    for table in chapters.iter().flat_map(|chapter| chapter.results.tables()) {
        if table.changed {
            let message = format!(
                "`{}` is not the file that was described: it was changed after the run",
                table.name
            );
            console.message(&Message::warning(message));
        }
    }
    write(&arguments.output, &report::render(&chapters))
        .map_err(|error| Message::error(codes::OUTPUT, error.to_string()))?;
    console.print(&format!("wrote {}\n", arguments.output.display()));
    Ok(())
}

fn write(path: &Path, page: &str) -> Result<(), FileError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = OutputFolder::open(parent.unwrap_or(Path::new(".")))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder.write(&name, page.as_bytes()).map(drop)
}
