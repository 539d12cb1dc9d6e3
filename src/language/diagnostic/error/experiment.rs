//! What does not fit together in an experiment.

use crate::language::syntax::Span;
use crate::language::vocabulary::choices::{Constraint, Problem};

/// An experiment that does not fit together.
#[derive(Debug, Clone, PartialEq)]
pub enum ExperimentError {
    /// Nothing is solved.
    NothingSolved {
        /// Where `solve` is missing; none where the file is empty.
        place: Option<(Span, Unsolved)>,
    },
    /// A sweep after `solve`.
    SweepAfterSolve {
        sweep: Span,
        /// `solve`.
        solve: Span,
    },
    /// A budget that is both swept and stated.
    BudgetTwice {
        /// Which.
        constraint: Constraint,
        /// Where it is stated.
        stated: Span,
        /// Where it is swept.
        swept: Span,
    },
    /// One budget swept and the other stated.
    TwoBudgets {
        /// Where one is stated.
        stated: Span,
        /// Where the other is swept.
        swept: Span,
    },
    /// `solve isac` without a budget.
    NoBudget {
        /// `solve`.
        solve: Option<Span>,
    },
    /// A budget for a problem without one.
    UnusedBudget {
        problem: Problem,
        constraint: Constraint,
        /// Where it is stated or swept.
        span: Span,
        /// `solve`.
        solve: Option<Span>,
    },
    /// `solve region` with another scheme than the proposed one.
    RegionScheme {
        /// Its name.
        scheme: String,
        /// Where it is asked for.
        span: Option<Span>,
        /// `solve`.
        solve: Option<Span>,
    },
    /// A problem without beams for users, with a scheme of the caller.
    ExternalScheme {
        /// Its name.
        scheme: String,
        problem: Problem,
        /// Where it is asked for.
        span: Option<Span>,
        /// `solve`.
        solve: Option<Span>,
    },
    /// Beams are recorded of what has none.
    NoBeams {
        /// Where they are recorded.
        span: Span,
        problem: Problem,
        /// `solve`.
        solve: Option<Span>,
    },
    /// A file of arrays where none are recorded.
    NoArrays {
        /// `as npz`, `as mat`
        span: Span,
    },
    /// Arrays that are too large.
    ArraysTooLarge {
        /// The word of the largest of them, and where it is recorded.
        largest: (&'static str, Span),
        /// Its size, bytes.
        bytes: u64,
        /// Of all of them, bytes.
        all: u64,
        limit: u64,
    },
    /// An array that is too large for the file that is asked for.
    ArrayTooLargeForFile {
        /// Its name.
        name: &'static str,
        /// Its size, bytes.
        bytes: u64,
        limit: u64,
        /// `as mat`
        span: Span,
    },
    /// A statement of an experiment outside every experiment, in a file that has some.
    StatementOutside {
        /// Its word.
        word: String,
        span: Span,
        /// The first experiment.
        experiment: Span,
    },
    /// Settings outside every block, where an experiment is on a deployment.
    SettingsIgnored {
        /// The first setting.
        setting: Span,
        /// The deployment that the experiment is on.
        deployment: String,
        /// Where it is named.
        on: Span,
    },
    /// Settings outside the deployments of a file without experiments.
    SettingsOutside {
        /// The first setting.
        setting: Span,
    },
    /// An experiment that does not say which of several deployments it is on.
    WhichDeployment {
        span: Option<Span>,
        known: Vec<String>,
    },
}

/// What has no `solve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsolved {
    /// The experiment.
    Experiment,
    /// The last sweep of the file.
    LastSweep,
}

impl ExperimentError {
    /// The last part of the code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingSolved { .. } | Self::SweepAfterSolve { .. } => "solve",
            Self::BudgetTwice { .. }
            | Self::TwoBudgets { .. }
            | Self::NoBudget { .. }
            | Self::UnusedBudget { .. } => "budget",
            Self::RegionScheme { .. } => "region",
            Self::NoBeams { .. }
            | Self::NoArrays { .. }
            | Self::ArraysTooLarge { .. }
            | Self::ArrayTooLargeForFile { .. } => "arrays",
            Self::ExternalScheme { .. } => "scheme",
            Self::StatementOutside { .. }
            | Self::SettingsIgnored { .. }
            | Self::SettingsOutside { .. } => "outside",
            Self::WhichDeployment { .. } => "deployment",
        }
    }
}
