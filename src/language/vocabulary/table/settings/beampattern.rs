//! The ideal beampattern that sensing aims at.

use super::form::{BASE, RATIO, choice, count, number};
use crate::engine::{Window, table1};
use crate::language::vocabulary::meaning::Sets;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Signature};
use crate::language::vocabulary::units::Measure;

/// Most sampled directions.
const MOST_SAMPLES: u64 = 100_001;

const WINDOWS: &[Choice] = &[
    choice(
        "inclusive",
        "Directions within half the width of the target, both ends included.",
        |_, to| to.beampattern.window = Window::Inclusive,
    ),
    choice(
        "half_open",
        "As `inclusive`, without the upper end; it gives the paper's 0.0080.",
        |_, to| to.beampattern.window = Window::HalfOpen,
    ),
];

/// The ideal beampattern.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "beampattern",
        usage: "beampattern { ... }",
        doc: "The ideal beampattern that sensing aims at, and how it is sampled.",
        example: "beampattern { width 10 deg }",
        source: "Eq. (19), (20)",
        ..BASE
    },
    Signature {
        path: "beampattern.width",
        kind: number(Measure::Angle, Range::Within(0.0, 180.0)),
        default: Some(Default::Number(table1::WIDTH, "deg")),
        sets: Sets::Number(|to, width| to.beampattern.width = width),
        label: "width of the main lobe",
        doc: "Width of the ideal main lobe.",
        example: "width 10 deg",
        source: "Table I, Delta theta",
        ..BASE
    },
    Signature {
        path: "beampattern.samples",
        kind: count(2, MOST_SAMPLES),
        default: Some(Default::Count(table1::SAMPLES as u64)),
        sets: Sets::Count(|to, samples| to.beampattern.samples = samples),
        label: "sampled directions",
        doc: "Sampled directions from -90 to 90 degrees, both included. Errors are sums over them, so that an array with more \
              terms in its beampattern than they distinguish seems better than it is: `cfs check` notes fewer than four for \
              each of the 2 N_T - 1 terms (more for antennas over half a wavelength apart), and lobes narrower than ten \
              spacings. Otherwise the least error is within a quarter of its limit.",
        example: "samples 181",
        source: "Table I, N",
        ..BASE
    },
    Signature {
        path: "beampattern.window",
        kind: Kind::Choice(WINDOWS),
        default: Some(Default::Word("inclusive")),
        label: "window of the main lobe",
        doc: "Which sampled directions belong to the main lobe.",
        example: "window inclusive",
        source: "after Eq. (20)",
        ..BASE
    },
    Signature {
        path: "beampattern.power",
        kind: RATIO,
        default: Some(Default::Number(table1::SENSING_POWER, "dB")),
        sets: Sets::Number(|to, power| to.beampattern.power = power),
        label: "sensing power",
        doc: "Sensing power; every beampattern error scales with its square. The paper's figures need 5 dB.",
        example: "power 5 dB",
        source: "Eq. (19), (20)",
        ..BASE
    },
];
