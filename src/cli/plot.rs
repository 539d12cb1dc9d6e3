//! `cfs plot`

use std::path::{Path, PathBuf};

use cfs::output::files::OutputFolder;
use cfs::output::plot::{self, Place, PlaceValue, Request};
use cfs::output::stored::Stored;

use super::args::PlotArguments;
use super::console::Console;
use super::exit::Exit;
use super::failure::Failure;

/// Draws figures from tables that a run has written.
pub fn run(arguments: &PlotArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = draw_all(arguments, &console).map_or_else(
        |failure| {
            console.message(&failure.message());
            failure.exit()
        },
        |()| Exit::Ok,
    );
    console.exit(exit)
}

/// A figure that is drawn, and the name of its file without ending.
struct Drawn {
    folder: PathBuf,
    stem: String,
    svg: String,
}

fn draw_all(arguments: &PlotArguments, console: &Console) -> Result<(), Failure> {
    let mut drawn = Vec::new();
    for table in &arguments.tables {
        let stored = Stored::of_table(table).map_err(|error| Failure::Plot(error.to_string()))?;
        let requests = match arguments.request() {
            Some(request) => vec![request],
            None => stored.provenance.plots.clone(),
        };
        if requests.is_empty() {
            return Err(Failure::Usage(format!(
                "the scenario of `{}` asks for no figures; say which with `--y` and `--x`",
                table.display()
            )));
        }
        let tables = stored
            .drawable()
            .map_err(|error| Failure::Plot(error.to_string()))?;
        let parent = table.parent().unwrap_or(Path::new(""));
        for request in &requests {
            let svg = plot::draw(&tables, request)
                .map_err(|error| Failure::Plot(format!("`{request}`: {error}")))?;
            drawn.push(Drawn {
                folder: parent.to_owned(),
                stem: request.file_stem(&stored.name),
                svg,
            });
        }
    }
    for path in write(arguments, drawn)? {
        console.print(&format!("wrote {}\n", path.display()));
    }
    Ok(())
}

/// Writes the figures to where they are asked for; gives their files as the user would name them.
fn write(arguments: &PlotArguments, drawn: Vec<Drawn>) -> Result<Vec<PathBuf>, Failure> {
    let format = arguments.output.as_deref().and_then(Format::of);
    if let (Some(format), Some(file)) = (format, &arguments.output) {
        let [only] = drawn.as_slice() else {
            return Err(Failure::Usage(format!(
                "{} figures can not all go to `{}`; give a folder, or say which with `--y` and `--x`",
                drawn.len(),
                file.display()
            )));
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let folder = OutputFolder::open(above(file))?;
        folder.write(&name, &format.bytes(&only.svg)?)?;
        return Ok(vec![file.clone()]);
    }
    let mut written = Vec::new();
    for Drawn { folder, stem, svg } in drawn {
        let folder = arguments.output.clone().unwrap_or(folder);
        let opened = OutputFolder::open(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &folder
        })?;
        let mut set = opened.file_set();
        let formats = [Format::Svg, Format::Png];
        for format in formats.into_iter().take(if arguments.png { 2 } else { 1 }) {
            let name = format!("{stem}.{}", format.ending());
            set.add(&name, &format.bytes(&svg)?)?;
            written.push(folder.join(name));
        }
        set.commit()?;
    }
    Ok(written)
}

/// The folder of a file.
fn above(file: &Path) -> &Path {
    let parent = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// How a figure is written.
#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl Format {
    /// The format that the name of a file asks for; none of a folder.
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        [Self::Svg, Self::Png]
            .into_iter()
            .find(|format| format.ending() == ending)
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    fn bytes(self, svg: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Svg => Ok(svg.as_bytes().to_vec()),
            Self::Png => plot::png(svg).map_err(|error| Failure::Plot(error.to_string())),
        }
    }
}

impl PlotArguments {
    /// The figure that the options ask for, if they ask for one.
    fn request(&self) -> Option<Request> {
        Some(Request::Curves {
            y: self.y.clone(),
            x: self.x.clone()?,
            by: self.by.clone(),
            at: self
                .at
                .iter()
                .map(|(column, value)| place(column, value))
                .collect(),
        })
    }
}

fn place(column: &str, value: &str) -> Place {
    let number = value.parse().ok().filter(|number: &f64| number.is_finite());
    Place {
        column: column.to_owned(),
        value: number.map_or_else(|| PlaceValue::Word(value.to_owned()), PlaceValue::Number),
    }
}
