//! `cfs diff`

use std::path::Path;

use serde::Serialize;

use cfs::archive::read::description_of;
use cfs::archive::schema;
use cfs::disk::files;
use cfs::golden::{self, Comparison, GoldenError, Side, Tolerance};
use cfs::table::Column;

use crate::cli::args::DiffArguments;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use cfs::language::vocabulary::table::codes;
use cfs::session::golden::options;

/// Compares two tables.
pub(crate) fn run(arguments: &DiffArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
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
    let old = files::read(&arguments.old).map_err(|error| usage(&error))?;
    let new = files::read(&arguments.new).map_err(|error| usage(&error))?;
    // Without a description keys cannot be distinguished from results: rows are then matched in order.
    let columns = described(&arguments.new)
        .or_else(|| described(&arguments.old))
        .unwrap_or_default();
    let tolerance = Tolerance {
        rtol: arguments.rtol,
        atol: arguments.atol,
    };
    golden::compare_csv(&old, &new, &columns, &options(tolerance, &columns)).map_err(|error| {
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
