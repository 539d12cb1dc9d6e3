//! The language from the outside: scenarios in, plans or messages out.
//!
//! Each file of `tests/good` and `tests/bad/<phase>` has one snapshot that
//! holds its source and what the language makes of it, so that a review reads
//! both. `INSTA_UPDATE=always cargo test` accepts changes.

use std::fs;
use std::path::{Path, PathBuf};

use cfs::language::syntax::{ReadError, SourceProvider, resolve_beside};
use cfs::language::{Checked, Style, check, render};
use cfs::plan;

#[path = "language/decimals.rs"]
mod decimals;
#[path = "language/errors.rs"]
mod errors;
#[path = "language/format.rs"]
mod format;
#[path = "language/manual.rs"]
mod manual;
#[path = "language/meanings.rs"]
mod meanings;
#[path = "language/messages.rs"]
mod messages;
#[path = "language/noise.rs"]
mod noise;
#[path = "support/numpy.rs"]
mod numpy;
#[path = "language/plans.rs"]
mod plans;
#[path = "language/requests.rs"]
mod requests;
#[path = "language/robustness.rs"]
mod robustness;

/// Files of the repository.
struct Files;

impl SourceProvider for Files {
    fn resolve(&self, from: &str, target: &str) -> String {
        resolve_beside(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        fs::read_to_string(root().join(name)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(error.to_string()),
        })
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        fs::read(root().join(name)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(error.to_string()),
        })
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the language makes of a scenario: its plan, or its faults.
fn outcome(checked: &Checked) -> String {
    match &checked.scenario {
        Some(scenario) => {
            let plan = plan::build(scenario);
            plan::describe(scenario, &plan, &checked.sources).to_string()
        }
        None => render(&checked.faults, &checked.sources, Style::Plain, 100),
    }
}

/// The scenarios of a folder of tests, by name. Those whose name begins with
/// `used_` are there to be used by others.
fn scenarios(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".cfs") && !name.starts_with("used_"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} holds no scenarios");
    names
}

fn snapshot(name: &str, checked: &Checked) {
    let source = Files.read(name).unwrap();
    let text = format!("{source}\n=====\n{}", outcome(checked));
    let stem = name
        .trim_start_matches("tests/")
        .trim_end_matches(".cfs")
        .replace('/', "__");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(stem, text));
}

#[test]
fn good_scenarios_become_plans() {
    for name in scenarios("tests/good") {
        let checked = check(&Files, &name);
        assert!(checked.faults.is_empty(), "{name}:\n{}", outcome(&checked));
        snapshot(&name, &checked);
    }
}

#[test]
fn bad_scenarios_have_the_messages_of_their_snapshots() {
    let mut phases: Vec<PathBuf> = fs::read_dir(root().join("tests/bad"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    phases.sort();
    for phase in phases {
        let folder = format!("tests/bad/{}", phase.file_name().unwrap().to_str().unwrap());
        for name in scenarios(&folder) {
            let checked = check(&Files, &name);
            assert!(!checked.faults.is_empty(), "{name} has no faults");
            snapshot(&name, &checked);
        }
    }
}

#[test]
fn the_scenarios_that_come_with_the_program_have_no_faults() {
    for name in scenarios("scenarios") {
        let checked = check(&Files, &name);
        assert!(checked.faults.is_empty(), "{name}:\n{}", outcome(&checked));
    }
}
