//! Sensing for given communication beams.
//!
//! The scheme has two steps. First nu, the share of communication power: the largest in [0, 1] for which some sensing
//! covariances `Z_m >= 0` complete every sensing access point to full power (16) and meet the budget on the
//! mean matching error (24b). Which access point errs by how much is part of the problem. At the least error over
//! `Z_m` is a convex function of nu (a partial minimum of a convex function), least at nu = 0, where it is S_min: what is
//! feasible at some nu is so at every smaller one. Then the `Z_m` for which the users receive the least total power of sensing
//! streams, `sum_m tr(Q_m Z_m)` with `Q_m = sum_k (h_mk h_mk^H + Theta_mk)`.
//!
//! At the largest nu exactly the budget leaves hardly any freedom in `Z_m` to spare the users: so nu stays
//! [`INTERIOR`] below it, unless the budget does not bind at nu = 1.

use super::barrier::{self, Array, Problem, Scale};
use super::interference;
use super::proof;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::mean_error;
use crate::engine::downlink::violation::above;
use crate::engine::downlink::{Downlink, Role};
use nalgebra::DMatrix;
use num_complex::Complex64;

/// How far below the largest nu the scheme stays, relative, and the relative slack at which a budget does not bind.
/// The reference instances were computed with the same; less costs rate: at a hundredth of it MRT lost 1 % of its
/// rate on some of them, because the sensing beams then have no freedom to avoid the users.
pub const INTERIOR: f64 = 1e-4;
/// Relative gap asked of the largest nu and of the interference, below what makes a result solved.
const GAP: f64 = 3e-7;
/// The gap, and the violation of the budget, at which no further search is tried.
const ACCEPTED: f64 = 1e-6;
/// By how much a budget is tightened, over what the last search missed it by.
const ROOM: f64 = 2.0;
/// An access point with less power left than this has none: far above the rounding of a power, far below
/// any tolerance.
const EMPTY: f64 = 1e-11;
/// Where the search for the least interference begins, over the interference of the covariances that gave nu.
const START: f64 = 1e-2;

/// Which access points nu scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// All of them alike, which keeps what beams of several access points cancel.
    Common,
    /// Those that sense; the others need no power for anything else.
    Sensing,
}

/// Communication beams completed by sensing.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The beams, `sqrt(nu) w_mk` and the sensing streams.
    pub beams: Beams,
    /// nu, the share of communication power, within [0, 1].
    pub nu: f64,
    /// A proved bound that no feasible share exceeds; nu is no further below it than [`INTERIOR`].
    pub largest: f64,
    /// A proved bound on how far the power of sensing that all users receive is above its least value, relative to
    /// it and their noise.
    pub gap: f64,
    /// Newton steps of both problems together.
    pub steps: usize,
}

/// Completes `communication`, powers at most one, to the budget `delta` > S_min. `None` where
/// the arithmetic gives out.
pub fn complete(
    downlink: &Downlink,
    communication: &Beams,
    scaling: Scaling,
    delta: f64,
) -> Option<Completion> {
    let senses = sensing(downlink);
    let full = |&(m, _): &(usize, _)| 1.0 - communication.power(m) <= EMPTY;
    if senses.iter().all(full) && mean_error(downlink, communication) <= delta {
        // Nothing is left to choose.
        return Some(Completion {
            beams: communication.clone(),
            nu: 1.0,
            largest: 1.0,
            gap: 0.0,
            steps: 0,
        });
    }
    let found = largest_share(downlink, communication, &senses, delta)?;
    let largest = proof::largest_share(communication, &senses, &found, delta);
    let unscaled = with_streams(communication, &senses, &found.v);
    // Where sensing access points send nothing to users, nu does not matter to them.
    let silent = senses.iter().all(|&(m, _)| communication.power(m) <= EMPTY);
    let nu = if silent || mean_error(downlink, &unscaled) <= delta * (1.0 - INTERIOR) {
        1.0
    } else {
        (1.0 - INTERIOR) * largest
    };
    if !(nu > 0.0) {
        return None;
    }
    let scaled = scaled(downlink, communication, scaling, nu);
    let target = (nu, delta);
    let (beams, gap, steps) = quietest(downlink, communication, &scaled, &senses, &found, target)?;
    Some(Completion {
        beams,
        nu,
        largest,
        gap,
        steps: found.steps + steps,
    })
}

/// The sensing access points and their matching errors.
fn sensing(downlink: &Downlink) -> Vec<(usize, &MatchingError)> {
    let roles = downlink.roles.iter().enumerate();
    roles
        .filter_map(|(m, role)| match role {
            Role::Sensing(matching) => Some((m, matching)),
            Role::Communication => None,
        })
        .collect()
}

fn scaled(downlink: &Downlink, communication: &Beams, scaling: Scaling, nu: f64) -> Beams {
    let mut beams = communication.clone();
    for m in 0..beams.access_points() {
        let senses = matches!(downlink.roles[m], Role::Sensing(_));
        if senses || scaling == Scaling::Common {
            super::power::scale_access_point(&mut beams, m, nu.sqrt());
        }
    }
    beams
}

/// The largest nu, with the covariances that allow it.
fn largest_share(
    downlink: &Downlink,
    communication: &Beams,
    senses: &[(usize, &MatchingError)],
    delta: f64,
) -> Option<barrier::Solution> {
    let n = downlink.estimate.n_antennas;
    let arrays = senses.iter().map(|&(m, matching)| {
        let own = communication.autocorrelation(m);
        Array::new(matching, &own, DMatrix::zeros(n, n))
    });
    let problem = Problem {
        arrays: arrays.collect(),
        count: senses.len() as f64,
        budget: delta,
        scale: Scale::Free,
        noise: downlink.estimate.n_users as f64,
        gap: GAP,
    };
    barrier::solve(&problem, None)
}

/// `beams` with sensing streams `v` of the sensing access points, scaled to full power.
fn with_streams(
    beams: &Beams,
    senses: &[(usize, &MatchingError)],
    v: &[DMatrix<Complex64>],
) -> Beams {
    let mut beams = beams.clone();
    for (&(m, _), v) in senses.iter().zip(v) {
        let left = (1.0 - beams.power(m)).max(0.0);
        let scale = left.sqrt() * super::power::unit_scale(v.norm_squared());
        beams.v[m] = v
            .column_iter()
            .map(|column| column.iter().map(|x| x * scale).collect())
            .collect();
    }
    beams
}

/// The covariances of least interference for beams `scaled` by nu: the completed beams, the gap of their
/// interference, and Newton steps.
fn quietest(
    downlink: &Downlink,
    communication: &Beams,
    scaled: &Beams,
    senses: &[(usize, &MatchingError)],
    largest: &barrier::Solution,
    (nu, delta): (f64, f64),
) -> Option<(Beams, f64, usize)> {
    let ones = vec![1.0; downlink.estimate.n_users];
    let count = senses.len() as f64;
    let (mut budget, mut heard) = (delta, 0.0);
    let (mut arrays, mut open, mut start) = (Vec::new(), Vec::new(), Vec::new());
    for (i, &(m, matching)) in senses.iter().enumerate() {
        if 1.0 - scaled.power(m) <= EMPTY {
            budget -= matching.error(&scaled.autocorrelation(m)) / count;
            continue;
        }
        let form = interference::form(downlink, m, &ones);
        let v = &largest.v[i];
        heard += (v.adjoint() * &form * v).trace().re;
        arrays.push(Array::new(
            matching,
            &communication.autocorrelation(m),
            form,
        ));
        start.push(largest.dual.u[i].clone());
        open.push((m, matching));
    }
    let problem = Problem {
        arrays,
        count,
        budget,
        scale: Scale::Fixed(nu),
        noise: downlink.estimate.n_users as f64,
        gap: GAP,
    };
    // With S and tau scaled alike, the covariances that gave nu stay where they are on the central path, and
    // what the interference adds is small beside that.
    let tau = START * heard.max(f64::MIN_POSITIVE);
    let up = tau / largest.tau;
    let dual = barrier::Dual {
        lambda: up * largest.dual.lambda,
        u: start.into_iter().map(|u| u * up).collect(),
    };
    // Channels of very different strengths leave the first search short of its gap at times, or of its budget; one
    // that begins elsewhere ends elsewhere, and a smaller budget leaves room for what is missed. The gap is proved
    // for any.
    let mut steps = 0;
    let mut best: Option<(Beams, f64, f64)> = None;
    let warm = Some((dual, tau));
    for (start, gap) in [
        (warm.clone(), GAP),
        (None, GAP),
        (None, 0.1 * GAP),
        (warm.clone(), 0.1 * GAP),
        (None, 0.03 * GAP),
        (None, 2.5 * GAP),
        (warm.clone(), 2.5 * GAP),
        (None, 1.6 * GAP),
        (warm, 0.03 * GAP),
    ] {
        let missed = best.as_ref().map_or(0.0, |(_, _, missed)| *missed);
        let tightened = Problem {
            budget: budget - ROOM * missed * delta,
            gap,
            ..problem.clone()
        };
        let Some(solution) = barrier::solve(&tightened, start) else {
            continue;
        };
        let beams = with_streams(scaled, &open, &solution.v);
        let gap = proof::interference_gap(downlink, &beams, &problem, &open, &solution);
        let missed = above(mean_error(downlink, &beams), delta);
        steps += solution.steps;
        let worst = |gap: f64, missed: f64| gap.max(missed);
        if (best.as_ref()).is_none_or(|&(_, g, v)| worst(gap, missed) < worst(g, v)) {
            best = Some((beams, gap, missed));
        }
        if worst(gap, missed) <= ACCEPTED {
            break;
        }
    }
    let (beams, gap, _) = best?;
    Some((beams, gap, steps))
}
