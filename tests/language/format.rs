//! The formatter on every scenario of the repository, and on texts made of them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use cfs::language::format::{FormatError, format};
use cfs::language::syntax::{FileId, MemorySources, parse};
use proptest::prelude::*;

/// The canonical form, which is its own.
fn formatted(text: &str) -> Result<String, FormatError> {
    let once = format(FileId(0), text)?;
    let twice = format(FileId(0), &once);
    assert_eq!(twice.as_ref(), Ok(&once), "not idempotent:\n{text}");
    Ok(once)
}

/// The texts of the scenarios of a folder, by their paths.
fn scenarios(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if path.is_dir() {
            found.extend(scenarios(&name));
        } else if path.extension().is_some_and(|ending| ending == "cfs")
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push((name, text));
        }
    }
    found.sort();
    found
}

/// Every text of the repository that can be read.
static READABLE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folders = ["scenarios", "tests/good", "tests/bad"];
    let texts = folders
        .into_iter()
        .flat_map(scenarios)
        .map(|(_, text)| text);
    texts
        .filter(|text| parse(FileId(0), text).1.is_empty())
        .collect()
});

#[test]
fn every_scenario_is_in_canonical_form() {
    for (name, text) in ["scenarios", "tests/good"].into_iter().flat_map(scenarios) {
        assert_eq!(
            format(FileId(0), &text),
            Ok(text),
            "{name}: `cfs fmt {name}` rewrites it"
        );
    }
}

#[test]
fn a_canonical_text_has_the_statements_and_comments_of_the_original() {
    let texts = &*READABLE;
    assert!(texts.len() > 100, "{}", texts.len());
    for text in texts {
        formatted(text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    }
}

#[test]
fn white_space_does_not_change_what_is_planned() {
    let loose = "aps   3{\nantennas   4\nfacing   bearing 0deg\n}\nusers 2 # two\ntargets 1\npilots {\n power  125dB\n}\nbeampattern {\n\twidth 10°\n}\n\
                 sweep bearing from -5deg to 5 deg step 5deg\nsweep delta over [ 1,\n2 ] solve isac\n";
    let plan = |text: &str| {
        let sources = MemorySources::new().with("a.cfs", text);
        let scenario = cfs::Scenario::parse(&sources, "a.cfs").unwrap();
        let experiment = scenario.plan().experiments().next().unwrap();
        let plan = experiment.plan();
        let cases = plan.cases.iter().map(|case| case.fingerprint);
        (cases.collect::<Vec<_>>(), format!("{:?}", plan.axes))
    };
    let canonical = formatted(loose).unwrap();
    assert!(canonical.contains("power 125 dB"), "{canonical}");
    assert_eq!(plan(loose), plan(&canonical));
}

/// White space and comments that may be between two tokens of a text.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "", "", "", "", " ", "  ", "\t", "     ", "\n", "\n\n", "\n\n\n", " # x\n", "\n# y\n",
        "\r\n", ",", ", ", "{", "}\n", "[", "]", "(", ")", "- ", " -", "+", "^", "°", "%", "é",
        "\u{3000}",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_text_is_formatted_or_refused(
        which in any::<prop::sample::Index>(),
        places in prop::collection::vec((any::<prop::sample::Index>(), gap()), 0..12),
    ) {
        let mut text = which.get(&READABLE).clone();
        for (place, gap) in places {
            let mut at = place.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, gap);
        }
        match formatted(&text) {
            Ok(canonical) => {
                // Nothing but white space, final commas and line breaks differs.
                let marks = |text: &str| -> String {
                    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\u{feff}')).collect()
                };
                prop_assert_eq!(marks(&text), marks(&canonical));
            }
            Err(FormatError::Syntax(errors)) => prop_assert!(!errors.is_empty()),
            Err(FormatError::Changed) => prop_assert!(false, "changed:\n{}", text),
        }
    }
}
