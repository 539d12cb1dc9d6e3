//! Where the searches begin.

use super::sensing::SensingSolution;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::downlink::multipliers::Multipliers;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Noise levels of the starts by [`regularised_zero_forcing`], the default first.
pub const NOISE_LEVELS: [f64; 8] = [1.0, 10.0, 0.1, 100.0, 1e3, 1e-2, 1e4, 1e-3];

/// The i-th start: by the levels of [`NOISE_LEVELS`], then by the same levels with the users weighed
/// unequally, so that the search favours some of them to begin with.
pub fn nth(downlink: &Downlink, i: usize) -> Beams {
    let mut beams = regularised_zero_forcing(downlink, NOISE_LEVELS[i % NOISE_LEVELS.len()]);
    let round = i / NOISE_LEVELS.len();
    if round > 0 {
        for k in 0..beams.users {
            // Multiples of the golden ratio fill the interval evenly for any number of starts.
            let phase = ((i * beams.users + k + 1) as f64 * 0.618_033_988_749_894_9).fract();
            let amplitude = LEAST_AMPLITUDE + (1.0 - LEAST_AMPLITUDE) * phase;
            for m in 0..beams.access_points() {
                beams.w_mut(m, k).iter_mut().for_each(|w| *w *= amplitude);
            }
        }
    }
    beams
}

/// Of the user weighed least in a start.
const LEAST_AMPLITUDE: f64 = 0.1;

/// Regularised zero forcing, `W = H (H^H H + noise I)^-1` with unit columns and one common scale,
/// so that the fullest access point has power one.
pub fn regularised_zero_forcing(downlink: &Downlink, noise: f64) -> Beams {
    let s = &downlink.estimate;
    let (n, users) = (s.n_antennas, s.n_users);
    let h = DMatrix::from_fn(s.n_aps * n, users, |r, k| s.h_hat(r / n, k)[r % n]);
    let gram = h.adjoint() * &h + DMatrix::identity(users, users) * Complex64::from(noise);
    // Positive definite for any positive noise; without an inverse the beams point at the users.
    let w = match gram.cholesky() {
        Some(factor) => &h * factor.inverse(),
        None => h,
    };
    let mut beams = Beams::zeros(n, users, &vec![0; s.n_aps]);
    for k in 0..users {
        let norm = w.column(k).norm().max(f64::MIN_POSITIVE);
        for m in 0..s.n_aps {
            for (i, to) in beams.w_mut(m, k).iter_mut().enumerate() {
                *to = w[(m * n + i, k)] / norm;
            }
        }
    }
    let fullest = (0..s.n_aps).map(|m| beams.power(m)).fold(0.0, f64::max);
    let scale = 1.0 / fullest.max(f64::MIN_POSITIVE).sqrt();
    beams.w.iter_mut().for_each(|w| *w *= scale);
    beams
}

/// Share of the power that sensing streams have in a start; a little of each further stream
/// breaks their symmetry.
const SENSING_SHARE: f64 = 0.5;
const FURTHER_STREAM: f64 = 0.01;

/// Communication beams scaled down to leave room for the best sensing beams.
pub fn with_sensing(
    downlink: &Downlink,
    communication: &Beams,
    sensing: &SensingSolution,
    streams: usize,
) -> Beams {
    let s = &downlink.estimate;
    let senses = downlink.senses().into_iter();
    let counts: Vec<usize> = senses
        .map(|senses| if senses { streams } else { 0 })
        .collect();
    let mut beams = Beams {
        v: Beams::zeros(s.n_antennas, s.n_users, &counts).v,
        ..communication.clone()
    };
    for (m, sensing) in sensing.beams.iter().enumerate() {
        let Some(sensing) = sensing else { continue };
        let power = communication.power(m).max(f64::MIN_POSITIVE);
        let scale = ((1.0 - SENSING_SHARE) / power).sqrt();
        for k in 0..s.n_users {
            beams.w_mut(m, k).iter_mut().for_each(|w| *w *= scale);
        }
        for (i, v) in beams.v[m].iter_mut().enumerate() {
            for (n, v) in v.iter_mut().enumerate() {
                let best = sensing.v.get(i).map_or(Complex64::ZERO, |v| v[n]);
                *v = best * SENSING_SHARE.sqrt()
                    + Complex64::from_polar(FURTHER_STREAM, (n * i) as f64);
            }
        }
    }
    beams
}

/// P2's beams with the power that they leave at access points that sense: the best sensing beams get
/// it, and a little of every stream breaks the symmetry of those without power.
pub fn filled(
    downlink: &Downlink,
    communication: &Beams,
    sensing: &SensingSolution,
    streams: usize,
) -> Beams {
    let mut beams = with_sensing(downlink, communication, sensing, streams);
    beams.w.clone_from(&communication.w);
    for (m, sensing) in sensing.beams.iter().enumerate() {
        let Some(sensing) = sensing else { continue };
        let left = (1.0 - communication.power(m)).max(0.0).sqrt();
        for (i, v) in beams.v[m].iter_mut().enumerate() {
            for (n, v) in v.iter_mut().enumerate() {
                let best = sensing.v.get(i).map_or(Complex64::ZERO, |v| v[n]);
                *v = best * left + Complex64::from_polar(TRACE, (n * (i + 1)) as f64);
            }
        }
    }
    beams
}

/// Amplitude at each antenna of sensing streams that a start leaves without power.
const TRACE: f64 = 1e-4;

/// How many cold starts a network of this size gets, at each depth of its skeleton.
///
/// Small networks have many local optima, most of which differ in the users that they serve, and
/// cost little; at Table I every start leads to the same one.
pub fn climbs(downlink: &Downlink) -> usize {
    (CLIMBS / unknowns(downlink)).min(MOST_CLIMBS)
}

/// Starts of either sort that P2 has more in networks without cold starts that leave users out; none in very large ones.
pub(crate) fn more(downlink: &Downlink) -> usize {
    (MORE / unknowns(downlink)).min(MOST_MORE)
}

/// How many ways of serving other users are tried at a time.
fn moves(downlink: &Downlink) -> usize {
    (MOVES / unknowns(downlink)).clamp(LEAST_MOVES, MOST_MOVES)
}

/// M N_T (K + 1), at least 1.
fn unknowns(downlink: &Downlink) -> usize {
    let s = &downlink.estimate;
    (s.n_aps * s.n_antennas * (s.n_users + 1)).max(1)
}

/// Climbs times unknowns, and climbs at most.
const CLIMBS: usize = 450;
const MOST_CLIMBS: usize = 3;
/// The same of what P2 has more.
const MORE: usize = 1500;
const MOST_MORE: usize = 2;
/// The same of ways of serving other users.
const MOVES: usize = 700;
const LEAST_MOVES: usize = 4;
const MOST_MOVES: usize = 8;

/// Beams drawn at random, the same for the same seed: every second one along the channels, so that
/// every user is served with a random share, the others in random directions.
pub fn random(downlink: &Downlink, seed: u64) -> Beams {
    let s = &downlink.estimate;
    let mut noise = Noise(seed);
    let mut beams = Beams::zeros(s.n_antennas, s.n_users, &vec![0; s.n_aps]);
    for k in 0..s.n_users {
        let share = noise.next().powi(2);
        for m in 0..s.n_aps {
            let (own, norm) = (noise.next(), norm(s.h_hat(m, k)));
            for (w, h) in beams.w_mut(m, k).iter_mut().zip(s.h_hat(m, k)) {
                let turned =
                    Complex64::from_polar(noise.next(), std::f64::consts::TAU * noise.next());
                *w = if seed.is_multiple_of(2) && norm > 0.0 {
                    share * (own * h / norm + TRACE * turned)
                } else {
                    share * turned
                };
            }
        }
    }
    for m in 0..s.n_aps {
        let power = beams.power(m).max(f64::MIN_POSITIVE);
        for k in 0..s.n_users {
            let scale = 1.0 / power.sqrt();
            beams.w_mut(m, k).iter_mut().for_each(|w| *w *= scale);
        }
    }
    beams
}

fn norm(x: &[Complex64]) -> f64 {
    x.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt()
}

/// Beams that serve other users than those of a solution: without one of its users, with one more, and
/// with one in place of another. Those in the place of another who are served nearby, in `near`, are all tried.
pub(crate) fn other_users(
    downlink: &Downlink,
    beams: &Beams,
    certificate: &Certificate,
    near: Option<&Certificate>,
) -> Vec<Beams> {
    let users = downlink.estimate.n_users;
    let rates = &certificate.rates;
    let (mut on, mut off): (Vec<usize>, Vec<usize>) =
        (0..users).partition(|&k| serves(certificate, k));
    // Those first that have the least to lose, and the most to win.
    on.sort_by(|&a, &b| rates[a].total_cmp(&rates[b]));
    let gain = |k: usize| -> f64 {
        (0..beams.access_points())
            .map(|m| norm(downlink.estimate.h_hat(m, k)).powi(2))
            .sum()
    };
    off.sort_by(|&a, &b| gain(b).total_cmp(&gain(a)));
    let changed = |without: Option<usize>, with: Option<usize>| {
        let mut beams = beams.clone();
        for m in 0..beams.access_points() {
            if let Some(k) = without {
                let w = beams.w_mut(m, k);
                w.iter_mut().for_each(|w| *w *= TRACE);
            }
            if let Some(k) = with {
                let h = downlink.estimate.h_hat(m, k);
                let norm = norm(h).max(f64::MIN_POSITIVE);
                let w = beams.w_mut(m, k).iter_mut();
                w.zip(h).for_each(|(w, h)| *w += NEWCOMER * h / norm);
            }
        }
        beams
    };
    let mut all: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    all.extend(off.iter().map(|&k| (None, Some(k))));
    if on.len() > 1 {
        all.extend(on.iter().map(|&k| (Some(k), None)));
    }
    let in_place = |j: usize| on.iter().map(move |&k| (Some(k), Some(j)));
    all.extend(off.iter().copied().flat_map(in_place));
    let rest = all.split_off(all.len().min(moves(downlink)));
    let nearby = |j: usize| near.is_some_and(|near| serves(near, j));
    all.extend(
        rest.into_iter()
            .filter(|change| matches!(change, (Some(_), Some(j)) if nearby(*j))),
    );
    all.into_iter()
        .map(|(without, with)| changed(without, with))
        .collect()
}

/// Whether beams serve a user.
fn serves(certificate: &Certificate, user: usize) -> bool {
    certificate.rates[user] > SERVED * certificate.sum_rate
}

/// Beams of a solution, with a trace of power for users that have no rate: a beam without power is stationary wherever it
/// would point, so that a search that goes on from there would never serve the user, even where that is best.
pub(crate) fn stirred(downlink: &Downlink, beams: &Beams, rates: &[f64]) -> Beams {
    let mut beams = beams.clone();
    for (k, _) in unserved(rates)
        .enumerate()
        .filter(|(_, unserved)| *unserved)
    {
        for m in 0..beams.access_points() {
            let h = downlink.estimate.h_hat(m, k);
            let norm = norm(h).max(f64::MIN_POSITIVE);
            let w = beams.w_mut(m, k).iter_mut();
            w.zip(h).for_each(|(w, h)| *w += TRACE * h / norm);
        }
    }
    beams
}

/// Guesses at the multipliers of floors of the rates for searches that begin at the beams of their largest least share, the best one first.
///
/// They are in proportion to those of that share: the nearer it is to one, the more a share is worth over the utility. A search that
/// begins with too much of it approaches from within what is feasible.
pub(crate) fn floor_multipliers(downlink: &Downlink, fairest: &Certificate) -> Vec<Multipliers> {
    let value = downlink.criterion.utility.value(&fairest.rates);
    let unit = value / (fairest.value - 1.0).max(LEAST_ROOM).sqrt();
    let each = PRESSURES.map(|pressure| fairest.multipliers.pressing(pressure * unit));
    each.into()
}

/// What the logarithm of the least share may be worth, over the utility and over one by the root of what the floors leave of it.
const PRESSURES: [f64; 3] = [4.0, 40.0, 0.4];
/// What the floors leave of it is not taken for less.
const LEAST_ROOM: f64 = 1e-6;

/// Whether each user has no rate.
pub(crate) fn unserved(rates: &[f64]) -> impl Iterator<Item = bool> {
    let all: f64 = rates.iter().sum();
    rates.iter().map(move |rate| *rate <= UNSERVED * all)
}

/// A user of less than this share of the sum rate has none.
const UNSERVED: f64 = 1e-5;

/// A user of less than this share of the sum rate is not served.
const SERVED: f64 = 1e-3;
/// Amplitude of the beams of a user that a start adds.
const NEWCOMER: f64 = 0.5;

/// Numbers in [0, 1), by SplitMix64 (Steele, Lea, Flood 2014).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
