//! The types of the table of signatures: everything that is known of a word.

use std::fmt;

use serde::Serialize;

use super::choices::{Problem, Verb};
use super::meaning::{Means, Sets};
use super::units::{Measure, number};
use crate::engine::scheme::Scheme;

/// Everything the language knows of one word or setting.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// Full path: `aps.antennas`, `sweep`. The last part is the word that is written.
    pub path: &'static str,
    /// What kind of word it is.
    pub role: Role,
    /// How it is written, for the manual; empty where the kind is enough.
    pub usage: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// For a number that a word may precede (`area square 2 km`): the choice that the word makes.
    pub mode: Option<&'static str>,
    /// The value if the scenario does not state one.
    pub default: Option<Default>,
    /// What its value sets in the deployment, where that needs no other value.
    pub sets: Sets,
    /// What it does, for a statement of an experiment.
    pub verb: Option<Verb>,
    /// What the words of its choice are, for messages; empty where its own word says it.
    pub noun: &'static str,
    /// Name in words for axes of figures; empty where the word says it.
    pub label: &'static str,
    /// What it means, in a sentence or two; shown by `cfs explain` and the reference.
    pub doc: &'static str,
    /// A line of a scenario that uses it; the tests run it.
    pub example: &'static str,
    /// The place in the paper that defines it; empty where there is none.
    pub source: &'static str,
}

impl Signature {
    /// A row with only its role; the rows of a table are made from one.
    pub const fn blank(role: Role) -> Self {
        Self {
            path: "",
            role,
            usage: "",
            kind: Kind::None,
            mode: None,
            default: None,
            sets: Sets::Nothing,
            verb: None,
            noun: "",
            label: "",
            doc: "",
            example: "",
            source: "",
        }
    }

    /// The word as it is written: the last part of the path.
    pub fn word(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The block that contains it; empty at the level of a deployment.
    pub fn parent(&self) -> &'static str {
        self.path.rfind('.').map_or("", |dot| &self.path[..dot])
    }

    /// The options, for a setting whose value is a word.
    pub fn choices(&self) -> &'static [Choice] {
        match self.kind {
            Kind::Choice(choices) => choices,
            _ => &[],
        }
    }
}

/// The value of a setting that a scenario does not state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// A whole number.
    Count(u64),
    /// A number in this unit; plain where the unit is empty.
    Number(f64, &'static str),
    /// A word of the choice.
    Word(&'static str),
    /// `on` or `off`.
    Switch(bool),
}

/// As one would write it after the word of the setting.
impl fmt::Display for Default {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Count(count) => write!(f, "{count}"),
            // Tolerances read better with an exponent than with a row of zeros.
            Self::Number(value, "") if value != 0.0 && value.abs() < 1e-3 => write!(f, "{value:e}"),
            Self::Number(value, "") => f.write_str(&number(value)),
            Self::Number(value, unit) => write!(f, "{} {unit}", number(value)),
            Self::Word(word) => f.write_str(word),
            Self::Switch(on) => f.write_str(if on { "on" } else { "off" }),
        }
    }
}

/// What kind of word it is, and so where it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Declares something: `deployment`, `experiment`, `use`, `let`.
    Declaration,
    /// A setting of the deployment, in a statement of its own.
    Setting,
    /// A setting that is part of another's statement: `facing bearing 30 deg`.
    Parameter,
    /// A number of the experiment: `seed`, `realizations`.
    Control,
    /// A statement of an experiment: `sweep`, `solve`, `expect`.
    Statement,
    /// A word within such a statement: `from`, `step`.
    Clause,
    /// A result of a realization: `S_min`.
    Result,
    /// A column of the table: `sum_rate`.
    Metric,
    /// The constraint of `solve isac`, and its column: `delta`.
    Budget,
    /// Another column of the table, which says where a row belongs or what was proved: `status`.
    Column,
    /// A table beside the table of points: `layout`.
    Companion,
    /// What is written as arrays: `beams`.
    Array,
    /// An option of `plot` or of the block `style`: `title`. It can be the name of a value.
    Look,
    /// Reduces many rows to one number: `mean`.
    Aggregate,
    /// A function of expressions: `sqrt`.
    Function,
}

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// None: the word introduces a block, or has a form of its own.
    None,
    /// A whole number.
    Count {
        /// The least allowed.
        least: u64,
        /// The greatest allowed.
        most: u64,
    },
    /// A number, with its unit unless it is plain.
    Number {
        /// What it measures.
        measure: Measure,
        /// Which values are allowed.
        range: Range,
    },
    /// One of these words.
    Choice(&'static [Choice]),
    /// `on` or `off`.
    Switch,
    /// `[(0.5 km, 1 km), ...]`
    Points,
    /// `[[1, 4], [2, 3]]`: groups of entities, numbered from 1.
    Groups,
    /// `[2, 1, 3]`: entities, numbered from 1.
    Indices,
    /// `[0.5, 1, 0]`: plain numbers, one for each of several entities.
    Numbers {
        /// Which values are allowed.
        range: Range,
    },
    /// A formula of the distance `d`, a number of km, that gives dB.
    Formula,
    /// The name of a NumPy file of channels.
    Channels,
}

/// Allowed values, in canonical units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// Any finite number.
    Any,
    /// Greater than zero.
    Positive,
    /// Zero or greater.
    NotNegative,
    /// From the first to the second, both included.
    Within(f64, f64),
}

impl Range {
    /// Whether the value is allowed.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Any => value.is_finite(),
            Self::Positive => value.is_finite() && value > 0.0,
            Self::NotNegative => value.is_finite() && value >= 0.0,
            Self::Within(low, high) => (low..=high).contains(&value),
        }
    }

    /// In words; empty for any.
    pub fn describe(self, unit: &str) -> String {
        let gap = if unit.is_empty() { "" } else { " " };
        match self {
            Self::Any => String::new(),
            Self::Positive => "greater than 0".into(),
            Self::NotNegative => "0 or greater".into(),
            Self::Within(low, high) => {
                format!("from {} to {}{gap}{unit}", number(low), number(high))
            }
        }
    }
}

/// One word that a setting can have as its value.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The word.
    pub word: &'static str,
    /// What follows the word.
    pub parameters: &'static [Parameter],
    /// What the program computes for it.
    pub means: Means,
    /// What it means, in a sentence or two; shown by `cfs explain` and the reference.
    pub doc: &'static str,
}

impl Choice {
    /// A word that nothing follows.
    pub const fn plain(word: &'static str, means: Means, doc: &'static str) -> Self {
        Self {
            word,
            parameters: &[],
            means,
            doc,
        }
    }

    /// What is solved, for a word of `solve`.
    pub fn problem(&self) -> Option<Problem> {
        match self.means {
            Means::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// How beams are chosen, for a word of `scheme`.
    pub fn scheme(&self) -> Option<Scheme> {
        match self.means {
            Means::Scheme(scheme) => Some(scheme),
            _ => None,
        }
    }

    /// Whether it is available in this version; a planned one is known, and refused with a reason.
    pub fn is_available(&self) -> bool {
        !matches!(self.means, Means::Planned)
    }
}

/// Words of a choice are equal where they are the same word.
impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

/// A value that follows the word of a choice.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The word before the value; `None` if the value directly follows the word of the choice.
    pub keyword: Option<&'static str>,
    /// The row that types the value.
    pub path: &'static str,
}
