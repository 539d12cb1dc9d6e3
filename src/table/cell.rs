//! One value of a table, and how values compare.

use std::cmp::Ordering;

use super::ColumnType;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value: an unsolved point has no rate.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Text; never empty, because a file cannot tell empty text from no value.
    Text(String),
}

impl Cell {
    /// The value as a number, whole or not.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "statistics are in f64")]
            Self::Integer(value) => Some(*value as f64),
            Self::Number(value) => Some(*value),
            Self::Missing | Self::Text(_) => None,
        }
    }

    /// The value as a whole number.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// Whether there is no value.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// The type of the value, if there is one.
    #[must_use]
    pub const fn ty(&self) -> Option<ColumnType> {
        match self {
            Self::Missing => None,
            Self::Integer(_) => Some(ColumnType::Integer),
            Self::Number(_) => Some(ColumnType::Number),
            Self::Text(_) => Some(ColumnType::Text),
        }
    }

    /// A total order: missing, then whole numbers, numbers and text, each in
    /// its own order. Zero has no sign, as in files.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Integer(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Cell {
    fn from(value: u32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// Some cells of a row, in an order that lets them be looked up.
#[derive(Debug, Clone)]
pub(crate) struct RowKey(pub Vec<Cell>);

impl Ord for RowKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| a.order(b))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

impl PartialOrd for RowKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for RowKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for RowKey {}

/// The cells of a row at some positions.
pub(crate) fn row_key(row: &[Cell], indices: &[usize]) -> RowKey {
    RowKey(
        indices
            .iter()
            .map(|&index| row.get(index).cloned().unwrap_or(Cell::Missing))
            .collect(),
    )
}
