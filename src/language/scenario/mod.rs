//! A scenario that was understood: typed, checked, every name resolved.

use std::sync::Arc;

pub mod axis;
pub mod channel_file;
pub mod claims;
pub mod exact;
pub mod exemption;
pub mod find;
pub mod formula;
pub mod function;
pub mod grid;
pub mod interval;
pub mod look;
pub mod places;
pub mod plot;
pub mod precision;
pub mod request;
pub mod settings;
pub mod sweep;

use self::axis::AxisValue;
use self::claims::{Expectation, Golden, Quantified};
use self::exemption::Exemption;
use self::find::Find;
use self::formula::Formula;
use self::grid::Grid;
use self::plot::Plot;
use self::precision::Precision;
use self::request::Override;
use self::settings::Settings;
use self::sweep::{DerivedSetting, Sweep};
use crate::engine::scheme::ChosenScheme;
use crate::engine::{Deployment, ExternalMetric};
use crate::language::syntax::Span;
use crate::language::vocabulary::choices::{Constraint, Problem};
use crate::language::vocabulary::table::arrays::ArrayFormat;
use crate::language::vocabulary::table::metrics::{Metric, Record};

/// What a file asks for.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Name of the file without folder and ending.
    pub name: String,
    /// The deployments of the file itself, in the order written.
    pub deployments: Vec<NamedDeployment>,
    /// Its experiments, in the order written.
    pub experiments: Vec<Experiment>,
    /// What was set from outside, by name. Goldens are of other tables then, so experiments leave them out.
    pub overrides: Vec<Override>,
    /// Names of the only experiments that were asked for; none where all were.
    pub only: Vec<String>,
}

/// Settings under a name.
#[derive(Debug, Clone)]
pub struct NamedDeployment {
    /// The name.
    pub name: String,
    /// Where it is given; none for that which a file without declarations describes.
    pub span: Option<Span>,
    /// What it extends.
    pub extends: Option<String>,
    /// Every setting, defaults included.
    pub settings: Settings,
}

/// A value and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is not stated.
    Default,
    /// The scenario states it here.
    Written(Span),
}

impl From<Option<Span>> for Origin {
    fn from(span: Option<Span>) -> Self {
        span.map_or(Self::Default, Self::Written)
    }
}

/// One table of results.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// Its name, and the stem of its files.
    pub name: String,
    /// Where it is declared; none where the file is the experiment.
    pub span: Option<Span>,
    /// The deployment it is on; none where that has no name.
    pub deployment: Option<String>,
    /// Settings before anything is swept.
    pub settings: Settings,
    /// Seed of every random stream.
    pub seed: Stated<u64>,
    /// How many networks are drawn, at most where a precision decides.
    pub realizations: Stated<u32>,
    /// The precision at which fewer do.
    pub precision: Option<Precision>,
    /// Starting points of each local optimisation.
    pub starts: Stated<u32>,
    /// Coherence blocks that sample the errors of estimation.
    pub samples: Stated<u32>,
    /// How far inside its ends the trade-off is solved.
    pub boundary_tolerance: Stated<f64>,
    /// Error of linear interpolation between the points of a region, relative to R_max.
    pub region_tolerance: Stated<f64>,
    /// What is solved.
    pub problem: Problem,
    /// Settings that follow from what is swept, in the order written.
    pub derived: Vec<DerivedSetting>,
    /// Conditions on points, as written.
    pub conditions: Vec<Span>,
    /// What the budget bounds.
    pub constraint: Constraint,
    /// The budget of the problem; none where it takes none.
    pub budget: Option<Grid>,
    /// Conditions on points that need the budget or result names.
    pub filters: Vec<Formula>,
    /// The schemes that are compared; one where none is swept.
    pub schemes: Vec<ChosenScheme>,
    /// Schemes of the caller that its text declares, and where.
    pub external: Vec<(String, Span)>,
    /// Metrics that a caller has given; a text has none.
    pub metrics: Vec<ExternalMetric>,
    /// The sweeps, outermost first.
    pub sweeps: Vec<Sweep>,
    /// Indices of sweeps that step together; each sweep is in one group.
    pub groups: Vec<Vec<usize>>,
    /// Every combination of swept settings that the conditions keep.
    pub cases: Vec<ResolvedCase>,
    /// The search for a value of one of the sweeps, where there is one.
    pub find: Option<Find>,
    /// What is expected of the results.
    pub expectations: Vec<Expectation>,
    /// Tables to compare the results with.
    pub goldens: Vec<Golden>,
    /// Tables that it would be compared with if nothing were set from outside.
    pub left_out: Vec<Golden>,
    /// What its tests do not ask of it.
    pub exemption: Option<Exemption>,
    /// Figures to draw.
    pub plots: Vec<(Plot, Span)>,
    /// Further columns of the table, and tables beside it.
    pub record: Vec<(Record, Span)>,
    /// The file of the arrays, and where it is stated.
    pub array_format: (ArrayFormat, Option<Span>),
}

impl Experiment {
    /// Where a metric is asked for: recorded, expected, searched, shown, or drawn to a precision.
    pub fn places_of(&self, metric: Metric) -> Vec<Span> {
        let recorded = self.record.iter().filter(|(record, _)| match record {
            Record::Metric(named) | Record::Percentile(_, named) => *named == metric,
            Record::Result(_)
            | Record::Beampattern
            | Record::Layout
            | Record::Users
            | Record::Arrays(_) => false,
        });
        let expected = self.expectations.iter().filter(|expectation| {
            let mut queries = expectation.aggregates.iter();
            queries.any(|query| query.of == Quantified::Metric(metric))
        });
        let names = |name: &str| {
            let percentile = || Record::percentile_named(name).map(|(_, metric)| metric);
            Metric::read(name).or_else(percentile) == Some(metric)
        };
        let shown = self
            .plots
            .iter()
            .filter(|(plot, _)| plot.figure.metrics().any(names));
        let searched = self.find.filter(|find| find.metric == metric);
        let judged = self.precision.as_ref();
        let judged = judged.filter(|precision| names(&precision.column));
        let judged = judged.and(match self.realizations.origin {
            Origin::Written(span) => Some(span),
            Origin::Default => None,
        });
        recorded
            .map(|(_, span)| *span)
            .chain(expected.map(|expectation| expectation.span))
            .chain(shown.map(|(_, span)| *span))
            .chain(searched.map(|find| find.span))
            .chain(judged)
            .collect()
    }

    /// Whether results have a throughput, that of all users or of each.
    pub fn shows_throughput(&self) -> bool {
        let users = |(record, _): &(Record, Span)| *record == Record::Users;
        let asked = |metric| !self.places_of(metric).is_empty();
        let either = [Metric::Throughput, Metric::UserThroughput];
        self.record.iter().any(users) || either.into_iter().any(asked)
    }
}

/// One combination of swept settings.
#[derive(Debug, Clone)]
pub struct ResolvedCase {
    /// For each sweep: index and value; none for the budget and the scheme.
    pub keys: Vec<Option<(usize, AxisValue)>>,
    /// The budget that is stated, where it is not the experiment's: a swept `let` decides it.
    pub budget: Option<Grid>,
    /// The conditions that need the budget or result names, likewise.
    pub filters: Option<Arc<[Formula]>>,
    /// The only index of the budget, where it steps together with a setting.
    pub budget_index: Option<usize>,
    /// The only index of the scheme, where it steps together with a setting.
    pub scheme_index: Option<usize>,
    /// Its settings.
    pub settings: Settings,
    /// The same for the engine.
    pub deployment: Arc<Deployment>,
}
