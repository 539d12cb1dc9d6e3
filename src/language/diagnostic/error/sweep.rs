//! What can be wrong with sweeps and the conditions on them.

use crate::language::syntax::Span;

/// A sweep that cannot be, or a condition that does nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum SweepError {
    /// A setting whose values are not numbers, words or switches.
    NotSweepable {
        /// The setting as written.
        name: String,
        span: Span,
    },
    /// A setting of the experiment, which has one value for it.
    Control {
        /// The setting as written.
        name: String,
        span: Span,
    },
    /// A step of zero.
    ZeroStep { step: Span },
    /// A step that leads away from the end.
    WrongSign {
        /// The step; none where the range is divided into points.
        step: Option<Span>,
        /// From the first value to the last.
        ends: Span,
    },
    /// A range of one value whose ends differ.
    OnePoint {
        /// The number of values.
        count: Span,
        /// From the first value to the last.
        ends: Span,
    },
    /// A range of several values whose ends are one.
    SameEnds {
        /// The number of values; none of a search, which divides its range itself.
        count: Option<Span>,
        /// From the first value to the last.
        ends: Span,
    },
    /// A range of too many values.
    TooManyValues {
        /// The step; none where the range is divided into points.
        step: Option<Span>,
        /// From the first value to the last.
        ends: Span,
        limit: usize,
        /// Whether all sweeps of the scenario are counted.
        together: bool,
    },
    /// A logarithmic range that meets or crosses zero.
    LogSign {
        /// From the first value to the last.
        ends: Span,
    },
    /// A range with a value that is infinite or not a number.
    NotFinite {
        /// From the first value to the last.
        ends: Span,
    },
    /// A value that is listed twice.
    Duplicate {
        /// The swept variable.
        name: String,
        /// The second place.
        again: Span,
        /// The first place.
        first: Span,
    },
    /// A sweep in `zip` whose number of values depends on a result.
    ZipUnknown { span: Span },
    /// Sweeps in `zip` of different lengths.
    ZipLengths {
        /// The first sweep and how many values it has.
        first: (Span, usize),
        /// The other sweep and how many values it has.
        other: (Span, usize),
    },
    /// Too many combinations of settings.
    TooManyCases {
        /// The outermost sweep.
        span: Option<Span>,
        limit: usize,
    },
    /// Combinations that are too large to be worked out.
    TooMany {
        /// The outermost sweep.
        span: Option<Span>,
        /// What there is too much of.
        of: Many,
        /// How many there are, all combinations together.
        count: usize,
        limit: usize,
    },
    /// Too many points.
    TooManyPoints {
        /// How many there are.
        points: usize,
        limit: usize,
        sweeps: Vec<Span>,
    },
    /// Too many rows.
    TooManyRows {
        /// How many points there are.
        points: usize,
        /// Of how many realizations.
        realizations: usize,
        /// How many rows they are.
        rows: usize,
        limit: usize,
        sweeps: Vec<Span>,
    },
    /// Conditions that leave out every point.
    Empty { conditions: Vec<Span> },
    /// A swept setting that belongs to an option which is not chosen.
    NoEffect {
        name: &'static str,
        /// Where it is swept.
        span: Span,
        /// The setting that chooses.
        chooser: &'static str,
        /// What it is set to.
        word: String,
        /// Where that is stated.
        chosen: Option<Span>,
        /// What it must be set to.
        needed: Vec<&'static str>,
    },
    /// A part of the noise, where every power that it would divide is over the noise already.
    NoPowerOverNoise {
        name: &'static str,
        /// Where it is swept.
        span: Span,
    },
    /// What an experiment has once, and which follows from a swept `let`.
    FollowsLet {
        /// What it is.
        name: String,
        span: Span,
        /// Where the `let` is swept.
        by: Span,
    },
    /// A condition on what this experiment does not have.
    ConditionWithoutEffect { span: Span, names: NoBudget },
}

/// What combinations of settings have many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// Conditions and derived settings.
    Conditions,
    /// Coordinates and indices.
    Coordinates,
    /// Readings of the scenario, one for each value of a `let`.
    Readings,
}

/// What a condition without effect names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBudget {
    /// A result or a budget, in an experiment without budget.
    Late,
    /// The budget that the experiment does not have.
    Other,
}

impl SweepError {
    /// The last part of the code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSweepable { .. } | Self::Control { .. } | Self::FollowsLet { .. } => "setting",
            Self::ZeroStep { .. } | Self::WrongSign { .. } => "step",
            Self::TooManyValues { .. }
            | Self::TooManyCases { .. }
            | Self::TooMany { .. }
            | Self::TooManyPoints { .. }
            | Self::TooManyRows { .. } => "limit",
            Self::LogSign { .. } => "log",
            Self::NotFinite { .. } | Self::OnePoint { .. } | Self::SameEnds { .. } => "range",
            Self::Duplicate { .. } => "duplicate",
            Self::ZipUnknown { .. } | Self::ZipLengths { .. } => "zip",
            Self::Empty { .. } => "empty",
            Self::NoEffect { .. } | Self::NoPowerOverNoise { .. } => "no_effect",
            Self::ConditionWithoutEffect { .. } => "where",
        }
    }
}
