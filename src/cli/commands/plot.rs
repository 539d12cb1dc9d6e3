//! `cfs plot`

use std::path::{Path, PathBuf};

use serde::Serialize;

use cfs::archive::claim::ClaimError;
use cfs::archive::ours::is_ours;
use cfs::archive::read::{Stored, StoredError};
use cfs::archive::write;
use cfs::disk::files::OutputFolder;
use cfs::language::{AxisValue, ColumnOf, Figure, Plot, Selection, column_named, value_in};
use cfs::plot;
use cfs::table::{Column, Table};

use crate::cli::args::PlotArguments;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;

/// Draws figures from tables that a run has written.
pub(crate) fn run(arguments: &PlotArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = draw_all(arguments, &console).map_or_else(
        |failure| {
            match &failure {
                Failure::Value(at) => console.faults(std::slice::from_ref(&at.0), &at.1),
                failure => console.message(&failure.message()),
            }
            failure.exit()
        },
        |()| Exit::Ok,
    );
    console.exit(exit)
}

/// A figure that was written, for tools.
#[derive(Debug, Serialize)]
struct Object {
    r#type: &'static str,
    file: String,
}

/// Results and the figures drawn of them, by the names of their files without ending.
struct Drawn {
    folder: PathBuf,
    stored: Stored,
    figures: Vec<(String, String)>,
}

fn draw_all(arguments: &PlotArguments, console: &Console) -> Result<(), Failure> {
    Failure::without_png(arguments.png)?;
    if let Some(output) = arguments.output.as_deref().filter(|path| is_unclear(path)) {
        return Err(Failure::Usage(format!(
            "`{}` is not FILE.svg, FILE.png or a folder: figures are written as SVG and PNG",
            output.display()
        )));
    }
    let drawn: Vec<Drawn> = arguments
        .tables
        .iter()
        .map(|table| draw(arguments, table))
        .collect::<Result<_, _>>()?;
    for path in write(arguments, drawn)? {
        let file = path.display().to_string();
        console.print(&format!("wrote {file}\n"));
        console.object(&Object {
            r#type: "figure",
            file,
        });
    }
    Ok(())
}

/// Draws what is asked for of one table.
fn draw(arguments: &PlotArguments, table: &Path) -> Result<Drawn, Failure> {
    let failed = |error: StoredError| Failure::Plot(error.to_string());
    let stored = Stored::of_table(table).map_err(failed)?;
    let plots = match arguments.plot(&stored.data.table)? {
        Some(plot) => vec![plot],
        None => stored.provenance.plots.clone(),
    };
    if plots.is_empty() {
        return Err(Failure::Usage(format!(
            "the scenario of `{}` has no `plot` statement; choose a figure with `--y` and `--x`",
            table.display()
        )));
    }
    let named: Vec<&str> = plots.iter().flat_map(names).collect();
    let summary = stored
        .summary_of(&named)
        .map_err(|error| Failure::Plot(error.to_string()))?;
    let mut tables = stored.drawable().map_err(failed)?;
    if let Some(summary) = &summary {
        tables.summary = summary;
    }
    let figure = |plot: &Plot| {
        let svg = plot::draw(&tables, plot)
            .map_err(|error| Failure::Plot(format!("`{plot}`: {error}")))?;
        Ok((plot.file_stem(&stored.name), svg))
    };
    let figures = plots.iter().map(figure).collect::<Result<_, Failure>>()?;
    Ok(Drawn {
        folder: above(table).to_owned(),
        stored,
        figures,
    })
}

/// Writes the figures to where they are asked for; gives their files as the user would name them.
fn write(arguments: &PlotArguments, drawn: Vec<Drawn>) -> Result<Vec<PathBuf>, Failure> {
    let format = arguments.output.as_deref().and_then(Format::of);
    if let (Some(format), Some(file)) = (format, &arguments.output) {
        let svgs: Vec<&String> = drawn
            .iter()
            .flat_map(|drawn| drawn.figures.iter().map(|(_, svg)| svg))
            .collect();
        let [only] = svgs.as_slice() else {
            return Err(Failure::Usage(format!(
                "cannot write {} figures to `{}`; give a folder, or choose one with `--y` and `--x`",
                svgs.len(),
                file.display()
            )));
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let folder = OutputFolder::open(above(file))?;
        refuse_others(arguments, file)?;
        folder.write(&name, &format.bytes(only)?)?;
        return Ok(vec![file.clone()]);
    }
    let mut written = Vec::new();
    for drawn in drawn {
        let files = drawn.files(arguments.png)?;
        let folder = arguments.output.as_ref().unwrap_or(&drawn.folder);
        let opened = OutputFolder::open(folder)?;
        let beside = drawn.folder.canonicalize();
        let is_beside = beside.is_ok_and(|beside| beside == opened.path());
        let listed = |name: &str| {
            is_beside
                && drawn
                    .stored
                    .figures
                    .iter()
                    .any(|figure| figure.path == name)
        };
        for (name, _) in files.iter().filter(|(name, _)| !listed(name)) {
            refuse_others(arguments, &folder.join(name))?;
        }
        if is_beside {
            opened.hold(&drawn.stored.name)?;
            write::add_figures(&opened, &drawn.stored, &files)?;
        } else {
            let mut set = opened.file_set();
            for (name, bytes) in &files {
                set.add(name, bytes)?;
            }
            set.commit()?;
        }
        let shown = folder.strip_prefix(".").unwrap_or(folder);
        written.extend(files.iter().map(|(name, _)| shown.join(name)));
    }
    Ok(written)
}

/// Refuses to replace a file that is not a figure.
fn refuse_others(arguments: &PlotArguments, path: &Path) -> Result<(), Failure> {
    let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
    if arguments.replace || !is_file || is_ours(path) {
        return Ok(());
    }
    let path = path.to_owned();
    Err(ClaimError::Foreign { path }.into())
}

impl Drawn {
    /// Its files by name: drawings, and pictures of pixels where they are wanted.
    fn files(&self, png: bool) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let formats = &[Format::Svg, Format::Png][..if png { 2 } else { 1 }];
        let mut files = Vec::new();
        for (stem, svg) in &self.figures {
            for format in formats {
                files.push((format!("{stem}.{}", format.ending()), format.bytes(svg)?));
            }
        }
        Ok(files)
    }
}

/// The folder of a file.
fn above(file: &Path) -> &Path {
    let parent = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Whether a path ends like a file of a kind that figures are not written as, and is not a folder.
fn is_unclear(path: &Path) -> bool {
    let is_folder = path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator);
    path.extension().is_some() && Format::of(path).is_none() && !is_folder
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
        let mut formats = [Self::Svg, Self::Png].into_iter();
        formats.find(|format| !path.is_dir() && format.ending().eq_ignore_ascii_case(ending))
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
    /// The figure that the options ask for, if they ask for one: columns and values are named as in the
    /// statement `plot`.
    fn plot(&self, table: &Table) -> Result<Option<Plot>, Failure> {
        let Some(x) = &self.x else {
            return Ok(None);
        };
        let names = || table.columns.iter().map(|column| column.name.as_str());
        // A name that no column has is reported when the figure is drawn.
        let named = |name: &String| column_named(name, names()).unwrap_or(name).to_owned();
        let at = self.at.iter().map(|(name, value)| {
            let axis = named(name);
            let value = match table.column(&axis) {
                Some(column) => {
                    value_in(value, &column_of(table, column)).map_err(Failure::Value)?
                }
                None => AxisValue::Word(value.clone()),
            };
            Ok(Selection { axis, value })
        });
        Ok(Some(Plot {
            figure: Figure::Curves {
                y: self.y.iter().map(named).collect(),
                x: named(x),
                by: self.by.as_ref().map(named),
            },
            at: at.collect::<Result<_, Failure>>()?,
        }))
    }
}

/// A column as the language reads its values.
fn column_of<'t>(table: &'t Table, column: &'t Column) -> ColumnOf<'t> {
    let texts = table.texts(&column.name).unwrap_or_default();
    let mut words: Vec<&str> = texts.into_iter().flatten().collect();
    words.sort_unstable();
    words.dedup();
    ColumnOf {
        name: &column.name,
        unit: &column.unit,
        words,
    }
}

/// The columns on the axes of a figure.
fn names(plot: &Plot) -> Vec<&str> {
    match &plot.figure {
        Figure::Curves { y, x, .. } => y.iter().map(String::as_str).chain([x.as_str()]).collect(),
        Figure::Beampattern { .. } | Figure::Layout => Vec::new(),
    }
}
