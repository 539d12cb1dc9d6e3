//! Scenario to ordered work; pure. What a run consumes.
//!
//! A *unit* is one realization of one case: it draws a network, estimates its
//! channels, solves what the sweep's bounds need, then walks each chain from
//! its first point to its last. Units are independent of each other, so they
//! can run in any order and place; the points of a chain are sequential,
//! because each starts warm from the one before.

use crate::engine::Deployment;

/// What a scenario file asks for, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In the order written.
    pub experiments: Vec<ExperimentPlan>,
}

/// One table's worth of work.
#[derive(Debug, Clone)]
pub struct ExperimentPlan {
    /// Name of the experiment, and stem of its files.
    pub name: String,
    /// Seed of every random stream.
    pub seed: u64,
    /// Realizations are numbered 0, 1, ...
    pub realizations: u32,
    /// The swept variables in nesting order, outermost first; key columns of the table.
    pub axes: Vec<Axis>,
    /// Every combination of axis values other than budget and scheme.
    pub cases: Vec<Case>,
    /// What is solved at each point.
    pub problem: Problem,
    /// Which result names the bounds and expressions need, per realization.
    pub needs: Needs,
}

/// A swept variable and its key column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Column name: `delta`, `area`, `scheme`.
    pub name: String,
    /// Unit of its values, empty for plain numbers and words.
    pub unit: String,
    /// One sentence for the schema.
    pub description: String,
    /// What the axis steps through.
    pub kind: AxisKind,
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

/// The value of an axis at a point.
#[derive(Debug, Clone, PartialEq)]
pub enum AxisValue {
    /// A number in the axis' unit.
    Number(f64),
    /// A word.
    Word(String),
}

/// One deployment among those swept, and the chains of points solved on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Typed settings of this case.
    pub deployment: Deployment,
    /// Per axis of the experiment: index and value; `None` for budget and scheme axes.
    pub keys: Vec<Option<(usize, AxisValue)>>,
    /// One per scheme.
    pub chains: Vec<Chain>,
    /// Hash of everything that decides this case's results except seed and realization.
    pub fingerprint: u64,
}

/// Points solved one after the other with one scheme.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Index on the scheme axis (0 without one).
    pub scheme_index: usize,
    /// How beams are chosen.
    pub scheme: Scheme,
    /// The values of delta (or zeta), once the result names are known.
    pub budget: Budget,
}

/// Values of the constraint along a chain.
#[derive(Debug, Clone)]
pub enum Budget {
    /// The problem has none.
    None,
    /// Evaluated from the result names of the realization.
    Values(BudgetExpr),
}

/// What a point solves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// P1: least beampattern MSE.
    Sensing,
    /// P2: largest sum rate.
    Communication,
    /// P3: largest sum rate under an MSE budget delta.
    Isac,
}

/// How beams are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The optimised beams of this program.
    Proposed,
}

/// Result names in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// P1.
    pub s_min: bool,
    /// P2.
    pub r_max: bool,
    /// P3 at delta = S_min.
    pub r_t: bool,
    /// P4 at zeta = R_max.
    pub s_i: bool,
}

/// Values of the result names in one realization.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ResultNames {
    /// Least beampattern MSE.
    pub s_min: Option<f64>,
    /// Largest sum rate, bit/s/Hz.
    pub r_max: Option<f64>,
    /// Sum rate at delta = S_min.
    pub r_t: Option<f64>,
    /// MSE at zeta = R_max.
    pub s_i: Option<f64>,
}

/// An expression for the grid of budgets of a chain.
#[derive(Debug, Clone)]
pub struct BudgetExpr {}

impl BudgetExpr {
    /// The grid of this realization: (index on the axis, value), ascending index.
    ///
    /// # Errors
    /// A message when a bound is not finite or the grid would exceed the limit of points.
    pub fn points(&self, _names: &ResultNames) -> Result<Vec<(usize, f64)>, String> {
        Err("not built".into())
    }
}
