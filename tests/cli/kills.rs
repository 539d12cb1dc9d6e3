//! Runs that are killed at any moment: what they leave is gone on with, to the same bytes.
//!
//! `CFS_KILLS` is the number of kills, 50 unless it is set; `CFS_KILLS_SEED` chooses their moments, 7 unless it is set. Counts
//! are printed as the test goes on, so that a test that is ended early has still shown something.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::Folder;

/// Scenarios of different kinds: many short units, grids from S_min, figures and tables beside the rows, a precision, a search.
const SCENARIOS: [(&str, &str); 5] = [
    (
        "many",
        "\
use \"small.cfs\"
experiment many on small {
  realizations 300
  sweep users over [1, 2]
  sweep scheme over [mrt]
  solve communication
}
",
    ),
    (
        "grid",
        "\
use \"small.cfs\"
experiment grid on small {
  realizations 8
  record layout beampattern rates
  sweep delta from S_min to 5 step 1 solve isac
  plot sum_rate over delta
}
experiment after on small {
  realizations 4
  solve sensing
}
",
    ),
    (
        "until",
        "\
use \"small.cfs\"
experiment until on small {
  realizations until sum_rate within 4 % at most 1000
  sweep scheme over [mrt]
  solve communication
}
",
    ),
    (
        "search",
        "\
use \"small.cfs\"
experiment search on small {
  realizations 30
  find aps.power from 100 dB to 140 dB step 1 dB where mean sum_rate = 6
  sweep scheme over [mrt]
  solve communication
}
",
    ),
    (
        "region",
        "\
use \"small.cfs\"
experiment region on small {
  realizations 4
  solve region
}
",
    ),
];

fn number(variable: &str, otherwise: u64) -> u64 {
    let set = std::env::var(variable).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that look random: a linear congruential sequence (Knuth's MMIX constants).
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Runs a command and kills it at a moment of about its whole time; whether it was killed before it ended.
fn killed(folder: &Folder, arguments: &[&str], whole: Duration, draws: &mut Draws) -> bool {
    let child = folder
        .command(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.unwrap();
    let most = u64::try_from(whole.as_micros()).unwrap().max(1);
    sleep(Duration::from_micros(draws.below(most)));
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    !ended
}

/// The results: without shares, journals that were kept aside, and what a killed program left half written.
fn results(folder: &Folder, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder.files(name);
    files.retain(|name, _| {
        !(name.ends_with(".share") || name.ends_with(".old") || name.ends_with(".part"))
    });
    files
}

#[test]
fn a_run_killed_at_any_moment_ends_with_the_same_bytes() {
    let mut draws = Draws(number("CFS_KILLS_SEED", 7));
    let kills = number("CFS_KILLS", 50);
    let (mut done, mut of_each) = (0, BTreeMap::new());
    let test_begun = Instant::now();
    'all: loop {
        for (name, scenario) in SCENARIOS {
            let folder = Folder::new();
            let file = format!("{name}.cfs");
            folder.write(&file, scenario);
            let begun = Instant::now();
            folder.cfs(&["run", &file, "-q", "-o", "whole"]).with(0);
            let whole = begun.elapsed();
            let expected = folder.files("whole");
            // Now one run, now a run and its share.
            let shared = draws.below(2) == 0;
            let run = ["run", &file, "-q", "--resume", "-o", "results"];
            let first = [&run[..], &["--share", "1/2"]].concat();
            let second = [&run[..], &["--share", "2/2"]].concat();
            let merge = ["merge", "results", "-q"];
            let steps: Vec<&[&str]> = match shared {
                true => vec![&first, &second, &merge],
                false => vec![&run],
            };
            // A precision and a search take rounds of shares.
            for round in 0.. {
                assert!(round < 10, "{name} does not end");
                let mut last = 0;
                for step in &steps {
                    let (command, time) = if step.contains(&"--share") {
                        ("share", whole)
                    } else if step.contains(&"merge") {
                        // It computes nothing.
                        ("merge", whole / 5)
                    } else {
                        ("run", whole)
                    };
                    for _ in 0..4 {
                        let count = u64::from(killed(&folder, step, time, &mut draws));
                        done += count;
                        *of_each.entry((name, command)).or_insert(0_u64) += count;
                    }
                    let ended = folder.cfs(step);
                    last = ended.code.unwrap();
                    assert!(last == 0 || last == 5, "{name}: {}", ended.stderr);
                }
                if last == 0 {
                    break;
                }
            }
            let found = results(&folder, "results");
            let names =
                |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&found), names(&expected), "{name} after {done} kills");
            for (file, bytes) in &expected {
                assert!(found[file] == *bytes, "`{file}` differs after {done} kills");
            }
            let seconds = test_begun.elapsed().as_secs();
            eprintln!("{done} of {kills} kills in {seconds} s, bytes equal");
            if done >= kills {
                break 'all;
            }
        }
    }
    eprintln!("{done} kills, by scenario and command: {of_each:?}");
}
