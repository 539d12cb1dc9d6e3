//! `cfs plot`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cfs::archive::claim::ClaimError;
use cfs::archive::read::{Stored, StoredError};
use cfs::archive::write;
use cfs::disk::files::OutputFolder;
use cfs::language::{
    AxisValue, ColumnOf, Figure, Look, Plot, Selection, column_named, look_in, percentile_column,
    value_in,
};
use cfs::plot::{self, Format, Formats};
use cfs::table::{Column, Rows, TableError};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named::{self, above};
use crate::cli::options::{FigureFormats, Says, assignment};

const EXAMPLES: &str = "\
Examples:
  cfs plot results/region.csv               the figures of the scenario
  cfs plot results/region.csv --png         and as PNG beside them
  cfs plot results/area.csv --y sum_rate --x area --by scheme
  cfs plot results/area.csv --y mse --x area --at scheme=zf -o mse.png
  cfs plot results/area.csv --y sum_rate --x scheme --at 'area=300 m'
  cfs plot results/bound.csv --y sum_rate --y upper_bound --x delta
  cfs plot results/area.csv --cdf rate --by scheme
  cfs plot results/area.csv --y 'p5 of rate' --x area --by scheme
  cfs plot results/area.csv --pgf --look 'size 3.5 in by 2.6 in'    for a paper

Exit codes: 0 done, 2 usage, 4 a figure cannot be drawn or written.";

/// Draw figures from tables that a run has written
///
/// Reads NAME.csv and the files that NAME.json beside it describes, and draws the figures that the
/// scenario requests, or the one that `--y` and `--x` request. Nothing is solved; the same tables
/// give the same bytes as during the run.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct PlotArguments {
    /// Tables that a run has written: results/NAME.csv
    #[arg(required = true, value_name = "TABLE", value_hint = ValueHint::FilePath)]
    pub(crate) tables: Vec<PathBuf>,
    /// Column of the vertical axis, or a percentile, `p5 of rate`; repeat it for several of one unit
    #[arg(long, value_name = "NAME", group = "shown", requires = "x")]
    pub(crate) y: Vec<String>,
    /// Column of the horizontal axis
    #[arg(long, value_name = "NAME", requires = "shown", conflicts_with = "cdf")]
    pub(crate) x: Option<String>,
    /// One curve for each value of this column
    #[arg(long, value_name = "NAME", requires = "shown")]
    pub(crate) by: Option<String>,
    /// Use only rows where a swept column has this value, as the statement `plot` has it: `area=300m`
    #[arg(long, value_name = "NAME=VALUE", requires = "shown", value_parser = assignment)]
    pub(crate) at: Vec<(String, String)>,
    /// Curve of distribution of this column, over realizations or users
    #[arg(long, value_name = "NAME", group = "shown")]
    pub(crate) cdf: Option<String>,
    /// Boxes of quantiles of this column, over that of `--x`
    #[arg(long = "box", value_name = "NAME", group = "shown", requires = "x")]
    pub(crate) boxes: Option<String>,
    /// How the figures look, as in the statement `plot`: `--look 'title "Rates" log y size 3.5 in by 2.6 in'`
    #[arg(long, value_name = "OPTIONS")]
    pub(crate) look: Option<String>,
    /// What figures are written as.
    #[command(flatten)]
    pub(crate) formats: FigureFormats,
    /// A folder, or the file of the only figure: FILE.svg, FILE.png, FILE.pdf or FILE.tex [default: beside the table]
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) output: Option<PathBuf>,
    /// Replace files that are not figures of cfs
    #[arg(long)]
    pub(crate) replace: bool,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// Draws figures from tables that a run has written.
pub(crate) fn run(arguments: &PlotArguments) -> Exit {
    let console = Console::of(arguments.says);
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

/// Results and the figures drawn of them.
struct Drawn {
    folder: PathBuf,
    stored: Stored,
    /// The files of each figure.
    figures: Vec<Vec<(String, Vec<u8>)>>,
}

fn draw_all(arguments: &PlotArguments, console: &Console) -> Result<(), Failure> {
    Failure::without_pictures(arguments.formats())?;
    if let Some(output) = arguments.output.as_deref().filter(|path| is_unclear(path)) {
        return Err(Failure::Usage(format!(
            "`{}` is not FILE.svg, FILE.png, FILE.pdf, FILE.tex or a folder: figures are written as SVG, PNG, PDF and PGF",
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
    let unread = |error: TableError| Failure::Plot(error.to_string());
    let mut plots = match arguments.plot(&stored)? {
        Some(plot) => vec![plot],
        None => stored.provenance.plots.clone(),
    };
    if let Some(text) = &arguments.look {
        let known = Columns::of(&stored).map_err(unread)?;
        for plot in &mut plots {
            let column = |name: &str| known.of_data(name);
            let look = look_in(text, &plot.figure, &column).map_err(Failure::Value)?;
            plot.look = look.over(&plot.look);
        }
    }
    if plots.is_empty() {
        return Err(Failure::Usage(format!(
            "the scenario of `{}` has no `plot` statement; choose a figure with `--y` and `--x`, or with `--cdf`",
            table.display()
        )));
    }
    let named: Vec<&str> = plots
        .iter()
        .flat_map(|plot| plot.figure.metrics())
        .collect();
    let summary = stored
        .summary_of(&named)
        .map_err(|error| Failure::Plot(error.to_string()))?;
    let drawable = stored.drawable().map_err(failed)?;
    let mut tables = drawable.tables();
    if let Some(summary) = &summary {
        tables.summary = summary;
    }
    let figure = |plot: &Plot| {
        let shows = plot.shows();
        let failed = |error| Failure::Plot(format!("`{shows}`: {error}"));
        plot::files(
            &tables,
            plot,
            &plot.file_stem(&stored.name),
            arguments.formats(),
        )
        .map_err(failed)
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
    let format = arguments.output.as_deref().and_then(format_of);
    if let (Some(format), Some(file)) = (format, &arguments.output) {
        let figures: Vec<_> = drawn.iter().flat_map(|drawn| &drawn.figures).collect();
        let [only] = figures.as_slice() else {
            return Err(Failure::Usage(format!(
                "cannot write {} figures to `{}`; give a folder, or choose one with `--y` and `--x`",
                figures.len(),
                file.display()
            )));
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let folder = OutputFolder::open(above(file))?;
        refuse_others(arguments, file)?;
        let ending = format!(".{}", format.ending());
        // It was drawn in the format of this file, see `formats`.
        for (_, bytes) in only.iter().filter(|(name, _)| name.ends_with(&ending)) {
            folder.write(&name, bytes)?;
        }
        return Ok(vec![file.clone()]);
    }
    let mut written = Vec::new();
    for drawn in drawn {
        let files = drawn.figures.concat();
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
    if arguments.replace || named::is_free(path) {
        return Ok(());
    }
    let path = path.to_owned();
    Err(ClaimError::Foreign { path }.into())
}

/// Whether a path ends like a file of a kind that figures are not written as, and is not a folder.
fn is_unclear(path: &Path) -> bool {
    let is_folder = path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator);
    path.extension().is_some() && format_of(path).is_none() && !is_folder
}

/// The format that the name of a file asks for; none of a folder.
fn format_of(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_str()?;
    Format::of_ending(ending).filter(|_| !path.is_dir())
}

impl PlotArguments {
    /// What figures are written as beside SVG: what is asked for, and the format of the only file.
    fn formats(&self) -> Formats {
        let mut formats = self.formats.of();
        match self.output.as_deref().and_then(format_of) {
            Some(Format::Png) => formats.png = true,
            Some(Format::Pdf) => formats.pdf = true,
            Some(Format::Pgf) => formats.pgf = true,
            Some(Format::Svg) | None => {}
        }
        formats
    }

    /// The figure that the options ask for, if they ask for one: columns and values are named as in the
    /// statement `plot`.
    fn plot(&self, stored: &Stored) -> Result<Option<Plot>, Failure> {
        let users = stored.companions.users.as_ref().map(|users| &users.rows);
        let columns = || {
            let users = users.into_iter().flat_map(|users| users.columns());
            stored.data.rows.columns().iter().chain(users)
        };
        let known = match self.at.is_empty() {
            true => Columns::default(),
            false => Columns::of(stored).map_err(|error| Failure::Plot(error.to_string()))?,
        };
        let names = || columns().map(|column| column.name.as_str());
        // A name that no column has is reported when the figure is drawn.
        let named = |name: &String| match percentile_column(name) {
            Some(column) => column,
            None => column_named(name, names()).unwrap_or(name).to_owned(),
        };
        let at = self.at.iter().map(|(name, value)| {
            let axis = named(name);
            let value = match known.of_data(&axis) {
                Some(column) => value_in(value, &column).map_err(Failure::Value)?,
                None => AxisValue::Word(value.clone()),
            };
            Ok(Selection { axis, value })
        });
        let by = self.by.as_ref().map(named);
        let figure = match (&self.cdf, &self.boxes, &self.x) {
            (Some(of), ..) => Figure::Cdf { of: named(of), by },
            (None, Some(of), Some(x)) => Figure::Box {
                of: named(of),
                x: named(x),
                by,
            },
            (None, None, Some(x)) => Figure::Curves {
                y: self.y.iter().map(named).collect(),
                x: named(x),
                by,
            },
            (None, _, None) => return Ok(None),
        };
        Ok(Some(Plot {
            figure,
            at: at.collect::<Result<_, Failure>>()?,
            look: Look::default(),
        }))
    }
}

/// The columns of the data, as the language reads their values.
#[derive(Default)]
struct Columns(Vec<(Column, BTreeSet<String>)>);

impl Columns {
    fn of(stored: &Stored) -> Result<Self, TableError> {
        let rows = &stored.data.rows;
        let columns = rows.columns().iter();
        let mut known: Vec<_> = columns.map(|c| (c.clone(), BTreeSet::new())).collect();
        for block in rows.walk()? {
            for row in block?.iter() {
                for (cell, (_, words)) in row.iter().zip(&mut known) {
                    let word = cell.as_text().filter(|word| !words.contains(*word));
                    words.extend(word.map(str::to_owned));
                }
            }
        }
        Ok(Self(known))
    }

    fn of_data(&self, name: &str) -> Option<ColumnOf<'_>> {
        let (column, words) = self.0.iter().find(|(column, _)| column.name == name)?;
        Some(ColumnOf {
            name: &column.name,
            unit: &column.unit,
            words: words.iter().map(String::as_str).collect(),
        })
    }
}
