//! The words for faults of files that get in each other's way.

use super::fault::Fault;
use crate::language::diagnostic::error::files::{FilesError, GoldenFault, Other};

const CLASH: &str = "name::clash";
const SAME_FILES: &str = "output::clash";
const OUTPUT: &str = "output::write";

impl From<&FilesError> for Fault {
    fn from(error: &FilesError) -> Self {
        words(error)
    }
}

fn words(error: &FilesError) -> Fault {
    match error {
        FilesError::Golden { file, span, kind } => {
            let (message, label, help) = golden(file, kind);
            Fault::new("claim::golden", message)
                .at(*span, label)
                .help(Some(help))
        }
        FilesError::GoldenTwice { file, span, first } => {
            let help = Some("each golden holds one table: give each its own file");
            match first {
                Other::Here(first) => Fault::new(
                    CLASH,
                    format!("`{file}` is already a golden of this scenario"),
                )
                .at(*span, "again here")
                .at(*first, "first here")
                .help(help),
                Other::Elsewhere(place) => Fault::new(
                    SAME_FILES,
                    format!("two scenarios have the golden `{file}`"),
                )
                .at(*span, format!("the other is at {place}"))
                .help(help),
            }
        }
        FilesError::ResultName { span, reason } => Fault::new(OUTPUT, reason.clone())
            .at_some(*span, "its results would have this name")
            .help(Some(match span {
                Some(_) => "give the experiment another name",
                None => "an experiment without a name is called like its file: rename the file",
            })),
        FilesError::SameResults { first, again } => {
            let message = format!(
                "the experiments `{}` and `{}` would write the same files",
                first.0, again.0
            );
            Fault::new(SAME_FILES, message)
                .at_some(again.1, "again here")
                .at_some(first.1, "first here")
                .help(Some("rename one of them"))
        }
        FilesError::SameResultsAcross { first, again } => {
            let message = format!(
                "two experiments would write the same files: `{}` of `{}` and `{}` of `{}`",
                first.0, first.1, again.0, again.1
            );
            Fault::new(SAME_FILES, message).help(Some(
                "run them one after the other, each with its own `-o FOLDER`",
            ))
        }
        FilesError::ResultOverInput {
            experiment,
            span,
            file,
            reader,
        } => {
            let message = format!(
                "the results of `{experiment}` would replace `{file}`, which the scenario `{reader}` reads"
            );
            Fault::new(OUTPUT, message)
                .at_some(*span, "this experiment")
                .help(Some(
                "give the experiment another name, or its results a folder of their own with `-o FOLDER`",
            ))
        }
    }
}

/// Message, label and help.
fn golden(file: &str, fault: &GoldenFault) -> (String, String, &'static str) {
    const ANOTHER_NAME: &str = "give the golden a name of its own, such as `region.golden.csv`";
    match fault {
        GoldenFault::Read { name } => (
            format!("the golden `{file}` is a file that the scenario reads"),
            format!("this is `{name}`"),
            ANOTHER_NAME,
        ),
        GoldenFault::ReadBy { scenario } => (
            format!("the golden `{file}` is a file that the scenario `{scenario}` reads"),
            "this golden".into(),
            ANOTHER_NAME,
        ),
        GoldenFault::Result { experiment } => (
            format!(
                "the golden `{file}` is a file that the experiment `{experiment}` writes: results would be compared with themselves"
            ),
            "a result, not a golden".into(),
            ANOTHER_NAME,
        ),
        GoldenFault::Outside => (
            format!("the golden `{file}` is outside the folder of its scenario"),
            "a link leads elsewhere".into(),
            "name a file in the folder of the scenario or below it",
        ),
        GoldenFault::Name { reason } => (
            format!("`{file}` cannot be the name of a golden: {reason}"),
            "this name".into(),
            ANOTHER_NAME,
        ),
        GoldenFault::NotTable => (
            format!("the golden `{file}` is not a file whose name ends with `.csv`"),
            "a golden is a table".into(),
            ANOTHER_NAME,
        ),
    }
}
