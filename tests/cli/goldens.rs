//! `cfs test`: expectations and goldens.

use crate::support::{Folder, REGION, objects};

const GOLDEN: &str = "  golden \"goldens/region.csv\" rtol 1e-6 atol 1e-9\n}\n";

/// The region with a golden that does not exist yet.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("kept/small.cfs", crate::support::SMALL);
    folder.write("kept/region.cfs", REGION.replace("}\n", GOLDEN));
    folder
}

#[test]
fn a_missing_golden_is_an_error_that_says_how_to_accept_it() {
    let folder = folder();
    insta::assert_snapshot!(folder.cfs(&["test", "kept"]).with(1).transcript());
    folder
        .cfs(&["run", "kept/region.cfs"])
        .with(1)
        .says("cfs::golden::missing");
    assert!(!folder.path("kept/goldens").exists());
}

#[test]
fn an_accepted_golden_passes_and_is_then_left_alone() {
    let folder = folder();
    let ended = folder.cfs(&["test", "kept/region.cfs", "--accept"]).with(0);
    assert_eq!(
        ended.stdout,
        "ok      kept/region.cfs  (1 experiment, 1 expectation, 1 golden, 1 written)\n        \
         kept/goldens/region.csv: written: there was none of these results\n\n1 passed, 0 failed\n"
    );
    let golden = folder.read("kept/goldens/region.csv");
    let ended = folder.cfs(&["test", "kept"]).with(0);
    assert_eq!(
        ended.stdout,
        "ok      kept/region.cfs  (1 experiment, 1 expectation, 1 golden)\n\
         -       kept/small.cfs  (nothing to check)\n\n1 passed, 0 failed, 1 with nothing to check\n"
    );
    // A golden that agrees is not written again, so that it does not change within its tolerance.
    let close = golden.replace("\n0,proposed,0,", "\n0,proposed,0,0");
    folder.write("kept/goldens/region.csv", &close);
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    assert_eq!(folder.read("kept/goldens/region.csv"), close);
    folder
        .cfs(&["run", "kept/region.cfs"])
        .with(0)
        .prints("all within tolerance");
}

#[test]
fn a_golden_that_is_left_out_is_said_to_be() {
    let folder = folder();
    folder.cfs(&["test", "kept/region.cfs", "--accept"]).with(0);
    for arguments in [
        &["test", "kept/region.cfs", "--set", "realizations=2"][..],
        &["run", "kept/region.cfs", "--realizations", "2"],
    ] {
        folder
            .cfs(arguments)
            .with(0)
            .says("the golden is not compared");
    }
}

#[test]
fn a_golden_that_differs_is_reported_with_its_worst_cell() {
    let folder = folder();
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    let golden = folder.read("kept/goldens/region.csv");
    // The budget of a step follows from S_min: it is compared like a result and is not a key.
    let shifted = golden.replace("\n1,proposed,0,", "\n1,proposed,0,9");
    assert_ne!(golden, shifted);
    folder.write("kept/goldens/region.csv", &shifted);
    folder
        .cfs(&["test", "kept"])
        .with(1)
        .says("worst: `delta` at realization = 1, scheme = proposed, step = 0")
        .says("cfs test kept/region.cfs --accept");
    folder
        .cfs(&["run", "kept/region.cfs"])
        .with(1)
        .says("cfs::golden::differs");
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    assert_eq!(folder.read("kept/goldens/region.csv"), golden);
}

#[test]
fn figures_of_the_solver_are_not_compared() {
    let folder = folder();
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    let golden = folder.read("kept/goldens/region.csv");
    let rows = golden.lines().enumerate().map(|(index, line)| {
        let (rest, _) = line.rsplit_once(',').unwrap();
        let last = if index == 0 {
            "evaluations".into()
        } else {
            (index * 1000).to_string()
        };
        format!("{rest},{last}\n")
    });
    folder.write("kept/goldens/region.csv", rows.collect::<String>());
    folder.cfs(&["test", "kept"]).with(0);
}

#[test]
fn a_golden_that_does_not_match_these_results_is_reported() {
    let folder = folder();
    for text in ["", "a,b\n1\n", "a,b\n1,2\n", "password\nhunter2\n"] {
        folder.write("kept/goldens/region.csv", text);
        let ended = folder
            .cfs(&["test", "kept"])
            .with(1)
            .says("cfs::golden::unusable")
            .says("it is not a table of results");
        assert!(!ended.stderr.contains("hunter2"));
    }
    // Only a golden, or nothing, is replaced by one.
    folder
        .cfs(&["test", "kept", "--accept"])
        .with(1)
        .says("the file there is not a golden");
    assert_eq!(
        folder.read("kept/goldens/region.csv"),
        "password\nhunter2\n"
    );
    folder.write("kept/goldens/region.csv", "");
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    folder.cfs(&["test", "kept"]).with(0);
}

#[test]
fn a_word_among_the_numbers_of_a_golden_is_named_with_its_place() {
    let folder = folder();
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    let golden = folder.read("kept/goldens/region.csv");
    let mut lines: Vec<String> = golden.lines().map(str::to_owned).collect();
    let column = lines[0].split(',').position(|name| name == "sum_rate");
    let mut cells: Vec<&str> = lines[1].split(',').collect();
    cells[column.unwrap()] = "hello";
    lines[1] = cells.join(",");
    folder.write("kept/goldens/region.csv", lines.join("\n"));
    folder
        .cfs(&["test", "kept"])
        .with(1)
        .says("cfs::golden::unusable")
        .says("goldens/region.csv` cannot be used: row 1, column sum_rate: \"hello\" is no");
    folder.write("other.csv", &golden);
    folder.cfs(&["run", "kept/region.cfs", "-q"]);
    folder.write("results/region.csv", lines.join("\n"));
    folder
        .cfs(&["diff", "other.csv", "results/region.csv"])
        .with(2)
        .says("`results/region.csv`: row 1, column sum_rate: \"hello\" is not a number");
}

#[test]
fn no_golden_is_written_where_an_expectation_fails() {
    let folder = Folder::new();
    let text = crate::support::HOPEFUL.replace("}\n", "  golden \"golden.csv\"\n}\n");
    folder.write("hopeful.cfs", &text);
    folder
        .cfs(&["test", "hopeful.cfs", "--accept"])
        .with(1)
        .says("the golden `golden.csv` is not written: an expectation does not hold");
    assert!(!folder.path("golden.csv").exists());
}

#[test]
fn every_scenario_below_a_folder_is_tested_and_the_worst_decides() {
    let folder = Folder::new();
    let ended = folder.cfs(&["test"]).with(3);
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "FAILED  faulty.cfs  (it has errors)",
            "FAILED  hopeful.cfs  (1 experiment, 0 of 1 expectation)",
            "ok      region.cfs  (1 experiment, 1 expectation)",
            "-       small.cfs  (nothing to check)",
            "",
            "1 passed, 2 failed, 1 with nothing to check",
        ]
    );
    assert!(!folder.path("results").exists());
    folder
        .cfs(&["test", "hopeful.cfs", "region.cfs", "region.cfs"])
        .with(1)
        .prints("1 passed, 1 failed");
    folder.cfs(&["test", "none.cfs"]).with(3);
    folder.write("empty/x.txt", "");
    folder.cfs(&["test", "empty"]).with(2).says("no *.cfs file");
    // Not one of several arguments may hold nothing.
    folder
        .cfs(&["test", "region.cfs", "empty"])
        .with(2)
        .says("no *.cfs file to test in `empty`");
}

#[test]
fn tests_for_tools_are_json() {
    let folder = folder();
    let ended = folder
        .cfs(&["test", "kept", "--message-format", "json"])
        .with(1);
    let results = objects(&ended.stdout);
    assert_eq!(results[0]["goldens"][0]["standing"], "missing");
    assert_eq!(results[1]["failed"], 1);
    assert_eq!(objects(&ended.stderr)[0]["code"], "cfs::golden::missing");
}

#[cfg(unix)]
#[test]
fn a_golden_is_a_file_that_ends() {
    let folder = Folder::new();
    folder.write(
        "gold.cfs",
        "use \"small.cfs\"\nexperiment gold on small {\n  solve communication\n  golden \"zero.csv\"\n}\n",
    );
    std::os::unix::fs::symlink("/dev/zero", folder.path("zero.csv")).unwrap();
    folder
        .cfs(&["test", "gold.cfs"])
        .with(3)
        .says("outside the folder of its scenario");
    // One in its place that is a pipe is refused unopened.
    std::fs::remove_file(folder.path("zero.csv")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("zero.csv"))
        .status();
    assert!(made.unwrap().success());
    folder
        .cfs(&["test", "gold.cfs"])
        .with(1)
        .says("not a regular file");
}

#[test]
fn a_table_without_rows_does_not_become_a_golden() {
    let folder = Folder::new();
    folder.write(
        "empty.cfs",
        "use \"small.cfs\"\nexperiment empty on small {\n  sweep delta from S_min to 0.01 step 1 solve isac\n  golden \"empty.csv\"\n}\n",
    );
    folder
        .cfs(&["test", "empty.cfs", "--accept"])
        .with(1)
        .says("there is no point");
    assert!(!folder.path("empty.csv").exists());
}

#[test]
fn a_setting_that_follows_from_the_sweep_is_in_the_summary_and_compared() {
    let folder = Folder::new();
    folder.write(
        "with.cfs",
        "area square 0.5 km\naps 2 { antennas 4 }\ntargets 1\nexperiment with {\n  realizations 3\n  \
         sweep users over [2, 3] with pilots.length = users - 1\n  solve communication using mrt\n  \
         golden \"golden.csv\" rtol 1e-6\n}\n",
    );
    folder.cfs(&["test", "with.cfs", "--accept"]).with(0);
    let ended = folder.cfs(&["run", "with.cfs"]).with(0);
    assert!(ended.stdout.contains("pilots_length"), "{}", ended.stdout);
    let summary = folder.read("results/with.summary.csv");
    let mut lines = summary.lines();
    let header = lines.next().expect("a header");
    let keys = "scheme,users,pilots_length,sum_rate_mean,";
    assert!(header.starts_with(keys), "{header}");
    let rows: Vec<&str> = lines.map(|line| &line[..8]).collect();
    assert_eq!(rows, ["mrt,2,1,", "mrt,3,2,"]);

    // Other pilots are another network, and a golden of a version without the column has nothing to say of it.
    let golden = folder.read("golden.csv");
    let column = golden.lines().next().expect("a header");
    let at = column.split(',').position(|name| name == "pilots_length");
    let at = at.expect("the column");
    let cells = |change: &dyn Fn(&mut Vec<&str>)| -> String {
        let lines = golden.lines().map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            change(&mut cells);
            cells.join(",") + "\n"
        });
        lines.collect()
    };
    folder.write(
        "golden.csv",
        cells(&|cells| {
            cells.remove(at);
        }),
    );
    folder.cfs(&["test", "with.cfs"]).with(0);
    let wrong = cells(&|cells| {
        if cells[at] == "2" {
            cells[at] = "3";
        }
    });
    folder.write("golden.csv", wrong);
    folder
        .cfs(&["test", "with.cfs"])
        .with(1)
        .says("`pilots_length`");
}
