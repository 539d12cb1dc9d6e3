//! Reads how beams are chosen: `scheme NAME`, `scheme NAME external`, and names in lists.

use super::bindings::Bindings;
use super::declaration::read_name;
use super::end::finish;
use super::overrides::OwnScheme;
use super::setting::{read_option, unavailable};
use crate::engine::scheme::{ChosenScheme, External};
use crate::language::diagnostic::error::expected::Named;
use crate::language::diagnostic::error::{Instead, ModelError};
use crate::language::syntax::{Cursor, Span, Statement, TokenKind};
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::particles::EXTERNAL;

/// A line that does.
const EXAMPLE: &str = "scheme mine external";
/// What to do about an unknown scheme.
const OF_ONES_OWN: &str =
    "a scheme that Python or Rust gives is declared before it is used: `scheme NAME external`";

/// Whether a statement declares a scheme of the caller.
pub(crate) fn declares_scheme(statement: &Statement) -> bool {
    let second = statement.arguments.get(1).map(|token| &token.kind);
    statement.word.text == "scheme"
        && matches!(second, Some(TokenKind::Word(word)) if word == EXTERNAL)
}

/// `scheme NAME external`: its name, which is in force from here.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_declaration(
    statement: &Statement,
    bindings: &mut Bindings,
) -> Result<(String, Span), ModelError> {
    let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
    let (name, span) = read_name(&mut cursor, Named::Scheme, EXAMPLE)?;
    let known = table::schemes().iter().any(|choice| choice.word == name);
    let reserved = known || name == EXTERNAL || table::is_keyword(&name);
    let checked = match bindings.scheme(&name) {
        _ if reserved => Err(ModelError::Reserved {
            name: name.clone(),
            span,
        }),
        Some(first) => Err(ModelError::Clash {
            what: "scheme",
            name: name.clone(),
            span,
            first,
        }),
        None => Ok(()),
    };
    bindings.declare_scheme(&name, span);
    checked?;
    cursor.take_word(EXTERNAL);
    finish(&cursor, "scheme")?;
    if let Some(block) = &statement.block {
        return Err(ModelError::Block {
            word: "scheme".into(),
            span: block.open,
            needed: false,
        });
    }
    Ok((name, span))
}

/// A scheme by its name, which is the program's or was declared.
///
/// # Errors
/// When there is none of this name.
pub(crate) fn read_scheme(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<(ChosenScheme, Span), ModelError> {
    let span = cursor.here();
    if let Some(name) = cursor
        .peek_word()
        .filter(|name| bindings.scheme(name).is_some())
    {
        cursor.advance();
        return Ok((ChosenScheme::Caller(External::named(name)), span));
    }
    let (choice, span) =
        read_option(cursor, table::schemes(), "scheme").map_err(|error| helped(error, bindings))?;
    match choice.scheme() {
        Some(scheme) => Ok((scheme.into(), span)),
        None => Err(unavailable("scheme", choice, span)),
    }
}

/// The scheme of the caller that is set from outside.
///
/// # Errors
/// When the experiment declares none of this name.
pub(crate) fn declared(own: &OwnScheme, bindings: &Bindings) -> Result<ChosenScheme, ModelError> {
    match bindings.scheme(&own.name) {
        Some(_) => Ok(ChosenScheme::Caller(External::named(&own.name))),
        None => Err(helped(own.unknown.clone(), bindings)),
    }
}

/// The error of an unknown scheme with those that are declared, and how one is.
fn helped(error: ModelError, bindings: &Bindings) -> ModelError {
    let ModelError::Unknown {
        what,
        name,
        span,
        suggestion,
        mut known,
        instead,
    } = error
    else {
        return error;
    };
    // It may be declared in what could not be read.
    if bindings.is_incomplete() {
        return ModelError::Follows { span };
    }
    known.extend(bindings.schemes().map(|(name, _)| name.clone()));
    let suggestion = suggestion.or_else(|| {
        let others = known.iter().filter(|word| **word != name);
        closest(&name, others.map(String::as_str))
    });
    let of_ones_own = || Instead::Topic(OF_ONES_OWN);
    ModelError::Unknown {
        what,
        name,
        span,
        instead: instead.or_else(|| suggestion.is_none().then(of_ones_own)),
        suggestion,
        known,
    }
}
