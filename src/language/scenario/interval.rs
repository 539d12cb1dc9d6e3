//! Between which values a formula can lie when the results in it are not known yet: none of them is negative.

use super::formula::{Formula, Function, Symbol};
use crate::language::syntax::Operator;

/// Values from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Interval {
    /// Any value.
    const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// Between which values a formula lies.
    pub fn of(formula: &Formula) -> Self {
        if let Some(value) = formula.constant() {
            return Self::hull(&[value]);
        }
        match formula {
            // Errors and rates.
            Formula::Symbol(Symbol::Result(_)) => Self {
                low: 0.0,
                high: f64::INFINITY,
            },
            Formula::Negate(x) => Self::of(x).negated(),
            Formula::Binary(Operator::Add, x, y) => Self::of(x).plus(Self::of(y)),
            Formula::Binary(Operator::Subtract, x, y) => Self::of(x).plus(Self::of(y).negated()),
            Formula::Binary(Operator::Multiply, x, y) => Self::of(x).times(Self::of(y)),
            Formula::Binary(Operator::Divide, x, y) => match Self::of(y) {
                y if y.low > 0.0 || y.high < 0.0 => Self::of(x).times(Self {
                    low: 1.0 / y.high,
                    high: 1.0 / y.low,
                }),
                _ => Self::ALL,
            },
            Formula::Call(Function::Min, arguments) => {
                let low = arguments.iter().map(|a| Self::of(a).low);
                let high = arguments.iter().map(|a| Self::of(a).high);
                Self {
                    low: low.fold(f64::INFINITY, f64::min),
                    high: high.fold(f64::INFINITY, f64::min),
                }
            }
            Formula::Call(Function::Max, arguments) => {
                let low = arguments.iter().map(|a| Self::of(a).low);
                let high = arguments.iter().map(|a| Self::of(a).high);
                Self {
                    low: low.fold(f64::NEG_INFINITY, f64::max),
                    high: high.fold(f64::NEG_INFINITY, f64::max),
                }
            }
            _ => Self::ALL,
        }
    }

    /// The least interval that holds all of these; a value that is not a number may be any.
    fn hull(values: &[f64]) -> Self {
        if values.iter().any(|value| value.is_nan()) {
            return Self::ALL;
        }
        Self {
            low: values.iter().copied().fold(f64::INFINITY, f64::min),
            high: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    fn negated(self) -> Self {
        Self {
            low: -self.high,
            high: -self.low,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self::hull(&[self.low + other.low, self.high + other.high])
    }

    fn times(self, other: Self) -> Self {
        // Nothing times something that may be infinite is nothing: the ends are limits.
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        Self::hull(&[
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::vocabulary::choices::ResultName;

    #[test]
    fn results_are_not_negative() {
        let s_min = || Formula::Symbol(Symbol::Result(ResultName::SMin));
        let binary = |operator, x: Formula, y: Formula| {
            Interval::of(&Formula::Binary(operator, Box::new(x), Box::new(y)))
        };
        let from = |low, high| Interval { low, high };
        assert_eq!(Interval::of(&Formula::from(3.0)), from(3.0, 3.0));
        assert_eq!(
            binary(Operator::Multiply, 2.0.into(), s_min()),
            from(0.0, f64::INFINITY)
        );
        assert_eq!(
            binary(Operator::Subtract, 10.0.into(), s_min()),
            from(f64::NEG_INFINITY, 10.0)
        );
        assert_eq!(
            binary(Operator::Divide, 10.0.into(), s_min()),
            Interval::ALL
        );
        assert_eq!(
            binary(Operator::Add, s_min(), 1.0.into()),
            from(1.0, f64::INFINITY)
        );
        let least = Formula::Call(Function::Min, vec![s_min(), 4.0.into()]);
        assert_eq!(Interval::of(&least), from(0.0, 4.0));
    }
}
