//! P2 (23) by Algorithm 2: access point by access point, P2.6 (37) and the weights (29), (36) in turn.

use super::weights::{Covariances, Weights};
use super::{Status, Stopping};
use crate::engine::conic::model::{Affine, Program};
use crate::engine::conic::solver;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::{Certificate, Reception};
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::start::{NOISE_LEVELS, regularised_zero_forcing};
use crate::engine::stop::Stop;
use nalgebra::DVector;
use num_complex::Complex64;

/// When an access point's new beams take effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// At once, for the access points after it.
    Sequential,
    /// After all access points have found theirs from the same old ones, as Algorithm 2 is printed. It need not
    /// converge: all correct the same interference, and together they overshoot.
    Parallel,
}

/// What Algorithm 2 found.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The beams; no sensing streams. After parallel updates that oscillate, those of the last round.
    pub beams: Beams,
    /// Rates, power and residuals by the formulas themselves.
    pub certificate: Certificate,
    /// How it ended.
    pub status: Status,
    /// The sum rate after each round, bit/s/Hz, that of the start first.
    pub trace: Vec<f64>,
    /// Conic programs solved.
    pub programs: usize,
    /// Calls of the solver for them.
    pub solves: usize,
}

impl Solution {
    /// True when the stop rule holds at beams that keep (23b).
    pub fn solved(&self) -> bool {
        self.status == Status::Converged
            && self.certificate.power_violation <= TOLERANCE
            && self.certificate.sum_rate.is_finite()
    }

    /// Rounds of the outer loop.
    pub fn rounds(&self) -> usize {
        self.trace.len() - 1
    }
}

/// Rounds with a lower sum rate than the one before at which parallel updates count as oscillating. A round or
/// two may overshoot on the way to a fixed point.
const FALLS: usize = 3;

/// Solves P2 from regularised zero forcing, where the default starts too, until it is asked to stop.
pub fn solve(
    downlink: &Downlink,
    update: Update,
    stopping: &Stopping,
    stop: &Stop<'_>,
) -> Solution {
    let start = regularised_zero_forcing(downlink, NOISE_LEVELS[0]);
    solve_from(downlink, start, update, stopping, stop)
}

/// Solves P2 from given beams.
fn solve_from(
    downlink: &Downlink,
    start: Beams,
    update: Update,
    stopping: &Stopping,
    stop: &Stop<'_>,
) -> Solution {
    let mut search = Search {
        downlink,
        covariances: Covariances::of(&downlink.estimate),
        stopping,
        stop,
        programs: 0,
        solves: 0,
    };
    let mut beams = start;
    let mut trace = vec![sum_rate(downlink, &beams)];
    let mut status = Status::IterationLimit;
    let mut falls = 0;
    for _ in 0..stopping.rounds {
        match search.round(&beams, update) {
            Ok(new) => beams = new,
            Err(ended) => {
                status = ended;
                break;
            }
        }
        let before = trace[trace.len() - 1];
        let rate = sum_rate(downlink, &beams);
        trace.push(rate);
        let small = stopping.tolerance * before.abs();
        if (rate - before).abs() <= small {
            status = Status::Converged;
            break;
        }
        falls += usize::from(rate < before);
        if falls >= FALLS {
            status = Status::Oscillating;
            break;
        }
    }
    let free = vec![false; downlink.access_points()];
    Solution {
        certificate: Certificate::new(downlink, &beams, 0.0, &free),
        beams,
        status,
        trace,
        programs: search.programs,
        solves: search.solves,
    }
}

fn sum_rate(downlink: &Downlink, beams: &Beams) -> f64 {
    Reception::of(&downlink.estimate, beams).sum_rate()
}

struct Search<'a> {
    downlink: &'a Downlink,
    covariances: Covariances,
    stopping: &'a Stopping,
    stop: &'a Stop<'a>,
    programs: usize,
    solves: usize,
}

impl Search<'_> {
    /// One round over all access points; why it ended early, if it did.
    fn round(&mut self, beams: &Beams, update: Update) -> Result<Beams, Status> {
        let mut new = beams.clone();
        for m in 0..self.downlink.access_points() {
            let mut own = match update {
                Update::Sequential => new.clone(),
                Update::Parallel => beams.clone(),
            };
            self.improve(&mut own, m)?;
            for k in 0..own.users {
                new.w_mut(m, k).copy_from_slice(own.w(m, k));
            }
        }
        Ok(new)
    }

    /// The inner loop: the beams of one access point and the weights in turn.
    fn improve(&mut self, beams: &mut Beams, m: usize) -> Result<(), Status> {
        let mut reception = Reception::of(&self.downlink.estimate, beams);
        for _ in 0..self.stopping.steps {
            let before = reception.sum_rate();
            let weights = Weights::of(&reception);
            if self.stop.asked() {
                return Err(Status::Stopped);
            }
            let (program, variables) = self.program(beams, m, &weights);
            self.programs += 1;
            let refused = |residual| Status::Refused { residual };
            let solution = solver::solve(&program).ok_or(refused(f64::INFINITY))?;
            self.solves += solution.solves;
            if !solution.solved() {
                return Err(refused(solution.residuals.largest()));
            }
            let mut w = variables.value(&solution.x);
            // The bound on the power holds to the solver's accuracy; here it is made to hold exactly.
            let power: f64 = w.iter().map(Complex64::norm_sqr).sum();
            w.iter_mut().for_each(|w| *w /= power.sqrt().max(1.0));
            for k in 0..beams.users {
                let own = &w[k * beams.antennas..][..beams.antennas];
                beams.w_mut(m, k).copy_from_slice(own);
            }
            reception = Reception::of(&self.downlink.estimate, beams);
            if reception.sum_rate() - before <= self.stopping.tolerance * before.abs() {
                break;
            }
        }
        Ok(())
    }

    /// P2.6 for access point m, all users' beams one vector, as a minimisation in nats.
    fn program(
        &self,
        beams: &Beams,
        m: usize,
        weights: &Weights,
    ) -> (Program, crate::engine::conic::model::ComplexVector) {
        let s = &self.downlink.estimate;
        let n = s.n_antennas;
        let mut program = Program::default();
        let w = program.complex(s.n_users * n);
        let own = self.covariances.form(s, weights, m, m);
        let mut pulls: Vec<DVector<Complex64>> = (0..s.n_users)
            .map(|k| DVector::from_column_slice(s.h_hat(m, k)) * -weights.pull(k))
            .collect();
        for other in (0..s.n_aps).filter(|&other| other != m) {
            let coupling = self.covariances.form(s, weights, m, other);
            for (k, pull) in pulls.iter_mut().enumerate() {
                *pull += &coupling * DVector::from_column_slice(beams.w(other, k));
            }
        }
        for (k, pull) in pulls.iter().enumerate() {
            let w = w.slice(k * n, n);
            program.cost_of_form(w, &own, 1.0);
            program.cost_of(&w.inner(pull.as_slice())[0], 2.0);
        }
        let none = vec![Complex64::ZERO; w.len];
        program.norm_at_most(Affine::constant(1.0), w.shifted(&none));
        (program, w)
    }
}
