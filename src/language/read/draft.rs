//! What the statements of an experiment say, as data, before the experiment is put together.

use crate::language::scenario::settings::default_of;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::bindings::Bindings;
use super::expression::Typed;
use super::overrides::Overrides;
use super::quota::Quota;
use super::sweep::SweepDraft;
use crate::engine::scheme::ChosenScheme;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::exemption::Exemption;
use crate::language::scenario::find::Find;
use crate::language::scenario::formula::{Formula, late};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::look::Look;
use crate::language::scenario::precision::Precision;
use crate::language::scenario::settings::{Settings, Value};
use crate::language::scenario::sweep::{DerivedSetting, Target};
use crate::language::scenario::{Origin, Stated};
use crate::language::syntax::{Span, Statement};
use crate::language::vocabulary::choices::{Constraint, Problem};
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::arrays::ArrayFormat;
use crate::language::vocabulary::table::metrics::Record;

/// What is known of an experiment before its statements are read.
pub(crate) struct Given {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Option<Span>,
    /// Name of its deployment.
    pub deployment: Option<String>,
    /// Settings of its deployment.
    pub settings: Settings,
    /// Names in force.
    pub bindings: Bindings,
    /// Schemes of the caller that it declares itself, as a file does that is one experiment.
    pub schemes: Vec<(String, Span)>,
    /// Lines that could not be read, so that what seems missing may be there.
    pub broken: Vec<Span>,
    /// What its sweeps may take.
    pub quota: Rc<Quota>,
    /// Values from outside, which replace those that are stated.
    pub overrides: Rc<Overrides>,
    /// Whether its deployment is not known, so that the settings are not its own.
    pub assumed: bool,
    /// How the figures of its file look.
    pub style: Look,
}

/// `with NAME = EXPR`
pub(crate) struct Derived {
    /// What is derived.
    pub row: &'static Signature,
    /// From what.
    pub value: Typed,
    /// The name's place.
    pub span: Span,
}

impl Derived {
    /// The same for the resolved experiment.
    pub(crate) fn resolved(&self) -> DerivedSetting {
        let span = self.span.to(self.value.span);
        DerivedSetting {
            row: self.row,
            formula: self.value.formula.clone(),
            written: self.value.written,
            span,
        }
    }
}

/// What a statement about the results claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// `expect`
    Expectation,
    /// `golden`
    Golden,
    /// `plot`
    Plot,
}

/// What the statements of an experiment say, before it is put together.
pub(crate) struct Draft {
    /// What was known before.
    pub given: Given,
    /// The sweeps, outermost first.
    pub sweeps: Vec<SweepDraft>,
    /// Indices of sweeps that step together.
    pub groups: Vec<Vec<usize>>,
    /// Derived settings.
    pub derived: Vec<Derived>,
    /// Conditions.
    pub conditions: Vec<Typed>,
    /// What is solved.
    pub solve: Option<(Problem, Span)>,
    /// The budget that `solve` states, and where.
    pub budget: Option<(Constraint, Formula, Span)>,
    /// Further columns and tables.
    pub record: Vec<(Record, Span)>,
    /// The file of the arrays, where it is stated.
    pub array_format: Option<(ArrayFormat, Span)>,
    /// Numbers and words of the experiment, each with its place.
    pub controls: BTreeMap<&'static str, (Value, Span)>,
    /// The scheme that is stated, and where.
    pub scheme: Option<(ChosenScheme, Span)>,
    /// The precision that decides how many networks are drawn.
    pub precision: Option<Precision>,
    /// The same experiment at every combination of values of the `let`s that it sweeps, the last running fastest; none
    /// where it sweeps no `let`.
    pub variants: Vec<Draft>,
    /// Whether it is one of those.
    pub is_variant: bool,
    /// A search for a value of one of the sweeps.
    pub find: Option<Find>,
    /// What would be swept by sweeps that have faults.
    pub failed: Vec<String>,
    /// What its tests do not ask of it.
    pub exemption: Option<Exemption>,
    /// Statements about the results, read when the sweeps are known.
    pub claims: Vec<(Claim, Statement)>,
    /// What is wrong.
    pub errors: Vec<ModelError>,
}

impl Draft {
    /// Nothing said yet.
    pub(crate) fn new(given: Given) -> Self {
        Self {
            given,
            sweeps: Vec::new(),
            groups: Vec::new(),
            derived: Vec::new(),
            conditions: Vec::new(),
            solve: None,
            budget: None,
            record: Vec::new(),
            array_format: None,
            controls: BTreeMap::new(),
            scheme: None,
            precision: None,
            variants: Vec::new(),
            is_variant: false,
            find: None,
            failed: Vec::new(),
            exemption: None,
            claims: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The variant at these indices, by sweep; itself where it has none.
    pub(crate) fn at(&self, chosen: &[(usize, usize)]) -> &Self {
        let mut number = 0;
        for (index, sweep) in self.sweeps.iter().enumerate() {
            if matches!(sweep.target, Target::Name) {
                let step = chosen.iter().find(|(sweep, _)| *sweep == index);
                number = number * sweep.steps.len() + step.map_or(0, |(_, step)| *step);
            }
        }
        self.variants.get(number).unwrap_or(self)
    }

    /// The budget that it states, as a variant of another.
    pub(crate) fn stated_budget(&self) -> Option<Grid> {
        let (_, formula, _) = self.budget.as_ref().filter(|_| self.is_variant)?;
        Some(Grid::List(vec![formula.clone()]))
    }

    /// The conditions that need what is known only at a point, as a variant of another.
    pub(crate) fn filters(&self) -> Option<Arc<[Formula]>> {
        let formulas = self.conditions.iter().map(|condition| &condition.formula);
        let late = formulas.filter(|formula| formula.mentions(late)).cloned();
        self.is_variant.then(|| late.collect())
    }

    /// A whole number of the experiment, and where it comes from.
    pub(crate) fn whole(&self, path: &'static str) -> Stated<u64> {
        match self.controls.get(path) {
            Some((Value::Count(value), span)) => Stated {
                value: *value,
                origin: Origin::Written(*span),
            },
            _ => match table::find(Role::Control, path).and_then(default_of) {
                Some(Value::Count(value)) => Stated {
                    value,
                    origin: Origin::Default,
                },
                _ => Stated {
                    value: 1,
                    origin: Origin::Default,
                },
            },
        }
    }

    /// The same, of those that fit.
    pub(crate) fn small(&self, path: &'static str) -> Stated<u32> {
        let stated = self.whole(path);
        Stated {
            value: u32::try_from(stated.value).unwrap_or(u32::MAX),
            origin: stated.origin,
        }
    }

    /// A tolerance of the experiment, and where it comes from.
    pub(crate) fn tolerance(&self, path: &'static str) -> Stated<f64> {
        match self.controls.get(path) {
            Some((Value::Number(quantity), span)) => Stated {
                value: quantity.value,
                origin: Origin::Written(*span),
            },
            _ => match table::find(Role::Control, path).and_then(default_of) {
                Some(Value::Number(quantity)) => Stated {
                    value: quantity.value,
                    origin: Origin::Default,
                },
                // Every row of a tolerance has a default.
                _ => Stated {
                    value: f64::NAN,
                    origin: Origin::Default,
                },
            },
        }
    }
}
