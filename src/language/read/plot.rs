//! Reads `plot`.

use super::axes::{Axis, Reader, can_be_swept};
use super::declaration::read_path;
use super::expression::expectation_vocabulary;
use super::look::{self, Side, Sides};
use super::unknown::{aggregate, metric_missing, unknown_column};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Found, Hint, Named, Wanted};
use crate::language::diagnostic::error::look::LookFault;
use crate::language::diagnostic::error::{Allowed, Fix, Instead, ModelError};
use crate::language::scenario::axis::{AxisValue, Selection};
use crate::language::scenario::plot::{Figure, OF_USERS, Plot};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::{Cursor, Name, Selector, Span, parse_operand};
use crate::language::vocabulary::choices::{Aggregate, Problem, ResultName};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::{Metric, Per, Record};

/// Key column of the number of the network drawn.
const REALIZATION: &str = "realization";
/// Metrics that a figure may show: as many as there are kinds of lines to distinguish them.
const LINES: usize = 4;
/// Key column of the index on a grid that each realization has of its own.
const STEP: &str = "step";

/// Figures that are no curves; the word comes first.
const FIGURES: [&str; 4] = ["beampattern", "layout", "cdf", "box"];

/// Words for `over`.
const VERSUS: [&str; 5] = ["vs", "versus", "against", "on", "as_function_of"];

/// Words for the figure of rate over error, which is a figure like others.
const BOUNDARY: [&str; 4] = ["region", "boundary", "tradeoff", "pareto"];

/// What follows `plot`.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Plot, ModelError> {
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
        Some("cdf") => {
            cursor.advance();
            let of = distributed(reader, cursor, "plot cdf of rate by scheme")?;
            let span = cursor.here();
            if cursor.peek_word() == Some("over") {
                let fault = LookFault::Otherwise {
                    word: "over".into(),
                    example: "plot cdf of rate by scheme",
                    fix: Some(Fix::replace(span, "by")),
                };
                return Err(fault.at(span).into());
            }
            let by = by(reader, cursor)?;
            Figure::Cdf { of, by }
        }
        Some("box") => {
            cursor.advance();
            let of = distributed(reader, cursor, "plot box of rate over scheme")?;
            over(reader, cursor)?;
            let example = "plot box of rate over scheme";
            let (text, span) = read_path(cursor, Named::Sweep, example)?;
            let x = reader.axis(&Name { text, span })?.column().to_owned();
            let by = by(reader, cursor)?;
            Figure::Box { of, x, by }
        }
        _ => curves(reader, cursor)?,
    };
    let mut at = Vec::new();
    let mut options = look::Options::default();
    let sides = Sides::new(&figure, &|column| side(reader, column));
    let bindings = &reader.draft.given.bindings;
    loop {
        if let Some(span) = cursor.take_word("at") {
            at.push(selection(reader, cursor, &figure, span)?);
        } else if !options.take(cursor, &sides, bindings)? {
            break;
        }
    }
    let look = options.look().over(&reader.draft.given.style);
    Ok(Plot { figure, at, look })
}

/// An axis that shows a metric or what is swept.
fn side(reader: &Reader<'_, '_>, column: &str) -> Side {
    let mut sweeps = reader.draft.sweeps.iter();
    match sweeps.find(|sweep| sweep.name == column) {
        Some(sweep) if (sweep.steps.iter()).any(|step| matches!(step.key, AxisValue::Word(_))) => {
            Side::fixed("words")
        }
        Some(sweep) => Side::of(column, &sweep.unit),
        None => Side::of(column, ""),
    }
}

/// `Y ... over X [by S]`
fn curves(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Figure, ModelError> {
    let y = vertical(reader, cursor)?;
    over(reader, cursor)?;
    let x = column(reader, cursor, Slot::Axis)?;
    let by = by(reader, cursor)?;
    Ok(Figure::Curves { y, x, by })
}

/// `over`
fn over(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
    if cursor.take_word("over").is_some() {
        return Ok(());
    }
    let span = cursor.here();
    let words = cursor.peek_word();
    let hint = match words {
        // What distinguishes curves can as well be along the axis.
        Some("by") => Hint::DidYouMean(Fix::replace(span, "over")),
        Some(word) if VERSUS.contains(&word) => Hint::DidYouMean(Fix::replace(span, "over")),
        _ => match (
            reader.swept().first(),
            cursor.at_end() || words == Some("at"),
        ) {
            (Some(swept), true) => {
                let text = format!(" over {swept}");
                Hint::Write(Fix::insert_after(cursor.last_span(), text))
            }
            _ => Hint::SeveralMetrics,
        },
    };
    Err(ModelError::Expected {
        span,
        found: Found::next(cursor),
        expected: Wanted::Over,
        hint: Some(hint),
    })
}

/// `of METRIC`: what a distribution is of, over realizations or over users.
fn distributed(
    reader: &Reader<'_, '_>,
    cursor: &mut Cursor<'_>,
    example: &'static str,
) -> Result<String, ModelError> {
    if cursor.take_word("of").is_none() {
        let span = cursor.here();
        let fix =
            (cursor.peek_word().is_some()).then(|| Fix::replace(cursor.last_span().after(), " of"));
        return Err(LookFault::Missing {
            option: if example.contains("cdf") {
                "cdf"
            } else {
                "box"
            },
            wanted: "`of` and a metric",
            example,
            fix,
        }
        .at(span)
        .into());
    }
    let span = cursor.here();
    let problem = reader.draft.solve.map(|(problem, _)| problem);
    // An estimation has gains of its own, one for each network.
    let of_networks = |word: &str| word == "gain" && problem == Some(Problem::Estimation);
    if let Some(word) = cursor.peek_word()
        && OF_USERS.contains(&word)
        && !of_networks(word)
    {
        if matches!(problem, Some(Problem::Sensing | Problem::Estimation)) {
            let name = word.to_owned();
            return Err(ClaimFault::PlotUsers { name }.at(span).into());
        }
        let word = word.to_owned();
        cursor.advance();
        return Ok(word);
    }
    if let Some(word) = cursor.peek_word()
        && (table::is_aggregate(word) || Record::percentile_named(word).is_some())
    {
        let name = word.to_owned();
        return Err(ClaimFault::PlotOfOne { name }.at(span).into());
    }
    // A column of a user each is named in the singular there.
    if cursor.peek_word() == Some("rates") {
        let fix = Fix::replace(span, "rate");
        return Err(ModelError::Expected {
            span,
            found: Found::next(cursor),
            expected: Wanted::Metric,
            hint: Some(Hint::DidYouMean(fix)),
        });
    }
    column(reader, cursor, Slot::Metric)
}

/// The metrics of the vertical axis, which is in one unit.
fn vertical(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Vec<String>, ModelError> {
    let mut y = vec![measured(reader, cursor, Slot::First)?];
    // The clauses that may follow are not names.
    while cursor
        .peek_word()
        .is_some_and(|word| !["over", "by", "at"].contains(&word))
    {
        let span = cursor.here();
        if cursor
            .peek_word()
            .is_some_and(|word| VERSUS.contains(&word))
        {
            return Err(ModelError::Expected {
                span,
                found: Found::next(cursor),
                expected: Wanted::Over,
                hint: Some(Hint::DidYouMean(Fix::replace(span, "over"))),
            });
        }
        let next = measured(reader, cursor, Slot::Metric)?;
        let refuse = |fault: ClaimFault| Err(fault.at(span).into());
        if y.contains(&next) {
            return refuse(ClaimFault::PlotTwice { name: next });
        }
        if unit(&y[0]) != unit(&next) {
            return refuse(ClaimFault::PlotUnits {
                first: (y[0].clone(), unit(&y[0])),
                other: (next.clone(), unit(&next)),
            });
        }
        if y.len() == LINES {
            return refuse(ClaimFault::PlotLines { limit: LINES });
        }
        y.push(next);
    }
    Ok(y)
}

/// What the vertical axis shows: a metric or result, of which the means are shown, or a percentile, as it is written or as
/// its column is named.
fn measured(
    reader: &Reader<'_, '_>,
    cursor: &mut Cursor<'_>,
    slot: Slot,
) -> Result<String, ModelError> {
    let span = cursor.here();
    let Some(word) = cursor.peek_word().map(str::to_owned) else {
        return column(reader, cursor, slot);
    };
    if let Some((aggregate, metric)) = Record::percentile_named(&word) {
        cursor.advance();
        reader.given(metric, span)?;
        return Ok(Record::percentile_column(aggregate, metric));
    }
    if !table::is_aggregate(&word) {
        return column(reader, cursor, slot);
    }
    cursor.advance();
    let of_what = aggregate(&word, span)?;
    cursor.take_word("of");
    if of_what == Aggregate::Mean {
        return column(reader, cursor, Slot::Metric);
    }
    if of_what.share().is_none() {
        return Err(ClaimFault::PlotAggregate { name: word }.at(span).into());
    }
    let of = cursor.here();
    let name = cursor.peek_word().map(str::to_owned);
    let Some(name) = name.filter(|name| !["over", "by", "at"].contains(&name.as_str())) else {
        return Err(metric_missing(&word, span));
    };
    cursor.advance();
    let known = || table::of_role(Role::Metric).map(|row| row.path).collect();
    let metric = Metric::read(&name).ok_or_else(|| unknown_column("metric", &name, of, known()))?;
    reader.given(metric, of)?;
    Ok(Record::percentile_column(of_what, metric))
}

/// The unit of a metric, a percentile of one, or a result, empty for plain numbers.
fn unit(column: &str) -> &'static str {
    let percentile = || Record::percentile_named(column).map(|(_, metric)| metric);
    match (
        Metric::read(column).or_else(percentile),
        ResultName::read(column),
    ) {
        (Some(metric), _) => metric.row().unit,
        (None, Some(result)) => result.unit(),
        (None, None) => "",
    }
}

/// `[by S]`
fn by(reader: &Reader<'_, '_>, cursor: &mut Cursor<'_>) -> Result<Option<String>, ModelError> {
    if cursor.take_word("by").is_none() {
        return Ok(None);
    }
    let example = "plot sum_rate over area by scheme";
    let (text, span) = read_path(cursor, Named::Sweep, example)?;
    let axis = reader.axis(&Name { text, span })?;
    Ok(Some(axis.column().to_owned()))
}

/// Where a column is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// After `plot`, where a figure of another kind could be.
    First,
    /// Where a metric or a result is.
    Metric,
    /// After `over`, where a swept variable could be.
    Axis,
}

/// A metric or result; on the axis, a swept variable also.
fn column(
    reader: &Reader<'_, '_>,
    cursor: &mut Cursor<'_>,
    slot: Slot,
) -> Result<String, ModelError> {
    let (text, span) = read_path(cursor, Named::Column, "plot sum_rate over mse")?;
    let axes = slot == Slot::Axis;
    if axes && reader.lost(&text) {
        return Err(ModelError::Follows { span });
    }
    if let Some(metric) = Metric::read(&text) {
        return match metric.row().per {
            Per::Point => Ok(text),
            Per::User | Per::AccessPoint => {
                Err(ClaimFault::PlotColumns { name: text }.at(span).into())
            }
        };
    }
    if ResultName::read(&text).is_some() {
        return Ok(text);
    }
    let name = Name { text, span };
    if axes && let Ok(axis) = reader.axis(&name) {
        return Ok(axis.column().to_owned());
    }
    if reader.axis(&name).is_ok() {
        return Err(ClaimFault::PlotSwept { name: name.text }.at(span).into());
    }
    let metrics = table::metrics().iter().filter(|row| row.per == Per::Point);
    let mut known: Vec<&str> = metrics.map(|row| row.signature.path).collect();
    if slot == Slot::First {
        known.extend(FIGURES);
    }
    if axes {
        if can_be_swept(&name.text) {
            return Err(reader.not_swept(&name, true));
        }
        known.extend(reader.swept());
    }
    let word = name.text.as_str();
    let mut error = unknown_column("column", word, span, known);
    if let ModelError::Unknown { instead, .. } = &mut error {
        if BOUNDARY.contains(&word) {
            *instead = Some(Instead::Boundary);
        } else if let Some(figure) = FIGURES.into_iter().find(|figure| *figure == word) {
            *instead = Some(Instead::Figure(figure));
        }
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
    let (text, span) = read_path(cursor, Named::Sweep, example)?;
    let value = parse_operand(cursor, expectation_vocabulary())?;
    let selector = Selector {
        axis: Name { text, span },
        value,
    };
    let refuse = |fault: ClaimFault| Err(fault.at(at.to(selector.value.span)).into());
    let own_grid = reader.own_grid();
    match selector.axis.text.as_str() {
        REALIZATION => {
            if !matches!(figure, Figure::Beampattern { .. } | Figure::Layout) {
                return refuse(ClaimFault::PlotRealization);
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
                return refuse(ClaimFault::PlotSameLayout { name: name.into() });
            }
            if is_budget
                && own_grid
                && !matches!(figure, Figure::Beampattern { .. } | Figure::Layout)
            {
                return refuse(ClaimFault::PlotOwnGrid { name: name.into() });
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
            value: crate::language::vocabulary::units::number(value),
            allowed: Allowed::Whole {
                least: 0,
                // A count of realizations: whole, and at least 1.
                most: least_beyond.map(|count| count as u64 - 1),
            },
        });
    }
    Ok(Selection {
        axis: name.clone(),
        value: AxisValue::Number(value),
    })
}
