//! What a scenario may read, and what of it a message may show.

use crate::support::{Folder, objects};

const SECRET: &str = "TOKEN=hunter2\n";

#[test]
fn files_outside_the_tree_of_a_scenario_are_not_read() {
    let folder = Folder::new();
    folder.write("secret.cfs", SECRET);
    folder.write("repo/base.cfs", crate::support::SMALL);
    folder.write(
        "repo/sub/run.cfs",
        "use \"../base.cfs\"\nexperiment e on small { solve communication }\n",
    );
    folder.write(
        "repo/sub/out.cfs",
        "use \"../../secret.cfs\"\nsolve communication\n",
    );
    // A folder alone: what is above it is outside.
    folder
        .cfs(&["check", "repo/sub/run.cfs"])
        .with(3)
        .says("outside the folder of the scenario")
        .says("--allow-outside");
    folder
        .cfs(&["check", "repo/sub/run.cfs", "--allow-outside"])
        .with(0);
    // A repository around it: what is in that is shared, and nothing else.
    std::fs::create_dir(folder.path("repo/.git")).unwrap();
    for command in ["check", "run", "plan", "test"] {
        folder.cfs(&[command, "repo/sub/run.cfs"]).with(0);
    }
    for outside in [
        "../../secret.cfs",
        "/etc/passwd",
        "/proc/self/environ",
        "../../none.cfs",
    ] {
        folder.write(
            "repo/sub/out.cfs",
            format!("use \"{outside}\"\nsolve communication\n"),
        );
        let ended = folder
            .cfs(&["check", "repo/sub/out.cfs"])
            .with(3)
            .says("it is outside");
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
    // A scenario from standard input is in the current folder.
    folder
        .cfs_reading(&["check", "-"], "use \"/etc/passwd\"\nsolve sensing\n")
        .with(3)
        .says("it is outside");
}

#[cfg(unix)]
#[test]
fn links_lead_no_further_than_names_do() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    folder.write("secret.cfs", SECRET);
    folder.write("secret.csv", SECRET);
    folder.write("repo/run.cfs", "use \"link.cfs\"\nsolve communication\n");
    symlink("../secret.cfs", folder.path("repo/link.cfs")).unwrap();
    folder.write(
        "repo/data.cfs",
        "users 2 { placement at from \"link.csv\" }\nsolve communication\n",
    );
    symlink("../secret.csv", folder.path("repo/link.csv")).unwrap();
    // Neither what is used, nor what a folder or a pattern of the shell finds.
    for arguments in [
        &["check", "repo/run.cfs"][..],
        &["check", "repo/data.cfs"],
        &["check", "repo/link.cfs"],
        &["test", "repo"],
    ] {
        let ended = folder.cfs(arguments).with(3).says("it is outside");
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
}

#[test]
fn messages_quote_scenarios_only() {
    let folder = Folder::new();
    folder.write("secret.env", SECRET);
    folder.write("secret.csv", SECRET);
    folder.write("broken.csv", "x_km,y_km\n0.5,0.5\nhunter2,1\n");
    let cases = [
        (
            "use \"secret.env\"\nsolve sensing\n",
            "only scenarios are used",
        ),
        (
            "users 2 { placement at from \"secret.env\" }\nsolve communication\n",
            "secret.env:1:1",
        ),
        (
            "users 2 { placement at from \"broken.csv\" }\nsolve communication\n",
            "broken.csv:3:1",
        ),
        (
            "channels from \"secret.env\"\nsolve communication\n",
            "not a file of NumPy",
        ),
        (
            "experiment e { solve communication\n golden \"secret.csv\" }\n",
            "not a table of results",
        ),
    ];
    for (text, says) in cases {
        folder.write("run.cfs", text);
        for command in ["check", "test"] {
            let ended = folder.cfs(&[command, "run.cfs"]);
            assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
            if command == "test" {
                ended.says(says);
            }
        }
        let ended = folder.cfs(&["test", "run.cfs", "--message-format", "json"]);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("fifo.cfs"))
        .status();
    assert!(made.unwrap().success());
    symlink("/dev/zero", folder.path("zero.cfs")).unwrap();
    folder.write("uses.cfs", "use \"fifo.cfs\"\nsolve sensing\n");
    folder.write(
        "data.cfs",
        "users 2 { placement at from \"fifo.cfs\" }\nsolve communication\n",
    );
    folder.write(
        "npy.cfs",
        "channels from \"fifo.cfs\"\nsolve communication\n",
    );
    for scenario in ["fifo.cfs", "uses.cfs", "data.cfs", "npy.cfs"] {
        folder
            .cfs(&["check", scenario])
            .with(3)
            .says("not a regular file");
    }
    folder
        .cfs(&["check", "zero.cfs", "--allow-outside"])
        .with(3)
        .says("not a regular file");
}

#[test]
fn control_characters_are_shown_and_not_sent() {
    let folder = Folder::new();
    folder.write(
        "e1.cfs",
        "# \u{1b}]0;pwned\u{7}\u{9b}2J\u{202e}\nsolve sensingg # \u{1b}[31mX\r\u{7f}\n",
    );
    folder.write("e2.cfs", "use \"a\u{1b}[31mb\u{7}.cfs\"\nsolve sensing\n");
    let is_safe = |text: &str| {
        text.chars().all(|c| !c.is_control() || c == '\n') && !text.contains('\u{202e}')
    };
    let first = folder
        .cfs(&["check", "e1.cfs"])
        .with(3)
        .says("did you mean `sensing`?");
    assert!(is_safe(&first.stderr), "{:?}", first.stderr);
    assert!(first.stderr.contains("\u{241b}[31mX"), "{}", first.stderr);
    let second = folder.cfs(&["check", "e2.cfs"]).with(3);
    assert!(is_safe(&second.stderr), "{:?}", second.stderr);
    for scenario in ["e1.cfs", "e2.cfs"] {
        let ended = folder.cfs(&["check", scenario, "--message-format", "json"]);
        assert!(is_safe(&ended.stderr), "{:?}", ended.stderr);
        objects(&ended.stderr);
    }
    // What is on the command line, too.
    for arguments in [
        &["run", "\u{1b}[31m.cfs"][..],
        &["run", "--\u{1b}[31m"],
        &["diff", "a\u{7}", "b"],
    ] {
        let ended = folder.cfs(arguments);
        assert_ne!(ended.code, Some(0));
        assert!(is_safe(&ended.stderr), "{:?}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_act_on_no_terminal() {
    let folder = Folder::new();
    let name = "a\u{1b}[31mb.cfs";
    folder.write(
        name,
        "aps 2 { antennas 2 }\nusers 2\ntargets 1\nsolve communication\n",
    );
    let ended = folder.cfs(&["check", name]);
    for text in [&ended.stdout, &ended.stderr] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
    let ended = folder.cfs(&["test", "."]);
    assert!(!ended.stdout.contains('\u{1b}'), "{:?}", ended.stdout);
}
