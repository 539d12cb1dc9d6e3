//! How much the experiments of a scenario ask for. All of them are counted together, and before anything is made.

use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::sweep::{Many, SweepError};
use crate::language::read::draft::Draft;
use crate::language::scenario::Experiment;
use crate::language::scenario::find::Find;
use crate::language::scenario::grid::{MAX_POINTS, MAX_ROWS};
use crate::language::scenario::settings::{Settings, Value};
use crate::language::scenario::sweep::Steps;
use crate::language::syntax::Span;
use crate::language::vocabulary::table::metrics::Record;

use super::cases::combinations;

/// Most combinations of swept settings in a scenario.
pub const MAX_CASES: usize = 50_000;

/// Most conditions and derived settings that are worked out, all combinations together.
const MAX_STEPS: usize = 2_000_000;

/// Most coordinates and indices in the deployments of all combinations together.
const MAX_COORDINATES: usize = 2_000_000;

/// Refuses the first experiment that takes the combinations of the scenario beyond a limit, and those after it.
pub(crate) fn check_drafts(drafts: &mut [Draft]) {
    let (mut cases, mut steps, mut coordinates) = (0usize, 0usize, 0usize);
    let mut full = false;
    for draft in drafts {
        if full {
            // What is beyond a limit is reported where the limit is met.
            let span = draft
                .given
                .span
                .or(draft.sweeps.first().map(|sweep| sweep.span));
            draft
                .errors
                .extend(span.map(|span| ModelError::Follows { span }));
            continue;
        }
        let own = combinations(draft);
        let each = (
            draft.conditions.len() + draft.derived.len(),
            entries(&draft.given.settings),
        );
        cases = cases.saturating_add(own);
        steps = steps.saturating_add(own.saturating_mul(each.0));
        coordinates = coordinates.saturating_add(own.saturating_mul(each.1));
        let span = draft.sweeps.first().map(|sweep| sweep.span);
        let many = |of: Many, count: usize, limit: usize| SweepError::TooMany {
            span,
            of,
            count,
            limit,
        };
        full = cases > MAX_CASES || steps > MAX_STEPS || coordinates > MAX_COORDINATES;
        if cases > MAX_CASES {
            let limit = MAX_CASES;
            draft
                .errors
                .push(SweepError::TooManyCases { span, limit }.into());
        } else if steps > MAX_STEPS {
            draft
                .errors
                .push(many(Many::Conditions, steps, MAX_STEPS).into());
        } else if coordinates > MAX_COORDINATES {
            draft
                .errors
                .push(many(Many::Coordinates, coordinates, MAX_COORDINATES).into());
        }
    }
}

/// Coordinates and indices in the settings of a deployment.
fn entries(settings: &Settings) -> usize {
    let entries = |value: &Value| match value {
        Value::Points(points) => points.len(),
        Value::Places(places) => places.each.iter().map(Vec::len).sum(),
        Value::Groups(groups) => groups.iter().map(|group| 2 + group.len()).sum(),
        Value::Indices(indices) => indices.len(),
        _ => 0,
    };
    settings
        .iter()
        .map(|(_, assigned)| entries(&assigned.value))
        .sum()
}

/// What the experiments so far ask for.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    points: usize,
    rows: usize,
}

impl Totals {
    /// Adds an experiment: its points in one realization, and its rows in all of them.
    pub(crate) fn add(&mut self, experiment: &Experiment, errors: &mut Vec<ModelError>) {
        let grid = experiment
            .budget
            .as_ref()
            .map_or(Some(1), |grid| grid.most());
        // Where results alone decide how many values a grid has, the run limits them.
        let grid = grid.unwrap_or(1);
        // Of the cases of a search few are tried.
        let cases = match &experiment.find {
            Some(find) => experiment
                .sweeps
                .get(find.axis)
                .map_or(1, |sweep| match &sweep.steps {
                    Steps::Settings(steps) => {
                        let lines = experiment.cases.len().div_ceil(steps.len().max(1));
                        let groups = experiment.schemes.len().saturating_mul(grid);
                        lines.saturating_mul(Find::most(steps.len(), groups))
                    }
                    Steps::Budget | Steps::Schemes => 1,
                }),
            None => experiment.cases.len(),
        };
        let points = cases
            .saturating_mul(experiment.schemes.len())
            .saturating_mul(grid);
        let realizations = experiment.realizations.value as usize;
        let rows = points
            .saturating_mul(realizations)
            .saturating_mul(samples(experiment));
        let met = self.points > MAX_POINTS || self.rows > MAX_ROWS;
        self.points = self.points.saturating_add(points);
        self.rows = self.rows.saturating_add(rows);
        let sweeps = || -> Vec<Span> { experiment.sweeps.iter().map(|sweep| sweep.span).collect() };
        if met {
            // Reported where the limit was met.
        } else if self.points > MAX_POINTS {
            errors.push(ModelError::Sweep(SweepError::TooManyPoints {
                points: self.points,
                limit: MAX_POINTS,
                sweeps: sweeps(),
            }));
        } else if self.rows > MAX_ROWS {
            errors.push(ModelError::Sweep(SweepError::TooManyRows {
                points,
                realizations,
                rows: self.rows,
                limit: MAX_ROWS,
                sweeps: sweeps(),
            }));
        }
    }
}

/// Rows that one point adds to the tables of an experiment.
fn samples(experiment: &Experiment) -> usize {
    let recorded = |record: Record| experiment.record.iter().any(|(known, _)| *known == record);
    let (patterns, users) = (recorded(Record::Beampattern), recorded(Record::Users));
    let of_case = experiment.cases.iter().map(|case| {
        let deployment = &case.deployment;
        let sensing = deployment.access_points.count.min(deployment.targets.count);
        let samples = sensing.saturating_mul(deployment.beampattern.samples);
        let samples = if patterns { samples } else { 0 };
        samples.max(if users { deployment.users.count } else { 0 })
    });
    of_case.max().unwrap_or(1).max(1)
}
