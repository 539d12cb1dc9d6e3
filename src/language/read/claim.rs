//! Reads what a scenario claims: `expect`, `golden`, `plot`.

use std::path::{Component, Path};

use super::experiment::{Draft, turned_comparison};
use super::expression::{self, Admit, Checker};
use super::number::finish;
use super::plot;
use super::sweep::SweepDraft;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::claims::{
    Aggregate, Expectation, Golden, Plot, Quantified, Query, Selection,
};
use crate::language::scenario::formula::{Constraint, Formula, ResultName, Symbol, nearly_equal};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::{AxisValue, Problem, Target};
use crate::language::syntax::{
    Cursor, Expr, ExprKind, Name, Selector, Span, Statement, TokenKind, describe, parse_expression,
};
use crate::language::vocabulary::metric::{Metric, Record};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, number};

/// The claims of an experiment.
#[derive(Default)]
pub struct Claims {
    /// Expectations.
    pub expectations: Vec<Expectation>,
    /// Goldens.
    pub goldens: Vec<Golden>,
    /// Plots.
    pub plots: Vec<Plot>,
}

/// Reads the claims, the sweeps being known. `budget` says which budget has a column, if any.
pub fn read(
    statements: &[Statement],
    draft: &mut Draft<'_, '_>,
    budget: Option<Constraint>,
) -> Claims {
    let mut claims = Claims::default();
    let realizations = draft.small("realizations").value;
    for statement in statements {
        let reader = Reader {
            draft,
            budget,
            realizations,
        };
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        let read = match statement.word.text.as_str() {
            "expect" => reader
                .expectation(&mut cursor, statement)
                .map(|e| claims.expectations.push(e)),
            "golden" => reader.golden(&mut cursor).map(|g| claims.goldens.push(g)),
            _ => plot::read(&reader, &mut cursor, statement)
                .and_then(|plot| once(&claims.plots, plot))
                .map(|p| claims.plots.push(p)),
        };
        let read = read.and_then(|()| finish(&cursor, &statement.word.text));
        if let Err(error) = read {
            draft.errors.push(error);
        }
    }
    claims
}

/// What a name after `record` stands for.
///
/// # Errors
/// When there is nothing of this name.
pub fn recorded(name: &str, span: Span) -> Result<Record, ModelError> {
    Record::read(name).ok_or_else(|| unknown("metric", name, span, Record::names()))
}

/// A plot, if it is not asked for already: its file would be the same.
fn once(plots: &[Plot], plot: Plot) -> Result<Plot, ModelError> {
    let same = |other: &&Plot| other.figure == plot.figure && other.at == plot.at;
    let first = plots.iter().find(same).and_then(|first| first.span);
    match (first, plot.span) {
        (Some(first), Some(span)) => Err(ModelError::Clash {
            what: "plot",
            name: plot.to_string(),
            span,
            first,
        }),
        // Plots that a scenario states have a place in it.
        _ => Ok(plot),
    }
}

/// That there is nothing of a name.
pub fn unknown(what: &'static str, name: &str, span: Span, known: Vec<&str>) -> ModelError {
    ModelError::Unknown {
        what,
        name: name.into(),
        span,
        suggestion: closest(name, known.iter().copied()),
        known: known.into_iter().map(str::to_owned).collect(),
        note: None,
    }
}

/// What claims are read against.
pub struct Reader<'a, 'b, 'c> {
    /// The experiment.
    pub draft: &'a Draft<'b, 'c>,
    budget: Option<Constraint>,
    /// How many networks are drawn.
    pub realizations: u32,
}

impl Reader<'_, '_, '_> {
    fn expectation(
        &self,
        cursor: &mut Cursor<'_>,
        statement: &Statement,
    ) -> Result<Expectation, ModelError> {
        let expression = parse_expression(cursor, expression::expectation_vocabulary())?;
        let ExprKind::Binary {
            operator,
            left,
            right,
            ..
        } = &expression.kind
        else {
            return Err(self
                .misspelt_aggregate(&expression, cursor)
                .unwrap_or_else(|| no_comparison(&expression, turned_comparison(cursor))));
        };
        if !operator.compares() {
            return Err(no_comparison(&expression, turned_comparison(cursor)));
        }
        let aggregates = std::cell::RefCell::new(Vec::new());
        let handle = |expression: &Expr| {
            let query = self.query(expression)?;
            let mut aggregates = aggregates.borrow_mut();
            aggregates.push(query);
            Ok((
                Formula::Symbol(Symbol::Aggregate(aggregates.len() - 1)),
                Dimension::PLAIN,
            ))
        };
        let checker = Checker {
            bindings: &self.draft.given.bindings,
            admit: Admit::Aggregates,
            aggregate: Some(&handle),
        };
        let (l, dl) = checker.check(left)?;
        let (r, dr) = checker.check(right)?;
        if dl != dr {
            let (left, right) = ((left.span, dl), (right.span, dr));
            return Err(ModelError::UnitArithmetic {
                operator: *operator,
                span: expression.span,
                left,
                right,
            });
        }
        let aggregates = aggregates.into_inner();
        if aggregates.is_empty() {
            return Err(ModelError::Claim {
                code: "aggregate",
                message: "this expectation asks nothing of the results".into(),
                span: expression.span,
                help: Some("for example `expect mean sum_rate >= 20`".into()),
            });
        }
        let each = self.each(cursor)?;
        let text = self
            .draft
            .library
            .text(expression.span.to(cursor.last_span()));
        Ok(Expectation {
            text,
            span: statement.span,
            operator: *operator,
            left: l.bind(&|_| None),
            right: r.bind(&|_| None),
            aggregates,
            each,
        })
    }

    /// `maen sum_rate`: a name before another was meant as an aggregate.
    fn misspelt_aggregate(&self, expression: &Expr, cursor: &Cursor<'_>) -> Option<ModelError> {
        let (ExprKind::Name(name), Some(_)) = (&expression.kind, cursor.peek_word()) else {
            return None;
        };
        let known = table::of_role(Role::Aggregate)
            .map(|row| row.path)
            .collect();
        Some(unknown("aggregate", name, expression.span, known))
    }

    fn query(&self, expression: &Expr) -> Result<Query, ModelError> {
        let ExprKind::Aggregate { aggregate, of, at } = &expression.kind else {
            return Err(no_comparison(expression, None));
        };
        let aggregate = Aggregate::read(&aggregate.text).ok_or_else(|| {
            unknown(
                "aggregate",
                &aggregate.text,
                aggregate.span,
                table::of_role(Role::Aggregate).map(|r| r.path).collect(),
            )
        })?;
        let of = match ResultName::read(&of.text) {
            Some(result) => Quantified::Result(result),
            None => {
                let known: Vec<&str> = table::of_role(Role::Metric)
                    .chain(table::of_role(Role::Result))
                    .map(|row| row.path)
                    .collect();
                match Metric::read(&of.text) {
                    Some(metric) => Quantified::Metric(metric),
                    None => return Err(unknown("metric", &of.text, of.span, known)),
                }
            }
        };
        let at = at
            .iter()
            .map(|selector| self.selection(selector, &of))
            .collect::<Result<_, _>>()?;
        Ok(Query { aggregate, of, at })
    }

    /// Whether a name would be swept but for a fault that is told of at its sweep.
    pub fn lost(&self, name: &str) -> bool {
        let column = |name: &str| name.replace('.', "_");
        let target = super::sweep::find_target(name);
        self.draft.failed.iter().any(|failed| {
            let other = super::sweep::find_target(failed);
            let same =
                matches!((&target, other), (Some(target), Some(other)) if target.same(&other));
            same || column(failed) == column(name)
        })
    }

    /// The columns that select rows: the swept variables, and a stated budget.
    pub fn axis(&self, name: &Name) -> Result<Axis<'_>, ModelError> {
        let column = name.text.replace('.', "_");
        let target = super::sweep::find_target(&name.text);
        let same = |sweep: &&SweepDraft| {
            sweep.name == column
                || target
                    .as_ref()
                    .is_some_and(|target| target.same(&sweep.target))
        };
        if let Some(sweep) = self.draft.sweeps.iter().find(same) {
            return Ok(Axis::Swept(sweep));
        }
        if let Some(budget) = self.budget.filter(|budget| budget.text() == name.text) {
            return Ok(Axis::Budget(budget));
        }
        if self.lost(&name.text) {
            return Err(ModelError::Follows { span: name.span });
        }
        let mut known: Vec<&str> = self
            .draft
            .sweeps
            .iter()
            .map(|sweep| sweep.name.as_str())
            .collect();
        if let Some(budget) = self.budget.map(Constraint::text)
            && !known.contains(&budget)
        {
            known.push(budget);
        }
        Err(unknown("swept variable", &name.text, name.span, known))
    }

    fn selection(&self, selector: &Selector, of: &Quantified) -> Result<Selection, ModelError> {
        let axis = self.axis(&selector.axis)?;
        let budget = match axis {
            Axis::Budget(budget) => Some(budget),
            Axis::Swept(sweep) => match sweep.target {
                Target::Budget(budget) => Some(budget),
                _ => None,
            },
        };
        if let (Some(budget), Quantified::Result(result)) = (budget, of) {
            let budget = budget.text();
            return Err(ModelError::Claim {
                code: "selector",
                message: format!("`{}` is the same at every {budget}", result.text()),
                span: selector.axis.span,
                help: Some(format!("leave out `at {budget} ...`")),
            });
        }
        self.selected(selector)
    }

    /// Whether each realization has a grid of the budget of its own.
    pub fn own_grid(&self) -> bool {
        let varies = |formula: &Formula| {
            let mut late = false;
            formula.symbols(&mut |symbol| late |= matches!(symbol, Symbol::Result(_)));
            late
        };
        let swept = self
            .draft
            .sweeps
            .iter()
            .filter_map(|sweep| sweep.grid.as_ref());
        let stated = self.draft.budget.as_ref().map(|(_, formula, _)| formula);
        matches!(self.draft.solve, Some((Problem::Region, _)))
            || swept.flat_map(Grid::formulas).chain(stated).any(varies)
    }

    /// The rows that a selector keeps, whatever is asked of them.
    ///
    /// # Errors
    /// When there is no such axis, or no such value on it.
    pub fn selected(&self, selector: &Selector) -> Result<Selection, ModelError> {
        let axis = self.axis(&selector.axis)?;
        let sweep = match axis {
            Axis::Swept(sweep) => sweep,
            Axis::Budget(budget) => {
                let value = self.number(&selector.value, budget.text(), "")?;
                let stated = self.draft.budget.as_ref();
                let known = stated.and_then(|(_, formula, _)| Some(vec![formula.constant()?]));
                takes(known, value, budget.text(), "", selector.value.span)?;
                return Ok(Selection {
                    axis: budget.text().into(),
                    value: AxisValue::Number(value),
                });
            }
        };
        let words: Vec<&str> = sweep
            .steps
            .iter()
            .filter_map(|step| match &step.key {
                AxisValue::Word(word) => Some(word.as_str()),
                AxisValue::Number(_) => None,
            })
            .collect();
        if words.is_empty() {
            let value = self.number(&selector.value, &sweep.name, &sweep.unit)?;
            let span = selector.value.span;
            takes(sweep.numbers(), value, &sweep.name, &sweep.unit, span)?;
            return Ok(Selection {
                axis: sweep.name.clone(),
                value: AxisValue::Number(value),
            });
        }
        match &selector.value.kind {
            ExprKind::Name(word) if words.contains(&word.as_str()) => Ok(Selection {
                axis: sweep.name.clone(),
                value: AxisValue::Word(word.clone()),
            }),
            ExprKind::Name(word) => Err(unknown("value", word, selector.value.span, words)),
            _ => Err(unknown("value", "this", selector.value.span, words)),
        }
    }

    /// A value of a column with this unit.
    pub fn number(&self, value: &Expr, name: &str, unit: &str) -> Result<f64, ModelError> {
        let typed = expression::check(value, &self.draft.given.bindings, Admit::Constants)?;
        if typed.dimension.unit() != unit {
            let expected = if unit.is_empty() {
                "a plain number".to_owned()
            } else {
                format!("a value in {unit}")
            };
            return Err(ModelError::UnitMismatch {
                name: name.into(),
                span: typed.span,
                found: typed.dimension,
                expected,
                help: None,
            });
        }
        typed
            .formula
            .constant()
            .ok_or(ModelError::NotFinite { span: typed.span })
    }

    fn golden(&self, cursor: &mut Cursor<'_>) -> Result<Golden, ModelError> {
        let span = cursor.here();
        let token = cursor.advance();
        let Some(TokenKind::Text(name)) = token.map(|token| &token.kind) else {
            return Err(ModelError::Expected {
                span,
                found: token.map(describe).unwrap_or_default(),
                expected: "the name of a CSV file in quotes".into(),
                help: Some("for example `golden \"region.golden.csv\" rtol 1e-6`".into()),
            });
        };
        let below = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(below) {
            return Err(ModelError::Claim {
                code: "golden",
                message: "a golden lies beside its scenario, or below".into(),
                span,
                help: Some("name it without `..` and without a folder to begin with `/`".into()),
            });
        }
        let file = self.draft.library.resolve(span.file, name);
        // Tight by default: the same program gives the same bytes.
        let mut golden = Golden {
            file,
            span,
            rtol: 1e-9,
            atol: 0.0,
        };
        loop {
            let tolerance = if cursor.take_word("rtol").is_some() {
                &mut golden.rtol
            } else if cursor.take_word("atol").is_some() {
                &mut golden.atol
            } else {
                return Ok(golden);
            };
            let typed = expression::read(cursor, &self.draft.given.bindings, Admit::Constants)?;
            let value = typed.formula.constant().unwrap_or(f64::NAN);
            if typed.dimension != Dimension::PLAIN || value < 0.0 {
                return Err(ModelError::Range {
                    name: "tolerance".into(),
                    span: typed.span,
                    value: number(value),
                    allowed: "0 or greater, without unit".into(),
                });
            }
            *tolerance = value;
        }
    }
}

/// Whether a swept variable takes a value, as far as its values are known before a run.
fn takes(
    known: Option<Vec<f64>>,
    value: f64,
    name: &str,
    unit: &str,
    span: Span,
) -> Result<(), ModelError> {
    let Some(known) = known else { return Ok(()) };
    if known.iter().any(|&known| nearly_equal(known, value)) {
        return Ok(());
    }
    let text = |value: f64| format!("{} {unit}", number(value)).trim_end().to_owned();
    Err(ModelError::NeverSwept {
        name: name.into(),
        value: text(value),
        span,
        values: known.into_iter().map(text).collect(),
    })
}

/// A column that selects rows.
#[derive(Clone, Copy)]
pub enum Axis<'d> {
    /// A swept variable.
    Swept(&'d SweepDraft),
    /// The budget that `solve` states.
    Budget(Constraint),
}

impl<'d> Axis<'d> {
    /// The column's name.
    pub fn column(self) -> &'d str {
        match self {
            Self::Swept(sweep) => &sweep.name,
            Self::Budget(budget) => budget.text(),
        }
    }
}

fn no_comparison(expression: &Expr, help: Option<String>) -> ModelError {
    ModelError::Claim {
        code: "comparison",
        message: "an expectation compares two values".into(),
        span: expression.span,
        help: help.or_else(|| Some("for example `expect mean sum_rate >= 20`".into())),
    }
}
