//! What can be wrong with a scenario and the files that it uses. Errors hold data; [`text`](super::text) has the words,
//! and [`fix`](super::fix) says what to write instead.

pub mod claim;
pub mod expected;
pub mod experiment;
pub mod files;
pub mod look;
pub mod request;
pub mod setting;
pub mod sweep;

use claim::ClaimError;
use expected::{Found, Hint, Wanted};
use experiment::ExperimentError;
use look::LookError;
use request::RequestError;
use setting::{CoordinatesError, SettingError};
use sweep::SweepError;

pub use super::fix::Fix;
use crate::language::syntax::{Operator, Span, SyntaxError};
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::signature::Range;
use crate::language::vocabulary::units::{Dimension, Measure};

/// A fault of meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelError {
    /// The text could not be read.
    Syntax(SyntaxError),
    /// No such word, option, name or metric.
    Unknown {
        /// What was looked for: `statement`, `deployment`, `unit`.
        what: &'static str,
        name: String,
        span: Span,
        /// The most similar known one.
        suggestion: Option<String>,
        /// Some that are known, where they are few.
        known: Vec<String>,
        /// What the language has instead.
        instead: Option<Instead>,
    },
    /// What could not be read because of another fault; it is not shown.
    Follows { span: Span },
    /// Known, and not possible in this version.
    Unavailable {
        /// What it is: `scheme`, `problem`.
        what: &'static str,
        name: String,
        span: Span,
        /// What the table says of it.
        doc: &'static str,
        /// What is possible.
        available: Vec<String>,
    },
    /// A short name that several settings share.
    Ambiguous {
        name: String,
        span: Span,
        /// The settings it could mean.
        paths: Vec<String>,
        /// A `let` that it could mean as well.
        binding: Option<Span>,
    },
    /// A name that the language has a meaning for.
    Reserved { name: String, span: Span },
    /// The same thing said twice.
    Clash {
        /// What it is: `setting`, `deployment`, `name`.
        what: &'static str,
        name: String,
        /// The second place.
        span: Span,
        /// The first place.
        first: Span,
    },
    /// A number without the unit it needs.
    UnitMissing {
        name: String,
        span: Span,
        text: String,
        /// What the setting measures.
        measure: Measure,
        /// The unit that was most likely meant.
        unit: &'static str,
        /// Whether the text is another number than the one that is written, for that was in Hz.
        converted: bool,
    },
    /// A number with a unit of another dimension.
    UnitMismatch {
        name: String,
        span: Span,
        /// What it measures.
        found: Dimension,
        /// What it should measure.
        expected: Measured,
        /// The number and its unit as they are written instead, where a unit is all that is wrong.
        missing: Option<(String, String)>,
    },
    /// A unit of power that the language does not have.
    UnitAbsolute {
        unit: String,
        /// The number before it.
        level: f64,
        /// Both.
        span: Span,
    },
    /// An operation on quantities that do not go together.
    UnitArithmetic {
        operator: Operator,
        span: Span,
        /// The left operand.
        left: (Span, Dimension),
        /// The right operand.
        right: (Span, Dimension),
        /// The unit that a bare number lacks, where that is all.
        lacks: Option<Fix>,
    },
    /// A comparison where a number is needed, or a number where a comparison is.
    Truth {
        /// The value that is of the wrong kind.
        span: Span,
        /// What it is.
        found: Dimension,
        /// What needs the other: `+`, `and`.
        operator: &'static str,
    },
    /// An argument that a function cannot take.
    UnitArgument {
        function: String,
        span: Span,
        /// What it measures.
        found: Dimension,
        /// What it should measure.
        expected: Argument,
        /// The unit that a bare number lacks, where that is all.
        lacks: Option<Fix>,
    },
    /// A function with too few or too many arguments.
    ArgumentCount {
        function: String,
        span: Span,
        /// How many it has.
        found: usize,
    },
    /// Something else is expected here.
    Expected {
        span: Span,
        /// What is here.
        found: Found,
        /// What is expected.
        expected: Wanted,
        /// What may help.
        hint: Option<Hint>,
    },
    /// More than the statement takes.
    Unexpected {
        span: Span,
        /// Its first token, as [`describe`](crate::language::syntax::describe) names it.
        found: String,
        statement: String,
        /// What may help.
        hint: Option<Hint>,
    },
    /// A value outside the allowed range.
    Range {
        name: String,
        span: Span,
        /// As a reader would write it.
        value: String,
        /// What is allowed.
        allowed: Allowed,
    },
    /// A list of too many elements.
    ListLength {
        span: Span,
        /// How many it has.
        length: usize,
        limit: usize,
    },
    /// A count that is not whole.
    NotWhole {
        name: String,
        span: Span,
        /// As a reader would write it.
        value: String,
        /// The swept values that lead to it.
        when: Vec<String>,
    },
    /// An expression that gives no finite number.
    NotFinite { span: Span },
    /// A word where it is not allowed.
    Misplaced {
        word: String,
        span: Span,
        /// Where it is.
        place: Place,
        /// Where it belongs.
        belongs: Vec<Place>,
    },
    /// A block where none can be, or none where one is needed.
    Block {
        word: String,
        span: Span,
        /// Whether one is needed.
        needed: bool,
    },
    /// A result name where its value cannot be known.
    ResultName { name: String, span: Span },
    /// Settings that contradict each other.
    Setting(SettingError),
    /// A sweep that cannot be.
    Sweep(SweepError),
    /// An experiment that does not fit together.
    Experiment(ExperimentError),
    /// An expectation, golden or plot that cannot be evaluated.
    Claim(ClaimError),
    /// How a figure cannot look.
    Look(LookError),
    /// A rate where an error is needed, or an error where a rate is.
    BudgetKind {
        /// What is bounded.
        constraint: Constraint,
        span: Span,
        /// A name in it that measures the other thing.
        name: ResultName,
    },
    /// Coordinates in a file that cannot be used.
    Coordinates(CoordinatesError),
    /// What is asked for beside the text, and cannot be.
    Request(RequestError),
}

/// What the language has instead of a word that it does not have.
#[derive(Debug, Clone, PartialEq)]
pub enum Instead {
    /// What the vocabulary says of the word.
    Topic(&'static str),
    /// The number in a unit of the language, or without one.
    Converted(Fix),
    /// The word is a part of another statement, which is written like this.
    PartOf { word: String, example: String },
    /// The word is another name of one that belongs elsewhere.
    Called {
        name: String,
        /// The word of the language.
        word: &'static str,
        /// Where it belongs, if it is a statement.
        belongs: Vec<Place>,
        /// A line that is right.
        example: &'static str,
    },
    /// A budget as a statement of its own.
    BudgetStatement(String),
    /// A word that continues a statement.
    Continues(String),
    /// A few columns; `cfs explain` lists all.
    Columns,
    /// A setting whose value is not a number.
    NotNumeric(String),
    /// A budget, which has a value only in `where`.
    Budget(String),
    /// A setting, which has a value only in `with`, `where` and budgets.
    Setting(String),
    /// What a sweep can step.
    SweepTargets,
    /// The figure of rate over error.
    Boundary,
    /// A figure of another kind, which has a statement of its own.
    Figure(&'static str),
}

/// What a value should measure.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// What the setting measures.
    Measure(Measure),
    /// A whole number.
    Whole,
    /// A number in this unit; a plain one where it is empty.
    In(String),
    /// What the first value measures.
    LikeFirst(Dimension),
    /// A path loss.
    Loss,
    /// What the value that it replaces measures.
    Own(Dimension),
}

/// What the argument of a function should measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// The same as the first.
    LikeFirst,
    /// Nothing, or the square of something.
    Square,
    /// A linear ratio.
    Linear,
    /// A level in dB.
    Decibel,
    /// An angle.
    Angle,
    /// Nothing.
    Plain,
    /// Something that has multiples, as a level in dBm has not.
    Multiple,
}

/// Values that are allowed.
#[derive(Debug, Clone, PartialEq)]
pub enum Allowed {
    /// Whole numbers from one to the other.
    Counts { least: u64, most: u64 },
    /// Whole numbers from this one, up to the other where there is one.
    Whole { least: u64, most: Option<u64> },
    /// The range of a setting, in this unit.
    Range(Range, &'static str),
    /// Numbers above 0.
    Positive,
    /// Plain numbers of 0 or more.
    Tolerance,
    /// Shares of the mean above 0, up to this one.
    Share { most: f64 },
    /// The smallest number of realizations, given the largest.
    AtLeast {
        /// The smallest that an interval needs.
        least: u64,
        /// The largest number of realizations.
        most: u64,
    },
}

/// Where a statement can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Outside every block.
    TopLevel,
    /// In a deployment.
    Deployment,
    /// In the block of this setting.
    Block(String),
    /// In an experiment.
    Experiment,
    /// In the block of `zip`.
    Zip,
}

impl From<SweepError> for ModelError {
    fn from(error: SweepError) -> Self {
        Self::Sweep(error)
    }
}

impl From<RequestError> for ModelError {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<ExperimentError> for ModelError {
    fn from(error: ExperimentError) -> Self {
        Self::Experiment(error)
    }
}

impl From<LookError> for ModelError {
    fn from(error: LookError) -> Self {
        Self::Look(error)
    }
}

impl From<ClaimError> for ModelError {
    fn from(error: ClaimError) -> Self {
        Self::Claim(error)
    }
}

impl From<SettingError> for ModelError {
    fn from(error: SettingError) -> Self {
        Self::Setting(error)
    }
}

impl From<SyntaxError> for ModelError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

/// What can be wrong with bringing sources together.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadError {
    /// The first source cannot be read.
    Root {
        name: String,
        /// Why; none where it does not exist.
        reason: Option<String>,
    },
    /// A source that is used cannot be read.
    Unreadable {
        name: String,
        /// Where it is used.
        span: Span,
        /// Why; none where it does not exist.
        reason: Option<String>,
        /// The name as written with `/` in place of `\\`, where it has any.
        slashes: Option<String>,
    },
    /// Sources that use each other in a circle.
    Cycle {
        /// The uses, from the first to the one that closes the circle.
        uses: Vec<(Span, String)>,
    },
    /// Deployments that extend each other in a circle.
    ExtendsCycle {
        /// The deployments with what each extends.
        links: Vec<(Span, String)>,
    },
    /// Uses nested too deep, or too many sources.
    Limit {
        /// The use that is one too many.
        span: Span,
        /// What there is too much of.
        what: &'static str,
        limit: usize,
    },
}
