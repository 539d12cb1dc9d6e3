//! Heads of declarations: `let`, `deployment`, `experiment`, and words that are none.

use super::bindings::{Binding, Bindings};
use super::end::finish;
use super::expression;
use super::expression::Admit;
use super::overrides::Overrides;
use crate::language::diagnostic::error::expected::{Found, Hint, Named, Wanted};
use crate::language::diagnostic::error::{Fix, ModelError};
use crate::language::syntax::{Cursor, Item, Operator, Span, Statement, Token, TokenKind};
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::table;

/// `experiment NAME on DEPLOYMENT { ... }`
pub(crate) struct ExperimentHead<'t> {
    /// Its name.
    pub name: String,
    /// The name's place.
    pub span: Span,
    /// Its deployment.
    pub on: Option<(String, Span)>,
    /// Its statements.
    pub items: &'t [Item],
}

/// `let NAME = EXPR`, with the value that is set from outside where there is one.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_let(
    statement: &Statement,
    bindings: &mut Bindings,
    overrides: &Overrides,
) -> Result<(), ModelError> {
    let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
    let (name, span) = read_name(&mut cursor, Named::Binding, "let reach = 0.5 km")?;
    let read = read_binding(statement, &mut cursor, &name, span, bindings)
        .and_then(|binding| overrides.replace(&name, binding));
    match read {
        Ok(binding) => {
            bindings.insert(name, binding);
            Ok(())
        }
        Err(error) => {
            // That the name is unknown where it is used would say nothing new.
            bindings.fail(&name);
            Err(error)
        }
    }
}

/// What follows the name.
fn read_binding(
    statement: &Statement,
    cursor: &mut Cursor<'_>,
    name: &str,
    span: Span,
    bindings: &Bindings,
) -> Result<Binding, ModelError> {
    if table::is_keyword(name)
        || ResultName::read(name).is_some()
        || Constraint::read(name).is_some()
    {
        return Err(ModelError::Reserved {
            name: name.into(),
            span,
        });
    }
    if cursor.peek_operator() != Some(Operator::Assign) {
        let here = cursor.here();
        let hint = match (cursor.peek(), cursor.peek_operator()) {
            (Some(_), None) => Hint::Write(Fix::replace(cursor.last_span().after(), " =")),
            _ => Hint::Example("let reach = 0.5 km"),
        };
        return Err(ModelError::Expected {
            span: here,
            found: Found::next(cursor),
            expected: Wanted::Assign,
            hint: Some(hint),
        });
    }
    cursor.advance();
    let typed = expression::read(cursor, bindings, Admit::Constants)?;
    finish(cursor, "let")?;
    if let Some(block) = &statement.block {
        return Err(ModelError::Block {
            word: "let".into(),
            span: block.open,
            needed: false,
        });
    }
    if let Some(first) = bindings.get(name) {
        return Err(ModelError::Clash {
            what: "name",
            name: name.into(),
            span,
            first: first.span,
        });
    }
    Ok(Binding {
        value: typed.value()?,
        dimension: typed.dimension,
        written: typed.written,
        span,
    })
}

/// Reads a name that is given here.
///
/// # Errors
/// When there is none.
pub(crate) fn read_name(
    cursor: &mut Cursor<'_>,
    named: Named,
    example: &'static str,
) -> Result<(String, Span), ModelError> {
    read_word(cursor, &['.', '%', '°'], named, example)
}

/// Reads the name of something that is known, which may be a path: `pilots.length`.
///
/// # Errors
/// When there is none.
pub(crate) fn read_path(
    cursor: &mut Cursor<'_>,
    named: Named,
    example: &'static str,
) -> Result<(String, Span), ModelError> {
    read_word(cursor, &['%', '°'], named, example)
}

fn read_word(
    cursor: &mut Cursor<'_>,
    without: &[char],
    named: Named,
    example: &'static str,
) -> Result<(String, Span), ModelError> {
    let span = cursor.here();
    match cursor.peek_word() {
        Some(word) if !word.contains(without) => {
            cursor.advance();
            Ok((word.to_owned(), span))
        }
        _ => Err(ModelError::Expected {
            span,
            found: Found::next(cursor),
            expected: Wanted::Name(named),
            hint: Some(match cursor.peek().and_then(quoted_name) {
                Some(name) => Hint::Name(Fix::replace(span, name)),
                None => Hint::Example(example),
            }),
        }),
    }
}

/// A name that is in quotes, as it can be.
fn quoted_name(token: &Token) -> Option<String> {
    let TokenKind::Text(text) = &token.kind else {
        return None;
    };
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let part = |c: char| if c.is_alphanumeric() { c } else { '_' };
    begins.then(|| text.chars().map(part).collect())
}

/// Name, its place, and what is extended.
pub(crate) type DeploymentHead = (String, Span, Option<(String, Span)>);

/// `deployment NAME [extends OTHER]`
///
/// # Errors
/// What is wrong with it.
pub(crate) fn deployment_head(statement: &Statement) -> Result<DeploymentHead, ModelError> {
    let example = "deployment small extends table1 { ... }";
    let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
    let (name, span) = read_name(&mut cursor, Named::NewDeployment, example)?;
    let extends = match cursor.take_word("extends") {
        Some(_) => Some(read_name(&mut cursor, Named::Deployment, example)?),
        None => None,
    };
    finish(&cursor, "deployment")?;
    if statement.block.is_none() && extends.is_none() {
        return Err(ModelError::Block {
            word: "deployment".into(),
            span: statement.span.after(),
            needed: true,
        });
    }
    Ok((name, span, extends))
}

/// `experiment NAME [on DEPLOYMENT] { ... }`
///
/// # Errors
/// What is wrong with it.
pub(crate) fn experiment_head(statement: &Statement) -> Result<ExperimentHead<'_>, ModelError> {
    let example = "experiment region on table1 { ... }";
    let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
    let (name, span) = read_name(&mut cursor, Named::Experiment, example)?;
    let on = match cursor.take_word("on") {
        Some(_) => Some(read_name(&mut cursor, Named::Deployment, example)?),
        None => None,
    };
    finish(&cursor, "experiment")?;
    let Some(block) = &statement.block else {
        return Err(ModelError::Block {
            word: "experiment".into(),
            span: statement.span.after(),
            needed: true,
        });
    };
    Ok(ExperimentHead {
        name,
        span,
        on,
        items: &block.items,
    })
}
