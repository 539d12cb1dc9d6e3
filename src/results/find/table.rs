//! The table of what a search found.

use super::{Found, Grouping};
use crate::plan::{Aggregate, Axis, ExperimentPlan, Find};
use crate::results::column::described;
use crate::results::shape::Shape;
use crate::results::summary::whole;
use crate::table::columns::{COUNT, FAILED, MEAN, NOTE, REASON, SOLVED, STATUS};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// The table of what was found: a row per combination of the other settings, scheme and budget.
///
/// # Errors
/// When a column is in use twice.
pub(crate) fn table(
    plan: &ExperimentPlan,
    find: &Find,
    found: &[Found],
) -> Result<Table, TableError> {
    let shape = Shape::of(plan);
    let keys = shape.key_columns();
    let grouping = Grouping::of(plan, find)?;
    let Some(axis) = plan.axes.get(find.axis) else {
        return Table::new(Vec::new());
    };
    let mut columns: Vec<Column> = grouping
        .by
        .iter()
        .map(|&index| keys[index].clone())
        .collect();
    columns.extend(columns_of(axis, find));
    let mut table = Table::new(columns)?;
    for row in found {
        let mut cells = row.key.0.clone();
        let (status, reason, crossings, note) = match &row.outcome {
            Ok(crossing) => {
                let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
                let setting = |value| match finite(value) {
                    Some(value) if axis.whole => Cell::Integer(value as i64),
                    value => Cell::from(value),
                };
                let ends = [Some(crossing.value), crossing.low, crossing.high];
                cells.extend(ends.map(setting));
                cells.push(Cell::from(finite(Some(crossing.statistic))));
                cells.push(whole(crossing.count));
                let note = crossing.note.as_deref();
                let note = note.map_or(Cell::Missing, Cell::from);
                (SOLVED, Cell::Missing, whole(crossing.crossings), note)
            }
            Err(reason) => {
                cells.extend([const { Cell::Missing }; 5]);
                (FAILED, reason.as_str().into(), Cell::Missing, Cell::Missing)
            }
        };
        cells.extend([status.into(), reason, whole(row.tried), crossings, note]);
        table.push(cells)?;
    }
    Ok(table)
}

/// Columns of what was found: the setting and its interval, the statistic there, what became of it.
fn columns_of(axis: &Axis, find: &Find) -> [Column; 10] {
    let setting = |ending: &str, doc: String| {
        Column::new(
            format!("{}{ending}", axis.name),
            Role::Metric,
            match axis.whole {
                true => ColumnType::Integer,
                false => ColumnType::Number,
            },
        )
        .unit(&axis.unit)
        .written(axis.written)
        .title(&axis.title)
        .description(doc)
    };
    let name = find.text();
    let stem = match find.aggregate {
        Aggregate::Mean => format!("{}{MEAN}", find.metric.stem()),
        other => format!("{}_{}", find.metric.stem(), other.text()),
    };
    [
        setting(
            "",
            format!("Where {name} meets its target: one of the values that were tried."),
        ),
        setting(
            "_low",
            format!(
                "Lower end of its interval: where the 95 % interval of {name} begins to hold the target; empty where that is beyond \
                 the values that were searched."
            ),
        ),
        setting("_high", "Upper end of its interval.".to_owned()),
        Column::new(&stem, Role::Metric, ColumnType::Number)
            .unit(find.metric.row().unit)
            .description(format!("Value of {name} there.")),
        Column::new(
            format!("{stem}{COUNT}"),
            Role::Diagnostic,
            ColumnType::Integer,
        )
        .description("Number of values behind it."),
        described(STATUS, Role::Status, ColumnType::Text),
        described(REASON, Role::Status, ColumnType::Text),
        Column::new("tried", Role::Diagnostic, ColumnType::Integer)
            .description("Number of values of the setting that were tried."),
        Column::new("crossings", Role::Diagnostic, ColumnType::Integer).description(
            "How often the statistic crosses its target between neighbours of the values that were tried. Of several \
             crossings that of the least value is found.",
        ),
        Column::new(NOTE, Role::Status, ColumnType::Text)
            .description("Where the statistic crosses its target, if that is more than once."),
    ]
}
