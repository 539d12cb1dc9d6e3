//! What comparing values of a key, such as schemes, says point by point.
//!
//! Whatever is compared sees the same network in the same realization, so the
//! rows of a realization that agree in all other keys are pairs, and their
//! differences vary far less than the rows themselves. Every value is paired
//! with the first of its key; a pair of which a row is not solved is counted
//! and left out. Values of different objectives are different quantities, and
//! have no differences.

use std::collections::BTreeMap;

use super::fold::{Fold, fold};
use super::summary::{Grouping, Summary, SummaryError, measured_columns, statistic_names};
use crate::table::columns::{MEAN, OBJECTIVE, OBJECTIVE_VALUE, SOLVED, STATUS, STATUSES};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table, TableError, validate_row};

/// The column that names the key whose values are compared.
pub const COMPARED: &str = "compared";
/// The column that holds the first value of that key.
pub const REFERENCE: &str = "reference";
/// Ends the name of a metric to name its difference.
pub const DIFFERENCE: &str = "_difference";
/// Ends the name of a column of ratios of means.
pub const RATIO: &str = "_ratio";

/// Columns that hold values of the objective, whichever that is. One for each user begins so as well.
const OF_OBJECTIVE: [&str; 6] = [
    OBJECTIVE_VALUE,
    "upper_bound",
    "R_max",
    "R_T",
    "multiplier",
    "rate_multiplier",
];

/// Whether a column holds values of the objective.
fn of_objective(name: &str) -> bool {
    let of = |known: &&str| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    OF_OBJECTIVE.iter().any(of)
}

/// The metrics of a table that its paired differences leave out, since they are values of different objectives.
#[must_use]
pub fn left_out<'t>(columns: &'t [Column], paired: &Table) -> Vec<&'t str> {
    let has = |name: &str| {
        paired
            .position(&format!("{name}{DIFFERENCE}{MEAN}"))
            .is_some()
    };
    let metrics = columns.iter().filter(|column| column.role == Role::Metric);
    let mut names: Vec<&str> = metrics.map(|column| column.name.as_str()).collect();
    names.retain(|name| of_objective(name) && !has(name));
    names
}

/// Means of the paired differences, a row for each group and compared value:
/// of each metric the mean difference to the first value with its standard
/// deviation, 95 % interval and number of pairs, and the ratio of both means
/// over those pairs; then the number of pairs by status. None where nothing
/// can be paired. The rows of a realization come together.
///
/// # Errors
/// When the rows cannot be summarised, or lack a compared column.
pub fn summarise_pairs(
    rows: &dyn Rows,
    grouping: &Grouping,
    compared: &[String],
) -> Result<Option<Table>, SummaryError> {
    let mut pairs = Pairs::new(rows.columns(), grouping, compared)?;
    fold(rows, [&mut pairs as &mut dyn Fold])?;
    pairs.into_table()
}

/// Paired differences that are being made.
pub(crate) struct Pairs {
    metrics: Vec<usize>,
    names: Vec<String>,
    status: usize,
    keys: Vec<usize>,
    /// Which of the metrics are values of the objective.
    of_objective: Vec<bool>,
    /// The keys that say which objective that is.
    objective: Vec<usize>,
    compared: Vec<Compared>,
    columns: Vec<Column>,
}

/// The pairs of the values of one key.
struct Compared {
    axis: String,
    index: usize,
    /// The first value of all rows.
    first: Option<Cell>,
    /// The keys in which the rows of a pair agree.
    shared: Vec<usize>,
    /// Pairs of this pass.
    pairs: usize,
    /// Whether there are any.
    is_paired: bool,
    /// Whether both rows of any have one objective.
    is_alike: bool,
    summary: Summary,
}

impl Pairs {
    /// The pairs of rows with these columns.
    pub(crate) fn new(
        columns: &[Column],
        grouping: &Grouping,
        compared: &[String],
    ) -> Result<Self, SummaryError> {
        let table = Table::new(columns.to_vec())?;
        let metrics = measured_columns(&table, &[], &grouping.unnumbered)?;
        let columns = pair_columns(&table, &metrics);
        let mut of_pairs = grouping.clone();
        of_pairs.by.extend([COMPARED, REFERENCE].map(str::to_owned));
        let keys: Vec<&str> = table.names(Role::Key);
        let of = |axis: &String| {
            let shared = keys.iter().filter(|name| **name != axis);
            let shared: Vec<&str> = shared
                .filter(|name| grouping.averaged.iter().all(|averaged| averaged != *name))
                .copied()
                .collect();
            Ok(Compared {
                axis: axis.clone(),
                index: table.require(axis)?,
                first: None,
                shared: table.require_all(&shared)?,
                pairs: 0,
                is_paired: false,
                is_alike: false,
                summary: Summary::new(&columns, &of_pairs)?,
            })
        };
        let compared = compared
            .iter()
            .map(of)
            .collect::<Result<_, SummaryError>>()?;
        Ok(Self {
            names: (metrics.iter())
                .map(|&index| table.columns[index].name.clone())
                .collect(),
            of_objective: (metrics.iter())
                .map(|&index| of_objective(&table.columns[index].name))
                .collect(),
            objective: (0..table.columns.len())
                .filter(|&index| {
                    let column = &table.columns[index];
                    column.role == Role::Key && column.name.starts_with(OBJECTIVE)
                })
                .collect(),
            status: table.require(STATUS)?,
            keys: table.require_all(&keys)?,
            metrics,
            compared,
            columns,
        })
    }

    /// The table of the pairs, after the last pass; none where there is none.
    pub(crate) fn into_table(self) -> Result<Option<Table>, SummaryError> {
        let is_alike = self.compared.iter().any(|one| one.is_alike);
        let mut found: Option<Table> = None;
        for compared in self.compared.into_iter().filter(|one| one.is_paired) {
            let table = compared.summary.into_table()?;
            match &mut found {
                None => found = Some(table),
                Some(found) => found.rows.extend(table.rows),
            }
        }
        let Some(found) = found else {
            return Ok(None);
        };
        let mut table = with_ratios(found, self.names.iter())?;
        if !is_alike {
            for name in self.names.iter().filter(|name| of_objective(name)) {
                leave_out(&mut table, name);
            }
        }
        Ok(Some(table))
    }
}

impl Fold for Pairs {
    fn block(&mut self, _: usize, rows: &[Vec<Cell>]) -> Result<(), SummaryError> {
        for compared in &mut self.compared {
            let positions = Positions {
                keys: &self.keys,
                metrics: &self.metrics,
                of_objective: &self.of_objective,
                objective: &self.objective,
                status: self.status,
                columns: &self.columns,
            };
            compared.block(rows, &positions)?;
        }
        Ok(())
    }

    fn end(&mut self) -> bool {
        let mut more = false;
        for compared in &mut self.compared {
            compared.pairs = 0;
            more |= compared.summary.end_pass();
        }
        more
    }
}

/// Positions in the rows that are paired, and the columns of the pairs.
struct Positions<'p> {
    keys: &'p [usize],
    metrics: &'p [usize],
    of_objective: &'p [bool],
    objective: &'p [usize],
    status: usize,
    columns: &'p [Column],
}

impl Compared {
    /// Pairs each row whose value is not the first with the row that has it.
    fn block(&mut self, rows: &[Vec<Cell>], at: &Positions<'_>) -> Result<(), SummaryError> {
        if self.first.is_none() {
            self.first = rows.first().map(|row| row[self.index].clone());
        }
        let Some(first) = self.first.clone() else {
            return Ok(());
        };
        let is_first = |row: &[Cell]| row[self.index].order(&first).is_eq();
        let references: BTreeMap<RowKey, &Vec<Cell>> = rows
            .iter()
            .filter(|row| is_first(row))
            .map(|row| (RowKey::of(row, &self.shared), row))
            .collect();
        for row in rows.iter().filter(|row| !is_first(row)) {
            let Some(partner) = references.get(&RowKey::of(row, &self.shared)) else {
                continue;
            };
            let mut pair = RowKey::of(row, at.keys).0;
            pair.extend([self.axis.as_str().into(), first.to_string().into()]);
            let status = worse(&row[at.status], &partner[at.status]);
            let mut objective = at.objective.iter();
            let alike = objective.all(|&index| row[index].order(&partner[index]).is_eq());
            self.is_alike |= alike;
            for (&index, of_objective) in at.metrics.iter().zip(at.of_objective) {
                let comparable = alike || !of_objective;
                pair.extend(values(row, partner, index, status == SOLVED && comparable));
            }
            pair.push(status.into());
            validate_row(at.columns, self.pairs, &pair)?;
            self.summary.row(self.pairs, &pair)?;
            self.pairs += 1;
            self.is_paired = true;
        }
        Ok(())
    }
}

fn own(name: &str) -> String {
    format!("{name}_own")
}

fn reference(name: &str) -> String {
    format!("{name}_reference")
}

/// Keys, then of each metric the difference and both values, then the status.
fn pair_columns(table: &Table, metrics: &[usize]) -> Vec<Column> {
    let keys = table.columns.iter().filter(|c| c.role == Role::Key);
    let named = [
        Column::new(COMPARED, Role::Key, ColumnType::Text)
            .description("The key whose value is compared."),
        Column::new(REFERENCE, Role::Key, ColumnType::Text)
            .description("The first value of that key, with which it is compared."),
    ];
    let values = metrics.iter().flat_map(|&index| {
        let column = &table.columns[index];
        [
            format!("{}{DIFFERENCE}", column.name),
            own(&column.name),
            reference(&column.name),
        ]
        .map(|name| Column::new(name, Role::Metric, ColumnType::Number).unit(&column.unit))
    });
    keys.cloned()
        .chain(named)
        .chain(values)
        .chain([Column::new(STATUS, Role::Status, ColumnType::Text)])
        .collect()
}

/// The status of a pair; the summary reports one that is not in [`STATUSES`].
fn worse<'a>(a: &'a Cell, b: &'a Cell) -> &'a str {
    let rank = |word: &&str| STATUSES.iter().position(|known| known == word);
    let words = [a, b].map(|cell| cell.as_text().unwrap_or_default());
    let known = |word: &&str| rank(word).unwrap_or(usize::MAX);
    words.into_iter().max_by_key(known).unwrap_or_default()
}

/// Difference and both values; all missing where one of them is.
fn values(row: &[Cell], partner: &[Cell], index: usize, solved: bool) -> [Cell; 3] {
    match (row[index].as_number(), partner[index].as_number()) {
        (Some(a), Some(b)) if solved => [a - b, a, b].map(Cell::from),
        _ => [const { Cell::Missing }; 3],
    }
}

/// The summary with the statistics of both values made into one ratio for each metric.
fn with_ratios<'a>(
    summary: Table,
    metrics: impl Iterator<Item = &'a String>,
) -> Result<Table, TableError> {
    let mut table = summary;
    for name in metrics {
        let position = |of: String| table.require(&format!("{of}{MEAN}"));
        let (own_mean, reference_mean) = (position(own(name))?, position(reference(name))?);
        let column = Column::new(format!("{name}{RATIO}"), Role::Metric, ColumnType::Number)
            .description(format!(
                "Mean of `{name}` over its mean at the reference, over the same pairs."
            ));
        let dropped = own_mean..reference_mean + statistic_names(name).len();
        table.columns.splice(dropped.clone(), [column]);
        for row in &mut table.rows {
            let ratio = match (row[own_mean].as_number(), row[reference_mean].as_number()) {
                (Some(a), Some(b)) => Some(a / b).filter(|ratio| ratio.is_finite()),
                _ => None,
            };
            row.splice(dropped.clone(), [ratio.into()]);
        }
        describe(&mut table, name);
    }
    table.validate()?;
    Ok(table)
}

/// Takes a metric that no pair has out of the summary.
fn leave_out(table: &mut Table, name: &str) {
    let mut own = statistic_names(&format!("{name}{DIFFERENCE}")).to_vec();
    own.push(format!("{name}{RATIO}"));
    for position in own
        .iter()
        .filter_map(|name| table.position(name))
        .rev()
        .collect::<Vec<_>>()
    {
        table.columns.remove(position);
        for row in &mut table.rows {
            row.remove(position);
        }
    }
}

/// Says what the statistics of a difference are, which a summary takes for a metric.
fn describe(table: &mut Table, name: &str) {
    let texts = [
        "Mean over the pairs of the difference of `{}` to the reference.",
        "Sample standard deviation of that difference of `{}`.",
        "Half the width of the 95 % confidence interval (Student's t) of the mean difference of `{}`.",
        "Number of pairs of which both rows are solved and have a `{}`.",
    ];
    for (column, text) in statistic_names(&format!("{name}{DIFFERENCE}"))
        .iter()
        .zip(texts)
    {
        if let Some(index) = table.position(column) {
            table.columns[index].description = text.replace("{}", name);
        }
    }
}
