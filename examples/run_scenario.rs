//! The language from Rust: check a scenario held in memory, plan it, run it, read its table.
//!
//! ```text
//! cargo run --release --example run_scenario
//! ```

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use cfs::language::syntax::MemorySources;
use cfs::{language, plan, results, run};

const SCENARIO: &str = "
aps 4 {
  antennas 8
}
users   5
targets 2
pilots {
  length 3
}
realizations 3
sweep area from 1 km to 2 km step 0.5 km solve isac at delta 1.2 * S_min
";

fn main() -> ExitCode {
    let sources = MemorySources::new().with("areas.cfs", SCENARIO);
    let checked = language::check(&sources, "areas.cfs");
    let Some(scenario) = checked.scenario else {
        eprint!(
            "{}",
            language::render(
                &checked.faults,
                &checked.sources,
                language::Style::Plain,
                100
            )
        );
        return ExitCode::from(3);
    };
    let stop = AtomicBool::new(false);
    let networks = run::Networks::default();
    let options = run::Options {
        threads: None,
        stop: &stop,
        networks: &networks,
    };
    for experiment in &plan::build(&scenario).experiments {
        match results::experiment(experiment, options, &(), &()) {
            Ok(results) => {
                println!("{}: {} rows", experiment.name, results.table.rows.len());
                let columns = ["area", "delta", "sum_rate"].map(|name| results.table.numbers(name));
                if let [Ok(area), Ok(delta), Ok(rate)] = columns {
                    for ((area, delta), rate) in area.iter().zip(delta).zip(rate) {
                        println!("{area:?} km, delta {delta:?}: {rate:?} bit/s/Hz");
                    }
                }
            }
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(4);
            }
        }
    }
    ExitCode::SUCCESS
}
