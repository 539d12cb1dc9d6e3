//! Expressions after their names and units were checked: numbers in canonical
//! units, and symbols for what is known only later.

use std::fmt;

use crate::language::syntax::Operator;
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::units::number;

/// What a formula waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// A result name, known once the realization has been solved for it.
    Result(ResultName),
    /// The swept budget, known at a point.
    Budget(Constraint),
    /// A setting, known in a case; by its path.
    Setting(&'static str),
    /// The distance in km, in a path-loss formula.
    Distance,
    /// The n-th aggregate of an expectation.
    Aggregate(usize),
}

/// A function of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Min,
    Max,
    Abs,
    Sqrt,
    Log10,
    Log2,
    Ln,
    Exp,
    Floor,
    Ceil,
    Round,
    Db,
    Linear,
}

impl Function {
    const ALL: [Self; 13] = [
        Self::Min,
        Self::Max,
        Self::Abs,
        Self::Sqrt,
        Self::Log10,
        Self::Log2,
        Self::Ln,
        Self::Exp,
        Self::Floor,
        Self::Ceil,
        Self::Round,
        Self::Db,
        Self::Linear,
    ];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Sqrt => "sqrt",
            Self::Log10 => "log10",
            Self::Log2 => "log2",
            Self::Ln => "ln",
            Self::Exp => "exp",
            Self::Floor => "floor",
            Self::Ceil => "ceil",
            Self::Round => "round",
            Self::Db => "db",
            Self::Linear => "linear",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.text() == text)
    }

    fn apply(self, arguments: &[f64]) -> f64 {
        let x = arguments.first().copied().unwrap_or(f64::NAN);
        match self {
            // A missing value stays missing: f64::min would drop it.
            Self::Min | Self::Max if arguments.iter().any(|a| a.is_nan()) => f64::NAN,
            Self::Min => arguments.iter().copied().fold(f64::INFINITY, f64::min),
            Self::Max => arguments.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Self::Abs => x.abs(),
            Self::Sqrt => x.sqrt(),
            Self::Log10 => x.log10(),
            Self::Log2 => x.log2(),
            Self::Ln => x.ln(),
            Self::Exp => x.exp(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Round => x.round(),
            Self::Db => 10.0 * x.log10(),
            Self::Linear => 10f64.powf(x / 10.0),
        }
    }
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A number in canonical units.
    Number(f64),
    /// Known later.
    Symbol(Symbol),
    /// `-x`
    Negate(Box<Formula>),
    /// `not x`
    Not(Box<Formula>),
    /// `x + y`; what is true is 1, what is false 0.
    Binary(Operator, Box<Formula>, Box<Formula>),
    /// `f(x, ...)`
    Call(Function, Vec<Formula>),
}

impl Formula {
    /// The value, where every symbol it needs has one.
    pub fn evaluate(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Option<f64> {
        Some(match self {
            Self::Number(value) => *value,
            Self::Symbol(symbol) => symbols(*symbol)?,
            Self::Negate(x) => -x.evaluate(symbols)?,
            Self::Not(x) => 1.0 - x.evaluate(symbols)?,
            Self::Binary(Operator::And, x, y) => joined(x, y, 0.0, symbols)?,
            Self::Binary(Operator::Or, x, y) => joined(x, y, 1.0, symbols)?,
            Self::Binary(operator, x, y) => {
                apply(*operator, x.evaluate(symbols)?, y.evaluate(symbols)?)
            }
            Self::Call(function, arguments) => {
                let values: Option<Vec<f64>> =
                    arguments.iter().map(|a| a.evaluate(symbols)).collect();
                function.apply(&values?)
            }
        })
    }

    /// The value, if it needs no symbol.
    pub fn constant(&self) -> Option<f64> {
        self.evaluate(&|_| None)
    }

    /// The same with the known symbols replaced and constants folded.
    #[must_use]
    pub fn bind(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Self {
        if let Some(value) = self.evaluate(symbols) {
            return Self::Number(value);
        }
        match self {
            Self::Number(_) | Self::Symbol(_) => self.clone(),
            Self::Negate(x) => Self::Negate(Box::new(x.bind(symbols))),
            Self::Not(x) => Self::Not(Box::new(x.bind(symbols))),
            Self::Binary(operator, x, y) => Self::Binary(
                *operator,
                Box::new(x.bind(symbols)),
                Box::new(y.bind(symbols)),
            ),
            Self::Call(function, arguments) => Self::Call(
                *function,
                arguments.iter().map(|a| a.bind(symbols)).collect(),
            ),
        }
    }

    /// Calls `see` with every symbol in it.
    pub fn symbols(&self, see: &mut dyn FnMut(Symbol)) {
        match self {
            Self::Number(_) => {}
            Self::Symbol(symbol) => see(*symbol),
            Self::Negate(x) | Self::Not(x) => x.symbols(see),
            Self::Binary(_, x, y) => {
                x.symbols(see);
                y.symbols(see);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|a| a.symbols(see)),
        }
    }

    /// Whether any symbol in it satisfies the condition.
    pub fn mentions(&self, condition: impl Fn(Symbol) -> bool) -> bool {
        let mut found = false;
        self.symbols(&mut |symbol| found |= condition(symbol));
        found
    }
}

/// The value of `x and y` or `x or y`; `decides` is the value of one side that makes the other irrelevant.
fn joined(
    x: &Formula,
    y: &Formula,
    decides: f64,
    symbols: &dyn Fn(Symbol) -> Option<f64>,
) -> Option<f64> {
    let (x, y) = (x.evaluate(symbols), y.evaluate(symbols));
    if x == Some(decides) || y == Some(decides) {
        return Some(decides);
    }
    x.and(y)
}

/// Relative difference below which two numbers compare as equal: values that
/// were computed differently (0.1 + 0.2, a grid's last point) must compare as equal.
pub const EQUALITY_TOLERANCE: f64 = 1e-9;

/// Whether two numbers are equal within [`EQUALITY_TOLERANCE`].
pub fn nearly_equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= EQUALITY_TOLERANCE * a.abs().max(b.abs())
}

/// The value of a binary operator; comparisons give 1 or 0.
pub fn apply(operator: Operator, x: f64, y: f64) -> f64 {
    let truth = |b: bool| if b { 1.0 } else { 0.0 };
    match operator {
        Operator::Add => x + y,
        Operator::Subtract => x - y,
        Operator::Multiply => x * y,
        Operator::Divide => x / y,
        Operator::Power => x.powf(y),
        Operator::Less => truth(x < y && !nearly_equal(x, y)),
        Operator::LessEqual => truth(x <= y || nearly_equal(x, y)),
        Operator::Greater => truth(x > y && !nearly_equal(x, y)),
        Operator::GreaterEqual => truth(x >= y || nearly_equal(x, y)),
        Operator::Equal => truth(nearly_equal(x, y)),
        Operator::NotEqual => truth(!nearly_equal(x, y)),
        Operator::And => truth(x == 1.0 && y == 1.0),
        Operator::Or => truth(x == 1.0 || y == 1.0),
        Operator::Assign => f64::NAN,
    }
}

/// Canonical text, fully parenthesised: equal text is equal meaning, so it may be hashed.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number(*value)),
            Self::Symbol(Symbol::Result(name)) => f.write_str(name.text()),
            Self::Symbol(Symbol::Budget(constraint)) => f.write_str(constraint.text()),
            Self::Symbol(Symbol::Setting(path)) => f.write_str(path),
            Self::Symbol(Symbol::Distance) => f.write_str("d"),
            Self::Symbol(Symbol::Aggregate(index)) => write!(f, "#{index}"),
            Self::Negate(x) => write!(f, "-{x}"),
            Self::Not(x) => write!(f, "(not {x})"),
            Self::Binary(operator, x, y) => write!(f, "({x} {} {y})", operator.text()),
            Self::Call(function, arguments) => {
                write!(f, "{}(", function.text())?;
                for (index, argument) in arguments.iter().enumerate() {
                    write!(f, "{}{argument}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
        }
    }
}

/// Whether a symbol has a value only once something was solved, or at a point.
pub fn late(symbol: Symbol) -> bool {
    matches!(symbol, Symbol::Result(_) | Symbol::Budget(_))
}
