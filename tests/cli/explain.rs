//! `cfs explain`

use cfs::language::words;

use crate::support::{Folder, objects};

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

#[test]
fn every_column_of_the_table_is_explained() {
    let folder = Folder::new();
    let words = [
        "realization",
        "delta",
        "zeta",
        "step",
        "part",
        "status",
        "solved",
        "infeasible",
        "failed",
        "reason",
        "nu",
        "gap",
        "kkt_residual",
        "dual_violation",
        "power_violation",
        "mse_violation",
        "rate_violation",
        "spread",
    ];
    for word in words {
        folder.cfs(&["explain", word]).with(0);
    }
}

#[test]
fn noise_and_absolute_powers_are_explained() {
    let folder = Folder::new();
    let noise = folder.cfs(&["explain", "noise"]).with(0).stdout;
    assert!(noise.contains("k_B T B F"), "{noise}");
    for (word, text) in [
        ("dBm", "a unit"),
        ("bandwidth", "20 MHz"),
        ("noise_figure", "is called `figure` here"),
    ] {
        let said = folder.cfs(&["explain", word]).with(0).stdout;
        assert!(said.contains(text), "{said}");
    }
    // The lines that it shows are a scenario.
    let shown = noise.find("  noise {\n").map(|at| &noise[at..]).unwrap();
    let shown = &shown[..shown.find("\n\n  or").unwrap()];
    folder.write("noise.cfs", format!("{shown}\nsolve communication\n"));
    let plan = folder.cfs(&["plan", "noise.cfs"]).with(0).stdout;
    assert!(plan.contains("30 dBm") && plan.contains("9 dB"), "{plan}");
}

#[test]
fn units_are_listed() {
    let units = Folder::new().cfs(&["explain", "units"]).with(0).stdout;
    for unit in ["km", "dB", "linear", "deg", "MHz", "%"] {
        assert!(units.contains(&format!("\n    {unit} ")), "{unit}");
    }
}

#[test]
fn several_words_are_a_path_or_explained_one_by_one() {
    let folder = Folder::new();
    let path = folder.cfs(&["explain", "pilots.length"]).with(0).stdout;
    let words = folder.cfs(&["explain", "pilots", "length"]).with(0).stdout;
    assert_eq!(words, path);
    let both = folder.cfs(&["explain", "solve", "isac"]).with(0).stdout;
    assert!(both.starts_with("solve - ") && both.contains("\nisac - "));
    folder
        .cfs(&["explain", "solve", "isca"])
        .with(2)
        .says("did you mean `isac`?");
}

#[test]
fn the_vocabulary_is_data_for_tools() {
    let folder = Folder::new();
    let ended = folder.cfs(&["explain", "--message-format", "json"]).with(0);
    let [vocabulary] = &objects(&ended.stdout)[..] else {
        panic!("one object: {ended:?}");
    };
    assert_eq!(vocabulary["type"], "vocabulary");
    let listed = vocabulary["words"].as_array().unwrap();
    let find = |path: &str| listed.iter().find(|word| word["path"] == path).unwrap();
    let power = find("aps.power");
    assert_eq!(
        power["units"],
        serde_json::json!(["dB", "linear", "dBm", "W", "mW"])
    );
    assert_eq!(power["default"], "125 dB");
    let antennas = find("aps.antennas");
    assert_eq!(
        (&antennas["value"], &antennas["least"]),
        (&"count".into(), &1.0.into())
    );
    let samples = find("beampattern.samples");
    assert_eq!(samples["greatest"], 100_001.0);
    let allocate = find("pilots.allocate");
    let choices = allocate["choices"].as_array().unwrap();
    assert!(
        choices
            .iter()
            .any(|choice| choice["word"] == "hac" && choice["available"] == true)
    );
    // What a choice leads to is in the list.
    for word in listed {
        for choice in word["choices"].as_array().into_iter().flatten() {
            for following in choice["parameters"].as_array().into_iter().flatten() {
                find(following["path"].as_str().unwrap());
            }
        }
        assert!(!word["meaning"].as_str().unwrap().is_empty(), "{word}");
    }
    let codes = vocabulary["codes"].as_array().unwrap();
    assert!(
        codes
            .iter()
            .any(|code| code["code"] == "cfs::unit::missing")
    );
    let one = folder
        .cfs(&["explain", "sweep", "--message-format", "json"])
        .with(0);
    assert_eq!(objects(&one.stdout)[0]["word"], "sweep");
}
