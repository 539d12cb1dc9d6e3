//! Every word of every choice computes something of its own: what the vocabulary offers is walked row by row, so that a
//! new word without code of its own, or with another's, fails here.

use std::collections::BTreeMap;

use cfs::engine::downlink::Downlink;
use cfs::engine::scheme::Status;
use cfs::engine::{Deployment, estimation, network};
use cfs::language::syntax::MemorySources;
use cfs::language::vocabulary::meaning::{Means, Sets};
use cfs::language::vocabulary::table;
use cfs::language::{Choice, Kind, Problem, Role, Scenario, Signature, Style, check, render};
use cfs::plan::{self, Unit};
use cfs::run::{self, Part};

use crate::numpy::numpy;

/// Settings under which every choice of a policy, a place or a law shows: targets share access points, users share
/// pilots, and no default law holds. Each setting is a line of its own, by its path.
const BASE: &[(&str, &str)] = &[
    ("area", "area square 1.5 km"),
    (
        "path_loss",
        "path_loss log_distance intercept 101 dB slope 31 dB",
    ),
    ("aps", "aps 3"),
    ("aps.antennas", "antennas 4"),
    ("users", "users 4"),
    ("targets", "targets 4"),
    ("targets_per_ap", "targets_per_ap 2"),
    ("pilots.length", "length 3"),
];

/// What orthogonal pilots need instead: where no pilot is shared, other policies give each user one of its own too.
const ORTHOGONAL: (&str, &str) = ("pilots.length", "length 4");

/// Networks drawn of each deployment: policies agree on some of them, on all of them only by mistake.
const NETWORKS: u64 = 20;

/// A statement that says a choice of the row: the words and values after those of its setting.
fn statement(row: &Signature, choice: &Choice) -> String {
    let setting = table::settings()
        .iter()
        .find(|setting| setting.mode == Some(row.path))
        .unwrap_or_else(|| table::setting(row.path).expect("a setting"));
    let mut text = format!("{} {}", setting.word(), choice.word);
    for parameter in choice.parameters {
        let typed_by = table::setting(parameter.path).expect("a row for each parameter");
        for part in [parameter.keyword, Some(sample(typed_by))]
            .into_iter()
            .flatten()
        {
            text.push(' ');
            text.push_str(part);
        }
    }
    text
}

/// A value of a row that goes with [`BASE`].
fn sample(row: &Signature) -> &'static str {
    match (row.path, row.kind) {
        ("area", _) => "1.2 km",
        ("area.height", _) => "0.9 km",
        ("aps.power.total", _) => "133 dB",
        ("rate_floor", _) => "0.5",
        ("noise.figure.aps", _) => "5 dB",
        ("noise.figure.users", _) => "9 dB",
        (_, Kind::Number { .. }) => match row.word() {
            "separation" => "0.4 km",
            "bearing" => "30 deg",
            "carrier" | "target_carrier" => "3.5 GHz",
            "intercept" | "target_intercept" => "120 dB",
            "slope" | "target_slope" => "35 dB",
            _ => "125 dB",
        },
        ("aps.placement.at", _) => "[(0.2 km, 0.3 km), (1 km, 0.4 km), (0.6 km, 1 km)]",
        (_, Kind::Points) => "[(0.1 km, 0.2 km), (1 km, 0.7 km), (0.3 km, 1 km), (0.8 km, 0.9 km)]",
        (_, Kind::Groups) => "[[1], [2, 4], [3]]",
        (_, Kind::Numbers { .. }) => "[0.5, 2, 0, 1]",
        (_, Kind::Indices) => "[1, 2, 1, 3]",
        (_, Kind::Formula) => "100 dB + 20 dB * log10(d)",
        (_, Kind::Channels) => "\"h.npy\"",
        (path, kind) => panic!("{path} of {kind:?} needs a sample value"),
    }
}

/// A scenario of [`BASE`] with one setting said otherwise.
fn scenario(path: &str, line: &str) -> Scenario {
    let mut blocks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let own = table::setting(path).expect("a setting");
    let orthogonal = line.ends_with(" orthogonal");
    let base = BASE.iter().map(|&stated| match stated.0 == ORTHOGONAL.0 {
        true if orthogonal => ORTHOGONAL,
        _ => stated,
    });
    // What channels of a file mean depends on the power beside them.
    let power = (own.path == "channels").then_some(("aps.power", "power 125 dB"));
    // The noise shows in powers that are absolute.
    let noise: &[(&str, &str)] = match own.path.starts_with("noise.") {
        true => &[
            ("noise.bandwidth", "bandwidth 20 MHz"),
            ("aps.power", "power 30 dBm"),
            ("pilots.power", "power 20 dBm"),
        ],
        false => &[],
    };
    let said = base.chain(power).chain(noise.iter().copied());
    let said = said.filter(|(other, _)| *other != path);
    for (path, line) in said.chain([(path, line)]) {
        let row = table::setting(path).expect("a setting");
        blocks.entry(row.parent()).or_default().push(line);
    }
    let mut text = String::new();
    for line in blocks.remove("").unwrap_or_default() {
        let inner = blocks.remove(line.split(' ').next().unwrap_or_default());
        text.push_str(line);
        if let Some(inner) = inner {
            text.push_str(&format!(" {{\n{}\n}}", inner.join("\n")));
        }
        text.push('\n');
    }
    for (block, lines) in blocks {
        text.push_str(&format!("{block} {{\n{}\n}}\n", lines.join("\n")));
    }
    text.push_str("solve communication\n");
    let sources = MemorySources::new()
        .with("a.cfs", &text)
        .with_data("h.npy", numpy(&[4, 3, 4], |part| (part + 1) as f64 * 1e-7));
    let checked = check(&sources, "a.cfs");
    checked.scenario.unwrap_or_else(|| {
        let faults = render(&checked.faults, &checked.sources, Style::Plain, 100);
        panic!("{} in\n{text}\n{faults}", own.path)
    })
}

/// What a deployment computes: its networks, its estimates and what its sensing access points aim at, and what beams are judged by.
fn computed(deployment: &Deployment) -> String {
    let of = |realization| {
        let network = network::draw(deployment, 7, realization).expect("a network");
        let estimate = estimation::of_realization(&network, deployment, 7, realization);
        let estimate = estimate.expect("an estimate");
        let downlink = Downlink::of(&network, deployment, estimate.clone());
        let criterion = &downlink.criterion;
        format!(
            "{network:?} {estimate:?} {:?} {criterion:?}",
            downlink.roles
        )
    };
    (0..NETWORKS).map(of).collect()
}

/// Fails where two words have the same outcome.
fn all_differ(row: &str, outcomes: &[(&str, String)]) {
    for (index, (word, outcome)) in outcomes.iter().enumerate() {
        for (other, same) in &outcomes[..index] {
            assert!(
                outcome != same,
                "`{row}` computes the same for `{word}` as for `{other}`"
            );
        }
    }
}

#[test]
fn every_word_of_a_deployment_computes_something_of_its_own() {
    let rows = table::settings()
        .iter()
        .filter(|row| !row.choices().is_empty());
    for row in rows {
        let place = table::settings()
            .iter()
            .find(|setting| setting.mode == Some(row.path))
            .map_or(row.path, |setting| setting.path);
        let available = row.choices().iter().filter(|choice| choice.is_available());
        let outcomes: Vec<(&str, String)> = available
            .map(|choice| {
                let scenario = scenario(place, &statement(row, choice));
                (
                    choice.word,
                    computed(&scenario.experiments[0].cases[0].deployment),
                )
            })
            .collect();
        assert!(
            outcomes.len() > 1,
            "`{}` has nothing to choose from",
            row.path
        );
        all_differ(row.path, &outcomes);
    }
}

/// A number that a row sets shows in what is computed, and not another row's.
#[test]
fn every_number_of_a_deployment_sets_something_of_its_own() {
    let mut outcomes = Vec::new();
    for row in table::settings() {
        let value = match (row.sets, row.kind) {
            (Sets::Nothing, _) => continue,
            (Sets::Count(_), Kind::Count { .. }) if row.path == "coherence" => "60",
            (Sets::Count(_), Kind::Count { .. }) => "5",
            (Sets::Switch(_), Kind::Switch) => "on",
            (Sets::Number(_), Kind::Number { .. }) => match row.path {
                "shadowing" => "3 dB",
                "beampattern.width" => "17 deg",
                "aps.spacing" | "targets.reflection" => "0.7",
                _ => "-7 dB",
            },
            (sets, kind) => panic!("{}: {sets:?} does not go with {kind:?}", row.path),
        };
        let line = format!("{} {value}", row.word());
        let scenario = scenario(row.path, &line);
        let deployment = &scenario.experiments[0].cases[0].deployment;
        outcomes.push((row.path, format!("{deployment:?}")));
    }
    outcomes.push(("nothing", {
        let scenario = scenario("coherence", "coherence 40");
        format!("{:?}", scenario.experiments[0].cases[0].deployment)
    }));
    all_differ("settings", &outcomes);
}

/// The points of one small network, and the problem that they solve.
fn solved(statement: &str) -> (Problem, String) {
    let text = format!(
        "area square 0.5 km\naps 2 {{\n antennas 3\n}}\nusers 2\ntargets 1\npilots {{\n length 1\n}}\n\
         beampattern {{\n power 5 dB\n}}\nseed 5\nregion_tolerance 0.1\nsolve {statement}\n"
    );
    let sources = MemorySources::new().with("a.cfs", text);
    let scenario = check(&sources, "a.cfs").scenario.expect("a scenario");
    let plan = plan::build(&scenario);
    let unit = Unit {
        case: 0,
        realization: 0,
    };
    let points = run::solve(&plan.experiments[0], unit).points;
    (scenario.experiments[0].problem, format!("{points:?}"))
}

#[test]
fn every_scheme_computes_something_of_its_own() {
    let row = table::find(Role::Control, "scheme").expect("the row of schemes");
    let choices = row.choices().iter().filter(|choice| choice.is_available());
    let outcomes: Vec<(&str, String)> = choices
        .map(|choice| {
            let scheme = choice.scheme().expect("a scheme");
            assert_eq!(scheme.name, choice.word);
            let questions = [
                "communication",
                "isac at delta 3 * S_min",
                "isac at zeta 0.5 * R_max",
            ];
            let answers =
                questions.map(|question| solved(&format!("{question} using {}", choice.word)).1);
            (choice.word, answers.concat())
        })
        .collect();
    all_differ("scheme", &outcomes);
}

#[test]
fn every_problem_is_another() {
    let row = table::find(Role::Statement, "solve").expect("the row of problems");
    let outcomes: Vec<(&str, String)> = row
        .choices()
        .iter()
        .map(|choice| {
            let budget = if choice.word == "isac" {
                " at delta 6"
            } else {
                ""
            };
            let (problem, points) = solved(&format!("{}{budget}", choice.word));
            assert_eq!(problem.text(), choice.word);
            (choice.word, points)
        })
        .collect();
    all_differ("solve", &outcomes);
}

/// Words that columns show are those that the program writes.
#[test]
fn columns_show_the_words_that_the_program_writes() {
    let status = [
        Status::Solved,
        Status::Infeasible,
        Status::Failed(String::new()),
    ];
    let parts = [
        Part::LeastError,
        Part::LargestRate,
        Part::FullPower,
        Part::Between,
    ];
    let written: [(&str, Vec<&str>); 2] = [
        ("status", status.iter().map(Status::word).collect()),
        ("part", parts.iter().map(|part| part.word()).collect()),
    ];
    let mut rows = table::of_role(Role::Column).filter(|row| !row.choices().is_empty());
    for (path, words) in written {
        let row = table::find(Role::Column, path).expect("a column");
        let shown: Vec<&str> = row.choices().iter().map(|choice| choice.word).collect();
        assert_eq!(shown, words, "{path}");
        assert!(
            row.choices()
                .iter()
                .all(|choice| matches!(choice.means, Means::Shown))
        );
    }
    assert!(rows.all(|row| ["status", "part"].contains(&row.path)));
}

/// A statement without a verb would be taken for an unknown word.
#[test]
fn every_statement_does_something_of_its_own() {
    let outcomes: Vec<(&str, String)> = table::of_role(Role::Statement)
        .map(|row| (row.path, format!("{:?}", row.verb.expect(row.path))))
        .collect();
    all_differ("statements", &outcomes);
}

/// Nothing with words escapes this file.
#[test]
fn every_row_with_words_is_walked() {
    for row in table::all().filter(|row| !row.choices().is_empty()) {
        let walked = match row.role {
            Role::Setting | Role::Parameter | Role::Column => true,
            Role::Control => row.path == "scheme",
            Role::Statement => row.path == "solve",
            _ => false,
        };
        assert!(walked, "{} has words that no test walks", row.path);
    }
}
