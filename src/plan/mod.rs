//! Scenario to ordered work; pure. What a run consumes.
//!
//! A *unit* is one realization of one case: it draws a network, estimates its
//! channels, solves what the sweep's bounds need, then the points of each
//! chain. Units are independent of each other, so they can run in any order
//! and place. The result of a point depends on its network, its scheme and its
//! budget, not on the other points of its chain.

pub mod budget;
pub mod build;
pub mod describe;
pub mod difference;
pub mod fingerprint;
pub mod names;
pub mod notes;
pub mod share;

pub use budget::BudgetExpr;
pub use build::build;
pub use describe::{Description, ExperimentDescription, SettingDescription, describe};
pub use difference::{Difference, Side, difference};
pub use fingerprint::{Fingerprint, fingerprint};
pub use names::{Needs, ResultNames};
pub use notes::{Note, notes};
pub use share::{Round, Share, Shares, cost};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::engine::scheme::ChosenScheme;
use crate::engine::{Deployment, ExternalMetric};
pub(crate) use crate::language::number as number_text;
use crate::language::vocabulary::table::arrays::{ArrayFormat, ArrayLengths, Arrays};
pub use crate::language::{
    Aggregate, AxisValue, Constraint, ExpectOutcome, Expectation, Figure, Find, Golden, Metric,
    OF_USERS, Per, Plot, Precision, Problem, Quantified, Query, Record, ResultName, Selection,
};

/// Fewest realizations between two checks of the precision.
pub const STAGE: u32 = 20;

/// What a scenario file asks for, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The experiments, in the order of the file.
    pub experiments: Vec<ExperimentPlan>,
}

/// One table's worth of work.
#[derive(Debug, Clone)]
pub struct ExperimentPlan {
    /// Name of the experiment, and stem of its files.
    pub name: String,
    /// Seed of every random stream.
    pub seed: u64,
    /// Number of realizations, numbered from 0; the most that are drawn if a precision decides.
    pub realizations: u32,
    /// The precision that lets fewer do.
    pub precision: Option<Precision>,
    /// The swept variables in nesting order, outermost first; key columns of the table.
    pub axes: Vec<Axis>,
    /// The settings that follow from what is swept, in the order written.
    pub derived: Vec<Derived>,
    /// The unit in which the scenario writes the size of its area, where that is one: coordinates are shown in it.
    pub coordinates: Option<&'static str>,
    /// Every combination of axis values other than budget and scheme.
    pub cases: Vec<Case>,
    /// What is solved at each point.
    pub problem: Problem,
    /// What its budget bounds.
    pub constraint: Constraint,
    /// Which result names the bounds and expressions need, per realization.
    pub needs: Needs,
    /// Starting points of each local optimisation; the best end is kept.
    pub starts: u32,
    /// Coherence blocks that sample the errors of estimation.
    pub samples: u32,
    /// How far inside its ends the trade-off is solved: delta = S_min is taken
    /// as S_min (1 + tolerance), zeta = R_max as R_max (1 - tolerance).
    pub boundary_tolerance: f64,
    /// How finely a region is resolved, relative to R_max.
    pub region_tolerance: f64,
    /// The search for a value of one of the axes; of its cases few are tried.
    pub find: Option<Find>,
    /// What is expected of the results.
    pub expectations: Vec<Expectation>,
    /// Tables to compare the results with.
    pub goldens: Vec<Golden>,
    /// Figures to draw; their names are checked.
    pub plots: Vec<Plot>,
    /// Further metrics for the table, beside those that every table has.
    pub record: Vec<Record>,
    /// Metrics of the caller, a column each.
    pub metrics: Vec<ExternalMetric>,
    /// The file of the arrays, where any are recorded.
    pub array_format: ArrayFormat,
}

impl ExperimentPlan {
    /// Whether beampatterns are to be recorded or drawn.
    pub fn wants_beampatterns(&self) -> bool {
        let drawn = |plot: &Plot| matches!(plot.figure, Figure::Beampattern { .. });
        self.record.contains(&Record::Beampattern) || self.plots.iter().any(drawn)
    }

    /// Whether a metric that is computed only on request is asked for.
    pub fn wants(&self, metric: Metric) -> bool {
        self.record.contains(&Record::Metric(metric))
    }

    /// Whether layouts are to be recorded or drawn.
    pub fn wants_layouts(&self) -> bool {
        let drawn = |plot: &Plot| matches!(plot.figure, Figure::Layout);
        self.record.contains(&Record::Layout) || self.plots.iter().any(drawn)
    }

    /// The arrays that are recorded, each once.
    pub fn arrays(&self) -> Vec<Arrays> {
        let of = |record: &Record| match record {
            Record::Arrays(arrays) => Some(*arrays),
            _ => None,
        };
        let mut arrays: Vec<Arrays> = self.record.iter().filter_map(of).collect();
        arrays.sort_unstable();
        arrays.dedup();
        arrays
    }

    /// Whether the beams of every point are kept.
    pub fn wants_beams(&self) -> bool {
        self.record.contains(&Record::Arrays(Arrays::Beams))
    }

    /// How long the axes of its arrays are, for so many rows and units.
    pub fn array_lengths(&self, rows: u64, units: u64) -> ArrayLengths {
        let deployments = self.cases.iter().map(|case| case.deployment.as_ref());
        ArrayLengths {
            rows,
            units,
            ..ArrayLengths::of(deployments)
        }
    }

    /// Whether what each user gets is to be recorded.
    pub fn wants_users(&self) -> bool {
        let of_users = |plot: &Plot| {
            let metric = plot.figure.distribution();
            metric.is_some_and(|metric| OF_USERS.contains(&metric))
        };
        let has_users = self.problem != Problem::Estimation;
        self.record.contains(&Record::Users) || (has_users && self.plots.iter().any(of_users))
    }

    /// Every unit of work, case by case.
    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.units_of(0..self.realizations)
    }

    /// How many they are; the most that are solved, where a search tries few of them.
    pub fn unit_count(&self) -> u64 {
        self.most_cases() as u64 * u64::from(self.realizations)
    }

    /// How many cases there are; the most that are tried, where there is a search.
    pub fn most_cases(&self) -> usize {
        let Some(find) = &self.find else {
            return self.cases.len();
        };
        let of_case = |case: &Case| {
            let keys = case.keys.iter().enumerate();
            let others = keys.filter(|(axis, _)| *axis != find.axis);
            let steps = others.map(|(_, key)| key.as_ref().map(|(step, _)| *step));
            steps.collect::<Vec<_>>()
        };
        let mut lines: BTreeMap<Vec<Option<usize>>, (usize, usize)> = BTreeMap::new();
        for case in &self.cases {
            let points = case.chains.iter().map(|chain| match &chain.budget {
                Budget::None => 1,
                Budget::Values(values) => values.len_if_constant().unwrap_or(usize::MAX),
            });
            let groups = points.fold(0, usize::saturating_add);
            let line = lines.entry(of_case(case)).or_default();
            *line = (line.0 + 1, line.1.max(groups));
        }
        let most = |(values, groups): (usize, usize)| Find::most(values, groups);
        lines.into_values().map(most).sum()
    }

    /// The units of some realizations, case by case.
    pub fn units_of(&self, realizations: Range<u32>) -> impl Iterator<Item = Unit> + '_ {
        (0..self.cases.len()).flat_map(move |case| {
            realizations
                .clone()
                .map(move |realization| Unit { case, realization })
        })
    }

    /// Numbers of realizations after which the precision is checked, ascending, the last being
    /// all of them. They depend on the plan alone, and so does the place where a run stops. A stage is at
    /// least [`STAGE`] realizations and a tenth of those before it, so that there are few checks
    /// and not many more realizations than needed.
    pub fn stages(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.realizations;
        let first = self.precision.as_ref().map_or(all, |p| p.at_least.min(all));
        std::iter::successors(Some(first), move |&done| {
            (done < all).then(|| done.saturating_add(STAGE.max(done / 10)).min(all))
        })
    }

    /// Name of a unit that stays the same whatever else the plan holds: two
    /// units of the same id have the same results.
    pub fn unit_id(&self, unit: Unit) -> u64 {
        let case = self.cases.get(unit.case).map_or(0, |case| case.fingerprint);
        let Needs {
            s_min,
            r_max,
            r_t,
            s_i,
        } = self.needs;
        // Only where it is asked for, so that names of other units stay as they were.
        let beams = if self.wants_beams() { " beams" } else { "" };
        fingerprint(&format!(
            "unit {case:016x} seed {} realization {} needs {s_min} {r_max} {r_t} {s_i} \
             beampatterns {} estimation {} bound {}{beams}",
            self.seed,
            unit.realization,
            self.wants_beampatterns(),
            self.wants(Metric::EstimationError),
            self.wants(Metric::UpperBound),
        ))
    }
}

/// One realization of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// Index of the case.
    pub case: usize,
    /// Number of the realization.
    pub realization: u32,
}

/// A swept variable and its key column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Column name: `delta`, `area`, `scheme`.
    pub name: String,
    /// Name in words, for axes of figures; empty where the name says it.
    pub title: String,
    /// Unit of its values, empty for plain numbers and words.
    pub unit: String,
    /// The unit that the scenario writes them in, where that is one.
    pub written: Option<&'static str>,
    /// One sentence for the schema.
    pub description: String,
    /// What the axis steps through.
    pub kind: AxisKind,
    /// Whether its values are whole numbers, such as those of a count.
    pub whole: bool,
}

/// What an axis steps through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisKind {
    /// A setting of the deployment.
    Setting,
    /// The MSE budget delta or the rate floor zeta.
    Budget,
    /// The beamforming scheme.
    Scheme,
}

/// One deployment among those swept, and the chains of points solved on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Typed settings of this case.
    pub deployment: Arc<Deployment>,
    /// Per axis of the experiment: index and value; `None` for budget and scheme axes.
    pub keys: Vec<Option<(usize, AxisValue)>>,
    /// The values of [`ExperimentPlan::derived`].
    pub derived: Vec<Option<f64>>,
    /// One per scheme.
    pub chains: Vec<Chain>,
    /// Hash of everything that decides this case's results except seed and realization.
    pub fingerprint: u64,
}

impl Case {
    /// The chain of a scheme, by its index on the scheme axis.
    pub fn chain(&self, scheme_index: usize) -> Option<&Chain> {
        let mut chains = self.chains.iter();
        chains.find(|chain| chain.scheme_index == scheme_index)
    }

    /// Whether the scheme of this index searches for the best beams, as rules do not.
    pub fn searches(&self, scheme_index: usize) -> bool {
        let chain = self.chain(scheme_index);
        chain.is_some_and(|chain| chain.scheme.searches())
    }
}

/// Points solved one after the other with one scheme.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Index on the scheme axis (0 without one).
    pub scheme_index: usize,
    /// How beams are chosen.
    pub scheme: ChosenScheme,
    /// The values of delta (or zeta), once the result names are known.
    pub budget: Budget,
}

/// A setting that follows from what is swept, as a column of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Its path, with underscores.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// Unit of its values; empty for plain numbers.
    pub unit: String,
    /// The unit that the scenario writes them in, where that is one.
    pub written: Option<&'static str>,
    /// What it is.
    pub description: String,
    /// Whether its values are whole.
    pub whole: bool,
}

/// Values of the constraint along a chain.
#[derive(Debug, Clone)]
pub enum Budget {
    /// The problem has none.
    None,
    /// Evaluated from the result names of the realization.
    Values(BudgetExpr),
}
