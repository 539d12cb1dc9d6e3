//! The README's scenario runs, and its sample fault is what the program says.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use cfs::syntax::MemorySources;
use cfs::{model, plan, run};

/// The README's first block of this kind.
fn block(kind: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(path).expect("the README");
    let start = text.find(&format!("```{kind}\n")).expect("a block") + kind.len() + 4;
    let end = text[start..].find("```").expect("its end");
    text[start..start + end].to_owned()
}

#[test]
fn scenario_of_the_readme_runs_and_holds() {
    let sources = MemorySources::new().with("first.cfs", block("cfs"));
    let checked = model::check(&sources, "first.cfs");
    let plan = plan::build(&checked.scenario.expect("no faults"));
    let options = run::Options {
        threads: None,
        stop: &AtomicBool::new(false),
    };
    let results = run::experiment(&plan.experiments[0], options, &(), &()).expect("results");
    assert_eq!(
        results.counts[1..],
        [0, 0],
        "no point is infeasible or failed"
    );
    assert!(
        results
            .verdicts
            .iter()
            .all(|verdict| verdict.outcome.passed)
    );
}

#[test]
fn sample_fault_of_the_readme_is_the_programs_own() {
    let text = block("cfs").replace("125 dB  ", "125     ");
    let sources = MemorySources::new().with("first.cfs", text);
    let checked = model::check(&sources, "first.cfs");
    let shown = model::render(&checked.faults, &checked.sources, model::Style::Plain, 100);
    assert_eq!(shown.trim(), block("text").trim());
}
