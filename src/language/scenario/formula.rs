//! Expressions after their names and units were checked: numbers in canonical
//! units, and symbols for what is known only later.

use std::fmt;

use super::exact::Real;
pub use super::function::Function;
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

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A number in canonical units.
    Number(Real),
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

impl From<f64> for Formula {
    fn from(value: f64) -> Self {
        Self::Number(Real::from(value))
    }
}

impl Formula {
    /// The value, where every symbol it needs has one.
    pub fn evaluate(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Option<f64> {
        self.exact(symbols).map(Real::value)
    }

    /// The value with the fraction that it is, as far as that is known.
    pub fn exact(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Option<Real> {
        Some(match self {
            Self::Number(value) => *value,
            Self::Symbol(symbol) => match symbol {
                // Settings and swept values are decimals that were written; the others were computed.
                Symbol::Setting(_) | Symbol::Budget(_) => Real::from(symbols(*symbol)?),
                Symbol::Result(_) | Symbol::Distance | Symbol::Aggregate(_) => {
                    Real::computed(symbols(*symbol)?)
                }
            },
            Self::Negate(x) => x.exact(symbols)?.negate(),
            Self::Not(x) => truth(x.exact(symbols)?.value() != 1.0),
            Self::Binary(Operator::And, x, y) => joined(x, y, false, symbols)?,
            Self::Binary(Operator::Or, x, y) => joined(x, y, true, symbols)?,
            Self::Binary(operator, x, y) => {
                operate(*operator, x.exact(symbols)?, y.exact(symbols)?)
            }
            Self::Call(function, arguments) => {
                let values: Option<Vec<Real>> =
                    arguments.iter().map(|a| a.exact(symbols)).collect();
                function.apply(&values?)
            }
        })
    }

    /// The value, if it needs no symbol.
    pub fn constant(&self) -> Option<f64> {
        self.evaluate(&|_| None)
    }

    /// The value with its fraction, if it needs no symbol.
    pub fn exact_constant(&self) -> Option<Real> {
        self.exact(&|_| None)
    }

    /// The same with the known symbols replaced and constants folded.
    #[must_use]
    pub fn bind(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Self {
        if let Some(value) = self.exact(symbols) {
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

/// True is 1, false is 0.
fn truth(holds: bool) -> Real {
    Real::from(if holds { 1.0 } else { 0.0 })
}

/// The value of `x and y` or `x or y`; `decides` is the value of one side that makes the other irrelevant.
fn joined(
    x: &Formula,
    y: &Formula,
    decides: bool,
    symbols: &dyn Fn(Symbol) -> Option<f64>,
) -> Option<Real> {
    let side = |of: &Formula| of.exact(symbols).map(|value| value.value() == 1.0);
    let (x, y) = (side(x), side(y));
    if x == Some(decides) || y == Some(decides) {
        return Some(truth(decides));
    }
    x.and(y).map(truth)
}

/// Relative difference below which two numbers compare as equal: values that
/// were computed differently (0.1 + 0.2, a grid's last point) must compare as equal.
pub const EQUALITY_TOLERANCE: f64 = 1e-9;

/// Whether two numbers are equal within [`EQUALITY_TOLERANCE`].
pub fn nearly_equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= EQUALITY_TOLERANCE * a.abs().max(b.abs())
}

/// Whether a comparison holds.
pub fn compares(operator: Operator, x: f64, y: f64) -> bool {
    match operator {
        Operator::Less => x < y && !nearly_equal(x, y),
        Operator::LessEqual => x <= y || nearly_equal(x, y),
        Operator::Greater => x > y && !nearly_equal(x, y),
        Operator::GreaterEqual => x >= y || nearly_equal(x, y),
        Operator::Equal => nearly_equal(x, y),
        Operator::NotEqual => !nearly_equal(x, y),
        _ => false,
    }
}

/// The value of a binary operator.
fn operate(operator: Operator, x: Real, y: Real) -> Real {
    match operator {
        Operator::Add => x.plus(y),
        Operator::Subtract => x.minus(y),
        Operator::Multiply => x.times(y),
        Operator::Divide => x.over(y),
        Operator::Power => x.power(y),
        Operator::And => truth(x.value() == 1.0 && y.value() == 1.0),
        Operator::Or => truth(x.value() == 1.0 || y.value() == 1.0),
        Operator::Assign => Real::computed(f64::NAN),
        comparison => truth(compares(comparison, x.value(), y.value())),
    }
}

/// Canonical text, fully parenthesised: equal text is equal meaning, so it may be hashed.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number(value.value())),
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
