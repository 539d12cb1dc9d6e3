//! The bytes that a run leaves behind.

use crate::support::{Folder, REGION, cells};

/// Everything that decides how units are spread over threads: cases, realizations, chains.
const WIDE: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations 4
  seed 7
  sweep users over [1, 2, 3]
  sweep delta from S_min to 5 step 1 solve isac
}
";

#[test]
fn results_do_not_depend_on_the_number_of_threads_nor_on_the_run() {
    let folder = Folder::new();
    folder.write("wide.cfs", WIDE);
    let run = |jobs: &str, output: &str| {
        folder
            .cfs(&["run", "wide.cfs", "-j", jobs, "-o", output, "-q"])
            .with(0);
        folder.files(output)
    };
    let first = run("1", "one");
    assert_eq!(first.len(), 4);
    assert_eq!(first, run("2", "two"));
    assert_eq!(first, run("3", "three"));
    assert_eq!(first, run("1", "again"));
}

#[test]
fn ends_of_the_trade_off_are_columns_where_they_are_recorded() {
    let folder = Folder::new();
    folder.write(
        "ends.cfs",
        "use \"small.cfs\"\nexperiment ends on small {\n  record R_T S_I\n  solve isac at delta 1.1 * S_min\n}\n",
    );
    folder.cfs(&["run", "ends.cfs"]).with(0);
    let table = folder.read("results/ends.csv");
    let rows = cells(&table, &["S_min", "R_T", "sum_rate", "R_max", "S_I"]);
    let row: Vec<f64> = rows[0].iter().map(|cell| cell.parse().unwrap()).collect();
    let [s_min, r_t, rate, r_max, s_i] = row[..] else {
        panic!("{row:?}")
    };
    assert!(s_min < s_i && r_t < rate && rate < r_max, "{row:?}");
}

#[test]
fn the_description_says_where_results_come_from() {
    let folder = Folder::new();
    folder.cfs(&["run", "./region.cfs"]).with(0);
    let description: serde_json::Value =
        serde_json::from_str(&folder.read("results/region.json")).unwrap();
    let provenance = &description["provenance"];
    let sources = provenance["sources"].as_array().unwrap();
    let paths: Vec<_> = sources
        .iter()
        .map(|source| source["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["region.cfs", "small.cfs"]);
    let hash = cfs::archive::description::sha256(REGION.as_bytes());
    assert_eq!(sources[0]["sha256"], hash.as_str());
    assert_eq!(provenance["program"], "cfs");
    assert_eq!(provenance["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(provenance["seed"], 1);
    assert!(
        provenance["scenario"]
            .as_str()
            .unwrap()
            .contains("aps.antennas")
    );
    for setting in [
        "kkt_tolerance",
        "sensing_gap_tolerance",
        "boundary_tolerance",
        "starts",
    ] {
        assert!(provenance["solver"][setting].is_string(), "{setting}");
    }
}

#[test]
fn results_are_the_same_wherever_the_scenario_lies() {
    let [here, there] = [Folder::new(), Folder::new()];
    for folder in [&here, &there] {
        folder.cfs(&["run", "region.cfs"]).with(0);
    }
    assert_eq!(here.files("results"), there.files("results"));
}
