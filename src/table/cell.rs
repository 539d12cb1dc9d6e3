//! One value of a table, and how values compare.

use std::cmp::Ordering;
use std::fmt;

use super::column::ColumnType;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value: an unsolved point has no rate.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Text; never empty, because a file cannot distinguish empty text from no value.
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

/// The text of the value in a file: empty where there is none; a number in the shortest form that reads back to the
/// same double, with a point or an exponent, so that readers take a column of numbers for one whatever its values. Zero
/// has no sign. A number that is not finite has no text; valid tables hold none.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) if value.is_finite() => write!(f, "{:?}", value + 0.0),
            Self::Number(_) => Ok(()),
            Self::Text(text) => f.write_str(text),
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

/// A number that is not finite is no value: what one point or statistic makes of it costs its own cell and
/// nothing else.
impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        if value.is_finite() {
            Self::Number(value)
        } else {
            Self::Missing
        }
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
