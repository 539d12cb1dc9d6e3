//! What the check made of a scenario, kept small: no case of a sweep is held.

use std::collections::BTreeMap;

use super::meaning::NameKind;
use super::names::Name;
use super::position::Lines;
use crate::language::scenario::grid::Grid;
use crate::language::scenario::settings::Settings;
use crate::language::scenario::sweep::{Steps, Target};
use crate::language::syntax::{FileId, SourceProvider, Sources, Span};
use crate::language::vocabulary::units::Quantity;
use crate::language::{Checked, Experiment, Fault, NamedDeployment, check};

/// Most different values that are shown of a derived setting.
const MOST_DERIVED: usize = 6;

/// What the check made of a scenario.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Every source that was read.
    pub sources: Sources,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
    /// The deployments of the file itself.
    pub deployments: Vec<NamedDeployment>,
    /// The experiments without faults.
    pub studies: Vec<Study>,
    /// What each `let` that was read gives, by the place of its name.
    values: BTreeMap<Span, Quantity>,
    /// The lines of every source.
    lines: Vec<Lines>,
}

/// An experiment in numbers.
#[derive(Debug)]
pub struct Study {
    /// Its name.
    pub name: String,
    /// Where its name is; none where the file is the experiment.
    pub span: Option<Span>,
    /// Its settings before anything is swept.
    pub settings: Settings,
    /// Each sweep: where it is, and how many values it has, unless each realization has its own grid.
    pub sweeps: Vec<(Span, Option<usize>)>,
    /// Each derived setting: where its name is, its first different values, and whether there are more.
    pub derived: Vec<(Span, Vec<String>, bool)>,
    /// Rows of its table for one realization, where that is known before it runs.
    pub points: Option<usize>,
    /// How many networks are drawn, at most.
    pub realizations: u32,
}

impl Knowledge {
    /// Checks the scenario of a name.
    #[must_use]
    pub fn of(provider: &dyn SourceProvider, root: &str) -> Self {
        let Checked {
            sources,
            scenario,
            faults,
            partial,
            values,
        } = check(provider, root);
        let lines = sources.iter().map(|(_, source)| Lines::of(&source.text));
        let lines: Vec<Lines> = lines.collect();
        let Some(scenario) = scenario.or(partial) else {
            return Self {
                sources,
                faults,
                values,
                lines,
                ..Self::default()
            };
        };
        Self {
            sources,
            faults,
            deployments: scenario.deployments,
            studies: scenario.experiments.iter().map(Study::of).collect(),
            values,
            lines,
        }
    }

    /// The lines of a source.
    #[must_use]
    pub fn lines(&self, file: FileId) -> &Lines {
        &self.lines[file.0 as usize]
    }

    /// The value of a `let`, by the file and place of its name.
    #[must_use]
    pub fn value(&self, file: &str, start: usize) -> Option<Quantity> {
        let same = |span: &Span| span.start == start && self.sources.get(span.file).name == file;
        self.values
            .iter()
            .find(|(span, _)| same(span))
            .map(|(_, value)| *value)
    }

    /// The settings that are in force in the block of a name; those outside every block where there is none.
    #[must_use]
    pub fn settings(&self, within: Option<&Name>) -> Option<&Settings> {
        let Some(name) = within else {
            let alone = self.studies.iter().find(|study| study.span.is_none());
            let described = || self.deployments.iter().find(|of| of.span.is_none());
            return alone
                .map(|study| &study.settings)
                .or_else(|| described().map(|of| &of.settings));
        };
        let found = match name.kind {
            NameKind::Deployment => {
                let named = self.deployments.iter().find(|of| of.name == name.name);
                named.map(|of| &of.settings)
            }
            NameKind::Experiment => {
                let named = self.studies.iter().find(|study| study.name == name.name);
                named.map(|study| &study.settings)
            }
            NameKind::Value => None,
        };
        found.filter(|settings| !settings.is_empty())
    }
}

impl Study {
    fn of(experiment: &Experiment) -> Self {
        let budget = experiment.budget.as_ref().map_or(Some(1), values);
        let budget = budget.filter(|_| experiment.filters.is_empty());
        let sweeps = experiment.sweeps.iter().map(|sweep| {
            let count = match (&sweep.steps, sweep.target) {
                (Steps::Settings(steps), _) => Some(steps.len()),
                (Steps::Schemes, _) => Some(experiment.schemes.len()),
                (Steps::Budget, Target::Budget(_)) => experiment.budget.as_ref().and_then(values),
                (Steps::Budget, _) => None,
            };
            (sweep.span, count)
        });
        let points = experiment.cases.iter().map(|case| {
            let budgets = case.budget_index.map_or(budget, |_| Some(1))?;
            Some(budgets * case.scheme_index.map_or(experiment.schemes.len(), |_| 1))
        });
        let derived = experiment.derived.iter().map(|derived| {
            let mut shown: Vec<String> = Vec::new();
            for case in &experiment.cases {
                let value = case
                    .settings
                    .get(derived.row.path)
                    .map(|of| of.value.to_string());
                if let Some(value) = value.filter(|value| !shown.contains(value)) {
                    shown.push(value);
                }
                if shown.len() > MOST_DERIVED {
                    break;
                }
            }
            let more = shown.len() > MOST_DERIVED;
            shown.truncate(MOST_DERIVED);
            (derived.span, shown, more)
        });
        Self {
            name: experiment.name.clone(),
            span: experiment.span,
            settings: experiment.settings.clone(),
            sweeps: sweeps.collect(),
            derived: derived.collect(),
            points: points.sum(),
            realizations: experiment.realizations.value,
        }
    }
}

/// How many values a grid has, where that does not depend on the realization.
fn values(grid: &Grid) -> Option<usize> {
    match grid {
        Grid::List(items) => Some(items.len()),
        Grid::Points { count, .. } => Some(*count),
        Grid::Step { .. } => grid.values(&|_| None).ok().map(|values| values.len()),
    }
}
