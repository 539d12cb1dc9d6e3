//! The face of the library: a caller makes the very folder that the command makes.

#[path = "support/folders.rs"]
mod folders;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use folders::assert_same;

use cfs::engine::{Deployment, Settings};
use cfs::plot::Formats;
use cfs::{
    Build, Experiment, MemorySources, Observer, Output, OutputFolder, Results, Run, RunError,
    Scenario,
};

/// Everything that has a file of its own: figures, paired differences, beampatterns, places, a precision,
/// expectations, a region, and a file that is used.
const SCENARIOS: [(&str, &str); 3] = [
    (
        "small.cfs",
        "deployment small {\n  area square 1 km\n  aps 3 { antennas 4 }\n  users 2\n  targets 1\n}\n",
    ),
    (
        "all.cfs",
        "use \"small.cfs\"
experiment compared on small {
  realizations 3
  record beampattern layout R_max
  sweep delta from S_min to 2 * S_min step S_min / 2
  compare scheme [proposed, zf]
  solve isac
  expect mean sum_rate <= mean R_max
  plot sum_rate over delta
  plot layout
}
experiment area on small {
  realizations until sum_rate within 50 % at most 40 at least 20
  sweep area over [1 km, 2 km] solve communication
  plot sum_rate over area
}
experiment region on small {
  realizations 2
  solve region
  plot sum_rate over mse
}
",
    ),
    (
        "golden.cfs",
        "use \"small.cfs\"
experiment kept on small {
  solve communication
  golden \"kept.csv\" rtol 1e-9
}
",
    ),
];

fn scenarios() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in SCENARIOS {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The files of a folder by name, locks apart.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .filter(|(name, _)| !name.ends_with(".lock"))
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

fn run_command(scenario: &Path, folder: &Path, more: &[&str]) {
    let run = Command::new(env!("CARGO_BIN_EXE_cfs"))
        .arg("run")
        .arg(scenario)
        .arg("-o")
        .arg(folder)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{said}");
}

#[test]
fn a_caller_makes_the_folder_of_the_command_byte_by_byte() {
    let temp = scenarios();
    let path = temp.path().join("all.cfs");
    let (by_command, by_library) = (temp.path().join("command"), temp.path().join("library"));
    run_command(&path, &by_command, &["--png"]);

    let scenario = Scenario::open(&path).unwrap();
    let folder = OutputFolder::open(&by_library).unwrap();
    // The journal says which build computed: here that of the command, whose files are to come out.
    let build = Build::of_file(env!("CARGO_BIN_EXE_cfs")).unwrap();
    for experiment in scenario.plan().experiments() {
        let journal = experiment.journal(&folder, &build, false).unwrap();
        let run = Run {
            store: Some(journal.clone()),
            ..Run::default()
        };
        let output = Output {
            formats: Formats {
                png: true,
                ..Formats::default()
            },
            journal: Some(&journal),
            ..Output::default()
        };
        experiment
            .run(&run)
            .unwrap()
            .write_with(&folder, output)
            .unwrap();
    }
    let expected = files(&by_command);
    for name in [
        "compared.csv",
        "compared.json",
        "compared.summary.csv",
        "compared.paired.csv",
        "compared.beampattern.csv",
        "compared.layout.csv",
        "compared.journal",
        "compared.layout.svg",
        "compared.layout.png",
        "area.sum_rate_over_area.svg",
        "region.boundary.csv",
    ] {
        assert!(
            expected.contains_key(name),
            "no {name} in {:?}",
            expected.keys()
        );
    }
    assert_same(&files(&by_library), &expected);

    // What the command has written down is resumed.
    for experiment in scenario.plan().experiments() {
        let folder = OutputFolder::open(&by_command).unwrap();
        let journal = experiment.journal(&folder, &build, true).unwrap();
        let run = Run {
            store: Some(journal.clone()),
            ..Run::default()
        };
        let reused = experiment.run(&run).unwrap().reused();
        assert!(reused > 0, "{}", experiment.name());
    }
}

#[test]
fn without_options_the_folder_is_the_same_save_the_journal() {
    let temp = scenarios();
    let path = temp.path().join("all.cfs");
    let (by_command, by_library) = (temp.path().join("command"), temp.path().join("library"));
    run_command(&path, &by_command, &["-j", "1"]);
    for experiment in Scenario::open(&path).unwrap().plan().experiments() {
        experiment
            .run(&Run::default())
            .unwrap()
            .write(&by_library)
            .unwrap();
    }
    let mut expected = files(&by_command);
    expected.retain(|name, _| !name.ends_with(".journal"));
    assert_same(&files(&by_library), &expected);
}

#[test]
fn tables_and_summaries_are_those_of_the_files() {
    let temp = scenarios();
    let scenario = Scenario::open(temp.path().join("all.cfs")).unwrap();
    let experiment = scenario.plan().experiments().next().unwrap();
    let results = experiment.run(&Run::default()).unwrap();
    let written = results.write(temp.path().join("results")).unwrap();
    assert_eq!(results.summary().unwrap(), written.summary);
    assert_eq!(results.paired().unwrap(), written.paired);
    assert!(results.verdicts()[0].outcome.passed);
    let shown = results.table().unwrap().to_string();
    assert!(shown.contains("sum_rate"), "{shown}");
}

#[test]
fn a_text_in_memory_gives_the_table_of_the_file() {
    let temp = scenarios();
    let mut sources = MemorySources::new();
    for (name, text) in SCENARIOS {
        sources = sources.with(name, text);
    }
    let in_memory = Scenario::parse(&sources, "all.cfs").unwrap();
    let on_disk = Scenario::open(temp.path().join("all.cfs")).unwrap();
    let folder = format!("{}/", temp.path().display());
    assert_eq!(
        in_memory.plan().to_string(),
        on_disk.plan().to_string().replace(&folder, "")
    );
    let first = |scenario: &Scenario| {
        let experiment = scenario.plan().experiments().next().unwrap();
        experiment
            .run(&Run::default())
            .unwrap()
            .table()
            .unwrap()
            .clone()
    };
    assert_eq!(first(&in_memory), first(&on_disk));
}

#[test]
fn a_scenario_that_states_no_setting_is_table_1() {
    let sources = MemorySources::new().with("table1.cfs", "solve communication\n");
    let scenario = Scenario::parse(&sources, "table1.cfs").unwrap();
    let experiment = scenario.plan().experiments().next().unwrap();
    let found = &experiment.plan().cases[0].deployment;
    assert_eq!(format!("{found:?}"), format!("{:?}", Deployment::table1()));

    let (plan, settings) = (experiment.plan(), Settings::default());
    assert_eq!(plan.starts as usize, settings.starts);
    assert_eq!(plan.boundary_tolerance, settings.boundary_tolerance);
    assert_eq!(plan.region_tolerance, settings.region_tolerance);
}

#[test]
fn errors_of_a_scenario_are_an_error_that_shows_them() {
    let sources = MemorySources::new().with("bad.cfs", "userss 2\nsolve communication\n");
    let faults = Scenario::parse(&sources, "bad.cfs").unwrap_err();
    assert_eq!(faults.faults.len(), 1);
    let text = faults.to_string();
    assert!(
        text.contains("bad.cfs:1:1") && text.contains("users"),
        "{text}"
    );
    assert!(Scenario::open("/no/such/file.cfs").is_err());
}

/// Counts units.
#[derive(Default)]
struct Counter {
    solved: AtomicU64,
    known: AtomicU64,
}

impl Observer for Counter {
    fn unit_done(&self) {
        self.solved.fetch_add(1, Ordering::Relaxed);
    }

    fn unit_cached(&self) {
        self.known.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_run_is_observed_stopped_and_taken_from_a_journal() {
    let temp = scenarios();
    let scenario = Scenario::open(temp.path().join("all.cfs")).unwrap();
    let experiment: Experiment<'_> = scenario.plan().experiments().next().unwrap();
    let folder = OutputFolder::open(temp.path().join("results")).unwrap();
    let build = Build::of_this_program().unwrap();
    let run = |resume: bool, stop: &Arc<AtomicBool>| {
        let journal = experiment.journal(&folder, &build, resume).unwrap();
        let counter = Counter::default();
        let results: Result<Results<'_>, RunError> = experiment.run(&Run {
            threads: std::num::NonZeroUsize::new(2),
            stop: Some(stop),
            store: Some(journal),
            observer: Some(&counter),
        });
        let counts = [counter.solved, counter.known].map(AtomicU64::into_inner);
        (results, counts)
    };
    let never = Arc::default();
    let (first, counts) = run(false, &never);
    assert_eq!(counts, [experiment.units(), 0]);
    let (again, counts) = run(true, &never);
    assert_eq!(counts, [0, experiment.units()]);
    assert_eq!(
        first.unwrap().table().unwrap(),
        again.unwrap().table().unwrap()
    );
    let (stopped, _) = run(false, &Arc::new(AtomicBool::new(true)));
    assert!(matches!(stopped, Err(RunError::Stopped)));
}

#[test]
fn a_run_is_stopped_within_a_search() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("large.cfs");
    // A single unit, whose search takes minutes.
    let text = "area square 1 km\naps 40 { antennas 16 }\nusers 30\ntargets 2\nrealizations 1\nsolve region\n";
    std::fs::write(&file, text).unwrap();
    let scenario = Scenario::open(file).unwrap();
    let experiment = scenario.plan().experiments().next().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let run = Run {
        stop: Some(&stop),
        ..Run::default()
    };
    let results = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(300));
            stop.store(true, Ordering::Relaxed);
        });
        experiment.run(&run)
    });
    assert!(matches!(results, Err(RunError::Stopped)));
}

#[test]
fn goldens_are_compared_and_accepted() {
    let temp = scenarios();
    let scenario = Scenario::open(temp.path().join("golden.cfs")).unwrap();
    let experiment = scenario.plan().experiments().next().unwrap();
    let results = experiment.run(&Run::default()).unwrap();
    let words = |outcomes: Vec<(cfs::plan::Golden, cfs::session::golden::GoldenOutcome)>| {
        outcomes
            .iter()
            .map(|(_, outcome)| outcome.word())
            .collect::<Vec<_>>()
    };
    assert_eq!(words(results.compare_goldens()), ["missing"]);
    assert_eq!(words(results.accept_goldens()), ["accepted"]);
    assert!(temp.path().join("kept.csv").is_file());
    assert_eq!(words(results.compare_goldens()), ["agrees"]);
}

#[test]
fn results_of_another_scenario_are_replaced_only_where_that_is_asked_for() {
    let temp = scenarios();
    let folder = temp.path().join("results");
    let text = fs::read_to_string(temp.path().join("golden.cfs")).unwrap();
    fs::write(
        temp.path().join("copy.cfs"),
        text.replace("golden \"kept", "golden \"copy"),
    )
    .unwrap();
    let run = |scenario: &str, replace: bool| {
        let scenario = Scenario::open(temp.path().join(scenario)).unwrap();
        let experiment = scenario.plan().experiments().next().unwrap();
        let results = experiment.run(&Run::default()).unwrap();
        let output = Output {
            replace,
            ..Output::default()
        };
        let folder = OutputFolder::open(&folder).unwrap();
        results.write_with(&folder, output).map(drop)
    };
    run("golden.cfs", false).unwrap();
    run("golden.cfs", false).unwrap();
    let refused = run("copy.cfs", false).unwrap_err().to_string();
    assert!(
        refused.contains("another scenario, `../golden.cfs`"),
        "{refused}"
    );
    run("copy.cfs", true).unwrap();
    run("copy.cfs", false).unwrap();
    assert!(run("golden.cfs", false).is_err());

    // Two values of one folder are two runs: the second waits for the first.
    let scenario = Scenario::open(temp.path().join("copy.cfs")).unwrap();
    let experiment = scenario.plan().experiments().next().unwrap();
    let first = OutputFolder::open(&folder).unwrap();
    experiment.claim(&first, Output::default()).unwrap();
    assert!(run("copy.cfs", true).is_err());
    drop(first);
    run("copy.cfs", true).unwrap();
}
