//! `cfs report`

use std::path::{Path, PathBuf};

use cfs::language::vocabulary::table::codes;
use cfs::report::{self, Chapter};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use crate::cli::named;
use crate::cli::options::Says;

/// Make one HTML page of results
///
/// The page shows the summaries, paired differences, figures, expectations, settings and provenance
/// of every experiment, from the files that NAME.json describes. It is self-contained: nothing is
/// loaded from elsewhere.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs report results
  cfs report results/region.csv -o region.html")]
pub(crate) struct ReportArguments {
    /// Folders of results, or tables in them
    #[arg(required = true, value_name = "DIR|TABLE", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// File to write the page to
    #[arg(short, long, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,
    /// Replace a file that is not a report
    #[arg(long)]
    pub(crate) replace: bool,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// A report that was written, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    file: String,
    experiments: Vec<&'a str>,
}

/// Makes a page of results.
pub(crate) fn run(arguments: &ReportArguments) -> Exit {
    let console = Console::of(arguments.says);
    let page = Page {
        paths: &arguments.paths,
        output: &arguments.output,
        replace: arguments.replace,
        refresh: None,
    };
    let exit = page.write(&console);
    console.exit(exit)
}

/// A page that is to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    /// Folders of results, or tables in them.
    pub paths: &'a [PathBuf],
    /// The file.
    pub output: &'a Path,
    /// Whether a file is replaced that is not a report.
    pub replace: bool,
    /// Seconds after which a browser loads it again, if it does.
    pub refresh: Option<u32>,
}

impl Page<'_> {
    /// Makes the page, and shows what is wrong.
    pub(super) fn write(self, console: &Console) -> Exit {
        match page(self, console) {
            Ok(()) => Exit::Ok,
            Err(message) => {
                console.message(&message);
                Exit::Run
            }
        }
    }
}

fn page(asked: Page<'_>, console: &Console) -> Result<(), Message> {
    let mut chapters = Vec::new();
    for path in asked.paths {
        if path.extension().is_some_and(|ending| ending == "cfs") {
            let message = format!("`{}` is a scenario, not results", path.display());
            let help = "`cfs run` writes its results, by default into the folder `results`";
            return Err(Message::error(codes::REPORT, message).help(help));
        }
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
    for chapter in &chapters {
        complain(console, chapter);
    }
    refuse_others(asked)?;
    let text = match asked.refresh {
        Some(seconds) => report::render_live(&chapters, seconds),
        None => report::render(&chapters),
    };
    named::write(asked.output, text.as_bytes())
        .map_err(|error| Message::error(codes::OUTPUT, error.to_string()))?;
    let file = asked.output.display().to_string();
    console.print(&format!("wrote {file}\n"));
    console.object(&Object {
        r#type: "report",
        file,
        experiments: chapters
            .iter()
            .map(|chapter| chapter.results.name.as_str())
            .collect(),
    });
    Ok(())
}

/// Says which files of the results are not as the run left them.
fn complain(console: &Console, chapter: &Chapter) {
    for name in chapter.changed() {
        console.message(&Message::warning(format!(
            "`{name}` was changed after the run: its hash is not the one in the description"
        )));
    }
    for name in &chapter.pictures.missing {
        console.message(&Message::warning(format!(
            "the figure `{name}` cannot be read and is left out"
        )));
    }
    for name in &chapter.pictures.others {
        console.message(&Message::note(format!(
            "the figure `{name}` does not belong to the run of `{}` and is left out",
            chapter.results.name
        )));
    }
}

/// Refuses to replace a file that is not a report.
fn refuse_others(asked: Page<'_>) -> Result<(), Message> {
    let path = asked.output;
    if asked.replace || named::is_free(path) {
        return Ok(());
    }
    let message = format!("`{}` was not written by cfs", path.display());
    Err(Message::error(codes::NOT_OURS, message)
        .help("name another file with `-o FILE`, or replace it with `--replace`"))
}
