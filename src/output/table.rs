//! The one form in which results travel from a run to files and screens.

/// What a column is for; tables list keys first, then metrics, status, figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Identifies the row: realization, scheme, swept variables.
    Key,
    /// A result a reader came for: sum rate, MSE.
    Metric,
    /// `solved`, `infeasible` or `failed`, and the reason.
    Status,
    /// What proves the result: residuals, multipliers, evaluations.
    Figure,
}

/// The type of every cell of a column (cells may be missing).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Whole numbers.
    Integer,
    /// Finite double-precision numbers.
    Number,
    /// Text.
    Text,
}

/// A column and what its reader must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Unique within the table; lower case with underscores.
    pub name: String,
    /// What the column is for.
    pub role: Role,
    /// The type of its cells.
    pub ty: ColumnType,
    /// Unit as a reader writes it (`bit/s/Hz`, `km`, `dB`), empty for plain numbers.
    pub unit: String,
    /// One sentence for the schema.
    pub description: String,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value: an unsolved point has no rate.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Text.
    Text(String),
}

/// Columns and rows; every row has one cell per column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// In order of appearance.
    pub columns: Vec<Column>,
    /// In order of appearance.
    pub rows: Vec<Vec<Cell>>,
}
