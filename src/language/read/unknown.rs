//! Words that have no meaning where they are: what they may have been meant for.

use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Instead, ModelError, Place};
use crate::language::syntax::{Cursor, Span, Statement};
use crate::language::vocabulary::choices::{Aggregate, Constraint};
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::Record;

/// A word that is not a setting of this block: perhaps misspelt, perhaps of another block.
pub(crate) fn unknown_statement(statement: &Statement, parent: &str) -> ModelError {
    let word = &statement.word.text;
    let span = statement.word.span;
    let own = table::topic(&format!("{parent}.{word}"));
    if let (None, Some(belongs)) = (own, belongs(word)) {
        return ModelError::Misplaced {
            word: word.clone(),
            span,
            place: block(parent),
            belongs,
        };
    }
    let known: Vec<&str> = table::settings()
        .iter()
        .filter(|row| row.role == Role::Setting && row.parent() == parent)
        .map(Signature::word)
        .collect();
    let suggestion = known_as(word, &known).filter(|_| own.is_none());
    let part = table::find(Role::Parameter, &format!("{parent}.{word}"));
    let instead = match (own, &suggestion) {
        (Some(topic), _) => Some(Instead::Topic(topic.hint)),
        (None, None) if part.is_some() => part.map(|row| Instead::PartOf {
            word: word.clone(),
            example: row.example.to_owned(),
        }),
        (None, None) => instead(word),
        (None, Some(_)) => None,
    };
    let similar = || closest(word, known.iter().copied());
    ModelError::Unknown {
        what: "setting",
        name: word.clone(),
        span,
        suggestion: match instead {
            Some(_) => None,
            None => suggestion.or_else(similar),
        },
        known: known.into_iter().map(str::to_owned).collect(),
        instead,
    }
}

/// The block of a setting; that of a deployment, where it is in none.
fn block(parent: &str) -> Place {
    match parent {
        "" => Place::Deployment,
        parent => Place::Block(parent.to_owned()),
    }
}

/// Where a known word belongs.
pub(crate) fn belongs(word: &str) -> Option<Vec<Place>> {
    let blocks: Vec<Place> = table::settings()
        .iter()
        .filter(|row| row.role == Role::Setting && row.word() == word)
        .map(|row| block(row.parent()))
        .collect();
    if !blocks.is_empty() {
        return Some(blocks);
    }
    let row = table::all().find(|row| row.path == word)?;
    match row.role {
        Role::Declaration => Some(vec![Place::TopLevel]),
        Role::Control | Role::Statement => Some(vec![Place::Experiment]),
        _ => None,
    }
}

/// What the language has instead of a word that it does not have.
pub(crate) fn instead(word: &str) -> Option<Instead> {
    if Constraint::read(word).is_some() {
        return Some(Instead::BudgetStatement(word.to_owned()));
    }
    if let Some(topic) = table::topic(word) {
        return Some(Instead::Topic(topic.hint));
    }
    let parameter = |row: &&Signature| row.role == Role::Parameter && row.word() == word;
    if let Some(row) = table::settings().iter().find(parameter) {
        return Some(Instead::PartOf {
            word: word.to_owned(),
            example: row.example.to_owned(),
        });
    }
    let row = row_called(word)?;
    Some(Instead::Called {
        name: word.to_owned(),
        word: row.word(),
        belongs: belongs(row.word()).unwrap_or_default(),
        example: row.example,
    })
}

/// The row of the word that is called `name` elsewhere.
fn row_called(name: &str) -> Option<&'static Signature> {
    let path = table::called(name)?;
    table::all()
        .find(|row| row.path == path)
        .or_else(|| table::all().find(|row| row.word() == path))
}

/// The one of `known` that is called `name` elsewhere.
fn known_as(name: &str, known: &[&str]) -> Option<String> {
    let by_name = |row: &Signature| {
        let mut words = known.iter();
        words.find(|word| **word == row.path || **word == row.word())
    };
    let found = row_called(name).and_then(by_name).copied();
    found
        .or_else(|| table::meant(name, known.iter().copied()))
        .map(str::to_owned)
}

/// The one of `known` that a word is, or is called elsewhere.
pub(crate) fn called(name: &str, known: &[&str]) -> Option<String> {
    let same = known.iter().find(|word| **word == name);
    same.map(|word| (*word).to_owned())
        .or_else(|| known_as(name, known))
}

/// The same, or what a word is a slip of.
pub(crate) fn suggested(name: &str, known: Vec<&str>) -> Option<String> {
    called(name, &known).or_else(|| closest(name, known))
}

/// A word that cannot begin a statement here: perhaps misspelt, perhaps of another place.
pub(crate) fn unknown_word(statement: &Statement, place: Place) -> ModelError {
    let word = &statement.word.text;
    let span = statement.word.span;
    if let Some(belongs) = belongs(word) {
        return ModelError::Misplaced {
            word: word.clone(),
            span,
            place,
            belongs,
        };
    }
    let part = statement_of(word).map(|example| Instead::PartOf {
        word: word.clone(),
        example,
    });
    if part.is_some() || table::is_keyword(word) {
        return ModelError::Unknown {
            what: "statement",
            name: word.clone(),
            span,
            suggestion: None,
            known: Vec::new(),
            instead: Some(part.unwrap_or_else(|| Instead::Continues(word.clone()))),
        };
    }
    let begins = |row: &&Signature| match row.role {
        Role::Setting => row.parent().is_empty(),
        Role::Declaration | Role::Control | Role::Statement => true,
        _ => false,
    };
    let known: Vec<&str> = table::all().filter(begins).map(|row| row.path).collect();
    let suggestion = known_as(word, &known);
    let instead = if suggestion.is_none() {
        instead(word)
    } else {
        None
    };
    ModelError::Unknown {
        what: "statement",
        name: word.clone(),
        span,
        suggestion: match instead {
            Some(_) => None,
            None => suggestion.or_else(|| closest(word, known.iter().copied())),
        },
        known: known.into_iter().map(str::to_owned).collect(),
        instead,
    }
}

/// A statement of an experiment with a word that cannot begin one: a problem, a quantity, or an aggregate of them.
fn statement_of(word: &str) -> Option<String> {
    if table::problems().iter().any(|problem| problem.word == word) {
        return Some(match word {
            "isac" => "solve isac at delta 6".into(),
            word => format!("solve {word}"),
        });
    }
    let quantity = |row: &&Signature| {
        matches!(row.role, Role::Metric | Role::Result | Role::Aggregate) && row.path == word
    };
    let row = table::all().find(quantity)?;
    Some(row.example.to_owned())
}

/// The error that a deployment of a name does not exist, among some that are known.
pub(crate) fn unknown_deployment(name: &str, span: Span, known: Vec<&str>) -> ModelError {
    ModelError::Unknown {
        what: "deployment",
        name: name.into(),
        span,
        suggestion: closest(name, known.iter().copied()),
        instead: known.is_empty().then_some(Instead::Topic(
            "no other deployment is declared here; `use \"FILE.cfs\"` brings those of another file",
        )),
        known: known.into_iter().map(str::to_owned).collect(),
    }
}

/// Whether a word is one of an experiment's statements.
pub(crate) fn is_experiment_word(word: &str) -> bool {
    table::find(Role::Control, word).is_some() || table::find(Role::Statement, word).is_some()
}

/// The name that a broken line would have declared: what follows one of `words` at its beginning.
pub(crate) fn declared_by<'t>(line: &'t str, words: &[&str]) -> Option<&'t str> {
    let line = line.trim_start();
    let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
    let name = rest.strip_prefix([' ', '\t'])?.trim_start();
    let end = name
        .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
        .unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

/// That there is nothing of a name.
pub(crate) fn unknown(what: &'static str, name: &str, span: Span, known: Vec<&str>) -> ModelError {
    let suggestion = known_as(name, &known);
    let topic = || table::topic(name).map(|topic| Instead::Topic(topic.hint));
    let instead = if suggestion.is_none() { topic() } else { None };
    ModelError::Unknown {
        what,
        name: name.into(),
        span,
        suggestion: match instead {
            Some(_) => None,
            None => suggestion.or_else(|| closest(name, known.iter().copied())),
        },
        known: known.into_iter().map(str::to_owned).collect(),
        instead,
    }
}

/// That a sweep of words does not have this one. A word that has a meaning of its own has it elsewhere.
pub(crate) fn unknown_value(name: &str, span: Span, known: Vec<&str>) -> ModelError {
    ModelError::Unknown {
        what: "value",
        name: name.into(),
        span,
        suggestion: suggested(&name.replace([' ', '-'], "_"), known.clone()),
        known: known.into_iter().map(str::to_owned).collect(),
        instead: None,
    }
}

/// That an aggregate has no metric after it.
pub(crate) fn metric_missing(aggregate: &str, span: Span) -> ModelError {
    ModelError::Expected {
        span,
        found: Found::Token(format!("`{aggregate}` alone")),
        expected: Wanted::MetricAfterAggregate,
        hint: Some(Hint::Example("expect mean sum_rate >= 20")),
    }
}

/// The aggregate of a word.
///
/// # Errors
/// When there is none of this name.
pub(crate) fn aggregate(word: &str, span: Span) -> Result<Aggregate, ModelError> {
    Aggregate::read(word).ok_or_else(|| match Aggregate::percent(word) {
        Some(_) => ClaimFault::NoPercentile {
            name: word.into(),
            instead: None,
        }
        .at(span)
        .into(),
        None => {
            let known = table::of_role(Role::Aggregate).map(|row| row.path);
            unknown("aggregate", word, span, known.collect())
        }
    })
}

/// That there is no column of a name, among some that are known.
pub(crate) fn unknown_column(
    what: &'static str,
    name: &str,
    span: Span,
    known: Vec<&str>,
) -> ModelError {
    let mut error = unknown(what, name, span, known);
    if let ModelError::Unknown {
        suggestion: None,
        instead: instead @ None,
        ..
    } = &mut error
    {
        *instead = Some(Instead::Columns);
    }
    error
}

/// Whether a word is the first part of one that is written apart, `paper printed` for `paper_printed`.
pub(crate) fn is_apart(word: &str, cursor: &Cursor<'_>, is_known: impl Fn(&str) -> bool) -> bool {
    let Some(next) = cursor.peek_word() else {
        return false;
    };
    !is_known(next) && is_known(&format!("{word}_{next}"))
}

/// What a name after `record` means.
///
/// # Errors
/// When there is nothing of this name.
pub(crate) fn recorded(name: &str, span: Span, cursor: &Cursor<'_>) -> Result<Record, ModelError> {
    let is_apart = is_apart(name, cursor, |joined| Record::read(joined).is_some());
    Record::read(name).filter(|_| !is_apart).ok_or_else(|| {
        let mut error = unknown_column("metric", name, span, Record::names());
        let figures = ["cdf", "box"];
        if let (ModelError::Unknown { instead, .. }, Some(figure)) = (
            &mut error,
            figures.into_iter().find(|figure| *figure == name),
        ) {
            *instead = Some(Instead::Figure(figure));
        }
        error
    })
}
