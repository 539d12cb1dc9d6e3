//! Values of settings, each with the place it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::channel_file::ChannelFile;
use super::formula::Formula;
use super::places::Places;
use crate::engine::{Noise, Point, Receiver};
use crate::language::syntax::Span;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::settings::noise::{FIGURE, TEMPERATURE};
use crate::language::vocabulary::units::{
    Dimension, Measure, Quantity, Ratio, find_unit, in_written, number,
};

/// The value of a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number.
    Count(u64),
    /// A number with its dimension.
    Number(Quantity),
    /// A word of a choice.
    Word(&'static Choice),
    /// `on` or `off`.
    Switch(bool),
    /// Coordinates, km.
    Points(Vec<Point>),
    /// Coordinates of each realization, from a file.
    Places(Places),
    /// Groups of entities, numbered from 0.
    Groups(Vec<Vec<usize>>),
    /// Entities, numbered from 0.
    Indices(Vec<usize>),
    /// Plain numbers, one for each of several entities.
    Numbers(Vec<f64>),
    /// A formula of the distance.
    Formula(Formula),
    /// Channels from a file.
    Channels(ChannelFile),
}

impl Value {
    /// Text that is equal where the meaning is: power ratios are linear in it,
    /// however they were written. It is what fingerprints hash.
    pub fn canonical(&self) -> String {
        match self {
            Self::Number(quantity) if quantity.dimension.ratio.is_power() => {
                format!("{} W", number(quantity.to_linear()))
            }
            Self::Number(quantity) if quantity.dimension.ratio != Ratio::None => {
                number(quantity.to_linear())
            }
            // The same channels from elsewhere are the same.
            Self::Channels(file) => format!("sha256 {}{}", file.sha256, file.reading()),
            Self::Places(places) => format!("sha256 {}", places.sha256()),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |indices: &[usize]| {
            indices
                .iter()
                .map(|i| (i + 1).to_string())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Number(quantity) => write!(f, "{quantity}"),
            Self::Word(choice) => f.write_str(choice.word),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Points(points) => {
                let texts: Vec<String> = points
                    .iter()
                    .map(|p| format!("({} km, {} km)", number(p.x), number(p.y)))
                    .collect();
                write!(f, "[{}]", texts.join(", "))
            }
            Self::Places(places) => places.fmt(f),
            Self::Groups(groups) => {
                let texts: Vec<String> = groups
                    .iter()
                    .map(|group| format!("[{}]", join(group)))
                    .collect();
                write!(f, "[{}]", texts.join(", "))
            }
            Self::Indices(indices) => write!(f, "[{}]", join(indices)),
            Self::Numbers(numbers) => {
                let texts: Vec<String> = numbers.iter().map(|value| number(*value)).collect();
                write!(f, "[{}]", texts.join(", "))
            }
            Self::Formula(formula) => write!(f, "{formula}"),
            Self::Channels(file) => file.fmt(f),
        }
    }
}

/// A value and where it was stated; no place for a default.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The value.
    pub value: Value,
    /// The value's place; `None` for a default.
    pub origin: Option<Span>,
    /// The unit that a number is written in, where that is one.
    pub written: Option<&'static str>,
}

impl Assigned {
    /// A default.
    pub(crate) fn usual(value: Value) -> Self {
        Self {
            value,
            origin: None,
            written: None,
        }
    }
}

/// The value in the unit that it is written in.
impl fmt::Display for Assigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.written) {
            (Value::Number(quantity), Some(unit)) => {
                write!(f, "{} {unit}", number(in_written(quantity.value, unit)))
            }
            (value, _) => value.fmt(f),
        }
    }
}

/// Settings by path. Parameters of options that are not chosen may linger in
/// it; [`active`](Self::active) leaves them out. A copy shares what is not set anew: the cases of a sweep
/// differ in a setting or two.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    shared: Arc<BTreeMap<&'static str, Arc<Assigned>>>,
    /// What replaces or adds to it, ordered by path.
    own: Vec<(&'static str, Arc<Assigned>)>,
}

impl Settings {
    /// No settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one.
    pub fn set(&mut self, path: &'static str, assigned: Assigned) {
        self.put(path, Arc::new(assigned));
    }

    fn put(&mut self, path: &'static str, assigned: Arc<Assigned>) {
        match self.own.binary_search_by_key(&path, |(path, _)| path) {
            Ok(at) => self.own[at].1 = assigned,
            Err(at) => self.own.insert(at, (path, assigned)),
        }
    }

    /// Takes over every setting of `other`.
    pub fn overlay(&mut self, other: &Self) {
        if self.is_empty() {
            *self = other.clone();
            return;
        }
        for (path, assigned) in other.entries() {
            self.put(path, Arc::clone(assigned));
        }
    }

    /// Shares everything with the copies that are made from now on.
    pub fn share(&mut self) {
        if !self.own.is_empty() {
            let all = self.entries().map(|(path, of)| (path, Arc::clone(of)));
            self.shared = Arc::new(all.collect());
            self.own = Vec::new();
        }
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.shared.is_empty() && self.own.is_empty()
    }

    fn own(&self, path: &str) -> Option<&Arc<Assigned>> {
        let found = self.own.binary_search_by_key(&path, |(path, _)| path);
        found.ok().map(|at| &self.own[at].1)
    }

    /// Every setting, those that are its own last.
    fn entries(&self) -> impl Iterator<Item = (&'static str, &Arc<Assigned>)> {
        let shared = self.shared.iter().map(|(path, assigned)| (*path, assigned));
        let shared = shared.filter(|(path, _)| self.own(path).is_none());
        shared.chain(self.own.iter().map(|(path, assigned)| (*path, assigned)))
    }

    /// The setting of this path.
    pub fn get(&self, path: &str) -> Option<&Assigned> {
        self.own(path)
            .or_else(|| self.shared.get(path))
            .map(Arc::as_ref)
    }

    /// Where the setting was stated, if it was.
    pub fn origin(&self, path: &str) -> Option<Span> {
        self.get(path).and_then(|assigned| assigned.origin)
    }

    /// What decides the setting: its own statement or, for a count, that of the
    /// coordinates it follows.
    pub fn source(&self, path: &str) -> Option<Span> {
        let coordinates = format!("{path}.placement.at");
        let follows = || {
            self.origin(&coordinates)
                .filter(|_| self.is_active(&coordinates))
        };
        self.origin(path).or_else(follows)
    }

    /// The number that expressions see: powers are levels over the noise there. A power has none where no noise is stated.
    pub fn number(&self, path: &str) -> Option<f64> {
        match &self.get(path)?.value {
            Value::Count(count) => Some(*count as f64),
            Value::Number(quantity) => match quantity.dimension.ratio {
                Ratio::None | Ratio::Decibel => Some(quantity.value),
                Ratio::Linear | Ratio::Dbm | Ratio::Watt => {
                    let ratio = self.over_noise(table::setting(path)?, *quantity)?;
                    Some(10.0 * ratio.log10())
                }
            },
            _ => None,
        }
    }

    /// The noise of the receivers; none where no bandwidth is stated.
    pub fn noise(&self) -> Option<Noise> {
        let value = |path: &str| match self.get(path).map(|assigned| &assigned.value) {
            Some(Value::Number(quantity)) => Some(*quantity),
            _ => None,
        };
        let figure = |path: &str| match self.is_active(path) {
            true => value(path).map(|level| level.to_linear()),
            false => None,
        };
        let both = figure("noise.figure").unwrap_or_else(|| linear(FIGURE));
        let hertz = 1e9;
        Some(Noise {
            bandwidth: value("noise.bandwidth")?.value * hertz,
            temperature: value("noise.temperature").map_or(TEMPERATURE, |kelvin| kelvin.value),
            access_points: figure("noise.figure.aps").unwrap_or(both),
            users: figure("noise.figure.users").unwrap_or(both),
        })
    }

    /// A value of a row over the noise, linear: a ratio as it is, a power over that of the row's receivers. None where that
    /// is not stated.
    pub fn over_noise(&self, row: &Signature, quantity: Quantity) -> Option<f64> {
        let linear = quantity.to_linear();
        match row.kind {
            Kind::Number {
                measure: Measure::Power(at),
                ..
            } if quantity.dimension.ratio.is_power() => Some(linear / self.noise()?.power(at)),
            _ => Some(linear),
        }
    }

    /// The powers that have an effect: the row, the value, and the receivers whose noise it is over.
    pub fn powers(&self) -> impl Iterator<Item = (&'static Signature, Quantity, Receiver)> {
        self.active()
            .filter_map(|(row, assigned)| match (row.kind, &assigned.value) {
                (
                    Kind::Number {
                        measure: Measure::Power(at),
                        ..
                    },
                    Value::Number(quantity),
                ) => Some((row, *quantity, at)),
                _ => None,
            })
    }

    /// Whether the noise of these receivers divides a power: one that is not over it already.
    pub fn is_divided_by(&self, at: Receiver) -> bool {
        let is_absolute = |quantity: Quantity| quantity.dimension.ratio.is_power();
        self.powers()
            .any(|(_, quantity, other)| other == at && is_absolute(quantity))
    }

    /// The word of a choice.
    pub fn word(&self, path: &str) -> &'static str {
        match self.get(path).map(|assigned| &assigned.value) {
            Some(Value::Word(choice)) => choice.word,
            _ => "",
        }
    }

    /// Every setting that was set.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Assigned)> {
        self.entries()
            .map(|(path, assigned)| (path, assigned.as_ref()))
    }

    /// Whether a setting has any effect: a parameter has none unless its option is chosen.
    pub fn is_active(&self, path: &str) -> bool {
        table::setting(path).is_some_and(|row| self.chooses(chooser(row)))
    }

    /// The settings that have an effect, in the order of the table.
    pub fn active(&self) -> impl Iterator<Item = (&'static Signature, &Assigned)> {
        // Asked for every case, so the choosers are worked out once.
        static ROWS: OnceLock<Vec<(&'static Signature, Option<&'static Chooser>)>> =
            OnceLock::new();
        ROWS.get_or_init(|| {
            let rows = table::settings().iter();
            rows.map(|row| (row, chooser(row))).collect()
        })
        .iter()
        .filter(|(_, chooser)| self.chooses(*chooser))
        .filter_map(|(row, _)| self.get(row.path).map(|assigned| (*row, assigned)))
    }

    /// Whether an option that takes a certain parameter is chosen; true where there is no such option.
    fn chooses(&self, chooser: Option<&Chooser>) -> bool {
        chooser.is_none_or(|(choice, words)| words.contains(&self.word(choice.path)))
    }
}

/// The choice that a setting is a parameter of, and the options that take it.
pub fn chooser(row: &Signature) -> Option<&'static Chooser> {
    // Asked for every setting of every case, so worked out once.
    static CHOOSERS: OnceLock<BTreeMap<&'static str, Chooser>> = OnceLock::new();
    let find = |row: &'static Signature| find_chooser(row).map(|chooser| (row.path, chooser));
    CHOOSERS
        .get_or_init(|| table::settings().iter().filter_map(find).collect())
        .get(row.path)
}

/// A choice, and those of its options that take a certain parameter.
pub type Chooser = (&'static Signature, Vec<&'static str>);

fn find_chooser(row: &Signature) -> Option<Chooser> {
    table::settings().iter().find_map(|candidate| {
        let words: Vec<&'static str> = candidate
            .choices()
            .iter()
            .filter(|choice| {
                choice
                    .parameters
                    .iter()
                    .any(|parameter| parameter.path == row.path)
            })
            .map(|choice| choice.word)
            .collect();
        (!words.is_empty()).then_some((candidate, words))
    })
}

/// Whether a sweep can step this setting.
pub fn is_sweepable(row: &Signature) -> bool {
    matches!(row.role, Role::Setting | Role::Parameter)
        && matches!(
            row.kind,
            Kind::Count { .. } | Kind::Number { .. } | Kind::Choice(_) | Kind::Switch
        )
}

/// Several settings said at once: a choice with its parameters.
pub type Bundle = Vec<(&'static str, Assigned)>;

/// The value that a row has by default; none where it has no default.
pub fn default_of(row: &Signature) -> Option<Value> {
    Some(match row.default? {
        Default::Count(count) => Value::Count(count),
        Default::Number(value, unit) => {
            let unit = find_unit(unit);
            Value::Number(Quantity {
                value: value / unit.map_or(1.0, |unit| unit.per_canonical),
                dimension: unit.map_or(Dimension::PLAIN, |unit| unit.dimension),
            })
        }
        Default::Word(word) => {
            Value::Word(row.choices().iter().find(|choice| choice.word == word)?)
        }
        Default::Switch(on) => Value::Switch(on),
    })
}

/// The settings of Table I.
pub fn defaults() -> &'static Settings {
    static DEFAULTS: OnceLock<Settings> = OnceLock::new();
    DEFAULTS.get_or_init(|| {
        let mut settings = Settings::new();
        for row in table::settings() {
            if let Some(value) = default_of(row) {
                settings.set(row.path, Assigned::usual(value));
            }
        }
        settings
    })
}

/// A level in dB as a linear ratio.
fn linear(level: f64) -> f64 {
    let dimension = Dimension::DECIBEL;
    Quantity {
        value: level,
        dimension,
    }
    .to_linear()
}

/// Settings that others decide, where they are not stated: counts by coordinates, and the rest of the noise by its
/// bandwidth.
pub fn follow(settings: &mut Settings) {
    follow_coordinates(settings);
    follow_noise(settings);
}

/// Where there is noise, what is not stated of it has its usual value.
fn follow_noise(settings: &mut Settings) {
    if settings.get("noise.bandwidth").is_none() {
        return;
    }
    let number = |value, dimension| Value::Number(Quantity { value, dimension });
    let mut usual = vec![(
        "noise.temperature",
        number(TEMPERATURE, Dimension::TEMPERATURE),
    )];
    if settings.get("noise.figure.of").is_none() {
        let of = table::setting("noise.figure.of").and_then(|row| row.choices().first());
        usual.extend(of.map(|of| ("noise.figure.of", Value::Word(of))));
        usual.push(("noise.figure", number(FIGURE, Dimension::DECIBEL)));
    }
    for (path, value) in usual {
        if settings.get(path).is_none() {
            settings.set(path, Assigned::usual(value));
        }
    }
}

/// Coordinates say how many there are, where no count was stated.
fn follow_coordinates(settings: &mut Settings) {
    for (kind, path) in [
        ("aps", "aps.placement.at"),
        ("users", "users.placement.at"),
        ("targets", "targets.placement.at"),
    ] {
        if settings.origin(kind).is_some() || !settings.is_active(path) {
            continue;
        }
        let count = match settings.get(path).map(|assigned| &assigned.value) {
            Some(Value::Points(points)) => Value::Count(points.len() as u64),
            Some(Value::Places(places)) => {
                Value::Count(places.each.first().map_or(0, Vec::len) as u64)
            }
            _ => continue,
        };
        settings.set(kind, Assigned::usual(count));
    }
}
