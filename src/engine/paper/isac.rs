//! P3 (24) by Algorithm 3, and P4 (25) by the same route: P3.4 around the last beams, the weights (39), (40) in turn.

use super::subproblem::{Around, Goal, Step};
use super::weights::{Covariances, Weights};
use super::{Form, Status, Stopping, streams};
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::{Certificate, Reception, mean_error};
use crate::engine::downlink::violation::{above, below};
use crate::engine::downlink::{Downlink, Role};
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::sensing::{SensingBeam, SensingSolution};
use crate::engine::stop::Stop;
use nalgebra::DMatrix;
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// The settings of Algorithm 3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// When the loops stop.
    pub stopping: Stopping,
    /// q of (51a) to begin with: bit/s/Hz per unit of power that is left out, for P4 in units of S_min. With (50) and
    /// (52d) a step is no longer than the root of `1 - v`, so that q is the weight of a proximal term, too. Near S_min
    /// leaving out power is worth more than any fixed q, because the error falls with the power squared; so where the
    /// loops stop at less than full power, q is raised tenfold and they go on.
    pub penalty: f64,
}

impl Default for Settings {
    /// `q = 10`: a tenth of it leaves power unused against (16), ten times as much slows the steps down.
    fn default() -> Self {
        Self {
            stopping: Stopping::default(),
            penalty: 10.0,
        }
    }
}

/// What Algorithm 3 found for P3.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The budget asked for.
    pub delta: f64,
    /// The beams, power and budget kept; see [`solve`].
    pub beams: Beams,
    /// Rates, error, power and residuals by the formulas themselves.
    pub certificate: Certificate,
    /// dR/d delta by the last program, bit/s/Hz per unit.
    pub multiplier: f64,
    /// `max(0, E - delta) / delta`.
    pub budget_violation: f64,
    /// How it went.
    pub search: Search,
}

/// What Algorithm 3 found for P4.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorSolution {
    /// The floor asked for, bit/s/Hz.
    pub zeta: f64,
    /// The beams, power kept.
    pub beams: Beams,
    /// Rates, error, power and residuals by the formulas themselves.
    pub certificate: Certificate,
    /// dR/dE by the last program, bit/s/Hz per unit of the mean error.
    pub multiplier: f64,
    /// `max(0, zeta - R) / zeta`.
    pub rate_violation: f64,
    /// How it went.
    pub search: Search,
}

/// How a search went.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// How it ended.
    pub status: Status,
    /// The objective after each round, that of the start first: the sum rate, bit/s/Hz, or the mean error.
    pub trace: Vec<f64>,
    /// Conic programs solved.
    pub programs: usize,
    /// Calls of the solver for them.
    pub solves: usize,
}

impl Search {
    /// Rounds of the outer loop.
    pub fn rounds(&self) -> usize {
        self.trace.len().saturating_sub(1)
    }
}

impl Solution {
    /// True when the stop rule holds, of itself and not for a stall, at beams that keep (14), (16) and (24b).
    pub fn solved(&self) -> bool {
        self.search.status == Status::Converged
            && feasible(&self.certificate, self.budget_violation)
    }
}

impl FloorSolution {
    /// True when the stop rule holds, of itself and not for a stall, at beams that keep (14), (16) and (25b).
    pub fn solved(&self) -> bool {
        self.search.status == Status::Converged && feasible(&self.certificate, self.rate_violation)
    }
}

fn feasible(certificate: &Certificate, violation: f64) -> bool {
    violation <= TOLERANCE
        && certificate.power_violation <= TOLERANCE
        && certificate.sum_rate.is_finite()
}

/// Solves P3 for the budget `delta`, at least S_min, from [`start`], until it is asked to stop.
///
/// Algorithm 3 ends with a power of v < 1. The beams returned are scaled to full power and, should that exceed the
/// budget, mixed with the best sensing beams by as much as brings the error back to it.
pub fn solve(
    downlink: &Downlink,
    sensing: &SensingSolution,
    communication: &Beams,
    delta: f64,
    form: Form,
    settings: &Settings,
    stop: &Stop<'_>,
) -> Solution {
    let beams = start(downlink, sensing, communication);
    let mut walk = Walk::new(downlink, form, settings, Goal::Rate { delta }, stop);
    let possible = mean_error(downlink, &beams) <= delta * (1.0 + TOLERANCE);
    let (mut beams, search) = walk.run(beams, possible);
    fill_power(downlink, &mut beams);
    return_to_budget(downlink, sensing, &mut beams, delta);
    let nats = walk.multiplier * LN_2;
    let certificate = Certificate::new(downlink, &beams, nats, &downlink.senses());
    Solution {
        delta,
        multiplier: walk.multiplier,
        budget_violation: above(certificate.mse, delta),
        certificate,
        search,
        beams,
    }
}

/// Solves P4 for the sum rate `zeta`, bit/s/Hz, from communication beams that reach it at full power, until it is asked
/// to stop.
pub fn least_error(
    downlink: &Downlink,
    sensing: &SensingSolution,
    communication: &Beams,
    zeta: f64,
    form: Form,
    settings: &Settings,
    stop: &Stop<'_>,
) -> FloorSolution {
    let mut beams = communication.clone();
    fill_power(downlink, &mut beams);
    let goal = Goal::Error {
        zeta,
        unit: sensing.s_min,
    };
    let mut walk = Walk::new(downlink, form, settings, goal, stop);
    let rate = Reception::of(&downlink.estimate, &beams).sum_rate();
    let (mut beams, search) = walk.run(beams, rate >= zeta * (1.0 - TOLERANCE));
    fill_power(downlink, &mut beams);
    // d(E / S_min)/d zeta turned over.
    let multiplier = 1.0 / (walk.multiplier * sensing.s_min).max(f64::MIN_POSITIVE);
    let certificate = Certificate::new(downlink, &beams, multiplier * LN_2, &downlink.senses());
    FloorSolution {
        zeta,
        multiplier,
        rate_violation: below(certificate.sum_rate, zeta),
        certificate,
        search,
        beams,
    }
}

/// No q is raised beyond this: programs with more are not solved to their tolerance any more.
const MOST_PENALTY: f64 = 1e5;

/// The share of `Z*` that users' beams may take up in the start: less than one half leaves sensing beams of every rank.
const START_SHARE: f64 = 0.49;

/// A point with the least error: with `Z* = V V^H` of P1, users' beams `W = V U` with `U U^H <= 0.49 I` and
/// `Z = Z* - W W^H` have the pattern of `Z*`, so they keep every budget from S_min on. U points where the communication
/// beams do. Beams of zero would not do: all weights are then zero, and stay so.
pub fn start(downlink: &Downlink, sensing: &SensingSolution, communication: &Beams) -> Beams {
    let mut beams = communication.clone();
    let users = beams.users;
    for (m, sensing) in sensing.beams.iter().enumerate() {
        let Some(SensingBeam { v, .. }) = sensing else {
            continue;
        };
        let n = downlink.estimate.n_antennas;
        let best = DMatrix::from_fn(n, v.len(), |r, c| v[c][r]);
        let w = DMatrix::from_fn(n, users, |r, k| communication.w(m, k)[r]);
        let mut shares = best.ad_mul(&w);
        let largest = (&shares * shares.adjoint())
            .symmetric_eigenvalues()
            .iter()
            .fold(0.0, |most: f64, &x| most.max(x));
        if largest > 0.0 {
            shares *= Complex64::from((START_SHARE / largest).sqrt());
        }
        let w = &best * &shares;
        for k in 0..users {
            beams
                .w_mut(m, k)
                .copy_from_slice(w.column(k).iter().copied().collect::<Vec<_>>().as_slice());
        }
        beams.v[m] = streams(&(&best * best.adjoint() - &w * w.adjoint()));
    }
    fill_power(downlink, &mut beams);
    beams
}

/// Scales the beams to full power at sensing access points, and to power one where it is more at the others.
fn fill_power(downlink: &Downlink, beams: &mut Beams) {
    for (m, role) in downlink.roles.iter().enumerate() {
        let power = beams.power(m);
        if power > 1.0 || (matches!(role, Role::Sensing(_)) && power > 0.0) {
            scale(beams, m, power.sqrt().recip());
        }
    }
}

fn scale(beams: &mut Beams, m: usize, factor: f64) {
    for k in 0..beams.users {
        beams.w_mut(m, k).iter_mut().for_each(|w| *w *= factor);
    }
    beams.v[m].iter_mut().flatten().for_each(|v| *v *= factor);
}

/// Mixes the beams with the best sensing beams until the error is within the budget: `(1 - t) R + t Z*` keeps the power,
/// and its root error is at most the mean of the two, because the error is a positive semidefinite form in R.
fn return_to_budget(downlink: &Downlink, sensing: &SensingSolution, beams: &mut Beams, delta: f64) {
    let error = mean_error(downlink, beams);
    if error <= delta {
        return;
    }
    let (root, best) = (error.sqrt(), sensing.s_min.sqrt());
    let share = ((root - delta.sqrt()) / (root - best)).clamp(0.0, 1.0);
    for (m, sensing) in sensing.beams.iter().enumerate() {
        let Some(SensingBeam { v, .. }) = sensing else {
            continue;
        };
        scale(beams, m, (1.0 - share).sqrt());
        let mut z = DMatrix::zeros(beams.antennas, beams.antennas);
        let columns = beams.v[m].iter().map(|v| (v, 1.0));
        for (v, weight) in columns.chain(v.iter().map(|v| (v, share))) {
            let v = nalgebra::DVectorView::from_slice(v, v.len());
            z += v * v.adjoint() * Complex64::from(weight);
        }
        beams.v[m] = streams(&z);
    }
}

/// Algorithm 3 on its way.
struct Walk<'a> {
    downlink: &'a Downlink,
    covariances: Covariances,
    form: Form,
    settings: &'a Settings,
    goal: Goal,
    stop: &'a Stop<'a>,
    /// q, raised on the way.
    penalty: f64,
    multiplier: f64,
    programs: usize,
    solves: usize,
}

impl<'a> Walk<'a> {
    fn new(
        downlink: &'a Downlink,
        form: Form,
        settings: &'a Settings,
        goal: Goal,
        stop: &'a Stop<'a>,
    ) -> Self {
        Self {
            downlink,
            covariances: Covariances::of(&downlink.estimate),
            form,
            settings,
            goal,
            stop,
            penalty: settings.penalty,
            multiplier: 0.0,
            programs: 0,
            solves: 0,
        }
    }

    /// The outer loop, if the start is feasible.
    fn run(&mut self, start: Beams, feasible: bool) -> (Beams, Search) {
        let mut beams = start;
        let mut trace = vec![self.objective(&beams)];
        let mut status = Status::IterationLimit;
        if !feasible {
            status = Status::NoStart;
        }
        let Stopping {
            rounds, tolerance, ..
        } = self.settings.stopping;
        let mut merit = self.merit(&beams, &self.weights(&beams));
        for _ in 0..if feasible { rounds } else { 0 } {
            let weights = self.weights(&beams);
            if let Err(ended) = self.improve(&mut beams, &weights) {
                status = ended;
                break;
            }
            trace.push(self.objective(&beams));
            let before = merit;
            merit = self.merit(&beams, &self.weights(&beams));
            if merit - before <= tolerance * before.abs() {
                if self.lacking(&beams) > TOLERANCE && self.penalty < MOST_PENALTY {
                    self.penalty *= 10.0;
                    merit = self.merit(&beams, &self.weights(&beams));
                    continue;
                }
                status = self.converged_or_stalled(&beams, merit);
                break;
            }
        }
        let search = Search {
            status,
            trace,
            programs: self.programs,
            solves: self.solves,
        };
        (beams, search)
    }

    /// The inner loop: P3.4 around the last beams, the weights fixed.
    fn improve(&mut self, beams: &mut Beams, weights: &Weights) -> Result<(), Status> {
        let Stopping {
            steps, tolerance, ..
        } = self.settings.stopping;
        let mut merit = self.merit(beams, weights);
        for _ in 0..steps {
            let step = self.step(beams, weights, self.form)?;
            self.multiplier = step.multiplier;
            let reached = self.merit(&step.beams, weights);
            // A step goes down only by what the solver leaves unsolved: the beams before it are the end.
            if !(reached >= merit) {
                break;
            }
            let gain = reached - merit;
            *beams = step.beams;
            merit = reached;
            if gain <= tolerance * merit.abs() {
                break;
            }
        }
        Ok(())
    }

    fn step(&mut self, beams: &Beams, weights: &Weights, form: Form) -> Result<Step, Status> {
        if self.stop.asked() {
            return Err(Status::Stopped);
        }
        let around = Around {
            downlink: self.downlink,
            covariances: &self.covariances,
            weights,
            beams,
            form,
            penalty: self.penalty,
        };
        self.programs += 1;
        let refused = |residual| Status::Refused { residual };
        let step = around.step(self.goal).map_err(refused)?;
        self.solves += step.solves;
        Ok(step)
    }

    /// Whether a step without the split would have gone on.
    fn converged_or_stalled(&mut self, beams: &Beams, merit: f64) -> Status {
        if self.form == Form::Sound {
            return Status::Converged;
        }
        let weights = self.weights(beams);
        match self.step(beams, &weights, Form::Sound) {
            Err(ended) => ended,
            Ok(step) => {
                let gain = self.merit(&step.beams, &weights) - merit;
                if gain > self.settings.stopping.tolerance * merit.abs() {
                    Status::Stalled { gain }
                } else {
                    Status::Converged
                }
            }
        }
    }

    /// `1 - v` of (49).
    fn lacking(&self, beams: &Beams) -> f64 {
        let powers = self
            .downlink
            .senses()
            .into_iter()
            .enumerate()
            .filter(|&(_, senses)| senses)
            .map(|(m, _)| beams.power(m));
        1.0 - powers.fold(1.0, f64::min)
    }

    fn weights(&self, beams: &Beams) -> Weights {
        Weights::of(&Reception::of(&self.downlink.estimate, beams))
    }

    /// The sum rate or the mean error.
    fn objective(&self, beams: &Beams) -> f64 {
        match self.goal {
            Goal::Rate { .. } => Reception::of(&self.downlink.estimate, beams).sum_rate(),
            Goal::Error { .. } => mean_error(self.downlink, beams),
        }
    }

    /// What a step increases: (51a), for P4 the error less the penalty.
    fn merit(&self, beams: &Beams, weights: &Weights) -> f64 {
        let value = match self.goal {
            Goal::Rate { .. } => weights.value(&Reception::of(&self.downlink.estimate, beams)),
            Goal::Error { unit, .. } => -mean_error(self.downlink, beams) / unit,
        };
        value - self.penalty * self.lacking(beams)
    }
}
