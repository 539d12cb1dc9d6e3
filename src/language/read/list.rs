//! Lists as values of settings: coordinates, groups, indices.

use super::bindings::Bindings;
use super::end::finish;
use super::expression::{Admit, Typed};
use super::number::read_number;
use super::range::called_range;
use crate::engine::Point;
use crate::language::diagnostic::error::expected::{Elements, Found, Hint, Wanted};
use crate::language::diagnostic::error::{Allowed, Fix, Measured, ModelError};
use crate::language::scenario::settings::Value;
use crate::language::syntax::{Cursor, Token, TokenKind};
use crate::language::vocabulary::signature::Range;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, Measure, number};

/// Largest list of values, coordinates or groups.
pub const MAX_LIST: usize = 10_000;

/// The elements of a list.
///
/// # Errors
/// When there is no list, it is empty or too long.
pub(crate) fn list<'t>(
    cursor: &mut Cursor<'t>,
    expected: Elements,
) -> Result<&'t [Vec<Token>], ModelError> {
    let span = cursor.here();
    let hint = match cursor.previous() {
        Some(over) if matches!(&over.kind, TokenKind::Word(word) if word == "over") => {
            called_range(over.span, cursor.rest())
        }
        _ => called_range(span, cursor.rest()),
    };
    let hint = hint.or_else(|| unbracketed(cursor.rest()));
    match cursor.advance().map(|token| &token.kind) {
        Some(TokenKind::List(elements)) if elements.is_empty() => Err(ModelError::Expected {
            span,
            found: Found::EmptyList,
            expected: Wanted::List(expected),
            hint: None,
        }),
        Some(TokenKind::List(elements)) if elements.len() > MAX_LIST => {
            Err(ModelError::ListLength {
                span,
                length: elements.len(),
                limit: MAX_LIST,
            })
        }
        Some(TokenKind::List(elements)) => Ok(elements),
        _ => Err(ModelError::Expected {
            span,
            found: Found::token(cursor.previous().filter(|token| token.span == span)),
            expected: Wanted::List(expected),
            hint,
        }),
    }
}

/// `proposed and zf`: words of a list without its brackets.
fn unbracketed(tokens: &[Token]) -> Option<Hint> {
    let joining = ["and", "or", "vs", "versus"];
    let word = |token: &Token| match &token.kind {
        TokenKind::Word(word) if joining.contains(&word.as_str()) || !table::is_keyword(word) => {
            Some(word.clone())
        }
        _ => None,
    };
    let words: Vec<String> = tokens.iter().map_while(word).collect();
    let span = tokens
        .first()?
        .span
        .to(tokens.get(words.len().checked_sub(1)?)?.span);
    let words: Vec<String> = words
        .into_iter()
        .filter(|word| !joining.contains(&word.as_str()))
        .collect();
    Some(Hint::Write(Fix::replace(
        span,
        format!("[{}]", words.join(", ")),
    )))
}

/// Entities numbered from 1, as indices from 0.
///
/// # Errors
/// What is wrong with the list.
pub(crate) fn indices(
    what: &str,
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<Vec<usize>, ModelError> {
    let elements = list(cursor, Elements::Indices)?;
    elements
        .iter()
        .map(|tokens| {
            let mut inner = Cursor::new(tokens, cursor.last_span());
            let typed = read_number(&mut inner, bindings, Admit::Constants)?;
            finish(&inner, "list")?;
            let value = typed.formula.constant().unwrap_or(f64::NAN);
            if typed.dimension != Dimension::PLAIN
                || value.fract() != 0.0
                || !(1.0..=1e6).contains(&value)
            {
                return Err(ModelError::Range {
                    name: what.into(),
                    span: typed.span,
                    value: number(value),
                    allowed: Allowed::Whole {
                        least: 1,
                        most: Some(1_000_000),
                    },
                });
            }
            Ok(value as usize - 1)
        })
        .collect()
}

/// Plain numbers.
///
/// # Errors
/// What is wrong with the list.
pub(crate) fn numbers(
    what: &str,
    range: Range,
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<Vec<f64>, ModelError> {
    let elements = list(cursor, Elements::Numbers)?;
    let one = |tokens: &Vec<Token>| {
        let mut inner = Cursor::new(tokens, cursor.last_span());
        let typed = read_number(&mut inner, bindings, Admit::Constants)?;
        finish(&inner, "list")?;
        if typed.dimension != Dimension::PLAIN {
            return Err(ModelError::UnitMismatch {
                name: what.into(),
                span: typed.span,
                found: typed.dimension,
                expected: Measured::Measure(Measure::Plain),
                missing: None,
            });
        }
        let value = typed.formula.constant().unwrap_or(f64::NAN);
        if !range.holds(value) {
            return Err(ModelError::Range {
                name: what.into(),
                span: typed.span,
                value: number(value),
                allowed: Allowed::Range(range, ""),
            });
        }
        Ok(value)
    };
    elements.iter().map(one).collect()
}

/// Coordinates: `[(0.5 km, 1 km), ...]`.
///
/// # Errors
/// What is wrong with the list.
pub(crate) fn read_points(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<Value, ModelError> {
    let elements = list(cursor, Elements::Points)?;
    let points = elements
        .iter()
        .map(|tokens| match tokens.as_slice() {
            [
                Token {
                    kind: TokenKind::Group(pair),
                    span,
                },
            ] if pair.len() == 2 => {
                let coordinate = |tokens: &[Token]| -> Result<f64, ModelError> {
                    let mut inner = Cursor::new(tokens, *span);
                    let typed = read_number(&mut inner, bindings, Admit::Constants)?;
                    finish(&inner, "coordinates")?;
                    coordinate(&typed)
                };
                Ok(Point {
                    x: coordinate(&pair[0])?,
                    y: coordinate(&pair[1])?,
                })
            }
            other => Err(ModelError::Expected {
                span: other.first().map_or(cursor.last_span(), |token| token.span),
                found: Found::token(other.first()),
                expected: Wanted::Point,
                hint: None,
            }),
        })
        .collect::<Result<_, _>>()?;
    Ok(Value::Points(points))
}

fn coordinate(typed: &Typed) -> Result<f64, ModelError> {
    let value = typed.formula.constant().unwrap_or(f64::NAN);
    let name = "coordinate".to_owned();
    if Measure::Length.accepts(typed.dimension) {
        Ok(value)
    } else if typed.bare {
        Err(ModelError::UnitMissing {
            name,
            span: typed.span,
            text: number(value),
            measure: Measure::Length,
            unit: Measure::Length.likely_unit(value, None),
            converted: false,
        })
    } else {
        Err(ModelError::UnitMismatch {
            name,
            span: typed.span,
            found: typed.dimension,
            expected: Measured::Measure(Measure::Length),
            missing: None,
        })
    }
}

/// A list of words or values, one cursor each.
///
/// # Errors
/// When there is no list.
pub(crate) fn elements<'t>(
    cursor: &mut Cursor<'t>,
    expected: Elements,
) -> Result<Vec<Cursor<'t>>, ModelError> {
    let elements = list(cursor, expected)?;
    let before = cursor.last_span();
    Ok(elements
        .iter()
        .map(|tokens| Cursor::new(tokens, before))
        .collect())
}
