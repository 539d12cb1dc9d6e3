//! What an experiment gave, in words and for tools.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use cfs::archive::names::FileNames;
use cfs::language::number;
use cfs::report::found;
use cfs::report::screen::{self, View};
use cfs::results::paired::left_out;
use cfs::results::precision::Precision;
use cfs::results::status::StatusCounts;
use cfs::results::{Networks, Verdict};
use cfs::table::Rows as _;
use cfs::table::digits::{apart, rounded};

use super::console::Console;
use super::outcome::Outcome;

/// Significant digits of values beside expectations.
const DIGITS: usize = 6;

/// Shows the table, the claims and the files of an experiment.
pub(super) fn print(console: &Console, outcome: &Outcome<'_>, folder: &Path) {
    let experiment = outcome.experiment();
    let FileNames {
        summary, paired, ..
    } = FileNames::of(experiment.name());
    let [summary, paired] = [summary, paired].map(|name| folder.join(name).display().to_string());
    let view = View {
        max_width: console.width(),
        file: Some(&summary),
        ..View::default()
    };
    let mut text = format!(
        "experiment {}  ({})\n\n",
        experiment.name(),
        experiment.scenario().name()
    );
    text.push_str(&screen::render(&outcome.written.summary, &view));
    if let Some(differences) = &outcome.written.paired {
        text.push_str("\npaired differences to the reference\n\n");
        let view = View {
            file: Some(&paired),
            ..view
        };
        text.push_str(&screen::render(differences, &view));
        let rows = outcome.results.rows();
        let left_out = left_out(rows.columns(), differences);
        if !left_out.is_empty() {
            let _ = writeln!(
                text,
                "not compared, as values of different objectives: {}",
                left_out.join(", ")
            );
        }
    }
    if let Some(table) = outcome.results.found() {
        let asked = outcome.results.asked().unwrap_or_default();
        let _ = writeln!(text, "\nfound: {asked}\n");
        let name = FileNames::of(experiment.name()).found;
        let file = folder.join(name).display().to_string();
        let view = View {
            file: Some(&file),
            ..view
        };
        text.push_str(&found::render(table, &view));
    }
    let _ = writeln!(text, "\n{}", points(outcome.results.counts()));
    if let Some(precision) = outcome.results.precision() {
        let _ = writeln!(text, "{}", precise(precision));
    }
    let reused = outcome.results.reused();
    if reused > 0 {
        let _ = writeln!(text, "{reused} units taken from the journal");
    }
    for line in claims(outcome) {
        let _ = writeln!(text, "{line}");
    }
    for file in files(outcome, folder) {
        let _ = writeln!(text, "wrote {file}");
    }
    text.push('\n');
    console.print(&text);
    console.object(&Object::of(outcome, Some(folder)));
}

/// `96 points: 90 solved, 6 infeasible`
fn points(counts: StatusCounts) -> String {
    let total = counts.total();
    let parts = counts
        .by_status()
        .map(|(status, count)| format!("{count} {status}"));
    let points = if total == 1 { "point" } else { "points" };
    format!("{total} {points}: {}", parts.join(", "))
}

/// `40 realizations, sum_rate within 1 % at every point (the widest interval: 0.83 %)`
pub(super) fn precise(precision: &Precision) -> String {
    let percent = |share: f64| {
        let rounded: f64 = format!("{:.2e}", share * 100.0).parse().unwrap_or(share);
        format!("{} %", number(rounded))
    };
    let (what, widest) = (&precision.metric, precision.widest.map(percent));
    let state = match (precision.reached, widest) {
        (true, widest) => format!(
            "at every point (the widest interval: ± {})",
            widest.unwrap_or_default()
        ),
        (false, Some(widest)) => format!("not reached (the widest interval: ± {widest})"),
        (false, None) => "not reached: a point has no interval".into(),
    };
    format!(
        "{} realizations, {what} within {} {state}",
        precision.realizations,
        percent(precision.within)
    )
}

fn claims(outcome: &Outcome<'_>) -> Vec<String> {
    let word = |passed: bool| if passed { "ok    " } else { "FAILED" };
    let expectations = outcome.results.verdicts().iter().map(|verdict| {
        let passed = word(verdict.outcome.passed);
        format!(
            "{passed}  expect {}  ({})",
            verdict.expectation.text,
            values(verdict)
        )
    });
    let goldens = outcome.goldens.iter().map(|(golden, became)| {
        let passed = word(became.passed());
        format!(
            "{passed}  golden {}  ({})",
            golden.file,
            first_line(&became.summary())
        )
    });
    expectations.chain(goldens).collect()
}

/// `3.53 > 0`, or `closest at area 2 km: 3.53 > 0`; with enough digits to distinguish the sides.
pub(super) fn values(verdict: &Verdict) -> String {
    let outcome = &verdict.outcome;
    let digits = match (outcome.left, outcome.right) {
        (Some(left), Some(right)) => apart(left, right, DIGITS),
        _ => DIGITS,
    };
    let side = |value: Option<f64>| {
        value.map_or_else(|| "no value".into(), |value| number(rounded(value, digits)))
    };
    let place = outcome.place.as_ref().map_or(String::new(), |place| {
        let closest = if outcome.passed { "closest " } else { "" };
        format!("{closest}at {place}: ")
    });
    let networks = match verdict.networks {
        networks if networks.are_fewer() => {
            format!(", over {} of {} networks", networks.used, networks.of)
        }
        _ => String::new(),
    };
    format!(
        "{place}{} {} {}{networks}",
        side(outcome.left),
        verdict.outcome.operator.text(),
        side(outcome.right)
    )
}

/// The files as the user named the folder.
fn files(outcome: &Outcome<'_>, folder: &Path) -> Vec<String> {
    outcome
        .written
        .files
        .iter()
        .filter_map(|file| Some(folder.join(file.file_name()?).display().to_string()))
        .collect()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// An experiment for tools.
#[derive(Debug, Serialize)]
pub(super) struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    experiment: &'a str,
    points: StatusCounts,
    precision: Option<&'a Precision>,
    expectations: Vec<ExpectationObject<'a>>,
    goldens: Vec<GoldenObject<'a>>,
    files: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ExpectationObject<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    left: Option<f64>,
    right: Option<f64>,
    passed: bool,
    networks: Networks,
}

#[derive(Debug, Serialize)]
struct GoldenObject<'a> {
    file: &'a str,
    standing: &'static str,
    passed: bool,
    report: String,
}

impl<'a> Object<'a> {
    /// The experiment and what became of it; its files where they are kept in a folder.
    pub(super) fn of(outcome: &'a Outcome<'_>, folder: Option<&Path>) -> Self {
        let experiment = outcome.experiment();
        Self {
            r#type: "experiment",
            scenario: experiment.scenario().name(),
            experiment: experiment.name(),
            points: outcome.results.counts(),
            precision: outcome.results.precision(),
            expectations: outcome
                .results
                .verdicts()
                .iter()
                .map(|verdict| ExpectationObject {
                    text: &verdict.expectation.text,
                    place: verdict.outcome.place.as_deref(),
                    left: verdict.outcome.left,
                    right: verdict.outcome.right,
                    passed: verdict.outcome.passed,
                    networks: verdict.networks,
                })
                .collect(),
            goldens: outcome
                .goldens
                .iter()
                .map(|(golden, became)| GoldenObject {
                    file: &golden.file,
                    standing: became.word(),
                    passed: became.passed(),
                    report: became.summary(),
                })
                .collect(),
            files: folder.map_or_else(Vec::new, |folder| files(outcome, folder)),
        }
    }
}
