//! The language from the outside: scenarios in, plans or messages out.
//!
//! Each file of `tests/good` and `tests/bad/<phase>` has one snapshot that
//! holds its source and what the language makes of it, so that a review reads
//! both. `INSTA_UPDATE=always cargo test` accepts changes.

use std::fs;
use std::path::{Path, PathBuf};

use cfs::model::{Checked, Style, check, explain, reference, render, render_json, table, words};
use cfs::plan;
use cfs::syntax::{MemorySources, ReadError, SourceProvider};

/// Files of the repository.
struct Files;

impl SourceProvider for Files {
    fn resolve(&self, from: &str, target: &str) -> String {
        MemorySources::new().resolve(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        fs::read_to_string(root().join(name)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(error.to_string()),
        })
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the language makes of a scenario: its plan, or its faults.
fn outcome(checked: &Checked) -> String {
    match &checked.scenario {
        Some(scenario) => {
            let plan = plan::build(scenario);
            plan::describe(scenario, &plan, &checked.sources).to_string()
        }
        None => render(&checked.faults, &checked.sources, Style::Plain, 100),
    }
}

/// The scenarios of a folder of tests, by name. Those whose name begins with
/// `used_` are there to be used by others.
fn scenarios(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".cfs") && !name.starts_with("used_"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} holds no scenarios");
    names
}

fn snapshot(name: &str, checked: &Checked) {
    let source = Files.read(name).unwrap();
    let text = format!("{source}\n=====\n{}", outcome(checked));
    let stem = name
        .trim_start_matches("tests/")
        .trim_end_matches(".cfs")
        .replace('/', "__");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(stem, text));
}

#[test]
fn good_scenarios_become_plans() {
    for name in scenarios("tests/good") {
        let checked = check(&Files, &name);
        assert!(checked.faults.is_empty(), "{name}:\n{}", outcome(&checked));
        snapshot(&name, &checked);
    }
}

#[test]
fn bad_scenarios_are_told_what_is_wrong() {
    let mut phases: Vec<PathBuf> = fs::read_dir(root().join("tests/bad"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    phases.sort();
    for phase in phases {
        let folder = format!("tests/bad/{}", phase.file_name().unwrap().to_str().unwrap());
        for name in scenarios(&folder) {
            let checked = check(&Files, &name);
            assert!(!checked.faults.is_empty(), "{name} has no faults");
            snapshot(&name, &checked);
        }
    }
}

#[test]
fn the_region_has_one_case_and_a_grid_of_its_own_in_each_realization() {
    let scenario = check(&Files, "scenarios/region.cfs").scenario.unwrap();
    let plan = plan::build(&scenario);
    let [region] = plan.experiments.as_slice() else {
        panic!("one experiment")
    };
    assert_eq!(
        (region.name.as_str(), region.seed, region.realizations),
        ("region", 2025, 8)
    );
    assert_eq!(region.cases.len(), 1);
    assert!(region.needs.s_min && region.needs.r_max);
    let plan::Budget::Values(budget) = &region.cases[0].chains[0].budget else {
        panic!("a budget")
    };
    let names = plan::ResultNames {
        s_min: Some(3.53),
        ..Default::default()
    };
    let points = budget.points(&names).unwrap();
    assert_eq!(
        (points.len(), points[0], points[12]),
        (13, (0, 3.53), (12, 9.53))
    );
    let deployment = &region.cases[0].deployment;
    assert!((deployment.beampattern.power - 3.162).abs() < 1e-3);
    assert_eq!(deployment.access_points.antennas, 12);
}

/// The sample of the language's design, word for word.
const SAMPLE: &str = r#"use "table1.cfs"                      # the settings of Table I, as deployment table1

deployment small extends table1 {
  aps 4 {
    antennas 12
    power    125 dB                   # over the noise
    facing   target
  }
  users   9
  targets 3
}

experiment region on small {
  realizations 200
  seed         2025
  sweep delta from S_min to 10 step 0.5 solve isac
  plot   sum_rate over mse
  expect mean sum_rate at delta 6 >= 0.9 * mean R_max
  golden "region.golden.csv" rtol 1e-6 atol 1e-9
}

experiment area on table1 {
  realizations 50
  compare scheme [proposed, zf, mrt]
  sweep area from 0.5 km to 4 km step 0.5 km solve isac at delta 6
}

experiment aps on table1 {
  sweep aps over [3, 4, 6, 8] with antennas = 48 / aps
  sweep delta from S_min to 10 step 0.5 solve isac
}
"#;

fn with_table1(text: &str) -> MemorySources {
    MemorySources::new()
        .with("table1.cfs", Files.read("scenarios/table1.cfs").unwrap())
        .with("sample.cfs", text)
}

#[test]
fn the_sample_of_the_design_is_read_whole() {
    // Its baselines are planned and not built, and that is all there is to say against it.
    let checked = check(&with_table1(SAMPLE), "sample.cfs");
    let codes: Vec<&str> = checked
        .faults
        .iter()
        .map(|fault| fault.code.as_str())
        .collect();
    assert_eq!(codes, ["cfs::name::unavailable"], "{}", outcome(&checked));

    let today = SAMPLE.replace("[proposed, zf, mrt]", "[proposed]");
    let checked = check(&with_table1(&today), "sample.cfs");
    assert!(checked.faults.is_empty(), "{}", outcome(&checked));
    let plan = plan::build(&checked.scenario.unwrap());
    let shape: Vec<(&str, usize, usize)> = plan
        .experiments
        .iter()
        .map(|e| (e.name.as_str(), e.axes.len(), e.cases.len()))
        .collect();
    assert_eq!(shape, [("region", 1, 1), ("area", 2, 8), ("aps", 2, 4)]);
    let antennas: Vec<usize> = plan.experiments[2]
        .cases
        .iter()
        .map(|case| case.deployment.access_points.antennas)
        .collect();
    assert_eq!(antennas, [16, 12, 8, 6]);
}

#[test]
fn the_scenarios_that_come_with_the_program_have_no_faults() {
    for name in scenarios("scenarios") {
        let checked = check(&Files, &name);
        assert!(checked.faults.is_empty(), "{name}:\n{}", outcome(&checked));
    }
}

/// Table I as a file says what the defaults say: a value changed in one place only shows here.
#[test]
fn table_1_is_the_default() {
    let checked = check(&Files, "scenarios/table1.cfs");
    let scenario = checked.scenario.unwrap();
    for (path, assigned) in scenario.deployments[0].settings.iter() {
        let default = cfs::model::defaults().get(path).unwrap();
        assert_eq!(assigned.value, default.value, "{path}");
    }
}

/// Every row of the table of signatures has an example that the language accepts where the row says.
#[test]
fn examples_of_settings_are_accepted() {
    use cfs::model::Role;
    for row in table::settings() {
        let path = match row.role {
            // The example of a parameter is the statement that it stands in.
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
        } else {
            String::new()
        };
        let text = format!("{enough}{text}\nsolve communication\n");
        let sources = MemorySources::new()
            .with("e.cfs", text)
            .with("users.csv", "x_km,y_km\n1,1\n0.5,1\n1,0.5\n");
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
    // with infinite ends can not be written: constants are checked before.
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

/// `UPDATE_REFERENCE=1 cargo test` writes the page anew.
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

#[test]
fn faults_as_json_have_places_in_characters_and_bytes() {
    let sources =
        MemorySources::new().with("a.cfs", "# \u{e4}\n\tlet \u{e4} = 3 kn\nsolve sensing\n");
    let checked = check(&sources, "a.cfs");
    let json = render_json(&checked.faults, &checked.sources);
    let value: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(value["code"], "cfs::unit::unknown");
    assert_eq!(value["help"], "did you mean `km`?");
    let label = &value["labels"][0];
    assert_eq!(
        (&label["start"]["line"], &label["start"]["column"]),
        (&2.into(), &12.into())
    );
    assert_eq!(label["bytes"], serde_json::json!([17, 19]));
}

#[test]
fn hostile_sources_are_refused_and_harm_nothing() {
    let codes = |text: String| -> Vec<String> {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        checked.faults.into_iter().map(|fault| fault.code).collect()
    };
    let has = |text: String, code: &str| {
        let codes = codes(text);
        assert!(codes.iter().any(|c| c == code), "{code} not in {codes:?}");
    };
    has(
        format!("let a = {}1{}", "(".repeat(70), ")".repeat(70)),
        "cfs::limit::nesting",
    );
    has("(".repeat(100_000), "cfs::limit::nesting");
    has("a {\n".repeat(100_000), "cfs::limit::nesting");
    has(" ".repeat(5 << 20), "cfs::limit::size");
    has(
        format!("let a = 1{}", " + 1".repeat(5000)),
        "cfs::limit::expression",
    );
    has(
        format!("let a = 1{}", " ^ 1".repeat(500)),
        "cfs::limit::nesting",
    );
    has(
        format!("let a = {}1", "- ".repeat(500)),
        "cfs::limit::nesting",
    );
    has(
        format!("let a = {}1", "[\n".repeat(60)),
        "cfs::syntax::unclosed",
    );

    let mut chain = MemorySources::new();
    for index in 0..40 {
        chain = chain.with(
            format!("{index}.cfs"),
            format!("use \"{}.cfs\"\n", index + 1),
        );
    }
    let checked = check(&chain, "0.cfs");
    assert_eq!(checked.faults[0].code, "cfs::limit::use");
}

#[test]
fn fingerprints_depend_on_meaning_and_on_nothing_else() {
    let of = |text: &str| {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert!(checked.faults.is_empty(), "{}", outcome(&checked));
        plan::build(&checked.scenario.unwrap()).experiments[0].cases[0].fingerprint
    };
    let base = of("sweep delta from S_min to 10 step 0.5 solve isac");
    // Pinned: stored results are found by it.
    assert_eq!(format!("{base:016x}"), "1ec34dc5c2995c20");
    for same in [
        "# a comment\naps 6 { antennas 12 }\nsweep delta from S_min to 10 step 1/2\nsolve isac",
        "area 2000 m\nseed 9\nrealizations 7\nsweep delta from S_min to 10 step 0.5 solve isac",
        "experiment other { sweep delta from S_min to 10 step 0.5 solve isac }",
    ] {
        assert_eq!(of(same), base, "{same}");
    }
    for other in [
        "users 8\nsweep delta from S_min to 10 step 0.5 solve isac",
        "starts 2\nsweep delta from S_min to 10 step 0.5 solve isac",
        "boundary_tolerance 1e-3\nsweep delta from S_min to 10 step 0.5 solve isac",
        "sweep delta from S_min to 9 step 0.5 solve isac",
        "solve sensing",
    ] {
        assert_ne!(of(other), base, "{other}");
    }
}

#[test]
fn units_of_work_have_names_that_last() {
    let checked = check(&Files, "scenarios/region.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let region = &plan.experiments[0];
    let ids: std::collections::BTreeSet<u64> =
        region.units().map(|unit| region.unit_id(unit)).collect();
    assert_eq!(ids.len(), 8);
    let mut other = region.clone();
    other.seed += 1;
    assert!(
        region
            .units()
            .all(|unit| !ids.contains(&other.unit_id(unit)))
    );
}

#[test]
fn expectations_are_evaluated_by_whoever_has_the_rows() {
    let text = "sweep delta from S_min to 10 step 0.5 solve isac\n\
                expect mean sum_rate at delta 6 >= 0.9 * mean R_max\n";
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let [expectation] = plan.experiments[0].expectations.as_slice() else {
        panic!("one expectation")
    };
    assert_eq!(
        expectation.text,
        "mean sum_rate at delta 6 >= 0.9 * mean R_max"
    );
    let with = |rate: Option<f64>| {
        expectation.evaluate(&|query| match &query.of {
            plan::Quantified::Metric(name) => {
                assert_eq!(
                    (name.as_str(), query.aggregate),
                    ("sum_rate", plan::Aggregate::Mean)
                );
                assert_eq!(query.at[0].axis, "delta");
                assert_eq!(query.at[0].value, plan::AxisValue::Number(6.0));
                rate
            }
            plan::Quantified::Result(name) => (*name == plan::ResultName::RMax).then_some(40.0),
        })
    };
    assert_eq!(
        with(Some(36.0)),
        plan::ExpectOutcome {
            left: Some(36.0),
            right: Some(36.0),
            passed: true
        }
    );
    assert!(!with(Some(35.9)).passed);
    // No such rows: the expectation was not met.
    assert_eq!(
        with(None),
        plan::ExpectOutcome {
            left: None,
            right: Some(36.0),
            passed: false
        }
    );
}

mod properties {
    use super::*;
    use cfs::syntax::{FileId, Item, Span, Token, TokenKind, parse};
    use proptest::prelude::*;

    /// Text that is more often nearly right than noise is.
    fn nearly_a_scenario() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "sweep",
            "delta",
            "from",
            "S_min",
            "to",
            "10",
            "step",
            "0.5",
            "solve",
            "isac",
            "aps",
            "antennas",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            "=",
            "-",
            "*",
            "^",
            "<=",
            "let",
            "x",
            "125",
            "dB",
            "dBB",
            "km",
            "\"",
            "#",
            "\n",
            "\t",
            "\r\n",
            "over",
            "with",
            "where",
            "zip",
            "expect",
            "mean",
            "sum_rate",
            "at",
            "experiment",
            "on",
            "deployment",
            "extends",
            "use",
            "\u{e4}",
            "\u{a0}",
            "1e999",
            ".",
            "placement",
            "area",
            "disc",
            "explicit",
            "power",
            "total",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
    }

    fn in_range(text: &str, span: Span) {
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
        assert!(
            text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
            "{span:?}"
        );
    }

    fn tokens_in_range(text: &str, tokens: &[Token]) {
        for token in tokens {
            in_range(text, token.span);
            if let TokenKind::Group(elements) | TokenKind::List(elements) = &token.kind {
                elements
                    .iter()
                    .for_each(|inner| tokens_in_range(text, inner));
            }
        }
    }

    fn items_in_range(text: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Error(span) => in_range(text, *span),
                Item::Statement(statement) => {
                    in_range(text, statement.span);
                    assert_eq!(
                        &text[statement.word.span.start..statement.word.span.end],
                        statement.word.text
                    );
                    tokens_in_range(text, &statement.arguments);
                    if let Some(block) = &statement.block {
                        in_range(text, block.open.to(block.close));
                        items_in_range(text, &block.items);
                    }
                }
            }
        }
    }

    /// Reads, checks and draws; nothing may panic, and every place lies in the text.
    fn survives(text: &str) {
        let (tree, errors) = parse(FileId(0), text);
        items_in_range(text, &tree.items);
        tree.comments
            .iter()
            .for_each(|comment| in_range(text, comment.span));
        errors.iter().for_each(|error| in_range(text, error.span()));
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        for (span, _) in checked.faults.iter().flat_map(|fault| &fault.labels) {
            in_range(text, *span);
        }
        outcome(&checked);
        render_json(&checked.faults, &checked.sources);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            survives(&text);
        }

        #[test]
        fn any_nearly_right_text_is_survived(text in nearly_a_scenario()) {
            survives(&text);
        }
    }
}

/// A long scenario is checked faster than an editor redraws; ten times that is allowed without optimisation.
#[test]
fn a_thousand_lines_are_checked_at_once() {
    let mut text = String::new();
    for index in 0..100 {
        text += &format!(
            "deployment d{index} {{\n  aps 6 {{\n    antennas 4 * 3\n    power 125 dB\n  }}\n}}\n\
             experiment e{index} on d{index} {{\n  # one of many\n  sweep users over [3, 4, 5]\n  sweep delta from S_min to 10 step 0.5 solve isac\n}}\n"
        );
    }
    assert!(text.lines().count() >= 1000);
    let sources = MemorySources::new().with("a.cfs", text);
    let start = std::time::Instant::now();
    let checked = check(&sources, "a.cfs");
    let spent = start.elapsed();
    assert!(checked.faults.is_empty());
    println!("{spent:?}");
    assert!(
        spent.as_millis() < if cfg!(debug_assertions) { 1000 } else { 100 },
        "{spent:?}"
    );
}
