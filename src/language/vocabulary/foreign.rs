//! Units that the language does not have, and what is written for them.

use super::units::number;

/// How a number in such a unit is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Written {
    /// In the first of these units in which it is at least 1, or else in the last: each with how many of it are one.
    In(&'static [(&'static str, f64)]),
    /// In kelvin, after so much is added and then multiplied by so much.
    Kelvin {
        /// What is added first.
        plus: f64,
        /// How many kelvin one degree is.
        times: f64,
    },
    /// As a plain number, which is meant in bit/s/Hz, of which one is so many.
    Efficiency(f64),
}

/// Units by the names that people use for them.
const FOREIGN: &[(&[&str], Written)] = &[
    (
        &["metre", "metres", "meter", "meters"],
        Written::In(&[("m", 1.0)]),
    ),
    (
        &["kilometre", "kilometres", "kilometer", "kilometers"],
        Written::In(&[("km", 1.0)]),
    ),
    (&["cm"], Written::In(&[("m", 0.01)])),
    (&["mm"], Written::In(&[("m", 0.001)])),
    (&["ft", "foot", "feet"], Written::In(&[("m", 0.3048)])),
    (&["yd", "yard", "yards"], Written::In(&[("m", 0.9144)])),
    (
        &["mi", "mile", "miles"],
        Written::In(&[("km", 1.609_344), ("m", 1609.344)]),
    ),
    (
        &["Hz", "hertz", "Hertz"],
        Written::In(&[("GHz", 1e-9), ("MHz", 1e-6), ("kHz", 1e-3)]),
    ),
    (&["THz"], Written::In(&[("GHz", 1000.0)])),
    (&["gigahertz"], Written::In(&[("GHz", 1.0)])),
    (&["megahertz"], Written::In(&[("MHz", 1.0)])),
    (&["kilohertz"], Written::In(&[("kHz", 1.0)])),
    (&["degree", "degrees"], Written::In(&[("deg", 1.0)])),
    (&["radian", "radians"], Written::In(&[("rad", 1.0)])),
    (&["mrad"], Written::In(&[("rad", 0.001)])),
    (&["gon"], Written::In(&[("deg", 0.9)])),
    (
        &["watt", "watts", "Watt", "Watts"],
        Written::In(&[("W", 1.0)]),
    ),
    (&["kW"], Written::In(&[("W", 1000.0)])),
    (&["milliwatt", "milliwatts"], Written::In(&[("mW", 1.0)])),
    (&["uW", "\u{b5}W", "\u{3bc}W"], Written::In(&[("mW", 1e-3)])),
    (&["nW"], Written::In(&[("mW", 1e-6)])),
    (&["decibel", "decibels"], Written::In(&[("dB", 1.0)])),
    (&["kelvin", "Kelvin", "kelvins"], Written::In(&[("K", 1.0)])),
    (
        &["C", "degC", "celsius", "Celsius", "centigrade"],
        Written::Kelvin {
            plus: 273.15,
            times: 1.0,
        },
    ),
    (
        &["F", "degF", "fahrenheit", "Fahrenheit"],
        Written::Kelvin {
            plus: 459.67,
            times: 5.0 / 9.0,
        },
    ),
    (&["bit", "bits", "bps"], Written::Efficiency(1.0)),
    (
        &["nat", "nats"],
        Written::Efficiency(std::f64::consts::LOG2_E),
    ),
];

/// How numbers in a unit are written, which the language does not have.
pub(crate) fn foreign(name: &str) -> Option<Written> {
    let mut all = FOREIGN.iter();
    let found = all.find(|(names, _)| names.contains(&name))?;
    Some(found.1)
}

impl Written {
    /// A number in such a unit as the language has it.
    pub(crate) fn of(self, value: f64) -> String {
        match self {
            Self::In(units) => {
                let large = units
                    .iter()
                    .find(|(_, times)| (value * times).abs() >= 1.0 - 1e-12);
                match large.or(units.last()) {
                    Some((unit, times)) => format!("{} {unit}", short(value * times)),
                    None => number(value),
                }
            }
            Self::Kelvin { plus, times } => format!("{} K", short((value + plus) * times)),
            Self::Efficiency(times) => short(value * times),
        }
    }
}

/// A number without the noise that multiplication leaves in its last digits.
fn short(value: f64) -> String {
    number(format!("{value:.11e}").parse().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::foreign;
    use crate::language::vocabulary::table::topic;
    use crate::language::vocabulary::units::find_unit;

    #[test]
    fn numbers_in_other_units_are_converted() {
        let cases = [
            (500.0, "metres", "500 m"),
            (1.5, "ft", "0.4572 m"),
            (2.0, "mi", "3.218688 km"),
            (0.5, "mi", "804.672 m"),
            (20e6, "Hz", "20 MHz"),
            (3.5e9, "Hz", "3.5 GHz"),
            (15.0, "Hz", "0.015 kHz"),
            (17.0, "C", "290.15 K"),
            (62.6, "F", "290.15 K"),
            (1.0, "kW", "1000 W"),
            (250.0, "uW", "0.25 mW"),
            (0.5, "bit", "0.5"),
            (2.0, "nat", "2.88539008178"),
        ];
        for (value, unit, expected) in cases {
            assert_eq!(foreign(unit).unwrap().of(value), expected, "{value} {unit}");
        }
    }

    #[test]
    fn no_name_is_a_unit_of_the_language() {
        for (names, written) in super::FOREIGN {
            for name in *names {
                assert!(find_unit(name).is_none(), "{name}");
                let plain = matches!(written, super::Written::Efficiency(_));
                assert!(!plain || topic(name).is_some(), "no topic for {name}");
            }
            if let super::Written::In(units) = written {
                assert!(units.iter().all(|(unit, _)| find_unit(unit).is_some()));
            }
        }
    }
}
