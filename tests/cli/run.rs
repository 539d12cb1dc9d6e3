//! `cfs run`: what it shows and how it ends.

use std::fs;

use crate::support::{Folder, REGION, objects};

#[test]
fn a_run_shows_its_table_its_claims_and_its_files() {
    let folder = Folder::new();
    let ended = folder.cfs(&["run", "region.cfs", "-j", "2"]).with(0);
    assert_eq!(ended.stderr, "");
    let ended = ended
        .prints("experiment region  (region.cfs)")
        .prints("sum_rate")
        .prints("9 points: 9 solved, 0 infeasible, 0 failed")
        .prints("ok      expect mean sum_rate <= mean R_max");
    for name in folder.names("results") {
        assert!(
            ended.stdout.contains(&format!("wrote results/{name}\n")),
            "{}",
            ended.stdout
        );
    }
    assert_eq!(
        folder.names("results"),
        [
            "region.csv",
            "region.journal",
            "region.json",
            "region.summary.csv"
        ]
    );
}

#[test]
fn a_quiet_run_prints_nothing() {
    let folder = Folder::new();
    let ended = folder
        .cfs(&["run", "region.cfs", "--quiet", "-o", "deep/er"])
        .with(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert_eq!(folder.names("deep/er").len(), 4);
}

#[test]
fn a_run_for_tools_is_one_object_for_each_experiment() {
    let folder = Folder::new();
    let arguments = [
        "run",
        "region.cfs",
        "hopeful.cfs",
        "--message-format",
        "json",
    ];
    let ended = folder.cfs(&arguments).with(1);
    let experiments = objects(&ended.stdout);
    assert_eq!(experiments.len(), 2);
    assert_eq!(experiments[0]["experiment"], "region");
    assert_eq!(experiments[0]["points"]["solved"], 9);
    assert_eq!(experiments[0]["expectations"][0]["passed"], true);
    assert_eq!(experiments[0]["files"][0], "results/region.csv");
    assert_eq!(experiments[1]["expectations"][0]["passed"], false);
    let messages = objects(&ended.stderr);
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["code"], "cfs::expect::failed");
    assert_eq!(messages[0]["labels"][0]["start"]["line"], 4);
}

#[test]
fn a_scenario_from_standard_input_is_run() {
    let folder = Folder::new();
    folder
        .cfs_reading(
            &["run", "-"],
            "users 2\naps 3 { antennas 4 }\ntargets 1\nsolve communication\n",
        )
        .with(0);
    assert_eq!(folder.names("results")[0], "stdin.csv");
    folder
        .cfs_reading(&["run", "-", "-o", "named"], REGION)
        .with(0);
    assert_eq!(folder.names("named")[0], "region.csv");
    assert!(
        folder
            .read("named/region.json")
            .contains("\"path\": \"stdin\"")
    );
}

#[test]
fn a_failed_expectation_ends_with_1_and_leaves_the_results() {
    let folder = Folder::new();
    let ended = folder.cfs(&["run", "hopeful.cfs"]).with(1);
    let ended = ended
        .prints("FAILED  expect mean sum_rate > 1000")
        .says("cfs::expect::failed")
        .says("hopeful.cfs:4:3");
    assert!(ended.stdout.contains("wrote results/hopeful.csv"));
    assert_eq!(folder.names("results").len(), 4);
}

#[test]
fn nothing_is_computed_where_any_file_is_faulty() {
    let folder = Folder::new();
    let ended = folder.cfs(&["run", "region.cfs", "faulty.cfs"]).with(3);
    assert_eq!(ended.stdout, "");
    assert!(!folder.path("results").exists());
}

#[test]
fn experiments_of_two_files_that_would_share_files_are_refused() {
    let folder = Folder::new();
    folder.write(
        "other.cfs",
        REGION.replace("experiment region", "experiment REGION"),
    );
    folder
        .cfs(&["run", "region.cfs", "other.cfs"])
        .with(2)
        .says("`region` of `region.cfs` and `REGION` of `other.cfs`");
    folder.cfs(&["run", "region.cfs", "./region.cfs"]).with(2);
    assert!(!folder.path("results").exists());
}

#[test]
fn files_without_experiments_are_reported() {
    let folder = Folder::new();
    folder
        .cfs(&["run", "small.cfs", "region.cfs"])
        .with(0)
        .says("note: `small.cfs`");
    folder
        .cfs(&["run", "small.cfs", "-o", "none"])
        .with(3)
        .says("cfs::run::nothing");
    assert!(!folder.path("none").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_reported_before_anything_is_computed() {
    let folder = Folder::new();
    folder.write("file", "mine");
    folder.write("taken/region.csv/x", "");
    for (output, reason) in [
        ("file", "is not a folder"),
        ("file/deep", "is not a folder"),
        ("taken", "cannot be replaced by a file"),
    ] {
        let ended = folder
            .cfs(&["run", "region.cfs", "-o", output])
            .with(4)
            .says(reason);
        assert_eq!(ended.stdout, "");
    }
    assert_eq!(folder.read("file"), "mine");
}

#[test]
fn points_that_failed_are_rows_and_a_warning() {
    let folder = Folder::new();
    // The grid of the second case has more points than a grid may have; S_min hides it until then.
    let some = "\
use \"small.cfs\"
experiment some on small {
  sweep users over [1, 2]
  sweep delta from S_min to 5 + 1e12 * (users - 1) step 1 solve isac
}
";
    folder.write("some.cfs", some);
    folder
        .cfs(&["run", "some.cfs"])
        .with(0)
        .says("warning: 1 of 6 points");
    assert!(
        folder
            .read("results/some.csv")
            .contains("failed,the sweep has more than")
    );
}

#[test]
fn a_run_whose_every_point_failed_has_failed() {
    let folder = Folder::new();
    let none = "\
use \"small.cfs\"
experiment none on small {
  sweep delta from S_min to 1e12 * S_min step 1 solve isac
}
";
    folder.write("none.cfs", none);
    folder
        .cfs(&["run", "none.cfs"])
        .with(4)
        .says("cfs::run::points");
    assert_eq!(folder.names("results").len(), 4, "the rows say why");
}

#[test]
fn a_folder_is_no_scenario() {
    let folder = Folder::new();
    folder.write("scenarios/region.cfs", REGION);
    for command in ["run", "check", "plan"] {
        folder
            .cfs(&[command, "scenarios"])
            .with(2)
            .says("`scenarios` is a folder; name files")
            .says("`cfs test scenarios`");
    }
}

#[test]
fn a_run_whose_every_point_is_infeasible_says_so() {
    let folder = Folder::new();
    for solve in ["solve communication", "solve isac at delta 20"] {
        let floors =
            format!("aps 2\nusers 2\ntargets 1\nrealizations 2\nrate_floor 500\n{solve}\n");
        folder.write("floors.cfs", floors);
        folder
            .cfs(&["run", "floors.cfs"])
            .with(0)
            .says("warning: every point of the experiment `floors` is infeasible")
            .says("lower `rate_floor`");
    }
    for (budget, says, reason) in [
        (
            "delta from 0.001 to 0.003 step 0.001",
            "start the sweep at `S_min`",
            "delta is below S_min = ",
        ),
        (
            "zeta from 1000 to 3000 step 1000",
            "end the sweep at `R_max`",
            "zeta is above R_max = ",
        ),
    ] {
        let text = format!(
            "use \"small.cfs\"\nexperiment none on small {{\n  sweep {budget} solve isac\n}}\n"
        );
        folder.write("none.cfs", &text);
        folder
            .cfs(&["run", "none.cfs"])
            .with(0)
            .says("warning: every point of the experiment `none` is infeasible")
            .says(says);
        let table = folder.read("results/none.csv");
        let reasons = crate::support::cells(&table, &["status", "reason"]);
        assert_eq!(reasons.len(), 3);
        for row in reasons {
            assert_eq!(row[0], "infeasible");
            let end: f64 = row[1].strip_prefix(reason).unwrap().parse().unwrap();
            assert!(end > 0.003 && end < 1000.0, "{end}");
        }
    }
}

#[test]
fn inactive_budgets_are_reported() {
    let folder = Folder::new();
    let text = REGION.replace("to 1.2 step 0.2", "to 6 step 2");
    folder.write("region.cfs", &text);
    folder
        .cfs(&["run", "region.cfs"])
        .with(0)
        .says(
            "points of `region` the budget delta is not active: the trade-off ends below it, at S_I",
        )
        .says("help: end the sweep at `S_I`");
}

#[test]
fn no_file_of_an_earlier_run_is_left_among_those_of_this_one() {
    let folder = Folder::new();
    folder.write(
        "rich.cfs",
        REGION
            .replace("  sweep", "  compare scheme [proposed, zf]\n  sweep")
            .replace(
                "  expect",
                "  record layout beampattern\n  plot layout\n  plot sum_rate over mse\n  expect",
            ),
    );
    folder.cfs(&["run", "rich.cfs", "--png"]).with(0);
    assert_eq!(folder.names("results").len(), 11);
    folder.write("results/region.mine.svg", "<svg/>");
    let region = folder.read("region.cfs");
    // The same scenario in another form.
    folder.write("rich.cfs", &region);
    folder.cfs(&["run", "rich.cfs"]).with(0);
    assert_eq!(
        folder.names("results"),
        [
            "region.csv",
            "region.journal",
            "region.journal.old",
            "region.json",
            "region.mine.svg",
            "region.summary.csv"
        ]
    );
    folder
        .cfs(&["report", "results"])
        .with(0)
        .says("note: the figure `region.mine.svg` does not belong to the run of `region`");
    assert!(!folder.read("report.html").contains("<img"));
}

#[test]
fn sides_that_look_alike_are_shown_with_the_digits_that_distinguish_them() {
    let folder = Folder::new();
    let close = "use \"small.cfs\"\nexperiment close on small {\n  sweep delta from S_min to S_min + 1 step 1 solve isac\n  expect min S_min > min S_min + 1e-7\n}\n";
    folder.write("close.cfs", close);
    let ended = folder.cfs(&["run", "close.cfs"]).with(1);
    let sides = |line: &str| {
        let (_, values) = line.rsplit_once("does not hold: ").unwrap();
        let (left, right) = values.split_once(" > ").unwrap();
        (left.to_owned(), right.to_owned())
    };
    let line = ended
        .stderr
        .lines()
        .find(|line| line.contains("does not hold"))
        .unwrap();
    let (left, right) = sides(line);
    assert_ne!(left, right);
    assert!(right.len() < 12, "no more digits than it takes: {right}");
}

#[test]
fn more_realizations_can_be_asked_for_and_the_first_of_them_stay_the_same() {
    let folder = Folder::new();
    let stated = ["run", "region.cfs", "-o", "stated"];
    let restated = ["run", "region.cfs", "-o", "more", "--realizations", "4"];
    folder.cfs(&stated).with(0);
    folder.cfs(&restated).with(0).prints("12 points");
    let read = |name: &str| fs::read_to_string(folder.path(name)).unwrap();
    assert!(read("more/region.csv").starts_with(&read("stated/region.csv")));
    assert!(read("more/region.json").contains("set for this run"));
    folder
        .cfs(&["plan", "region.cfs", "--realizations", "4"])
        .with(0)
        .prints("4 realizations = 4 units");
    folder
        .cfs(&["run", "region.cfs", "--realizations", "0"])
        .with(2)
        .says("expected a number from 1 to 10000000");
}
