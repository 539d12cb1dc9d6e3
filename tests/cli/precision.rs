//! Realizations until the means are known well enough.

use crate::support::{Folder, objects};

fn rate(realizations: &str) -> String {
    format!(
        "use \"small.cfs\"\nexperiment rate on small {{\n  realizations {realizations}\n  sweep users over [1, 2] solve communication\n}}\n"
    )
}

#[test]
fn a_run_stops_where_the_precision_is_reached_whatever_the_threads() {
    let folder = Folder::new();
    folder.write("rate.cfs", rate("until sum_rate within 15 % at most 2000"));
    let run = |jobs: &str, output: &str| {
        let arguments = [
            "run",
            "rate.cfs",
            "-j",
            jobs,
            "-o",
            output,
            "--message-format",
            "json",
        ];
        let ended = folder.cfs(&arguments).with(0);
        assert_eq!(ended.stderr, "");
        objects(&ended.stdout).remove(0)
    };
    let object = run("1", "one");
    assert_eq!(object["precision"]["reached"], true);
    assert!(object["precision"]["widest"].as_f64().unwrap() <= 0.15);
    let realizations = object["precision"]["realizations"].as_u64().unwrap();
    assert!((20..2000).contains(&realizations), "{realizations}");
    assert_eq!(object["points"]["solved"].as_u64(), Some(2 * realizations));
    run("3", "three");
    assert_eq!(folder.files("one"), folder.files("three"));

    // It is the table of so many realizations, and one stage less would not have done.
    folder.write("rate.cfs", rate(&realizations.to_string()));
    folder
        .cfs(&["run", "rate.cfs", "-o", "fixed", "-q"])
        .with(0);
    assert_eq!(folder.read("one/rate.csv"), folder.read("fixed/rate.csv"));
    let before = format!("until sum_rate within 15 % at most {}", realizations - 1);
    folder.write("rate.cfs", rate(&before));
    folder
        .cfs(&["run", "rate.cfs", "-o", "before"])
        .with(0)
        .prints("within 15 % not reached");
}

#[test]
fn the_most_realizations_are_a_note_and_no_failure() {
    let folder = Folder::new();
    folder.write("rate.cfs", rate("until sum_rate within 0.1 % at most 30"));
    folder
        .cfs(&["run", "rate.cfs"])
        .with(0)
        .prints("60 points: 60 solved")
        .prints("30 realizations, sum_rate within 0.1 % not reached (the widest interval: ± ")
        .says("note: the experiment `rate` ended with 30 realizations, sum_rate within 0.1 % not reached");
    let summary = folder.read("results/rate.summary.csv");
    assert!(summary.lines().next().unwrap().ends_with(",precise"));
    assert!(summary.lines().skip(1).all(|line| line.ends_with(",no")));
    let json: serde_json::Value = serde_json::from_str(&folder.read("results/rate.json")).unwrap();
    assert_eq!(json["precision"]["reached"], false);
    assert_eq!(json["precision"]["realizations"], 30);
}

#[test]
fn the_plan_states_bounds() {
    let folder = Folder::new();
    folder.write("rate.cfs", rate("until sum_rate within 7 % at most 100"));
    folder
        .cfs(&["plan", "rate.cfs"])
        .with(0)
        .prints("until sum_rate within 7 % at most 100 at least 20")
        .prints("2 cases x at most 100 realizations = at most 200 units, at most 200 rows");
}
