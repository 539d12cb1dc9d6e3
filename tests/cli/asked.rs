//! What is asked of scenarios beside their text: `--set`, `--only`, `--realizations`.

use crate::numpy::numpy;
use crate::support::{Folder, REGION, cells, objects};

#[test]
fn what_is_set_is_what_the_scenario_would_say() {
    let folder = Folder::new();
    let text = "let load = 1\nexperiment e {\n  aps 3 { antennas 4 }\n  users 2 * load\n  targets 1\n  seed 1\n  realizations 2\n  solve communication\n}\n";
    folder.write("stated.cfs", text);
    folder.write(
        "edited.cfs",
        text.replace("load = 1", "load = 2")
            .replace("seed 1", "seed 7")
            .replace("realizations 2", "realizations 3\n  area square 2 km"),
    );
    let sets = ["--set", "load=2", "--set", "seed=7", "--set", "area=2 km"];
    let mut arguments = vec![
        "run",
        "-q",
        "stated.cfs",
        "-o",
        "set",
        "--realizations",
        "3",
    ];
    arguments.extend(sets);
    folder.cfs(&arguments).with(0);
    folder
        .cfs(&["run", "-q", "edited.cfs", "-o", "edited"])
        .with(0);
    assert_eq!(folder.read("set/e.csv"), folder.read("edited/e.csv"));
    let described: serde_json::Value = serde_json::from_str(&folder.read("set/e.json")).unwrap();
    let provenance = &described["provenance"];
    assert_eq!(provenance["sources"].as_array().unwrap().len(), 1);
    let set = provenance["set"].as_array().unwrap();
    let names: Vec<&str> = set
        .iter()
        .map(|set| set["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["area", "load", "realizations", "seed"]);
    assert!(folder.read("set/e.json").contains("set for this run"));
    // Results of other values are of another form of the scenario, and a journal does not pass for theirs.
    folder
        .cfs(&["run", "stated.cfs", "-o", "set", "--resume"])
        .with(0)
        .says("another form of `stated.cfs`")
        .says("not units of this run");
}

#[test]
fn what_cannot_be_set_is_refused_with_its_place() {
    let folder = Folder::new();
    for (set, code, says) in [
        ("delta=3", 3, "--set"),
        ("usres=3", 3, "users"),
        ("aps.power=100", 3, "dB"),
        ("users", 2, "NAME=VALUE"),
        ("realizations=0", 3, "realizations"),
    ] {
        folder
            .cfs(&["check", "region.cfs", "--set", set])
            .with(code)
            .says(says);
    }
    folder
        .cfs(&[
            "run",
            "region.cfs",
            "--set",
            "realizations=2",
            "--realizations",
            "3",
        ])
        .with(3);
}

#[test]
fn only_the_experiments_that_are_asked_for_are_run() {
    let folder = Folder::new();
    let two = REGION.to_owned()
        + &REGION
            .replace("use \"small.cfs\"\n", "")
            .replace("region", "other");
    folder.write("two.cfs", &two);
    folder
        .cfs(&["run", "-q", "two.cfs", "--only", "other"])
        .with(0);
    assert_eq!(folder.names("results")[0], "other.csv");
    assert!(
        folder
            .read("results/other.json")
            .contains("\"only\": [\n      \"other\"\n    ]")
    );
    folder
        .cfs(&["check", "two.cfs", "--only", "ohter"])
        .with(3)
        .says("other");
}

#[test]
fn more_networks_than_a_file_of_channels_holds_are_refused() {
    let folder = Folder::new();
    // Three networks of one user and one access point with two antennas.
    std::fs::write(folder.path("h.npy"), numpy(&[3, 1, 1, 2], |_| 1.0)).unwrap();
    folder.write(
        "known.cfs",
        "channels from \"h.npy\"\naps 1 { antennas 2\n power 0 dB }\nusers 1\ntargets 1\nrealizations 2\nsolve communication\n",
    );
    for asked in [&["--realizations", "4"], &["--set", "realizations=4"]] {
        for command in ["run", "plan"] {
            let mut arguments = vec![command, "known.cfs"];
            arguments.extend(asked);
            folder.cfs(&arguments).with(3).says("3 realizations");
        }
    }
    folder
        .cfs(&["run", "-q", "known.cfs", "--realizations", "3"])
        .with(0);
    assert_eq!(
        cells(&folder.read("results/known.csv"), &["status"]).len(),
        3
    );
}

#[test]
fn faults_of_usage_are_messages_as_others_are() {
    let folder = Folder::new();
    for arguments in [
        &["run", "region.cfs", "-j", "0", "--message-format", "json"][..],
        &["run", "region.cfs", "--foo", "--message-format", "json"],
        &["diff", "a", "b", "--rtol", "1,5", "--message-format=json"],
        &["run", "--message-format", "json"],
        &["plot", "a.csv", "--y", "b", "--message-format", "json"],
    ] {
        let ended = folder.cfs(arguments).with(2);
        let messages = objects(&ended.stderr);
        assert_eq!(messages.len(), 1, "{}", ended.stderr);
        assert_eq!(messages[0]["code"], "cfs::usage");
        assert_eq!(ended.stdout, "");
    }
    folder.cfs(&["run", "region.cfs", "-q"]).with(0);
    let ended = folder
        .cfs(&[
            "plot",
            "results/region.csv",
            "--y",
            "sum_rate",
            "--x",
            "delta",
            "--message-format",
            "json",
        ])
        .with(0);
    assert_eq!(objects(&ended.stdout)[0]["type"], "figure");
    let ended = folder
        .cfs(&["report", "results", "--message-format", "json"])
        .with(0);
    let report = &objects(&ended.stdout)[0];
    assert_eq!(
        (&report["type"], &report["file"]),
        (&"report".into(), &"report.html".into())
    );
}
