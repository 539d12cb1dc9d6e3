//! The language from Rust: check a scenario held in memory, plan it, run it, read its table.
//!
//! ```text
//! cargo run --release --example run_scenario
//! ```

use cfs::{MemorySources, Run, Scenario};

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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sources = MemorySources::new().with("areas.cfs", SCENARIO);
    let scenario = Scenario::parse(&sources, "areas.cfs")?;
    for experiment in scenario.plan().experiments() {
        let results = experiment.run(&Run::default())?;
        println!("{}\n{}\n", experiment.name(), results.summary()?);
        let table = results.table()?;
        let (area, rate) = (table.numbers("area")?, table.numbers("sum_rate")?);
        for (area, rate) in area.iter().zip(rate) {
            println!("{area:?} km: {rate:?} bit/s/Hz");
        }
    }
    Ok(())
}
