//! The largest least rate without sensing, by the duality of uplink and downlink: where the search for it begins.
//!
//! **The dual.** With a price `mu_m` of each access point's power, the downlink has the same largest least SINR as an uplink in
//! which the access points receive with noise `mu_m` and the users transmit with powers `q_k` that sum to `sum_m mu_m` (Yu, Lan
//! 2007, *Transmitter optimization for the multi-antenna downlink with per-antenna power constraints*). There each
//! user is received best by the filter `P^-1 h_k`, with `P = diag(mu) + sum_k q_k (h_k h_k^H + Theta_k)`, which is also the
//! direction of its beam. Users' powers are those of the fixed point that balances their SINR, `q_k ~ gamma_k / g_k` with
//! `g_k = SINR_k / q_k` (Schubert, Boche 2004), prices rise where an access point of the downlink needs more power than others.
//!
//! A step of both costs less than an evaluation. Twenty of them come to within 1e-3 of the optimum of Table I, some forty to
//! within 1e-5, where the trust region, which has the kinks of a minimum to follow, took hundreds.
//! Interference that access points cause together, through reflections, counts as if each caused its own; the trust
//! region ends the search exactly.

use super::preconditioner::add_covariance;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::numerics::linear::invert_positive;
use crate::engine::utility::Utility;
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;

/// Steps at most.
const STEPS: usize = 60;
/// How far the least rate may be below that of the dual, relative.
const GAP: f64 = 1e-5;
/// The power of a user whose rate does not count, over a mean one.
const UNCOUNTED: f64 = 1e-4;
/// A price at least, over a mean one.
const LEAST_PRICE: f64 = 1e-9;
/// Halvings of the bracket of a level.
const HALVINGS: usize = 60;

/// Beams near the largest least rate.
#[derive(Debug, Clone)]
pub(crate) struct Balanced {
    /// The fullest access point is at full power.
    pub beams: Beams,
    /// About those of the optimum.
    pub multipliers: Multipliers,
    /// Steps that it took.
    pub steps: usize,
}

/// Beams near the optimum of a least rate; none if no power gives every user a rate, or for other utilities.
pub(crate) fn balance(downlink: &Downlink) -> Option<Balanced> {
    let utility = &downlink.criterion.utility;
    if !utility.is_least() {
        return None;
    }
    let mut dual = Dual::new(downlink);
    let mut best: Option<(f64, Primal)> = None;
    let mut steps = 0;
    while steps < STEPS {
        steps += 1;
        let Some(uplink) = dual.receive(downlink) else {
            break;
        };
        let Some(primal) = dual.transmit(downlink, &uplink) else {
            break;
        };
        let least = primal.least(utility);
        let most = uplink.most(utility);
        if !(least > 0.0 && most.is_finite()) {
            break;
        }
        dual.follow(utility, &uplink, &primal);
        if best.as_ref().is_none_or(|(before, _)| least > *before) {
            best = Some((least, primal));
        }
        if best
            .as_ref()
            .is_some_and(|(least, _)| most <= least * (1.0 + GAP))
        {
            break;
        }
    }
    let (_, primal) = best?;
    Some(Balanced {
        multipliers: primal.multipliers(utility),
        beams: primal.beams,
        steps,
    })
}

/// Prices and powers of the uplink.
struct Dual {
    /// `mu_m`, one on average over access points.
    prices: Vec<f64>,
    /// `q_k`; their sum is that of the prices.
    powers: Vec<f64>,
}

/// What the access points receive.
struct Uplink {
    /// `D_m^-1 h_mk sqrt(q_k)`, as [`Beams::w`].
    filtered: Beams,
    /// `(I + sqrt(q) H^H D^-1 H sqrt(q))^-1`, row-major.
    core: Vec<Complex64>,
    /// SINR of each user.
    sinr: Vec<f64>,
}

/// Beams along the uplink's filters.
struct Primal {
    beams: Beams,
    /// SINR of each user at the scale of the beams.
    sinr: Vec<f64>,
    /// Power of each access point before scaling.
    loads: Vec<f64>,
    /// `q_k (1 + SINR_k) A_k / SINR_k`: what a unit of each rate is worth, up to a factor.
    worth: Vec<f64>,
}

impl Dual {
    fn new(downlink: &Downlink) -> Self {
        let s = &downlink.estimate;
        let gain = |k: usize| -> f64 {
            let gains = (0..s.n_aps).flat_map(|m| s.h_hat(m, k));
            gains.map(Complex64::norm_sqr).sum()
        };
        let powers = (0..s.n_users).map(|k| 1.0 / gain(k).max(f64::MIN_POSITIVE));
        let mut dual = Self {
            prices: vec![1.0; s.n_aps],
            powers: powers.collect(),
        };
        let sum: f64 = dual.powers.iter().sum();
        let total = s.n_aps as f64;
        dual.powers.iter_mut().for_each(|q| *q *= total / sum);
        dual
    }

    /// None if a matrix cannot be inverted.
    fn receive(&self, downlink: &Downlink) -> Option<Uplink> {
        let s = &downlink.estimate;
        let (n, users) = (s.n_antennas, s.n_users);
        let mut filtered = Beams::zeros(n, users, &vec![0; s.n_aps]);
        let mut gamma = vec![Complex64::ZERO; users * users];
        for k in 0..users {
            gamma[k * users + k] = Complex64::ONE;
        }
        let mut matrix = vec![Complex64::ZERO; n * n];
        let mut inverse = matrix.clone();
        for (m, price) in self.prices.iter().enumerate() {
            matrix.fill(Complex64::ZERO);
            add_covariance(downlink, m, &self.powers, &mut matrix);
            if !invert_positive(&matrix, n, *price, &mut inverse) {
                return None;
            }
            for k in 0..users {
                let (h, root) = (s.h_hat(m, k), self.powers[k].sqrt());
                for (row, to) in inverse.chunks_exact(n).zip(filtered.w_mut(m, k)) {
                    *to = root * row.iter().zip(h).map(|(a, h)| a * h).sum::<Complex64>();
                }
            }
            for k in 0..users {
                let (h, root) = (s.h_hat(m, k), self.powers[k].sqrt());
                for l in 0..=k {
                    gamma[k * users + l] += root * inner(h, filtered.w(m, l));
                }
            }
        }
        let mut core = gamma.clone();
        if !invert_positive(&gamma, users, 0.0, &mut core) {
            return None;
        }
        let sinr = (0..users).map(|k| (1.0 / core[k * users + k].re - 1.0).max(0.0));
        Some(Uplink {
            filtered,
            sinr: sinr.collect(),
            core,
        })
    }

    /// The beams of the downlink that give each user the SINR that it has in the uplink, scaled to full power.
    fn transmit(&self, downlink: &Downlink, uplink: &Uplink) -> Option<Primal> {
        let s = &downlink.estimate;
        let (n, users) = (s.n_antennas, s.n_users);
        let Uplink {
            filtered,
            core,
            sinr,
        } = uplink;
        // Each user's beam has gain one at the user.
        let mut beams = Beams::zeros(n, users, &vec![0; s.n_aps]);
        let own = |k: usize| (1.0 - core[k * users + k].re) / self.powers[k].sqrt();
        for m in 0..s.n_aps {
            for k in 0..users {
                let w = beams.w_mut(m, k);
                for l in 0..users {
                    let weight = core[l * users + k] / own(k);
                    let from = filtered.w(m, l);
                    w.iter_mut().zip(from).for_each(|(w, f)| *w += weight * f);
                }
            }
        }
        let mut system = DMatrix::<f64>::zeros(users, users);
        for k in 0..users {
            for j in 0..users {
                if j == k {
                    system[(k, j)] += 1.0 / sinr[k];
                } else {
                    let amplitude = core[k * users + j] / self.powers[k].sqrt() / own(j);
                    system[(k, j)] -= amplitude.norm_sqr();
                }
                for m in 0..s.n_aps {
                    system[(k, j)] -= spread(downlink, m, k, beams.w(m, j));
                }
            }
        }
        let powers = system
            .clone()
            .lu()
            .solve(&DVector::from_element(users, 1.0))?;
        if !powers.iter().all(|p| *p > 0.0 && p.is_finite()) {
            return None;
        }
        for m in 0..s.n_aps {
            for k in 0..users {
                let root = powers[k].sqrt();
                beams.w_mut(m, k).iter_mut().for_each(|w| *w *= root);
            }
        }
        let loads: Vec<f64> = (0..s.n_aps).map(|m| beams.power(m)).collect();
        let fullest = loads.iter().copied().fold(0.0, f64::max);
        let scale = 1.0 / fullest.max(f64::MIN_POSITIVE);
        beams.w.iter_mut().for_each(|w| *w *= scale.sqrt());
        // Interference and noise are what the power is over the SINR; the noise is not scaled.
        let scaled: Vec<f64> = (0..users)
            .map(|k| {
                let power = scale * powers[k];
                power / (scale * (powers[k] / sinr[k] - 1.0) + 1.0)
            })
            .collect();
        let worth = (0..users).map(|k| {
            let sinr = scaled[k];
            self.powers[k] * (1.0 + sinr) * scale * powers[k] / (sinr * sinr)
        });
        Some(Primal {
            worth: worth.collect(),
            beams,
            sinr: scaled,
            loads,
        })
    }

    /// Moves the users' powers towards a common level of their shares, and the prices towards what the access points need.
    fn follow(&mut self, utility: &Utility, uplink: &Uplink, primal: &Primal) {
        let total = self.prices.iter().sum::<f64>();
        let needs = self
            .powers
            .iter()
            .zip(&uplink.sinr)
            .map(|(q, sinr)| q / sinr);
        let needs: Vec<f64> = needs.collect();
        let level = level(utility, &needs, total, uplink.most(utility));
        for (k, (power, need)) in self.powers.iter_mut().zip(&needs).enumerate() {
            *power = target(utility, k, level) * need;
        }
        let count = self.powers.len() as f64;
        for (k, power) in self.powers.iter_mut().enumerate() {
            if utility.share(k) == 0.0 {
                *power = UNCOUNTED * total / count;
            }
        }
        for (price, load) in self.prices.iter_mut().zip(&primal.loads) {
            *price = (*price * load).max(LEAST_PRICE);
        }
        let sum: f64 = self.prices.iter().sum();
        self.prices
            .iter_mut()
            .for_each(|price| *price *= total / sum);
        let sum: f64 = self.powers.iter().sum();
        self.powers
            .iter_mut()
            .for_each(|power| *power *= total / sum);
    }
}

impl Uplink {
    /// The largest share, bit/s/Hz.
    fn most(&self, utility: &Utility) -> f64 {
        shares(utility, &self.sinr).fold(0.0, f64::max)
    }
}

impl Primal {
    /// The least share, bit/s/Hz.
    fn least(&self, utility: &Utility) -> f64 {
        shares(utility, &self.sinr).fold(f64::INFINITY, f64::min)
    }

    fn multipliers(&self, utility: &Utility) -> Multipliers {
        let counted = self.worth.iter().enumerate();
        let sum: f64 = counted.map(|(k, worth)| worth * utility.share(k)).sum();
        let counts = |k: usize| f64::from(u8::from(utility.share(k) > 0.0));
        let least = self.worth.iter().enumerate();
        Multipliers {
            least: least.map(|(k, worth)| counts(k) * worth / sum).collect(),
            floors: Vec::new(),
        }
    }
}

/// The rates over their shares, of users that count.
fn shares(utility: &Utility, sinr: &[f64]) -> impl Iterator<Item = f64> {
    let counted = sinr.iter().enumerate();
    let counted = counted.filter(|(k, _)| utility.share(*k) > 0.0);
    counted.map(|(k, sinr)| sinr.ln_1p() / std::f64::consts::LN_2 / utility.share(k))
}

/// The SINR of user k whose rate is its share of `level`.
fn target(utility: &Utility, k: usize, level: f64) -> f64 {
    (level * utility.share(k) * std::f64::consts::LN_2).exp_m1()
}

/// The level at which the powers `target_k needs_k` sum to `total`; no more than `most`.
fn level(utility: &Utility, needs: &[f64], total: f64, most: f64) -> f64 {
    let (mut low, mut high) = (0.0, most);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        let powers = needs.iter().enumerate();
        let sum: f64 = powers
            .map(|(k, need)| target(utility, k, middle) * need)
            .sum();
        if sum > total {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// What a beam of access point m costs user k by the errors of its estimate: `w^H Theta_mk w`.
fn spread(downlink: &Downlink, m: usize, k: usize, w: &[Complex64]) -> f64 {
    let s = &downlink.estimate;
    let white = s.theta(m, k) * w.iter().map(Complex64::norm_sqr).sum::<f64>();
    let local = downlink.local_total(m, k);
    let steered = |t: usize| inner(s.q_bar(m, t), w);
    let targets = 0..s.n_targets;
    let reflected = targets
        .clone()
        .flat_map(|t| targets.clone().map(move |u| (t, u)));
    let reflected =
        reflected.map(|(t, u)| (steered(t).conj() * local[t * s.n_targets + u] * steered(u)).re);
    white + reflected.sum::<f64>()
}

/// `a^H b`.
fn inner(a: &[Complex64], b: &[Complex64]) -> Complex64 {
    a.iter().zip(b).map(|(a, b)| a.conj() * b).sum()
}
