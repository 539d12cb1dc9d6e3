//! Values of a budget: delta bounds an error, zeta a rate.

use super::expression::Typed;
use crate::language::diagnostic::error::{Allowed, Measured, ModelError};
use crate::language::scenario::formula::{Formula, Function, Symbol};
use crate::language::syntax::Operator;
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::units::{Dimension, Measure, number};

/// A budget is a plain number above 0; zeta is one in bit/s/Hz.
///
/// # Errors
/// When the expression is not, is a constant that no error can be below, or measures the other thing.
pub(crate) fn check_budget(constraint: Constraint, typed: &Typed) -> Result<(), ModelError> {
    if typed.dimension != Dimension::PLAIN {
        return Err(ModelError::UnitMismatch {
            name: constraint.text().into(),
            span: typed.span,
            found: typed.dimension,
            expected: Measured::Measure(Measure::Plain),
            missing: None,
        });
    }
    check_kind(constraint, typed)?;
    match typed.formula.constant() {
        Some(value) if value <= 0.0 => Err(ModelError::Range {
            name: constraint.text().into(),
            span: typed.span,
            value: number(value),
            allowed: Allowed::Positive,
        }),
        _ => Ok(()),
    }
}

/// Refuses rates where an error is needed, and errors where a rate is.
///
/// # Errors
/// When the expression measures the other thing.
pub(crate) fn check_kind(constraint: Constraint, typed: &Typed) -> Result<(), ModelError> {
    let fits = match (measured(&typed.formula), constraint) {
        (Powers::Any, _) => true,
        (Powers::Of { rate, .. }, Constraint::Delta) => rate == 0,
        (Powers::Of { error, .. }, Constraint::Zeta) => error == 0,
        (Powers::Mixed, _) => false,
    };
    let mut other = None;
    typed.formula.symbols(&mut |symbol| {
        if let Symbol::Result(name) = symbol
            && is_rate(name) != (constraint == Constraint::Zeta)
        {
            other.get_or_insert(name);
        }
    });
    match other {
        Some(name) if !fits => Err(ModelError::BudgetKind {
            constraint,
            span: typed.span,
            name,
        }),
        _ => Ok(()),
    }
}

fn is_rate(name: ResultName) -> bool {
    matches!(name, ResultName::RMax | ResultName::RT)
}

/// What a formula measures, as far as the results in it say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Powers {
    /// Anything: numbers, settings, ratios.
    Any,
    /// A product of powers of errors and rates.
    Of { error: i32, rate: i32 },
    /// A sum of different things.
    Mixed,
}

impl Powers {
    fn of(error: i32, rate: i32) -> Self {
        match (error, rate) {
            (0, 0) => Self::Any,
            _ => Self::Of { error, rate },
        }
    }

    fn exponents(self) -> Option<(i32, i32)> {
        match self {
            Self::Any => Some((0, 0)),
            Self::Of { error, rate } => Some((error, rate)),
            Self::Mixed => None,
        }
    }

    /// The product with a power of `other`.
    fn times(self, other: Self, exponent: i32) -> Self {
        match (self.exponents(), other.exponents()) {
            (Some(a), Some(b)) => Self::of(
                a.0.saturating_add(b.0.saturating_mul(exponent)),
                a.1.saturating_add(b.1.saturating_mul(exponent)),
            ),
            _ => Self::Mixed,
        }
    }

    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, known) | (known, Self::Any) => known,
            (a, b) if a == b => a,
            _ => Self::Mixed,
        }
    }
}

fn measured(formula: &Formula) -> Powers {
    match formula {
        Formula::Symbol(Symbol::Result(name)) if is_rate(*name) => Powers::of(0, 1),
        Formula::Symbol(Symbol::Result(_)) => Powers::of(1, 0),
        Formula::Number(_) | Formula::Symbol(_) => Powers::Any,
        Formula::Negate(inner) => measured(inner),
        Formula::Not(_) => Powers::Any,
        Formula::Binary(operator, left, right) => {
            let (left, other) = (measured(left), measured(right));
            match operator {
                Operator::Multiply => left.times(other, 1),
                Operator::Divide => left.times(other, -1),
                Operator::Power => match right.constant() {
                    Some(power) if power.fract() == 0.0 && power.abs() <= 8.0 => {
                        Powers::Any.times(left, power as i32)
                    }
                    _ => Powers::Any,
                },
                Operator::Add | Operator::Subtract => left.plus(other),
                _ => Powers::Any,
            }
        }
        Formula::Call(function, arguments) => match function {
            Function::Min
            | Function::Max
            | Function::Abs
            | Function::Floor
            | Function::Ceil
            | Function::Round => arguments
                .iter()
                .map(measured)
                .fold(Powers::Any, Powers::plus),
            _ => Powers::Any,
        },
    }
}
