//! Columns with their units and descriptions.

use crate::engine::ExternalMetric;
use crate::language::vocabulary::table::column_text;
use crate::plan::{Derived, ResultName};
use crate::table::{Column, ColumnType, Role};

/// A column with the unit and the description that the table of signatures has for it.
pub(crate) fn described(name: &'static str, role: Role, ty: ColumnType) -> Column {
    let (unit, doc) = column_text(name);
    Column::new(name, role, ty).unit(unit).description(doc)
}

/// The column of an end of the trade-off.
pub(crate) fn of_result(name: ResultName) -> Column {
    let description = match name {
        ResultName::SMin => "Least beampattern MSE of the realization, (22).",
        ResultName::RMax => "Largest sum rate of the realization, (23).",
        ResultName::RT => "Sum rate of the realization at the least MSE, Remark 2.",
        ResultName::SI => "Least MSE of the realization at the largest sum rate, Remark 2.",
    };
    Column::new(name.text(), Role::Metric, ColumnType::Number)
        .unit(name.unit())
        .description(description)
}

/// The column of a metric of the caller.
pub(crate) fn of_external(metric: &ExternalMetric) -> Column {
    let ExternalMetric {
        description,
        identity,
        ..
    } = metric;
    let whose = format!("A metric of the program that ran the scenario: {identity}.");
    Column::new(&metric.name, Role::Metric, ColumnType::Number)
        .unit(&metric.unit)
        .description(format!("{description} {whose}").trim_start())
}

/// The column of a setting that follows from what is swept.
pub(crate) fn of_derived(derived: &Derived) -> Column {
    let ty = match derived.whole {
        true => ColumnType::Integer,
        false => ColumnType::Number,
    };
    Column::new(&derived.name, Role::Derived, ty)
        .unit(&derived.unit)
        .written(derived.written)
        .title(&derived.title)
        .description(&derived.description)
}
