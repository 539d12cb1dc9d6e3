//! Reads ranges: `from A to B step S`, `from A to B [log] points N`.

use super::bindings::Bindings;
use super::end::{has_word, unknown_unit};
use super::expression;
use super::expression::{Admit, Typed};
use super::number::read_number;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::sweep::SweepError;
use crate::language::diagnostic::error::{Allowed, Fix, ModelError};
use crate::language::scenario::formula::{Formula, nearly_equal};
use crate::language::scenario::grid::{Grid, GridError, MAX_POINTS};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::{Cursor, Operator, Span, Token, TokenKind, spell};
use crate::language::vocabulary::signature::Kind;
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::units::{Dimension, Quantity, find_unit};
use crate::language::vocabulary::{table, units};

/// That values are needed here. What is here instead may be values all the same.
pub(crate) fn expected_values(cursor: &Cursor<'_>, wanted: Wanted, target: Target) -> ModelError {
    let mut inner = cursor.clone();
    let assigned = inner.peek_operator() == Some(Operator::Assign);
    if assigned || matches!(inner.peek_word(), Some("in" | "through" | "as")) {
        inner.advance();
    }
    let word = cursor.peek_word().unwrap_or_default();
    let call = called_range(cursor.here(), inner.rest());
    let hint = match inner.peek().map(|token| &token.kind) {
        _ if call.is_some() => call,
        Some(TokenKind::List(_)) => {
            let list = spell(&inner.rest()[..1]);
            let fix = Fix::replace(cursor.here().to(inner.here()), format!("over {list}"));
            Some(match target {
                Target::Scheme => Hint::Schemes(fix),
                Target::Setting(_) | Target::Budget(_) | Target::Name => Hint::Write(fix),
            })
        }
        Some(first) if has_word(inner.rest(), "to") && begins_range(first) => {
            let range = format!("from {}", spell(inner.rest()));
            Some(Hint::Write(Fix::replace(cursor.rest_span(), range)))
        }
        _ if assigned => Some(Hint::without_assign(cursor.here())),
        _ => closest(word, RANGE)
            .filter(|other| other != word)
            .map(|word| Hint::DidYouMean(Fix::replace(cursor.here(), word))),
    };
    expected_here(cursor, wanted, hint)
}

/// `linspace(A, B, N)` and its like in words, in place of everything from `start`.
pub(crate) fn called_range(start: Span, tokens: &[Token]) -> Option<Hint> {
    let [name, group, ..] = tokens else {
        return None;
    };
    let (TokenKind::Word(name), TokenKind::Group(arguments)) = (&name.kind, &group.kind) else {
        return None;
    };
    let arguments: Vec<String> = arguments.iter().map(|tokens| spell(tokens)).collect();
    let number = |text: &String| text.parse::<f64>().ok();
    let range = match (name.as_str(), arguments.as_slice()) {
        ("linspace", [from, to, count]) => format!("from {from} to {to} points {count}"),
        ("logspace", [from, to, count]) => {
            format!("from 10^{from} to 10^{to} log points {count}")
        }
        ("geomspace", [from, to, count]) => format!("from {from} to {to} log points {count}"),
        // The end is not a value of it.
        ("range", [to]) => format!("from 0 to {} step 1", number(to)? - 1.0),
        ("range", [from, to]) => format!("from {from} to {} step 1", number(to)? - 1.0),
        ("range" | "arange", [from, to, step]) => {
            let last = number(to)? - number(step)?;
            format!("from {from} to {} step {step}", units::number(last))
        }
        _ => return None,
    };
    Some(Hint::Write(Fix::replace(start.to(group.span), range)))
}

fn expected_here(cursor: &Cursor<'_>, wanted: Wanted, hint: Option<Hint>) -> ModelError {
    ModelError::Expected {
        span: cursor.here(),
        found: Found::next(cursor),
        expected: wanted,
        hint,
    }
}

/// Words of a range or a list of values.
const RANGE: [&str; 6] = ["from", "over", "to", "step", "points", "log"];

/// Whether a token may be the first value of a range, and is not a misspelt end of the word before it.
fn begins_range(kind: &TokenKind) -> bool {
    match kind {
        TokenKind::Word(word) => !table::is_keyword(word) && closest(word, RANGE).is_none(),
        TokenKind::Text(_) | TokenKind::List(_) => false,
        _ => true,
    }
}

/// That `to` is missing; where another word is before a number, that is meant.
fn no_end(cursor: &Cursor<'_>, target: Target) -> ModelError {
    match cursor.rest() {
        [
            Token {
                kind: TokenKind::Word(word),
                ..
            },
            value @ ..,
        ] if !table::is_keyword(word)
            && value.first().is_some_and(|first| begins_range(&first.kind)) =>
        {
            let end = Fix::replace(cursor.rest_span(), format!("to {}", spell(value)));
            expected_here(cursor, Wanted::RangeEnd, Some(Hint::Write(end)))
        }
        _ => expected_values(cursor, Wanted::RangeEnd, target),
    }
}

/// A slip in the unit of a number or in the word after it, where one explains the text here.
fn slip(cursor: &Cursor<'_>, bindings: &Bindings) -> Option<ModelError> {
    let error = unknown_unit(cursor, Some(bindings), "")?;
    match &error {
        ModelError::Unknown {
            suggestion: Some(meant),
            ..
        } => (find_unit(meant).is_some() || RANGE.contains(&meant.as_str())).then_some(error),
        ModelError::Unknown { .. } => None,
        _ => Some(error),
    }
}

/// That a range is not divided; a number that is here all the same is meant as its step.
fn no_division(cursor: &Cursor<'_>, target: Target, to: &Typed) -> ModelError {
    let rest = cursor.rest();
    let number = rest
        .iter()
        .rposition(|token| matches!(token.kind, TokenKind::Number(_)));
    let hint = match number {
        Some(index) if !has_word(rest, "solve") => {
            let step = format!("step {}", spell(&rest[index..]));
            Hint::Write(Fix::replace(cursor.rest_span(), step))
        }
        _ => {
            let step = match target {
                Target::Setting(row) if matches!(row.kind, Kind::Count { .. }) => 1.0,
                _ => 0.5,
            };
            let dimension = to.dimension;
            let value = step;
            Hint::Division(Quantity { value, dimension })
        }
    };
    expected_here(cursor, Wanted::Division, Some(hint))
}

/// A range as read: its ends, and how it is divided.
pub(crate) struct RangeDraft {
    /// The first value.
    pub from: Typed,
    /// The last value.
    pub to: Typed,
    /// How many there are between.
    pub division: Division,
}

/// How a range is divided that does not say so.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Undivided {
    /// By so many values.
    Points(usize),
    /// Into whole numbers.
    ByOne,
}

/// Whether a range of constants descends.
fn to_descends(from: &Typed, to: &Typed) -> bool {
    from.formula.constant() > to.formula.constant()
}

/// Whether the ends of a range are known to be one value.
fn same_end(from: &Formula, to: &Formula) -> bool {
    match (from.constant(), to.constant()) {
        (Some(from), Some(to)) => nearly_equal(from, to),
        _ => from == to,
    }
}

/// How a range is divided.
pub(crate) enum Division {
    /// By a distance.
    Step(Typed),
    /// By a number of values.
    Points {
        /// How many, both ends included.
        count: usize,
        /// Whether neighbours differ by a factor.
        log: bool,
    },
}

/// Reads a range; `admit` says what its ends may name, and `target` what is stepped.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_range(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    admit: Admit,
    target: Target,
    undivided: Option<Undivided>,
) -> Result<RangeDraft, ModelError> {
    if cursor.take_word("from").is_none() {
        return Err(expected_values(cursor, Wanted::Values, target));
    }
    let from = expression::read(cursor, bindings, admit)?;
    if cursor.take_word("to").is_none() {
        return Err(slip(cursor, bindings).unwrap_or_else(|| no_end(cursor, target)));
    }
    let to = expression::read(cursor, bindings, admit)?;
    let ends = from.span.to(to.span);
    let same = same_end(&from.formula, &to.formula);
    // Only searches divide their range themselves.
    if undivided.is_some() && same {
        return Err(SweepError::SameEnds { count: None, ends }.into());
    }
    let log = cursor.take_word("log").is_some();
    if cursor.take_word("points").is_some() {
        let typed = read_number(cursor, bindings, Admit::Constants)?;
        let value = typed.formula.constant().unwrap_or(f64::NAN);
        if value.fract() != 0.0
            || !(1.0..=MAX_POINTS as f64).contains(&value)
            || typed.dimension != Dimension::PLAIN
        {
            return Err(ModelError::Range {
                name: "points".into(),
                span: typed.span,
                value: units::number(value),
                allowed: Allowed::Whole {
                    least: 1,
                    most: Some(MAX_POINTS as u64),
                },
            });
        }
        let count = typed.span;
        match (value == 1.0, same) {
            (true, false) => return Err(SweepError::OnePoint { count, ends }.into()),
            (false, true) => {
                let count = Some(count);
                return Err(SweepError::SameEnds { count, ends }.into());
            }
            (true, true) | (false, false) => {}
        }
        return Ok(RangeDraft {
            from,
            to,
            division: Division::Points {
                count: value as usize,
                log,
            },
        });
    }
    if log {
        return Err(expected_values(cursor, Wanted::Points, target));
    }
    let divided = cursor.peek_word() == Some("step");
    if let Some(how) = undivided.filter(|_| !divided) {
        let division = match how {
            Undivided::Points(count) => Division::Points { count, log: false },
            Undivided::ByOne => Division::Step(Typed {
                formula: Formula::from(if to_descends(&from, &to) { -1.0 } else { 1.0 }),
                dimension: Dimension::PLAIN,
                span: to.span,
                bare: true,
                written: None,
            }),
        };
        return Ok(RangeDraft { from, to, division });
    }
    if cursor.take_word("step").is_none() {
        return Err(slip(cursor, bindings).unwrap_or_else(|| no_division(cursor, target, &to)));
    }
    let step = read_number(cursor, bindings, admit)?;
    Ok(RangeDraft {
        from,
        to,
        division: Division::Step(step),
    })
}

impl RangeDraft {
    /// From the first value to the last.
    pub(crate) fn span(&self) -> Span {
        self.from.span.to(self.to.span)
    }

    /// Its values, possibly waiting for result names.
    pub(crate) fn grid(&self) -> Grid {
        let (from, to) = (self.from.formula.clone(), self.to.formula.clone());
        match &self.division {
            Division::Step(step) => Grid::Step {
                from,
                to,
                step: step.formula.clone(),
            },
            Division::Points { count, log } => Grid::Points {
                from,
                to,
                count: *count,
                log: *log,
            },
        }
    }

    /// That it has more values than a limit, by itself or together with the sweeps before it.
    pub(crate) fn too_many(&self, limit: usize, together: bool) -> ModelError {
        let step = match &self.division {
            Division::Step(step) => Some(step.span),
            Division::Points { .. } => None,
        };
        let ends = self.span();
        SweepError::TooManyValues {
            step,
            ends,
            limit,
            together,
        }
        .into()
    }

    /// The fault of a grid, shown where it comes from.
    pub(crate) fn fault(&self, error: GridError) -> ModelError {
        let step = match &self.division {
            Division::Step(step) => Some(step.span),
            Division::Points { .. } => None,
        };
        let ends = self.span();
        let error = match error {
            GridError::ZeroStep => SweepError::ZeroStep {
                step: step.unwrap_or(ends),
            },
            GridError::WrongSign => SweepError::WrongSign { step, ends },
            GridError::TooMany => return self.too_many(MAX_POINTS, false),
            GridError::LogSign => SweepError::LogSign { ends },
            // Nothing that is unknown is evaluated before a run.
            GridError::NotFinite | GridError::Unknown => SweepError::NotFinite { ends },
        };
        error.into()
    }
}
