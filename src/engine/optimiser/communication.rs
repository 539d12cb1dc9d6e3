//! P2 (23): the largest sum rate, or value of another utility, when every access point may use at most its power.

use super::augmented::minimise_alone;
use super::duality::balance;
use super::layout::Layout;
use super::objective::{Objective, Reward, Term};
use super::start::{NOISE_LEVELS, regularised_zero_forcing, stirred, unserved};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::numerics::trust_region::TrustRegion;

/// Relative tolerance on the KKT residual, the power and the MSE of a solved point.
pub const TOLERANCE: f64 = 1e-6;

/// Steps of the trust region at most.
const STEPS: usize = 2000;

/// A stationary point of P2.
#[derive(Debug, Clone, PartialEq)]
pub struct CommunicationSolution {
    /// The beams; no sensing streams.
    pub beams: Beams,
    /// Residuals and rates.
    pub certificate: Certificate,
    /// Values and Hessian products computed.
    pub evaluations: usize,
}

impl CommunicationSolution {
    /// True when every residual is within [`TOLERANCE`].
    pub fn solved(&self) -> bool {
        let c = &self.certificate;
        c.kkt_residual <= TOLERANCE
            && c.power_violation <= TOLERANCE
            && c.floor_violation <= TOLERANCE
            && c.complementarity <= TOLERANCE
            && c.value.is_finite()
    }
}

/// Solves P2 from regularised zero forcing, or the largest least rate from where the module `duality` leads.
pub fn solve(downlink: &Downlink) -> CommunicationSolution {
    match balance(downlink) {
        Some(balanced) => {
            let known = Some(&balanced.multipliers);
            let found = climb(downlink, &balanced.beams, known);
            CommunicationSolution {
                evaluations: found.evaluations + balanced.steps,
                ..found
            }
        }
        None => {
            let start = regularised_zero_forcing(downlink, NOISE_LEVELS[0]);
            solve_from(downlink, &start)
        }
    }
}

/// Solves P2 from given beams.
pub fn solve_from(downlink: &Downlink, start: &Beams) -> CommunicationSolution {
    let mut start = start.clone();
    // A slack of zero stays zero, so a start leaves some power unused.
    start.w.iter_mut().for_each(|w| *w *= START_AMPLITUDE);
    climb(downlink, &start, None)
}

/// The same from beams as they are, and from multipliers of the rates where they are known about.
pub(crate) fn climb(
    downlink: &Downlink,
    start: &Beams,
    known: Option<&Multipliers>,
) -> CommunicationSolution {
    let count = downlink.access_points();
    let layout = Layout::new(downlink, &vec![0; count], &vec![false; count]);
    let x = start.to_vector(&layout);
    let mut objective = Objective::new(downlink, layout, x, Reward::Rates, Term::Absent);
    if known.is_some() {
        objective.set_multipliers(known);
    }
    let mut trust_region = TrustRegion::new(objective.layout().len);
    let goal = 0.5 * TOLERANCE * objective.scale();
    let mut end = |objective: &mut Objective<'_>| {
        minimise_alone(objective, &mut trust_region, goal, STEPS);
        let users = downlink.estimate.n_users;
        let beams = Beams::from_vector(objective.layout(), users, objective.point());
        let multipliers = objective.multipliers();
        let full_power = vec![false; count];
        let certificate = Certificate::with(downlink, &beams, 0.0, &full_power, multipliers);
        CommunicationSolution {
            beams,
            certificate,
            evaluations: objective.evaluations,
        }
    };
    let found = end(&mut objective);
    let rates = &found.certificate.rates;
    if downlink.criterion.serves_all() || !unserved(rates).any(|unserved| unserved) {
        return found;
    }
    let x = stirred(downlink, &found.beams, rates).to_vector(objective.layout());
    objective.set_point(&x);
    let again = end(&mut objective);
    if again.solved() && again.certificate.value > found.certificate.value {
        return again;
    }
    CommunicationSolution {
        evaluations: again.evaluations,
        ..found
    }
}

/// Amplitude of the start relative to full power.
const START_AMPLITUDE: f64 = 0.95;
