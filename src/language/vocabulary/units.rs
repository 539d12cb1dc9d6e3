//! Dimensions and units of quantities, at run time.
//!
//! Values are kept in canonical units: km, degrees, GHz, kelvin, watts. A level in dB, a linear power ratio, a power and its
//! level in dBm are different dimensions, so that they never mix unsaid.

use std::fmt;

use crate::engine::Receiver;

/// What a number measures: exponents of the base dimensions, or a power ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dimension {
    /// Exponent of length.
    pub length: i8,
    /// Exponent of angle.
    pub angle: i8,
    /// Exponent of frequency.
    pub frequency: i8,
    /// Exponent of temperature.
    pub temperature: i8,
    /// Whether it is a power or a ratio of powers, and how it is written.
    pub ratio: Ratio,
    /// Whether it is true or false, not a quantity.
    pub truth: bool,
}

/// How a power, or a ratio of powers, is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ratio {
    /// It is none.
    #[default]
    None,
    /// As a level: `125 dB`.
    Decibel,
    /// As it is: `3.16 linear`.
    Linear,
    /// A power as a level over a milliwatt: `30 dBm`.
    Dbm,
    /// A power as it is: `1 W`.
    Watt,
}

impl Ratio {
    /// Whether it is a power and no ratio.
    pub fn is_power(self) -> bool {
        matches!(self, Self::Dbm | Self::Watt)
    }
}

impl Dimension {
    /// A plain number.
    pub const PLAIN: Self = Self {
        length: 0,
        angle: 0,
        frequency: 0,
        temperature: 0,
        ratio: Ratio::None,
        truth: false,
    };
    /// A comparison, which is true or false.
    pub const TRUTH: Self = Self {
        truth: true,
        ..Self::PLAIN
    };
    /// A length.
    pub const LENGTH: Self = Self {
        length: 1,
        ..Self::PLAIN
    };
    /// An angle.
    pub const ANGLE: Self = Self {
        angle: 1,
        ..Self::PLAIN
    };
    /// A frequency.
    pub const FREQUENCY: Self = Self {
        frequency: 1,
        ..Self::PLAIN
    };
    /// A temperature.
    pub const TEMPERATURE: Self = Self {
        temperature: 1,
        ..Self::PLAIN
    };
    /// A level of a power, in dBm.
    pub const DBM: Self = Self {
        ratio: Ratio::Dbm,
        ..Self::PLAIN
    };
    /// A power.
    pub const WATT: Self = Self {
        ratio: Ratio::Watt,
        ..Self::PLAIN
    };
    /// A level in dB.
    pub const DECIBEL: Self = Self {
        ratio: Ratio::Decibel,
        ..Self::PLAIN
    };
    /// A linear power ratio.
    pub const LINEAR: Self = Self {
        ratio: Ratio::Linear,
        ..Self::PLAIN
    };

    /// The dimension of a product; `None` where there is none. A power in dBm has no multiple: twice 20 dBm is 23 dBm.
    pub fn times(self, other: Self) -> Option<Self> {
        self.combine(other, 1)
    }

    /// The dimension of a sum; `None` where there is none. A level in dB raises one in dBm.
    pub fn plus(self, other: Self) -> Option<Self> {
        match (self.ratio, other.ratio) {
            (Ratio::Dbm, Ratio::Decibel) | (Ratio::Decibel, Ratio::Dbm) => Some(Self::DBM),
            (Ratio::Dbm, Ratio::Dbm) => None,
            _ => (self == other).then_some(self),
        }
    }

    /// The dimension of a difference; `None` where there is none. Two levels in dBm differ by one in dB.
    pub fn minus(self, other: Self) -> Option<Self> {
        match (self.ratio, other.ratio) {
            (Ratio::Dbm, Ratio::Decibel) => Some(Self::DBM),
            (Ratio::Dbm, Ratio::Dbm) => Some(Self::DECIBEL),
            _ => (self == other).then_some(self),
        }
    }

    /// The dimension of a quotient; `None` where there is none.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.ratio == Ratio::Dbm {
            return None;
        }
        if self == other && !self.truth {
            return Some(Self::PLAIN);
        }
        if (self.ratio, other.ratio) == (Ratio::Watt, Ratio::Linear) {
            return Some(self);
        }
        if matches!(other.ratio, Ratio::Decibel | Ratio::Watt)
            || (other.ratio == Ratio::Linear && self != Self::PLAIN)
        {
            return None;
        }
        self.combine(other, -1)
    }

    fn combine(self, other: Self, sign: i8) -> Option<Self> {
        if self.truth || other.truth {
            return None;
        }
        let ratio = match (self.ratio, other.ratio) {
            (Ratio::Dbm, _) | (_, Ratio::Dbm) => return None,
            (ratio, Ratio::None) | (Ratio::None, ratio) => ratio,
            (Ratio::Linear, Ratio::Linear) => Ratio::Linear,
            // So many times a power is a power.
            (Ratio::Watt, Ratio::Linear) | (Ratio::Linear, Ratio::Watt) => Ratio::Watt,
            _ => return None,
        };
        let exponent = |a: i8, b: i8| b.checked_mul(sign).and_then(|b| a.checked_add(b));
        let product = Self {
            length: exponent(self.length, other.length)?,
            angle: exponent(self.angle, other.angle)?,
            frequency: exponent(self.frequency, other.frequency)?,
            temperature: exponent(self.temperature, other.temperature)?,
            ratio,
            truth: false,
        };
        // A ratio of something other than a plain number has no meaning here.
        let bare = Self {
            ratio: Ratio::None,
            ..product
        };
        (ratio == Ratio::None || bare == Self::PLAIN).then_some(product)
    }

    /// The dimension of a whole power; `None` where there is none.
    pub fn power(self, exponent: i8) -> Option<Self> {
        match self.ratio {
            _ if self.truth => None,
            Ratio::Decibel | Ratio::Dbm | Ratio::Watt => None,
            Ratio::Linear => Some(self),
            Ratio::None => Some(Self {
                length: self.length.checked_mul(exponent)?,
                angle: self.angle.checked_mul(exponent)?,
                frequency: self.frequency.checked_mul(exponent)?,
                temperature: self.temperature.checked_mul(exponent)?,
                ratio: Ratio::None,
                truth: false,
            }),
        }
    }

    /// The dimension of a square root; `None` where there is none.
    pub fn root(self) -> Option<Self> {
        let even = |e: i8| e % 2 == 0;
        let whole = even(self.length)
            && even(self.angle)
            && even(self.frequency)
            && even(self.temperature)
            && matches!(self.ratio, Ratio::None | Ratio::Linear)
            && !self.truth;
        whole.then_some(Self {
            length: self.length / 2,
            angle: self.angle / 2,
            frequency: self.frequency / 2,
            temperature: self.temperature / 2,
            ratio: self.ratio,
            truth: false,
        })
    }

    /// Whether it has multiples, such as its negative: a level in dBm has none.
    pub fn has_multiples(self) -> bool {
        self.ratio != Ratio::Dbm
    }

    /// The unit in which values of this dimension are kept; empty for plain numbers.
    pub fn unit(self) -> String {
        match self.ratio {
            Ratio::Decibel => return "dB".into(),
            Ratio::Linear => return "linear".into(),
            Ratio::Dbm => return "dBm".into(),
            Ratio::Watt => return "W".into(),
            Ratio::None => {}
        }
        let mut parts = Vec::new();
        for (unit, exponent) in [
            ("km", self.length),
            ("deg", self.angle),
            ("GHz", self.frequency),
            ("K", self.temperature),
        ] {
            match exponent {
                0 => {}
                1 => parts.push(unit.to_owned()),
                e => parts.push(format!("{unit}^{e}")),
            }
        }
        parts.join(" ")
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::PLAIN => write!(f, "a plain number"),
            Self::TRUTH => write!(f, "a truth value"),
            Self::LENGTH => write!(f, "a length"),
            Self::ANGLE => write!(f, "an angle"),
            Self::FREQUENCY => write!(f, "a frequency"),
            Self::DECIBEL => write!(f, "a level in dB"),
            Self::LINEAR => write!(f, "a linear ratio"),
            Self::TEMPERATURE => write!(f, "a temperature"),
            Self::DBM => write!(f, "a power in dBm"),
            Self::WATT => write!(f, "a power in W"),
            other => write!(f, "a quantity in {}", other.unit()),
        }
    }
}

/// A number with its dimension, in canonical units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// In the canonical unit of its dimension.
    pub value: f64,
    /// What it measures.
    pub dimension: Dimension,
}

impl Quantity {
    /// A plain number.
    pub fn plain(value: f64) -> Self {
        Self {
            value,
            dimension: Dimension::PLAIN,
        }
    }

    /// As it is shown in the unit in which it is written, where that is one.
    pub fn written_in(self, unit: Option<&str>) -> String {
        match unit {
            Some(unit) => format!("{} {unit}", number(in_written(self.value, unit))),
            None => self.to_string(),
        }
    }

    /// A power ratio as a linear number, a power in watts, whichever way it was written.
    pub fn to_linear(self) -> f64 {
        match self.dimension.ratio {
            Ratio::Decibel => 10f64.powf(self.value / 10.0),
            Ratio::Dbm => 10f64.powf((self.value - 30.0) / 10.0),
            Ratio::None | Ratio::Linear | Ratio::Watt => self.value,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dimension.truth {
            return write!(f, "{}", self.value == 1.0);
        }
        write!(f, "{}", number(self.value))?;
        let unit = self.dimension.unit();
        if unit.is_empty() {
            Ok(())
        } else {
            write!(f, " {unit}")
        }
    }
}

/// A number in the shortest form that reads back the same; very large and small
/// ones with an exponent.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value != 0.0 && value.is_finite() && !(1e-4..1e15).contains(&size) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// What a setting measures, as the table of signatures says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A number without unit.
    Plain,
    /// A length: `km` or `m`.
    Length,
    /// An angle: `deg` or `rad`.
    Angle,
    /// A frequency: `GHz` or `MHz`.
    Frequency,
    /// A ratio of powers, or a variance: `dB` or `linear`.
    PowerRatio,
    /// A power, absolute or over the noise power of these receivers: `dBm`, `mW`, `W`, `dB` or `linear`.
    Power(Receiver),
    /// A temperature: `K`.
    Temperature,
    /// A difference of levels: `dB` only.
    Level,
}

impl Measure {
    /// Whether a value of this dimension is one.
    pub fn accepts(self, dimension: Dimension) -> bool {
        match self {
            Self::Plain => dimension == Dimension::PLAIN,
            Self::Length => dimension == Dimension::LENGTH,
            Self::Angle => dimension == Dimension::ANGLE,
            Self::Frequency => dimension == Dimension::FREQUENCY,
            Self::PowerRatio => matches!(dimension.ratio, Ratio::Decibel | Ratio::Linear),
            Self::Power(_) => dimension.ratio != Ratio::None,
            Self::Temperature => dimension == Dimension::TEMPERATURE,
            Self::Level => dimension == Dimension::DECIBEL,
        }
    }

    /// The dimension that its values have in expressions; power ratios are levels there.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::Plain => Dimension::PLAIN,
            Self::Length => Dimension::LENGTH,
            Self::Angle => Dimension::ANGLE,
            Self::Frequency => Dimension::FREQUENCY,
            Self::Temperature => Dimension::TEMPERATURE,
            Self::PowerRatio | Self::Power(_) | Self::Level => Dimension::DECIBEL,
        }
    }

    /// The unit to offer where one is missing.
    pub fn usual_unit(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Length => "km",
            Self::Angle => "deg",
            Self::Frequency => "GHz",
            Self::Temperature => "K",
            Self::PowerRatio | Self::Power(_) | Self::Level => "dB",
        }
    }

    /// The unit that was most likely meant by a number without one: the one that brings it nearest to
    /// `usual`, a value in the canonical unit.
    pub fn likely_unit(self, value: f64, usual: Option<f64>) -> &'static str {
        // The ratios of Table I are 125 and 150 dB; so low a level is one of a transmitter.
        if matches!(self, Self::Power(_)) && value < MOST_DBM {
            return "dBm";
        }
        // Degrees and levels are so usual that no value speaks for another unit.
        if !matches!(self, Self::Length | Self::Frequency) || value <= 0.0 {
            return self.usual_unit();
        }
        let usual = usual.filter(|usual| *usual > 0.0).unwrap_or(1.0);
        let distance = |unit: &&UnitSignature| (value / unit.per_canonical / usual).ln().abs();
        UNITS
            .iter()
            .filter(|unit| self.accepts(unit.dimension))
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .map_or(self.usual_unit(), |unit| unit.name)
    }

    /// In words, for messages and the manual.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Plain => "a plain number",
            Self::Length => "a length in km or m",
            Self::Angle => "an angle in deg or rad",
            Self::Frequency => "a frequency in GHz, MHz or kHz",
            Self::Temperature => "a temperature in K",
            Self::PowerRatio => "a power ratio in dB or linear",
            Self::Power(_) => "a power in dB over the noise, or in dBm, mW or W",
            Self::Level => "a level in dB",
        }
    }
}

/// Below this a power without a unit is taken for a level in dBm: 80 dBm are 100 kW, and 80 dB over the noise less than a milliwatt.
const MOST_DBM: f64 = 80.0;

/// A unit of the language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitSignature {
    /// As it is written after a number.
    pub name: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// How many of it make one of the canonical unit; dividing keeps `500 m` exactly 0.5 km.
    pub per_canonical: f64,
    /// One line for the manual.
    pub doc: &'static str,
}

/// Every unit.
pub const UNITS: &[UnitSignature] = &[
    unit(
        "km",
        Dimension::LENGTH,
        1.0,
        "Kilometre; lengths are kept in it.",
    ),
    unit("m", Dimension::LENGTH, 1000.0, "Metre."),
    unit(
        "dB",
        Dimension::DECIBEL,
        1.0,
        "Decibel: a ratio r of powers is 10 log10(r) dB.",
    ),
    unit(
        "linear",
        Dimension::LINEAR,
        1.0,
        "A power ratio as it is, without logarithm.",
    ),
    unit(
        "deg",
        Dimension::ANGLE,
        1.0,
        "Degree; angles are kept in it. Also written `°`.",
    ),
    unit("°", Dimension::ANGLE, 1.0, "Degree."),
    unit(
        "rad",
        Dimension::ANGLE,
        std::f64::consts::PI / 180.0,
        "Radian.",
    ),
    unit(
        "GHz",
        Dimension::FREQUENCY,
        1.0,
        "Gigahertz; frequencies are kept in it.",
    ),
    unit("MHz", Dimension::FREQUENCY, 1000.0, "Megahertz."),
    unit("kHz", Dimension::FREQUENCY, 1e6, "Kilohertz."),
    unit(
        "dBm",
        Dimension::DBM,
        1.0,
        "A power P as a level: 10 log10(P / 1 mW). It takes `noise`, over whose power it is computed with.",
    ),
    unit(
        "W",
        Dimension::WATT,
        1.0,
        "Watt; powers are kept in it or in dBm. It takes `noise`, as dBm does.",
    ),
    unit("mW", Dimension::WATT, 1000.0, "Milliwatt."),
    unit(
        "K",
        Dimension::TEMPERATURE,
        1.0,
        "Kelvin, of the noise temperature.",
    ),
    unit(
        "%",
        Dimension::PLAIN,
        100.0,
        "Percent: `5 %` is the plain number 0.05.",
    ),
    unit("percent", Dimension::PLAIN, 100.0, "Percent in a word."),
];

const fn unit(
    name: &'static str,
    dimension: Dimension,
    per_canonical: f64,
    doc: &'static str,
) -> UnitSignature {
    UnitSignature {
        name,
        dimension,
        per_canonical,
        doc,
    }
}

/// A level over a watt, which is known only to be refused with what to write: 0 dBW is 30 dBm.
pub const DBW: &str = "dBW";

/// The unit of this name.
pub fn find_unit(name: &str) -> Option<&'static UnitSignature> {
    UNITS.iter().find(|unit| unit.name == name)
}

/// A value of the kept unit as it is in the unit in which a file writes it: 0.02 GHz is 20 in MHz. Without the noise that the
/// conversion leaves in the last digits.
pub fn in_written(value: f64, written: &str) -> f64 {
    match find_unit(written) {
        Some(unit) if unit.per_canonical != 1.0 => {
            let found = value * unit.per_canonical;
            format!("{found:.14e}").parse().unwrap_or(found)
        }
        _ => value,
    }
}

/// The unit of several values that measure the same: of those in which they are written the smallest, so that none of them is
/// a small fraction. None where one of them is written without a unit.
pub fn one_unit(written: impl IntoIterator<Item = Option<&'static str>>) -> Option<&'static str> {
    let mut units = written.into_iter();
    let first = units.next()??;
    units.try_fold(first, |least, other| {
        let per_canonical = |name: &str| find_unit(name).map(|unit| unit.per_canonical);
        let other = other?;
        let is_smaller = per_canonical(other)? > per_canonical(least)?;
        Some(if is_smaller { other } else { least })
    })
}

/// Whether a word after a number is its unit, refused ones included.
pub fn is_unit(name: &str) -> bool {
    find_unit(name).is_some() || name == DBW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_in_the_unit_in_which_they_are_written() {
        for unit in UNITS.iter().filter(|unit| unit.name != "rad") {
            for written in [0.1, 0.3, 1.1, 7.0, 20.0, 333.0, 1234.5] {
                let kept = written / unit.per_canonical;
                assert_eq!(in_written(kept, unit.name), written, "{}", unit.name);
            }
        }
        assert_eq!(in_written(3.0, "no unit"), 3.0);
        let unit = |names: &[&'static str]| one_unit(names.iter().map(|name| Some(*name)));
        assert_eq!(unit(&["MHz", "MHz"]), Some("MHz"));
        assert_eq!(unit(&["MHz", "kHz", "GHz"]), Some("kHz"));
        assert_eq!(unit(&["km", "m"]), Some("m"));
        assert_eq!(unit(&[]), None);
        assert_eq!(one_unit([Some("W"), None]), None);
    }

    #[test]
    fn dimensions_combine_as_units_do() {
        let (km, db, lin) = (Dimension::LENGTH, Dimension::DECIBEL, Dimension::LINEAR);
        assert_eq!(km.times(km).map(Dimension::unit).as_deref(), Some("km^2"));
        assert_eq!(km.over(km), Some(Dimension::PLAIN));
        assert_eq!(db.over(db), Some(Dimension::PLAIN));
        assert_eq!(db.times(db), None);
        assert_eq!(db.times(lin), None);
        assert_eq!(db.times(km), None);
        assert_eq!(Dimension::PLAIN.over(db), None);
        assert_eq!(km.power(2).and_then(Dimension::root), Some(km));
        assert_eq!(km.root(), None);
        let (dbm, watt, plain) = (Dimension::DBM, Dimension::WATT, Dimension::PLAIN);
        assert_eq!((dbm.plus(db), dbm.minus(db)), (Some(dbm), Some(dbm)));
        assert_eq!((dbm.plus(dbm), dbm.minus(dbm)), (None, Some(db)));
        assert_eq!((dbm.times(plain), dbm.over(plain)), (None, None));
        assert_eq!(
            (watt.plus(watt), watt.minus(watt)),
            (Some(watt), Some(watt))
        );
        assert_eq!(
            (watt.times(plain), watt.over(watt)),
            (Some(watt), Some(plain))
        );
        assert_eq!((watt.times(lin), lin.times(watt)), (Some(watt), Some(watt)));
        assert_eq!((watt.over(lin), lin.over(watt)), (Some(watt), None));
        assert_eq!(
            (watt.times(db), watt.plus(db), watt.plus(dbm)),
            (None, None, None)
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(1e-16), "1e-16");
        assert_eq!(number(-0.0), "-0");
        assert_eq!(number(1e20), "1e20");
    }
}
