//! The form of the rows of settings, so that each says only what is its own.

use crate::engine::{Deployment, Receiver};
use crate::language::vocabulary::meaning::{Given, Means};
use crate::language::vocabulary::signature::{Choice, Kind, Parameter, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

/// Most access points, users or targets: far beyond what the model is meant for.
pub const MOST_ENTITIES: u64 = 10_000;
/// Longest pilot or coherence block, symbols.
pub const MOST_SYMBOLS: u64 = 1_000_000;

/// What most rows share.
pub const BASE: Signature = Signature::blank(Role::Setting);

/// What rows that are part of another's statement share.
pub const PART: Signature = Signature::blank(Role::Parameter);

/// A length.
pub const LENGTH: Kind = number(Measure::Length, Range::Positive);
/// A power that users receive, absolute or over their noise.
pub const DATA_POWER: Kind = number(Measure::Power(Receiver::Users), Range::Positive);
/// A power that access points receive, absolute or over their noise.
pub const PILOT_POWER: Kind = number(Measure::Power(Receiver::AccessPoints), Range::Positive);
/// A ratio of powers.
pub const RATIO: Kind = number(Measure::PowerRatio, Range::Positive);
/// A variance.
pub const VARIANCE: Kind = number(Measure::PowerRatio, Range::NotNegative);

/// A whole number.
pub const fn count(least: u64, most: u64) -> Kind {
    Kind::Count { least, most }
}

/// A number.
pub const fn number(measure: Measure, range: Range) -> Kind {
    Kind::Number { measure, range }
}

/// A word, and the part of the deployment that it defines.
pub const fn choice(
    word: &'static str,
    doc: &'static str,
    sets: fn(&dyn Given, &mut Deployment),
) -> Choice {
    choice_of(word, &[], doc, sets)
}

/// A word followed by values, and the part of the deployment that they define together.
pub const fn choice_of(
    word: &'static str,
    parameters: &'static [Parameter],
    doc: &'static str,
    sets: fn(&dyn Given, &mut Deployment),
) -> Choice {
    Choice {
        word,
        parameters,
        means: Means::Deployment(sets),
        doc,
    }
}

/// A word that this version knows and cannot do yet.
pub const fn planned(word: &'static str, doc: &'static str) -> Choice {
    Choice::plain(word, Means::Planned, doc)
}

/// A value directly after the word of its choice.
pub const fn direct(path: &'static str) -> Parameter {
    Parameter {
        keyword: None,
        path,
    }
}

/// A value after a word of its own.
pub const fn named(keyword: &'static str, path: &'static str) -> Parameter {
    Parameter {
        keyword: Some(keyword),
        path,
    }
}
