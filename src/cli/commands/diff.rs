//! `cfs diff`

use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

use cfs::archive::read::description_of;
use cfs::archive::schema;
use cfs::disk::files;
use cfs::disk::sources::{Files, read_text};
use cfs::golden::{self, Comparison, GoldenError, Side, Tolerance};
use cfs::language::Request;
use cfs::language::syntax::ReadError;
use cfs::language::vocabulary::table::codes;
use cfs::plan;
use cfs::session::Scenario;
use cfs::session::golden::options;
use cfs::table::Column;
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::load;
use crate::cli::message::Message;
use crate::cli::options::Says;

/// Compare two scenarios by their meaning, or two tables row by row
///
/// Two files `*.cfs` are compared by what they mean: `2 km` is `2000 m`, wherever it is stated and
/// whatever the comments. Of tables, rows are matched by their keys, which are listed in the NAME.json beside either table, or in
/// order if there is none. Keys, words and whole numbers must be equal; solver diagnostics are not
/// compared.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs diff old/region.csv new/region.csv
  cfs diff old/region.summary.csv new/region.summary.csv --rtol 1e-4
  cfs diff old/region.cfs new/region.cfs
  cfs diff --as scenarios/region.cfs /tmp/old.cfs /tmp/new.cfs

Exit codes: 0 they agree, 1 they differ, 2 they cannot be compared, 3 a scenario has errors.")]
pub(crate) struct DiffArguments {
    /// The old scenario, or the expected table
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub(crate) old: PathBuf,
    /// The new scenario, or the table to compare with the old one
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub(crate) new: PathBuf,
    /// Read OLD and NEW as versions of the scenario at this path: what they use is found beside it
    #[arg(long = "as", value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) version_of: Option<PathBuf>,
    /// Allowed difference relative to the expected number
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "1e-9",
        allow_negative_numbers = true
    )]
    pub(crate) rtol: f64,
    /// Allowed difference in the unit of the column
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    pub(crate) atol: f64,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// Compares two scenarios, or two tables.
pub(crate) fn run(arguments: &DiffArguments) -> Exit {
    let console = Console::of(arguments.says);
    if is_scenario(&arguments.old) || is_scenario(&arguments.new) || arguments.version_of.is_some()
    {
        return console.exit(scenarios(&console, arguments));
    }
    let exit = match compare(arguments) {
        Ok(report) if report.is_empty() => {
            let message = "the tables cannot be compared: they have no cell in common";
            console.message(&Message::error(codes::USAGE, message));
            Exit::Usage
        }
        Ok(report) => {
            console.print(&format!("{report}\n"));
            console.object(&Object {
                r#type: "diff",
                agrees: report.agrees(),
                rows_compared: report.rows_compared,
                cells_compared: report.cells_compared,
                cells_out: report.cells_out,
                report: report.to_string(),
            });
            if report.agrees() {
                Exit::Ok
            } else {
                Exit::Claim
            }
        }
        Err(message) => {
            console.message(&message);
            Exit::Usage
        }
    };
    console.exit(exit)
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "cfs")
}

/// What version control hands over in place of a file that is not there.
const NO_FILE: &str = "/dev/null";

/// Compares two scenarios by what they mean.
fn scenarios(console: &Console, arguments: &DiffArguments) -> Exit {
    let is_there = |path: &Path| path != Path::new(NO_FILE);
    let (old, new) = (&arguments.old, &arguments.new);
    let (old, new) = match (is_there(old), is_there(new)) {
        (true, true) => (
            scenario(console, arguments, old),
            scenario(console, arguments, new),
        ),
        (old_is_there, _) => {
            let path =
                arguments
                    .version_of
                    .as_ref()
                    .unwrap_or(if old_is_there { old } else { new });
            let what = if old_is_there { "removed" } else { "added" };
            console.print(&format!("scenario {} {what}\n", path.display()));
            return Exit::Claim;
        }
    };
    let (Some(old), Some(new)) = (old, new) else {
        return Exit::Scenario;
    };
    let difference = old.difference(&new);
    let same = difference.is_empty();
    console.print(&match same {
        true => "both scenarios mean the same\n".to_owned(),
        false => difference.to_string(),
    });
    console.object(&Meaning {
        r#type: "diff",
        agrees: same,
        difference: &difference,
    });
    if same { Exit::Ok } else { Exit::Claim }
}

/// One of the two scenarios; its faults are shown where it has any.
fn scenario(console: &Console, arguments: &DiffArguments, path: &Path) -> Option<Scenario> {
    let (files, name) = match &arguments.version_of {
        None => {
            let files = Files::default();
            let name = files.root(path);
            (files, name)
        }
        Some(version_of) => {
            let text = File::open(path)
                .map_err(|error| ReadError::Other(format!("`{}`: {error}", path.display())))
                .and_then(read_text);
            let files = Files::with_version_of(version_of, text);
            let name = files.given_name().to_owned();
            (files, name)
        }
    };
    load::one(console, &files, &name, &Request::default())
}

/// A comparison of meaning for tools.
#[derive(Debug, Serialize)]
struct Meaning<'a> {
    r#type: &'static str,
    agrees: bool,
    #[serde(flatten)]
    difference: &'a plan::Difference,
}

/// A comparison for tools.
#[derive(Debug, Serialize)]
struct Object {
    r#type: &'static str,
    agrees: bool,
    rows_compared: usize,
    cells_compared: usize,
    cells_out: usize,
    report: String,
}

fn compare(arguments: &DiffArguments) -> Result<Comparison, Message> {
    let usage = |error: &dyn std::fmt::Display| Message::error(codes::USAGE, error.to_string());
    // Without a description keys cannot be distinguished from results: rows are then matched in order.
    let columns = described(&arguments.new)
        .or_else(|| described(&arguments.old))
        .unwrap_or_default();
    let tolerance = Tolerance {
        rtol: arguments.rtol,
        atol: arguments.atol,
    };
    let (old, new) = (&arguments.old, &arguments.new);
    golden::compare_files(old, new, &columns, &options(tolerance, &columns)).map_err(|error| {
        match &error {
            GoldenError::Cell { which, misfit } => {
                let file = match *which {
                    Side::Expected => &arguments.old,
                    Side::Found => &arguments.new,
                };
                let misfit = golden::misfit_text(misfit);
                usage(&format!("`{}`: {misfit}", file.display()))
            }
            other => usage(other),
        }
    })
}

/// The columns of a table whose description lies beside it.
fn described(path: &Path) -> Option<Vec<Column>> {
    let name = path.file_name()?.to_str()?;
    let bytes = files::read(&description_of(path)).ok()?;
    let columns = schema::read(&bytes).ok()?.columns_of(name)?.to_vec();
    Some(columns)
}
