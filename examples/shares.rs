//! What many shares cost: `cargo run --release --example shares -- SHARES FOLDER` computes an experiment of small networks in so many
//! shares, puts them together, and compares the files with those of one run. The figures of docs/notes/clusters.md are from here.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use cfs::plan::Share;
use cfs::session::share::merge::{Accepted, sets};
use cfs::session::share::status::status;
use cfs::{Build, MemorySources, Output, OutputFolder, Run, Scenario};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let of: u32 = arguments.next().map_or(Ok(100), |text| text.parse())?;
    let root = arguments.next().unwrap_or("shares".into());
    let root = Path::new(&root);
    let units = of * 100;
    let text = format!(
        "aps 2 {{ antennas 2 }}\nusers 1\ntargets 1\nrealizations {units}\nsweep scheme over [mrt]\nsolve communication\n"
    );
    let sources = MemorySources::new().with("many.cfs", text);
    let scenario = Scenario::parse(&sources, "many.cfs")?;
    let experiment = scenario
        .plan()
        .experiments()
        .next()
        .ok_or("no experiment")?;
    let build = Build::of_this_program()?;
    let folder = OutputFolder::open(root.join("shares"))?;
    let begun = Instant::now();
    for number in 1..=of {
        let share = Share { number, of };
        experiment.compute_share(&folder, share, (&build, false), &Run::default())?;
    }
    println!(
        "{of} shares of {units} units: {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let begun = Instant::now();
    let found = status(folder.path())?;
    println!(
        "status of {} shares: {:.1} s",
        found[0].begun.len(),
        begun.elapsed().as_secs_f64()
    );
    let begun = Instant::now();
    let paths = [folder.path().to_owned()];
    let (found, _) =
        sets(&paths, &build, Accepted::default()).map_err(|mut errors| errors.remove(0))?;
    println!("heads: {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let merged_into = OutputFolder::open(root.join("merged"))?;
    let merged = found[0].merge(
        experiment,
        &merged_into,
        &build,
        Output::default(),
        Accepted::default(),
    )?;
    println!("merge: {:.1} s", begun.elapsed().as_secs_f64());
    let output = Output {
        journal: Some(&merged.journal),
        ..Output::default()
    };
    let written = merged.results.write_with(&merged_into, output)?;
    println!("with tables: {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let whole = OutputFolder::open(root.join("whole"))?;
    let journal = experiment.journal(&whole, &build, false)?;
    let run = Run {
        store: Some(journal.clone()),
        ..Run::default()
    };
    let output = Output {
        journal: Some(&journal),
        ..Output::default()
    };
    experiment.run(&run)?.write_with(&whole, output)?;
    println!("one run: {:.1} s", begun.elapsed().as_secs_f64());
    for file in &written.files {
        let name = file.file_name().ok_or("a file without a name")?;
        let other = whole.path().join(name);
        if std::fs::read(file)? != std::fs::read(other)? {
            return Err(format!("{} differs", file.display()).into());
        }
    }
    println!("{} files, the same bytes", written.files.len());
    Ok(())
}
