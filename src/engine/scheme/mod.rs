//! Schemes: ways of choosing beams. Each is asked the same questions, and
//! whatever it answers is judged by the same formulas (see
//! [`certificate`](crate::engine::downlink::certificate)).

pub(crate) mod baseline;
pub mod design;
pub mod external;
#[cfg(feature = "conic")]
pub mod paper;
pub mod proposed;

pub use baseline::Baseline;
pub use design::{Design, Draw, Ground, Scheme};
pub use external::{ChosenScheme, External};
#[cfg(feature = "conic")]
pub use paper::Paper;
pub use proposed::{Proposed, Region};

use serde::{Deserialize, Serialize};

use super::downlink::beams::Beams;
use super::downlink::certificate::Certificate;
use super::optimiser::communication::TOLERANCE;
use super::optimiser::sensing::SensingSolution;

/// A scheme on one downlink.
///
/// An answer is a function of the downlink, the scheme and the question: it depends neither on what
/// else is asked nor on the order.
pub trait Beamformer {
    /// P1 (22): the least beampattern error, and whether it is solved; none where no access point senses.
    fn sensing(&mut self) -> Option<(SensingSolution, bool)>;
    /// P2 (23): the largest sum rate, each access point using at most its power.
    fn communication(&mut self) -> Solution;
    /// P3 (24): the largest sum rate with a mean matching error of at most `delta`, at least
    /// S_min; sensing access points at full power.
    fn isac(&mut self, delta: f64) -> Solution;
    /// P4 (25): the least mean matching error with a sum rate of at least `zeta`, bit/s/Hz.
    fn least_error(&mut self, zeta: f64) -> Solution;
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// A certified result.
    Solved,
    /// No beams of the scheme can meet the constraint.
    Infeasible,
    /// No certified result, and why.
    Failed(String),
}

impl Status {
    /// As tables show it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Infeasible => "infeasible",
            Self::Failed(_) => "failed",
        }
    }

    /// Solved, or failed because of a figure of the proof.
    pub fn of(solved: bool, proof: &Proof) -> Self {
        if solved {
            Self::Solved
        } else {
            Self::Failed(proof.fault())
        }
    }
}

/// What proves a result, and what it took. A figure that the problem or the scheme does not have
/// is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Proof {
    /// Relative bound on the distance to the optimum, where one is known.
    pub gap: Option<f64>,
    /// Stationarity; see [`Certificate`].
    pub kkt_residual: Option<f64>,
    /// How far the multiplier of Z >= 0 is from positive semidefinite.
    pub dual_violation: Option<f64>,
    /// Relative violation of (14), (16).
    pub power_violation: Option<f64>,
    /// Relative violation of the budget: of the MSE's in P3 (24b), of the rate's in P4.
    pub budget_violation: Option<f64>,
    /// How far a rate is below its floor at most, relative to the floor; where floors are infeasible, how far each must fall
    /// at least.
    pub floor_violation: Option<f64>,
    /// How far the multipliers of rates are from complementarity.
    pub complementarity: Option<f64>,
    /// Of each user: the multiplier of its floor and, where the least rate is maximised, of being the least.
    pub rate_multipliers: Vec<f64>,
    /// Slope of the boundary, dR / d delta, bit/s/Hz per unit of delta.
    pub multiplier: Option<f64>,
    /// The share of its communication power that a baseline keeps, in [0, 1].
    pub nu: Option<f64>,
    /// How far apart the rates (or, in P4, errors) of the starts ended, relative to the best.
    pub spread: Option<f64>,
    /// Values and Hessian products of rate and error computed.
    pub evaluations: Option<usize>,
}

/// A rate that is short of its floor by more than this, relative, is so because no search could meet all floors.
const SHORT: f64 = 1e-3;

impl Proof {
    /// Which figure exceeds its tolerance most, by how much and after how many evaluations, and what
    /// to try.
    pub(crate) fn fault(&self) -> String {
        let figures = [
            ("kkt_residual", self.kkt_residual),
            ("dual_violation", self.dual_violation),
            ("power_violation", self.power_violation),
            ("budget_violation", self.budget_violation),
            ("floor_violation", self.floor_violation),
            ("complementarity", self.complementarity),
            ("gap", self.gap),
        ];
        let known = figures
            .into_iter()
            .filter_map(|(name, figure)| Some((name, figure?)));
        let worst = known
            .filter(|(_, figure)| !(*figure <= TOLERANCE))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((name, figure)) = worst else {
            return "a rate or an error is not finite".into();
        };
        let spent = self
            .evaluations
            .map_or(String::new(), |n| format!(" after {n} evaluations"));
        if let Some(short) = self.floor_violation.filter(|short| *short > SHORT) {
            let percent = 100.0 * short;
            return format!(
                "a rate is {percent:.1} % below its floor{spent}: no beams were found that meet every floor here; lower \
                 `rate_floor`, or allow a larger error"
            );
        }
        // Only the searches of the default begin from several starts.
        let advice = if self.kkt_residual.is_some() {
            "; try `starts 4`, or a budget farther from the end of the trade-off"
        } else {
            "; try a budget farther from the end of the trade-off"
        };
        format!("{name} {figure:.1e} exceeds {TOLERANCE:.0e}{spent}{advice}")
    }

    /// The figures of a certificate.
    pub fn of(certificate: &Certificate, evaluations: usize) -> Self {
        Self {
            kkt_residual: Some(certificate.kkt_residual),
            dual_violation: Some(certificate.dual_violation),
            power_violation: Some(certificate.power_violation),
            floor_violation: Some(certificate.floor_violation),
            complementarity: Some(certificate.complementarity),
            rate_multipliers: certificate.multipliers.sums(),
            evaluations: Some(evaluations),
            ..Self::default()
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// What became of the question.
    pub status: Status,
    /// The beams; none where there are none to show.
    pub beams: Option<Beams>,
    /// Rate of each user, bit/s/Hz: K.
    pub rates: Vec<f64>,
    /// Mean matching error.
    pub mse: f64,
    /// What proves it.
    pub proof: Proof,
}

impl Solution {
    /// An answer without beams.
    pub fn without_beams(status: Status) -> Self {
        Self {
            status,
            beams: None,
            rates: Vec::new(),
            mse: f64::NAN,
            proof: Proof::default(),
        }
    }

    /// None at all, for a reason.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::without_beams(Status::Failed(reason.into()))
    }

    /// Beams of a scheme of one's own, which the program judges: it computes the rates, the error and the proof of
    /// them, and keeps the status only where that is not good enough.
    pub fn of_beams(beams: Beams) -> Self {
        Self {
            beams: Some(beams),
            ..Self::without_beams(Status::Solved)
        }
    }

    /// Beams with their certificate.
    pub fn certified(beams: Beams, certificate: Certificate, solved: bool, proof: Proof) -> Self {
        Self {
            status: Status::of(solved, &proof),
            beams: Some(beams),
            rates: certificate.rates,
            mse: certificate.mse,
            proof,
        }
    }

    /// R, bit/s/Hz.
    pub fn sum_rate(&self) -> f64 {
        self.rates.iter().sum()
    }

    /// Whether it is solved.
    pub fn solved(&self) -> bool {
        self.status == Status::Solved
    }
}

/// Why nothing with a budget can be asked where P1 is not solved.
pub(crate) const NO_ERROR: &str = "the least beampattern error was not found";

/// The answer to what needs a beampattern where no access point has one.
pub(crate) fn no_target() -> Solution {
    Solution::failed("no access point senses: the deployment has no targets")
}

/// Why floors are infeasible; `short` is how far each must fall at least, relative.
pub(crate) fn short_of_floors(short: f64) -> String {
    let share = 100.0 * (1.0 - short);
    format!("no beams give every user more than {share:.4} % of its floor")
}
