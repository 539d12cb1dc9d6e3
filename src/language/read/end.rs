//! The end of a statement: what may follow a value, and what is left over.

use super::bindings::Bindings;
use crate::language::diagnostic::error::ModelError;
use crate::language::syntax::{Cursor, Operator, Token, TokenKind, describe, spell};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::UNITS;

/// Nothing may be left of a statement.
///
/// # Errors
/// When something is.
pub fn finish(cursor: &Cursor<'_>, statement: &str) -> Result<(), ModelError> {
    let Some(token) = cursor.peek() else {
        return Ok(());
    };
    if let Some(error) = unknown_unit(cursor, None, statement) {
        return Err(error);
    }
    let help = match &token.kind {
        // The rule that tells `from -5` from `a - 5` surprises here.
        TokenKind::Operator(Operator::Subtract) => {
            Some("to subtract, write a space after the minus as well".to_owned())
        }
        TokenKind::Number(_) if statement == "list" => {
            Some("values of a list stand between commas: `[1, 2]`".to_owned())
        }
        TokenKind::Word(word) => continued(cursor, statement, word).or_else(|| {
            closest(word, clauses())
                .filter(|clause| clause != word)
                .map(|clause| format!("did you mean `{clause}`?"))
        }),
        _ => None,
    };
    Err(ModelError::Unexpected {
        span: cursor.rest_span(),
        found: describe(token),
        statement: statement.into(),
        help,
    })
}

/// A word directly after a number that can neither be its unit nor follow it: a slip, a factor
/// without its `*`, or a comment after `%`.
pub fn unknown_unit(
    cursor: &Cursor<'_>,
    bindings: Option<&Bindings>,
    statement: &str,
) -> Option<ModelError> {
    let word = cursor.peek_word()?;
    if table::is_keyword(word)
        || is_parameter_keyword(word)
        || begins_statement(word)
        || JOINING.contains(&word)
    {
        return None;
    }
    let number = match &cursor.previous()?.kind {
        TokenKind::Number(value) => *value,
        TokenKind::Word(unit) if unit == "%" => {
            return Some(ModelError::Expected {
                span: cursor.here(),
                found: format!("`{word}`"),
                expected: "the end of the line after `%`, which is percent".into(),
                help: Some("a comment begins with `#`".into()),
            });
        }
        _ => return None,
    };
    // Of what has many values, an expectation has to say which one it means.
    let many = statement == "expect" && !table::is_aggregate(word);
    if is_value(word) || bindings.is_some_and(|known| known.get(word).is_some()) {
        return Some(ModelError::Expected {
            span: cursor.here(),
            found: format!("`{word}`"),
            expected: "an operator".into(),
            help: Some(format!(
                "to multiply, write `{} * {}{}`",
                super::super::vocabulary::units::number(number),
                if many { "mean " } else { "" },
                spell(cursor.rest())
            )),
        });
    }
    let units = UNITS.iter().map(|unit| unit.name);
    // A unit is the likelier meaning; a misspelt word of a clause is the other one.
    let (what, suggestion) = match (closest(word, units.clone()), closest(word, clauses())) {
        (None, Some(clause)) => ("word", Some(clause)),
        (unit, _) => ("unit", unit),
    };
    Some(ModelError::Unknown {
        what,
        name: word.into(),
        span: cursor.here(),
        suggestion,
        known: units.map(str::to_owned).collect(),
        note: None,
    })
}

/// How to write what follows a complete statement, where that is known.
fn continued(cursor: &Cursor<'_>, statement: &str, word: &str) -> Option<String> {
    let (taken, rest) = (spell(cursor.taken()), spell(cursor.rest()));
    let solved = statement == "solve" || has_word(cursor.taken(), "solve");
    match word {
        "and" | "or" if matches!(statement, "expect" | "where") => {
            return Some(format!(
                "a statement has one condition: write another `{statement}` on a line of its own"
            ));
        }
        "sweep" | "compare" | "zip" | "with" | "where" if solved => {
            return Some(if statement == "solve" {
                format!("`{word}` comes before `solve`: write `{rest} solve {taken}`")
            } else {
                format!("`{word}` comes before `solve`")
            });
        }
        "delta" | "zeta" if solved => return Some(format!("write `at {rest}`")),
        _ => {}
    }
    if !begins_statement(word) {
        return None;
    }
    let inner = table::settings().iter().any(|row| {
        let parent = row.parent().rsplit('.').next();
        row.role == Role::Setting && row.word() == word && parent == Some(statement)
    });
    Some(if inner {
        let head = if taken.is_empty() {
            taken
        } else {
            format!(" {taken}")
        };
        format!("`{word}` belongs in a block: `{statement}{head} {{ {rest} }}`")
    } else {
        "a statement has a line of its own".into()
    })
}

/// Whether a word is among the tokens.
pub fn has_word(tokens: &[Token], word: &str) -> bool {
    tokens
        .iter()
        .any(|token| matches!(&token.kind, TokenKind::Word(other) if other == word))
}

fn is_parameter_keyword(word: &str) -> bool {
    table::settings()
        .iter()
        .flat_map(|row| row.choices())
        .flat_map(|choice| choice.parameters)
        .any(|parameter| parameter.keyword == Some(word))
}

/// Words that may follow the values of a statement.
fn clauses() -> impl Iterator<Item = &'static str> {
    table::of_role(Role::Clause)
        .map(|row| row.path)
        .chain(["solve"])
}

/// Words that join conditions in other languages.
const JOINING: [&str; 2] = ["and", "or"];

/// Whether a word names something that results give, or makes a number of it.
fn is_value(word: &str) -> bool {
    table::all()
        .filter(|row| matches!(row.role, Role::Result | Role::Metric | Role::Aggregate))
        .any(|row| row.path == word)
}

/// Whether a statement begins with this word.
fn begins_statement(word: &str) -> bool {
    table::all()
        .filter(|row| {
            matches!(
                row.role,
                Role::Declaration | Role::Setting | Role::Control | Role::Statement
            )
        })
        .any(|row| row.word() == word)
}
