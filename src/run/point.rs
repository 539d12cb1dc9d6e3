//! The result of a point: its metrics, its status, and what proves it.

use crate::engine::beamforming::certificate::Certificate;

/// What became of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// A certified result.
    Solved,
    /// No beams can meet the budget.
    Infeasible,
    /// No certified result, and why.
    Failed(String),
}

impl Status {
    /// As the table shows it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Infeasible => "infeasible",
            Self::Failed(_) => "failed",
        }
    }
}

/// What proves a result, and what it took. A figure that the problem does not have is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Relative bound on the distance to the optimum of P1.
    pub gap: Option<f64>,
    /// Stationarity of P2 and P3; see [`Certificate`].
    pub kkt_residual: Option<f64>,
    /// How far the multiplier of Z >= 0 is from positive semidefinite.
    pub dual_violation: Option<f64>,
    /// Relative violation of (14), (16).
    pub power_violation: Option<f64>,
    /// Relative violation of (24b).
    pub mse_violation: Option<f64>,
    /// dR / d delta, bit/s/Hz.
    pub multiplier: Option<f64>,
    /// Values and Hessian products computed.
    pub evaluations: Option<usize>,
}

impl Figures {
    /// The figures of a certificate.
    pub fn of(certificate: &Certificate, evaluations: usize) -> Self {
        Self {
            kkt_residual: Some(certificate.kkt_residual),
            dual_violation: Some(certificate.dual_violation),
            power_violation: Some(certificate.power_violation),
            evaluations: Some(evaluations),
            ..Self::default()
        }
    }
}

/// The result of a point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointResult {
    /// Index on the scheme axis.
    pub scheme_index: usize,
    /// Index on the budget axis and the budget.
    pub budget: Option<(usize, f64)>,
    /// What became of it.
    pub status: Status,
    /// Rate of each user, bit/s/Hz; empty where there is none.
    pub rates: Vec<f64>,
    /// Mean beampattern matching error.
    pub mse: Option<f64>,
    /// Mean of E_m / eta_m^2.
    pub normalised_mse: Option<f64>,
    /// (tau_c - tau_p) R, bit/Hz per coherence block.
    pub data: Option<f64>,
    /// Mean power of the dedicated sensing streams.
    pub sensing_power: Option<f64>,
    /// What proves it.
    pub figures: Figures,
}

impl PointResult {
    /// A point not solved yet.
    pub fn new(scheme_index: usize, budget: Option<(usize, f64)>) -> Self {
        Self {
            scheme_index,
            budget,
            status: Status::Failed("it was not reached".into()),
            rates: Vec::new(),
            mse: None,
            normalised_mse: None,
            data: None,
            sensing_power: None,
            figures: Figures::default(),
        }
    }

    /// A point that failed before it began.
    pub fn failed(scheme_index: usize, budget: Option<(usize, f64)>, reason: &str) -> Self {
        Self::new(scheme_index, budget).fail(reason)
    }

    pub(super) fn fail(mut self, reason: &str) -> Self {
        self.status = Status::Failed(reason.to_owned());
        self
    }

    /// Solved if its residuals are within their tolerances, else failed.
    pub(super) fn judge(mut self, solved: bool, figures: Figures) -> Self {
        self.figures = figures;
        self.status = if solved {
            Status::Solved
        } else {
            Status::Failed("a residual is above its tolerance".into())
        };
        self
    }
}
