//! Streams of randomness: one for every entity and purpose, so that a draw
//! depends on what it is for and never on how many others were made.
//!
//! A stream is a ChaCha8 generator. Nothing is hashed: the four 64-bit words of
//! its key are `[seed, realization, purpose << 32 | entity kind, "cfs-draw" + block]`
//! and its nonce is `first index << 32 | second index`, so that two different
//! keys never share a stream, and the cipher does the mixing.
//!
//! Consequences that callers rely on: adding users moves no access point and
//! changes no other user's fading; the antennas of a link are read from its
//! stream in order, so more antennas keep the first ones' draws; realization 57
//! is the same whether 60 or 6000 are run.
//!
//! Normals come from Marsaglia's polar method with `libm`'s logarithm. The rest
//! of it is exactly rounded arithmetic, so the draws have the same bits on every
//! platform.

use num_complex::Complex64;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Keeps these streams apart from any other use of ChaCha with the same seed.
const DOMAIN: u64 = u64::from_be_bytes(*b"cfs-draw");

/// What a draw belongs to. Indices count from 0 and stay below 2^32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    /// Access point m.
    AccessPoint(usize),
    /// User k.
    User(usize),
    /// Target t.
    Target(usize),
    /// The link between user k and access point m, `(k, m)`.
    UserAccessPoint(usize, usize),
    /// The link between target t and access point m, `(t, m)`.
    TargetAccessPoint(usize, usize),
    /// The link between user k and target t, `(k, t)`.
    UserTarget(usize, usize),
    /// What access point m receives on pilot c, `(m, c)`.
    AccessPointPilot(usize, usize),
}

impl Entity {
    /// Kind and indices; the numbers of the kinds are part of every stored result.
    fn words(self) -> (u64, u64) {
        let (kind, i, j) = match self {
            Self::AccessPoint(m) => (0, m, 0),
            Self::User(k) => (1, k, 0),
            Self::Target(t) => (2, t, 0),
            Self::UserAccessPoint(k, m) => (3, k, m),
            Self::TargetAccessPoint(t, m) => (4, t, m),
            Self::UserTarget(k, t) => (5, k, t),
            Self::AccessPointPilot(m, c) => (6, m, c),
        };
        debug_assert!(
            i >> 32 == 0 && j >> 32 == 0,
            "an index needs more than 32 bits"
        );
        (kind, (i as u64) << 32 | j as u64)
    }
}

/// What a draw is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The position of an entity.
    Position,
    /// Log-normal shadowing of a direct link.
    Shadowing,
    /// Small-scale fading: `q_UA` of (2), `q_UT` of (5).
    Fading,
    /// Deviation of an amplitude gain from its mean, in (3) and (5).
    Gain,
    /// Deviation of a steering vector from its mean, in (3).
    Steering,
    /// Receiver noise during training, (6).
    Noise,
    /// A random choice of pilot.
    Pilot,
    /// A random choice of target-AP pair.
    Pairing,
    /// A random starting point of an algorithm.
    Start,
}

impl Purpose {
    /// The number of the purpose, part of every stored result.
    fn word(self) -> u64 {
        match self {
            Self::Position => 0,
            Self::Shadowing => 1,
            Self::Fading => 2,
            Self::Gain => 3,
            Self::Steering => 4,
            Self::Noise => 5,
            Self::Pilot => 6,
            Self::Pairing => 7,
            Self::Start => 8,
        }
    }
}

/// All the streams of one realization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    realization: u64,
    block: u64,
}

impl Streams {
    /// The streams of a realization under a seed.
    pub fn new(seed: u64, realization: u64) -> Self {
        Self {
            seed,
            realization,
            block: 0,
        }
    }

    /// The streams of another coherence block of the realization; block 0 is the one that
    /// [`new`](Self::new) gives.
    pub fn block(&self, block: u64) -> Self {
        Self { block, ..*self }
    }

    /// The stream of one entity and purpose, from its beginning.
    pub fn stream(&self, entity: Entity, purpose: Purpose) -> Stream {
        let (kind, nonce) = entity.words();
        let words = [
            self.seed,
            self.realization,
            purpose.word() << 32 | kind,
            DOMAIN.wrapping_add(self.block),
        ];
        let mut key = [0; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(nonce);
        Stream { generator }
    }
}

/// A sequence of draws.
#[derive(Debug, Clone)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// Uniform over all 64-bit words.
    pub fn word(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// Uniform over the multiples of 2^-53 in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.word() >> 11) as f64 * 2f64.powi(-53)
    }

    /// Uniform over `0..bound`, or 0 if that is empty. The bias, `bound` / 2^64, is
    /// far below what any run could see.
    pub fn index(&mut self, bound: usize) -> usize {
        ((u128::from(self.word()) * bound as u128) >> 64) as usize
    }

    /// Two independent N(0, 1).
    fn normal_pair(&mut self) -> (f64, f64) {
        loop {
            let u = 2.0 * self.uniform() - 1.0;
            let v = 2.0 * self.uniform() - 1.0;
            let s = u * u + v * v;
            if s < 1.0 && s > 0.0 {
                let scale = (-2.0 * libm::log(s) / s).sqrt();
                return (u * scale, v * scale);
            }
        }
    }

    /// N(0, 1).
    pub fn normal(&mut self) -> f64 {
        self.normal_pair().0
    }

    /// CN(0, 1): each part has variance 1/2.
    pub fn complex_normal(&mut self) -> Complex64 {
        let (re, im) = self.normal_pair();
        Complex64::new(re, im) * std::f64::consts::FRAC_1_SQRT_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(realization: u64, entity: Entity, purpose: Purpose) -> Stream {
        Streams::new(1, realization).stream(entity, purpose)
    }

    /// Pins the streams: a change here changes every stored result. The values come from a
    /// separate implementation of ChaCha8 and of the polar method in Python.
    #[test]
    fn first_values_of_a_stream_stay_what_they_were() {
        let streams = Streams::new(2025, 57);
        let mut words = streams.stream(Entity::User(3), Purpose::Position);
        let mut fading = streams.stream(Entity::UserAccessPoint(3, 1), Purpose::Fading);
        assert_eq!(
            [words.word(), words.word()],
            [8_480_478_066_819_841_466, 12_870_106_227_339_415_377]
        );
        assert_eq!(
            fading.complex_normal(),
            Complex64::new(0.105_882_517_249_242_96, 0.096_609_823_427_102_9)
        );
    }

    #[test]
    fn every_part_of_the_key_gives_another_stream() {
        use Entity::*;
        let mut first_words = std::collections::HashSet::new();
        let mut count = 0;
        for seed in [0, 1, 1 << 40] {
            for (realization, block) in [(0, 0), (1, 0), (2, 0), (0, 1), (0, 2)] {
                let entities = [
                    AccessPoint(0),
                    AccessPoint(1),
                    User(0),
                    User(1),
                    Target(1),
                    UserAccessPoint(0, 1),
                ];
                let links = [
                    UserAccessPoint(1, 0),
                    TargetAccessPoint(1, 0),
                    UserTarget(1, 0),
                    AccessPointPilot(1, 0),
                ];
                for entity in entities.into_iter().chain(links) {
                    for purpose in [Purpose::Position, Purpose::Fading, Purpose::Start] {
                        first_words.insert(
                            Streams::new(seed, realization)
                                .block(block)
                                .stream(entity, purpose)
                                .word(),
                        );
                        count += 1;
                    }
                }
            }
        }
        assert_eq!(first_words.len(), count);
    }

    #[test]
    fn same_key_gives_the_same_draws() {
        let draw = || {
            let mut s = stream(4, Entity::Target(2), Purpose::Gain);
            [s.normal(), s.normal(), s.uniform()]
        };
        assert_eq!(draw(), draw());
    }

    /// 200 000 draws; bounds are five standard errors of each moment.
    #[test]
    fn normals_have_the_moments_of_a_normal() {
        let n = 200_000;
        let mut s = stream(0, Entity::User(0), Purpose::Fading);
        let mut moments = [0.0; 4];
        for _ in 0..n {
            let x = s.normal();
            for (power, moment) in moments.iter_mut().enumerate() {
                *moment += x.powi(power as i32 + 1) / f64::from(n);
            }
        }
        // The variances of x, x^2, x^3 and x^4 are 1, 2, 15 and 96.
        for ((moment, expected), variance) in moments
            .into_iter()
            .zip([0.0, 1.0, 0.0, 3.0])
            .zip([1.0, 2.0, 15.0, 96.0])
        {
            let bound = 5.0 * (variance / f64::from(n)).sqrt();
            assert!(
                (moment - expected).abs() < bound,
                "{moment} instead of {expected} within {bound}"
            );
        }
    }

    /// Kolmogorov-Smirnov over the first draws of 20 000 different streams, which
    /// are what a run really uses; 1.95 is the 0.1 % point of the statistic.
    #[test]
    fn first_draws_of_many_streams_are_normal_and_uniform() {
        let n = 20_000;
        let distance = |mut sample: Vec<f64>| {
            sample.sort_by(f64::total_cmp);
            let step = 1.0 / sample.len() as f64;
            sample
                .iter()
                .enumerate()
                .map(|(i, &p)| (p - i as f64 * step).max((i + 1) as f64 * step - p))
                .fold(0.0, f64::max)
        };
        let normal_cdf = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
        let normals = (0..n)
            .map(|k| normal_cdf(stream(0, Entity::User(k), Purpose::Gain).normal()))
            .collect();
        let uniforms = (0..n)
            .map(|k| stream(k as u64, Entity::User(0), Purpose::Position).uniform())
            .collect();
        let bound = 1.95 / (n as f64).sqrt();
        assert!(distance(normals) < bound);
        assert!(distance(uniforms) < bound);
    }

    /// The correlation of n independent pairs has a standard error of 1/sqrt(n); five of them.
    #[test]
    fn neighbouring_streams_are_uncorrelated() {
        let n = 20_000;
        let pairs: [fn(usize) -> (Entity, u64); 3] = [
            |k| (Entity::User(k), 0),
            |k| (Entity::UserTarget(k, 1), 0),
            |k| (Entity::User(0), k as u64),
        ];
        for key in pairs {
            let draw = |k| {
                let (entity, realization) = key(k);
                stream(realization, entity, Purpose::Gain).normal()
            };
            let correlation = (0..n).map(|k| draw(k) * draw(k + 1)).sum::<f64>() / n as f64;
            assert!(correlation.abs() < 5.0 / (n as f64).sqrt(), "{correlation}");
        }
    }

    #[test]
    fn complex_normals_have_variance_one_half_per_part_and_independent_parts() {
        let n = 100_000;
        let mut s = stream(0, Entity::User(0), Purpose::Noise);
        let (mut re, mut im, mut cross) = (0.0, 0.0, 0.0);
        for _ in 0..n {
            let z = s.complex_normal();
            re += z.re * z.re / f64::from(n);
            im += z.im * z.im / f64::from(n);
            cross += z.re * z.im / f64::from(n);
        }
        // Standard errors: sqrt(1/2 / n) of the variances, 1/2 / sqrt(n) of the product.
        let bound = 5.0 * (0.5 / f64::from(n)).sqrt();
        assert!((re - 0.5).abs() < bound && (im - 0.5).abs() < bound && cross.abs() < bound);
    }

    #[test]
    fn indices_cover_the_range_evenly() {
        let mut s = stream(0, Entity::User(0), Purpose::Pilot);
        let mut counts = [0.0; 5];
        for _ in 0..50_000 {
            counts[s.index(5)] += 1.0;
        }
        // Chi-squared with 4 degrees of freedom; 18.5 is its 0.1 % point.
        let chi_squared: f64 = counts.iter().map(|c| (c - 1e4) * (c - 1e4) / 1e4).sum();
        assert!(chi_squared < 18.5, "{chi_squared}");
        assert_eq!(s.index(0), 0);
    }
}
