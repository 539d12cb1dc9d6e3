//! What many shares cost: `cargo run --release --example shares -- SHARES FOLDER [STEP]` computes an experiment of small networks,
//! a hundred for each share, in so many shares, puts them together, and compares the files with those of one run. A step alone,
//! of `shares`, `status`, `merge`, `whole` and `compare` in this order, shows what it takes of time and memory. The figures of
//! docs/notes/shares.md are from here.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use cfs::plan::Share;
use cfs::session::share::merge::{Accepted, sets};
use cfs::session::share::status::status;
use cfs::{Build, Experiment, MemorySources, Output, OutputFolder, Run, Scenario};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let of: u32 = arguments.next().map_or(Ok(100), |text| text.parse())?;
    let root = arguments.next().unwrap_or("shares".into());
    let root = Path::new(&root);
    let only = arguments.next();
    let units = of * 100;
    let text = format!(
        "aps 2 {{ antennas 2 }}\nusers 1\ntargets 1\nrealizations {units}\nsweep scheme over [mrt]\nsolve communication\n"
    );
    let sources = MemorySources::new().with("many.cfs", text);
    let scenario = Scenario::parse(&sources, "many.cfs")?;
    let experiment = scenario.plan().experiments().next();
    let experiment = experiment.ok_or("no experiment")?;
    let build = Build::of_this_program()?;
    let steps: [(&str, &dyn Fn() -> Outcome); 5] = [
        ("shares", &|| shares(experiment, &build, of, root)),
        ("status", &|| statuses(root)),
        ("merge", &|| merge(experiment, &build, root)),
        ("whole", &|| whole(experiment, &build, root)),
        ("compare", &|| compare(root)),
    ];
    println!("{of} shares of {units} units");
    for (name, step) in steps {
        if only.as_ref().is_none_or(|only| only == name) {
            let begun = Instant::now();
            step()?;
            println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

fn shares(experiment: Experiment<'_>, build: &Build, of: u32, root: &Path) -> Outcome {
    for number in 1..=of {
        // A folder of its own for each, as each is a process of its own on a cluster: its lock is let go.
        let folder = OutputFolder::open(root.join("shares"))?;
        let share = Share { number, of };
        experiment.compute_share(&folder, share, (build, false), &Run::default())?;
    }
    Ok(())
}

fn statuses(root: &Path) -> Outcome {
    let all = status(&root.join("shares"))?;
    let units = all.first().and_then(|one| one.units);
    println!("units done and all: {units:?}");
    Ok(())
}

fn merge(experiment: Experiment<'_>, build: &Build, root: &Path) -> Outcome {
    let begun = Instant::now();
    let accepted = Accepted::default();
    let (found, _) =
        sets(&[root.join("shares")], build, accepted).map_err(|mut errors| errors.remove(0))?;
    println!("  heads: {:.1} s", begun.elapsed().as_secs_f64());
    let folder = OutputFolder::open(root.join("merged"))?;
    let set = found.first().ok_or("no shares")?;
    let merged = set.merge(experiment, &folder, build, Output::default(), accepted)?;
    println!("  units and means: {:.1} s", begun.elapsed().as_secs_f64());
    let output = Output {
        journal: Some(&merged.journal),
        ..Output::default()
    };
    merged.results.write_with(&folder, output)?;
    Ok(())
}

fn whole(experiment: Experiment<'_>, build: &Build, root: &Path) -> Outcome {
    let folder = OutputFolder::open(root.join("whole"))?;
    let journal = experiment.journal(&folder, build, false)?;
    let run = Run {
        store: Some(journal.clone()),
        ..Run::default()
    };
    let output = Output {
        journal: Some(&journal),
        ..Output::default()
    };
    experiment.run(&run)?.write_with(&folder, output)?;
    Ok(())
}

fn compare(root: &Path) -> Outcome {
    let mut files = 0;
    for entry in std::fs::read_dir(root.join("whole"))? {
        let path = entry?.path();
        let name = path.file_name().ok_or("a file without a name")?;
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if std::fs::read(&path)? != std::fs::read(root.join("merged").join(name))? {
            return Err(format!("{} differs", path.display()).into());
        }
        files += 1;
    }
    println!("{files} files, the same bytes");
    Ok(())
}
