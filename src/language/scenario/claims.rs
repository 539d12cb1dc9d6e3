//! What a scenario claims about its results: expectations, goldens, plots.

use std::sync::Arc;

use super::axis::{Place, Selection};
use super::formula::{Formula, Symbol, compares};
use crate::engine::optimiser::communication::TOLERANCE;
use crate::language::syntax::{Operator, Span};
use crate::language::vocabulary::choices::{Aggregate, ResultName};
use crate::language::vocabulary::table::metrics::Metric;

/// `expect LEFT COMPARISON RIGHT [for each NAME]`, ready to be evaluated on a table.
///
/// An aggregate is taken over the *solved* rows of the whole table that its
/// selectors keep: `mean sum_rate at delta 6` is the mean of `sum_rate` over
/// the rows whose `delta` equals 6 within
/// [`EQUALITY_TOLERANCE`](super::formula::EQUALITY_TOLERANCE), over every
/// realization, case and scheme not selected otherwise. A result name counts
/// once for each realization and case, not once for each row of its chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
    /// What must hold.
    pub claim: Claim,
    /// The aggregates that it names by index.
    pub aggregates: Vec<Query>,
    /// The values at each of which it must hold, at least one; none where it is about the table
    /// as a whole.
    pub each: Option<Arc<[Place]>>,
}

/// Comparisons, joined. A `not` is gone: it turns round the comparisons that it is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// One comparison.
    Comparison {
        /// The comparison.
        operator: Operator,
        /// The left side; its aggregates are symbols.
        left: Formula,
        /// The right side.
        right: Formula,
    },
    /// All of these hold.
    All(Vec<Claim>),
    /// At least one of these holds.
    Any(Vec<Claim>),
}

/// One number asked of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What makes one number of many.
    pub aggregate: Aggregate,
    /// Of which column.
    pub of: Quantified,
    /// Of which rows.
    pub at: Vec<Selection>,
}

impl Query {
    /// What selects its rows at a place of the expectation.
    pub fn selections<'s>(
        &'s self,
        place: Option<&'s Place>,
    ) -> impl Iterator<Item = &'s Selection> {
        let own = |place: &&Place| self.at.iter().all(|at| at.axis != place.at.axis);
        self.at
            .iter()
            .chain(place.filter(own).map(|place| &place.at))
    }
}

/// What an aggregate is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantified {
    /// A metric.
    Metric(Metric),
    /// A result name, once for each realization and case.
    Result(ResultName),
    /// The value of the setting that `find` found.
    Found,
}

impl Quantified {
    /// The word for it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Metric(metric) => metric.text(),
            Self::Result(name) => name.text(),
            Self::Found => "found",
        }
    }
}

/// What became of an expectation. Of several comparisons it holds the one that decides: one that fails
/// where all must hold, one that holds where one is enough, else the one whose sides are closest.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectOutcome {
    /// Of which of the places the values are: the first where it fails, else the one where the
    /// sides are closest; none where the expectation is about the table as a whole.
    pub place: Option<String>,
    /// The comparison.
    pub operator: Operator,
    /// Value of the left side; none where the table has no such rows.
    pub left: Option<f64>,
    /// Value of the right side.
    pub right: Option<f64>,
    /// Whether it holds. It does not where a side has no value: an expectation
    /// about rows that are missing was not met.
    pub passed: bool,
}

impl ExpectOutcome {
    /// How far apart the sides are, relative to the larger.
    fn distance(&self) -> f64 {
        match (self.left, self.right) {
            (Some(l), Some(r)) if l != r => (l - r).abs() / l.abs().max(r.abs()),
            _ => 0.0,
        }
    }
}

impl Expectation {
    /// Evaluates both sides; `lookup` gives the value of an aggregate at a place, or none
    /// where no solved row answers it.
    pub fn evaluate(
        &self,
        lookup: &dyn Fn(&Query, Option<&Place>) -> Option<f64>,
    ) -> ExpectOutcome {
        let Some(places) = &self.each else {
            return self.at(None, lookup);
        };
        let outcomes = places.iter().map(|place| self.at(Some(place), lookup));
        deciding(outcomes, false).unwrap_or(ExpectOutcome {
            place: None,
            operator: Operator::Equal,
            left: None,
            right: None,
            passed: false,
        })
    }

    fn at(
        &self,
        place: Option<&Place>,
        lookup: &dyn Fn(&Query, Option<&Place>) -> Option<f64>,
    ) -> ExpectOutcome {
        let aggregates = self.aggregates.iter();
        let values: Vec<Option<f64>> = aggregates.map(|query| lookup(query, place)).collect();
        let symbols = |symbol: Symbol| match symbol {
            Symbol::Aggregate(index) => values.get(index).copied().flatten(),
            _ => None,
        };
        let place = place.map(|place| place.text.clone());
        ExpectOutcome {
            place,
            ..self.claim.evaluate(&symbols)
        }
    }
}

impl Claim {
    fn evaluate(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> ExpectOutcome {
        let (parts, enough) = match self {
            Self::Comparison {
                operator,
                left,
                right,
            } => return compared(*operator, left, right, symbols),
            Self::All(parts) => (parts, false),
            Self::Any(parts) => (parts, true),
        };
        let outcomes = parts.iter().map(|part| part.evaluate(symbols));
        // A claim has at least one part.
        deciding(outcomes, enough).unwrap_or(ExpectOutcome {
            place: None,
            operator: Operator::Equal,
            left: None,
            right: None,
            passed: !enough,
        })
    }
}

fn compared(
    operator: Operator,
    left: &Formula,
    right: &Formula,
    symbols: &dyn Fn(Symbol) -> Option<f64>,
) -> ExpectOutcome {
    let finite = |formula: &Formula| formula.evaluate(symbols).filter(|value| value.is_finite());
    let (left, right) = (finite(left), finite(right));
    let passed = matches!((left, right), (Some(l), Some(r)) if holds(operator, l, r));
    ExpectOutcome {
        place: None,
        operator,
        left,
        right,
        passed,
    }
}

/// The first outcome that is as `decides` says; where there is none, the one whose sides are closest.
fn deciding(outcomes: impl Iterator<Item = ExpectOutcome>, decides: bool) -> Option<ExpectOutcome> {
    outcomes.reduce(|best, other| {
        let closer = other.passed != decides && other.distance() < best.distance();
        if best.passed != decides && (closer || other.passed == decides) {
            other
        } else {
            best
        }
    })
}

/// Whether a comparison of results holds. They are solved to a tolerance, so what allows equality
/// allows that much: a mean error of 6.0000004 keeps a budget of 6.
fn holds(operator: Operator, left: f64, right: f64) -> bool {
    let alike = (left - right).abs() <= TOLERANCE * left.abs().max(right.abs());
    match operator {
        Operator::LessEqual | Operator::GreaterEqual | Operator::Equal if alike => true,
        Operator::NotEqual if alike => false,
        _ => compares(operator, left, right),
    }
}

/// `golden "file" rtol x atol y`
#[derive(Debug, Clone, PartialEq)]
pub struct Golden {
    /// Name of the file, resolved beside the scenario.
    pub file: String,
    /// Where it is named.
    pub span: Span,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance.
    pub atol: f64,
}
