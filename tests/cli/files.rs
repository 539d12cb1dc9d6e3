//! Files that are not ours: what a scenario reads, what others made, and what lies elsewhere.

use std::fs;

use crate::support::{Folder, REGION, SMALL};

/// An experiment that takes no time, with a golden.
fn with_golden(name: &str, golden: &str) -> String {
    format!(
        "experiment {name} {{\n  aps 2 {{ antennas 2 }}\n  users 2\n  targets 1\n  solve communication\n  golden \"{golden}\"\n}}\n"
    )
}

#[test]
fn a_golden_is_no_file_that_the_scenario_reads() {
    let folder = Folder::new();
    let places = "x_km,y_km\n0.5,0.5\n1,1\n";
    folder.write("users.csv", places);
    folder.write(
        "run.cfs",
        "deployment d {\n  users 2 {\n    placement at from \"users.csv\"\n  }\n}\nexperiment b on d {\n  solve communication\n  golden \"USERS.csv\"\n}\n",
    );
    for command in [
        &["check", "run.cfs"][..],
        &["run", "run.cfs"],
        &["plan", "run.cfs"],
        &["test", "run.cfs", "--accept"],
    ] {
        folder
            .cfs(command)
            .with(3)
            .says("cfs::claim::golden")
            .says("is a file that the scenario reads");
    }
    assert_eq!(folder.read("users.csv"), places);
    // Nor one that another scenario of the command reads.
    let reads = "users 2 { placement at from \"users.csv\" }\ntargets 1\nsolve communication\n";
    folder.write("reads.cfs", reads);
    folder.write("writes.cfs", with_golden("e", "users.csv"));
    folder
        .cfs(&["test", "reads.cfs", "writes.cfs", "--accept"])
        .with(3)
        .says("the scenario `reads.cfs` reads");
    // Nor is it replaced where the command does not know who reads it.
    folder
        .cfs(&["test", "writes.cfs", "--accept"])
        .with(1)
        .says("the file there is not a golden");
    assert_eq!(folder.read("users.csv"), places);
}

#[test]
fn a_golden_is_named_once() {
    let folder = Folder::new();
    let both = with_golden("a", "same.csv") + &with_golden("b", "./Same.csv");
    folder.write("run.cfs", &both);
    for command in [&["check", "run.cfs"][..], &["test", "run.cfs", "--accept"]] {
        folder
            .cfs(command)
            .with(3)
            .says("cfs::name::clash")
            .says("first here")
            .says("again here");
    }
    folder.write("t1.cfs", with_golden("a", "same.csv"));
    folder.write("t2.cfs", with_golden("b", "./Same.csv"));
    for command in [
        &["check", "t1.cfs", "t2.cfs"][..],
        &["test", "t1.cfs", "t2.cfs", "--accept"],
        &["run", "t1.cfs", "t2.cfs"],
    ] {
        folder
            .cfs(command)
            .with(2)
            .says("cfs::output::clash")
            .says("t1.cfs:6:10");
    }
    assert!(!folder.path("same.csv").exists());
}

#[test]
fn a_golden_is_no_result_of_the_run() {
    let folder = Folder::new();
    folder.write("run.cfs", with_golden("b", "results/b.csv"));
    for command in [
        &["check", "run.cfs"][..],
        &["run", "run.cfs"],
        &["test", "run.cfs"],
        &["test", "run.cfs", "--accept"],
        &["check", "run.cfs", "-o", "./results/../results"],
    ] {
        folder
            .cfs(command)
            .with(3)
            .says("cfs::claim::golden")
            .says("a result, not a golden");
    }
    // Results of an earlier run may be compared with, and are not replaced by a golden.
    folder.write(
        "other.cfs",
        with_golden("b", "b.csv").replace("  golden \"b.csv\"\n", ""),
    );
    folder.cfs(&["run", "other.cfs", "-o", "kept"]).with(0);
    let table = folder.read("kept/b.csv");
    folder.write(
        "run.cfs",
        with_golden("b", "kept/b.csv").replace("users 2", "users 3"),
    );
    folder
        .cfs(&["test", "run.cfs", "--accept"])
        .with(1)
        .says("the file there is a result of a run");
    assert_eq!(folder.read("kept/b.csv"), table);
}

#[cfg(unix)]
#[test]
fn a_golden_is_in_the_folder_of_its_scenario_links_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    folder.write("outside/x.csv", "precious");
    folder.write("repo/a.cfs", with_golden("e", "out/x.csv"));
    symlink("../outside", folder.path("repo/out")).unwrap();
    folder.write("repo/b.cfs", with_golden("e", "file.csv"));
    symlink("../outside/x.csv", folder.path("repo/file.csv")).unwrap();
    for scenario in ["repo/a.cfs", "repo/b.cfs"] {
        for command in [&["check", scenario][..], &["test", scenario, "--accept"]] {
            folder
                .cfs(command)
                .with(3)
                .says("cfs::claim::golden")
                .says("outside the folder of its scenario");
        }
    }
    assert_eq!(folder.read("outside/x.csv"), "precious");
}

#[test]
fn names_that_some_system_refuses_are_refused_by_every_command() {
    let folder = Folder::new();
    let long = "n".repeat(199);
    for name in ["com0", "NUL", "lpt9", &long] {
        folder.write(
            "run.cfs",
            format!("experiment {name} {{\n  solve communication\n}}\n"),
        );
        for command in ["check", "plan", "run", "test"] {
            folder
                .cfs(&[command, "run.cfs"])
                .with(3)
                .says("cannot be the name of a file");
        }
    }
    folder.write("com0.cfs", "solve communication\n");
    folder
        .cfs(&["check", "com0.cfs"])
        .with(3)
        .says("rename the file");
    for golden in ["com0.csv", "aux/x.csv", "x.txt", "a.cfs", "x?.csv"] {
        folder.write("run.cfs", with_golden("e", golden));
        folder
            .cfs(&["check", "run.cfs"])
            .with(3)
            .says("cfs::claim::golden");
    }
}

#[test]
fn an_experiment_named_after_a_file_with_dots_has_files_of_its_own() {
    let folder = Folder::new();
    let text = "aps 2 { antennas 2 }\nusers 2\ntargets 1\nrealizations 2\nsolve communication\n";
    folder.write("x.cfs", text);
    folder.write("x.summary.cfs", text);
    folder.cfs(&["run", "-q", "x.cfs", "-o", "o"]).with(0);
    let summary = folder.read("o/x.summary.csv");
    folder
        .cfs(&["run", "-q", "x.summary.cfs", "-o", "o"])
        .with(0);
    assert_eq!(folder.read("o/x.summary.csv"), summary);
    assert!(folder.path("o/x_summary.csv").exists());
    folder.cfs(&["report", "o"]).with(0);
    folder.write("x_summary.cfs", text);
    folder
        .cfs(&["run", "x.summary.cfs", "x_summary.cfs", "-o", "o"])
        .with(2)
        .says("cfs::output::clash");
}

#[test]
fn results_do_not_replace_what_the_scenario_reads() {
    let folder = Folder::new();
    folder.write("places.csv", "x_km,y_km\n0.5,0.5\n1,1\n");
    folder.write(
        "run.cfs",
        "experiment places {\n  users 2 { placement at from \"places.csv\" }\n  targets 1\n  solve communication\n}\n",
    );
    for command in ["check", "run"] {
        folder
            .cfs(&[command, "run.cfs", "-o", "."])
            .with(3)
            .says("would replace `places.csv`, which the scenario `run.cfs` reads")
            .says("run.cfs:1:12");
        if command == "check" {
            folder.cfs(&[command, "run.cfs"]).with(0);
        }
    }
}

#[test]
fn only_files_that_cfs_wrote_are_replaced() {
    let folder = Folder::new();
    folder.write("results/mine.txt", "kept");
    // The names of a column or two make no table of this program's.
    for old in ["old", "realization,rate\n0,1\n", "scheme,rate\nmrt,1\n"] {
        folder.write("results/region.csv", old);
        folder
            .cfs(&["run", "region.cfs"])
            .with(4)
            .says("cfs::output::not_ours")
            .says("`results/region.csv` is in the place of a result and was not written by cfs")
            .says("--replace");
        assert_eq!(folder.read("results/region.csv"), old);
    }
    folder.cfs(&["run", "region.cfs", "--replace"]).with(0);
    assert!(
        folder
            .read("results/region.csv")
            .starts_with("realization,")
    );
    assert_eq!(folder.read("results/mine.txt"), "kept");
    assert_eq!(folder.names("results").len(), 5, "nothing is left over");
    // What was changed since is no longer the program's own.
    let table = folder.read("results/region.csv");
    folder.write("results/region.csv", &(table.clone() + "# note\n"));
    folder
        .cfs(&["run", "region.cfs"])
        .with(4)
        .says("`results/region.csv` was changed after the run that wrote it");
    folder.write("results/region.csv", &table);
    folder.cfs(&["run", "region.cfs"]).with(0);
    // Without its description, a table is known by what it holds.
    fs::remove_file(folder.path("results/region.json")).unwrap();
    folder.cfs(&["run", "region.cfs"]).with(0);
}

#[test]
fn a_comparison_of_nothing_is_no_agreement() {
    let folder = Folder::new();
    for (a, b) in [("", ""), ("a,b\n", "a,b\n"), ("a\n", "b\n")] {
        folder.write("a.csv", a);
        folder.write("b.csv", b);
        let ended = folder.cfs(&["diff", "a.csv", "b.csv"]);
        assert_ne!(ended.code, Some(0), "{a:?} {b:?}");
        if a == b {
            ended.with(2).says("no cell in common");
        }
    }
    folder.write("zero.cfs", "");
    folder.write("none/x.txt", "");
    folder
        .cfs(&["test", "zero.cfs"])
        .with(2)
        .prints("0 passed, 0 failed, 1 with nothing to check")
        .says("there is nothing to check");
    folder
        .cfs(&["test", "zero.cfs", "region.cfs"])
        .with(0)
        .prints("1 passed, 0 failed, 1 with nothing to check");
    folder
        .cfs(&["test", "none", "region.cfs"])
        .with(2)
        .says("in `none`");
    folder.write(
        "bare.cfs",
        REGION.replace("  expect mean sum_rate <= mean R_max\n", ""),
    );
    folder
        .cfs(&["test", "bare.cfs"])
        .with(0)
        .prints("ok      bare.cfs  (1 experiment, no expectation or golden)");
    assert!(SMALL.contains("small"));
}
