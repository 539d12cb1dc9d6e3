//! The words for experiments that do not fit together.

use super::fault::Fault;
use crate::language::diagnostic::error::experiment::{ExperimentError, Unsolved};
use crate::language::vocabulary::table::arrays::size_text;

/// A fault of an experiment as text.
pub(super) fn fault(error: &ExperimentError) -> Fault {
    let code = format!("experiment::{}", error.code());
    let new = |message: String| Fault::new(&code, message);
    match error {
        ExperimentError::NothingSolved { place } => {
            let fault = new("there is no `solve`".into());
            let fault = match place {
                Some((span, Unsolved::Experiment)) => {
                    fault.at(*span, "this experiment has no `solve`")
                }
                Some((span, Unsolved::LastSweep)) => {
                    fault.at(*span, "the last sweep has no `solve`")
                }
                None => fault,
            };
            fault.help(Some(
                "end the last sweep with `solve isac`, or write `solve sensing`",
            ))
        }
        ExperimentError::SweepAfterSolve { sweep, solve } => {
            new("a sweep cannot follow `solve`".into())
                .at(*sweep, "this sweep comes after `solve`")
                .at(*solve, "`solve` is here")
                .help(Some("move the sweep before `solve`"))
        }
        ExperimentError::BudgetTwice {
            constraint,
            stated,
            swept,
        } => new(format!("`{}` is both swept and stated", constraint.text()))
            .at(*stated, "stated here")
            .at(*swept, "swept here")
            .help(Some("remove one of them")),
        ExperimentError::TwoBudgets { stated, swept } => {
            new("`solve isac` takes one budget, either `delta` or `zeta`".into())
                .at(*stated, "stated here")
                .at(*swept, "swept here")
                .help(Some("remove one of them"))
        }
        ExperimentError::NoBudget { solve } => {
            new("`solve isac` needs a budget, `delta` or `zeta`".into())
                .at_some(*solve, "without a budget")
                .help(Some(
                    "write `solve isac at delta 2 * S_min`, or sweep `delta` before it",
                ))
        }
        ExperimentError::UnusedBudget {
            problem,
            constraint,
            span,
            solve,
        } => {
            let (problem, name) = (problem.text(), constraint.text());
            new(format!(
                "`solve {problem}` does not use the budget `{name}`"
            ))
            .at(*span, "has no effect")
            .at_some(*solve, "solved here")
            .help(Some(format!("write `solve isac`, or remove `{name}`")))
        }
        ExperimentError::RegionScheme {
            scheme,
            span,
            solve,
        } => new("`solve region` supports only the scheme `proposed`".into())
            .at_some(*span, format!("asks for `{scheme}`"))
            .at_some(*solve, "solved here")
            .help(Some(
                "to compare schemes, write `sweep delta from S_min to 10 points 20 solve isac`",
            )),
        ExperimentError::NoBeams {
            span,
            problem,
            solve,
        } => new(format!("`solve {}` has no beams to record", problem.text()))
            .at(*span, "recorded here")
            .at_some(*solve, "solved here")
            .help(Some("remove `beams`, or record `channels` or `estimates`")),
        ExperimentError::NoArrays { span } => {
            new("no arrays are recorded, so there is no file of arrays".into())
                .at(*span, "has no effect")
                .help(Some(
                    "record `beams`, `channels`, `estimates`, `covariances` or `places`",
                ))
        }
        ExperimentError::ArraysTooLarge {
            largest: (word, span),
            bytes,
            all,
            limit,
        } => new(format!(
            "the arrays of this experiment take {}; the limit is {}",
            size_text(*all),
            size_text(*limit)
        ))
        .at(*span, format!("`{word}` takes {} of it", size_text(*bytes)))
        .help(Some(format!(
            "do not record `{word}`, or record it in an experiment of fewer realizations"
        ))),
        ExperimentError::ArrayTooLargeForFile {
            name,
            bytes,
            limit,
            span,
        } => new(format!(
            "the array `{name}` takes {}; an array of a MATLAB file takes at most {}",
            size_text(*bytes),
            size_text(*limit)
        ))
        .at(*span, "asked for here")
        .help(Some("write `as npz`, or draw fewer realizations")),
        ExperimentError::ExternalScheme {
            scheme,
            problem,
            span,
            solve,
        } => new(format!(
            "`solve {}` does not use the external scheme `{scheme}`",
            problem.text()
        ))
        .at_some(*span, "has no effect")
        .at_some(*solve, "solved here")
        .help(Some(format!(
            "write `solve communication` or `solve isac`, or remove `{scheme}`"
        ))),
        ExperimentError::StatementOutside {
            word,
            span,
            experiment,
        } => new(format!("`{word}` is outside every experiment of this file"))
            .at(*span, "outside every experiment")
            .at(*experiment, "the first experiment of this file")
            .help(Some("move it into an experiment")),
        ExperimentError::SettingsIgnored {
            setting,
            deployment,
            on,
        } => new("settings outside every block would have no effect".into())
            .at(*setting, "outside every deployment and experiment")
            .at(*on, format!("this experiment is on `{deployment}`"))
            .help(Some("move them into a deployment, or remove `on`")),
        ExperimentError::SettingsOutside { setting } => {
            new("settings outside the deployments of this file have no effect".into())
                .at(*setting, "outside every deployment")
                .help(Some("move them into a deployment"))
        }
        ExperimentError::WhichDeployment { span, known } => {
            new("there are several deployments, and the experiment does not name one".into())
                .at_some(*span, "on which deployment?")
                .help(Some(format!(
                    "write `experiment NAME on DEPLOYMENT {{ ... }}`, with one of: {}",
                    known.join(", ")
                )))
        }
    }
}
