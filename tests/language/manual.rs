//! The table of signatures: its examples, its explanations, its manual.

use std::fs;

use cfs::language::syntax::MemorySources;
use cfs::language::vocabulary::table;
use cfs::language::{Role, check, explain, reference, words};

use crate::numpy::numpy;
use crate::{outcome, root};

/// Every row of the table of signatures has an example that the language accepts where the row says.
#[test]
fn examples_of_settings_are_accepted() {
    for row in table::settings() {
        let path = match row.role {
            // The example of a parameter is the statement that contains it.
            Role::Parameter => {
                table::settings()
                    .iter()
                    .find(|other| {
                        other.role == Role::Setting
                            && row.example.starts_with(&format!("{} ", other.word()))
                            && row.path.starts_with(other.path)
                    })
                    .unwrap()
                    .path
            }
            _ => row.path,
        };
        let mut text = row.example.to_owned();
        let (_, word) = path.rsplit_once('.').unwrap_or(("", path));
        assert!(text.starts_with(word), "{}: {text}", row.path);
        if let Some((parent, _)) = path.rsplit_once('.') {
            text = format!("{parent} {{\n{text}\n}}");
        }
        let counts = "users";
        let enough = if row.path.starts_with("users.placement.at") {
            format!("{counts} 3\n")
        } else if row.path.starts_with("channels") {
            "aps 6 {\npower 0 dB\n}\n".to_owned()
        } else if row.path.starts_with("noise.") && row.path != "noise.bandwidth" {
            "noise {\nbandwidth 20 MHz\n}\n".to_owned()
        } else {
            String::new()
        };
        let text = format!("{enough}{text}\nsolve communication\n");
        let sources = MemorySources::new()
            .with("e.cfs", text)
            .with("users.csv", "x_km,y_km\n1,1\n0.5,1\n1,0.5\n")
            .with_data("h.npy", numpy(&[9, 6, 12], |_| 1.0));
        let checked = check(&sources, "e.cfs");
        let faults: Vec<&str> = checked.faults.iter().map(|f| f.code.as_str()).collect();
        assert!(faults.is_empty(), "{}: {}", row.path, outcome(&checked));
    }
}

#[test]
fn every_word_and_every_code_can_be_explained() {
    for word in words() {
        assert!(explain(word).is_ok(), "{word}");
    }
    assert_eq!(explain("antenas"), Err(Some("antennas".into())));
    insta::with_settings!({snapshot_path => root().join("tests/snapshots"), prepend_module_to_snapshot => false}, {
        let texts: Vec<String> =
            ["power", "allocate", "sweep", "hac", "cfs::unit::missing"].map(|word| explain(word).unwrap()).into();
        insta::assert_snapshot!("explain", texts.join("\n-----\n"));
    });
}

/// Codes are promises: each is explained, and each has a bad example.
#[test]
fn codes_are_explained_and_shown() {
    let snapshots: Vec<String> = fs::read_dir(root().join("tests/snapshots"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    // Limits are tested where the text that exceeds them is made, and a range
    // with infinite ends cannot be written: constants are checked before.
    let elsewhere = [
        "limit::nesting",
        "limit::size",
        "limit::expression",
        "limit::use",
        "sweep::range",
    ];
    for row in table::codes() {
        let shown = snapshots.iter().any(|text| {
            text.lines()
                .any(|line| line == format!("cfs::{}", row.code))
        });
        assert!(
            shown || elsewhere.contains(&row.code),
            "{} has no bad example",
            row.code
        );
    }
    let known: Vec<String> = table::codes()
        .iter()
        .map(|row| format!("cfs::{}", row.code))
        .collect();
    for line in snapshots
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| line.starts_with("cfs::"))
    {
        assert!(
            known.iter().any(|code| code == line),
            "{line} is not explained"
        );
    }
}

/// `UPDATE_REFERENCE=1 cargo test` writes the page again.
#[test]
fn the_reference_manual_is_current() {
    let path = root().join("docs/language-reference.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, reference()).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap_or_default() == reference(),
        "run with UPDATE_REFERENCE=1"
    );
}
