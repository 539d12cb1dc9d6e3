//! Columns of a table, and values in them, as the statement `plot` names them. The command `plot` reads them so.

use super::axes::number_in;
use super::bindings::Bindings;
use super::end::finish;
use super::expression::expectation_vocabulary;
use super::named::settings_named;
use super::unknown::unknown;
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::text::Fault;
use crate::language::scenario::axis::AxisValue;
use crate::language::syntax::{Cursor, ExprKind, Item, Sources, parse, parse_operand};
use crate::language::vocabulary::choices::Aggregate;
use crate::language::vocabulary::table::metrics::{Metric, Record};

/// The name of the sources that values of the command line are.
const SOURCE: &str = "--at";

/// A column, as far as its values are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOf<'a> {
    /// Its name.
    pub name: &'a str,
    /// The unit of its numbers, empty for plain ones.
    pub unit: &'a str,
    /// Its words; none where it holds numbers.
    pub words: Vec<&'a str>,
}

/// The column of a percentile that is written as in a statement: `p5 of rate`, `median sum_rate`, `rate_p5`.
#[must_use]
pub fn percentile_column(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (aggregate, metric) = match words.as_slice() {
        [only] => Record::percentile_named(only)?,
        [aggregate, "of", metric] | [aggregate, metric] => {
            let aggregate = Aggregate::read(aggregate).filter(|found| found.share().is_some())?;
            (aggregate, Metric::read(metric)?)
        }
        _ => return None,
    };
    Some(Record::percentile_column(aggregate, metric))
}

/// The column that a name means: `aps.power` is `aps_power`, and so is a path of which it is the end.
#[must_use]
pub fn column_named<'c>(
    name: &str,
    columns: impl Iterator<Item = &'c str> + Clone,
) -> Option<&'c str> {
    let column = |text: &str| text.replace('.', "_");
    let mut exact = columns.clone();
    if let Some(found) = exact.find(|other| *other == name || **other == column(name)) {
        return Some(found);
    }
    // A column is called as its sweep is, which may be the whole path of a setting or its end.
    let of_path = |path: &&'static str, other: &str| {
        column(path) == other || settings_named(other).as_slice() == [*path]
    };
    match settings_named(name).as_slice() {
        [path] => columns.clone().find(|other| of_path(path, other)),
        _ => None,
    }
}

/// Reads a value of a column: with its unit, as in a scenario, or a plain number in the unit of the column.
///
/// # Errors
/// What is wrong with it, and the text that it is in.
pub fn value_in(text: &str, column: &ColumnOf<'_>) -> Result<AxisValue, Box<(Fault, Sources)>> {
    // A value is read where an expectation has one.
    let statement = format!("at {text}");
    let mut sources = Sources::new();
    let file = sources.add(SOURCE, statement.as_str());
    let (tree, faults) = parse(file, &statement);
    if let Some(fault) = faults.first() {
        return Err(Box::new((Fault::from(fault), sources)));
    }
    let read = || -> Result<AxisValue, ModelError> {
        let Some(Item::Statement(statement)) = tree.items.first() else {
            return Ok(AxisValue::Word(text.to_owned()));
        };
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        let value = parse_operand(&mut cursor, expectation_vocabulary())?;
        finish(&cursor, SOURCE)?;
        if !column.words.is_empty() {
            return match &value.kind {
                ExprKind::Name(word) if column.words.contains(&word.as_str()) => {
                    Ok(AxisValue::Word(word.clone()))
                }
                ExprKind::Name(word) => {
                    Err(unknown("value", word, value.span, column.words.clone()))
                }
                _ => Err(unknown("value", text, value.span, column.words.clone())),
            };
        }
        // A table holds plain numbers in the unit of their column.
        if let Ok(number) = text.trim().parse::<f64>()
            && number.is_finite()
        {
            return Ok(AxisValue::Number(number));
        }
        let none = Bindings::default();
        number_in(&value, &none, column.name, column.unit).map(AxisValue::Number)
    };
    read().map_err(|error| Box::new((Fault::from(&error), sources)))
}
