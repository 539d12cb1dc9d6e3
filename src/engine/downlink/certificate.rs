//! What proves a result: rates, errors and powers recomputed from the beams by the formulas
//! themselves, in plain complex arithmetic, sharing no evaluation with the solvers. Only stationarity takes
//! the gradient of the error from the same quadratic form as the solvers.

use super::beampattern::MatchingError;
use super::beams::Beams;
use super::multipliers::Multipliers;
use super::violation::largest;
use super::{Downlink, Role};
use crate::engine::estimation::Estimate;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// What the users receive.
#[derive(Debug, Clone, PartialEq)]
pub struct Reception {
    /// `f_kk`.
    pub signal: Vec<Complex64>,
    /// `A_k`, Eq. (18).
    pub interference: Vec<f64>,
}

impl Reception {
    /// Evaluates (18) for these beams.
    pub fn of(estimate: &Estimate, beams: &Beams) -> Self {
        let users = estimate.n_users;
        let mut signal = vec![Complex64::ZERO; users];
        let mut interference = vec![1.0; users];
        for k in 0..users {
            for j in 0..users {
                let own = |m| beams.w(m, j);
                let (amplitude, error) = received(estimate, k, 0..estimate.n_aps, own);
                interference[k] += error;
                if j == k {
                    signal[k] = amplitude;
                } else {
                    interference[k] += amplitude.norm_sqr();
                }
            }
            for m in 0..estimate.n_aps {
                for v in &beams.v[m] {
                    let (amplitude, error) = received(estimate, k, m..m + 1, |_| v.as_slice());
                    interference[k] += amplitude.norm_sqr() + error;
                }
            }
        }
        Self {
            signal,
            interference,
        }
    }

    /// Rate of user k, bit/s/Hz.
    pub fn rate(&self, k: usize) -> f64 {
        (self.signal[k].norm_sqr() / self.interference[k]).ln_1p() / std::f64::consts::LN_2
    }

    /// The sum rate, bit/s/Hz.
    pub fn sum_rate(&self) -> f64 {
        (0..self.signal.len()).map(|k| self.rate(k)).sum()
    }
}

/// Amplitude `sum_m h_mk^H x_m` and error power `x^H Theta_k x` of one stacked beam at user k.
fn received<'a>(
    s: &Estimate,
    k: usize,
    access_points: std::ops::Range<usize>,
    x: impl Fn(usize) -> &'a [Complex64],
) -> (Complex64, f64) {
    let (mut amplitude, mut error) = (Complex64::ZERO, 0.0);
    let mut coupled = vec![Complex64::ZERO; s.n_couplings()];
    for m in access_points {
        let x = x(m);
        amplitude += inner(s.h_hat(m, k), x);
        error += s.theta(m, k) * x.iter().map(Complex64::norm_sqr).sum::<f64>();
        let steered: Vec<Complex64> = (0..s.n_targets).map(|t| inner(s.q_bar(m, t), x)).collect();
        let local = s.d(m, k);
        for t in 0..s.n_targets {
            for u in 0..s.n_targets {
                error += (steered[t].conj() * local[t * s.n_targets + u] * steered[u]).re;
            }
        }
        for (i, coupled) in coupled.iter_mut().enumerate() {
            *coupled += inner(s.coupling_vector(m, k, i), &steered);
        }
    }
    error += coupled.iter().map(Complex64::norm_sqr).sum::<f64>();
    (amplitude, error)
}

/// `a^H b`.
fn inner(a: &[Complex64], b: &[Complex64]) -> Complex64 {
    a.iter().zip(b).map(|(a, b)| a.conj() * b).sum()
}

/// `(1/M_T) sum_m E_m`, the left side of (24b); zero without sensing access points.
pub fn mean_error(downlink: &Downlink, beams: &Beams) -> f64 {
    let errors = downlink
        .roles
        .iter()
        .enumerate()
        .map(|(m, role)| match role {
            Role::Sensing(matching) => matching_error(matching, beams, m),
            Role::Communication => 0.0,
        });
    errors.sum::<f64>() / downlink.sensing_count().max(1) as f64
}

/// `E_m`: the pattern (19) in every sampled direction, and its distance (20) from the ideal one at
/// the best scale, which is the mean of the pattern where the ideal one is one.
fn matching_error(matching: &MatchingError, beams: &Beams, m: usize) -> f64 {
    let radiated = |phi: f64| {
        let turn = Complex64::from_polar(1.0, -phi);
        let powers = beams.columns(m).map(|x| {
            // a^H x by Horner's rule.
            let mut sum = Complex64::ZERO;
            x.iter().rev().for_each(|x| sum = sum * turn + x);
            sum.norm_sqr()
        });
        matching.power() * powers.sum::<f64>()
    };
    let pattern: Vec<(f64, bool)> = matching
        .electrical_angles()
        .map(|(phi, ideal)| (radiated(phi), ideal))
        .collect();
    let (mut lobe, mut count) = (0.0, 0.0_f64);
    for &(power, _) in pattern.iter().filter(|(_, ideal)| *ideal) {
        lobe += power;
        count += 1.0;
    }
    let eta = lobe / count.max(1.0);
    let squares = pattern.iter().map(|&(power, ideal)| {
        let wanted = if ideal { eta } else { 0.0 };
        (power - wanted).powi(2)
    });
    squares.sum::<f64>() / pattern.len().max(1) as f64
}

/// Feasibility and stationarity of beams for P2 or P3.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// Sum rate, bit/s/Hz.
    pub sum_rate: f64,
    /// What the downlink's criterion makes of the rates, bit/s/Hz; the sum rate unless it is another utility.
    pub value: f64,
    /// Rate of each user, bit/s/Hz.
    pub rates: Vec<f64>,
    /// The multipliers of rates that stationarity was checked with.
    pub multipliers: Multipliers,
    /// How far a rate is below its floor at most, relative to the floor.
    pub floor_violation: f64,
    /// How far the multipliers of rates are from such: see [`Multipliers::fault`].
    pub complementarity: f64,
    /// Mean matching error.
    pub mse: f64,
    /// Largest violation of (14) or (16), relative to the budget.
    pub power_violation: f64,
    /// Norm of the gradient of the Lagrangian at its best power multipliers, wrong signs and
    /// complementarity included, over [`residual_scale`].
    pub kkt_residual: f64,
    /// How far `Q_mm + lambda G_m + mu_m I`, the multiplier of `Z_m >= 0`, is from positive
    /// semidefinite: its most negative eigenvalue over [`residual_scale`].
    pub dual_violation: f64,
}

impl Certificate {
    /// Checks `beams` with the multiplier `lambda` (nats per unit of the mean error). Power is an
    /// equality at access points where `full_power`. Rates have no multipliers.
    pub fn new(downlink: &Downlink, beams: &Beams, lambda: f64, full_power: &[bool]) -> Self {
        Self::with(downlink, beams, lambda, full_power, Multipliers::default())
    }

    /// The same with multipliers of rates.
    pub fn with(
        downlink: &Downlink,
        beams: &Beams,
        lambda: f64,
        full_power: &[bool],
        multipliers: Multipliers,
    ) -> Self {
        let s = &downlink.estimate;
        let criterion = &downlink.criterion;
        let reception = Reception::of(s, beams);
        let rates: Vec<f64> = (0..s.n_users).map(|k| reception.rate(k)).collect();
        let sum_rate: f64 = rates.iter().sum();
        let value = criterion.utility.value(&rates);
        let worth = multipliers.slopes(&criterion.utility, &rates);
        let q = interference_weights(&reception, &worth);
        let stiffness = stiffness(&strengths(s), &q);
        let rate = value * std::f64::consts::LN_2;
        let weight = criterion.utility.mean_weight(s.n_users);
        let scale = residual_scale(network_rate(s) * weight, rate, stiffness);
        let mut power_violation = 0.0f64;
        let (mut squares, mut dual) = (0.0, 0.0f64);
        let gradient = rate_gradient(downlink, beams, &reception, (&q, &worth));
        for (m, &full) in full_power.iter().enumerate() {
            let power = beams.power(m);
            let excess = if full {
                (power - 1.0).abs()
            } else {
                power - 1.0
            };
            power_violation = largest([power_violation, excess]);
            let form = own_form(downlink, beams, m, &q, lambda);
            let columns = lagrangian_columns(beams, m, &gradient, &form);
            let mu = power_price(beams, m, &columns, full);
            for (x, c) in beams.columns(m).zip(&columns) {
                squares += x
                    .iter()
                    .zip(c)
                    .map(|(x, c)| 4.0 * (c + mu * x).norm_sqr())
                    .sum::<f64>();
            }
            if let Role::Sensing(_) = downlink.roles[m] {
                let least = (form
                    + DMatrix::identity(s.n_antennas, s.n_antennas) * Complex64::from(mu))
                .symmetric_eigenvalues()
                .min();
                dual = largest([dual, -least]);
            }
        }
        Self {
            sum_rate,
            value,
            floor_violation: criterion.shortfall(&rates),
            complementarity: multipliers.fault(criterion, &rates),
            multipliers,
            rates,
            mse: mean_error(downlink, beams),
            power_violation,
            kkt_residual: squares.sqrt() / scale,
            dual_violation: dual / scale,
        }
    }
}

/// The rate of a network by itself, nats: the largest that one user has when every access point
/// serves it alone at full power, with beams matched to its estimated channels.
///
/// It is the unit in which rates are judged. Powers are absorbed in the estimate, so it is the same
/// when channels are scaled by c and powers by 1 / c^2; it is proportional to powers where they are
/// low and grows with their logarithm where they are high, as every sum rate does. Zero only where
/// no user can be reached.
pub fn network_rate(estimate: &Estimate) -> f64 {
    let antennas = estimate.n_antennas;
    let rates = (0..estimate.n_users).map(|k| {
        let mut matched = vec![Complex64::ZERO; estimate.n_aps * antennas];
        for m in 0..estimate.n_aps {
            let h = estimate.h_hat(m, k);
            let norm = h.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt();
            if norm > 0.0 {
                let to = &mut matched[m * antennas..][..antennas];
                to.iter_mut().zip(h).for_each(|(to, h)| *to = h / norm);
            }
        }
        let own = |m: usize| &matched[m * antennas..][..antennas];
        let (amplitude, error) = received(estimate, k, 0..estimate.n_aps, own);
        (amplitude.norm_sqr() / (1.0 + error)).ln_1p()
    });
    rates.filter(|rate| rate.is_finite()).fold(0.0, f64::max)
}

/// What stationarity and the sign of multipliers are relative to, nats: the sum rate itself, or, for
/// beams whose rate is far below what the network allows, a hundredth of [`network_rate`]. Where
/// channels are so strong that the terms of a gradient cancel to less than their own rounding, it is
/// a share of their size, the [`stiffness`], so small that no arithmetic can tell such a gradient from zero:
/// 1e-9.
pub fn residual_scale(network_rate: f64, sum_rate: f64, stiffness: f64) -> f64 {
    rate_scale(network_rate, sum_rate).max(RESOLVED * stiffness)
}

/// The same where the gradient's rounding does not matter.
pub fn rate_scale(network_rate: f64, sum_rate: f64) -> f64 {
    sum_rate
        .max(LEAST_SHARE * network_rate)
        .max(f64::MIN_POSITIVE)
}

/// Rates below this share of the network's own are judged as if they had it.
const LEAST_SHARE: f64 = 0.01;
/// What rounding leaves of such a term, one unit in the last place each for beams, channels, products and sums, over the
/// residual of a solved point, 1e-6.
pub(crate) const RESOLVED: f64 = 4.0 * f64::EPSILON / 1e-6;

/// The size of the terms that cancel in the gradient of the sum rate: the largest of the users'
/// [`strengths`] by their weights `q_k = 1 / A_k - 1 / T_k`.
pub fn stiffness(strengths: &[f64], q: &[f64]) -> f64 {
    let each = strengths.iter().zip(q).map(|(strength, q)| strength * q);
    each.filter(|size| size.is_finite()).fold(0.0, f64::max)
}

/// The power gain of each user's channel over all access points, errors of its estimate included; not
/// less than what any beams of unit power receive of it.
pub fn strengths(estimate: &Estimate) -> Vec<f64> {
    let (antennas, targets) = (estimate.n_antennas as f64, estimate.n_targets);
    let power = |x: &[Complex64]| x.iter().map(Complex64::norm_sqr).sum::<f64>();
    let of = |m: usize, k: usize| {
        let local = estimate.d(m, k);
        let local: f64 = (0..targets).map(|t| local[t * targets + t].re).sum();
        let coupled = (0..estimate.n_couplings()).map(|i| power(estimate.coupling_vector(m, k, i)));
        let reflected = antennas * targets as f64 * (local + coupled.sum::<f64>());
        power(estimate.h_hat(m, k)) + estimate.theta(m, k) + reflected
    };
    (0..estimate.n_users)
        .map(|k| (0..estimate.n_aps).map(|m| of(m, k)).sum())
        .collect()
}

/// `q_k = worth_k (1 / A_k - 1 / T_k)`: what a unit of interference costs.
fn interference_weights(reception: &Reception, worth: &[f64]) -> Vec<f64> {
    let each = worth.iter().enumerate().map(|(k, worth)| {
        let (signal, a) = (reception.signal[k].norm_sqr(), reception.interference[k]);
        worth * (signal / (a * (a + signal)))
    });
    each.collect()
}

/// The multiplier of access point m's power that fits best: the Lagrangian's gradient is twice `column + mu x`.
fn power_price(beams: &Beams, m: usize, columns: &[Vec<Complex64>], full: bool) -> f64 {
    let power = beams.power(m);
    let along: f64 = beams
        .columns(m)
        .zip(columns)
        .map(|(x, c)| inner(x, c).re)
        .sum();
    let mu = -along / power.max(f64::MIN_POSITIVE);
    if !full && (mu < 0.0 || power < 1.0 - SLACK) {
        return 0.0;
    }
    mu
}

/// The prices behind a stationary point: the weight `q_k` of each user's interference and the multiplier of each access
/// point's power, for the slopes `worth` of the utility by the rates and the multiplier `lambda` of the mean error.
pub(crate) fn prices(
    downlink: &Downlink,
    beams: &Beams,
    lambda: f64,
    full_power: &[bool],
    worth: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let reception = Reception::of(&downlink.estimate, beams);
    let q = interference_weights(&reception, worth);
    let gradient = rate_gradient(downlink, beams, &reception, (&q, worth));
    let powers = full_power.iter().enumerate().map(|(m, &full)| {
        let form = own_form(downlink, beams, m, &q, lambda);
        let columns = lagrangian_columns(beams, m, &gradient, &form);
        power_price(beams, m, &columns, full)
    });
    let powers = powers.collect();
    (q, powers)
}

/// An access point within this of full power is taken to be at full power.
const SLACK: f64 = 1e-6;

/// Half the gradient of minus the rates, each by its worth, by every `w_mk`, less the part that [`own_form`] holds for the same
/// access point: what comes from other access points, and the wanted signal.
fn rate_gradient(
    downlink: &Downlink,
    beams: &Beams,
    reception: &Reception,
    (q, worth): (&[f64], &[f64]),
) -> Vec<Complex64> {
    let s = &downlink.estimate;
    let (users, antennas) = (s.n_users, s.n_antennas);
    let mut gradient = vec![Complex64::ZERO; beams.w.len()];
    let steered = |m: usize, j: usize| -> Vec<Complex64> {
        (0..s.n_targets)
            .map(|t| inner(s.q_bar(m, t), beams.w(m, j)))
            .collect()
    };
    for j in 0..users {
        let steered: Vec<Vec<Complex64>> = (0..s.n_aps).map(|m| steered(m, j)).collect();
        for k in 0..users {
            let amplitudes: Vec<Complex64> = (0..s.n_aps)
                .map(|m| inner(s.h_hat(m, k), beams.w(m, j)))
                .collect();
            let total: Complex64 = amplitudes.iter().sum();
            let wanted = if j == k {
                worth[k] * (total / reception.interference[k])
            } else {
                Complex64::ZERO
            };
            for m in 0..s.n_aps {
                let weight = q[k] * (total - amplitudes[m]) - wanted;
                let to = &mut gradient[(m * users + j) * antennas..][..antennas];
                to.iter_mut()
                    .zip(s.h_hat(m, k))
                    .for_each(|(to, h)| *to += h * weight);
            }
            for i in 0..s.n_couplings() {
                let parts: Vec<Complex64> = (0..s.n_aps)
                    .map(|m| inner(s.coupling_vector(m, k, i), &steered[m]))
                    .collect();
                let total: Complex64 = parts.iter().sum();
                for m in 0..s.n_aps {
                    let weight = q[k] * (total - parts[m]);
                    let to = &mut gradient[(m * users + j) * antennas..][..antennas];
                    for (t, c) in s.coupling_vector(m, k, i).iter().enumerate() {
                        to.iter_mut()
                            .zip(s.q_bar(m, t))
                            .for_each(|(to, a)| *to += a * (c * weight));
                    }
                }
            }
        }
    }
    gradient
}

/// `Q_mm + lambda G_m`: the quadratic form of access point m's own beams in the Lagrangian.
fn own_form(
    downlink: &Downlink,
    beams: &Beams,
    m: usize,
    q: &[f64],
    lambda: f64,
) -> DMatrix<Complex64> {
    let s = &downlink.estimate;
    let n = s.n_antennas;
    let mut form = DMatrix::<Complex64>::zeros(n, n);
    for k in 0..s.n_users {
        let h = s.h_hat(m, k);
        let local = downlink.local_total(m, k);
        for r in 0..n {
            for c in 0..n {
                form[(r, c)] += q[k] * h[r] * h[c].conj();
                for t in 0..s.n_targets {
                    for u in 0..s.n_targets {
                        let (a, b) = (s.q_bar(m, t)[r], s.q_bar(m, u)[c].conj());
                        form[(r, c)] += q[k] * a * local[t * s.n_targets + u] * b;
                    }
                }
            }
            form[(r, r)] += q[k] * s.theta(m, k);
        }
    }
    if let Role::Sensing(matching) = &downlink.roles[m] {
        let mut slope = vec![0.0; matching.size()];
        matching.gradient(&beams.autocorrelation(m), &mut slope);
        form += toeplitz(&slope) * Complex64::from(lambda / downlink.sensing_count() as f64);
    }
    form
}

/// The Hermitian Toeplitz matrix G with `tr(G dR) = slope . dy`: N_T x N_T, of `2 N_T - 1` slopes.
pub fn toeplitz(slope: &[f64]) -> DMatrix<Complex64> {
    let n = slope.len().div_ceil(2);
    DMatrix::from_fn(n, n, |r, c| {
        let lag = r.abs_diff(c);
        if lag == 0 {
            return Complex64::from(slope[0]);
        }
        let half = Complex64::new(slope[2 * lag - 1], slope[2 * lag]) / 2.0;
        if r > c { half } else { half.conj() }
    })
}

/// Half the gradient of the Lagrangian without the powers' part, column by column.
fn lagrangian_columns(
    beams: &Beams,
    m: usize,
    gradient: &[Complex64],
    form: &DMatrix<Complex64>,
) -> Vec<Vec<Complex64>> {
    let n = beams.antennas;
    beams
        .columns(m)
        .enumerate()
        .map(|(j, x)| {
            (0..n)
                .map(|r| {
                    let other = if j < beams.users {
                        gradient[(m * beams.users + j) * n + r]
                    } else {
                        Complex64::ZERO
                    };
                    other + (0..n).map(|c| form[(r, c)] * x[c]).sum::<Complex64>()
                })
                .collect()
        })
        .collect()
}
