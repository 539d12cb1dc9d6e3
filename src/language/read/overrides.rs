//! Reads the values that a run sets: `NAME=VALUE`, as in the scenario itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::bindings::{Binding, Bindings};
use super::control::{Control, read_control};
use super::end::finish;
use super::expression::{self, Admit};
use super::named::settings_named;
use super::setting::read_setting;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Instead, Measured, ModelError};
use crate::language::scenario::exact::Real;
use crate::language::scenario::request::{Override, Request};
use crate::language::scenario::settings::Settings;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, Item, Operator, Span, Statement, SyntaxError, Tree, parse};
use crate::language::vocabulary::signature::{Kind, Role};
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, number};

/// The name of the sources that values from outside are.
pub const SOURCE: &str = "--set";

const EXAMPLE: &str = "--set users=9";
const SCHEME: &str = "scheme";

/// Values that replace those of the text.
#[derive(Clone, Default)]
pub(crate) struct Overrides {
    /// Settings of every deployment.
    pub settings: Settings,
    /// Where each of them is set.
    pub stated: BTreeMap<&'static str, Span>,
    /// Numbers and words of every experiment.
    pub controls: BTreeMap<&'static str, (Control, Span)>,
    /// A scheme that is not one of the program's, which an experiment may declare.
    pub scheme: Option<OwnScheme>,
    /// Values of `let`s; those that a `let` of the text took are noted.
    lets: BTreeMap<String, Given>,
    taken: RefCell<BTreeSet<String>>,
    /// All of them, by name.
    pub list: Vec<Override>,
}

/// A scheme by a name that is not one of the program's.
#[derive(Clone)]
pub(crate) struct OwnScheme {
    pub name: String,
    /// Of name and value.
    pub span: Span,
    /// What is wrong where no experiment declares it.
    pub unknown: ModelError,
}

/// The value of a `let`.
#[derive(Clone)]
struct Given {
    value: Real,
    dimension: Dimension,
    /// Of the name.
    name: Span,
    span: Span,
    bare: bool,
}

impl Overrides {
    /// A `let` of the text with the value that is set instead of its own.
    ///
    /// # Errors
    /// When that measures something else.
    pub(crate) fn replace(&self, name: &str, own: Binding) -> Result<Binding, ModelError> {
        let Some(given) = self.lets.get(name) else {
            return Ok(own);
        };
        self.taken.borrow_mut().insert(name.to_owned());
        if given.dimension == own.dimension {
            let value = given.value;
            return Ok(Binding { value, ..own });
        }
        let unit = own.dimension.unit();
        let bare = given.bare && !unit.is_empty();
        Err(ModelError::UnitMismatch {
            name: name.to_owned(),
            span: given.span,
            found: given.dimension,
            expected: Measured::Own(own.dimension),
            missing: bare.then(|| (number(given.value.value()), unit)),
        })
    }

    /// The same with further values of `let`s, each with the place that sets it.
    pub(crate) fn with(&self, lets: &[(&str, (Real, Dimension), Span)]) -> Self {
        let mut all = self.clone();
        for &(name, (value, dimension), span) in lets {
            let given = Given {
                value,
                dimension,
                name: span,
                span,
                bare: false,
            };
            all.lets.insert(name.to_owned(), given);
        }
        all
    }

    /// Where the value of a `let` is set, if it is.
    pub(crate) fn let_set(&self, name: &str) -> Option<Span> {
        self.lets.get(name).map(|given| given.name)
    }

    /// Names that nothing in the text has.
    pub(crate) fn unknown<'k>(&self, lets: impl Iterator<Item = &'k str>) -> Vec<ModelError> {
        let taken = self.taken.borrow();
        let known: Vec<&str> = table::settings()
            .iter()
            .map(|row| row.path)
            .chain(table::of_role(Role::Control).map(|row| row.path))
            .chain(lets)
            .collect();
        let missing = self.lets.iter().filter(|(name, _)| !taken.contains(*name));
        missing
            .map(|(name, given)| ModelError::Unknown {
                what: "setting or name",
                name: name.clone(),
                span: given.name,
                suggestion: closest(name, known.iter().copied()),
                known: Vec::new(),
                instead: table::topic(name).map(|topic| Instead::Topic(topic.hint)),
            })
            .collect()
    }
}

/// Reads what a request sets, each value as a source of its own.
pub(crate) fn read(
    request: &Request,
    library: &Library<'_>,
) -> (Overrides, Vec<SyntaxError>, Vec<ModelError>) {
    let mut overrides = Overrides::default();
    let (mut syntax, mut errors) = (Vec::new(), Vec::new());
    for text in &request.set {
        let file = library.add(SOURCE, text);
        let (tree, faults) = parse(file, text);
        if !faults.is_empty() {
            syntax.extend(faults);
        } else if let Err(error) = one(&mut overrides, &tree, Span::new(file, 0, text.len()), text)
        {
            errors.push(error);
        }
    }
    overrides.list.sort();
    (overrides, syntax, errors)
}

fn one(overrides: &mut Overrides, tree: &Tree, whole: Span, text: &str) -> Result<(), ModelError> {
    let expected = |span: Span, found: Found| ModelError::Expected {
        span,
        found,
        expected: Wanted::Override,
        hint: Some(Hint::Example(EXAMPLE)),
    };
    let [Item::Statement(statement)] = tree.items.as_slice() else {
        return Err(expected(whole, Found::Value));
    };
    if let Some(block) = &statement.block {
        return Err(ModelError::Block {
            word: statement.word.text.clone(),
            span: block.open,
            needed: false,
        });
    }
    let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
    if cursor.peek_operator() != Some(Operator::Assign) {
        return Err(expected(cursor.here(), Found::next(&cursor)));
    }
    cursor.advance();
    let name = overrides.statement(statement, &mut cursor)?;
    let value = text.split_once('=').map_or("", |(_, value)| value.trim());
    overrides.list.push(Override {
        name,
        value: value.to_owned(),
    });
    Ok(())
}

impl Overrides {
    /// Reads the value of a name, and gives the whole name.
    fn statement(
        &mut self,
        statement: &Statement,
        cursor: &mut Cursor<'_>,
    ) -> Result<String, ModelError> {
        let (name, span) = (&statement.word.text, statement.word.span);
        let none = Bindings::default();
        let first = |first: Option<Span>| match first {
            None => Ok(()),
            Some(first) => Err(ModelError::Clash {
                what: "setting",
                name: name.clone(),
                span,
                first,
            }),
        };
        if let Some(row) = table::find(Role::Control, name) {
            let stated = self.controls.get(row.path).map(|(_, first)| *first);
            let own = self.scheme.as_ref().filter(|_| row.path == SCHEME);
            first(stated.or(own.map(|own| own.span)))?;
            let word = cursor.peek_word().map(str::to_owned);
            let control = match read_control(cursor, row, &none) {
                Err(unknown @ ModelError::Unknown { .. }) if row.path == SCHEME => {
                    finish(cursor, SOURCE)?;
                    self.scheme = Some(OwnScheme {
                        name: word.unwrap_or_default(),
                        span: span.to(cursor.last_span()),
                        unknown,
                    });
                    return Ok(name.clone());
                }
                control => control?,
            };
            finish(cursor, SOURCE)?;
            let whole = span.to(cursor.last_span());
            self.controls.insert(row.path, (control, whole));
            return Ok(name.clone());
        }
        let row = match settings_named(name).as_slice() {
            [] => None,
            [path] => table::setting(path),
            several => {
                return Err(ModelError::Ambiguous {
                    name: name.clone(),
                    span,
                    paths: several.iter().map(|path| (*path).to_owned()).collect(),
                    binding: None,
                });
            }
        };
        if let Some(row) = row.filter(|row| !matches!(row.kind, Kind::None)) {
            first(self.stated.get(row.path).copied())?;
            for (path, assigned) in read_setting(cursor, row, &none, None)? {
                self.stated.insert(path, span);
                self.settings.set(path, assigned);
            }
            finish(cursor, SOURCE)?;
            return Ok(row.path.to_owned());
        }
        first(self.lets.get(name).map(|given| given.name))?;
        let typed = expression::read(cursor, &none, Admit::Constants)?;
        finish(cursor, SOURCE)?;
        let given = Given {
            value: typed.value()?,
            dimension: typed.dimension,
            name: span,
            span: typed.span,
            bare: typed.bare,
        };
        self.lets.insert(name.clone(), given);
        Ok(name.clone())
    }
}
