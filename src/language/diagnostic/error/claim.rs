//! What can be wrong with `expect`, `golden` and `plot`.

use super::Fix;
use super::expected::Hint;
use crate::language::syntax::Span;
use crate::language::vocabulary::choices::{Constraint, Problem, ResultName};

/// A claim that cannot be evaluated, and where it is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimError {
    pub span: Span,
    /// What is wrong.
    pub kind: ClaimFault,
}

/// What can be wrong with a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimFault {
    /// An expectation without a comparison.
    NoComparison {
        /// What was meant instead, where that is known.
        hint: Option<Hint>,
    },
    /// An expectation that names no result.
    NoResult,
    /// A metric or result without an aggregate before it.
    ManyValues { name: String },
    /// A metric or an aggregate where nothing is solved yet.
    ResultOutside { name: String },
    /// An aggregate called like a function.
    AggregateCall {
        name: String,
        /// The metric in its parentheses, where there is one.
        of: Option<String>,
    },
    /// `p0`, `p100` and beyond, or a percentile in other words.
    NoPercentile {
        /// As it is written.
        name: String,
        /// What to write instead, where that is known.
        instead: Option<String>,
    },
    /// A statistic that has no crossing to search.
    NoTarget,
    /// A search where no one value can be found.
    NoSearch {
        /// What is in its way.
        with: &'static str,
    },
    /// An aggregate that `record` does not take.
    RecordAggregate { name: String },
    /// A metric in a bandwidth, and no noise that states one.
    NoNoise {
        name: &'static str,
        /// The line that states it, in its place.
        line: Option<Fix>,
    },
    /// A metric that no point of the problem has.
    NotGiven {
        name: &'static str,
        problem: Problem,
        /// Where the problem is named.
        solve: Span,
    },
    /// A result at a value of the budget, on which it does not depend.
    SameAtEvery {
        result: ResultName,
        budget: Constraint,
    },
    /// Something that can be swept, and is not in this experiment.
    NotSwept {
        name: String,
        /// What is swept.
        swept: Vec<String>,
        /// Whether a metric would do as well: the axis of a figure.
        or_metric: bool,
    },
    /// A value that a swept variable never takes.
    NeverSwept {
        /// The swept variable.
        name: String,
        /// The value, with its unit.
        value: String,
        /// The values that it takes, with their unit.
        values: Vec<String>,
    },
    /// `for each` of a budget whose values differ from realization to realization.
    EachOwnGrid { name: String },
    /// `for each` of an axis that no aggregate follows.
    EachFixed {
        name: String,
        /// Whether an aggregate states a value on it.
        stated: bool,
    },
    /// A golden outside the folder of its scenario.
    GoldenOutside,
    /// A metric that a figure shows already.
    PlotTwice { name: String },
    /// What is swept on the vertical axis.
    PlotSwept { name: String },
    /// Metrics of different units on one axis.
    PlotUnits {
        /// The first metric and its unit.
        first: (String, &'static str),
        /// The other metric and its unit.
        other: (String, &'static str),
    },
    /// More metrics in a figure than there are kinds of lines.
    PlotLines { limit: usize },
    /// A metric of several columns on an axis.
    PlotColumns { name: String },
    /// The distribution over users of what has no rates.
    PlotUsers { name: String },
    /// A distribution of what is one number: `cdf of p5 of rate`.
    PlotOfOne { name: String },
    /// A statistic that a figure does not show: `sd`.
    PlotAggregate { name: String },
    /// Curves of one realization.
    PlotRealization,
    /// A layout at a value that does not change it.
    PlotSameLayout {
        /// What does not change it.
        name: String,
    },
    /// Curves at a value of a budget whose values differ from realization to realization.
    PlotOwnGrid { name: String },
}

impl ClaimFault {
    /// The error at a place.
    pub fn at(self, span: Span) -> ClaimError {
        ClaimError { span, kind: self }
    }

    /// The last part of the code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoComparison { .. } => "comparison",
            Self::NoResult
            | Self::ManyValues { .. }
            | Self::ResultOutside { .. }
            | Self::AggregateCall { .. }
            | Self::NoPercentile { .. }
            | Self::RecordAggregate { .. }
            | Self::NoTarget => "aggregate",
            Self::NoSearch { .. } => "find",
            Self::NotGiven { .. } | Self::NoNoise { .. } => "metric",
            Self::SameAtEvery { .. } | Self::NotSwept { .. } | Self::NeverSwept { .. } => {
                "selector"
            }
            Self::EachOwnGrid { .. } | Self::EachFixed { .. } => "each",
            Self::GoldenOutside => "golden",
            Self::PlotTwice { .. }
            | Self::PlotSwept { .. }
            | Self::PlotUnits { .. }
            | Self::PlotLines { .. }
            | Self::PlotColumns { .. }
            | Self::PlotUsers { .. }
            | Self::PlotAggregate { .. }
            | Self::PlotOfOne { .. }
            | Self::PlotRealization
            | Self::PlotSameLayout { .. }
            | Self::PlotOwnGrid { .. } => "plot",
        }
    }
}
