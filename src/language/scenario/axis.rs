//! The values of an axis, and what selects rows by them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::language::vocabulary::units::{in_written, number};

/// The value of an axis at a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AxisValue {
    /// A number in the axis' unit.
    Number(f64),
    /// A word.
    Word(String),
}

impl fmt::Display for AxisValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number(*value)),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl AxisValue {
    /// As people are shown it: a number of a unit is in the one that the scenario writes it in, where that is one.
    #[must_use]
    pub fn shown(&self, unit: &str, written: Option<&str>) -> String {
        let unit = written.unwrap_or(unit);
        let text = match self {
            Self::Number(value) => number(in_written(*value, unit)),
            Self::Word(word) => word.clone(),
        };
        format!("{text} {unit}").trim_end().to_owned()
    }
}

/// Rows where an axis has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Column of the axis.
    #[serde(rename = "column")]
    pub axis: String,
    /// Its value, in the axis' unit.
    pub value: AxisValue,
}

/// A value of a swept variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// As reports show it: `area 2 km`.
    pub text: String,
    /// The rows there. An aggregate that selects a value of the same axis keeps its own.
    pub at: Selection,
}
