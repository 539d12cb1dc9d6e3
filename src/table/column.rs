//! A column of a table: its name, what it is for, its type and unit.

use std::fmt;

use super::cell::Cell;
use crate::language::vocabulary::units::in_written;

/// What a column is for; tables list keys first, then what follows from them, metrics, status, diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Identifies the row: realization, scheme, swept variables.
    Key,
    /// A setting that the keys decide: one that follows from what is swept.
    Derived,
    /// A result a reader came for: sum rate, MSE.
    Metric,
    /// `solved`, `infeasible` or `failed`, and the reason.
    Status,
    /// What proves the result: residuals, multipliers, evaluations.
    Diagnostic,
}

impl Role {
    /// Every role, in the order in which tables list them.
    pub const ALL: [Self; 5] = [
        Self::Key,
        Self::Derived,
        Self::Metric,
        Self::Status,
        Self::Diagnostic,
    ];

    /// The word for the role in a schema. Schemas of all versions say `figure` for a diagnostic.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Derived => "derived",
            Self::Metric => "metric",
            Self::Status => "status",
            Self::Diagnostic => "figure",
        }
    }
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

impl ColumnType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Integer, Self::Number, Self::Text];

    /// The name of the type in a Frictionless Table Schema.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "string",
        }
    }

    /// Whether cells of this type can be averaged.
    #[must_use]
    pub const fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
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
    /// The unit that the scenario writes its values in, where that is another: people are shown them so.
    pub written: String,
    /// Name in words, for axes of figures; empty where the name says it.
    pub title: String,
    /// One sentence for the schema.
    pub description: String,
}

impl Column {
    /// A column without unit or description.
    #[must_use]
    pub fn new(name: impl Into<String>, role: Role, ty: ColumnType) -> Self {
        Self {
            name: name.into(),
            role,
            ty,
            unit: String::new(),
            written: String::new(),
            title: String::new(),
            description: String::new(),
        }
    }

    /// The same column with a unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The same column, whose values are shown in the unit that a scenario writes them in, where that is one.
    #[must_use]
    pub fn written(mut self, written: Option<&str>) -> Self {
        self.written = match written {
            Some(written) if written != self.unit => written.to_owned(),
            _ => String::new(),
        };
        self
    }

    /// The unit in which people are shown its values.
    #[must_use]
    pub fn shown_unit(&self) -> &str {
        match self.written.as_str() {
            "" => &self.unit,
            written => written,
        }
    }

    /// A value of it as people are shown it.
    #[must_use]
    pub fn shown(&self, cell: &Cell) -> Cell {
        match cell {
            Cell::Number(value) if !self.written.is_empty() => {
                Cell::Number(in_written(*value, &self.written))
            }
            cell => cell.clone(),
        }
    }

    /// The same column with a name in words.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same column with a description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }
}
