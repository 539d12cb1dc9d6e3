//! `cfs diff`: two scenarios by what they mean.

use std::process::Command;

use crate::numpy::numpy;
use crate::support::{Folder, objects, program};

const OLD: &str = "\
use \"small.cfs\"
experiment e on small {
  seed 3
  sweep area from 1 km to 2 km step 500 m
  sweep delta over [1, 2] solve isac
  expect mean sum_rate > 0
}
";

#[test]
fn units_comments_and_order_of_settings_do_not_matter() {
    let folder = Folder::new();
    folder.write("old.cfs", OLD);
    folder.write(
        "new.cfs",
        "# The same.\ndeployment small {\n  users 2\n  aps 3 { antennas 2 * 2 }\n  area square 1000 m\n  targets 1\n}\n\
         experiment e on small {\n  expect mean sum_rate  >  0.0\n  sweep area over [1 km, 1500 m, 2 km]\n  seed 3\n  \
         sweep delta from 1 to 2 step 1 solve isac\n}\n",
    );
    folder
        .cfs(&["diff", "old.cfs", "new.cfs"])
        .with(0)
        .prints("both scenarios mean the same");
}

#[test]
fn what_changed_is_listed_by_experiment_with_its_places() {
    let folder = Folder::new();
    folder.write("old.cfs", OLD);
    let new = OLD
        .replace("seed 3", "seed 4\n  coherence 50")
        .replace("step 500 m", "step 250 m")
        .replace("> 0", ">= 0");
    folder.write(
        "new.cfs",
        &(new + "experiment f on small { solve sensing }\n"),
    );
    let ended = folder.cfs(&["diff", "old.cfs", "new.cfs"]).with(1);
    insta::assert_snapshot!("meaning", ended.stdout);
    let ended = folder.cfs(&["diff", "old.cfs", "new.cfs", "--message-format", "json"]);
    let object = &objects(&ended.stdout)[0];
    assert_eq!(object["agrees"], false);
    assert_eq!(object["parts"][0]["changes"][0]["name"], "seed");
    assert_eq!(
        object["parts"][0]["changes"][0]["new"]["origin"],
        "new.cfs:3"
    );
}

#[test]
fn the_order_of_sweeps_is_part_of_the_meaning() {
    let folder = Folder::new();
    folder.write("old.cfs", OLD);
    folder.write(
        "new.cfs",
        OLD.replace(
            "  sweep area from 1 km to 2 km step 500 m\n  sweep delta over [1, 2] solve isac\n",
            "  sweep delta over [1, 2]\n  sweep area from 1 km to 2 km step 500 m\n  solve isac\n",
        ),
    );
    let ended = folder.cfs(&["diff", "old.cfs", "new.cfs"]).with(1);
    assert!(ended.stdout.contains("order of sweeps"), "{ended:?}");
}

#[test]
fn schemes_searches_sweeps_that_step_together_and_formats_are_part_of_the_meaning() {
    let base = "use \"small.cfs\"\nexperiment e on small {\n  realizations 2\n";
    let pairs = [
        (
            "solve communication using zf",
            "solve communication using mrt",
            "scheme",
        ),
        (
            "solve communication",
            "solve communication using zf",
            "scheme",
        ),
        (
            "find users from 1 to 5 where mean sum_rate = 4\n  solve communication",
            "find users from 1 to 5 where mean sum_rate = 5\n  solve communication",
            "find",
        ),
        (
            "find users from 1 to 5 where mean sum_rate = 4\n  solve communication",
            "find users from 1 to 5 where mean sum_rate >= 4\n  solve communication",
            "find",
        ),
        (
            "zip {\n    sweep users over [1, 2]\n    sweep aps over [4, 5]\n  }\n  solve communication",
            "sweep users over [1, 2]\n  sweep aps over [4, 5]\n  solve communication",
            "order of sweeps",
        ),
        (
            "solve communication\n  record beams as mat",
            "solve communication\n  record beams",
            "format of arrays",
        ),
    ];
    for (old, new, name) in pairs {
        let folder = Folder::new();
        folder.write("old.cfs", format!("{base}  {old}\n}}\n"));
        folder.write("new.cfs", format!("{base}  {new}\n}}\n"));
        let ended = folder.cfs(&["diff", "old.cfs", "new.cfs"]).with(1);
        assert!(ended.stdout.contains(name), "{old}: {}", ended.stdout);
        folder.cfs(&["diff", "old.cfs", "old.cfs"]).with(0);
    }
}

#[test]
fn experiments_without_a_name_are_compared_whatever_their_files_are_called() {
    let folder = Folder::new();
    let text = "aps 3 { antennas 4 }\nusers 2\ntargets 1\nsolve communication\n";
    folder.write("one.cfs", text);
    folder.write("other.cfs", text.replace("users 2", "users  2  # two"));
    folder.cfs(&["diff", "one.cfs", "other.cfs"]).with(0);
    folder.write("other.cfs", text.replace("users 2", "users 3"));
    folder
        .cfs(&["diff", "one.cfs", "other.cfs"])
        .with(1)
        .prints("- users 2  (one.cfs:2)")
        .prints("+ users 3  (other.cfs:2)");
}

#[test]
fn a_file_of_data_means_what_is_in_it() {
    let folder = Folder::new();
    let text = "channels from \"h.npy\"\naps 1 { antennas 2\n power 0 dB }\nusers 1\ntargets 1\n\
        solve communication\ngolden \"e.csv\" rtol 1e-6\n";
    for place in ["one", "other"] {
        folder.write(&format!("{place}/e.cfs"), text);
        let channels = numpy(&[1, 1, 2], |part| part as f64 + 1.0);
        std::fs::write(folder.path(&format!("{place}/h.npy")), channels).unwrap();
    }
    let differ = ["diff", "one/e.cfs", "other/e.cfs"];
    folder.cfs(&differ).with(0);
    let channels = numpy(&[1, 1, 2], |part| part as f64 + 2.0);
    std::fs::write(folder.path("other/h.npy"), channels).unwrap();
    folder.cfs(&differ).with(1).prints("channels.file");
}

#[test]
fn a_scenario_with_errors_is_not_compared() {
    let folder = Folder::new();
    folder.write("old.cfs", OLD);
    folder.cfs(&["diff", "old.cfs", "faulty.cfs"]).with(3);
    folder.cfs(&["diff", "old.cfs", "missing.cfs"]).with(3);
}

#[test]
fn git_shows_what_a_commit_means() {
    let folder = Folder::new();
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(arguments)
            .current_dir(folder.path(""))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "-q"]);
    // The lines of the documentation, with the program of this build.
    let driver = format!(
        "sh -c '\"{}\" diff --as \"$1\" \"$2\" \"$5\" || test $? -eq 1' --",
        program()
    );
    git(&["config", "diff.cfs.command", &driver]);
    folder.write(".gitattributes", "*.cfs diff=cfs\n");
    folder.write("study/e.cfs", OLD.replace("small.cfs", "../small.cfs"));
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    folder.write(
        "study/e.cfs",
        OLD.replace("small.cfs", "../small.cfs")
            .replace("seed 3", "seed 5"),
    );
    git(&["commit", "-q", "-a", "-m", "two"]);
    let shown = git(&["diff", "HEAD~1", "HEAD"]);
    assert_eq!(
        shown,
        "experiment e\n  - seed 3  (study/e.cfs:3)\n  + seed 5  (study/e.cfs:3)\n"
    );
    folder.write("study/new.cfs", "solve sensing\n");
    git(&["add", "."]);
    assert_eq!(git(&["diff", "--cached"]), "scenario study/new.cfs added\n");
}
