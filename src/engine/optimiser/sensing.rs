//! P1 (22): the least beampattern matching error, access point by access point.
//!
//! Minimised over `Z = V V^H` on the sphere `tr Z = 1`. The result is proved
//! globally optimal without a solver: E is convex in Z, so with G its gradient
//! `E(Z) - E* <= <G, Z> - lambda_min(G)`. An eigenvector of that least
//! eigenvalue is a direction of descent should the bound not be tight. Errors are
//! never negative either, so that `E(Z) - E* <= E(Z)`.
//!
//! **Scale.** A pattern that is flat at power one has the value p, the sensing power, and errors of
//! patterns that miss the ideal one are of the order of p^2. Arrays with more antennas than the sampled directions
//! can distinguish meet the ideal pattern at every sample, so that E* tends to zero, and a distance relative to it
//! measures nothing. Gaps are therefore distances over p^2.

use super::layout::Layout;
use super::objective::{Objective, Reward, Term};
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::certificate::toeplitz;
use crate::engine::downlink::violation::excess;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::estimation::Estimate;
use crate::engine::numerics::trust_region::{Stop, TrustRegion};
use num_complex::Complex64;

/// The gap at which an optimum is accepted, a distance over the squared sensing power.
pub const GAP: f64 = 1e-9;
/// An error below this share of the squared sensing power is accepted without a gap: the pattern misses the ideal one
/// by a thousandth of the power of an isotropic one, in root mean square over the sampled directions. Only arrays that
/// the directions are too few for come so near.
pub const ZERO_ERROR: f64 = 1e-6;
/// The search goes on until the distance is [`GAP`] relative to the error as well, down to errors of this share
/// of the squared sensing power.
const SMALL_ERROR: f64 = 1e-2;
/// The objective is scaled by the error reached so far, down to this share of the squared sensing power:
/// an error below it is zero to [`GAP`].
const LEAST_UNIT: f64 = 1e-10;
/// Streams of Z; one suffices at the optimum (Fejer-Riesz), more make the way there smooth.
const STREAMS: usize = 4;
/// Attempts to leave a stationary point that is not optimal.
const ESCAPES: usize = 8;

/// The best beampattern of one access point.
#[derive(Debug, Clone, PartialEq)]
pub struct SensingBeam {
    /// Columns of V, `Z = V V^H`.
    pub v: Vec<Vec<Complex64>>,
    /// E.
    pub error: f64,
    /// The best scale eta.
    pub eta: f64,
    /// Bound on `E - E*`.
    pub distance: f64,
    /// The same over `p^2`, where p is the sensing power.
    pub gap: f64,
    /// Whether the gap is at most [`GAP`], or the error at most [`ZERO_ERROR`] times `p^2`.
    pub solved: bool,
    /// Values and Hessian products computed.
    pub evaluations: usize,
}

/// Minimises the matching error of one access point.
pub fn best_beam(matching: &MatchingError) -> SensingBeam {
    let n = matching.antennas();
    let downlink = alone(matching);
    let layout = Layout::new(&downlink, &[STREAMS.min(n)], &[true]);
    let x = start(&layout, n);
    // In units of the start's error, so that the sensing power does not matter.
    let mut objective = Objective::new(&downlink, layout, x, Reward::Nothing, Term::Linear(1.0));
    let mut unit = objective.error().max(f64::MIN_POSITIVE);
    objective.set_matching(Term::Linear(1.0 / unit));
    let mut trust_region = TrustRegion::new(objective.layout().len);
    let mut best: Option<SensingBeam> = None;
    let squared = matching.power().powi(2);
    for _ in 0..ESCAPES {
        trust_region.minimise(
            &mut objective,
            Stop {
                gradient: 1e-12,
                steps: 300,
            },
        );
        let (beam, direction) = measure(&objective, matching);
        let (error, distance) = (beam.error, beam.distance);
        let enough = GAP * (error / squared).clamp(SMALL_ERROR, 1.0);
        if best.as_ref().is_none_or(|best| beam.gap <= best.gap) {
            best = Some(beam);
        }
        if best.as_ref().is_some_and(|best| best.gap <= enough) {
            break;
        }
        // The step out of this point is measured by how far the error is from its least value; so is the next
        // minimisation, or what is left would drown in the rounding of the value.
        unit = error.clamp((LEAST_UNIT * squared).min(unit), unit);
        let x = escape(
            objective.layout(),
            objective.point(),
            &direction,
            distance / unit,
        );
        objective.set_matching(Term::Linear(1.0 / unit));
        objective.set_point(&x);
    }
    let evaluations = objective.evaluations;
    best.map_or_else(
        || measure(&objective, matching).0,
        |best| SensingBeam {
            evaluations,
            ..best
        },
    )
}

/// An access point without users.
fn alone(matching: &MatchingError) -> Downlink {
    let estimate = Estimate {
        n_aps: 1,
        n_users: 0,
        n_antennas: matching.antennas(),
        n_targets: 0,
        h_hat: Vec::new(),
        q_bar: Vec::new(),
        theta: Vec::new(),
        d: Vec::new(),
        coupling: Vec::new(),
    };
    Downlink::new(estimate, vec![Role::Sensing(matching.clone())])
}

/// A tapered array with a quadratic phase, the classic way to a flat wide beam; a little of the
/// other streams breaks their symmetry.
fn start(layout: &Layout, n: usize) -> Vec<f64> {
    let mut x = vec![0.0; layout.len];
    let centre = (n as f64 - 1.0) / 2.0;
    for i in 0..n {
        let offset = i as f64 - centre;
        let taper = 0.54 + 0.46 * (std::f64::consts::PI * offset / (centre + 1.0)).cos();
        layout.set(
            &mut x,
            0,
            i,
            0,
            Complex64::from_polar(taper, 0.05 * offset * offset),
        );
        for stream in 1..layout.blocks[0].streams {
            layout.set(
                &mut x,
                0,
                i,
                stream,
                Complex64::from_polar(0.01, (i * stream) as f64),
            );
        }
    }
    layout.normalize(&mut x);
    x
}

impl SensingBeam {
    /// The beam with these columns of V; also an eigenvector of the least eigenvalue of the gradient by Z, a direction
    /// of descent where the gap is not zero.
    pub fn measured(
        matching: &MatchingError,
        v: Vec<Vec<Complex64>>,
        y: &[f64],
        evaluations: usize,
    ) -> (Self, Vec<Complex64>) {
        let mut slope = vec![0.0; y.len()];
        let error = matching.gradient(y, &mut slope);
        let along = crate::engine::numerics::kernel::dot(&slope, y);
        let eigen = toeplitz(&slope).symmetric_eigen();
        let at = eigen.eigenvalues.imin();
        let distance = excess(along - eigen.eigenvalues[at]).min(excess(error));
        let squared = matching.power().powi(2);
        let gap = excess(distance / squared);
        let beam = Self {
            v,
            error,
            eta: matching.eta(y),
            distance,
            gap,
            solved: gap <= GAP || error <= ZERO_ERROR * squared,
            evaluations,
        };
        let direction = eigen.eigenvectors.column(at).iter().copied().collect();
        (beam, direction)
    }
}

/// The beam at the objective's point, and the direction of descent.
fn measure(objective: &Objective, matching: &MatchingError) -> (SensingBeam, Vec<Complex64>) {
    let beams = crate::engine::downlink::beams::Beams::from_vector(
        objective.layout(),
        0,
        objective.point(),
    );
    let y = beams.autocorrelation(0);
    let v = beams.v.into_iter().flatten().collect();
    SensingBeam::measured(matching, v, &y, objective.evaluations)
}

/// Replaces the weakest stream by some of the direction of descent.
fn escape(layout: &Layout, x: &[f64], direction: &[Complex64], gap: f64) -> Vec<f64> {
    let mut x = x.to_vec();
    let power = |x: &[f64], stream| -> f64 {
        (0..layout.antennas)
            .map(|i| layout.get(x, 0, i, stream).norm_sqr())
            .sum()
    };
    let weakest = (0..layout.blocks[0].streams)
        .min_by(|&a, &b| power(&x, a).total_cmp(&power(&x, b)))
        .unwrap_or(0);
    let amplitude = gap.abs().sqrt().clamp(1e-3, 0.3);
    for (i, d) in direction.iter().enumerate() {
        layout.set(&mut x, 0, i, weakest, amplitude * d);
    }
    layout.normalize(&mut x);
    x
}

/// P1 for all sensing access points.
#[derive(Debug, Clone, PartialEq)]
pub struct SensingSolution {
    /// Per access point; `None` without a target.
    pub beams: Vec<Option<SensingBeam>>,
    /// S_min, the mean of the errors.
    pub s_min: f64,
    /// Bound on `S_min - S*`.
    pub distance: f64,
    /// The same over the squared sensing power.
    pub gap: f64,
    /// `sum_m E_m / (M_T eta_m^2)`, the normalised MSE of Section V.
    pub normalised_mse: f64,
    /// Values and Hessian products computed.
    pub evaluations: usize,
}

impl SensingSolution {
    /// Puts the beams of all access points together.
    pub fn of(beams: Vec<Option<SensingBeam>>) -> Self {
        let found: Vec<&SensingBeam> = beams.iter().flatten().collect();
        let count = found.len().max(1) as f64;
        let mean = |of: fn(&SensingBeam) -> f64| found.iter().map(|b| of(b)).sum::<f64>() / count;
        Self {
            s_min: mean(|b| b.error),
            distance: mean(|b| b.distance),
            gap: mean(|b| b.gap),
            normalised_mse: mean(|b| b.error / (b.eta * b.eta)),
            evaluations: found.iter().map(|b| b.evaluations).sum(),
            beams,
        }
    }

    /// Bound on `(S_min - S*) / S_min`.
    pub fn relative_gap(&self) -> f64 {
        excess(self.distance / self.s_min.max(f64::MIN_POSITIVE))
    }

    /// Why it is not solved.
    pub fn fault(&self) -> String {
        let (gap, evaluations) = (self.gap, self.evaluations);
        format!(
            "the least beampattern error was not found: gap {gap:.1e} of the squared sensing power exceeds {GAP:.0e} after {evaluations} evaluations"
        )
    }

    /// True when every access point's beam is proved to [`GAP`] or meets its ideal pattern to [`ZERO_ERROR`].
    pub fn solved(&self) -> bool {
        self.beams.iter().flatten().all(|beam| beam.solved) && self.s_min.is_finite()
    }
}

/// Solves P1. Access points with the same matching error, as when all arrays face their targets,
/// are solved once.
pub fn solve(downlink: &Downlink) -> SensingSolution {
    let mut beams: Vec<Option<SensingBeam>> = Vec::with_capacity(downlink.roles.len());
    let mut evaluations = 0;
    for (m, role) in downlink.roles.iter().enumerate() {
        let Role::Sensing(matching) = role else {
            beams.push(None);
            continue;
        };
        let same = (0..m)
            .find(|&l| matches!(&downlink.roles[l], Role::Sensing(other) if other == matching));
        let beam = match same {
            Some(l) => beams[l].clone(),
            None => Some(best_beam(matching)),
        };
        evaluations += if same.is_none() {
            beam.as_ref().map_or(0, |b| b.evaluations)
        } else {
            0
        };
        beams.push(beam);
    }
    SensingSolution {
        evaluations,
        ..SensingSolution::of(beams)
    }
}
