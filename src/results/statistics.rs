//! Means, standard deviations and Student's t, each the same to the bit
//! whenever the same values come in the same order. What is estimated of values that come more than once keeps none.

use std::f64::consts::FRAC_PI_2;

/// A compensated sum (Neumaier's) of values in the order in which they come.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let next = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() {
            (self.sum - next) + value
        } else {
            (value - next) + self.sum
        };
        self.sum = next;
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// Compensated sum (Neumaier's), in the order given.
#[must_use]
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    values.into_iter().for_each(|value| sum.add(value));
    sum.value()
}

/// What a sample says of the quantity it was drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// Number of values.
    pub count: usize,
    /// Arithmetic mean, if there is a value.
    pub mean: Option<f64>,
    /// Sample standard deviation (divisor n - 1), if there are two values.
    pub deviation: Option<f64>,
    /// Half the width of the 95 % confidence interval of the mean by Student's
    /// t, if there are two values.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The estimate from a sample. Of values so large that their sum or squares overflow it is found at another
    /// scale; what is beyond double precision all the same is none.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut estimator = Estimator::default();
        for _ in 0..Estimator::PASSES {
            values.iter().for_each(|&value| estimator.add(value));
            estimator.end();
        }
        estimator.estimate()
    }

    /// Without what is not finite.
    fn finite(self) -> Self {
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        Self {
            count: self.count,
            mean: finite(self.mean),
            deviation: finite(self.deviation),
            half_width: finite(self.half_width),
        }
    }
}

/// An estimate from values that come more than once, in the same order each time, so that none needs to be kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Estimator {
    /// Passes that are over.
    passes: u8,
    count: usize,
    /// Whether there are values whose sum or squares may overflow.
    is_wide: bool,
    plain: Moments,
    scaled: Moments,
}

/// Sums over values on their way to mean and deviation.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    sum: Sum,
    rough: f64,
    mean: f64,
    squares: f64,
}

/// A power of two, so that nothing else is rounded.
const SMALL: f64 = f64::from_bits(0x1a70_0000_0000_0000);
/// Neither the sum of up to 1e20 values below this, nor of their squares, overflows.
const WIDE: f64 = 1e140;

impl Estimator {
    /// How often the values come.
    pub const PASSES: u8 = 3;

    /// Takes the next value of this pass.
    pub fn add(&mut self, value: f64) {
        if self.passes == 0 {
            self.count += 1;
            self.is_wide |= !(value.abs() <= WIDE);
        }
        self.plain.add(self.passes, value);
        if self.is_wide || self.passes == 0 {
            self.scaled.add(self.passes, value * SMALL);
        }
    }

    /// Ends a pass.
    pub fn end(&mut self) {
        #[expect(clippy::cast_precision_loss, reason = "samples are far below 2^53")]
        let n = self.count as f64;
        for moments in [&mut self.plain, &mut self.scaled] {
            moments.end(self.passes, n);
        }
        self.passes += 1;
    }

    /// The estimate, after the last pass.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let plain = self.plain.estimate(self.count);
        let fits = |value: Option<f64>| value.is_none_or(f64::is_finite);
        if fits(plain.mean) && fits(plain.deviation) {
            return plain.finite();
        }
        let small = self.scaled.estimate(self.count);
        let back = |value: Option<f64>| value.map(|value| value / SMALL);
        Estimate {
            count: small.count,
            mean: back(small.mean),
            deviation: back(small.deviation),
            half_width: back(small.half_width),
        }
        .finite()
    }
}

impl Moments {
    fn add(&mut self, pass: u8, value: f64) {
        self.sum.add(match pass {
            0 => value,
            // A second pass makes the mean of equal values that value, exactly.
            1 => value - self.rough,
            _ => (value - self.mean).powi(2),
        });
    }

    fn end(&mut self, pass: u8, n: f64) {
        let sum = std::mem::take(&mut self.sum).value();
        match pass {
            0 => self.rough = sum / n,
            1 => self.mean = self.rough + sum / n,
            _ => self.squares = sum,
        }
    }

    fn estimate(&self, count: usize) -> Estimate {
        if count == 0 {
            return Estimate::default();
        }
        #[expect(clippy::cast_precision_loss, reason = "samples are far below 2^53")]
        let n = count as f64;
        let deviation = (count > 1).then(|| (self.squares / (n - 1.0)).sqrt());
        Estimate {
            count,
            mean: Some(self.mean),
            deviation,
            half_width: deviation.map(|s| student_t_95(count as u64 - 1) * s / n.sqrt()),
        }
    }
}

/// Two-sided 95 % quantile of the standard normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// From here on the expansion about the normal quantile is exact to the last
/// digits of a double (its first neglected term is below 1e-15).
const EXPAND_FROM: u64 = 2000;

/// Two-sided 95 % quantile of Student's t distribution: the t with
/// `P(|T| <= t) = 0.95`, infinite without degrees of freedom.
#[must_use]
pub fn student_t_95(degrees: u64) -> f64 {
    match degrees {
        0 => f64::INFINITY,
        1..EXPAND_FROM => t_by_bisection(degrees),
        _ => t_by_expansion(degrees),
    }
}

/// Solves the finite series of the distribution for the angle of t.
fn t_by_bisection(degrees: u64) -> f64 {
    let (mut low, mut high) = (0.0_f64, FRAC_PI_2);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            #[expect(clippy::cast_precision_loss, reason = "below EXPAND_FROM")]
            return middle.tan() * (degrees as f64).sqrt();
        }
        if central_probability(middle, degrees) < 0.95 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// `P(|T| <= t)` at `theta = atan(t / sqrt(degrees))`: Abramowitz and Stegun,
/// 26.7.3 (odd) and 26.7.4 (even degrees).
fn central_probability(theta: f64, degrees: u64) -> f64 {
    let (sin, cos) = theta.sin_cos();
    let odd = degrees % 2 == 1;
    let terms = if odd { (degrees - 1) / 2 } else { degrees / 2 };
    let mut term = if odd { cos } else { 1.0 };
    let mut series = 0.0;
    for k in 1..=terms {
        series += term;
        #[expect(clippy::cast_precision_loss, reason = "below EXPAND_FROM")]
        let k = k as f64;
        let ratio = if odd {
            2.0 * k / (2.0 * k + 1.0)
        } else {
            (2.0 * k - 1.0) / (2.0 * k)
        };
        term *= ratio * cos * cos;
    }
    if odd {
        (theta + sin * series) / FRAC_PI_2
    } else {
        sin * series
    }
}

/// The expansion about the normal quantile: Abramowitz and Stegun, 26.7.5.
fn t_by_expansion(degrees: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rounded count is near enough")]
    let n = degrees as f64;
    let z = NORMAL_95;
    let z2 = z * z;
    let g1 = (z2 + 1.0) * z / 4.0;
    let g2 = ((5.0 * z2 + 16.0) * z2 + 3.0) * z / 96.0;
    let g3 = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) * z / 384.0;
    let g4 = ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) * z / 92160.0;
    z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two-sided 95 % critical values, from the tables of the NIST/SEMATECH
    /// e-Handbook of Statistical Methods (section 1.3.6.7.2) where they have
    /// three decimals, here with the further digits that closed forms and
    /// statistical packages agree on.
    const PUBLISHED: [(u64, f64); 12] = [
        (1, 12.706_204_736),
        (2, 4.302_652_730),
        (3, 3.182_446_305),
        (4, 2.776_445_105),
        (5, 2.570_581_836),
        (9, 2.262_157_163),
        (10, 2.228_138_852),
        (19, 2.093_024_054),
        (29, 2.045_229_642),
        (30, 2.042_272_456),
        (60, 2.000_297_822),
        (100, 1.983_971_519),
    ];

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (degrees, t) in PUBLISHED {
            let found = student_t_95(degrees);
            assert!((found - t).abs() < 1e-8, "{degrees}: {found} is not {t}");
        }
    }

    #[test]
    fn quantiles_have_closed_forms_at_one_and_two_degrees() {
        let one = (0.475 * std::f64::consts::PI).tan();
        let two = 0.95 * (2.0_f64 / (1.0 - 0.95 * 0.95)).sqrt();
        assert!((student_t_95(1) - one).abs() < 1e-12);
        assert!((student_t_95(2) - two).abs() < 1e-13);
    }

    #[test]
    fn series_and_expansion_meet() {
        for degrees in [500, 1000, EXPAND_FROM - 1, EXPAND_FROM] {
            let gap = t_by_bisection(degrees) - t_by_expansion(degrees);
            assert!(gap.abs() < 1e-12, "{degrees}: {gap}");
        }
    }

    #[test]
    fn quantiles_fall_towards_the_normal_one() {
        let quantiles: Vec<f64> = (1..3000).map(student_t_95).collect();
        assert!(quantiles.windows(2).all(|pair| pair[0] > pair[1]));
        assert!((student_t_95(u64::MAX) - NORMAL_95).abs() < 1e-15);
        assert_eq!(student_t_95(0), f64::INFINITY);
    }

    #[test]
    fn sums_keep_what_plain_addition_loses() {
        assert_eq!(sum([1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum([0.1; 10]), 1.0);
        assert_eq!(sum([]), 0.0);
    }

    #[test]
    fn equal_values_have_no_spread() {
        let estimate = Estimate::of(&[0.1; 7]);
        assert_eq!(estimate.mean, Some(0.1));
        assert_eq!(estimate.deviation, Some(0.0));
        assert_eq!(estimate.half_width, Some(0.0));
    }

    #[test]
    fn values_whose_squares_overflow_have_a_spread() {
        // Mean 2e300 and deviation sqrt(2) * 1e300 of 1e300 and 3e300.
        let estimate = Estimate::of(&[1e300, 3e300]);
        assert!((estimate.mean.unwrap() / 2e300 - 1.0).abs() < 1e-15);
        assert!((estimate.deviation.unwrap() / (2.0_f64.sqrt() * 1e300) - 1.0).abs() < 1e-15);
        assert!((estimate.half_width.unwrap() / (12.706_204_736 * 1e300) - 1.0).abs() < 1e-9);
        // Their sum overflows, their mean does not; the interval does.
        let estimate = Estimate::of(&[1.7e308, -1.7e308, 1.7e308]);
        assert!((estimate.mean.unwrap() / (1.7e308 / 3.0) - 1.0).abs() < 1e-12);
        assert_eq!(estimate.half_width, None);
        assert_eq!(estimate.count, 3);
    }

    #[test]
    fn one_value_has_a_mean_only() {
        let estimate = Estimate::of(&[3.0]);
        assert_eq!(estimate.mean, Some(3.0));
        assert_eq!((estimate.deviation, estimate.half_width), (None, None));
    }

    #[test]
    fn a_small_sample_by_hand() {
        // Mean 5, squares 9+1+1+1+0+0+4+16 = 32, deviation sqrt(32/7).
        let estimate = Estimate::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        let deviation = (32.0_f64 / 7.0).sqrt();
        assert_eq!(estimate.mean, Some(5.0));
        assert!((estimate.deviation.unwrap() - deviation).abs() < 1e-15);
        let half_width = 2.364_624_252 * deviation / 8.0_f64.sqrt();
        assert!((estimate.half_width.unwrap() - half_width).abs() < 1e-8);
    }
}
