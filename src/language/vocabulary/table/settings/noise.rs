//! Noise of the receivers, by which absolute powers are divided.

use super::form::{BASE, choice_of, direct, named, number};
use crate::engine::Receiver;
use crate::language::vocabulary::signature::{Choice, Kind, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

/// A usual bandwidth, GHz.
pub const BANDWIDTH: f64 = 0.02;
/// The noise figure where none is stated, dB.
pub const FIGURE: f64 = 0.0;
/// The noise temperature where none is stated, K.
pub const TEMPERATURE: f64 = 290.0;

/// The setting of the bandwidth.
pub const BANDWIDTH_PATH: &str = "noise.bandwidth";

/// The receivers whose noise a setting is about; none of one that is no part of the noise.
pub fn receivers_of(path: &str) -> Option<&'static [Receiver]> {
    match path {
        "noise.figure.aps" => Some(&[Receiver::AccessPoints]),
        "noise.figure.users" => Some(&[Receiver::Users]),
        BANDWIDTH_PATH | "noise.figure" | "noise.figure.of" | "noise.temperature" => {
            Some(&[Receiver::AccessPoints, Receiver::Users])
        }
        _ => None,
    }
}

/// A statement of the noise, to add where there is none.
pub const NOISE: &str = "noise { bandwidth 20 MHz figure 7 dB }";

/// Their values are taken up together: see `Settings::noise`.
const FIGURES: &[Choice] = &[
    choice_of(
        "all",
        &[direct("noise.figure")],
        "The same at every receiver; what a figure alone means.",
        |_, _| {},
    ),
    choice_of(
        "aps",
        &[
            direct("noise.figure.aps"),
            named("users", "noise.figure.users"),
        ],
        "One at the access points, which receive the pilots, and another at the users, which receive the data.",
        |_, _| {},
    ),
];

const FIGURE_KIND: Kind = number(Measure::Level, Range::NotNegative);

/// Noise of the receivers.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "noise",
        usage: "noise { ... }",
        doc: "Thermal noise of the receivers, k_B T B F. Powers in dBm, mW or W are divided by it: those of access points by that of \
              users, those of pilots by that of access points. Powers in dB are over it already. It takes a bandwidth.",
        example: "noise { bandwidth 20 MHz }",
        ..BASE
    },
    Signature {
        path: BANDWIDTH_PATH,
        kind: number(Measure::Frequency, Range::Positive),
        label: "bandwidth",
        doc: "Bandwidth of the noise and of the signals, B: throughput is in it.",
        example: "bandwidth 20 MHz",
        ..BASE
    },
    Signature {
        path: "noise.figure",
        usage: "figure LEVEL · figure aps LEVEL users LEVEL",
        kind: FIGURE_KIND,
        mode: Some("noise.figure.of"),
        label: "noise figure",
        doc: "Noise figure of the receivers, F. 0 dB, no more than thermal noise, where none is stated.",
        example: "figure 7 dB",
        ..BASE
    },
    Signature {
        path: "noise.figure.of",
        role: Role::Parameter,
        kind: Kind::Choice(FIGURES),
        noun: "receiver",
        doc: "Whether all receivers have one noise figure, or access points and users one each.",
        example: "figure aps 5 dB users 9 dB",
        ..BASE
    },
    Signature {
        path: "noise.figure.aps",
        role: Role::Parameter,
        kind: FIGURE_KIND,
        label: "noise figure of an access point",
        doc: "Noise figure of the access points.",
        example: "figure aps 5 dB users 9 dB",
        ..BASE
    },
    Signature {
        path: "noise.figure.users",
        role: Role::Parameter,
        kind: FIGURE_KIND,
        label: "noise figure of a user",
        doc: "Noise figure of the users.",
        example: "figure aps 5 dB users 9 dB",
        ..BASE
    },
    Signature {
        path: "noise.temperature",
        kind: number(Measure::Temperature, Range::Positive),
        label: "noise temperature",
        doc: "Temperature of the noise, T; 290 K where none is stated.",
        example: "temperature 290 K",
        ..BASE
    },
];
