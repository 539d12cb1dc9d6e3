//! Reads `plot`.

use super::axes::{Axis, Reader};
use super::declaration::read_path;
use super::expression::expectation_vocabulary;
use super::unknown::unknown;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::axis::{AxisValue, Selection};
use crate::language::scenario::plot::{Figure, Plot};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::{Cursor, Name, Selector, Span, describe, parse_operand};
use crate::language::vocabulary::choices::ResultName;
use crate::language::vocabulary::metric::{Metric, Per};
use crate::language::vocabulary::table;

/// Key column of the number of the network drawn.
const REALIZATION: &str = "realization";
/// Metrics that a figure may show: as many as there are kinds of lines to tell them apart.
const LINES: usize = 4;
/// Key column of the index on a grid that each realization has of its own.
const STEP: &str = "step";

/// Words for the figure of rate over error, which is a figure like others.
const BOUNDARY: [&str; 4] = ["region", "boundary", "tradeoff", "pareto"];

/// What follows `plot`.
///
/// # Errors
/// What is wrong with it.
pub fn read(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Plot, ModelError> {
    let figure = match cursor.peek_word() {
        Some("beampattern") => {
            cursor.advance();
            Figure::Beampattern {
                polar: cursor.take_word("polar").is_some(),
                by: by(reader, cursor)?,
            }
        }
        Some("layout") => {
            cursor.advance();
            Figure::Layout
        }
        _ => curves(reader, cursor)?,
    };
    let mut at = Vec::new();
    while let Some(span) = cursor.take_word("at") {
        at.push(selection(reader, cursor, &figure, span)?);
    }
    Ok(Plot { figure, at })
}

/// `Y ... over X [by S]`
fn curves(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Figure, ModelError> {
    let y = vertical(reader, cursor)?;
    if cursor.take_word("over").is_none() {
        return Err(ModelError::Expected {
            span: cursor.here(),
            found: cursor.peek().map(describe).unwrap_or_default(),
            expected: "`over` and the horizontal axis".into(),
            help: Some(
                "for example `plot sum_rate over mse`; several metrics stand beside each other, \
                 as in `plot sum_rate upper_bound over mse`"
                    .into(),
            ),
        });
    }
    let x = column(reader, cursor, true)?;
    let by = by(reader, cursor)?;
    Ok(Figure::Curves { y, x, by })
}

/// The metrics of the vertical axis, which is in one unit.
fn vertical(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Vec<String>, ModelError> {
    let mut y = vec![column(reader, cursor, false)?];
    // The clauses that may follow are no names.
    while cursor
        .peek_word()
        .is_some_and(|word| !["over", "by", "at"].contains(&word))
    {
        let span = cursor.here();
        let next = column(reader, cursor, false)?;
        let refuse = |message: String, help: String| {
            Err(ModelError::Claim {
                code: "plot",
                message,
                span,
                help: Some(help),
            })
        };
        if y.contains(&next) {
            return refuse(
                format!("`{next}` is in this figure already"),
                "name each metric once".into(),
            );
        }
        if unit(&y[0]) != unit(&next) {
            return refuse(
                format!(
                    "`{}` is {} and `{next}` is {}; one axis can not show both",
                    y[0],
                    unit_in_words(&y[0]),
                    unit_in_words(&next)
                ),
                format!("give `{next}` a figure of its own: `plot {next} over ...`"),
            );
        }
        if y.len() == LINES {
            return refuse(
                format!("more than {LINES} metrics in a figure can not be told apart"),
                "spread them over several figures".into(),
            );
        }
        y.push(next);
    }
    Ok(y)
}

/// The unit of a metric or result, empty for plain numbers.
fn unit(column: &str) -> &'static str {
    match (Metric::read(column), ResultName::read(column)) {
        (Some(metric), _) => metric.row().unit,
        (None, Some(result)) => result.unit(),
        (None, None) => "",
    }
}

/// `in bit/s/Hz`
fn unit_in_words(column: &str) -> String {
    match unit(column) {
        "" => "a plain number".into(),
        unit => format!("in {unit}"),
    }
}

/// `[by S]`
fn by(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Option<String>, ModelError> {
    if cursor.take_word("by").is_none() {
        return Ok(None);
    }
    let example = "plot sum_rate over area by scheme";
    let (text, span) = read_path(cursor, "a swept variable", example)?;
    let axis = reader.axis(&Name { text, span })?;
    Ok(Some(axis.column().to_owned()))
}

/// A metric or result; with `axes`, a swept variable also.
fn column(
    reader: &Reader<'_, '_>,
    cursor: &mut Cursor<'_>,
    axes: bool,
) -> Result<String, ModelError> {
    let (text, span) = read_path(cursor, "the name of a column", "plot sum_rate over mse")?;
    if axes && reader.lost(&text) {
        return Err(ModelError::Follows { span });
    }
    if let Some(metric) = Metric::read(&text) {
        return match metric.row().per {
            Per::Point => Ok(text),
            Per::User | Per::AccessPoint => Err(ModelError::Claim {
                code: "plot",
                message: format!("`{text}` is several columns, and an axis shows one"),
                span,
                help: Some(format!("`record {text}` writes them into the table")),
            }),
        };
    }
    if ResultName::read(&text).is_some() {
        return Ok(text);
    }
    let name = Name { text, span };
    if axes && let Ok(axis) = reader.axis(&name) {
        return Ok(axis.column().to_owned());
    }
    let metrics = table::metrics().iter().filter(|row| row.per == Per::Point);
    let mut known: Vec<&str> = metrics.map(|row| row.signature.path).collect();
    known.extend(["beampattern", "layout"].into_iter().filter(|_| !axes));
    if axes {
        known.extend(reader.draft.sweeps.iter().map(|sweep| sweep.name.as_str()));
    }
    let mut error = unknown("column", &name.text, span, known);
    if let (ModelError::Unknown { note, .. }, true) =
        (&mut error, BOUNDARY.contains(&name.text.as_str()))
    {
        *note = Some("the boundary is drawn by `plot sum_rate over mse`".into());
    }
    Err(error)
}

/// `NAME VALUE` after `at`.
fn selection(
    reader: &Reader<'_, '_>,
    cursor: &mut Cursor<'_>,
    figure: &Figure,
    at: Span,
) -> Result<Selection, ModelError> {
    let example = "plot beampattern at realization 0 at delta 6";
    let (text, span) = read_path(cursor, "a swept variable", example)?;
    let value = parse_operand(cursor, expectation_vocabulary())?;
    let selector = Selector {
        axis: Name { text, span },
        value,
    };
    let refuse = |message: String, help: &str| {
        Err(ModelError::Claim {
            code: "plot",
            message,
            span: at.to(selector.value.span),
            help: Some(help.into()),
        })
    };
    let own_grid = reader.own_grid();
    match selector.axis.text.as_str() {
        REALIZATION => {
            if matches!(figure, Figure::Curves { .. }) {
                let help = "leave out `at realization ...`, or plot `beampattern` or `layout`";
                return refuse("curves show means over all realizations".into(), help);
            }
            let least_beyond = f64::from(reader.realizations);
            index(reader, &selector, Some(least_beyond))
        }
        STEP if own_grid && !matches!(figure, Figure::Layout) => index(reader, &selector, None),
        name => {
            let axis = reader.axis(&selector.axis)?;
            let is_budget = match axis {
                Axis::Budget(_) => true,
                Axis::Swept(sweep) => matches!(sweep.target, Target::Budget(_)),
            };
            let is_scheme =
                matches!(axis, Axis::Swept(sweep) if matches!(sweep.target, Target::Scheme));
            if matches!(figure, Figure::Layout) && (is_budget || is_scheme) {
                let help = format!("leave out `at {name} ...`");
                return refuse(format!("the layout is the same at every {name}"), &help);
            }
            if is_budget && own_grid && matches!(figure, Figure::Curves { .. }) {
                let help = "say which by its index: `at step 0` is the first";
                return refuse(
                    format!("each realization has values of {name} of its own"),
                    help,
                );
            }
            reader.selected(&selector)
        }
    }
}

/// A whole number from 0.
fn index(
    reader: &Reader<'_, '_>,
    selector: &Selector,
    least_beyond: Option<f64>,
) -> Result<Selection, ModelError> {
    let name = &selector.axis.text;
    let value = reader.number(&selector.value, name, "")?;
    let beyond = least_beyond.is_some_and(|least| value >= least);
    if value < 0.0 || value.fract() != 0.0 || beyond {
        return Err(ModelError::Range {
            name: name.clone(),
            span: selector.value.span,
            value: super::super::vocabulary::units::number(value),
            allowed: match least_beyond {
                Some(least) => format!("a whole number from 0 to {}", least - 1.0),
                None => "a whole number from 0".into(),
            },
        });
    }
    Ok(Selection {
        axis: name.clone(),
        value: AxisValue::Number(value),
    })
}
