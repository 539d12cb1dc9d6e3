//! Targets, but for their places and the losses on the way to them.

use super::form::{BASE, MOST_ENTITIES, VARIANCE, count, number};
use crate::engine::table1;
use crate::language::vocabulary::meaning::Sets;
use crate::language::vocabulary::signature::{Default, Range, Signature};
use crate::language::vocabulary::units::Measure;

/// Targets, but for their places and the losses on the way to them.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "targets",
        usage: "targets [COUNT] [{ ... }]",
        kind: count(0, MOST_ENTITIES),
        default: Some(Default::Count(table1::TARGETS as u64)),
        sets: Sets::Count(|to, count| to.targets.count = count),
        doc: "The point-like targets, and how many there are; a network with 0 targets only communicates.",
        example: "targets 3",
        source: "Table I, T",
        ..BASE
    },
    Signature {
        path: "targets.reflection",
        kind: number(Measure::Plain, Range::NotNegative),
        default: Some(Default::Number(table1::REFLECTION, "")),
        sets: Sets::Number(|to, reflection| to.targets.reflection = reflection),
        label: "reflection coefficient",
        doc: "Reflection coefficient of an amplitude.",
        example: "reflection 0.8",
        source: "Table I, alpha_t",
        ..BASE
    },
    Signature {
        path: "targets.gain_variance_ap",
        kind: VARIANCE,
        default: Some(Default::Number(table1::GAIN_VARIANCE, "dB")),
        sets: Sets::Number(|to, variance| to.targets.gain_variance_access_point = variance),
        label: "gain variance, target to access point",
        doc: "Variance of the amplitude gain between a target and an access point.",
        example: "gain_variance_ap -160 dB",
        source: "Table I, sigma^2 of T, A",
        ..BASE
    },
    Signature {
        path: "targets.gain_variance_user",
        kind: VARIANCE,
        default: Some(Default::Number(table1::GAIN_VARIANCE, "dB")),
        sets: Sets::Number(|to, variance| to.targets.gain_variance_user = variance),
        label: "gain variance, target to user",
        doc: "Variance of the amplitude gain between a user and a target.",
        example: "gain_variance_user -160 dB",
        source: "Table I, sigma^2 of U, T",
        ..BASE
    },
    Signature {
        path: "targets.steering_variance",
        kind: VARIANCE,
        default: Some(Default::Number(table1::STEERING_VARIANCE, "dB")),
        sets: Sets::Number(|to, variance| to.targets.steering_variance = variance),
        doc: "Variance, per antenna, of the steering vector to a target.",
        example: "steering_variance -30 dB",
        source: "Table I, chi^2 of T, A",
        ..BASE
    },
];
