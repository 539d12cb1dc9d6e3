//! The words for faults of `expect`, `golden` and `plot`.

use super::expected;
use super::fault::Fault;
use super::phrase::{or_list, some, ticked};
use crate::language::diagnostic::error::claim::{ClaimError, ClaimFault};
use crate::language::vocabulary::choices::Problem;
use crate::language::vocabulary::signature::Choice;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::{Metric, Per};
use crate::language::vocabulary::table::settings::noise::NOISE;

/// A fault of a claim as text.
pub(super) fn fault(error: &ClaimError) -> Fault {
    let code = format!("claim::{}", error.kind.code());
    let (message, label, help) = text(&error.kind);
    let fault = Fault::new(&code, message).at(error.span, label);
    let fault = match &error.kind {
        ClaimFault::NotGiven { solve, .. } => fault.at(*solve, "this is solved"),
        _ => fault,
    };
    fault.help(help)
}

/// Message, label and help.
fn text(fault: &ClaimFault) -> (String, &'static str, Option<String>) {
    match fault {
        ClaimFault::NoComparison { hint } => (
            "an expectation must compare two values".into(),
            "not a comparison",
            Some(hint.as_ref().map_or_else(example, expected::hint)),
        ),
        ClaimFault::NoResult => (
            "this expectation does not depend on the results".into(),
            "constant",
            Some(example()),
        ),
        ClaimFault::ManyValues { name } => (
            format!("`{name}` has many values, one for each realization or row"),
            "needs an aggregate",
            Some(format!(
                "write `mean {name}`, `median {name}` or `min of {name}`"
            )),
        ),
        ClaimFault::ResultOutside { name } => (
            format!("`{name}` has no value here: results are known only after solving"),
            "of results",
            Some(
                "`expect mean sum_rate >= 20` tests a result, `find NAME from A to B where mean sum_rate = 20` searches the value of a setting"
                    .into(),
            ),
        ),
        ClaimFault::AggregateCall { name, of } => (
            format!("`{name}` takes a metric without parentheses"),
            "called like a function",
            Some(match of {
                Some(of) => format!("write `{name} {of}`"),
                None => format!("for example `{name} sum_rate`"),
            }),
        ),
        ClaimFault::NoPercentile { name, instead } => (
            match instead {
                Some(instead) => format!("`{name}` is written `{instead}`"),
                None => format!("`{name}` is not a percentile"),
            },
            "percentiles are p1 to p99",
            match instead {
                Some(_) => None,
                None => Some("they are of whole percent, for example `p5 of rate`; `min of` is the least value and `max of` the greatest".into()),
            },
        ),
        ClaimFault::NoTarget => (
            "`find` takes a mean or a percentile of a metric, over all networks".into(),
            "not such a statistic",
            Some("for example `where mean sum_rate = 40` or `where p5 of rate >= 1`".into()),
        ),
        ClaimFault::NoSearch { with } => (
            format!("`find` cannot be combined with {with}"),
            "no one value to find",
            Some("state a number of networks, `realizations 20`, and one budget, `solve isac at delta 6`".into()),
        ),
        ClaimFault::RecordAggregate { name } => (
            format!("`record` takes percentiles and `median`, not `{name}`"),
            "not a percentile",
            Some("the summary has the mean and standard deviation of every metric of the table; `record sum_rate` adds one".into()),
        ),
        ClaimFault::NoNoise { name, .. } => (
            format!("`{name}` needs a bandwidth"),
            "no `noise` states one",
            Some(format!("state the noise of the deployment: `{NOISE}`")),
        ),
        ClaimFault::NotGiven { name, problem, .. } => (
            format!("`solve {}` gives no `{name}`", problem.text()),
            "has no value at any point",
            given_by(name, *problem),
        ),
        ClaimFault::SameAtEvery { result, budget } => (
            format!(
                "`{}` is the same at every `{}`",
                result.text(),
                budget.text()
            ),
            "has no effect",
            Some(format!("remove `at {} ...`", budget.text())),
        ),
        ClaimFault::NotSwept {
            name,
            swept,
            or_metric,
        } => {
            let metric = match or_metric {
                true => "; the axis can also show a metric, such as `mse`",
                false => "",
            };
            let help = match swept.as_slice() {
                [] => format!("nothing is swept: write `sweep {name} ...` before `solve`"),
                several => format!("this experiment sweeps {}{metric}", some(&ticked(several))),
            };
            (
                format!("`{name}` is not swept in this experiment"),
                "not swept",
                Some(help),
            )
        }
        ClaimFault::NeverSwept {
            name,
            value,
            values,
        } => (
            format!("`{name}` is never {value}"),
            "not a value of the sweep",
            Some(match values.as_slice() {
                [only] => format!("its value is {only}"),
                several => format!("its values are {}", some(several)),
            }),
        ),
        ClaimFault::EachOwnGrid { name } => (
            format!("each realization has its own values of `{name}`"),
            "not the same in every realization",
            Some("sweep it between constant ends, or remove `for each`".into()),
        ),
        ClaimFault::EachFixed { name, stated } => (
            match stated {
                true => format!("`at {name} ...` already fixes `{name}`"),
                false => format!("the expectation is the same at every `{name}`"),
            },
            "has no effect",
            Some(match stated {
                true => format!("remove `at {name} ...` or `for each {name}`"),
                false => format!("remove `for each {name}`"),
            }),
        ),
        ClaimFault::GoldenOutside => (
            "a golden file must be in the folder of its scenario, or below".into(),
            "outside this folder",
            Some("use a relative path without `..`".into()),
        ),
        ClaimFault::PlotTwice { name } => (
            format!("`{name}` is already in this figure"),
            "again here",
            Some("name each metric once".into()),
        ),
        ClaimFault::PlotSwept { name } => (
            format!("`{name}` is swept, and the vertical axis shows metrics"),
            "not a metric",
            Some(format!(
                "write it after `over` or `by`: `plot sum_rate over {name}`"
            )),
        ),
        ClaimFault::PlotUnits { first, other } => (
            format!(
                "one axis cannot show both `{}`, {}, and `{}`, {}",
                first.0,
                unit(first.1),
                other.0,
                unit(other.1)
            ),
            "another unit",
            Some(format!(
                "give `{0}` its own figure: `plot {0} over ...`",
                other.0
            )),
        ),
        ClaimFault::PlotLines { limit } => (
            format!("a figure shows at most {limit} metrics"),
            "one too many",
            Some("use several figures".into()),
        ),
        ClaimFault::PlotColumns { name } => (
            format!("`{name}` has several columns, and an axis shows one"),
            "several columns",
            Some(match Metric::read(name).map(|metric| (metric, metric.row().per)) {
                Some((metric, Per::User)) => {
                    let stem = metric.stem();
                    format!("`plot p5 of {stem} over aps` shows a percentile of all users, `plot cdf of {stem}` their distribution")
                }
                _ => format!("`record {name}` writes them into the table"),
            }),
        ),
        ClaimFault::PlotOfOne { name } => (
            format!("`cdf` and `box` show the distribution of a metric, and `{name}` is one number of it"),
            "not a metric",
            Some("for example `plot cdf of rate by scheme`, or `plot p5 of rate over aps`".into()),
        ),
        ClaimFault::PlotAggregate { name } => (
            format!("a figure shows means and percentiles, not `{name}`"),
            "not a mean or percentile",
            Some("for example `plot p5 of rate over aps` or `plot median of sum_rate over aps`; `plot box of rate over aps` shows the spread".into()),
        ),
        ClaimFault::PlotUsers { name } => (
            format!("`solve` gives no rates, so users have no `{name}`"),
            "not given by this problem",
            Some("solve `communication` or `isac`".into()),
        ),
        ClaimFault::PlotRealization => (
            "this figure is of all realizations".into(),
            "selects one realization",
            Some("remove `at realization ...`, or plot `beampattern` or `layout`".into()),
        ),
        ClaimFault::PlotSameLayout { name } => (
            format!("the layout is the same at every `{name}`"),
            "has no effect",
            Some(format!("remove `at {name} ...`")),
        ),
        ClaimFault::PlotOwnGrid { name } => (
            format!("each realization has its own values of `{name}`"),
            "not the same in every realization",
            Some("select by index: `at step 0` is the first value".into()),
        ),
    }
}

/// Which problems give a metric.
fn given_by(name: &str, problem: Problem) -> Option<String> {
    let metric = Metric::read(name)?;
    let problems = table::problems().iter().filter_map(Choice::problem);
    let giving = problems.filter(|problem| metric.is_given_by(*problem));
    let giving: Vec<String> = giving
        .map(|problem| format!("`solve {}`", problem.text()))
        .collect();
    let of_users = match metric {
        Metric::Gain if Metric::Rates.is_given_by(problem) => {
            "; that of each user is in the table of users: `record users`, `plot cdf of gain`"
        }
        _ => "",
    };
    Some(format!("{} gives it{of_users}", or_list(&giving)))
}

fn example() -> String {
    "for example `expect mean sum_rate >= 20`".into()
}

/// `in bit/s/Hz`
fn unit(unit: &str) -> String {
    match unit {
        "" => "a plain number".into(),
        unit => format!("in {unit}"),
    }
}
