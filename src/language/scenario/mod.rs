//! A scenario that was understood: typed, checked, every name resolved.

pub mod claims;
pub mod formula;
pub mod grid;
pub mod settings;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::claims::{Expectation, Golden, Plot};
use self::formula::{Constraint, Formula};
use self::grid::Grid;
use self::settings::Settings;
use super::read::precision::Precision;
use super::read::setting::Bundle;
use super::syntax::Span;
use super::vocabulary::metric::Record;
use super::vocabulary::signature::Signature;
use super::vocabulary::units::number;
use crate::engine::Deployment;
use crate::engine::baseline::Rule;

/// What a file asks for.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Name of the file without folder and ending.
    pub name: String,
    /// The deployments of the file itself, in the order written.
    pub deployments: Vec<NamedDeployment>,
    /// Its experiments, in the order written.
    pub experiments: Vec<Experiment>,
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
    /// Nobody stated it.
    Default,
    /// The scenario states it here.
    Written(Span),
    /// Whoever runs the scenario wants it so.
    Restated,
}

impl From<Option<Span>> for Origin {
    fn from(span: Option<Span>) -> Self {
        span.map_or(Self::Default, Self::Written)
    }
}

impl Scenario {
    /// Draws this many networks in every experiment, whatever it states. Goldens are of other
    /// tables then, so they are left out.
    pub fn restate_realizations(&mut self, realizations: u32) {
        for experiment in &mut self.experiments {
            experiment.realizations = Stated {
                value: realizations,
                origin: Origin::Restated,
            };
            experiment.precision = None;
            experiment.goldens.clear();
        }
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
    pub schemes: Vec<Scheme>,
    /// The sweeps, outermost first.
    pub sweeps: Vec<Sweep>,
    /// Indices of sweeps that step together; each sweep is in one group.
    pub groups: Vec<Vec<usize>>,
    /// Every combination of swept settings that the conditions keep.
    pub cases: Vec<ResolvedCase>,
    /// What is expected of the results.
    pub expectations: Vec<Expectation>,
    /// Tables to compare the results with.
    pub goldens: Vec<Golden>,
    /// Figures to draw.
    pub plots: Vec<Plot>,
    /// Further columns of the table, and tables beside it.
    pub record: Vec<(Record, Span)>,
}

/// `with NAME = EXPR`
#[derive(Debug, Clone)]
pub struct DerivedSetting {
    /// The setting.
    pub row: &'static Signature,
    /// From what it follows.
    pub formula: Formula,
    /// Where.
    pub span: Span,
}

/// One swept variable.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Its name as written, and in the table.
    pub name: String,
    /// The whole statement.
    pub span: Span,
    /// What it steps.
    pub target: Target,
    /// Unit of its values; empty for plain numbers and words.
    pub unit: String,
    /// Its values.
    pub steps: Steps,
}

/// What a sweep steps.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// A setting.
    Setting(&'static Signature),
    /// The budget.
    Budget(Constraint),
    /// The scheme.
    Scheme,
}

impl Target {
    /// Whether both step the same.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Setting(a), Self::Setting(b)) => a.path == b.path,
            (Self::Budget(_), Self::Budget(_)) | (Self::Scheme, Self::Scheme) => true,
            _ => false,
        }
    }
}

/// The values of a sweep.
#[derive(Debug, Clone)]
pub enum Steps {
    /// Of a setting: each may set several at once.
    Settings(Vec<Step>),
    /// Of the budget: see [`Experiment::budget`].
    Budget,
    /// Of the scheme: see [`Experiment::schemes`].
    Schemes,
}

/// One value of a swept setting.
#[derive(Debug, Clone)]
pub struct Step {
    /// As the table shows it.
    pub key: AxisValue,
    /// What it sets.
    pub settings: Bundle,
    /// Where it stands.
    pub span: Span,
}

/// The value of an axis at a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AxisValue {
    /// A number in the axis' unit.
    Number(f64),
    /// A word.
    Word(String),
}

impl fmt::Display for AxisValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number(*value)),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// One combination of swept settings.
#[derive(Debug, Clone)]
pub struct ResolvedCase {
    /// For each sweep: index and value; none for the budget and the scheme.
    pub keys: Vec<Option<(usize, AxisValue)>>,
    /// The only index of the budget, where it steps together with a setting.
    pub budget_index: Option<usize>,
    /// The only index of the scheme, where it steps together with a setting.
    pub scheme_index: Option<usize>,
    /// Its settings.
    pub settings: Settings,
    /// The same for the engine.
    pub deployment: Deployment,
}

/// What a point solves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// P1: least beampattern MSE.
    Sensing,
    /// P2: largest sum rate.
    Communication,
    /// P3: largest sum rate under an MSE budget delta; P4: least MSE over a rate floor zeta.
    Isac,
    /// The whole boundary of the communication-sensing region.
    Region,
    /// No beams: how far estimates are from channels.
    Estimation,
}

impl Problem {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Sensing => "sensing",
            Self::Communication => "communication",
            Self::Isac => "isac",
            Self::Region => "region",
            Self::Estimation => "estimation",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        [
            Self::Sensing,
            Self::Communication,
            Self::Isac,
            Self::Region,
            Self::Estimation,
        ]
        .into_iter()
        .find(|problem| problem.text() == text)
    }
}

/// How beams are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The optimised beams of this program.
    Proposed,
    /// The paper's algorithms, Algorithm 2 with updates in turn and Algorithm 3 without its split.
    Paper,
    /// The same with the split (42)-(44) of Algorithm 3, as printed.
    PaperPrinted,
    /// The same as the first with updates of Algorithm 2 at the same time.
    PaperParallel,
    /// Beams by a rule.
    Baseline(Rule),
}

impl Scheme {
    /// Every scheme, in the order of their words.
    pub const ALL: [Self; 11] = [
        Self::Proposed,
        Self::Paper,
        Self::PaperPrinted,
        Self::PaperParallel,
        Self::Baseline(Rule::Zf),
        Self::Baseline(Rule::Mrt),
        Self::Baseline(Rule::Rzf),
        Self::Baseline(Rule::LocalZf),
        Self::Baseline(Rule::LocalMmse),
        Self::Baseline(Rule::ZfEqualGain),
        Self::Baseline(Rule::MrtEqualPower),
    ];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Paper => "paper",
            Self::PaperPrinted => "paper_printed",
            Self::PaperParallel => "paper_parallel",
            Self::Baseline(Rule::Zf) => "zf",
            Self::Baseline(Rule::Mrt) => "mrt",
            Self::Baseline(Rule::Rzf) => "rzf",
            Self::Baseline(Rule::LocalZf) => "local_zf",
            Self::Baseline(Rule::LocalMmse) => "local_mmse",
            Self::Baseline(Rule::ZfEqualGain) => "zf_equal_gain",
            Self::Baseline(Rule::MrtEqualPower) => "mrt_equal_power",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.text() == text)
    }
}
