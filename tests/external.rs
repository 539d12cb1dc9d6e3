//! Schemes that a caller brings: named by a scenario, given by a program, judged by the same formulas as the program's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use cfs::engine::baseline::mrt;
use cfs::engine::downlink::Role;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::scheme::{Beamformer, Design, Ground, Solution, Status};
use cfs::{Build, MemorySources, OutputFolder, Run, RunError, Scenario, Table};
use num_complex::Complex64;

/// What a scheme of the tests does with the beams of maximum ratio transmission.
type Change = fn(&Ground<'_>, Beams) -> Solution;

struct Own {
    change: Change,
    asked: Arc<AtomicUsize>,
}

struct OwnBeams<'a> {
    change: Change,
    ground: Ground<'a>,
}

impl Design for Own {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::new(OwnBeams {
            change: self.change,
            ground: *ground,
        })
    }
}

impl OwnBeams<'_> {
    fn beams(&self) -> Solution {
        (self.change)(&self.ground, mrt::beams(self.ground.frontier.downlink()))
    }
}

impl Beamformer for OwnBeams<'_> {
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        None
    }

    fn communication(&mut self) -> Solution {
        self.beams()
    }

    fn isac(&mut self, _delta: f64) -> Solution {
        self.beams()
    }

    fn least_error(&mut self, _zeta: f64) -> Solution {
        self.beams()
    }
}

const HEAD: &str =
    "area square 0.5 km\naps 3 { antennas 4 }\nusers 2\ntargets 1\nseed 3\nrealizations 2\n";

fn scenario(statements: &str) -> Scenario {
    let sources = MemorySources::new().with("own.cfs", format!("{HEAD}{statements}"));
    Scenario::parse(&sources, "own.cfs").expect("a scenario")
}

fn own(change: Change) -> (Own, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let design = Own {
        change,
        asked: Arc::clone(&asked),
    };
    (design, asked)
}

/// The table of the first experiment with a scheme `mine`.
fn table(statements: &str, change: Change) -> Table {
    let mut scenario = scenario(statements);
    scenario.give("mine", "a", own(change).0).expect("a scheme");
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    experiment
        .run(&Run::default())
        .expect("results")
        .table()
        .expect("a table")
        .clone()
}

fn words(table: &Table, column: &str) -> Vec<String> {
    let texts = table.texts(column).expect("the column");
    let words = texts.into_iter().map(Option::unwrap_or_default);
    words.map(str::to_owned).collect()
}

#[test]
fn a_scheme_of_the_callers_that_is_a_rule_has_the_rows_of_the_rule() {
    let table = table(
        "scheme mine external\ncompare scheme [mrt, mine]\nsolve communication\n",
        |_, beams| Solution::of_beams(beams),
    );
    assert_eq!(words(&table, "scheme"), ["mrt", "mine", "mrt", "mine"]);
    assert_eq!(words(&table, "status"), ["solved"; 4]);
    let rates = table.numbers("sum_rate").expect("rates");
    assert_eq!([rates[0], rates[2]], [rates[1], rates[3]]);
    assert!(rates[0] > Some(0.0));
}

#[test]
fn what_a_scheme_says_of_its_beams_is_not_believed() {
    let table = table("scheme mine external\nsolve communication\n", |_, beams| {
        Solution {
            rates: vec![1e9, 1e9],
            mse: 0.0,
            ..Solution::of_beams(beams)
        }
    });
    assert!(table.numbers("sum_rate").expect("rates")[0] < Some(100.0));
}

#[test]
fn beams_that_break_a_rule_are_failed_rows_with_the_reason() {
    let cases: [(&str, Change, &str); 9] = [
        (
            "solve communication",
            |_, mut beams| {
                beams.w.iter_mut().for_each(|w| *w *= 2.0);
                Solution::of_beams(beams)
            },
            "access point 1 uses 4.0000000 of its power and may use all of it at most",
        ),
        (
            "solve isac at delta 100",
            |ground, mut beams| {
                let roles = &ground.frontier.downlink().roles;
                for m in (0..3).filter(|&m| matches!(roles[m], Role::Sensing(_))) {
                    (0..2).for_each(|k| beams.w_mut(m, k).fill(Complex64::ZERO));
                }
                Solution::of_beams(beams)
            },
            "must use all of it, as it senses",
        ),
        (
            "solve isac at delta S_min",
            |_, beams| Solution::of_beams(beams),
            "the mean matching error is",
        ),
        (
            "solve isac at zeta 0.9 * R_max",
            |ground, mut beams| {
                // All power of every antenna to no user: a sensing stream.
                let antennas = beams.antennas;
                beams.w.fill(Complex64::ZERO);
                let stream = vec![Complex64::from((1.0 / antennas as f64).sqrt()); antennas];
                beams.v = vec![vec![stream]; ground.frontier.downlink().access_points()];
                Solution::of_beams(beams)
            },
            "bit/s/Hz and must be at least",
        ),
        (
            "solve communication",
            |_, mut beams| {
                beams.w[0].re = f64::NAN;
                Solution::of_beams(beams)
            },
            "the scheme gave beams that are not finite",
        ),
        (
            "solve communication",
            |_, mut beams| {
                beams.w.pop();
                Solution::of_beams(beams)
            },
            "the scheme gave beams of [3, 2, 4] access points",
        ),
        (
            "solve communication",
            |_, mut beams| {
                beams.v[1].push(vec![Complex64::ZERO; 3]);
                Solution::of_beams(beams)
            },
            "a sensing stream of 3 antennas where an access point has 4",
        ),
        (
            "solve communication",
            |_, _| panic!("a slip"),
            "the scheme panicked: a slip",
        ),
        (
            "solve communication",
            |_, _| Solution::without_beams(Status::Failed("no idea".into())),
            "no idea",
        ),
    ];
    for (solve, change, reason) in cases {
        let statements = format!("scheme mine external\ncompare scheme [mine, zf]\n{solve}\n");
        let table = table(&statements, change);
        let (status, found) = (words(&table, "status"), words(&table, "reason"));
        assert_eq!(status[0], "failed", "{solve} {reason}");
        assert!(found[0].contains(reason), "{:?} lacks {reason:?}", found[0]);
        // The others of the unit are what they are without it.
        if solve != "solve isac at zeta 0.9 * R_max" {
            assert_eq!(status[1], "solved", "{solve} {reason}: {:?}", found[1]);
        }
    }
}

#[test]
fn a_scheme_that_would_run_for_ever_ends_where_it_asks_whether_to_stop() {
    let mut scenario = scenario("scheme mine external\nsolve communication\n");
    let design = own(|ground, beams| {
        while !ground.stop.asked() {
            std::thread::yield_now();
        }
        Solution::of_beams(beams)
    })
    .0;
    scenario.give("mine", "a", design).expect("a scheme");
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    let stop = Arc::new(AtomicBool::new(false));
    let run = Run {
        stop: Some(&stop),
        ..Run::default()
    };
    let results = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            stop.store(true, Ordering::Relaxed);
        });
        experiment.run(&run)
    });
    assert!(matches!(results, Err(RunError::Stopped)));
}

#[test]
fn a_scheme_that_was_not_given_is_missing_before_anything_is_computed() {
    let scenario = scenario("scheme mine external\nsolve communication\n");
    assert_eq!(scenario.external().collect::<Vec<_>>(), ["mine"]);
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    assert_eq!(experiment.missing().collect::<Vec<_>>(), ["mine"]);
    let error = experiment.run(&Run::default()).expect_err("refused");
    assert!(matches!(error, RunError::External(_)));
    assert_eq!(
        error.to_string(),
        "the external scheme `mine` was not given"
    );
}

#[test]
fn a_scheme_that_is_not_asked_for_is_refused() {
    let design = || own(|_, beams| Solution::of_beams(beams)).0;
    let mut given = scenario("scheme mine external\nsolve communication\n");
    let error = given.give("yours", "a", design()).expect_err("refused");
    assert!(error.to_string().contains("the scenario asks for: mine"));
    let error = scenario("solve communication\n")
        .give("mine", "a", design())
        .expect_err("refused");
    assert!(error.to_string().contains("write `scheme mine external`"));
}

#[test]
fn a_run_is_resumed_only_with_what_identifies_the_same_scheme() {
    let temp = tempfile::tempdir().expect("a folder");
    let folder = OutputFolder::open(temp.path()).expect("a folder");
    let build = Build::of_this_program().expect("a build");
    let asked = |identity: &str| {
        let mut scenario = scenario("scheme mine external\nsolve communication\n");
        let (design, asked) = own(|_, beams| Solution::of_beams(beams));
        scenario.give("mine", identity, design).expect("a scheme");
        let experiment = scenario.plan().experiments().next().expect("an experiment");
        let journal = experiment
            .journal(&folder, &build, true)
            .expect("a journal");
        let run = Run {
            store: Some(journal),
            ..Run::default()
        };
        experiment.run(&run).expect("results");
        asked.load(Ordering::Relaxed)
    };
    assert_eq!(asked("version 1"), 2);
    assert_eq!(asked("version 1"), 0);
    assert_eq!(asked("version 2"), 2);
    assert_eq!(asked("version 1"), 0);
}

#[test]
fn what_identifies_a_scheme_is_in_the_plan_and_in_the_description() {
    let mut scenario = scenario("scheme mine external\nsolve communication\n");
    assert!(scenario.plan().to_string().contains("external"));
    let design = own(|_, beams| Solution::of_beams(beams)).0;
    scenario.give("mine", "abc", design).expect("a scheme");
    // The hash is that of `printf abc | sha256sum`.
    assert!(
        scenario
            .plan()
            .to_string()
            .contains("external ba7816bf8f01cfea")
    );
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    let results = experiment.run(&Run::default()).expect("results");
    results.write(folder.path()).expect("files");
    let description = std::fs::read_to_string(folder.path().join("own.json")).expect("a file");
    assert!(description.contains("external ba7816bf8f01cfea"));
}

#[test]
fn the_table_is_the_same_for_any_number_of_threads() {
    let run = |threads: usize| {
        let mut scenario = scenario(
            "scheme mine external\ncompare scheme [proposed, mine]\nsolve isac at delta 4 * S_min\n",
        );
        let design = own(|ground, beams| {
            let power = ground.draw.realization as f64 + ground.draw.seed as f64;
            let mut beams = beams;
            beams.w.iter_mut().for_each(|w| *w *= 1.0 / power);
            Solution::of_beams(beams)
        })
        .0;
        scenario.give("mine", "a", design).expect("a scheme");
        let experiment = scenario.plan().experiments().next().expect("an experiment");
        let options = Run {
            threads: std::num::NonZeroUsize::new(threads),
            ..Run::default()
        };
        experiment
            .run(&options)
            .expect("results")
            .table()
            .expect("a table")
            .clone()
    };
    assert_eq!(run(1), run(2));
}
