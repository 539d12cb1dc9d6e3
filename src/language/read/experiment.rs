//! Reads the statements of an experiment.

use std::rc::Rc;

use super::budget::check_budget;
use super::control::read_control;
use super::declaration::read_let;
use super::draft::{Claim, Derived, Draft, Given};
use super::end::finish;
use super::expression::{Admit, turned_comparison};
use super::number::read_number;
use super::scheme::{declared, declares_scheme, read_declaration, read_scheme};
use super::setting::{Context, Layer, read_option, unavailable};
use super::target::read_target;
use super::unknown::{
    aggregate, declared_by, is_experiment_word, metric_missing, recorded, unknown, unknown_column,
    unknown_word,
};
use super::{expression, find, percentile, sweep};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::experiment::ExperimentError;
use crate::language::diagnostic::error::{ModelError, Place};
use crate::language::diagnostic::fix::Fix;
use crate::language::scenario::exemption::{Exempt, Exemption};
use crate::language::scenario::settings::{Value, follow};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, Item, Operator, Span, Statement, TokenKind};
use crate::language::vocabulary::choices::{Constraint, Verb};
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::arrays::ArrayFormat;
use crate::language::vocabulary::table::metrics::{Metric, Record};

/// Reads the statements of an experiment.
pub(crate) fn read_experiment<'t>(
    given: Given,
    statements: impl Iterator<Item = &'t Statement>,
    library: &Library<'_>,
) -> Draft {
    let broken = given.broken.clone();
    let mut reader = Reader {
        draft: Draft::new(given),
        library,
    };
    for span in broken {
        reader.broken_line(span);
    }
    reader.statements(statements);
    reader.draft
}

struct Reader<'a, 'p> {
    draft: Draft,
    library: &'a Library<'p>,
}

impl Reader<'_, '_> {
    fn statements<'t>(&mut self, statements: impl Iterator<Item = &'t Statement>) {
        let mut layer = Layer::default();
        for statement in statements {
            let word = statement.word.text.as_str();
            if table::find(Role::Setting, word).is_some() {
                let context = Context {
                    bindings: &self.draft.given.bindings,
                    library: self.library,
                };
                layer.statement(statement, "", context, &mut self.draft.errors);
            } else if let Err(error) = self.statement(statement) {
                let meant = percentile::elsewhere(&statement.arguments);
                self.draft.errors.push(meant.unwrap_or(error));
            }
        }
        let given = &mut self.draft.given;
        let overrides = Rc::clone(&given.overrides);
        given.settings.overlay(&layer.settings);
        given.settings.overlay(&overrides.settings);
        follow(&mut given.settings);
        given.settings.share();
        for (path, ((value, precision), span)) in &overrides.controls {
            if *path == "realizations" {
                self.draft.precision = precision.clone();
            }
            if let Value::Word(choice) = value
                && let Some(scheme) = choice.scheme()
            {
                self.draft.scheme = Some((scheme.into(), *span));
            }
            self.draft.controls.insert(path, (value.clone(), *span));
        }
        if let Some(own) = &overrides.scheme {
            match declared(own, &self.draft.given.bindings) {
                Ok(scheme) => self.draft.scheme = Some((scheme, own.span)),
                Err(error) => self.draft.errors.push(error),
            }
        }
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), ModelError> {
        let word = statement.word.text.as_str();
        if let (Some(block), true) = (&statement.block, is_experiment_word(word) && word != "zip") {
            return Err(ModelError::Block {
                word: word.into(),
                span: block.open,
                needed: false,
            });
        }
        if word == "let" {
            let given = &mut self.draft.given;
            return read_let(statement, &mut given.bindings, &given.overrides);
        }
        if declares_scheme(statement) {
            let given = &mut self.draft.given;
            let declared = read_declaration(statement, &mut given.bindings)?;
            given.schemes.push(declared);
            return Ok(());
        }
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        let row = table::find(Role::Statement, word).and_then(|row| row.verb);
        let Some(verb) = row else {
            let Some(row) = table::find(Role::Control, word) else {
                return Err(unknown_word(statement, Place::Experiment));
            };
            self.control(row, &mut cursor, statement.word.span)?;
            return finish(&cursor, word);
        };
        // Claims name sweeps, which are all known only at the end.
        let claim = match verb {
            Verb::Sweep | Verb::Compare => {
                let index = self.sweep_or_skip(statement, &mut cursor);
                self.draft.groups.extend(index.map(|index| vec![index]));
                None
            }
            Verb::Find => {
                self.find(statement, &mut cursor)?;
                None
            }
            Verb::Zip => return self.zip(statement),
            Verb::With => {
                self.derive(&mut cursor)?;
                None
            }
            Verb::Where => {
                self.condition(&mut cursor)?;
                None
            }
            Verb::Solve => {
                self.solve(&mut cursor, statement.word.span)?;
                None
            }
            Verb::Record => {
                self.record(&mut cursor)?;
                None
            }
            Verb::Skip => {
                self.exempt(Exempt::Skip, &mut cursor, statement)?;
                None
            }
            Verb::Fails => {
                self.exempt(Exempt::Fails, &mut cursor, statement)?;
                None
            }
            Verb::Expect => Some(Claim::Expectation),
            Verb::Golden => Some(Claim::Golden),
            Verb::Plot => Some(Claim::Plot),
        };
        if let Some(claim) = claim {
            self.draft.claims.push((claim, statement.clone()));
            return Ok(());
        }
        self.clauses(&mut cursor, word)?;
        finish(&cursor, word)
    }

    /// `with`, `where` and `solve` at the end of a sweep's line.
    fn clauses(&mut self, cursor: &mut Cursor<'_>, statement: &str) -> Result<(), ModelError> {
        if !matches!(statement, "sweep" | "compare" | "with" | "where") {
            return Ok(());
        }
        loop {
            let read = if cursor.take_word("with").is_some() {
                self.derive(cursor)
            } else if cursor.take_word("where").is_some() {
                self.condition(cursor)
            } else if let Some(span) = cursor.take_word("solve") {
                self.solve(cursor, span)
            } else {
                return Ok(());
            };
            if let Err(error) = read {
                self.draft.errors.push(error);
                skip_to_clause(cursor);
            }
        }
    }

    /// A sweep; none where it has a fault, which is kept, and what follows its values is read all the same.
    fn sweep_or_skip(&mut self, statement: &Statement, cursor: &mut Cursor<'_>) -> Option<usize> {
        match self.sweep(statement, cursor) {
            Ok(index) => Some(index),
            Err(error) => {
                // Where a sweep comes too late, so does its `solve`.
                let misplaced = matches!(&error, ModelError::Experiment(_));
                self.draft.errors.push(error);
                skip_to_clause(cursor);
                while misplaced && cursor.advance().is_some() {}
                None
            }
        }
    }

    /// Notes what a line that could not be read would have named.
    fn broken_line(&mut self, span: Span) {
        let line = self.library.text(span);
        if let Some(name) = declared_by(&line, &["sweep", "compare"]) {
            self.draft.failed.push(name.to_owned());
        }
        if let Some(name) = declared_by(&line, &["let"]) {
            self.draft.given.bindings.fail(name);
        }
    }

    fn sweep(
        &mut self,
        statement: &Statement,
        cursor: &mut Cursor<'_>,
    ) -> Result<usize, ModelError> {
        let name = cursor.peek_word().map(str::to_owned);
        let read = self.read_sweep(statement, cursor);
        if read.is_err() {
            self.draft.failed.extend(name);
        }
        read
    }

    fn read_sweep(
        &mut self,
        statement: &Statement,
        cursor: &mut Cursor<'_>,
    ) -> Result<usize, ModelError> {
        if let Some((_, solve)) = self.draft.solve {
            let sweep = statement.word.span;
            return Err(ExperimentError::SweepAfterSolve { sweep, solve }.into());
        }
        let given = &self.draft.given;
        let errors = &mut self.draft.errors;
        let draft = sweep::read_sweep(statement, cursor, &given.bindings, &given.quota, errors)?;
        if let Some(first) = self.draft.sweeps.iter().find(|other| {
            let names = matches!(draft.target, Target::Name) && other.name == draft.name;
            names || other.target.same(&draft.target)
        }) {
            return Err(ModelError::Clash {
                what: "sweep",
                name: draft.name,
                span: draft.name_span,
                first: first.name_span,
            });
        }
        self.draft.sweeps.push(draft);
        Ok(self.draft.sweeps.len() - 1)
    }

    /// `find NAME from A to B where CONDITION`: a sweep of which few values are tried.
    fn find(&mut self, statement: &Statement, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        if let Some(first) = &self.draft.find {
            return Err(ModelError::Clash {
                what: "search",
                name: "find".into(),
                span: statement.span,
                first: first.span,
            });
        }
        let axis = self.sweep(statement, cursor)?;
        self.draft.groups.push(vec![axis]);
        let find = find::read_condition(cursor, &self.draft.given.bindings, axis, statement)?;
        self.draft.find = Some(find);
        Ok(())
    }

    fn zip(&mut self, statement: &Statement) -> Result<(), ModelError> {
        finish(
            &Cursor::new(&statement.arguments, statement.word.span),
            "zip",
        )?;
        let Some(block) = &statement.block else {
            return Err(ModelError::Block {
                word: "zip".into(),
                span: statement.span.after(),
                needed: true,
            });
        };
        let mut group = Vec::new();
        for item in &block.items {
            let inner = match item {
                Item::Statement(inner) => inner,
                Item::Error(span) => {
                    self.broken_line(*span);
                    self.draft.given.broken.push(*span);
                    continue;
                }
            };
            if !matches!(inner.word.text.as_str(), "sweep" | "compare") {
                self.draft.errors.push(ModelError::Misplaced {
                    word: inner.word.text.clone(),
                    span: inner.word.span,
                    place: Place::Zip,
                    belongs: vec![Place::Experiment],
                });
                continue;
            }
            let mut cursor = Cursor::new(&inner.arguments, inner.word.span);
            group.extend(self.sweep_or_skip(inner, &mut cursor));
            let rest = self.clauses(&mut cursor, "sweep");
            let rest = rest.and_then(|()| finish(&cursor, "sweep"));
            self.draft.errors.extend(rest.err());
        }
        if group.is_empty() && self.draft.errors.is_empty() && self.draft.given.broken.is_empty() {
            return Err(ModelError::Expected {
                span: block.open.to(block.close),
                found: Found::EmptyBlock,
                expected: Wanted::Sweeps,
                hint: None,
            });
        }
        self.draft.groups.push(group);
        Ok(())
    }

    fn derive(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        let span = cursor.here();
        let target = read_target(cursor, &self.draft.given.bindings)?;
        let Target::Setting(row) = target else {
            return Err(ModelError::Expected {
                span,
                found: Found::token(cursor.previous()),
                expected: Wanted::Setting,
                hint: Some(Hint::Example("with antennas = 48 / aps")),
            });
        };
        if cursor.peek_operator() != Some(Operator::Assign) {
            return Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::next(cursor),
                expected: Wanted::Assign,
                hint: Some(Hint::Example("with antennas = 48 / aps")),
            });
        }
        cursor.advance();
        let value = read_number(cursor, &self.draft.given.bindings, Admit::Settings)?;
        if let Some(first) = self
            .draft
            .derived
            .iter()
            .find(|other| other.row.path == row.path)
        {
            return Err(ModelError::Clash {
                what: "setting",
                name: row.path.into(),
                span,
                first: first.span,
            });
        }
        self.draft.derived.push(Derived { row, value, span });
        Ok(())
    }

    fn condition(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        let typed = expression::read(cursor, &self.draft.given.bindings, Admit::Everything)?;
        if !typed.dimension.truth {
            return Err(ModelError::Expected {
                span: typed.span,
                found: Found::Value,
                expected: Wanted::Condition,
                hint: turned_comparison(cursor).or(Some(Hint::Example("where aps >= 4"))),
            });
        }
        self.draft.conditions.push(typed);
        Ok(())
    }

    fn solve(&mut self, cursor: &mut Cursor<'_>, span: Span) -> Result<(), ModelError> {
        if let Some((_, first)) = self.draft.solve {
            return Err(ModelError::Clash {
                what: "solve",
                name: "solve".into(),
                span,
                first,
            });
        }
        let (choice, word) = read_option(cursor, table::problems(), "problem")?;
        let problem = choice
            .problem()
            .ok_or_else(|| unavailable("problem", choice, word))?;
        self.draft.solve = Some((problem, span.to(word)));
        if let Some(at) = cursor.take_word("at") {
            let name_span = cursor.here();
            let Some(constraint) = cursor.peek_word().and_then(Constraint::read) else {
                return Err(ModelError::Expected {
                    span: name_span,
                    found: Found::next(cursor),
                    expected: Wanted::Budget,
                    hint: Some(Hint::Example("solve isac at delta 6")),
                });
            };
            cursor.advance();
            let typed = read_number(cursor, &self.draft.given.bindings, Admit::Results)?;
            check_budget(constraint, &typed)?;
            self.draft.budget = Some((constraint, typed.formula, at.to(typed.span)));
        }
        if let Some(using) = cursor.take_word("using") {
            self.using(cursor, using)?;
        }
        Ok(())
    }

    /// `using SCHEME`, the same as `scheme SCHEME` in a line of its own.
    fn using(&mut self, cursor: &mut Cursor<'_>, span: Span) -> Result<(), ModelError> {
        self.scheme(cursor, span)
    }

    /// The scheme that follows.
    fn scheme(&mut self, cursor: &mut Cursor<'_>, span: Span) -> Result<(), ModelError> {
        let (scheme, word) = read_scheme(cursor, &self.draft.given.bindings)?;
        if let Some((_, first)) = &self.draft.scheme {
            return Err(ModelError::Clash {
                what: "setting",
                name: "scheme".into(),
                span: word,
                first: *first,
            });
        }
        self.draft.scheme = Some((scheme, span.to(word)));
        Ok(())
    }

    fn control(
        &mut self,
        row: &'static Signature,
        cursor: &mut Cursor<'_>,
        span: Span,
    ) -> Result<(), ModelError> {
        if row.path == "scheme" {
            return self.scheme(cursor, span);
        }
        let (value, precision) = read_control(cursor, row, &self.draft.given.bindings)?;
        if let Some((_, first)) = self.draft.controls.get(row.path) {
            return Err(ModelError::Clash {
                what: "setting",
                name: row.path.into(),
                span,
                first: *first,
            });
        }
        self.draft.precision = precision.or(self.draft.precision.take());
        let stated = (value, span.to(cursor.last_span()));
        self.draft.controls.insert(row.path, stated);
        Ok(())
    }

    /// `skip "REASON"`, `fails "REASON"`
    fn exempt(
        &mut self,
        kind: Exempt,
        cursor: &mut Cursor<'_>,
        statement: &Statement,
    ) -> Result<(), ModelError> {
        let word = &statement.word;
        if let Some(first) = &self.draft.exemption {
            return Err(ModelError::Clash {
                what: "exemption",
                name: word.text.clone(),
                span: word.span,
                first: first.span,
            });
        }
        let span = cursor.here();
        let reason = match cursor.peek().map(|token| &token.kind) {
            Some(TokenKind::Text(reason)) if !reason.trim().is_empty() => reason.clone(),
            other => {
                let words = matches!(other, Some(TokenKind::Word(_)));
                let rest = span.to(statement.arguments.last().map_or(span, |last| last.span));
                let text = self.library.text(rest);
                let hint = match words && !text.contains(['"', '\\', '\n', '\r']) {
                    true => Hint::Write(Fix::replace(rest, format!("\"{text}\""))),
                    false => Hint::Example("skip \"takes an hour\""),
                };
                return Err(ModelError::Expected {
                    span,
                    found: Found::next(cursor),
                    expected: Wanted::Reason,
                    hint: Some(hint),
                });
            }
        };
        cursor.advance();
        self.draft.exemption = Some(Exemption {
            kind,
            reason,
            span: word.span.to(span),
        });
        Ok(())
    }

    fn record(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        if cursor.at_end() {
            return Err(ModelError::Expected {
                span: cursor.here(),
                found: Found::Nothing,
                expected: Wanted::Metric,
                hint: Some(Hint::Example("record normalised_mse data")),
            });
        }
        while let Some(token) = cursor.peek() {
            match &token.kind {
                TokenKind::Word(word) if word == "as" => return self.array_format(cursor),
                TokenKind::Word(word) => {
                    let (word, span) = (word.clone(), token.span);
                    cursor.advance();
                    let read = match table::is_aggregate(&word) {
                        true => recorded_percentile(&word, span, cursor),
                        false => recorded(&word, span, cursor),
                    };
                    let record = match read {
                        Ok(record) => record,
                        Err(error) if goes_on(&word, cursor) => {
                            self.draft.errors.push(error);
                            continue;
                        }
                        Err(error) => return Err(error),
                    };
                    if self.draft.record.iter().all(|(known, _)| *known != record) {
                        let span = span.to(cursor.last_span());
                        self.draft.record.push((record, span));
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// `as npz` or `as mat`
    fn array_format(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        let start = cursor.here();
        cursor.advance();
        let what = "file of arrays";
        let span = cursor.here();
        let Some(word) = cursor.peek_word() else {
            let known = ArrayFormat::WORDS.iter().map(|&word| word.to_owned());
            return Err(ModelError::Expected {
                span,
                found: Found::next(cursor),
                expected: Wanted::Choice {
                    what,
                    known: known.collect(),
                },
                hint: Some(Hint::Example("record beams as npz")),
            });
        };
        let Some(format) = ArrayFormat::read(word) else {
            return Err(unknown(what, word, span, ArrayFormat::WORDS.to_vec()));
        };
        if let Some((_, first)) = self.draft.array_format {
            return Err(ModelError::Clash {
                what: "file of arrays",
                name: word.to_owned(),
                span,
                first,
            });
        }
        self.draft.array_format = Some((format, start.to(span)));
        cursor.advance();
        Ok(())
    }
}

/// What follows `record` and an aggregate: `[of] METRIC`.
fn recorded_percentile(
    word: &str,
    span: Span,
    cursor: &mut Cursor<'_>,
) -> Result<Record, ModelError> {
    let aggregate = aggregate(word, span)?;
    if aggregate.share().is_none() {
        let name = word.to_owned();
        return Err(ClaimFault::RecordAggregate { name }.at(span).into());
    }
    cursor.take_word("of");
    let of = cursor.here();
    let Some(name) = cursor.peek_word().map(str::to_owned) else {
        return Err(metric_missing(word, span));
    };
    cursor.advance();
    let known = || table::of_role(Role::Metric).map(|row| row.path).collect();
    let metric = Metric::read(&name).ok_or_else(|| unknown_column("metric", &name, of, known()))?;
    Ok(Record::Percentile(aggregate, metric))
}

/// Whether more words of a `record` follow one that is not known, and not what belongs to that word; moves past its other part
/// where it is written apart.
fn goes_on(word: &str, cursor: &mut Cursor<'_>) -> bool {
    let Some(next) = cursor.peek_word() else {
        return cursor.at_end();
    };
    if Record::read(&format!("{word}_{next}")).is_some() {
        cursor.advance();
        return true;
    }
    next != "of" && !table::is_aggregate(word) && !table::is_keyword(next)
}

/// Moves past what could not be read to the clause that follows it, or to the end.
fn skip_to_clause(cursor: &mut Cursor<'_>) {
    while !cursor.at_end() && !matches!(cursor.peek_word(), Some("with" | "where" | "solve")) {
        cursor.advance();
    }
}
