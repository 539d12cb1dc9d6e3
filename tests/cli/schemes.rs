//! Schemes side by side, from the file to the table.

use crate::support::{Folder, cells};

const SCHEMES: &str = "\
use \"small.cfs\"
experiment schemes on small {
  realizations 2
  compare scheme [proposed, zf, mrt]
  solve isac at delta 2
  expect mean sum_rate at scheme proposed > mean sum_rate at scheme zf
  expect mean sum_rate at scheme proposed > mean sum_rate at scheme mrt
}
";

#[test]
fn rules_stand_beside_the_proposed_beams_with_their_share_of_power() {
    let folder = Folder::new();
    folder.write("schemes.cfs", SCHEMES);
    folder.cfs(&["run", "schemes.cfs", "-j", "2"]).with(0);
    let table = folder.read("results/schemes.csv");
    let rows = cells(&table, &["scheme", "status", "nu", "gap", "mse_violation"]);
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert_eq!(row[1], "solved", "{row:?}");
        if row[0] == "proposed" {
            assert_eq!((row[2].as_str(), row[3].as_str()), ("", ""), "{row:?}");
            continue;
        }
        let number = |cell: &str| cell.parse::<f64>().unwrap();
        assert!(number(&row[2]) > 0.0 && number(&row[2]) <= 1.0, "{row:?}");
        assert!(number(&row[3]) <= 1e-6, "{row:?}");
        assert!(number(&row[4]) <= 1e-6, "{row:?}");
    }
}

#[test]
fn a_table_without_rules_has_no_column_for_their_share() {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs"]).with(0);
    let table = folder.read("results/region.csv");
    let header = table.lines().next().unwrap();
    assert!(!header.split(',').any(|name| name == "nu"), "{header}");
}

const BOUNDED: &str = "\
use \"small.cfs\"
experiment bounded on small {
  realizations 2
  record upper_bound
  compare scheme [proposed, zf, local_mmse]
  solve isac at delta 2
}
experiment free on small {
  realizations 2
  record upper_bound
  solve communication
}
experiment floored on small {
  realizations 2
  record upper_bound
  solve isac at zeta 0.9 * R_max
}
";

#[test]
fn an_upper_bound_is_beside_each_rate_and_above_it() {
    let folder = Folder::new();
    folder.write("bounded.cfs", BOUNDED);
    folder.cfs(&["run", "bounded.cfs"]).with(0);
    for (name, points) in [("bounded", 6), ("free", 2), ("floored", 2)] {
        let table = folder.read(&format!("results/{name}.csv"));
        let rows = cells(&table, &["sum_rate", "upper_bound"]);
        assert_eq!(rows.len(), points, "{name}");
        for row in rows {
            let [rate, bound] = [0, 1].map(|i| row[i].parse::<f64>().expect("a number"));
            assert!(rate <= bound && bound.is_finite(), "{name}: {row:?}");
        }
    }
}

/// Small enough that the conic solver needs no more than a tenth of a second for each problem.
const PAPER: &str = "\
deployment tiny {
  area square 1 km
  aps 2 { antennas 3 }
  users 2
  targets 1
  beampattern { samples 25 }
}
experiment p1 on tiny { compare scheme [proposed, paper] solve sensing }
experiment p2 on tiny { compare scheme [proposed, paper, paper_parallel] solve communication }
experiment p3 on tiny { compare scheme [proposed, paper] solve isac at delta 1.3 * S_min }
experiment p4 on tiny { compare scheme [proposed, paper] solve isac at zeta 0.98 * R_max }
experiment printed on tiny { solve isac at delta 1.3 * S_min using paper_printed }
";

#[test]
fn the_papers_algorithms_solve_every_problem_and_end_no_better() {
    let folder = Folder::new();
    folder.write("paper.cfs", PAPER);
    // The printed form stalls, so that an experiment has no result.
    folder
        .cfs(&["run", "paper.cfs"])
        .with(4)
        .says("every point of the experiment `printed` failed");
    // (experiment, objective, whether it is to be large)
    for (name, objective, large) in [
        ("p1", "mse", false),
        ("p2", "sum_rate", true),
        ("p3", "sum_rate", true),
        ("p4", "mse", false),
    ] {
        let table = folder.read(&format!("results/{name}.csv"));
        let rows = cells(&table, &["status", objective]);
        let value = |row: &[String]| row[1].parse::<f64>().expect("a number");
        let best = value(&rows[0]);
        for row in &rows {
            assert_eq!(row[0], "solved", "{name}: {row:?}");
            let lead = (best - value(row)) / best * if large { 1.0 } else { -1.0 };
            // No better than 1e-4; no worse than the stop rule leaves a slow climb.
            assert!((-1e-4..5e-3).contains(&lead), "{name}: lead {lead:e}");
        }
    }
    let printed = folder.read("results/printed.csv");
    let rows = cells(&printed, &["status", "reason", "sum_rate"]);
    assert_eq!((rows[0][0].as_str(), rows[0][2].as_str()), ("failed", ""));
    assert!(rows[0][1].starts_with("stalled:"), "{rows:?}");
}

#[test]
fn a_scheme_that_only_a_program_can_give_is_missing_before_anything_is_computed() {
    let folder = Folder::new();
    let text = "use \"small.cfs\"\nscheme mine external\nexperiment first on small { solve communication }\n\
                experiment own on small { solve communication using mine }\n";
    folder.write("own.cfs", text);
    folder.cfs(&["check", "own.cfs"]).with(0);
    let plan = folder.cfs(&["plan", "own.cfs"]).with(0);
    assert!(plan.stdout.contains("external"), "{}", plan.stdout);
    let share = ["run", "own.cfs", "--share", "1/2"];
    for command in [&share[..2], &share] {
        let refused = folder.cfs(command).with(4);
        for words in [
            "cfs::run::external",
            "the external scheme `mine` was not given",
            "schemes={\"mine\": function}",
        ] {
            assert!(refused.stderr.contains(words), "{}", refused.stderr);
        }
        assert!(!folder.path("results").exists());
    }
    folder.cfs(&["run", "own.cfs", "--only", "first"]).with(0);
    folder.cfs(&["test", "own.cfs"]).with(4);
}
