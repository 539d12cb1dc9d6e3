//! Reads values and statements of settings, by the table of signatures.

use std::collections::BTreeMap;

use super::bindings::Bindings;
use super::end::finish;
use super::expression::{Admit, Typed};
use super::list::{indices, list, numbers, read_points};
use super::number::{check_number, read_number};
use super::unknown::{instead, is_apart, unknown_statement};
use super::{channels, coordinates, expression};
use crate::language::diagnostic::error::expected::{Elements, Found, Hint, Row, Wanted};
use crate::language::diagnostic::error::{Fix, Instead, Measured, ModelError};
use crate::language::scenario::formula::Symbol;
use crate::language::scenario::settings::{Assigned, Bundle, Settings, Value};
use crate::language::syntax::library::Library;
use crate::language::syntax::{
    Cursor, Item, Operator, Span, Statement, Token, TokenKind, describe, spell,
};
use crate::language::vocabulary::describe::noun;
use crate::language::vocabulary::signature::{Choice, Kind, Role, Signature};
use crate::language::vocabulary::suggest::{closest, similar};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::Measure;

/// What the values of settings are read against.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a, 'p> {
    /// Names in force.
    pub bindings: &'a Bindings,
    /// Where files of coordinates and channels come from.
    pub library: &'a Library<'p>,
}

/// What the statements of one block say.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    /// The settings.
    pub settings: Settings,
    /// Where each of them is stated.
    pub stated: BTreeMap<&'static str, Span>,
}

impl Layer {
    /// Reads a statement in the block of `parent`, `""` for a deployment's own.
    pub(crate) fn statement(
        &mut self,
        statement: &Statement,
        parent: &str,
        context: Context<'_, '_>,
        errors: &mut Vec<ModelError>,
    ) {
        let word = &statement.word.text;
        let path = if parent.is_empty() {
            word.clone()
        } else {
            format!("{parent}.{word}")
        };
        let Some(row) = table::find(Role::Setting, &path) else {
            errors.push(unknown_statement(statement, parent));
            return;
        };
        let read = self.arguments(statement, row, parent, context);
        let is_read = read.is_ok();
        errors.extend(read.err());
        let Some(block) = &statement.block else {
            if is_read && matches!(row.kind, Kind::None) {
                errors.push(ModelError::Block {
                    word: word.clone(),
                    span: statement.span.after(),
                    needed: true,
                });
            }
            return;
        };
        if !has_block(row) {
            errors.push(ModelError::Block {
                word: word.clone(),
                span: block.open,
                needed: false,
            });
            return;
        }
        for item in &block.items {
            if let Item::Statement(inner) = item {
                self.statement(inner, row.path, context, errors);
            }
        }
    }

    fn arguments(
        &mut self,
        statement: &Statement,
        row: &'static Signature,
        parent: &str,
        context: Context<'_, '_>,
    ) -> Result<(), ModelError> {
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        if cursor.at_end() && has_block(row) && statement.block.is_some() {
            return Ok(());
        }
        if matches!(row.kind, Kind::None) {
            return match cursor.peek() {
                Some(Token {
                    kind: TokenKind::Word(_),
                    ..
                })
                | None => finish(&cursor, &statement.word.text),
                Some(token) => Err(without_block(row, &mut cursor, token, context.bindings)),
            };
        }
        let (mut row, mut word, mut span) = (row, statement.word.text.clone(), statement.word.span);
        loop {
            let bundle = read_setting(&mut cursor, row, context.bindings, Some(context.library))?;
            let next = next_of_block(&cursor, parent).filter(|_| statement.block.is_none());
            if next.is_none() {
                finish(&cursor, &word)?;
            }
            if let Some(&first) = self.stated.get(row.path) {
                return Err(ModelError::Clash {
                    what: "setting",
                    name: row.path.into(),
                    span,
                    first,
                });
            }
            self.stated.insert(row.path, span);
            for (path, assigned) in bundle {
                self.settings.set(path, assigned);
            }
            let Some(next) = next else {
                return Ok(());
            };
            (row, word, span) = (next, next.word().to_owned(), cursor.here());
            cursor.advance();
        }
    }
}

/// The next setting of a block on the same line: `noise { bandwidth 20 MHz figure 7 dB }`.
fn next_of_block(cursor: &Cursor<'_>, parent: &str) -> Option<&'static Signature> {
    if parent.is_empty() {
        return None;
    }
    let path = format!("{parent}.{}", cursor.peek_word()?);
    table::find(Role::Setting, &path).filter(|row| !matches!(row.kind, Kind::None))
}

/// A value after a word that has none, such as `noise 20 MHz`: it is of a setting in the block of the word.
fn without_block(
    row: &'static Signature,
    cursor: &mut Cursor<'_>,
    token: &Token,
    bindings: &Bindings,
) -> ModelError {
    let (span, written) = (cursor.rest_span(), spell(cursor.rest()));
    let value = read_number(cursor, bindings, Admit::Constants).ok();
    let takes = |inner: &&'static Signature| {
        let value = value.as_ref().filter(|_| inner.parent() == row.path);
        value.is_some_and(|value| check_number(inner, value).is_ok())
    };
    let inner = table::settings().iter().find(takes).map(Signature::word);
    let word = row.word();
    let hint = match (inner, table::topic(word)) {
        (Some(inner), _) => Hint::InBlock {
            word: inner.to_owned(),
            written: format!("{word} {{ {inner} {written} }}"),
        },
        (None, Some(topic)) => Hint::Topic(topic.hint),
        (None, None) => Hint::Example(row.example),
    };
    ModelError::Unexpected {
        span,
        found: describe(token),
        statement: word.to_owned(),
        hint: Some(hint),
    }
}

/// Whether a block of statements may follow this one.
fn has_block(row: &Signature) -> bool {
    table::settings()
        .iter()
        .any(|other| other.role == Role::Setting && other.parent() == row.path)
}

/// Reads the value of a setting with everything that it says at once.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_setting(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
    library: Option<&Library<'_>>,
) -> Result<Bundle, ModelError> {
    if let Some(mode) = row.mode.and_then(table::setting) {
        let choices = mode.choices();
        return match cursor
            .peek_word()
            .filter(|word| names_choice(word, choices, bindings))
        {
            Some(_) => read_choice(cursor, mode, bindings, library),
            None if is_later_part(cursor, choices) => Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::Value(Row(row)),
                hint: Some(Hint::Example(mode.example)),
            }),
            // A bare number means the first option.
            None if list_of(cursor, choices).is_some() => Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::Value(Row(row)),
                hint: list_of(cursor, choices),
            }),
            None => {
                let assigned = read_one(cursor, row, bindings, library)?;
                let usual = choices.first().map(|choice| {
                    let word = Assigned {
                        value: Value::Word(choice),
                        origin: assigned.origin,
                        written: None,
                    };
                    (mode.path, word)
                });
                Ok(usual.into_iter().chain([(row.path, assigned)]).collect())
            }
        };
    }
    match row.kind {
        Kind::Choice(_) => read_choice(cursor, row, bindings, library),
        _ => Ok(vec![(row.path, read_one(cursor, row, bindings, library)?)]),
    }
}

/// Reads the one value of a row: a number, or a word without values of its own.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_value(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
) -> Result<Value, ModelError> {
    match row.kind {
        Kind::Choice(choices) => {
            let (choice, _) = read_option(cursor, choices, noun(row))?;
            Ok(Value::Word(choice))
        }
        _ => Ok(read_one(cursor, row, bindings, None)?.value),
    }
}

/// Whether a word is one of the choices, or a slip in one or another name of it rather than a value.
fn names_choice(word: &str, choices: &'static [Choice], bindings: &Bindings) -> bool {
    let words = || choices.iter().map(|choice| choice.word);
    words().any(|choice| choice == word)
        || bindings.get(word).is_none()
            && !bindings.excuse(word)
            && similar(word, words()).is_some()
}

/// Reads a word of a choice and the values that follow it.
fn read_choice(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
    library: Option<&Library<'_>>,
) -> Result<Bundle, ModelError> {
    let (choice, span) = read_option(cursor, row.choices(), noun(row))?;
    let mut bundle = vec![(
        row.path,
        Assigned {
            value: Value::Word(choice),
            origin: Some(span),
            written: None,
        },
    )];
    for parameter in choice.parameters {
        if let Some(keyword) = parameter.keyword
            && cursor.take_word(keyword).is_none()
        {
            return Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::Keyword(keyword),
                hint: table::setting(parameter.path).map(|row| Hint::Example(row.example)),
            });
        }
        let Some(typed_by) = table::setting(parameter.path) else {
            continue;
        };
        bundle.push((
            typed_by.path,
            read_one(cursor, typed_by, bindings, library)?,
        ));
    }
    Ok(bundle)
}

/// Reads one of the words of a choice.
///
/// # Errors
/// When there is none, it is unknown, or this version does not have it.
pub(crate) fn read_option(
    cursor: &mut Cursor<'_>,
    choices: &'static [Choice],
    what: &'static str,
) -> Result<(&'static Choice, Span), ModelError> {
    let known = || {
        choices
            .iter()
            .filter(|c| c.is_available())
            .map(|c| c.word.to_owned())
            .collect::<Vec<_>>()
    };
    let span = cursor.here();
    let Some(word) = cursor.peek_word() else {
        return Err(ModelError::Expected {
            span,
            found: Found::next(cursor),
            expected: Wanted::Choice {
                what,
                known: known(),
            },
            hint: match cursor.peek().map(|token| &token.kind) {
                Some(TokenKind::Operator(Operator::Assign)) => Some(Hint::without_assign(span)),
                _ => list_of(cursor, choices),
            },
        });
    };
    cursor.advance();
    let known_choice = choices.iter().find(|choice| choice.word == word);
    let is_apart = is_apart(word, cursor, |joined| {
        choices.iter().any(|choice| choice.word == joined)
    });
    match known_choice.filter(|_| !is_apart && !is_hyphenated(cursor)) {
        Some(choice) if choice.is_available() => Ok((choice, span)),
        Some(choice) => Err(ModelError::Unavailable {
            what,
            doc: choice.doc,
            name: word.into(),
            span,
            available: known(),
        }),
        None => {
            let words = || choices.iter().map(|choice| choice.word);
            let called = table::meant(word, words()).map(str::to_owned);
            let of_scheme = what == "problem" && table::schemes().iter().any(|c| c.word == word);
            let instead = match (of_scheme, &called) {
                (true, _) => Some(Instead::Topic(OF_SCHEME)),
                (false, None) => instead(word),
                (false, Some(_)) => None,
            };
            let similar = || closest(word, words()).filter(|other| other != word);
            Err(ModelError::Unknown {
                what,
                name: word.into(),
                span,
                suggestion: match instead {
                    Some(_) => None,
                    None => called.or_else(similar),
                },
                known: known(),
                instead,
            })
        }
    }
}

/// What to say of a scheme after `solve`.
const OF_SCHEME: &str =
    "this is a scheme: `solve isac at delta 6 using zf`, or `compare scheme [proposed, zf]`";

/// Whether the next word introduces a value that follows another one: `figure users 9 dB aps 5 dB`.
fn is_later_part(cursor: &Cursor<'_>, choices: &'static [Choice]) -> bool {
    let parts = choices.iter().flat_map(|choice| choice.parameters);
    let mut words = parts.filter_map(|parameter| parameter.keyword);
    let next = cursor.peek_word();
    words.any(|word| next == Some(word))
}

/// Whether the word before is the first part of one with hyphens, `weighted-sum`.
fn is_hyphenated(cursor: &Cursor<'_>) -> bool {
    let end = cursor.last_span().end;
    match cursor.rest() {
        [minus, word, ..] => {
            minus.kind == TokenKind::Operator(Operator::Subtract)
                && matches!(word.kind, TokenKind::Word(_))
                && (minus.span.start, word.span.start) == (end, minus.span.end)
        }
        _ => false,
    }
}

/// A list without the word before it, `[1, 2]` for `weighted [1, 2]`, where one of the choices takes a list.
fn list_of(cursor: &Cursor<'_>, choices: &'static [Choice]) -> Option<Hint> {
    let token = cursor.peek()?;
    let TokenKind::List(elements) = &token.kind else {
        return None;
    };
    let chosen = |element: &Vec<Token>| match element.as_slice() {
        [first, ..] => {
            let word = choices.iter().map(|choice| choice.word);
            matches!(&first.kind, TokenKind::Word(named) if word.clone().any(|word| word == named))
        }
        [] => false,
    };
    if elements.iter().any(chosen) {
        return Some(Hint::Compared(spell(&cursor.rest()[..1])));
    }
    let takes = |choice: &&Choice| {
        let [parameter] = choice.parameters else {
            return false;
        };
        let row = table::setting(parameter.path).filter(|_| parameter.keyword.is_none());
        row.is_some_and(|row| match row.kind {
            Kind::Points | Kind::Groups | Kind::Numbers { .. } | Kind::Indices => true,
            Kind::None
            | Kind::Count { .. }
            | Kind::Number { .. }
            | Kind::Choice(_)
            | Kind::Switch
            | Kind::Formula
            | Kind::Channels => false,
        })
    };
    let choice = choices.iter().find(takes)?;
    let written = format!("{} {}", choice.word, spell(&cursor.rest()[..1]));
    Some(Hint::Write(Fix::replace(token.span, written)))
}

/// That this version does not have a word of the table.
pub(crate) fn unavailable(what: &'static str, choice: &Choice, span: Span) -> ModelError {
    ModelError::Unavailable {
        what,
        doc: choice.doc,
        name: choice.word.into(),
        span,
        available: Vec::new(),
    }
}

/// Reads a value that is not a choice.
fn read_one(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
    library: Option<&Library<'_>>,
) -> Result<Assigned, ModelError> {
    let span = cursor.here();
    if cursor.at_end() {
        return Err(missing_value(row, span));
    }
    if cursor.peek_operator() == Some(Operator::Assign) {
        return Err(ModelError::Expected {
            span,
            found: Found::next(cursor),
            expected: Wanted::Value(Row(row)),
            hint: Some(Hint::SettingWithoutAssign {
                fix: Fix::remove(span),
                example: row.example,
            }),
        });
    }
    let value = match row.kind {
        Kind::Count { .. } | Kind::Number { .. } => {
            let typed = read_number(cursor, bindings, Admit::Constants)?;
            return Ok(Assigned {
                value: check_number(row, &typed)?,
                origin: Some(typed.span),
                written: typed.written,
            });
        }
        Kind::Switch => read_switch(cursor, row)?,
        Kind::Points => match (cursor.take_word("from"), library) {
            (Some(from), Some(library)) => {
                coordinates::from_file(cursor, from, row, bindings, library)?
            }
            _ => read_points(cursor, bindings)?,
        },
        Kind::Groups => {
            let groups = list(cursor, Elements::Groups)?;
            let read =
                |tokens: &Vec<Token>| indices(row.path, &mut Cursor::new(tokens, span), bindings);
            Value::Groups(groups.iter().map(read).collect::<Result<_, _>>()?)
        }
        Kind::Numbers { range } => Value::Numbers(numbers(row.path, range, cursor, bindings)?),
        Kind::Indices => Value::Indices(indices(row.path, cursor, bindings)?),
        Kind::Formula => {
            let typed = expression::read(cursor, bindings, Admit::Distance)?;
            if !Measure::Level.accepts(typed.dimension) {
                return Err(ModelError::UnitMismatch {
                    name: row.path.into(),
                    span: typed.span,
                    found: typed.dimension,
                    expected: Measured::Loss,
                    missing: None,
                });
            }
            check_formula(&typed)?;
            Value::Formula(typed.formula)
        }
        Kind::Channels => match library {
            Some(library) => channels::from_file(cursor, library)?,
            None => {
                return Err(ModelError::Expected {
                    span,
                    found: Found::next(cursor),
                    expected: Wanted::ValueWithoutFile,
                    hint: Some(Hint::FileOutsideSweep),
                });
            }
        },
        // Choices are read with their parameters, and blocks have no value.
        Kind::Choice(_) | Kind::None => return Err(missing_value(row, span)),
    };
    Ok(Assigned {
        value,
        origin: Some(span.to(cursor.last_span())),
        written: None,
    })
}

/// A path loss must have a value at every distance that may occur; a few from
/// a metre to a thousand kilometres show most that have not.
fn check_formula(typed: &Typed) -> Result<(), ModelError> {
    for exponent in -3..=3 {
        let d = 10f64.powi(exponent);
        let loss = typed
            .formula
            .evaluate(&|symbol| (symbol == Symbol::Distance).then_some(d));
        if !loss.is_some_and(f64::is_finite) {
            return Err(ModelError::NotFinite { span: typed.span });
        }
    }
    Ok(())
}

fn missing_value(row: &'static Signature, span: Span) -> ModelError {
    ModelError::Expected {
        span,
        found: Found::Nothing,
        expected: Wanted::Value(Row(row)),
        hint: Some(Hint::Example(row.example)),
    }
}

fn read_switch(cursor: &mut Cursor<'_>, row: &'static Signature) -> Result<Value, ModelError> {
    let span = cursor.here();
    let token = cursor.advance();
    match token.map(|token| &token.kind) {
        Some(TokenKind::Word(word)) if word == "on" => Ok(Value::Switch(true)),
        Some(TokenKind::Word(word)) if word == "off" => Ok(Value::Switch(false)),
        other => Err(ModelError::Expected {
            span,
            found: Found::token(token),
            expected: Wanted::Switch(Row(row)),
            hint: match other {
                Some(TokenKind::Word(word)) => {
                    similar(word, ["on", "off"]).map(|word| Hint::Write(Fix::replace(span, word)))
                }
                _ => None,
            },
        }),
    }
}
