//! Reads `realizations until METRIC within P % at most N [at least N]`.

use super::bindings::Bindings;
use super::expression::Admit;
use super::number::{check_number, read_number};
use super::unknown::unknown;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Allowed, Instead, ModelError};
use crate::language::scenario::precision::Precision;
use crate::language::scenario::settings::Value;
use crate::language::syntax::{Cursor, Span};
use crate::language::vocabulary::choices::ResultName;
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::MetricRow;
use crate::language::vocabulary::table::metrics::{Metric, Per};

/// Networks drawn before the precision is looked at, where nothing else is said: enough for the
/// t-interval of a mean to be near its nominal level for the skewed rates of random layouts.
const AT_LEAST: u32 = 20;

/// The widest that a relative half-width may be asked to be.
const WIDEST: f64 = 0.5;

/// The fewest networks whose mean has an interval.
const LEAST: u64 = 2;

const EXAMPLE: &str = "realizations until sum_rate within 1 % at most 2000";

/// What to say of `until p5 of rate`.
const OF_A_MEAN: &str = "a precision is that of the mean of a metric: `realizations until sum_rate within 1 % at most 2000`";

/// Reads what follows `until`, and gives the largest number of networks beside it.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
) -> Result<(Precision, Value), ModelError> {
    let column = column(cursor)?;
    if cursor.take_word("within").is_none() {
        return Err(expected(cursor, Wanted::Within));
    }
    let within = within(cursor, bindings)?;
    let mut bounds = Bounds::default();
    while cursor.take_word("at").is_some() {
        bounds.read(cursor, row, bindings)?;
    }
    let Some((most, most_span)) = bounds.most else {
        return Err(expected(cursor, Wanted::AtMost));
    };
    let (least, least_span) = bounds
        .least
        .unwrap_or((u64::from(AT_LEAST).min(most), most_span));
    if least > most || least < LEAST {
        return Err(ModelError::Range {
            name: "at least".into(),
            span: least_span,
            value: least.to_string(),
            allowed: Allowed::AtLeast { least: LEAST, most },
        });
    }
    let precision = Precision {
        column,
        within,
        at_least: u32::try_from(least).unwrap_or(u32::MAX),
    };
    Ok((precision, Value::Count(most)))
}

/// What to say of a metric with a value for each user or access point.
const OF_ONE: &str = "it has several columns, and a precision is of one mean: `realizations until sum_rate within 1 % at most 2000`";

fn column(cursor: &mut Cursor<'_>) -> Result<String, ModelError> {
    let span = cursor.here();
    let Some(word) = cursor.peek_word() else {
        return Err(expected(cursor, Wanted::Metric));
    };
    cursor.advance();
    // A metric of several columns has no one mean.
    let single = |row: &&MetricRow| row.per == Per::Point;
    let metric = Metric::read(word).map(Metric::row).filter(single);
    if metric.is_some() || ResultName::read(word).is_some() {
        return Ok(word.to_owned());
    }
    let known = table::metrics()
        .iter()
        .filter(single)
        .map(|row| &row.signature)
        .chain(table::of_role(Role::Result))
        .map(|row| row.path);
    let mut error = unknown("metric", word, span, known.collect());
    if let (ModelError::Unknown { instead, .. }, true) = (&mut error, table::is_aggregate(word)) {
        *instead = Some(Instead::Topic(OF_A_MEAN));
    }
    if let (
        ModelError::Unknown {
            suggestion,
            instead,
            ..
        },
        Some(_),
    ) = (&mut error, Metric::read(word))
    {
        *suggestion = None;
        *instead = Some(Instead::Topic(OF_ONE));
    }
    Err(error)
}

fn within(cursor: &mut Cursor<'_>, bindings: &Bindings) -> Result<f64, ModelError> {
    let typed = read_number(cursor, bindings, Admit::Constants)?;
    let value = typed.formula.constant().unwrap_or(f64::NAN);
    let plain = typed.dimension == super::super::vocabulary::units::Dimension::PLAIN;
    if plain && value > 0.0 && value <= WIDEST {
        return Ok(value);
    }
    Err(ModelError::Range {
        name: "within".into(),
        span: typed.span,
        value: super::super::vocabulary::units::Quantity {
            value,
            dimension: typed.dimension,
        }
        .to_string(),
        allowed: Allowed::Share { most: WIDEST },
    })
}

/// `at most N` and `at least N`, in any order.
#[derive(Default)]
struct Bounds {
    most: Option<(u64, Span)>,
    least: Option<(u64, Span)>,
}

impl Bounds {
    fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        row: &'static Signature,
        bindings: &Bindings,
    ) -> Result<(), ModelError> {
        let start = cursor.last_span();
        let (name, slot) = if cursor.take_word("most").is_some() {
            ("at most", &mut self.most)
        } else if cursor.take_word("least").is_some() {
            ("at least", &mut self.least)
        } else {
            return Err(expected(cursor, Wanted::MostOrLeast));
        };
        let typed = read_number(cursor, bindings, Admit::Constants)?;
        let Value::Count(count) = check_number(row, &typed)? else {
            return Err(ModelError::NotFinite { span: typed.span });
        };
        let span = start.to(typed.span);
        if let Some((_, first)) = slot.replace((count, span)) {
            return Err(ModelError::Clash {
                what: "bound",
                name: name.into(),
                span,
                first,
            });
        }
        Ok(())
    }
}

fn expected(cursor: &Cursor<'_>, wanted: Wanted) -> ModelError {
    ModelError::Expected {
        span: cursor.here(),
        found: Found::next(cursor),
        expected: wanted,
        hint: Some(Hint::Example(EXAMPLE)),
    }
}
