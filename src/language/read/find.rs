//! Reads the condition of `find`.

use super::bindings::Bindings;
use super::expression::{Admit, expectation_vocabulary};
use super::number::read_number;
use super::unknown::{aggregate, unknown_column};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Fix, Measured, ModelError};
use crate::language::scenario::find::{Find, FindOperator};
use crate::language::syntax::{Cursor, ExprKind, Operator, Statement, TokenKind, parse_operand};
use crate::language::vocabulary::choices::{Aggregate, Constraint};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::Metric;
use crate::language::vocabulary::units::Dimension;

/// A line with a search.
pub(super) const EXAMPLE: &str = "find aps.power from 100 dB to 140 dB where mean sum_rate = 40";

/// What to write instead of a search for a budget: the problem that has the other one as its budget, where that is what
/// the search asks.
pub(super) fn answered(budget: Constraint, cursor: &Cursor<'_>) -> Hint {
    let other = match budget {
        Constraint::Delta => Constraint::Zeta,
        Constraint::Zeta => Constraint::Delta,
    };
    let is_of_other = |metric: Metric| match other {
        Constraint::Zeta => matches!(metric, Metric::SumRate | Metric::ObjectiveValue),
        Constraint::Delta => metric == Metric::Mse,
    };
    let tokens = cursor.rest();
    let place = tokens.iter().position(|token| match &token.kind {
        TokenKind::Word(word) => Metric::read(word).is_some_and(is_of_other),
        _ => false,
    });
    let Some(place) = place else {
        return Hint::SweptBudget(budget);
    };
    let value = tokens[place..].iter().find_map(|token| match token.kind {
        TokenKind::Number(value) => Some(value),
        _ => None,
    });
    Hint::OtherBudget {
        of: budget,
        solve: other,
        value,
    }
}

/// Reads `where AGGREGATE of METRIC = VALUE`.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_condition(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    axis: usize,
    statement: &Statement,
) -> Result<Find, ModelError> {
    let expected = |cursor: &Cursor<'_>, expected| ModelError::Expected {
        span: cursor.here(),
        found: Found::next(cursor),
        expected,
        hint: Some(Hint::Example(EXAMPLE)),
    };
    if cursor.take_word("where").is_none() {
        return Err(expected(cursor, Wanted::Target));
    }
    let read = parse_operand(cursor, expectation_vocabulary())?;
    let ExprKind::Aggregate {
        aggregate: word,
        of,
        at,
    } = &read.kind
    else {
        return Err(ClaimFault::NoTarget.at(read.span).into());
    };
    let chosen = aggregate(&word.text, word.span)?;
    if !at.is_empty() || chosen.share().is_none() && chosen != Aggregate::Mean {
        return Err(ClaimFault::NoTarget.at(read.span).into());
    }
    let known = || table::of_role(Role::Metric).map(|row| row.path).collect();
    let metric = Metric::read(&of.text)
        .ok_or_else(|| unknown_column("metric", &of.text, of.span, known()))?;
    let operator = match cursor.peek_operator() {
        Some(Operator::Assign | Operator::Equal) => FindOperator::Equal,
        Some(Operator::GreaterEqual) => FindOperator::AtLeast,
        Some(Operator::LessEqual) => FindOperator::AtMost,
        other => {
            let meant = match other {
                Some(Operator::Greater) => Some(">="),
                Some(Operator::Less) => Some("<="),
                _ => None,
            };
            return Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::MetTarget,
                hint: Some(match meant {
                    Some(meant) => Hint::Write(Fix::replace(cursor.here(), meant)),
                    None => Hint::Example(EXAMPLE),
                }),
            });
        }
    };
    cursor.advance();
    let typed = read_number(cursor, bindings, Admit::Constants)?;
    let Some(value) = typed.formula.constant() else {
        return Err(ModelError::NotFinite { span: typed.span });
    };
    if typed.dimension != Dimension::PLAIN {
        return Err(ModelError::UnitMismatch {
            name: metric.text().into(),
            span: typed.span,
            found: typed.dimension,
            expected: Measured::Own(Dimension::PLAIN),
            missing: None,
        });
    }
    Ok(Find {
        axis,
        aggregate: chosen,
        metric,
        operator,
        value,
        span: statement.span.to(typed.span),
    })
}
