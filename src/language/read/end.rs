//! The end of a statement: what may follow a value, and what is left over.

use super::bindings::Bindings;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Fix, Instead, ModelError};
use crate::language::syntax::{Cursor, Operator, Token, TokenKind, describe, doubled, spell};
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::foreign::{Written, foreign};
use crate::language::vocabulary::signature::{Choice, Role};
use crate::language::vocabulary::suggest::{closest, similar};
use crate::language::vocabulary::units::UNITS;
use crate::language::vocabulary::{table, units};

/// Nothing may be left of a statement.
///
/// # Errors
/// When something is.
pub(crate) fn finish(cursor: &Cursor<'_>, statement: &str) -> Result<(), ModelError> {
    let Some(token) = cursor.peek() else {
        return Ok(());
    };
    if let Some(error) = unknown_unit(cursor, None, statement) {
        return Err(error);
    }
    let hint = match &token.kind {
        // The rule that distinguishes `from -5` from `a - 5` surprises here.
        TokenKind::Operator(Operator::Subtract)
            if matches!(statement, "deployment" | "experiment") =>
        {
            Some(Hint::Name(Fix::replace(token.span, "_")))
        }
        TokenKind::Operator(Operator::Subtract) => {
            Some(Hint::SpaceAfterMinus(Fix::insert_after(token.span, " ")))
        }
        TokenKind::Operator(Operator::Divide) => {
            doubled(Operator::Divide, Some(token), cursor.peek_second())
                .map(|span| Hint::CommentSign(Some(Fix::replace(span, "#"))))
        }
        TokenKind::Number(_) if statement == "list" => {
            Some(Hint::Commas(Fix::insert_after(cursor.last_span(), ",")))
        }
        TokenKind::List(elements) if matches!(statement, "record" | "plot") => {
            let words: Vec<String> = elements.iter().map(|tokens| spell(tokens)).collect();
            Some(Hint::Write(Fix::replace(token.span, words.join(" "))))
        }
        TokenKind::Group(elements) if statement == "solve" => match elements.as_slice() {
            [tokens] if tokens.iter().any(is_budget) => {
                let stated = spell(tokens).replace('=', " ");
                let stated: Vec<&str> = stated.split_whitespace().collect();
                let at = format!(" at {}", stated.join(" "));
                Some(Hint::Write(Fix::replace(token.span, at)))
            }
            _ => None,
        },
        TokenKind::Word(word) if units::is_unit(word) => Some(Hint::Topic(
            "a unit follows a number; an expression is multiplied by one: `(A) * 1 dB`",
        )),
        TokenKind::Word(word) => continued(cursor, statement, word).or_else(|| {
            closest(word, clauses())
                .filter(|clause| clause != word)
                .map(|clause| Hint::DidYouMean(Fix::replace(token.span, clause)))
        }),
        _ => None,
    };
    Err(ModelError::Unexpected {
        span: cursor.rest_span(),
        found: describe(token),
        statement: statement.into(),
        hint,
    })
}

/// A word directly after a number that can neither be its unit nor follow it: a slip, a factor
/// without its `*`, or a comment after `%`.
pub(crate) fn unknown_unit(
    cursor: &Cursor<'_>,
    bindings: Option<&Bindings>,
    statement: &str,
) -> Option<ModelError> {
    let word = cursor.peek_word()?;
    if table::is_keyword(word) || is_parameter_keyword(word) || begins_statement(word) {
        return None;
    }
    if let Some(error) = converted(cursor) {
        return Some(error);
    }
    let number = match &cursor.previous()?.kind {
        TokenKind::Number(value) => *value,
        TokenKind::Word(unit) if unit == "%" => {
            return Some(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::EndAfterPercent,
                hint: Some(Hint::CommentSign(None)),
            });
        }
        _ => return None,
    };
    // Of what has many values, an expectation must say which one it means.
    let many = statement == "expect" && !table::is_aggregate(word);
    if is_value(word) || bindings.is_some_and(|known| known.get(word).is_some()) {
        let product = format!(
            "{} * {}{}",
            units::number(number),
            if many { "mean " } else { "" },
            spell(cursor.rest())
        );
        let whole = cursor.last_span().to(cursor.rest_span());
        return Some(ModelError::Expected {
            span: cursor.here(),
            found: Found::next(cursor),
            expected: Wanted::Operator,
            hint: Some(Hint::Multiply(Fix::replace(whole, product))),
        });
    }
    let names = UNITS.iter().map(|unit| unit.name);
    let grouped = || {
        let digits = word.strip_prefix('_')?;
        let only = digits.chars().all(|c| c.is_ascii_digit() || c == '_');
        only.then_some("the digits of a number are not separated: `1000`")
    };
    if let Some(hint) = table::topic(word).map(|topic| topic.hint).or_else(grouped) {
        return Some(ModelError::Unknown {
            what: "word",
            name: word.into(),
            span: cursor.here(),
            suggestion: None,
            known: Vec::new(),
            instead: Some(Instead::Topic(hint)),
        });
    }
    // A unit is the likelier meaning; a misspelt word of a clause is the other one.
    let (what, suggestion) = match (similar(word, names.clone()), closest(word, clauses())) {
        (None, Some(clause)) => ("word", Some(clause)),
        (unit, _) => ("unit", unit),
    };
    Some(ModelError::Unknown {
        what,
        name: word.into(),
        span: cursor.here(),
        suggestion,
        known: names.map(str::to_owned).collect(),
        instead: None,
    })
}

/// A number in a unit that the language does not have, where it can be written in another; degrees of temperature may
/// be written as such.
fn converted(cursor: &Cursor<'_>) -> Option<ModelError> {
    let word = cursor.peek_word()?;
    let written = foreign(word)?;
    let degrees =
        |unit: &str| matches!(unit, "deg" | "°") && matches!(written, Written::Kelvin { .. });
    let (value, first) = match cursor.taken() {
        [
            ..,
            number,
            Token {
                kind: TokenKind::Word(unit),
                ..
            },
        ] if degrees(unit) => (&number.kind, number.span),
        [.., number] => (&number.kind, number.span),
        [] => return None,
    };
    let &TokenKind::Number(value) = value else {
        return None;
    };
    let parts: Vec<&str> = match written {
        // `bit/s/Hz`, as long as it goes on.
        Written::Efficiency(_) => cursor.rest().iter().skip(1).map_while(per).collect(),
        Written::In(_) | Written::Kelvin { .. } => Vec::new(),
    };
    if matches!(written, Written::Efficiency(_)) && parts.last() != Some(&"Hz") {
        return None;
    }
    let last = cursor.rest().get(parts.len())?.span;
    Some(ModelError::Unknown {
        what: "unit",
        name: spell(&cursor.rest()[..=parts.len()]).replace(' ', ""),
        span: cursor.here().to(last),
        suggestion: None,
        known: Vec::new(),
        instead: Some(Instead::Converted(Fix::replace(
            first.to(last),
            written.of(value),
        ))),
    })
}

/// A part of what a rate is over: `/`, `s`, `Hz`.
fn per(token: &Token) -> Option<&str> {
    match &token.kind {
        TokenKind::Operator(Operator::Divide) => Some("/"),
        TokenKind::Word(word) if matches!(&**word, "s" | "Hz") => Some(word),
        _ => None,
    }
}

/// How to write what follows a complete statement, where that is known.
fn continued(cursor: &Cursor<'_>, statement: &str, word: &str) -> Option<Hint> {
    let (taken, rest) = (spell(cursor.taken()), spell(cursor.rest()));
    let solved = statement == "solve" || has_word(cursor.taken(), "solve");
    match word {
        "with" if statement == "solve" && cursor.peek_second().is_some_and(is_budget) => {
            let budget = spell(&cursor.rest()[1..]).replacen('=', "", 1);
            let at = format!(
                "at {}",
                budget.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            return Some(Hint::Write(Fix::replace(cursor.rest_span(), at)));
        }
        "sweep" | "compare" | "zip" | "with" | "where" if solved => {
            return Some(Hint::BeforeSolve {
                word: word.to_owned(),
                written: (statement == "solve").then(|| format!("{rest} solve {taken}")),
            });
        }
        "delta" | "zeta" if solved => {
            let at = Fix::replace(cursor.rest_span(), format!("at {rest}"));
            return Some(Hint::Write(at));
        }
        _ => {}
    }
    if let Some(hint) = not_of_option(cursor, statement, word) {
        return Some(hint);
    }
    if !begins_statement(word) {
        return table::topic(word).map(|topic| Hint::Topic(topic.hint));
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
        Hint::InBlock {
            word: word.to_owned(),
            written: format!("{statement}{head} {{ {rest} }}"),
        }
    } else {
        Hint::OwnLine
    })
}

fn is_budget(token: &Token) -> bool {
    matches!(&token.kind, TokenKind::Word(word) if Constraint::read(word).is_some())
}

/// That the option chosen in a statement does not take a part which others take.
fn not_of_option(cursor: &Cursor<'_>, statement: &str, word: &str) -> Option<Hint> {
    let [first, ..] = cursor.taken() else {
        return None;
    };
    let TokenKind::Word(option) = &first.kind else {
        return None;
    };
    let mut rows = table::settings().iter();
    let row =
        rows.find(|row| row.word() == statement && row.choices().iter().any(|c| c.word == option))?;
    let takes = |choice: &&Choice| {
        let mut parameters = choice.parameters.iter();
        parameters.any(|parameter| parameter.keyword == Some(word))
    };
    let option = row.choices().iter().find(|choice| choice.word == option)?;
    let takers: Vec<&'static str> = row.choices().iter().filter(takes).map(|c| c.word).collect();
    (!takers.is_empty() && !takes(&option)).then(|| Hint::NotOfOption {
        word: word.to_owned(),
        option: option.word,
        doc: option.doc,
        takers,
    })
}

/// Whether a word is among the tokens.
pub(crate) fn has_word(tokens: &[Token], word: &str) -> bool {
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
