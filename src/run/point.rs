//! The result of a point: its metrics, what became of it, and what proves it.

use serde::{Deserialize, Serialize};

use crate::engine::downlink::beams::Beams;
use crate::engine::estimation::sampling::LinkError;
use crate::engine::scheme::{Proof, Status};
use crate::plan::ResultNames;

/// Everything a unit gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitResult {
    /// The result names that the experiment needs, where they could be found.
    pub names: ResultNames,
    /// The points of all chains, in the order of the plan.
    pub points: Vec<PointResult>,
}

/// A part of the boundary of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The critical point (S_min, R_T).
    LeastError,
    /// Between the ends.
    Between,
    /// The critical point (S_I, R_max).
    LargestRate,
    /// Where full power at the sensing access points ends the boundary below R_max, so that S_I
    /// does not exist.
    FullPower,
}

impl Part {
    /// As the table shows it.
    pub fn word(self) -> &'static str {
        match self {
            Self::LeastError => "S_min",
            Self::Between => "between",
            Self::LargestRate => "S_I",
            Self::FullPower => "full_power",
        }
    }
}

/// The result of a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointResult {
    /// Index on the scheme axis.
    pub scheme_index: usize,
    /// Index on the budget axis and the budget.
    pub budget: Option<(usize, f64)>,
    /// Which part of a region's boundary it is.
    pub part: Option<Part>,
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
    /// How well one channel is estimated.
    pub link: Option<LinkError>,
    /// `[m]`: best scale of the beampattern; none where an access point does not sense.
    pub eta: Vec<Option<f64>>,
    /// `[m]`: share of its power that an access point uses.
    pub power: Vec<f64>,
    /// `[m]`: autocorrelation of the beams of a sensing access point, from which its beampattern
    /// follows; empty where none is asked for.
    pub autocorrelation: Vec<Option<Vec<f64>>>,
    /// Power of the error of the channel estimates over that of the channels.
    pub estimation_error: Option<f64>,
    /// A sum rate that no beams exceed, bit/s/Hz; `None` where it is not asked for.
    pub upper_bound: Option<f64>,
    /// The beams; none where there are none, or none are recorded.
    pub beams: Option<Beams>,
    /// What the objective makes of the rates, bit/s/Hz.
    pub objective_value: Option<f64>,
    /// The values of the caller's metrics.
    pub external: Vec<Option<f64>>,
    /// What proves it.
    pub proof: Proof,
}

impl PointResult {
    /// A point without results.
    pub fn without_results(
        scheme_index: usize,
        budget: Option<(usize, f64)>,
        status: Status,
    ) -> Self {
        Self {
            scheme_index,
            budget,
            part: None,
            status,
            rates: Vec::new(),
            mse: None,
            normalised_mse: None,
            data: None,
            sensing_power: None,
            link: None,
            eta: Vec::new(),
            power: Vec::new(),
            autocorrelation: Vec::new(),
            estimation_error: None,
            upper_bound: None,
            beams: None,
            objective_value: None,
            external: Vec::new(),
            proof: Proof::default(),
        }
    }

    /// Whether its results are proven.
    pub fn is_solved(&self) -> bool {
        self.status == Status::Solved
    }

    /// A point that failed before it began.
    pub fn failed(scheme_index: usize, budget: Option<(usize, f64)>, reason: &str) -> Self {
        Self::without_results(scheme_index, budget, Status::Failed(reason.to_owned()))
    }
}
