//! Numbers that stay what was written. A decimal is a fraction, and so are sums, products and quotients of
//! decimals: `0.1 + 0.2` is 0.3 and `700 m / 100 m` is 7, which doubles alone miss by their rounding. A number is
//! carried as its fraction as long as that fits, and as a double where it does not or is irrational.

use std::num::NonZeroI64;

/// Digits of a decimal that a double keeps: what has no more was written so, what has more was computed.
const WRITTEN_DIGITS: usize = 15;

/// Below this, whole numbers are doubles exactly.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Largest exponent of a power that is worked out as a fraction.
const MAX_EXPONENT: u32 = 64;

/// How far from a whole number a computed one may be, relative to it where it is above 1, and still be it:
/// `log10(1000)`, `2 rad / 1 deg`. Counts, `floor`, `ceil` and `round` agree on it.
pub const WHOLE_TOLERANCE: f64 = 1e-9;

/// The whole number that `value` is within [`WHOLE_TOLERANCE`].
pub fn nearly_whole(value: f64) -> Option<f64> {
    let whole = value.round();
    ((value - whole).abs() <= WHOLE_TOLERANCE * whole.abs().max(1.0)).then_some(whole)
}

/// A fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction {
    above: i64,
    /// Above 0.
    below: NonZeroI64,
}

/// A number: the double nearest to it and, where it is known, the fraction that it is.
#[derive(Debug, Clone, Copy)]
pub struct Real {
    value: f64,
    fraction: Option<Fraction>,
}

/// Two are equal where their doubles are.
impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A number as it was written: the shortest decimal that is this double, if it has no more digits than
/// a double keeps.
impl From<f64> for Real {
    fn from(value: f64) -> Self {
        match decimal(value) {
            Some(fraction) => fraction.into(),
            None => Self::computed(value),
        }
    }
}

impl From<Fraction> for Real {
    fn from(fraction: Fraction) -> Self {
        Self {
            value: nearest(i128::from(fraction.above), fraction.below.get()),
            fraction: Some(fraction),
        }
    }
}

impl Real {
    /// A number that was computed by other means, and is not a decimal.
    pub fn computed(value: f64) -> Self {
        Self {
            value,
            fraction: None,
        }
    }

    /// The nearest double.
    pub fn value(self) -> f64 {
        self.value
    }

    /// -x
    #[must_use]
    pub fn negate(self) -> Self {
        let negated = |f: Fraction| Fraction::new(-i128::from(f.above), i128::from(f.below.get()));
        self.one(negated, -self.value)
    }

    /// |x|
    #[must_use]
    pub fn abs(self) -> Self {
        match self.value < 0.0 {
            true => self.negate(),
            false => self,
        }
    }

    /// x + y
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let sum = |x: Fraction, y: Fraction| {
            let (x, y) = (x.parts(), y.parts());
            Fraction::new((x.0 * y.1).checked_add(y.0 * x.1)?, x.1 * y.1)
        };
        self.two(other, sum, self.value + other.value)
    }

    /// x - y
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negate())
    }

    /// x y
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = |x: Fraction, y: Fraction| {
            let (x, y) = (x.parts(), y.parts());
            Fraction::new(x.0 * y.0, x.1 * y.1)
        };
        self.two(other, product, self.value * other.value)
    }

    /// x / y
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let quotient = |x: Fraction, y: Fraction| {
            let (x, y) = (x.parts(), y.parts());
            Fraction::new(x.0 * y.1, x.1 * y.0)
        };
        self.two(other, quotient, self.value / other.value)
    }

    /// x to the power of y; a root of a fraction is one where it can be.
    #[must_use]
    pub fn power(self, exponent: Self) -> Self {
        let power = |x: Fraction, y: Fraction| {
            let (times, root) = y.parts();
            x.root(u32::try_from(root).ok()?)?
                .power(i32::try_from(times).ok()?)
        };
        self.two(exponent, power, self.value.powf(exponent.value))
    }

    /// The square root.
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.one(|f| f.root(2), self.value.sqrt())
    }

    /// The logarithm to a whole base, of which a whole power has a whole one.
    #[must_use]
    pub fn log(self, base: u32) -> Self {
        let exact = |f: Fraction| {
            let (above, below) = f.parts();
            let power = |of: i128| {
                (0..=MAX_EXPONENT).find(|n| i128::from(base).checked_pow(*n) == Some(of))
            };
            let exponent = i128::from(power(above)?) - i128::from(power(below)?);
            Fraction::new(exponent, 1)
        };
        let value = match base {
            2 => self.value.log2(),
            10 => self.value.log10(),
            _ => self.value.ln() / f64::from(base).ln(),
        };
        self.one(exact, value)
    }

    /// The largest whole number that is not above x.
    #[must_use]
    pub fn floor(self) -> Self {
        Self::from(nearly_whole(self.value).unwrap_or_else(|| self.value.floor()))
    }

    /// The smallest whole number that is not below x.
    #[must_use]
    pub fn ceil(self) -> Self {
        Self::from(nearly_whole(self.value).unwrap_or_else(|| self.value.ceil()))
    }

    /// The nearest whole number; halves are rounded away from zero.
    #[must_use]
    pub fn round(self) -> Self {
        let half = Fraction::new(1, 2).map_or(Self::computed(0.5), Self::from);
        let size = self.abs().plus(half).floor();
        match self.value < 0.0 {
            true => size.negate(),
            false => size,
        }
    }

    fn one(self, exact: impl Fn(Fraction) -> Option<Fraction>, value: f64) -> Self {
        match self.fraction.and_then(exact) {
            Some(fraction) => fraction.into(),
            None => Self::computed(value),
        }
    }

    fn two(
        self,
        other: Self,
        exact: impl Fn(Fraction, Fraction) -> Option<Fraction>,
        value: f64,
    ) -> Self {
        let both = self.fraction.zip(other.fraction);
        match both.and_then(|(x, y)| exact(x, y)) {
            Some(fraction) => fraction.into(),
            None => Self::computed(value),
        }
    }
}

impl Fraction {
    /// `above / below` in lowest terms; none where it does not fit or is infinite.
    fn new(above: i128, below: i128) -> Option<Self> {
        let divisor =
            i128::try_from(greatest_divisor(above.unsigned_abs(), below.unsigned_abs())).ok()?;
        if below == 0 || divisor == 0 {
            return None;
        }
        let sign = below.signum();
        Some(Self {
            above: i64::try_from(sign * (above / divisor)).ok()?,
            below: NonZeroI64::new(i64::try_from(sign * (below / divisor)).ok()?)?,
        })
    }

    fn parts(self) -> (i128, i128) {
        (i128::from(self.above), i128::from(self.below.get()))
    }

    fn power(self, exponent: i32) -> Option<Self> {
        let size = exponent.unsigned_abs();
        if size > MAX_EXPONENT {
            return None;
        }
        let (above, below) = self.parts();
        let (above, below) = (above.checked_pow(size)?, below.checked_pow(size)?);
        match exponent < 0 {
            true => Self::new(below, above),
            false => Self::new(above, below),
        }
    }

    fn root(self, degree: u32) -> Option<Self> {
        if degree == 1 {
            return Some(self);
        }
        let (above, below) = self.parts();
        Self::new(whole_root(above, degree)?, whole_root(below, degree)?)
    }
}

/// The whole number whose power of this degree is `of`, 0 or more.
fn whole_root(of: i128, degree: u32) -> Option<i128> {
    if of < 0 || degree == 0 || degree > MAX_EXPONENT {
        return None;
    }
    let guess = (of as f64).powf(1.0 / f64::from(degree)).round() as i128;
    (guess.checked_pow(degree) == Some(of)).then_some(guess)
}

fn greatest_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Most numbers are short, and short division is fast.
        (a, b) = match (u64::try_from(a), u64::try_from(b)) {
            (Ok(a), Ok(b)) => (u128::from(b), u128::from(a % b)),
            _ => (b, a % b),
        };
    }
    a
}

/// The fraction of the shortest decimal that reads as this double.
fn decimal(value: f64) -> Option<Fraction> {
    if value.fract() == 0.0 && value.abs() < WHOLE {
        return Fraction::new(value as i128, 1);
    }
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + part.len() > WRITTEN_DIGITS + usize::from(value < 0.0) {
        return None;
    }
    let above: i128 = format!("{whole}{part}").parse().ok()?;
    let exponent = exponent.parse::<i32>().ok()? - i32::try_from(part.len()).ok()?;
    let scale = 10i128.checked_pow(exponent.unsigned_abs())?;
    match exponent < 0 {
        true => Fraction::new(above, scale),
        false => Fraction::new(above.checked_mul(scale)?, 1),
    }
}

/// The double nearest to `above / below`, of two neighbours as near the even one; `below` is above 0.
fn nearest(above: i128, below: i64) -> f64 {
    const EXACT: u128 = 1 << 53;
    let (size, below) = (above.unsigned_abs(), below.unsigned_abs());
    let value = if size <= EXACT && u128::from(below) <= EXACT {
        // Both are doubles, and division rounds as asked.
        size as f64 / below as f64
    } else {
        // The quotient with its highest 64 bits or more, and a last bit that says whether there is a rest.
        let shift = size.leading_zeros();
        let scaled = size << shift;
        let (quotient, rest) = (scaled / u128::from(below), scaled % u128::from(below));
        let up = quotient.leading_zeros();
        let aligned = quotient << up;
        let sticky = rest != 0 || aligned << 64 != 0;
        let top = (aligned >> 64) as u64 | u64::from(sticky);
        top as f64 * 2f64.powi(64 - up as i32 - shift as i32)
    };
    if above < 0 { -value } else { value }
}

/// Values at equal distances, each worked out from the ends alone.
pub struct Progression {
    from: Real,
    step: Real,
    /// First value and step over one denominator.
    exact: Option<(i128, i128, i64)>,
}

impl Progression {
    /// From a first value, by a step.
    pub fn new(from: Real, step: Real) -> Self {
        let exact = from.fraction.zip(step.fraction).and_then(|(from, step)| {
            let ((a, b), (c, d)) = (from.parts(), step.parts());
            let divisor =
                i128::try_from(greatest_divisor(b.unsigned_abs(), d.unsigned_abs())).ok()?;
            let below = i64::try_from(b / divisor * d).ok()?;
            Some((a * (d / divisor), c * (b / divisor), below))
        });
        Self { from, step, exact }
    }

    /// The i-th value, from 0.
    pub fn value(&self, index: usize) -> f64 {
        let exact = self.exact.and_then(|(from, step, below)| {
            let above = from.checked_add(step.checked_mul(index as i128)?)?;
            Some(nearest(above, below))
        });
        exact.unwrap_or(self.from.value + index as f64 * self.step.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(value: f64) -> Real {
        Real::from(value)
    }

    #[test]
    fn decimals_are_what_was_written() {
        assert_eq!(real(0.1).plus(real(0.2)).value(), 0.3);
        assert_eq!(real(0.7).over(real(0.1)).value(), 7.0);
        assert_eq!(real(0.29).times(real(100.0)).value(), 29.0);
        assert_eq!(real(1.0).over(real(3.0)).times(real(3.0)).value(), 1.0);
        assert_eq!(real(1.0).minus(real(0.9)).value(), 0.1);
        assert_eq!(real(0.1).power(real(3.0)).value(), 0.001);
        assert_eq!(real(1000.0).power(real(1.0).over(real(3.0))).value(), 10.0);
        assert_eq!(real(4.0).power(real(-0.5)).value(), 0.5);
        assert_eq!(real(0.09).sqrt().value(), 0.3);
        assert_eq!(real(0.001).log(10).value(), -3.0);
        assert_eq!(real(8.0).log(2).value(), 3.0);
        assert_eq!(real(-0.0).value().to_bits(), 0);
        assert_eq!(real(2.0).power(real(-1.0)).value(), 0.5);
    }

    #[test]
    fn what_does_not_fit_is_a_double() {
        let large = 1e300;
        assert_eq!(real(large).times(real(2.0)).value(), 2e300);
        assert_eq!(real(1e-300).over(real(1e10)).value(), 1e-310);
        assert_eq!(real(1.0).over(real(0.0)).value(), f64::INFINITY);
        assert!(real(0.0).over(real(0.0)).value().is_nan());
        assert_eq!(real(2.0).sqrt().value(), 2f64.sqrt());
        assert_eq!(real(std::f64::consts::PI).value(), std::f64::consts::PI);
        assert!(real(-8.0).power(real(1.0).over(real(3.0))).value().is_nan());
    }

    #[test]
    fn rounding_agrees_with_counts() {
        for (x, floor, ceil, round) in [
            (6.999_999_999_999_999, 7.0, 7.0, 7.0),
            (7.000_000_000_000_001, 7.0, 7.0, 7.0),
            (3.499_999_999_999_999_6, 3.0, 4.0, 4.0),
            (-3.499_999_999_999_999_6, -4.0, -3.0, -4.0),
            (2.4, 2.0, 3.0, 2.0),
            (-0.2, -1.0, 0.0, 0.0),
        ] {
            let computed = Real::computed(x);
            let found = [computed.floor(), computed.ceil(), computed.round()].map(Real::value);
            assert_eq!(found, [floor, ceil, round], "{x}");
        }
    }

    /// Quotients of 19 digits against long division: what is nearest is at most half a spacing away.
    #[test]
    fn long_fractions_round_to_the_nearest_double() {
        let mut seed = 1u64;
        for _ in 0..10_000 {
            let mut draw = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 1).max(1)
            };
            let (above, below) = (i128::from(draw()), draw() as i64);
            let found = nearest(above, below);
            let bits = found.to_bits();
            let distance = |bits: u64| {
                // |above / below - x| below, with x as whole / 2^shift exactly.
                let x = f64::from_bits(bits);
                let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
                let whole = i128::from((bits & ((1 << 52) - 1)) | (1 << 52));
                assert!(x > 0.0);
                (whole, exponent)
            };
            // Compare twice the distance with the spacing, in high precision by remainders.
            let (whole, exponent) = distance(bits);
            if (-63..=0).contains(&exponent) {
                let scale = (-exponent) as u32;
                let (quotient, rest) = divide_scaled(above, below, scale);
                let (low, high) = (whole - 1, whole + 1);
                assert!(quotient >= low && quotient <= high, "{above} / {below}");
                if quotient == whole {
                    assert!(2 * rest <= i128::from(below), "{above} / {below}");
                }
            }
        }
    }

    /// Quotient and rest of `above 2^scale / below`, bit by bit.
    fn divide_scaled(above: i128, below: i64, scale: u32) -> (i128, i128) {
        let below = i128::from(below);
        let (mut quotient, mut rest) = (above / below, above % below);
        for _ in 0..scale {
            (quotient, rest) = (2 * quotient, 2 * rest);
            if rest >= below {
                (quotient, rest) = (quotient + 1, rest - below);
            }
        }
        (quotient, rest)
    }
}
