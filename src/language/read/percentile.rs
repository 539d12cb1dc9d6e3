//! Percentiles as other languages write them: `quantile 0.05 of rate`, `percentile(rate, 5)`, `5th percentile`, `p2.5`,
//! `95 % likely rate`.

use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::syntax::{Operator, Token, TokenKind, spell};
use crate::language::vocabulary::choices::Aggregate;
use crate::language::vocabulary::table::metrics::Metric;

/// Words for a percentile, in lower case.
const NAMES: [&str; 7] = [
    "quantile",
    "quantiles",
    "percentile",
    "percentiles",
    "prctile",
    "perc",
    "pct",
];

/// Endings of ordinal numbers.
const ORDINALS: [&str; 4] = ["th", "st", "nd", "rd"];

/// How near to a whole number of percent a share must be to mean it.
const ROUNDING: f64 = 1e-9;

/// The fault of a statement that has a percentile in other words.
pub(crate) fn elsewhere(tokens: &[Token]) -> Option<ModelError> {
    let found = |start: usize| Some((start, read(&tokens[start..])?));
    let (start, written) = (0..tokens.len()).find_map(found)?;
    let tokens = &tokens[start..start + written.tokens];
    let (first, last) = (tokens.first()?, tokens.last()?);
    let whole = written.percent.round();
    let near = (whole - written.percent).abs() < ROUNDING && (1.0..=99.0).contains(&whole);
    let word = near.then(|| match whole as u8 {
        50 => Aggregate::Median.text(),
        percent => Aggregate::Percentile(percent).text(),
    });
    let fault = ClaimFault::NoPercentile {
        name: written.name.unwrap_or_else(|| spell(tokens)),
        instead: word.map(|word| match &written.of {
            Some(metric) => format!("{word} of {metric}"),
            None => word.into_owned(),
        }),
    };
    Some(fault.at(first.span.to(last.span)).into())
}

/// A percentile in other words.
struct Written {
    /// How many tokens it has.
    tokens: usize,
    /// So many percent of the values are not above it.
    percent: f64,
    /// The metric, where it is among the tokens.
    of: Option<String>,
    /// As it is written, where the tokens do not say it.
    name: Option<String>,
}

fn read(tokens: &[Token]) -> Option<Written> {
    let word = |index: usize| tokens.get(index).and_then(text);
    let named = |index: usize| word(index).is_some_and(is_name);
    let written = |tokens: usize, percent: f64| {
        Some(Written {
            tokens,
            percent,
            of: None,
            name: None,
        })
    };
    match (
        &tokens.first()?.kind,
        tokens.get(1).map(|token| &token.kind),
    ) {
        // `quantile 0.05`, `percentile 5 %`
        (TokenKind::Word(name), Some(&TokenKind::Number(value))) if is_name(name) => {
            match word(2) {
                Some("%" | "percent") => written(3, value),
                _ => written(2, in_percent(value)),
            }
        }
        // `quantile(rate, 0.05)`
        (TokenKind::Word(name), Some(TokenKind::Group(arguments))) if is_name(name) => {
            let [[one], [other]] = [arguments.first()?.as_slice(), arguments.get(1)?.as_slice()]
            else {
                return None;
            };
            let (metric, value) = match (&one.kind, &other.kind) {
                (TokenKind::Word(metric), TokenKind::Number(value))
                | (TokenKind::Number(value), TokenKind::Word(metric)) => (metric, *value),
                _ => return None,
            };
            Some(Written {
                tokens: 2,
                percent: in_percent(value),
                of: Some(metric.clone()),
                name: None,
            })
        }
        // `p2.5`
        (TokenKind::Word(name), Some(&TokenKind::Number(part)))
            if part < 1.0 && tokens[0].span.end == tokens[1].span.start =>
        {
            let percent = part + Aggregate::percent(name)?.parse::<f64>().ok()?;
            Some(Written {
                tokens: 2,
                percent,
                of: None,
                name: Some(format!("p{percent}")),
            })
        }
        // `P5 of rate`, `q05 of rate`
        (TokenKind::Word(name), Some(TokenKind::Word(next)))
            if next == "of" || Metric::read(next).is_some() =>
        {
            let digits = name.strip_prefix(['P', 'q', 'Q'])?;
            let only = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            written(1, digits.parse().ok().filter(|_| only)?)
        }
        // `5th percentile`, `5th of rate`
        (&TokenKind::Number(value), Some(TokenKind::Word(ordinal)))
            if ORDINALS.contains(&ordinal.as_str()) =>
        {
            written(if named(2) { 3 } else { 2 }, value)
        }
        // `5 percentile of rate`
        (&TokenKind::Number(value), Some(TokenKind::Word(name))) if is_name(name) => {
            written(2, in_percent(value))
        }
        // `95 % likely rate`, `5 % of rate`
        (&TokenKind::Number(value), Some(TokenKind::Word(sign))) if is_percent(sign) => {
            let hyphen = tokens.get(2).map(|token| &token.kind)
                == Some(&TokenKind::Operator(Operator::Subtract));
            let next = if hyphen { 3 } else { 2 };
            match word(next) {
                Some("likely") => written(next + 1, 100.0 - value),
                Some("of") => written(2, value),
                Some(name) if is_name(name) => written(next + 1, value),
                _ => None,
            }
        }
        _ => None,
    }
}

fn text(token: &Token) -> Option<&str> {
    match &token.kind {
        TokenKind::Word(word) => Some(word),
        _ => None,
    }
}

fn is_name(word: &str) -> bool {
    NAMES.contains(&word.to_lowercase().as_str())
}

fn is_percent(word: &str) -> bool {
    matches!(word, "%" | "percent")
}

/// A share below 1 as percent.
fn in_percent(value: f64) -> f64 {
    match value < 1.0 {
        true => value * 100.0,
        false => value,
    }
}
