//! Laws of gain over distance: one family of rows for the links in general and for those of targets.

use super::form::{BASE, PART, choice, choice_of, direct, named, number};
use crate::engine::{Deployment, PathLoss};
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Signature};
use crate::language::vocabulary::units::Measure;

/// The laws: words before them, how the paths of their parts begin, and how the deployment takes a law.
macro_rules! laws {
    ([$($first:expr),*], $part:literal, $take:expr) => {
        &[
            $($first,)*
            choice("paper", "128.1 + 37.6 log10(d) dB, d in km.", |_, to| {
                $take(to, PathLoss::Paper);
            }),
            choice_of(
                "free_space",
                &[named("carrier", concat!($part, "carrier"))],
                "92.45 + 20 log10(f d) dB, f in GHz, d in km.",
                |given, to| {
                    let carrier = given.number(concat!($part, "carrier"));
                    $take(to, PathLoss::FreeSpace { carrier });
                },
            ),
            choice_of(
                "umi",
                &[named("carrier", concat!($part, "carrier"))],
                "3GPP TR 38.901 urban micro street canyon, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
                |given, to| {
                    let carrier = given.number(concat!($part, "carrier"));
                    $take(to, PathLoss::UrbanMicro { carrier });
                },
            ),
            choice_of(
                "uma",
                &[named("carrier", concat!($part, "carrier"))],
                "3GPP TR 38.901 urban macro, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
                |given, to| {
                    let carrier = given.number(concat!($part, "carrier"));
                    $take(to, PathLoss::UrbanMacro { carrier });
                },
            ),
            choice(
                "three_slope",
                "The three-slope law of Ngo et al. (2017), for 1.9 GHz: 140.72 dB at 1 km, 35 dB per decade beyond 50 m. Other carriers by `formula`.",
                |_, to| $take(to, PathLoss::ThreeSlope),
            ),
            choice_of(
                "log_distance",
                &[
                    named("intercept", concat!($part, "intercept")),
                    named("slope", concat!($part, "slope")),
                ],
                "`intercept` at 1 km, and `slope` per decade of distance.",
                |given, to| {
                    let law = PathLoss::LogDistance {
                        intercept: given.number(concat!($part, "intercept")),
                        slope: given.number(concat!($part, "slope")),
                    };
                    $take(to, law);
                },
            ),
            choice_of(
                "formula",
                &[direct(concat!($part, "formula"))],
                "Any law: a formula of `d`, the distance as a plain number of km, that gives dB.",
                |given, to| {
                    let law = given.law(concat!($part, "formula"));
                    $take(to, PathLoss::Formula(law));
                },
            ),
        ]
    };
}

const LAWS: &[Choice] = laws!([], "path_loss.", |to: &mut Deployment, law| to.path_loss =
    law);

const LAWS_OF_TARGETS: &[Choice] = laws!(
    [choice(
        "same",
        "As `path_loss`, the law of the other links.",
        |_, to| to.target_path_loss = None,
    )],
    "targets.path_loss.target_",
    |to: &mut Deployment, law| to.target_path_loss = Some(law)
);

const fn carrier(path: &'static str, doc: &'static str) -> Signature {
    Signature {
        path,
        kind: number(Measure::Frequency, Range::Positive),
        doc,
        example: "path_loss umi carrier 3.5 GHz",
        ..PART
    }
}

const fn level(path: &'static str, range: Range, doc: &'static str) -> Signature {
    Signature {
        path,
        kind: number(Measure::Level, range),
        doc,
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        ..PART
    }
}

const fn formula(path: &'static str) -> Signature {
    Signature {
        path,
        kind: Kind::Formula,
        doc: "Loss as a formula of the distance `d`, a plain number of km; it gives dB.",
        example: "path_loss formula 128.1 dB + 37.6 dB * log10(d)",
        ..PART
    }
}

/// The law of the links.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "path_loss",
        usage: "path_loss LAW",
        kind: Kind::Choice(LAWS),
        default: Some(Default::Word("paper")),
        noun: "path-loss law",
        doc: "Law of the path loss over distance.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        source: "Eq. (1)",
        ..BASE
    },
    carrier("path_loss.carrier", "Carrier frequency of a path-loss law."),
    level("path_loss.intercept", Range::Any, "Loss at 1 km."),
    level(
        "path_loss.slope",
        Range::NotNegative,
        "Loss for each factor of ten in distance.",
    ),
    formula("path_loss.formula"),
];

/// The law of the links between targets and access points. The last words of paths are what sweeps name, so those of
/// its parts say whose they are.
pub const OF_TARGETS: &[Signature] = &[
    Signature {
        path: "targets.path_loss",
        usage: "path_loss LAW",
        kind: Kind::Choice(LAWS_OF_TARGETS),
        default: Some(Default::Word("same")),
        noun: "path-loss law",
        label: "path loss of the targets",
        doc: "Gain over distance between targets and access points. Those links are in line of sight in the paper, so they may \
              follow a law of their own; the links between users and targets follow `path_loss`.",
        example: "path_loss free_space carrier 3.5 GHz",
        source: "Eq. (3)",
        ..BASE
    },
    carrier(
        "targets.path_loss.target_carrier",
        "Carrier frequency of the targets' path-loss law.",
    ),
    level(
        "targets.path_loss.target_intercept",
        Range::Any,
        "Loss at 1 km.",
    ),
    level(
        "targets.path_loss.target_slope",
        Range::NotNegative,
        "Loss for each factor of ten in distance.",
    ),
    formula("targets.path_loss.target_formula"),
];
