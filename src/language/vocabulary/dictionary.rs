//! The whole vocabulary as data, for other tools: `cfs explain --message-format json`.

use serde::Serialize;

use super::signature::{Choice, Kind, Range, Role, Signature};
use super::table;
use super::units::UNITS;

/// Number of the form of [`Dictionary`]; a field that changes its meaning makes another.
const FORM: u32 = 1;

/// Every word of the language, with its units, ranges, defaults and examples.
#[derive(Debug, Clone, Serialize)]
pub struct Dictionary {
    /// The form of this data.
    pub form: u32,
    /// Every word, in the order of the manual.
    pub words: Vec<Word>,
    /// Every unit.
    pub units: Vec<Unit>,
    /// Every code of a message.
    pub codes: Vec<Code>,
}

/// A word.
#[derive(Debug, Clone, Serialize)]
pub struct Word {
    /// Its path: `aps.antennas`, `sweep`.
    pub path: &'static str,
    /// As it is written: the last part of the path.
    pub word: &'static str,
    /// What kind of word it is: `setting`, `parameter`, `control`, `statement`, ...
    pub role: Role,
    /// How it is written, where the type of the value does not say it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub usage: &'static str,
    /// The type of its value: `none`, `count`, `number`, `choice`, `switch`, `points`, `groups`, `indices`,
    /// `formula` or `channels`.
    pub value: &'static str,
    /// Units that the value can have, that of `least` and `greatest` first; none for plain numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<&'static str>,
    /// The least value; none where there is no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// Whether the least value itself is not allowed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub above_least: bool,
    /// The greatest value; none where there is no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greatest: Option<f64>,
    /// The value where a scenario states none, as one would write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The words that its value can be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Alternative>,
    /// What it means.
    pub meaning: &'static str,
    /// A line of a scenario that uses it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub example: &'static str,
    /// The place in the paper that defines it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub source: &'static str,
    /// What else the paper and the field call it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_called: Vec<&'static str>,
}

/// A word that a setting can have as its value.
#[derive(Debug, Clone, Serialize)]
pub struct Alternative {
    /// The word.
    pub word: &'static str,
    /// Whether this version has it; others are refused with a reason.
    pub available: bool,
    /// What follows the word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Following>,
    /// What it means.
    pub meaning: &'static str,
}

/// A value that follows the word of a choice.
#[derive(Debug, Clone, Serialize)]
pub struct Following {
    /// The word before the value; none where the value directly follows the choice.
    pub keyword: Option<&'static str>,
    /// The path of the word that says what the value can be.
    pub path: &'static str,
}

/// A unit.
#[derive(Debug, Clone, Serialize)]
pub struct Unit {
    /// As it is written after a number.
    pub unit: &'static str,
    /// What it is.
    pub meaning: &'static str,
}

/// A code of a message.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// `cfs::unit::missing`
    pub code: String,
    /// What it means, and how to repair it.
    pub meaning: &'static str,
}

/// The vocabulary of this version.
#[must_use]
pub fn dictionary() -> Dictionary {
    let units = UNITS.iter().map(|unit| Unit {
        unit: unit.name,
        meaning: unit.doc,
    });
    let codes = table::all_codes().map(|row| Code {
        code: format!("cfs::{}", row.code),
        meaning: row.doc,
    });
    Dictionary {
        form: FORM,
        words: table::all().map(word).collect(),
        units: units.collect(),
        codes: codes.collect(),
    }
}

fn word(row: &Signature) -> Word {
    let (least, above_least, greatest) = bounds(row.kind);
    Word {
        path: row.path,
        word: row.word(),
        role: row.role,
        usage: row.usage,
        value: value(row.kind),
        units: units(row.kind),
        least,
        above_least,
        greatest,
        default: row.default.map(|default| default.to_string()),
        choices: row.choices().iter().map(choice).collect(),
        meaning: row.doc,
        example: row.example,
        source: row.source,
        also_called: table::other_names()
            .filter(|name| table::called(name) == Some(row.path))
            .collect(),
    }
}

fn choice(choice: &Choice) -> Alternative {
    let parameters = choice.parameters.iter().map(|parameter| Following {
        keyword: parameter.keyword,
        path: parameter.path,
    });
    Alternative {
        word: choice.word,
        available: choice.is_available(),
        parameters: parameters.collect(),
        meaning: choice.doc,
    }
}

/// The type of a value in one word.
fn value(kind: Kind) -> &'static str {
    match kind {
        Kind::None => "none",
        Kind::Count { .. } => "count",
        Kind::Number { .. } => "number",
        Kind::Choice(_) => "choice",
        Kind::Switch => "switch",
        Kind::Points => "points",
        Kind::Groups => "groups",
        Kind::Indices => "indices",
        Kind::Numbers { .. } => "numbers",
        Kind::Formula => "formula",
        Kind::Channels => "channels",
    }
}

/// The least value, whether it is itself excluded, and the greatest.
fn bounds(kind: Kind) -> (Option<f64>, bool, Option<f64>) {
    match kind {
        // Counts are far below 2^53.
        Kind::Count { least, most } => (Some(least as f64), false, Some(most as f64)),
        Kind::Number { range, .. } | Kind::Numbers { range } => match range {
            Range::Any => (None, false, None),
            Range::Positive => (Some(0.0), true, None),
            Range::NotNegative => (Some(0.0), false, None),
            Range::Within(low, high) => (
                Some(low).filter(|low| low.is_finite()),
                false,
                Some(high).filter(|high| high.is_finite()),
            ),
        },
        _ => (None, false, None),
    }
}

/// The units of a number, the one of its bounds first.
fn units(kind: Kind) -> Vec<&'static str> {
    let Kind::Number { measure, .. } = kind else {
        return Vec::new();
    };
    let usual = measure.usual_unit();
    let others = UNITS
        .iter()
        .filter(|unit| measure.accepts(unit.dimension) && unit.name != usual)
        .map(|unit| unit.name);
    if usual.is_empty() {
        return Vec::new();
    }
    std::iter::once(usual).chain(others).collect()
}
