//! What is wrong with the results of an experiment, in words.

use std::collections::BTreeSet;
use std::path::Path;

use cfs::engine::RateFloor;
use cfs::language::diagnostic::fix::Fix;
use cfs::language::{Exemption, Fault};
use cfs::plan::{Constraint, ExperimentPlan, Golden, Problem};
use cfs::results::Verdict;
use cfs::results::gaps::Gap;
use cfs::session::Experiment;
use cfs::session::golden::GoldenOutcome;
use cfs::session::journal::{Journal, Kept};
use cfs::table::Cell;
use cfs::table::columns::{FAILED, INFEASIBLE, SOLVED};

use super::console::Console;
use super::message::Message;
use super::outcome::Outcome;
use super::show::{precise, values};
use cfs::language::vocabulary::table::codes;

/// Shows what is wrong with an experiment's results.
pub(super) fn complain(console: &Console, outcome: &Outcome<'_>) {
    let (experiment, results) = (outcome.experiment(), &outcome.results);
    let name = experiment.name();
    for (request, error) in &outcome.written.undrawn {
        let message = format!("the figure `plot {request}` of `{name}` is not drawn: {error}");
        console.message(&Message::warning(message));
    }
    for file in &outcome.written.left {
        let message = format!(
            "`{file}` is from an earlier run of `{name}` but was changed since, so it is not removed"
        );
        console.message(&Message::warning(message));
    }
    for Gap { column, rows } in &outcome.written.gaps {
        let cells = if *rows == 1 {
            "1 cell is"
        } else {
            &format!("{rows} cells are")
        };
        console.message(&Message::note(format!(
            "`{column}` of `{name}` is beyond double precision: {cells} left empty"
        )));
    }
    if let Some(reason) = results.unfound() {
        let message = format!("the search of the experiment `{name}` found no value: {reason}");
        console.message(
            &Message::error(codes::NOT_FOUND, message)
                .help("search between two values whose results have the target between them"),
        );
    }
    let counts = results.counts();
    if counts.all_failed() {
        let message = format!("every point of the experiment `{name}` failed");
        console.message(
            &Message::error(codes::ALL_FAILED, message)
                .help("the column `reason` of its table says why"),
        );
    } else if counts.failed > 0 {
        let (failed, total) = (counts.failed, counts.total());
        console.message(
            &Message::warning(format!(
                "{failed} of {total} points of the experiment `{name}` failed"
            ))
            .help("the column `reason` of its table says why"),
        );
    } else if counts.all_infeasible() {
        complain_of_budgets(console, experiment.plan());
    } else if counts.total() == 0 {
        console.message(&Message::warning(format!(
            "the experiment `{name}` has no points: its grid is empty in every realization"
        )));
    }
    if let Some(precision) = results.precision().filter(|p| !p.reached) {
        console.message(&Message::note(format!(
            "the experiment `{name}` ended with {}",
            precise(precision)
        )));
    }
    if let Some(journal) = &outcome.journal {
        self::journal(console, name, journal);
    }
    console.faults(&broken_claims(outcome), experiment.scenario().sources());
}

/// The expectations and goldens that do not hold.
pub(super) fn broken_claims(outcome: &Outcome<'_>) -> Vec<Fault> {
    let (experiment, results) = (outcome.experiment(), &outcome.results);
    let broken = results.verdicts().iter().filter(|v| !v.outcome.passed);
    let mut faults: Vec<Fault> = broken.map(broken_expectation).collect();
    let pending = |became: &GoldenOutcome| matches!(became, GoldenOutcome::Pending(_));
    let broken = outcome.goldens.iter();
    let broken = broken.filter(|(_, became)| !became.passed() && !pending(became));
    faults.extend(broken.map(|(golden, became)| broken_golden(experiment, golden, became)));
    faults
}

/// That an experiment holds all its claims, though its scenario says that it does not.
pub(super) fn holds(name: &str, exemption: &Exemption) -> Fault {
    let word = exemption.kind.text();
    Fault {
        code: codes::HOLDS.into(),
        message: format!("the experiment `{name}` holds all that it claims"),
        labels: vec![(exemption.span, "this says that it does not".into())],
        help: Some(format!("remove `{word}`")),
        fix: Some(Fix::remove(exemption.span)),
    }
}

/// Suggests how the experiment could show more.
pub(super) fn advise(console: &Console, outcome: &Outcome<'_>) {
    advise_on_slack(console, outcome);
    advise_on_users(console, outcome);
    advise_on_networks(console, outcome);
}

/// Says that means are of different networks.
fn advise_on_networks(console: &Console, outcome: &Outcome<'_>) {
    let summary = &outcome.written.summary;
    let count = |row: usize, name: &str| {
        let cell = summary.cell(row, name);
        cell.and_then(Cell::as_integer).unwrap_or(0)
    };
    // Points without a mean are compared with none.
    let with_mean = || (0..summary.rows.len()).filter(|row| count(*row, SOLVED) > 0);
    let counts: BTreeSet<i64> = with_mean().map(|row| count(row, SOLVED)).collect();
    let unsolved = |row: usize| count(row, INFEASIBLE) + count(row, FAILED) > 0;
    if counts.len() < 2 || !with_mean().any(unsolved) {
        return;
    }
    let name = outcome.experiment().name();
    let message = format!(
        "the means of `{name}` are of the networks that are solved at each point, and these are not the same at all points"
    );
    console.advice(&Message::note(message).help(
        "the column `solved` counts them; both sides of an `expect` are of the same networks",
    ));
}

/// Says how many users the largest sum rate leaves with nothing.
fn advise_on_users(console: &Console, outcome: &Outcome<'_>) {
    let unserved = outcome.results.unserved();
    let Some(unserved) = unserved.filter(|unserved| unserved.users > 0) else {
        return;
    };
    let message = format!(
        "the largest sum rate leaves {} of {} users of `{}`, counted at every point, with less than a hundredth of the mean rate",
        unserved.users,
        unserved.of,
        outcome.experiment().name()
    );
    let help = "`objective min_rate` or a `rate_floor` serves every user; `record unserved` counts them point by point";
    console.advice(&Message::note(message).help(help));
}

/// Says that most budgets do not bind.
fn advise_on_slack(console: &Console, outcome: &Outcome<'_>) {
    let Some(slack) = outcome.results.slack().filter(|slack| slack.prevails()) else {
        return;
    };
    let message = format!(
        "in {} of {} points of `{}` the budget delta is not active: the trade-off ends below it, at S_I",
        slack.points,
        slack.of,
        outcome.experiment().name()
    );
    console.advice(&Message::note(message).help(
        "end the sweep at `S_I`, or raise `beampattern power`: delta scales with its square",
    ));
}

/// Says that no budget can be met.
fn complain_of_budgets(console: &Console, plan: &ExperimentPlan) {
    let mut cases = plan.cases.iter();
    let has_floors = cases.any(|case| case.deployment.rate_floor != RateFloor::Every(0.0));
    let help = match plan.constraint {
        _ if plan.problem == Problem::Communication => {
            "the floors of the rates cannot be met together: lower `rate_floor`, or raise the powers; the column `reason` says how \
             much of them can be"
        }
        _ if has_floors => {
            "the budget and the floors of the rates cannot be met together: lower `rate_floor`, or widen the budget; the column \
             `reason` says why"
        }
        Constraint::Delta => {
            "every delta is below the least error S_min: start the sweep at `S_min`; the column `reason` has its values"
        }
        Constraint::Zeta => {
            "every zeta is above R_max, the largest value of the objective: end the sweep at `R_max`; the column `reason` has its values"
        }
    };
    let message = format!(
        "every point of the experiment `{}` is infeasible",
        plan.name
    );
    console.message(&Message::warning(message).help(help));
}

/// Says that results of another form of the scenario will be replaced, before anything is computed.
pub(super) fn outdated(console: &Console, experiment: Experiment<'_>, folder: &Path) {
    console.advice(&Message::note(format!(
        "the earlier results of `{}` in `{}` are of another form of `{}` and are replaced",
        experiment.name(),
        folder.display(),
        experiment.scenario().name()
    )));
}

/// Says which units of an earlier journal were kept aside, before anything is computed.
pub(super) fn journal_set_aside(console: &Console, name: &str, journal: &Journal) {
    for file in &journal.set_aside {
        console.advice(&Message::note(format!(
            "a journal of `{name}` is one of an earlier version, whose units are computed again; it is kept in {file}"
        )));
    }
    let Some(Kept { file, units, of }) = &journal.kept else {
        return;
    };
    console.advice(&Message::note(format!(
        "{units} of {of} units in the journal of `{name}` are not units of this run; they are kept in {file}, where `--resume` finds them"
    )));
}

/// Shows what was damaged in a journal, and what kept it from being written.
pub(super) fn journal(console: &Console, name: &str, journal: &Journal) {
    if journal.damaged > 0 {
        console.message(&Message::warning(format!(
            "{} damaged records of the journal of `{name}` were ignored; their units were computed again",
            journal.damaged
        )));
    }
    if let Some(fault) = journal.fault() {
        console.message(
            &Message::warning(fault)
                .help("the results are complete, but if the run had been stopped, it could not have been resumed"),
        );
    }
}

fn broken_expectation(verdict: &Verdict) -> Fault {
    let outcome = &verdict.outcome;
    let missing = outcome.left.is_none() || outcome.right.is_none();
    Fault {
        code: codes::EXPECTATION.into(),
        message: format!("this expectation does not hold: {}", values(verdict)),
        labels: vec![(verdict.expectation.span, values(verdict))],
        help: missing.then(|| match verdict.expectation.aggregates.len() {
            1 => "no solved point matches, so one side has no value".into(),
            _ => "no network has solved points that match on both sides".into(),
        }),
        fix: None,
    }
}

fn broken_golden(experiment: Experiment<'_>, golden: &Golden, became: &GoldenOutcome) -> Fault {
    let accept = format!(
        "`cfs test {} --accept` writes it",
        experiment.scenario().name()
    );
    let (code, message, label, help) = match became {
        GoldenOutcome::Missing => (
            codes::GOLDEN_MISSING,
            format!("the golden `{}` does not exist", golden.file),
            "no such file".to_owned(),
            Some(accept),
        ),
        GoldenOutcome::Differs(report) => (
            codes::GOLDEN,
            format!(
                "the results differ from the golden `{}`\n{report}",
                golden.file
            ),
            "the results differ".to_owned(),
            Some(format!("if the change is intended, {accept} again")),
        ),
        GoldenOutcome::NotWritten(refusal) => (
            codes::GOLDEN_UNUSABLE,
            format!(
                "the golden `{}` is not written: {}",
                golden.file,
                refusal.reason()
            ),
            "this golden".to_owned(),
            None,
        ),
        other => (
            codes::GOLDEN_UNUSABLE,
            format!(
                "the golden `{}` cannot be used: {}",
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
        fix: None,
    }
}
