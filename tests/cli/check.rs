//! `cfs check`

use crate::support::{Folder, objects};

#[test]
fn sound_scenarios_are_ok() {
    let folder = Folder::new();
    let ended = folder.cfs(&["check", "region.cfs", "small.cfs"]).with(0);
    assert_eq!(
        ended.stdout,
        "region.cfs: ok\nsmall.cfs: ok, without an experiment: there is nothing to run, other files can `use` it\n"
    );
    assert_eq!(ended.stderr, "");
    assert_eq!(
        folder.cfs(&["check", "-q", "region.cfs"]).with(0).stdout,
        ""
    );
}

#[test]
fn all_faults_of_all_files_are_shown_with_their_places() {
    let folder = Folder::new();
    let files = ["check", "faulty.cfs", "region.cfs", "none.cfs"];
    insta::assert_snapshot!(folder.cfs(&files).transcript());
}

#[test]
fn messages_for_tools_are_json() {
    let folder = Folder::new();
    let arguments = [
        "check",
        "--message-format",
        "json",
        "faulty.cfs",
        "none.cfs",
    ];
    let ended = folder.cfs(&arguments).with(3);
    let messages = objects(&ended.stderr);
    assert!(messages.len() >= 3, "{messages:?}");
    for message in &messages {
        assert_eq!(message["level"], "error");
        assert!(message["code"].as_str().unwrap().starts_with("cfs::"));
    }
    assert_eq!(messages[0]["labels"][0]["file"], "faulty.cfs");
    assert_eq!(messages[0]["labels"][0]["start"]["line"], 3);
    let ended = folder
        .cfs(&["check", "--message-format", "json", "region.cfs"])
        .with(0);
    assert_eq!(objects(&ended.stdout)[0]["experiments"], 1);
}

/// The least of a note's message, and the text that it is about.
#[test]
fn settings_at_which_the_model_says_less_are_noted() {
    let cases = [
        (
            "aps 3 { antennas 16 }\nusers 9\ntargets 3\nsolve sensing",
            None,
        ),
        (
            "aps 3 { antennas 48 }\nusers 9\ntargets 3\nsolve sensing",
            Some("181 directions are few for a beampattern of 95 terms: 48 antennas need 380"),
        ),
        (
            "aps 3 { antennas 48 }\nusers 9\ntargets 3\nsolve communication",
            None,
        ),
        (
            "aps 3 { antennas 48 }\nusers 9\ntargets 3\nbeampattern { samples 541 }\nsolve sensing",
            None,
        ),
        (
            "aps { spacing 1 }\nbeampattern { samples 181 }\nsweep antennas over [12, 24]\nsolve sensing",
            Some("24 antennas 1 wavelengths apart need 376"),
        ),
        (
            "beampattern { width 5 deg }\nsolve sensing",
            Some("a main lobe of 5 degrees spans 5 spacings of the 181 directions"),
        ),
        ("path_loss umi carrier 3.5 GHz\nsolve communication", None),
        (
            "path_loss uma carrier 120 GHz\nsolve communication",
            Some("`uma` holds for carriers from 0.5 to 100 GHz, and this is 120 GHz"),
        ),
        (
            "area square 4 km\npath_loss umi carrier 3.5 GHz\nsolve communication",
            Some("`umi` holds from 10 m to 5 km, and links can be 5.66 km long"),
        ),
        (
            "aps 1 { placement at [(1 km, 1 km)] }\nusers 9\ntargets 1 { placement at [(1 km, 1.002 km)]\npath_loss umi carrier 3.5 GHz }\nsolve sensing",
            Some("`umi` holds from 10 m to 5 km, and a link is 2 m long"),
        ),
        (
            "noise { bandwidth 20 MHz figure 7 dB }\nsolve communication",
            Some(
                "stdin:1:19: `noise` has no effect: every power is in dB, which is over the noise already",
            ),
        ),
        (
            "noise { bandwidth 20 MHz }\nrecord throughput\nsolve communication",
            None,
        ),
        (
            "noise { bandwidth 20 MHz }\nrecord users\nsolve communication",
            None,
        ),
        (
            "noise { bandwidth 20 MHz figure 7 dB }\nexpect mean throughput > 0\nsolve communication",
            Some("`noise.figure` has no effect"),
        ),
        (
            "noise { bandwidth 20 MHz }\nsweep bandwidth over [10 MHz, 20 MHz]\nrecord throughput\nsolve communication",
            Some("the bandwidth changes throughput alone: every power is in dB"),
        ),
        // 150 dB over k_B 290 K 20 MHz and 7 dB, -93.98 dBm.
        (
            "noise { bandwidth 20 MHz figure 7 dB }\naps { power 30 dBm }\nsolve communication",
            Some(
                "`pilots.power` is 150 dB, by default, over the noise of access points, which is 56 dBm",
            ),
        ),
        (
            "noise { bandwidth 20 MHz figure aps 7 dB users 9 dB }\naps { power 120 dB }\npilots { power 20 dBm }\nsolve communication",
            Some("`aps.power` is 120 dB over the noise of users, which is 28 dBm"),
        ),
        (
            "noise { bandwidth 20 MHz figure 7 dB }\naps { power 30 dBm }\npilots { power 100 mW }\nsolve communication",
            None,
        ),
    ];
    let folder = Folder::new();
    for (text, note) in cases {
        for command in ["check", "plan"] {
            let ended = folder.cfs_reading(&[command, "-"], text).with(0);
            match note {
                None => assert_eq!(ended.stderr, "", "{text}"),
                Some(note) => {
                    assert!(
                        ended.stderr.starts_with("note: "),
                        "{text}: {}",
                        ended.stderr
                    );
                    assert!(ended.stderr.contains(note), "{text}: {}", ended.stderr);
                    assert_eq!(ended.stderr.matches("note: ").count(), 1, "{text}");
                }
            }
        }
    }
    folder
        .cfs_reading(&["check", "-q", "-"], cases[1].0)
        .says("");
}

#[test]
fn a_scenario_is_read_from_standard_input_beside_the_current_folder() {
    let folder = Folder::new();
    folder
        .cfs_reading(&["check", "-"], crate::support::REGION)
        .with(0);
    folder
        .cfs_reading(&["check", "-"], "users nine\n")
        .with(3)
        .says("stdin:1:7");
    folder
        .cfs_reading(&["check", "-", "-"], "")
        .with(2)
        .says("only once");
}

#[test]
fn what_cannot_be_read_is_reported_with_the_reason() {
    let folder = Folder::new();
    folder.write("folder.cfs/x", "");
    std::fs::write(folder.path("latin.cfs"), b"# caf\xe9\n").unwrap();
    folder.write("large.cfs", " ".repeat(5 << 20));
    folder.write(
        "user.cfs",
        "use \"latin.cfs\"\nuse \"gone.cfs\"\nsolve communication\n",
    );
    let cases = [
        ("none.cfs", "there is no such file"),
        ("latin.cfs", "it is not UTF-8 text"),
        ("large.cfs", "limit of 4194304 bytes"),
        ("small.cfs/x.cfs", "not a folder"),
        ("user.cfs", "no such file"),
    ];
    for (file, reason) in cases {
        folder.cfs(&["check", file]).with(3).says(reason);
    }
    folder
        .cfs(&["check", "folder.cfs", "none.cfs"])
        .with(3)
        .says("`folder.cfs` is a folder; name files")
        .says("there is no such file");
}

#[test]
fn experiments_that_would_share_files_are_a_fault() {
    let folder = Folder::new();
    let text = "experiment a { solve communication }\nexperiment A { solve communication }\n";
    folder.write("case.cfs", text);
    for command in ["check", "run", "plan"] {
        folder
            .cfs(&[command, "case.cfs"])
            .with(3)
            .says("cfs::output::clash");
    }
    assert!(!folder.path("results").exists());
}

#[cfg(unix)]
#[test]
fn circles_of_links_end() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    symlink(folder.path("loop.cfs"), folder.path("loop.cfs")).unwrap();
    symlink(folder.path(""), folder.path("self")).unwrap();
    folder.write(
        "again.cfs",
        "use \"self/self/again.cfs\"\nsolve communication\n",
    );
    folder.cfs(&["check", "loop.cfs"]).with(3);
    folder
        .cfs(&["check", "again.cfs"])
        .with(3)
        .says("cfs::use::cycle");
    folder.cfs(&["test", "."]).with(3);
}

#[test]
fn repairs_are_applied_until_none_is_left() {
    let folder = Folder::new();
    folder.write(
        "typo.cfs",
        "aps 3 {\n  antenas 4\n  power 125\n}\nusers 2\ntargets 1\nsolve comunication\n",
    );
    folder
        .cfs(&["check", "--fix", "typo.cfs"])
        .with(0)
        .prints("typo.cfs: 3 fixes applied")
        .prints("typo.cfs: ok");
    assert_eq!(
        folder.read("typo.cfs"),
        "aps 3 {\n  antennas 4\n  power 125 dB\n}\nusers 2\ntargets 1\nsolve communication\n"
    );
    folder
        .cfs(&["check", "--fix", "typo.cfs"])
        .with(0)
        .prints("typo.cfs: ok");
}

#[test]
fn what_has_no_repair_is_left_and_reported() {
    let folder = Folder::new();
    folder.write("base.cfs", "deployment d {\n  power 125\n}\n");
    let text = "use \"base.cfs\"\nexperiment e on d {\n  users many\n  solve sensing\n}\n";
    folder.write("own.cfs", text);
    folder.cfs(&["check", "--fix", "own.cfs"]).with(3);
    assert_eq!(folder.read("own.cfs"), text);
    assert_eq!(folder.read("base.cfs"), "deployment d {\n  power 125\n}\n");
    folder.cfs_reading(&["check", "--fix", "-"], text).with(2);
}

#[test]
fn a_file_without_statements_is_refused_as_a_run_would_and_one_without_experiments_is_not() {
    let folder = Folder::new();
    for text in ["", "\n\n", "# a comment\n  # another\n", "\u{feff}"] {
        folder.write("empty.cfs", text);
        for command in ["check", "plan", "run"] {
            folder
                .cfs(&[command, "empty.cfs"])
                .with(3)
                .says("cfs::run::nothing")
                .says("`empty.cfs` has no statement");
        }
    }
    let checked = folder.cfs(&["check", "small.cfs"]).with(0);
    let line = "small.cfs: ok, without an experiment: there is nothing to run";
    assert!(checked.stdout.contains(line), "{}", checked.stdout);
    folder
        .cfs(&["run", "small.cfs"])
        .with(3)
        .says("cfs::run::nothing");
}

#[test]
fn scenarios_that_share_the_names_of_results_are_sound_one_by_one() {
    let folder = Folder::new();
    folder.write("other.cfs", crate::support::REGION);
    folder
        .cfs(&["check", "region.cfs", "other.cfs"])
        .with(0)
        .says("note: two experiments would write the same files")
        .says("each with its own `-o FOLDER`");
    let quiet = folder
        .cfs(&["check", "-q", "region.cfs", "other.cfs"])
        .with(0);
    assert_eq!(quiet.stderr, "");
    folder.cfs(&["run", "region.cfs", "other.cfs"]).with(2);
}

#[test]
fn files_of_other_kinds_are_named_as_what_they_are() {
    let folder = Folder::new();
    let cases = [
        ("x.csv", "is a table, not a scenario", "cfs plot x.csv"),
        (
            "x.json",
            "is the description of a table",
            "name the scenario",
        ),
        ("x.npz", "is a file of arrays", "channels from \"x.npz\""),
        ("x.SVG", "is a figure", "name the scenario"),
        ("x.journal", "is the journal of a run", "--resume"),
        ("x.html", "is a page", "name the scenario"),
        ("x.share", "is a share of a run", "cfs merge"),
    ];
    for (file, what, help) in cases {
        folder.write(file, "a,b\n1,2\n");
        for command in ["check", "plan", "run", "test", "fmt", "watch"] {
            folder
                .cfs(&[command, file])
                .with(2)
                .says(&format!("`{file}` {what}"))
                .says(help);
        }
    }
    folder
        .cfs(&["report", "region.cfs"])
        .with(4)
        .says("`region.cfs` is a scenario, not results");
}
