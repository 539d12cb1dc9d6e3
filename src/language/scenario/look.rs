//! How a figure looks: what a statement `plot` says after its figure, and what a block `style` says for a whole file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::language::vocabulary::units::number;

/// Points in an inch.
pub const POINTS: f64 = 72.0;
/// Millimetres in an inch.
const MILLIMETRES: f64 = 25.4;

/// How a figure looks; what is not stated is left to the figure.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Above the figure; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The horizontal axis.
    #[serde(skip_serializing_if = "AxisLook::is_open")]
    pub x: AxisLook,
    /// The vertical axis.
    #[serde(skip_serializing_if = "AxisLook::is_open")]
    pub y: AxisLook,
    /// Width of the whole figure, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// Height of the whole figure, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
    /// Height of its text, points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_size: Option<f64>,
    /// The family of its font.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// Colours of curves in their order, `#rrggbb`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colours: Vec<String>,
    /// Whether every colour is a grey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greyscale: Option<bool>,
}

/// What is stated of an axis.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AxisLook {
    /// Beside it, in place of the name of what it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is logarithmic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<bool>,
    /// Its least value, in the unit of what it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Its greatest value, in the unit of what it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

impl AxisLook {
    /// Whether nothing is stated.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

impl Look {
    /// Whether nothing is stated.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// The same, with what it leaves open as another has it.
    #[must_use]
    pub fn over(self, other: &Self) -> Self {
        let axis = |own: AxisLook, other: &AxisLook| AxisLook {
            label: own.label.or_else(|| other.label.clone()),
            log: own.log.or(other.log),
            from: own.from.or(other.from),
            to: own.to.or(other.to),
        };
        // A stated width without a height means the usual height for that width.
        let height = match self.width {
            Some(_) => self.height,
            None => self.height.or(other.height),
        };
        Self {
            title: self.title.or_else(|| other.title.clone()),
            x: axis(self.x, &other.x),
            y: axis(self.y, &other.y),
            width: self.width.or(other.width),
            height,
            font_size: self.font_size.or(other.font_size),
            font: self.font.or_else(|| other.font.clone()),
            colours: match self.colours.is_empty() {
                true => other.colours.clone(),
                false => self.colours,
            },
            greyscale: self.greyscale.or(other.greyscale),
        }
    }
}

/// As it follows the figure in a statement, with a space before each part; what only `style` states is left out.
impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(title) = &self.title {
            write!(f, " title {}", quoted(title))?;
        }
        for (name, axis) in [("x", &self.x), ("y", &self.y)] {
            if let Some(label) = &axis.label {
                write!(f, " {name}_label {}", quoted(label))?;
            }
            let scale = axis.log.map(|log| if log { "log" } else { "linear" });
            if let Some(scale) = scale {
                write!(f, " {scale} {name}")?;
            }
            let ends = [("from", axis.from), ("to", axis.to)];
            let stated = ends.iter().filter_map(|(word, end)| Some((word, (*end)?)));
            for (index, (word, end)) in stated.enumerate() {
                if index == 0 && scale.is_none() {
                    write!(f, " {name}")?;
                }
                write!(f, " {word} {}", number(end))?;
            }
        }
        if let Some(width) = self.width {
            write!(f, " size {} in", number(width))?;
            if let Some(height) = self.height {
                write!(f, " by {} in", number(height))?;
            }
        }
        Ok(())
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A unit of lengths on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Inches.
    Inch,
    /// Centimetres.
    Centimetre,
    /// Millimetres.
    Millimetre,
    /// Points of 1/72 in.
    Point,
}

impl Paper {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Inch, Self::Centimetre, Self::Millimetre, Self::Point];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inch => "in",
            Self::Centimetre => "cm",
            Self::Millimetre => "mm",
            Self::Point => "pt",
        }
    }

    /// The one that is written so.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == word)
    }

    /// How many of it make an inch.
    #[must_use]
    pub const fn in_an_inch(self) -> f64 {
        match self {
            Self::Inch => 1.0,
            Self::Centimetre => MILLIMETRES / 10.0,
            Self::Millimetre => MILLIMETRES,
            Self::Point => POINTS,
        }
    }
}
