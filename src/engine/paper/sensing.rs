//! P1 (22) as a semidefinite program per sensing access point.
//!
//! The scale eta is at its best, so that the error is the quadratic form in the autocorrelation of
//! [`MatchingError`]; nothing else is left out. The gap of the result is the bound of
//! [`optimiser::sensing`](crate::engine::optimiser::sensing), which does not depend on a solver.

use super::{Status, streams};
use crate::engine::conic::model::{Affine, Program};
use crate::engine::conic::solver;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::optimiser::sensing::{SensingBeam, SensingSolution};
use crate::engine::stop::Stop;

/// The gap, over the squared sensing power, at which an optimum is accepted: what an interior point method with gaps of
/// [`solver::TOLERANCE`] leaves at errors well below one.
pub const GAP: f64 = 1e-6;

/// P1 by conic programs.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The beams, in the form that the default returns; `evaluations` counts conic solves.
    pub sensing: SensingSolution,
    /// How it ended.
    pub status: Status,
}

impl Solution {
    /// True when the gap, computed without the solver, proves the optimum to [`GAP`].
    pub fn solved(&self) -> bool {
        self.status == Status::Converged
            && self.sensing.gap <= GAP
            && self.sensing.s_min.is_finite()
    }
}

/// Solves P1, each sensing access point by a program of its own, until it is asked to stop.
pub fn solve(downlink: &Downlink, stop: &Stop<'_>) -> Solution {
    let mut status = Status::Converged;
    let beams: Vec<Option<SensingBeam>> = downlink
        .roles
        .iter()
        .map(|role| match role {
            Role::Communication => None,
            Role::Sensing(matching) => {
                if stop.asked() {
                    status = Status::Stopped;
                    return None;
                }
                let (beam, refused) = best_beam(matching);
                if let Some(residual) = refused {
                    status = Status::Refused { residual };
                }
                Some(beam)
            }
        })
        .collect();
    Solution {
        sensing: SensingSolution::of(beams),
        status,
    }
}

/// The beam of one access point; the residual of its program where that is too large.
fn best_beam(matching: &MatchingError) -> (SensingBeam, Option<f64>) {
    let n = matching.antennas();
    let mut program = Program::default();
    let z = program.hermitian(n);
    program.positive_semidefinite(n, |r, c| z.parts(r, c));
    let y = program.variables(matching.size());
    for (i, c) in z.autocorrelation().into_iter().enumerate() {
        let mut difference = c;
        difference.add(y + i, -1.0);
        program.zero(difference);
    }
    let mut power = Affine::of(y, 1.0);
    power.constant = -1.0;
    program.zero(power);
    // Half the gradient of a quadratic form at a unit vector is a column of its matrix.
    // In units of the squared sensing power the error is of order one.
    let unit_power = matching.power().powi(-2);
    let size = matching.size();
    let mut unit = vec![0.0; size];
    let mut column = vec![0.0; size];
    for i in 0..size {
        unit[i] = 1.0;
        matching.gradient(&unit, &mut column);
        unit[i] = 0.0;
        for (j, slope) in column.iter().enumerate().take(i + 1) {
            let both = if i == j { 0.5 } else { 1.0 };
            program.cost_of_product(y + i, y + j, both * slope * unit_power);
        }
    }
    let Some(solution) = solver::solve(&program) else {
        return (measure(matching, Vec::new(), 0), Some(f64::INFINITY));
    };
    let mut v = streams(&z.value(&solution.x));
    // The constraint (22b) holds to the solver's accuracy; here it is made to hold exactly.
    let power: f64 = v.iter().flatten().map(|x| x.norm_sqr()).sum();
    v.iter_mut().flatten().for_each(|x| *x /= power.sqrt());
    let refused = (!solution.solved()).then_some(solution.residuals.largest());
    (measure(matching, v, solution.solves), refused)
}

/// Error, scale and gap of a beam: `E(Z) - E* <= <G, Z> - lambda_min(G)` with the gradient G at Z.
fn measure(
    matching: &MatchingError,
    v: Vec<Vec<num_complex::Complex64>>,
    solves: usize,
) -> SensingBeam {
    let y = super::beams_of(matching.antennas(), v.clone()).autocorrelation(0);
    SensingBeam::measured(matching, v, &y, solves).0
}
