//! Shares of a run, and what they are put together to.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use cfs::disk::records::{Record, Records};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::same::assert_same;
use crate::support::Folder;

/// Cases of different sizes, schemes and figures, and an experiment beside them.
const SCENARIO: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations 5
  sweep users over [1, 2]
  sweep scheme over [proposed, mrt]
  solve communication
  record layout
  plot sum_rate over users by scheme
  expect mean sum_rate > 0
}
experiment other on small {
  realizations 2
  solve sensing
}
";

/// With small.cfs beside it.
fn folder(scenario: &str) -> Folder {
    let folder = Folder::new();
    folder.write("shared.cfs", scenario);
    folder
}

/// The files of one run.
fn whole(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    folder
        .cfs(&["run", "shared.cfs", "-q", "-o", "whole"])
        .with(0);
    folder.files("whole")
}

fn share(folder: &Folder, share: &str, more: &[&str]) {
    let arguments = ["run", "shared.cfs", "-q", "-o", "shares", "--share", share];
    folder.cfs(&[&arguments[..], more].concat()).with(0);
}

/// The files that are not shares.
fn merged(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder.files("shares");
    files.retain(|name, _| !name.ends_with(".share"));
    files
}

#[test]
fn shares_in_any_order_and_number_become_the_files_of_one_run() {
    let folder = folder(SCENARIO);
    let whole = whole(&folder);
    for of in [1, 4] {
        let _ = std::fs::remove_dir_all(folder.path("shares"));
        let numbers: Vec<u32> = (1..=of).rev().chain([1]).collect();
        for number in numbers {
            share(&folder, &format!("{number}/{of}"), &["-j", "2"]);
        }
        folder.cfs(&["merge", "shares"]).with(0);
        assert_same(&merged(&folder), &whole);
        // Once more changes nothing.
        folder.cfs(&["merge", "shares", "-q"]).with(0);
        assert_same(&merged(&folder), &whole);
    }
    // From files, into another folder, and where the scenario is gone.
    std::fs::remove_file(folder.path("shared.cfs")).unwrap();
    let names = folder.names("shares");
    let shares = names.iter().filter(|name| name.ends_with(".share"));
    let paths: Vec<String> = shares.map(|name| format!("shares/{name}")).collect();
    let paths = paths.iter().map(String::as_str);
    let arguments: Vec<&str> = ["merge", "-o", "again"].into_iter().chain(paths).collect();
    folder.cfs(&arguments).with(0);
    let tables = |mut files: BTreeMap<String, Vec<u8>>| {
        files.retain(|name, _| !name.ends_with(".json"));
        files
    };
    assert_same(&tables(folder.files("again")), &tables(whole));
}

#[test]
fn missing_shares_are_named_and_computed_later() {
    let folder = folder(SCENARIO);
    let whole = whole(&folder);
    share(&folder, "1/3", &[]);
    share(&folder, "3/3", &[]);
    folder
        .cfs(&["merge", "shares"])
        .with(5)
        .says("cfs::share::missing")
        .says("of 10 units of `wide` are missing: share 2/3 (")
        .says("--share N/OF --resume");
    folder
        .cfs(&["status", "shares"])
        .with(5)
        .prints("wide: 2 of 3 shares done, ")
        .prints("missing: 2\n");
    folder
        .cfs(&["merge", "shares", "--partial", "-o", "part"])
        .with(0)
        .says("warning: the results of `wide` are of ");
    assert!(folder.read("part/wide.json").contains("\"partial\": {"));
    share(&folder, "2/3", &["--resume"]);
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    assert_same(&merged(&folder), &whole);
    folder
        .cfs(&["status", "shares"])
        .with(0)
        .prints("wide: 3 of 3 shares done, 10 of 10 units\n");
    // What was written in part is replaced by all of it.
    folder.cfs(&["merge", "shares", "-o", "part", "-q"]).with(0);
    assert_same(&folder.files("part"), &whole);
}

#[test]
fn shares_that_do_not_belong_together_are_refused() {
    let folder = folder(SCENARIO);
    share(&folder, "1/2", &[]);
    share(&folder, "2/2", &["--set", "seed=9"]);
    folder
        .cfs(&["merge", "shares"])
        .with(4)
        .says("cfs::share::foreign")
        .says("do not belong together");
    assert!(merged(&folder).is_empty(), "nothing is written");
    share(&folder, "2/2", &[]);
    // The units of the other seed are kept.
    assert!(merged(&folder).contains_key("wide.2of2.journal.old"));

    // A scenario that was edited meanwhile.
    folder.write("shared.cfs", format!("# edited\n{SCENARIO}"));
    share(&folder, "1/2", &["--resume"]);
    folder
        .cfs(&["merge", "shares"])
        .with(4)
        .says("wide.2of2.share")
        .says("was changed between them");
    share(&folder, "2/2", &["--resume"]);
    folder.cfs(&["merge", "shares", "-q"]).with(0);

    // Another kind of processor.
    change_head(&folder, "shares/wide.2of2.share", |head| {
        head.4 ^= 1;
        head.5 = "another processor".into();
    });
    folder
        .cfs(&["merge", "shares"])
        .with(4)
        .says("cfs::share::processor")
        .says("another processor");
    folder.cfs(&["merge", "shares", "--mixed", "-q"]).with(0);
    // Another form of shares.
    let name = "shares/wide.2of2.share";
    let bytes = std::fs::read(folder.path(name)).unwrap();
    let mut earlier = bytes.clone();
    earlier[..12].copy_from_slice(b"cfs share 1\n");
    folder.write(name, earlier);
    folder
        .cfs(&["merge", "shares"])
        .with(4)
        .says("cfs::share::foreign")
        .says("wide.2of2.share` was written by another version of cfs");
    folder.write(name, bytes);
    // Another build.
    change_head(&folder, "shares/wide.2of2.share", |head| {
        head.0 = "0.0.1 of yesterday".into();
    });
    folder
        .cfs(&["merge", "shares", "--mixed"])
        .with(4)
        .says("cfs::share::foreign")
        .says("was computed by the build `0.0.1 of yesterday`");
    folder
        .cfs(&["merge", "empty"])
        .with(4)
        .says("cannot be read");
    folder.write("empty/x", "");
    folder
        .cfs(&["merge", "empty"])
        .with(4)
        .says("there is no share in `empty`");
}

/// What a share says of itself before its scenario: build, experiment, share, realizations, probe, processor.
type Front = (String, String, (u32, u32), u32, u64, String);

/// Makes a share say something else of itself.
fn change_head(folder: &Folder, name: &str, change: impl Fn(&mut Front)) {
    let bytes = std::fs::read(folder.path(name)).unwrap();
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut all = Vec::new();
    DeflateDecoder::new(&bytes[line..])
        .read_to_end(&mut all)
        .unwrap();
    let mut records = Records::new(&all[..], 0);
    let (head, place) = records.next_record().unwrap().unwrap();
    let (mut front, rest): (Front, &[u8]) = postcard::take_from_bytes(&head.data).unwrap();
    change(&mut front);
    let mut data = postcard::to_stdvec(&front).unwrap();
    data.extend_from_slice(rest);
    let head = Record { data, ..head };
    let mut deflated = DeflateEncoder::new(bytes[..line].to_vec(), Compression::default());
    deflated.write_all(&head.to_bytes()).unwrap();
    deflated.write_all(&all[place.length as usize..]).unwrap();
    folder.write(name, deflated.finish().unwrap());
}

#[test]
fn shares_are_of_what_was_asked_for() {
    let folder = folder(SCENARIO);
    let asked = ["--set", "seed=3", "--set", "aps=4", "--only", "wide"];
    let whole = ["run", "shared.cfs", "-q", "-o", "whole"];
    folder.cfs(&[&whole[..], &asked].concat()).with(0);
    share(&folder, "1/2", &asked);
    share(&folder, "2/2", &asked);
    let names = folder.names("shares");
    assert_eq!(names, ["wide.1of2.share", "wide.2of2.share"]);
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    assert_same(&merged(&folder), &folder.files("whole"));
    // What is asked for otherwise does not belong to it.
    for other in [&["--set", "seed=3", "--set", "aps=4"][..], &asked[..2]] {
        share(&folder, "2/2", other);
        folder
            .cfs(&["merge", "shares"])
            .with(4)
            .says("was changed between them");
    }
    // More networks by `--set` are a part of the same run.
    let more = [&asked[..], &["--set", "realizations=7"]].concat();
    folder.cfs(&[&whole[..], &more].concat()).with(0);
    for number in ["1/2", "2/2"] {
        share(&folder, number, &[&more[..], &["--resume"]].concat());
    }
    let _ = std::fs::remove_file(folder.path("shares/other.2of2.share"));
    let _ = std::fs::remove_file(folder.path("shares/other.1of2.share"));
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    let mut found = merged(&folder);
    // Units of the other requests.
    found.retain(|name, _| !name.ends_with(".old"));
    assert_same(&found, &folder.files("whole"));
}

#[test]
fn damaged_shares_are_found_whatever_is_wrong() {
    let folder = folder(SCENARIO);
    let whole = whole(&folder);
    for number in 1..=3 {
        share(&folder, &format!("{number}/3"), &[]);
    }
    let name = "shares/wide.2of3.share";
    let good = std::fs::read(folder.path(name)).unwrap();
    let mut damages: Vec<Vec<u8>> = vec![Vec::new(), b"x".to_vec(), good[..5].to_vec()];
    for part in 1..8 {
        damages.push(good[..good.len() * part / 8].to_vec());
        let mut flipped = good.clone();
        flipped[good.len() * part / 8] ^= 0x10;
        damages.push(flipped);
    }
    damages.push(good[..good.len() - 1].to_vec());
    for damaged in damages {
        folder.write(name, &damaged);
        folder
            .cfs(&["merge", "shares"])
            .with(4)
            .says("cfs::share::damaged")
            .says("wide.2of3.share");
    }
    folder
        .cfs(&["merge", "shares", "--partial", "-q"])
        .with(0)
        .says("it is left out");
    folder
        .cfs(&["status", "shares"])
        .with(5)
        .prints("damaged: wide.2of3.share");
    share(&folder, "2/3", &["--resume"]);
    // One that is there twice is taken once.
    folder.write("shares/wide.2of3.copy.share", &good);
    folder
        .cfs(&["merge", "shares"])
        .with(0)
        .says("units of `wide` are in more than one file");
    assert_same(&merged(&folder), &whole);
}

#[test]
fn raised_realizations_compute_only_what_is_new() {
    let folder = folder(SCENARIO);
    for number in 1..=3 {
        share(&folder, &format!("{number}/3"), &["--realizations", "4"]);
    }
    let more = [
        "--realizations",
        "9",
        "--resume",
        "--message-format",
        "json",
    ];
    let mut reused = 0;
    for number in 1..=3 {
        let share = format!("{number}/3");
        let arguments = ["run", "shared.cfs", "-o", "shares", "--share", &share];
        let ended = folder.cfs(&[&arguments[..], &more].concat()).with(0);
        for line in ended.stdout.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            reused += line["reused"].as_u64().unwrap_or_default();
        }
    }
    assert_eq!(reused, 2 * 4 + 4, "every unit of the first round");
    folder
        .cfs(&[
            "run",
            "shared.cfs",
            "-q",
            "-o",
            "whole",
            "--realizations",
            "9",
        ])
        .with(0);
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    assert_same(&merged(&folder), &folder.files("whole"));
}

#[test]
fn a_precision_takes_rounds_of_shares() {
    let scenario = "\
use \"small.cfs\"
experiment wide on small {
  realizations until sum_rate within 4 % at most 400
  solve communication
}
";
    let folder = folder(scenario);
    let whole = whole(&folder);
    let mut rounds = 0;
    loop {
        rounds += 1;
        assert!(rounds < 8, "it does not end");
        for number in 1..=2 {
            share(&folder, &format!("{number}/2"), &["--resume"]);
        }
        let ended = folder.cfs(&["merge", "shares", "-q"]);
        if ended.code == Some(0) {
            break;
        }
        ended.with(5).says("`wide` needs another round of shares");
    }
    assert!(rounds > 1);
    let mut found = merged(&folder);
    // Units beyond the stage at which the precision is reached.
    found.remove("wide.journal.old");
    assert_same(&found, &whole);
}

#[test]
fn one_process_computes_a_share_and_one_puts_shares_together() {
    let folder = folder(SCENARIO);
    share(&folder, "1/1", &[]);
    let held = cfs::OutputFolder::open(folder.path("shares")).unwrap();
    for name in ["wide.1of1", "wide"] {
        held.hold(name).unwrap();
    }
    let arguments = ["run", "shared.cfs", "-o", "shares", "--share", "1/1"];
    folder.cfs(&arguments).with(4).says("cfs::output::busy");
    folder
        .cfs(&["merge", "shares"])
        .with(4)
        .says("cfs::output::busy");
    drop(held);
    for share in ["0/3", "4/3", "x", "1", "1/0", "1/100001"] {
        folder
            .cfs(&["run", "shared.cfs", "--share", share])
            .with(2)
            .says("expected a share such as 3/40");
    }
}
