//! P1 (22): the least beampattern matching error, access point by access point.
//!
//! Minimised over `Z = V V^H` on the sphere `tr Z = 1`. The result is proved
//! globally optimal without a solver: E is convex in Z, so with G its gradient
//! `E(Z) - E* <= <G, Z> - lambda_min(G)`. An eigenvector of that least
//! eigenvalue is a direction of descent should the bound not be tight.

use super::layout::Layout;
use super::objective::{Objective, Term};
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::certificate::toeplitz;
use crate::engine::downlink::violation::excess;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::estimation::Estimate;
use crate::engine::numerics::trust_region::{Stop, TrustRegion};
use num_complex::Complex64;

/// The gap, relative to the squared sensing power, at which an optimum is accepted.
pub const GAP: f64 = 1e-9;
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
    /// Bound on `(E - E*) / p^2` with the sensing power p.
    pub gap: f64,
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
    let absent = Term::Absent;
    let mut objective = Objective::new(&downlink, layout, x, absent, Term::Linear(1.0));
    let unit = objective.error().max(f64::MIN_POSITIVE);
    objective.set_terms(absent, Term::Linear(1.0 / unit));
    let mut trust_region = TrustRegion::new(objective.layout().len);
    let mut best = SensingBeam {
        v: Vec::new(),
        error: 0.0,
        eta: 0.0,
        gap: f64::INFINITY,
        evaluations: 0,
    };
    for _ in 0..ESCAPES {
        trust_region.minimise(
            &mut objective,
            Stop {
                gradient: 1e-12,
                steps: 300,
            },
        );
        let (gap, direction) = measure(&objective, matching, &mut best);
        best.evaluations = objective.evaluations;
        if best.gap <= GAP {
            break;
        }
        let x = escape(
            objective.layout(),
            objective.point(),
            &direction,
            gap / unit,
        );
        objective.set_point(&x);
    }
    best
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

/// A bound on the distance from the least error, relative to the squared sensing power.
///
/// Errors are squares of patterns, and the pattern of a beam of power one has the mean p over the
/// directions of an isotropic one. The least error itself is no scale: it tends to zero as the
/// array grows beyond what the directions resolve.
pub fn gap(matching: &MatchingError, distance: f64) -> f64 {
    excess(distance / matching.power().powi(2))
}

/// Fills in the beam at the objective's point; returns the bound on how far its error lies above
/// the least, and the direction of descent.
fn measure(
    objective: &Objective,
    matching: &MatchingError,
    beam: &mut SensingBeam,
) -> (f64, Vec<Complex64>) {
    let beams = crate::engine::downlink::beams::Beams::from_vector(
        objective.layout(),
        0,
        objective.point(),
    );
    let y = beams.autocorrelation(0);
    let mut slope = vec![0.0; y.len()];
    let error = matching.gradient(&y, &mut slope);
    let along = crate::engine::numerics::kernel::dot(&slope, &y);
    let eigen = toeplitz(&slope).symmetric_eigen();
    let at = eigen.eigenvalues.imin();
    let least = eigen.eigenvalues[at];
    beam.gap = gap(matching, along - least);
    (beam.error, beam.eta) = (error, matching.eta(&y));
    beam.v = beams.v.into_iter().flatten().collect();
    (
        along - least,
        eigen.eigenvectors.column(at).iter().copied().collect(),
    )
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
    /// Bound on `(S_min - S*) / p^2` with the sensing power p.
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
        let s_min = found.iter().map(|b| b.error).sum::<f64>() / count;
        let gap = found.iter().map(|b| b.gap).sum::<f64>() / count;
        let normalised_mse = found.iter().map(|b| b.error / (b.eta * b.eta)).sum::<f64>() / count;
        Self {
            s_min,
            gap,
            normalised_mse,
            evaluations: found.iter().map(|b| b.evaluations).sum(),
            beams,
        }
    }

    /// Why it is not solved.
    pub fn fault(&self) -> String {
        let (gap, evaluations) = (self.gap, self.evaluations);
        format!(
            "the least beampattern error was not found: gap {gap:.1e} of the squared sensing power exceeds {GAP:.0e} after {evaluations} evaluations"
        )
    }

    /// True when the gap proves the optimum to [`GAP`].
    pub fn solved(&self) -> bool {
        self.gap <= GAP && self.s_min.is_finite()
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
