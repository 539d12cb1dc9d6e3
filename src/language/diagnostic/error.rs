//! What can be wrong with the meaning of a scenario. Errors hold data;
//! [`Fault`](super::Fault) turns them into text.

use crate::language::syntax::{Operator, Span, SyntaxError};
use crate::language::vocabulary::choices::{Constraint, ResultName};
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
        /// As written.
        name: String,
        /// Where.
        span: Span,
        /// The most similar known one.
        suggestion: Option<String>,
        /// Some that are known, where they are few.
        known: Vec<String>,
        /// Anything else worth saying.
        note: Option<String>,
    },
    /// What could not be read because of a fault that is told of elsewhere; it is not shown.
    Follows {
        /// Where.
        span: Span,
    },
    /// Known, and not possible in this version.
    Unavailable {
        /// What it is: `scheme`, `problem`.
        what: &'static str,
        /// As written.
        name: String,
        /// Where.
        span: Span,
        /// What the table says of it.
        doc: &'static str,
        /// What is possible.
        available: Vec<String>,
    },
    /// A short name that several settings share.
    Ambiguous {
        /// As written.
        name: String,
        /// Where.
        span: Span,
        /// The settings it could mean.
        paths: Vec<String>,
        /// A `let` that it could mean as well.
        binding: Option<Span>,
    },
    /// The same thing said twice.
    Clash {
        /// What it is: `setting`, `deployment`, `name`.
        what: &'static str,
        /// Its name.
        name: String,
        /// The second place.
        span: Span,
        /// The first place.
        first: Span,
    },
    /// A number without the unit it needs.
    UnitMissing {
        /// The setting.
        name: String,
        /// The number.
        span: Span,
        /// As written.
        text: String,
        /// What the setting measures.
        measure: Measure,
        /// The unit that was most likely meant.
        unit: &'static str,
    },
    /// A number with a unit of another dimension.
    UnitMismatch {
        /// The setting.
        name: String,
        /// The value.
        span: Span,
        /// What it measures.
        found: Dimension,
        /// What the setting measures.
        expected: String,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// An absolute power, which the model does not have.
    UnitAbsolute {
        /// The unit.
        unit: String,
        /// Where.
        span: Span,
    },
    /// An operation on quantities that do not go together.
    UnitArithmetic {
        /// The operator.
        operator: Operator,
        /// Where.
        span: Span,
        /// The left operand.
        left: (Span, Dimension),
        /// The right operand.
        right: (Span, Dimension),
    },
    /// An argument that a function can not take.
    UnitArgument {
        /// The function.
        function: String,
        /// The argument.
        span: Span,
        /// What it measures.
        found: Dimension,
        /// What it should measure.
        expected: &'static str,
    },
    /// A function with too few or too many arguments.
    ArgumentCount {
        /// The function.
        function: String,
        /// The call.
        span: Span,
        /// How many it has.
        found: usize,
    },
    /// Something else should stand here.
    Expected {
        /// Where.
        span: Span,
        /// What stands here, in words; empty where nothing does.
        found: String,
        /// What should, in words.
        expected: String,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// More than the statement takes.
    Unexpected {
        /// The rest.
        span: Span,
        /// What stands there, in words.
        found: String,
        /// The statement.
        statement: String,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// A value outside the allowed range.
    Range {
        /// The setting.
        name: String,
        /// The value.
        span: Span,
        /// As a reader would write it.
        value: String,
        /// What is allowed, in words.
        allowed: String,
    },
    /// A count that is not whole.
    NotWhole {
        /// The setting.
        name: String,
        /// The value.
        span: Span,
        /// As a reader would write it.
        value: String,
        /// The swept values that lead to it.
        when: Vec<String>,
    },
    /// An expression that gives no finite number.
    NotFinite {
        /// The expression.
        span: Span,
    },
    /// A word where it can not stand.
    Misplaced {
        /// The word.
        word: String,
        /// Where.
        span: Span,
        /// Where it stands, in words.
        place: String,
        /// Where it belongs, in words.
        belongs: String,
    },
    /// A block where none can be, or none where one has to be.
    Block {
        /// The statement.
        word: String,
        /// Where.
        span: Span,
        /// Whether one has to be.
        needed: bool,
    },
    /// A result name where its value can not be known.
    ResultName {
        /// The name.
        name: String,
        /// Where.
        span: Span,
        /// Why not.
        reason: String,
    },
    /// Settings that contradict each other.
    Setting {
        /// The last part of the code: `targets`, `pilots`, `coordinates`.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// The places, the first to look at first.
        labels: Vec<(Span, String)>,
        /// The swept values that lead to it.
        when: Vec<String>,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// A sweep that can not be.
    Sweep {
        /// The last part of the code: `step`, `empty`, `limit`.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// The places, the first to look at first.
        labels: Vec<(Span, String)>,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// An experiment that does not fit together.
    Experiment {
        /// The last part of the code: `solve`, `deployment`.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// The places, the first to look at first.
        labels: Vec<(Span, String)>,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// An expectation, golden or plot that can not be evaluated.
    Claim {
        /// The last part of the code.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// Where.
        span: Span,
        /// A fix, where one is known.
        help: Option<String>,
    },
    /// A value that a swept variable never takes.
    NeverSwept {
        /// The swept variable.
        name: String,
        /// The value, with its unit.
        value: String,
        /// Where.
        span: Span,
        /// The values that it takes, with their unit.
        values: Vec<String>,
    },
    /// A rate where an error has to stand, or an error where a rate has to.
    BudgetKind {
        /// What is bounded.
        constraint: Constraint,
        /// The expression.
        span: Span,
        /// A name in it that measures the other thing.
        name: ResultName,
    },
    /// Coordinates in a file that can not be read.
    Coordinates {
        /// What is wrong.
        message: String,
        /// Where.
        span: Span,
        /// The statement that names the file.
        stated: Span,
    },
}

impl From<SyntaxError> for ModelError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

/// What can be wrong with bringing sources together.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadError {
    /// The first source can not be read.
    Root {
        /// Its name.
        name: String,
        /// Why; none where it does not exist.
        reason: Option<String>,
    },
    /// A source that is used can not be read.
    Unreadable {
        /// Its name.
        name: String,
        /// Where it is used.
        span: Span,
        /// Why; none where it does not exist.
        reason: Option<String>,
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
        /// The limit.
        limit: usize,
    },
}
