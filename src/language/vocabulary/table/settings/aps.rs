//! Access points, but for their places.

use super::form::{
    BASE, DATA_POWER, MOST_ENTITIES, choice, choice_of, count, direct, named, number,
};
use crate::engine::{Facing, PowerBudget, table1};
use crate::language::vocabulary::meaning::Sets;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

/// Most antennas of one array.
const MOST_ANTENNAS: u64 = 4_096;

const POWER_BUDGETS: &[Choice] = &[
    choice_of(
        "each",
        &[direct("aps.power")],
        "The same power at every access point; what a power alone means.",
        |given, to| {
            to.access_points.power = PowerBudget::PerAccessPoint(given.number("aps.power"));
        },
    ),
    choice_of(
        "total",
        &[
            direct("aps.power.total"),
            named("sensing", "aps.power.sensing"),
        ],
        "A fixed total: each sensing access point has `sensing`, the others share the rest.",
        |given, to| {
            to.access_points.power = PowerBudget::Shared {
                total: given.number("aps.power.total"),
                sensing: given.number("aps.power.sensing"),
            };
        },
    ),
];

const FACINGS: &[Choice] = &[
    choice(
        "target",
        "A sensing access point faces its target, so that the target is at 0 degrees; with several, the first. \
         Without a target it faces north.",
        |_, to| to.access_points.facing = Facing::Target,
    ),
    choice(
        "axis",
        "A sensing access point turns so that the sum of the squared cosines of its targets' angles is greatest; the same \
         as `target` where it has one.",
        |_, to| to.access_points.facing = Facing::Axis,
    ),
    choice_of(
        "bearing",
        &[direct("aps.facing.bearing")],
        "Every array faces this bearing, clockwise from north.",
        |given, to| {
            to.access_points.facing = Facing::Bearing(given.number("aps.facing.bearing"));
        },
    ),
];

/// Access points, but for their places.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "aps",
        usage: "aps [COUNT] [{ ... }]",
        kind: count(1, MOST_ENTITIES),
        default: Some(Default::Count(table1::ACCESS_POINTS as u64)),
        sets: Sets::Count(|to, count| to.access_points.count = count),
        label: "access points",
        doc: "The access points, and how many there are.",
        example: "aps 6",
        source: "Table I, M",
        ..BASE
    },
    Signature {
        path: "aps.antennas",
        kind: count(1, MOST_ANTENNAS),
        default: Some(Default::Count(table1::ANTENNAS as u64)),
        sets: Sets::Count(|to, count| to.access_points.antennas = count),
        label: "antennas of an access point",
        doc: "Antennas of each uniform linear array.",
        example: "antennas 12",
        source: "Table I, N_T",
        ..BASE
    },
    Signature {
        path: "aps.spacing",
        kind: number(Measure::Plain, Range::Positive),
        default: Some(Default::Number(table1::SPACING, "")),
        sets: Sets::Number(|to, spacing| to.access_points.spacing = spacing),
        label: "antenna spacing over the wavelength",
        doc: "Distance between antennas, in wavelengths.",
        example: "spacing 0.5",
        source: "after Eq. (3), d over lambda",
        ..BASE
    },
    Signature {
        path: "aps.power",
        usage: "power POWER · power total POWER sensing POWER",
        kind: DATA_POWER,
        mode: Some("aps.power.budget"),
        default: Some(Default::Number(table1::POWER, "dB")),
        label: "power of an access point",
        doc: "Downlink power of each access point: absolute, with `noise`, or over the noise power of users.",
        example: "power 125 dB",
        source: "Table I, p_m",
        ..BASE
    },
    Signature {
        path: "aps.power.budget",
        role: Role::Parameter,
        kind: Kind::Choice(POWER_BUDGETS),
        default: Some(Default::Word("each")),
        noun: "power budget",
        doc: "Whether each access point has a power of its own, or all share a total.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.power.total",
        role: Role::Parameter,
        kind: DATA_POWER,
        label: "power of all access points",
        doc: "Sum of the powers of all access points, absolute or over the noise power of users.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.power.sensing",
        role: Role::Parameter,
        kind: DATA_POWER,
        label: "power of a sensing access point",
        doc: "Power of each sensing access point under a fixed total.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.facing",
        usage: "facing target|axis · facing bearing ANGLE",
        kind: Kind::Choice(FACINGS),
        default: Some(Default::Word("target")),
        noun: "direction",
        doc: "Where the normal of an array points.",
        example: "facing target",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "aps.facing.bearing",
        role: Role::Parameter,
        kind: number(Measure::Angle, Range::Within(-360.0, 360.0)),
        label: "bearing of the arrays",
        doc: "Bearing of every array's normal, clockwise from north.",
        example: "facing bearing 30 deg",
        ..BASE
    },
];
