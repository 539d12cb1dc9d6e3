//! What to write instead of what is at fault, where that is known.

use super::error::claim::{ClaimError, ClaimFault};
use super::error::experiment::ExperimentError;
use super::error::setting::{SettingError, SettingFault};
use super::error::sweep::SweepError;
use super::error::{Instead, ModelError};
use super::fix::Fix;
use crate::language::syntax::{Span, SyntaxError};
use crate::language::vocabulary::table::settings::channels::AXES;
use crate::language::vocabulary::units::{Dimension, number};

/// The change that repairs a fault of syntax, where there is one.
pub fn of_syntax(error: &SyntaxError) -> Option<Fix> {
    match error {
        SyntaxError::Expected {
            span,
            found,
            inside,
            statement,
            ..
        } => {
            // Characters that look like those of the language.
            let meant = match found.chars().nth(1) {
                Some('\u{2212}') => "-",
                Some('\u{201c}' | '\u{201d}') => "\"",
                _ if found.contains("U+00A0") => " ",
                Some(';') if found == "`;`" && inside.is_some() => ",",
                Some(';') if found == "`;`" => "",
                Some(',') if matches!(&**statement, "plot" | "record") => "",
                _ => return None,
            };
            (span.end > span.start).then(|| Fix::replace(*span, meant))
        }
        SyntaxError::Comment { span, .. } => Some(Fix::replace(*span, "#")),
        SyntaxError::Range {
            span,
            written,
            stepped: None,
        } => Some(Fix::replace(*span, written.clone())),
        SyntaxError::DecimalComma {
            span,
            thousands: None,
            ..
        } => Some(Fix::replace(*span, ".")),
        SyntaxError::BlockComma { span } => Some(Fix::remove(*span)),
        SyntaxError::Colon { span } => Some(Fix::replace(*span, " ")),
        SyntaxError::Stars { span } => Some(Fix::replace(*span, "^")),
        SyntaxError::SingleQuotes { span, text } => {
            Some(Fix::replace(*span, format!("\"{text}\"")))
        }
        SyntaxError::Braced { span, values, .. } => Some(if values.contains(',') {
            Fix::replace(*span, format!("[{values}]"))
        } else {
            Fix::replace(*span, values.clone())
        }),
        SyntaxError::UnclosedString { span } => Some(Fix::insert_after(*span, "\"")),
        SyntaxError::MixedComparisons { span, between, .. } => Some(Fix::replace(
            Span::new(span.file, span.start, span.start),
            format!("and {between} "),
        )),
        // Where a block or a list was to end is not known.
        SyntaxError::PlusMinus { .. }
        | SyntaxError::Unclosed { .. }
        | SyntaxError::Range { .. }
        | SyntaxError::DecimalComma { .. }
        | SyntaxError::StrayBrace { .. }
        | SyntaxError::Number { .. }
        | SyntaxError::TooDeep { .. }
        | SyntaxError::TooLarge { .. }
        | SyntaxError::TooMany { .. }
        | SyntaxError::ExpressionTooLong { .. } => None,
    }
}

/// The change that repairs a fault of meaning, where there is one.
pub fn of_model(error: &ModelError) -> Option<Fix> {
    match error {
        ModelError::Syntax(error) => of_syntax(error),
        ModelError::Unknown {
            span,
            suggestion: Some(word),
            ..
        } => Some(Fix::replace(*span, word.clone())),
        ModelError::Unknown {
            instead: Some(Instead::Converted(fix)),
            ..
        } => Some(fix.clone()),
        ModelError::UnitMissing {
            span,
            text,
            unit,
            converted,
            ..
        } => Some(match converted {
            true => Fix::replace(*span, format!("{text} {unit}")),
            false => Fix::insert_after(*span, format!(" {unit}")),
        }),
        ModelError::UnitMismatch {
            span,
            found,
            missing: Some((number, unit)),
            ..
        } => Some(match *found {
            Dimension::PLAIN => Fix::insert_after(*span, format!(" {unit}")),
            _ => Fix::replace(*span, format!("{number} {unit}")),
        }),
        ModelError::Expected { hint, .. } | ModelError::Unexpected { hint, .. } => {
            hint.as_ref().and_then(|hint| hint.fix().cloned())
        }
        ModelError::UnitAbsolute { level, span, .. } => Some(Fix::replace(*span, in_dbm(*level))),
        ModelError::Claim(error) => of_claim(error),
        ModelError::Look(error) => error.kind.fix().cloned(),
        ModelError::UnitArithmetic { lacks, .. } | ModelError::UnitArgument { lacks, .. } => {
            lacks.clone()
        }
        ModelError::Setting(error) => of_setting(error),
        ModelError::Sweep(SweepError::SameEnds { count, .. }) => {
            count.map(|count| Fix::replace(count, "1"))
        }
        ModelError::Experiment(ExperimentError::ArrayTooLargeForFile { span, .. }) => {
            Some(Fix::replace(*span, "as npz"))
        }
        ModelError::Experiment(ExperimentError::NoArrays { span }) => Some(Fix::remove(*span)),
        // Which of several paths is meant is for the author to say, unless there is one.
        ModelError::Ambiguous {
            span,
            paths,
            binding: None,
            ..
        } => match paths.as_slice() {
            [only] => Some(Fix::replace(*span, only.clone())),
            _ => None,
        },
        ModelError::Unknown { .. }
        | ModelError::UnitMismatch { .. }
        | ModelError::Ambiguous { .. }
        | ModelError::Follows { .. }
        | ModelError::Unavailable { .. }
        | ModelError::Clash { .. }
        | ModelError::Reserved { .. }
        | ModelError::Truth { .. }
        | ModelError::ArgumentCount { .. }
        | ModelError::Range { .. }
        | ModelError::ListLength { .. }
        | ModelError::NotWhole { .. }
        | ModelError::NotFinite { .. }
        | ModelError::Misplaced { .. }
        | ModelError::Block { .. }
        | ModelError::ResultName { .. }
        | ModelError::Sweep(_)
        | ModelError::Experiment(_)
        | ModelError::BudgetKind { .. }
        | ModelError::Coordinates(_)
        | ModelError::Request(_) => None,
    }
}

/// The change that repairs a claim, where there is one.
fn of_claim(error: &ClaimError) -> Option<Fix> {
    match &error.kind {
        ClaimFault::NoComparison { hint } => hint.as_ref()?.fix().cloned(),
        ClaimFault::AggregateCall { name, of } => {
            let of = of.as_ref()?;
            Some(Fix::replace(error.span, format!("{name} {of}")))
        }
        // The place is all that has no effect: the second of a name, or `at NAME VALUE`.
        ClaimFault::PlotTwice { .. } | ClaimFault::PlotSameLayout { .. } => {
            Some(Fix::remove(error.span))
        }
        ClaimFault::NoNoise { line, .. } => line.clone(),
        ClaimFault::NoPercentile { instead, .. } => {
            let instead = instead.as_ref()?;
            Some(Fix::replace(error.span, instead.clone()))
        }
        _ => None,
    }
}

/// A count that agrees with the others, where it is stated as a number of its own.
fn of_setting(error: &SettingError) -> Option<Fix> {
    if let SettingFault::NoNoise { line } = &error.kind {
        return line.clone();
    }
    // A value that is swept or derived cannot be replaced by one number.
    if !error.when.is_empty() {
        return None;
    }
    let stated = |path: &str| {
        error
            .places
            .iter()
            .find(|(other, _)| other == path)
            .map(|(_, span)| *span)
    };
    match &error.kind {
        SettingFault::CoordinateCount { kind, points, .. } => {
            stated(kind).map(|span| Fix::replace(span, points.to_string()))
        }
        SettingFault::TooManyTargets {
            access_points,
            targets,
            ..
        } => stated("targets_per_ap")
            .map(|span| Fix::replace(span, targets_each(*targets, *access_points).to_string())),
        SettingFault::ChannelShape {
            orders,
            axes_stated: false,
            ..
        } if orders.len() == 1 => stated("channels.file")
            .map(|span| Fix::insert_after(span, format!(" {AXES} [{}]", orders[0].join(", ")))),
        SettingFault::Realizations { given, .. }
        | SettingFault::PlacedRealizations { given, .. } => {
            stated("realizations").map(|span| Fix::replace(span, format!("realizations {given}")))
        }
        SettingFault::WrapAroundDisc
        | SettingFault::SensingPower { .. }
        | SettingFault::Separation { .. }
        | SettingFault::OutsideArea { .. }
        | SettingFault::Size { .. }
        | SettingFault::PilotLength { .. }
        | SettingFault::Orthogonal { .. }
        | SettingFault::PerUser { .. }
        | SettingFault::NoWeight
        | SettingFault::SumRateOnly { .. }
        | SettingFault::GroupMembers { .. }
        | SettingFault::GroupCount { .. }
        | SettingFault::Pairing { .. }
        | SettingFault::Derived { .. }
        | SettingFault::NoNoise { .. }
        | SettingFault::NoBandwidth
        | SettingFault::PowerUnstated
        | SettingFault::NothingToSense { .. }
        | SettingFault::NothingToEstimate
        // Counts are not the file's to say.
        | SettingFault::ChannelShape { .. }
        | SettingFault::ChannelFile { .. } => None,
    }
}

/// A level in dBW as one in dBm.
pub fn in_dbm(level: f64) -> String {
    format!("{} dBm", number(level + 30.0))
}

/// How many targets each access point must sense.
pub fn targets_each(targets: usize, access_points: usize) -> usize {
    targets.div_ceil(access_points.max(1))
}
