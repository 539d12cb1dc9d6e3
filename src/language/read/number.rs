//! Numbers as values of settings: their type, unit and range.

use super::bindings::Bindings;
use super::end::unknown_unit;
use super::expression;
use super::expression::{Admit, Typed};
use crate::language::diagnostic::error::expected::{Found, Hint, Row, Wanted};
use crate::language::diagnostic::error::{Allowed, Measured, ModelError};
use crate::language::scenario::exact::nearly_whole;
use crate::language::scenario::settings::{Value, default_of};
use crate::language::syntax::{Cursor, Span};
use crate::language::vocabulary::foreign::foreign;
use crate::language::vocabulary::signature::{Kind, Signature};
use crate::language::vocabulary::table::settings::noise::BANDWIDTH;
use crate::language::vocabulary::units::{Dimension, Measure, Quantity, find_unit, number};

/// Reads an expression, and looks at the word after a bare number: if it is
/// none that may follow, it was meant as a unit.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_number(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    admit: Admit,
) -> Result<Typed, ModelError> {
    let typed = expression::read(cursor, bindings, admit)?;
    match unknown_unit(cursor, Some(bindings), "") {
        Some(error) => Err(error),
        None => Ok(typed),
    }
}

/// Checks type, unit and range of a number for a setting.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_number(row: &'static Signature, typed: &Typed) -> Result<Value, ModelError> {
    let Some(value) = typed.formula.constant() else {
        return Err(ModelError::NotFinite { span: typed.span });
    };
    check_quantity(
        row,
        Quantity {
            value,
            dimension: typed.dimension,
        },
        typed.span,
        (typed.bare, typed.written),
    )
}

/// Checks unit and range of a quantity for a setting, of which is known whether it is a bare number and in which unit it is
/// written.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_quantity(
    row: &'static Signature,
    quantity: Quantity,
    span: Span,
    (bare, written): (bool, Option<&'static str>),
) -> Result<Value, ModelError> {
    let name = row.path.to_owned();
    match row.kind {
        Kind::Count { least, most } => {
            if !Measure::Plain.accepts(quantity.dimension) {
                return Err(ModelError::UnitMismatch {
                    name,
                    span,
                    found: quantity.dimension,
                    expected: Measured::Whole,
                    missing: None,
                });
            }
            let Some(whole) = nearly_whole(quantity.value) else {
                return Err(ModelError::NotWhole {
                    name,
                    span,
                    value: number(quantity.value),
                    when: Vec::new(),
                });
            };
            if whole < least as f64 || whole > most as f64 {
                let allowed = Allowed::Counts { least, most };
                return Err(ModelError::Range {
                    name,
                    span,
                    value: number(quantity.value),
                    allowed,
                });
            }
            Ok(Value::Count(whole as u64))
        }
        Kind::Number { measure, range } => {
            if !measure.accepts(quantity.dimension) {
                if bare && measure != Measure::Plain {
                    let hertz = in_hertz(measure, quantity.value);
                    let converted = hertz.is_some();
                    let (text, unit) = hertz.unwrap_or_else(|| {
                        let unit = measure.likely_unit(quantity.value, usual_value(row));
                        (number(quantity.value), unit)
                    });
                    return Err(ModelError::UnitMissing {
                        name,
                        span,
                        text,
                        measure,
                        unit,
                        converted,
                    });
                }
                return Err(ModelError::UnitMismatch {
                    name,
                    span,
                    found: quantity.dimension,
                    expected: Measured::Measure(measure),
                    missing: other_unit(measure, quantity),
                });
            }
            // Ranges of powers and their ratios are those of the linear value.
            let ranged = match measure {
                Measure::PowerRatio | Measure::Power(_) => quantity.to_linear(),
                _ => quantity.value,
            };
            if !range.holds(ranged) {
                let allowed = Allowed::Range(range, measure.usual_unit());
                return Err(ModelError::Range {
                    name,
                    span,
                    value: quantity.written_in(written),
                    allowed,
                });
            }
            Ok(Value::Number(quantity))
        }
        _ => Err(ModelError::Expected {
            span,
            found: Found::Number(quantity),
            expected: Wanted::Value(Row(row)),
            hint: Some(Hint::Example(row.example)),
        }),
    }
}

/// The quantity as what is measured, where its unit alone is wrong: a level in dBm for one in dB, dB for K.
fn other_unit(measure: Measure, quantity: Quantity) -> Option<(String, String)> {
    let value = match (measure, quantity.dimension) {
        (Measure::PowerRatio | Measure::Level, Dimension::DBM | Dimension::TEMPERATURE) => {
            quantity.value
        }
        (Measure::Temperature, Dimension::DBM | Dimension::DECIBEL) => quantity.value,
        // Degrees of Celsius.
        (Measure::Temperature, Dimension::ANGLE) => (1e9 * (quantity.value + 273.15)).round() / 1e9,
        // Its level: no ratio of powers is below zero.
        (Measure::Level, Dimension::LINEAR) if quantity.value > 0.0 => {
            (1e9 * 10.0 * quantity.value.log10()).round() / 1e9
        }
        _ => return None,
    };
    Some((number(value), measure.usual_unit().to_owned()))
}

/// A value such as the setting usually has, in its canonical unit.
fn usual_value(row: &'static Signature) -> Option<f64> {
    if row.path == "noise.bandwidth" {
        return Some(BANDWIDTH);
    }
    match default_of(row)? {
        Value::Number(quantity) => Some(quantity.value),
        _ => None,
    }
}

/// Plain frequencies from here on are meant in Hz, which is not a unit of the language: none is as many kHz.
const HERTZ: f64 = 1e5;

/// A frequency that has no unit and is as large as one in Hz, as it is written in the language.
fn in_hertz(measure: Measure, value: f64) -> Option<(String, &'static str)> {
    if measure != Measure::Frequency || value < HERTZ {
        return None;
    }
    let written = foreign("Hz")?.of(value);
    let (text, unit) = written.split_once(' ')?;
    Some((text.to_owned(), find_unit(unit)?.name))
}
