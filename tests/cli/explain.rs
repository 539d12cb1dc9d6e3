//! `cfs explain`

use cfs::model::words;

use crate::support::Folder;

#[test]
fn every_word_and_code_is_explained() {
    let folder = Folder::new();
    for word in words() {
        let ended = folder.cfs(&["explain", "--", word]).with(0);
        assert!(ended.stdout.len() > word.len(), "{word}");
    }
}

#[test]
fn codes_of_the_command_line_are_explained() {
    let folder = Folder::new();
    let codes = [
        "expect::failed",
        "golden::differs",
        "golden::missing",
        "golden::unusable",
        "output::clash",
        "output::write",
        "run::nothing",
        "run::points",
        "run::failed",
        "run::stopped",
        "usage",
    ];
    for code in codes {
        let short = folder.cfs(&["explain", code]).with(0).stdout;
        let long = folder
            .cfs(&["explain", &format!("cfs::{code}")])
            .with(0)
            .stdout;
        assert_eq!(short, long);
    }
}

#[test]
fn without_a_word_there_is_an_overview() {
    let ended = Folder::new().cfs(&["explain"]).with(0);
    for word in ["sweep", "pilots.length", "S_min", "sum_rate", "sqrt", "dB"] {
        assert!(ended.stdout.contains(word), "{word}");
    }
}

#[test]
fn a_misspelt_word_gets_a_suggestion() {
    let folder = Folder::new();
    folder
        .cfs(&["explain", "antenas"])
        .with(2)
        .says("did you mean `antennas`?");
    folder
        .cfs(&["explain", "qqqqqqqqqqqq"])
        .with(2)
        .says("`cfs explain`");
    folder.cfs(&["explain", ""]).with(2);
}
