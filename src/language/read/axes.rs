//! The columns that claims name, and the rows that they select.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::bindings::Bindings;
use super::draft::Draft;
use super::expression::{Admit, check};
use super::named::settings_named;
use super::sweep::SweepDraft;
use super::target::find_target;
use super::unknown::{unknown, unknown_value};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::{Measured, ModelError};
use crate::language::scenario::axis::{AxisValue, Place, Selection};
use crate::language::scenario::formula::{Formula, Symbol, nearly_equal};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::sweep::Step;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Expr, ExprKind, Name, Selector, Span};
use crate::language::vocabulary::choices::{Constraint, Problem};
use crate::language::vocabulary::units::number;

/// What claims are read against.
pub(crate) struct Reader<'a, 'p> {
    /// The experiment.
    pub draft: &'a Draft,
    /// Where the scenario comes from.
    pub library: &'a Library<'p>,
    /// Which budget has a column, if any.
    pub budget: Option<Constraint>,
    /// How many networks are drawn.
    pub realizations: u32,
    /// The values of swept variables at each of which something must hold, by their names.
    pub places: RefCell<BTreeMap<String, Arc<[Place]>>>,
    /// The numbers that swept variables step through, ascending, by their names; none where results decide.
    pub numbers: RefCell<BTreeMap<String, Option<Rc<[f64]>>>>,
}

/// A column that selects rows.
#[derive(Clone, Copy)]
pub(crate) enum Axis<'d> {
    /// A swept variable.
    Swept(&'d SweepDraft),
    /// The budget that `solve` states.
    Budget(Constraint),
}

impl<'d> Axis<'d> {
    /// The column's name.
    pub(crate) fn column(self) -> &'d str {
        match self {
            Self::Swept(sweep) => &sweep.name,
            Self::Budget(budget) => budget.text(),
        }
    }
}

/// Whether a swept variable takes a value, as far as its values are known before a run.
fn takes(
    known: Option<&[f64]>,
    value: f64,
    name: &str,
    (unit, written): (&str, Option<&str>),
    span: Span,
) -> Result<(), ModelError> {
    let Some(known) = known else { return Ok(()) };
    let at = known.partition_point(|known| *known < value);
    let near = known.get(at.saturating_sub(1)..known.len().min(at + 1));
    if near.is_some_and(|near| near.iter().any(|&known| nearly_equal(known, value))) {
        return Ok(());
    }
    let text = |value: f64| AxisValue::Number(value).shown(unit, written);
    // As many as a message shows, and the last.
    let shown = known
        .iter()
        .take(SHOWN)
        .chain(known.iter().skip(SHOWN).last());
    let never = ClaimFault::NeverSwept {
        name: name.into(),
        value: text(value),
        values: shown.copied().map(text).collect(),
    };
    Err(never.at(span).into())
}

/// Values of a sweep that a message has of more.
const SHOWN: usize = 8;

/// Whether a sweep could step what has this name.
pub(crate) fn can_be_swept(name: &str) -> bool {
    find_target(name).is_some() || !settings_named(name).is_empty()
}

impl Reader<'_, '_> {
    /// Whether a name would be swept but for a fault that is reported at its sweep.
    pub(crate) fn lost(&self, name: &str) -> bool {
        let column = |name: &str| name.replace('.', "_");
        let target = find_target(name);
        self.draft.failed.iter().any(|failed| {
            let other = find_target(failed);
            let same =
                matches!((&target, other), (Some(target), Some(other)) if target.same(&other));
            same || column(failed) == column(name)
        })
    }

    /// The columns that select rows: the swept variables, and a stated budget.
    pub(crate) fn axis(&self, name: &Name) -> Result<Axis<'_>, ModelError> {
        let column = name.text.replace('.', "_");
        let target = find_target(&name.text);
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
        if can_be_swept(&name.text) {
            return Err(self.not_swept(name, false));
        }
        Err(unknown(
            "swept variable",
            &name.text,
            name.span,
            self.swept(),
        ))
    }

    /// The names of the columns that select rows.
    pub(crate) fn swept(&self) -> Vec<&str> {
        let sweeps = self.draft.sweeps.iter();
        let mut names: Vec<&str> = sweeps.map(|sweep| sweep.name.as_str()).collect();
        if let Some(budget) = self.budget.map(Constraint::text)
            && !names.contains(&budget)
        {
            names.push(budget);
        }
        names
    }

    /// That something could be swept and is not.
    pub(crate) fn not_swept(&self, name: &Name, or_metric: bool) -> ModelError {
        let swept = self.swept().into_iter().map(str::to_owned).collect();
        ClaimFault::NotSwept {
            name: name.text.clone(),
            swept,
            or_metric,
        }
        .at(name.span)
        .into()
    }

    /// Whether each realization has a grid of the budget of its own.
    pub(crate) fn own_grid(&self) -> bool {
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

    /// The numbers that a swept variable steps through, ascending; none where they are words, or known only after
    /// solving.
    fn numbers(&self, sweep: &SweepDraft) -> Option<Rc<[f64]>> {
        let mut known = self.numbers.borrow_mut();
        if let Some(numbers) = known.get(&sweep.name) {
            return numbers.clone();
        }
        let numbers: Option<Rc<[f64]>> = sweep.numbers().map(|mut numbers| {
            numbers.sort_by(f64::total_cmp);
            numbers.into()
        });
        known.insert(sweep.name.clone(), numbers.clone());
        numbers
    }

    /// The rows that a selector keeps, whatever is asked of them.
    ///
    /// # Errors
    /// When there is no such axis, or no such value on it.
    pub(crate) fn selected(&self, selector: &Selector) -> Result<Selection, ModelError> {
        let axis = self.axis(&selector.axis)?;
        let sweep = match axis {
            Axis::Swept(sweep) => sweep,
            Axis::Budget(budget) => {
                let value = self.number(&selector.value, budget.text(), "")?;
                let stated = self.draft.budget.as_ref();
                let known = stated.and_then(|(_, formula, _)| Some([formula.constant()?]));
                let known = known.as_ref().map(<[f64; 1]>::as_slice);
                takes(known, value, budget.text(), ("", None), selector.value.span)?;
                return Ok(Selection {
                    axis: budget.text().into(),
                    value: AxisValue::Number(value),
                });
            }
        };
        let word = |step: &'_ Step| matches!(step.key, AxisValue::Word(_));
        if !sweep.steps.first().is_some_and(word) {
            let mut value = self.number(&selector.value, &sweep.name, &sweep.unit);
            if let (Err(ModelError::UnitMismatch { missing, .. }), Some(written)) =
                (&mut value, sweep.written)
                && let Some((_, unit)) = missing
            {
                *unit = written.to_owned();
            }
            let value = value?;
            let span = selector.value.span;
            let known = self.numbers(sweep);
            let units = (sweep.unit.as_str(), sweep.written);
            takes(known.as_deref(), value, &sweep.name, units, span)?;
            return Ok(Selection {
                axis: sweep.name.clone(),
                value: AxisValue::Number(value),
            });
        }
        let words: Vec<&str> = sweep
            .steps
            .iter()
            .filter_map(|step| match &step.key {
                AxisValue::Word(word) => Some(word.as_str()),
                AxisValue::Number(_) => None,
            })
            .collect();
        match &selector.value.kind {
            ExprKind::Name(word) if words.contains(&word.as_str()) => Ok(Selection {
                axis: sweep.name.clone(),
                value: AxisValue::Word(word.clone()),
            }),
            _ => {
                let written = self.library.text(selector.value.span);
                Err(unknown_value(&written, selector.value.span, words))
            }
        }
    }

    /// A value of a column with this unit.
    pub(crate) fn number(&self, value: &Expr, name: &str, unit: &str) -> Result<f64, ModelError> {
        number_in(value, &self.draft.given.bindings, name, unit)
    }
}

/// A value of a column with this unit, names being bound.
///
/// # Errors
/// When it measures something else, or is not a finite number.
pub(crate) fn number_in(
    value: &Expr,
    bindings: &Bindings,
    name: &str,
    unit: &str,
) -> Result<f64, ModelError> {
    let typed = check(value, bindings, Admit::Constants)?;
    if typed.dimension.unit() != unit {
        return Err(ModelError::UnitMismatch {
            name: name.into(),
            span: typed.span,
            found: typed.dimension,
            expected: Measured::In(unit.to_owned()),
            missing: (typed.bare && !unit.is_empty()).then(|| {
                let value = typed.formula.constant().unwrap_or(f64::NAN);
                (number(value), unit.to_owned())
            }),
        });
    }
    typed
        .formula
        .constant()
        .ok_or(ModelError::NotFinite { span: typed.span })
}
