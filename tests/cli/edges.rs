//! Scenarios at the edges of what can be solved: each ends, and says what it found.

use crate::support::{Folder, cells};

/// The statuses and reasons of the rows of an experiment `edge`.
fn outcomes(text: &str) -> Vec<Vec<String>> {
    let folder = Folder::new();
    folder.write("edge.cfs", format!("experiment edge {{\n{text}\n}}\n"));
    let run = folder.cfs(&["run", "edge.cfs", "-q"]);
    assert!(matches!(run.code, Some(0 | 4)), "{}", run.stderr);
    cells(&folder.read("results/edge.csv"), &["status", "reason"])
}

/// Every direction wanted alike, and one antenna, which can do no other.
const FLAWLESS: &str = "aps 3 { antennas 1 }\nusers 2\ntargets 1\nbeampattern { width 180 deg }\n";

#[test]
fn a_least_error_of_zero_is_proved_and_leaves_the_other_budgets_to_solve() {
    for row in outcomes(&format!("{FLAWLESS}solve sensing")) {
        assert_eq!(row[0], "solved", "{row:?}");
    }
    let rows = outcomes(&format!(
        "{FLAWLESS}sweep delta from S_min to 3 points 3 solve isac"
    ));
    assert_eq!(rows[0][0], "failed");
    assert!(rows[0][1].contains("is zero"), "{rows:?}");
    assert_eq!([&rows[1][0], &rows[2][0]], ["solved", "solved"]);
    let region = outcomes(&format!("{FLAWLESS}solve region"));
    assert!(region[0][1].contains("is zero"), "{region:?}");
}

#[test]
fn powers_beyond_what_numbers_hold_fail_and_end() {
    let rows =
        outcomes("aps 3 { antennas 2\n power 3000 dB }\nusers 2\ntargets 1\nsolve isac at delta 3");
    assert_eq!(rows[0][0], "failed", "{rows:?}");
    assert!(
        rows[0][1].contains("beyond what can be computed"),
        "{rows:?}"
    );
}

#[test]
fn a_floor_above_a_local_optimum_is_not_called_infeasible_without_proof() {
    let network =
        "aps 3 { antennas 3 }\nusers 8\ntargets 2\npilots { length 4 }\nseed 3\nrealizations 10\n";
    // 25.2 bit/s/Hz is reached in the last network, from other users than one climb serves; 30 is
    // more than was ever found and less than the bound.
    for (zeta, status) in [(25.2, "solved"), (30.0, "failed")] {
        let rows = outcomes(&format!("{network}solve isac at zeta {zeta}"));
        assert_eq!(rows[9][0], status, "{:?}", rows[9]);
    }
    let rows = outcomes(&format!("{network}solve isac at zeta 1000"));
    assert!(rows.iter().all(|row| row[0] == "infeasible"), "{rows:?}");
}

#[test]
fn a_floor_of_nothing_asks_nothing() {
    for scheme in ["proposed", "zf"] {
        let rows = outcomes(&format!(
            "aps 3 {{ antennas 4 }}\nusers 2\ntargets 1\nscheme {scheme}\nsweep zeta over [R_max - 1000, 1e-6] solve isac"
        ));
        assert!(
            rows.iter().all(|row| row[0] == "solved"),
            "{scheme}: {rows:?}"
        );
    }
}

#[test]
fn a_solved_point_keeps_the_budget_that_was_asked_for() {
    let folder = Folder::new();
    folder.write(
        "near.cfs",
        "experiment near {\naps 3 { antennas 4 }\nusers 2\ntargets 1\nboundary_tolerance 0.5\n\
         sweep delta over [1.0001 * S_min, 1.3 * S_min] solve isac\n}\n",
    );
    folder.cfs(&["run", "near.cfs"]).with(0);
    let rows = cells(
        &folder.read("results/near.csv"),
        &["status", "delta", "mse"],
    );
    for row in &rows {
        let [delta, mse] = [1, 2].map(|i| row[i].parse::<f64>().expect("a number"));
        assert_eq!(row[0], "solved");
        assert!(mse <= delta * (1.0 + 1e-6), "{row:?}");
    }
}

#[test]
fn without_a_budget_slacks_wake_so_that_the_region_is_found() {
    let rows = outcomes(
        "aps 6 { antennas 8 }\nusers 7\ntargets 3\npilots { length 2 }\narea square 1 km\n\
         seed 831496\nrealizations 3\nsolve region",
    );
    assert!(rows.iter().all(|row| row[0] == "solved"), "{rows:?}");
}

#[test]
fn a_journal_does_not_pass_for_one_of_other_schemes() {
    let folder = Folder::new();
    let zipped = |areas: &str, schemes: &str| {
        format!(
            "use \"small.cfs\"\nexperiment zipped on small {{\n  zip {{\n    sweep area over [{areas}]\n    \
             compare scheme [{schemes}]\n  }}\n  solve isac at delta 2\n}}\n"
        )
    };
    folder.write("zipped.cfs", zipped("1 km, 2 km", "zf, mrt"));
    folder.cfs(&["run", "zipped.cfs"]).with(0);
    folder.write("zipped.cfs", zipped("2 km, 1 km", "mrt, zf"));
    folder.cfs(&["run", "zipped.cfs", "--resume"]).with(0);
    let resumed = folder.read("results/zipped.csv");
    folder.cfs(&["run", "zipped.cfs"]).with(0);
    assert_eq!(resumed, folder.read("results/zipped.csv"));
}
