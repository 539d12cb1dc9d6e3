//! What an experiment gave, in words and for tools.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use cfs::archive::write;
use cfs::language::{Fault, number};
use cfs::plan::{Constraint, ExperimentPlan, Golden};
use cfs::report::screen::{self, Layout};
use cfs::results::expect::Verdict;
use cfs::results::precision::Precision;
use cfs::table::columns::STATUSES;
use cfs::table::digits::{apart, rounded};

use super::codes;
use super::console::Console;
use super::experiment::{Job, Outcome};
use super::golden::Standing;
use super::journal::Journal;
use super::message::Message;

/// Significant digits of values beside expectations.
const DIGITS: usize = 6;

/// Shows the table, the claims and the files of an experiment.
pub fn print(console: &Console, job: Job<'_>, outcome: &Outcome, folder: &Path) {
    let [_, summary, paired, ..] = write::file_names(&job.plan.name);
    let [summary, paired] = [summary, paired].map(|name| folder.join(name).display().to_string());
    let layout = Layout {
        max_width: console.width(),
        file: Some(&summary),
        ..Layout::default()
    };
    let mut text = format!("experiment {}  ({})\n\n", job.plan.name, job.loaded.name);
    text.push_str(&screen::render(&outcome.summary, &layout));
    if let Some(differences) = &outcome.paired {
        text.push_str("\npaired differences to the reference\n\n");
        let layout = Layout {
            file: Some(&paired),
            ..layout
        };
        text.push_str(&screen::render(differences, &layout));
    }
    let _ = writeln!(text, "\n{}", points(outcome.counts));
    if let Some(precision) = &outcome.precision {
        let _ = writeln!(text, "{}", precise(precision));
    }
    if let Some(reused) = outcome
        .journal
        .as_ref()
        .map(Journal::reused)
        .filter(|&n| n > 0)
    {
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
    console.object(&Object::of(job, outcome, Some(folder)));
}

/// Shows what is wrong with an experiment's results.
pub fn complain(console: &Console, job: Job<'_>, outcome: &Outcome) {
    let name = &job.plan.name;
    for (request, error) in &outcome.undrawn {
        let message = format!("the figure `plot {request}` of `{name}` is not drawn: {error}");
        console.message(&Message::warning(message));
    }
    for file in &outcome.left {
        let message = format!(
            "`{file}` is of an earlier run of `{name}`; it was changed since, so it is left where it is"
        );
        console.message(&Message::warning(message));
    }
    if outcome.all_failed() {
        let message = format!("every point of the experiment `{name}` failed");
        console.message(
            &Message::error(codes::ALL_FAILED, message)
                .help("the column `reason` of its table says why"),
        );
    } else if outcome.counts[2] > 0 {
        let [.., failed] = outcome.counts;
        let total: usize = outcome.counts.iter().sum();
        console.message(
            &Message::warning(format!(
                "{failed} of {total} points of the experiment `{name}` failed"
            ))
            .help("the column `reason` of its table says why"),
        );
    } else if outcome.all_infeasible() {
        complain_of_budgets(console, job.plan);
    } else if outcome.counts == [0; 3] {
        console.message(&Message::warning(format!(
            "the experiment `{name}` has no points: its grid is empty in every realization"
        )));
    }
    if let Some(precision) = outcome.precision.as_ref().filter(|p| !p.reached) {
        console.message(&Message::note(format!(
            "the experiment `{name}` ended with {}",
            precise(precision)
        )));
    }
    if let Some(journal) = &outcome.journal {
        complain_of_journal(console, name, journal);
    }
    let broken = outcome.verdicts.iter().filter(|v| !v.outcome.passed);
    let mut faults: Vec<Fault> = broken.map(broken_expectation).collect();
    let broken = outcome.goldens.iter().filter(|(_, s)| !s.passed());
    faults.extend(broken.map(|(golden, standing)| broken_golden(job, golden, standing)));
    console.faults(&faults, &job.loaded.sources);
}

/// Says how the experiment could tell more.
pub fn advise(console: &Console, job: Job<'_>, outcome: &Outcome) {
    let Some(slack) = outcome.slack.filter(|slack| slack.prevails()) else {
        return;
    };
    let message = format!(
        "in {} of {} points of `{}` the budget delta does not bind: the trade-off ends below it (S_I)",
        slack.points, slack.of, job.plan.name
    );
    console.advice(&Message::note(message).help(
        "end the sweep at `S_I`, or raise `beampattern power`: delta scales with its square",
    ));
}

/// Says that no budget can be met.
fn complain_of_budgets(console: &Console, plan: &ExperimentPlan) {
    let help = match plan.constraint {
        Constraint::Delta => {
            "every delta lies below the least error S_min: begin the sweep at `S_min`; the column `reason` has its values"
        }
        Constraint::Zeta => {
            "every zeta lies above the largest sum rate R_max: end the sweep at `R_max`; the column `reason` has its values"
        }
    };
    let message = format!(
        "every point of the experiment `{}` is infeasible",
        plan.name
    );
    console.message(&Message::warning(message).help(help));
}

/// Says what became of an earlier journal, before anything is computed.
pub fn tell_of_journal(console: &Console, name: &str, journal: &Journal) {
    let Some(kept) = &journal.kept else {
        return;
    };
    let (file, units) = (&kept.file, kept.units);
    let why = if kept.foreign {
        format!("0 of {units} units of the journal belong to this scenario and program")
    } else {
        format!(
            "the journal of `{name}` has {units} units, of which this run, of {}, will not hold all",
            kept.asked
        )
    };
    console.message(
        &Message::note(format!("{why}; it is kept as {file}")).help(format!(
            "to go on from it, rename it to {} and run its scenario with `--resume`",
            write::journal_name(name)
        )),
    );
}

fn complain_of_journal(console: &Console, name: &str, journal: &Journal) {
    if journal.damaged > 0 {
        console.message(&Message::warning(format!(
            "{} damaged lines of the journal of `{name}` were left out; their units were computed again",
            journal.damaged
        )));
    }
    if let Some(fault) = journal.fault() {
        console.message(
            &Message::warning(fault)
                .help("the results are whole; a run that is stopped could not have been resumed"),
        );
    }
}

/// `96 points: 90 solved, 6 infeasible`
fn points(counts: [usize; 3]) -> String {
    let total: usize = counts.iter().sum();
    let parts: Vec<String> = STATUSES
        .iter()
        .zip(counts)
        .map(|(status, count)| format!("{count} {status}"))
        .collect();
    let points = if total == 1 { "point" } else { "points" };
    format!("{total} {points}: {}", parts.join(", "))
}

/// `40 realizations, sum_rate within 1 % at every point (the widest interval: 0.83 %)`
fn precise(precision: &Precision) -> String {
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
        (false, None) => "not reached: some point has no interval".into(),
    };
    format!(
        "{} realizations, {what} within {} {state}",
        precision.realizations,
        percent(precision.within)
    )
}

fn claims(outcome: &Outcome) -> Vec<String> {
    let word = |passed: bool| if passed { "ok    " } else { "FAILED" };
    let expectations = outcome.verdicts.iter().map(|verdict| {
        let passed = word(verdict.outcome.passed);
        format!(
            "{passed}  expect {}  ({})",
            verdict.expectation.text,
            values(verdict)
        )
    });
    let goldens = outcome.goldens.iter().map(|(golden, standing)| {
        let passed = word(standing.passed());
        format!(
            "{passed}  golden {}  ({})",
            golden.file,
            first_line(&standing.summary())
        )
    });
    expectations.chain(goldens).collect()
}

/// `3.53 > 0`, or `closest at area 2 km: 3.53 > 0`; with as many digits as tell the sides apart.
fn values(verdict: &Verdict) -> String {
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
    format!(
        "{place}{} {} {}",
        side(outcome.left),
        verdict.expectation.operator.text(),
        side(outcome.right)
    )
}

fn broken_expectation(verdict: &Verdict) -> Fault {
    let outcome = &verdict.outcome;
    let missing = outcome.left.is_none() || outcome.right.is_none();
    Fault {
        code: codes::EXPECTATION.into(),
        message: format!("this expectation does not hold: {}", values(verdict)),
        labels: vec![(verdict.expectation.span, values(verdict))],
        help: missing.then(|| "a side has no value where no solved point answers it".into()),
    }
}

fn broken_golden(job: Job<'_>, golden: &Golden, standing: &Standing) -> Fault {
    let accept = format!("`cfs test {} --accept` writes it", job.loaded.name);
    let (code, message, label, help) = match standing {
        Standing::Missing => (
            codes::GOLDEN_MISSING,
            format!("the golden `{}` does not exist", golden.file),
            "no such file".to_owned(),
            Some(accept),
        ),
        Standing::Differs(report) => (
            codes::GOLDEN,
            format!(
                "the results differ from the golden `{}`\n{report}",
                golden.file
            ),
            "the results are not these".to_owned(),
            Some(format!("if the change is meant, {accept} anew")),
        ),
        Standing::NotWritten(reason) => (
            codes::GOLDEN_UNUSABLE,
            format!("the golden `{}` is not written: {reason}", golden.file),
            "this golden".to_owned(),
            None,
        ),
        other => (
            codes::GOLDEN_UNUSABLE,
            format!(
                "the golden `{}` can not be used: {}",
                golden.file,
                other.summary()
            ),
            "this golden".to_owned(),
            None,
        ),
    };
    Fault {
        code: code.into(),
        message,
        labels: vec![(golden.span, label)],
        help,
    }
}

/// The files as the user named the folder.
fn files(outcome: &Outcome, folder: &Path) -> Vec<String> {
    outcome
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
pub struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    experiment: &'a str,
    points: Points,
    precision: Option<&'a Precision>,
    expectations: Vec<ExpectationObject<'a>>,
    goldens: Vec<GoldenObject<'a>>,
    files: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Points {
    solved: usize,
    infeasible: usize,
    failed: usize,
}

#[derive(Debug, Serialize)]
struct ExpectationObject<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    left: Option<f64>,
    right: Option<f64>,
    passed: bool,
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
    pub fn of(job: Job<'a>, outcome: &'a Outcome, folder: Option<&Path>) -> Self {
        let [solved, infeasible, failed] = outcome.counts;
        Self {
            r#type: "experiment",
            scenario: &job.loaded.name,
            experiment: &job.plan.name,
            points: Points {
                solved,
                infeasible,
                failed,
            },
            precision: outcome.precision.as_ref(),
            expectations: outcome
                .verdicts
                .iter()
                .map(|verdict| ExpectationObject {
                    text: &verdict.expectation.text,
                    place: verdict.outcome.place.as_deref(),
                    left: verdict.outcome.left,
                    right: verdict.outcome.right,
                    passed: verdict.outcome.passed,
                })
                .collect(),
            goldens: outcome
                .goldens
                .iter()
                .map(|(golden, standing)| GoldenObject {
                    file: &golden.file,
                    standing: standing.word(),
                    passed: standing.passed(),
                    report: standing.summary(),
                })
                .collect(),
            files: folder.map_or_else(Vec::new, |folder| files(outcome, folder)),
        }
    }
}
