//! Clocks that disagree, and programs that meet: times of files decide nothing but how long is left, and one program writes a file.

use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use cfs::disk::journal::JOURNAL;
use cfs::disk::records::{Kind, Records};
use flate2::read::DeflateDecoder;
use std::io::Read as _;

use crate::same::assert_same;
use crate::support::{Folder, objects};

const SCENARIO: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations 6
  sweep users over [1, 4]
  sweep scheme over [mrt]
  solve communication
}
";

const SHARE: [&str; 7] = ["run", "wide.cfs", "-q", "-o", "shares", "--share", "1/1"];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("wide.cfs", SCENARIO);
    folder
}

/// Gives a file a time of change.
fn at(folder: &Folder, name: &str, time: SystemTime) {
    let file = File::options().write(true).open(folder.path(name)).unwrap();
    file.set_modified(time).unwrap();
}

/// Times that clocks of other machines may show.
fn odd_times() -> [SystemTime; 3] {
    let now = SystemTime::now();
    let century = Duration::from_secs(3_000_000_000);
    [
        SystemTime::UNIX_EPOCH,
        now + century,
        now + Duration::from_secs(3600),
    ]
}

#[test]
fn times_of_files_decide_nothing() {
    let folder = folder();
    folder
        .cfs(&["run", "wide.cfs", "-q", "-o", "whole"])
        .with(0);
    let whole = folder.files("whole");
    for time in odd_times() {
        let _ = std::fs::remove_dir_all(folder.path("shares"));
        let all = |time: SystemTime| {
            for entry in std::fs::read_dir(folder.path("shares")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                at(&folder, &format!("shares/{name}"), time);
            }
            at(&folder, "wide.cfs", time);
        };
        let share = |share: &str, more: &[&str]| {
            let arguments = ["run", "wide.cfs", "-o", "shares", "--share", share];
            let ended = folder.cfs(&[&arguments[..], more].concat()).with(0);
            ended.stdout
        };
        share("1/2", &[]);
        all(time);
        folder
            .cfs(&["status", "shares"])
            .with(5)
            .prints("1 of 2 shares done, 6 of 12 units");
        let again = share("1/2", &["--resume"]);
        assert!(again.contains("6 of them known before"), "{again}");
        share("2/2", &[]);
        all(time);
        folder.cfs(&["merge", "shares", "-q"]).with(0);
        all(time);
        // Results are as the run left them, whatever their time.
        folder.cfs(&["merge", "shares", "-q"]).with(0);
        let mut files = folder.files("shares");
        files.retain(|name, _| !name.ends_with(".share"));
        assert_same(&files, &whole);
    }
}

/// A share that a process is computing: so many of its units are in its journal, those of the first case first.
fn begin(folder: &Folder, units: usize) {
    folder.cfs(&SHARE).with(0);
    let name = "shares/wide.1of1.share";
    let bytes = std::fs::read(folder.path(name)).unwrap();
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut all = Vec::new();
    let mut inflated = DeflateDecoder::new(&bytes[line..]);
    inflated.read_to_end(&mut all).unwrap();
    let mut records = Records::new(&all[..], 0);
    let mut journal = JOURNAL.to_vec();
    let mut count = 0;
    while let Some((record, _)) = records.next_record().unwrap() {
        count += usize::from(record.kind == Kind::Unit);
        if record.kind != Kind::End && count <= units {
            journal.extend(record.to_bytes());
        }
    }
    std::fs::remove_file(folder.path(name)).unwrap();
    folder.write("shares/wide.1of1.journal", journal);
}

#[test]
fn time_left_follows_from_the_clock_of_the_folder_and_from_costs() {
    let folder = folder();
    begin(&folder, 6);
    let held = cfs::OutputFolder::open(folder.path("shares")).unwrap();
    held.hold("wide.1of1").unwrap();
    let status = |noted: &str, since: SystemTime, until: SystemTime| {
        held.note("wide.1of1", noted).unwrap();
        at(&folder, "shares/.wide.1of1.lock", since);
        at(&folder, "shares/wide.1of1.journal", until);
        let ended = folder.cfs(&["status", "shares", "--message-format", "json"]);
        objects(&ended.with(5).stdout).remove(0)
    };
    let of = |status: &serde_json::Value| {
        let running = &status["begun"]["1"];
        assert_eq!(running["state"], "running", "{status}");
        let left = status["seconds_left"].as_f64();
        (
            running["units"].as_u64().unwrap(),
            running["per_second"].as_f64(),
            left,
        )
    };
    let ten = Duration::from_secs(10);
    for since in odd_times() {
        // The six units of one user took ten seconds. Those of four users cost more, and so take longer.
        let found = status("0 0\n", since, since + ten);
        assert_eq!(found["units"], serde_json::json!([6, 12]));
        let (units, rate, left) = of(&found);
        assert_eq!((units, rate), (6, Some(0.6)));
        let left = left.unwrap();
        assert!((15.0..100.0).contains(&left), "{left}");
        // Of six, three were there before: half the pace.
        let (_, rate, slower) = of(&status("3 3\n", since, since + ten));
        assert_eq!(rate, Some(0.3));
        assert!(
            (slower.unwrap() / left - 2.0).abs() < 1e-6,
            "{slower:?} {left}"
        );
        // Without `--resume` those of before count for nothing.
        let found = status("3 0\n", since, since + ten);
        assert_eq!(found["units"], serde_json::json!([3, 12]));
        assert_eq!(of(&found).0, 3);
        // A journal that is older than its lock gives no pace.
        let (_, rate, left) = of(&status("0 0\n", since + ten, since));
        assert_eq!((rate, left), (None, None));
    }
    // What a lock of an earlier version, or of nobody, says is nothing.
    for noted in ["", "x", "99 7", "-1 3", "4"] {
        let now = SystemTime::now();
        assert_eq!(
            status(noted, now, now + ten)["begun"]["1"]["state"],
            "running"
        );
    }
    drop(held);
    folder
        .cfs(&["status", "shares"])
        .with(5)
        .prints("stopped: 1\n");
}

#[test]
fn merges_and_shares_at_once_end_with_the_same_bytes() {
    let folder = folder();
    folder
        .cfs(&["run", "wide.cfs", "-q", "-o", "whole"])
        .with(0);
    let merge = ["merge", "shares", "-q"];
    for arguments in [&SHARE[..], &merge] {
        let begin = || {
            let mut command = folder.command(arguments);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let children: Vec<_> = (0..6).map(|_| begin()).collect();
        let mut done = 0;
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            match output.status.code() {
                Some(0) => done += 1,
                // Another one holds the files, and nothing was written.
                code => assert!(
                    code == Some(4) && said.contains("cfs::output::busy"),
                    "{said}"
                ),
            }
        }
        assert!(done > 0);
    }
    folder.cfs(&merge).with(0);
    let mut files = folder.files("shares");
    files.retain(|name, _| !name.ends_with(".share"));
    assert_same(&files, &folder.files("whole"));
}
