//! What can be asked of the tables of an experiment: the statements `plot` as
//! they are kept beside the results, so that a figure can be drawn again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::select;
use crate::table::Cell;
use crate::table::digits::number_text;

/// A figure that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "figure", rename_all = "snake_case")]
pub enum Request {
    /// `plot Y ... over X [by SERIES] [at NAME VALUE ...]`: means of columns of one unit.
    Curves {
        /// Columns of the vertical axis. One alone is kept as a word and not as a list of one.
        #[serde(with = "one_or_several")]
        y: Vec<String>,
        /// Column of the horizontal axis.
        x: String,
        /// Key column with a curve for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// Which rows.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        at: Vec<Place>,
    },
    /// `plot beampattern [polar] [by SERIES] [at NAME VALUE ...]`: a panel for each
    /// sensing access point, with the ideal pattern behind.
    Beampattern {
        /// Whether angles are angles.
        #[serde(default)]
        polar: bool,
        /// Key column with a curve for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// Which rows; the first where nothing is said.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        at: Vec<Place>,
    },
    /// `plot layout [at NAME VALUE ...]`: where everything stands.
    Layout {
        /// Which rows; the first where nothing is said.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        at: Vec<Place>,
    },
}

/// Rows where a key column has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The column.
    pub column: String,
    /// Its value.
    pub value: PlaceValue,
}

/// A value of a key column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PlaceValue {
    /// Of a column of numbers.
    Number(f64),
    /// Of a column of words.
    Word(String),
}

impl PlaceValue {
    /// The same as a cell.
    pub(crate) fn cell(&self) -> Cell {
        match self {
            Self::Number(value) => Cell::Number(*value),
            Self::Word(word) => Cell::Text(word.clone()),
        }
    }
}

impl fmt::Display for PlaceValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number_text(*value).unwrap_or_default()),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// As the language writes it, without the word `plot`.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, by) = match self {
            Self::Curves { y, x, by, .. } => (format!("{} over {x}", y.join(" ")), by.as_ref()),
            Self::Beampattern {
                polar: true, by, ..
            } => ("beampattern polar".into(), by.as_ref()),
            Self::Beampattern { by, .. } => ("beampattern".into(), by.as_ref()),
            Self::Layout { .. } => ("layout".into(), None),
        };
        f.write_str(&head)?;
        if let Some(by) = by {
            write!(f, " by {by}")?;
        }
        f.write_str(&select::words(self.at()))
    }
}

impl Request {
    /// Which rows it is about.
    #[must_use]
    pub fn at(&self) -> &[Place] {
        match self {
            Self::Curves { at, .. } | Self::Beampattern { at, .. } | Self::Layout { at } => at,
        }
    }

    /// The name of the file of an experiment's figure, without its ending:
    /// `region.sum_rate_over_mse_by_scheme`.
    #[must_use]
    pub fn file_stem(&self, experiment: &str) -> String {
        format!("{experiment}.{}", self.to_string().replace(' ', "_"))
    }
}

/// A list that is written as its element where it has one.
mod one_or_several {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(names: &[String], serializer: S) -> Result<S::Ok, S::Error> {
        match names {
            [only] => only.serialize(serializer),
            names => names.serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<String>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Names {
            One(String),
            Several(Vec<String>),
        }
        Ok(match Names::deserialize(deserializer)? {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        })
    }
}
