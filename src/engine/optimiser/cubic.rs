//! The cubic through two points with their slopes (Hermite's), by which what lies between two solved budgets is guessed.

/// A point that it passes through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub at: f64,
    pub value: f64,
    pub slope: f64,
}

/// See the module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cubic {
    low: End,
    high: End,
}

impl Cubic {
    /// The cubic from `low` to `high`, where `low.at < high.at`.
    pub(crate) fn through(low: End, high: End) -> Self {
        Self { low, high }
    }

    fn width(&self) -> f64 {
        self.high.at - self.low.at
    }

    /// Its value.
    pub(crate) fn value(&self, at: f64) -> f64 {
        let (low, high) = (&self.low, &self.high);
        let t = (at - low.at) / self.width();
        let rest = 1.0 - t;
        let ends = rest * rest * (1.0 + 2.0 * t) * low.value + t * t * (3.0 - 2.0 * t) * high.value;
        ends + self.width() * t * rest * (rest * low.slope - t * high.slope)
    }

    /// Its slope.
    pub(crate) fn slope(&self, at: f64) -> f64 {
        let (low, high) = (&self.low, &self.high);
        let t = (at - low.at) / self.width();
        let chord = (high.value - low.value) / self.width();
        6.0 * t * (1.0 - t) * chord
            + (1.0 - t) * (1.0 - 3.0 * t) * low.slope
            + t * (3.0 * t - 2.0) * high.slope
    }

    /// Where it has a value that lies between those of its ends.
    pub(crate) fn meets(&self, value: f64) -> f64 {
        let (mut left, mut right) = (self.low.at, self.high.at);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (left + right);
            if self.value(middle) < value {
                left = middle;
            } else {
                right = middle;
            }
        }
        0.5 * (left + right)
    }
}

/// As many as tell two numbers of double precision apart.
const HALVINGS: usize = 53;

#[cfg(test)]
mod tests {
    use super::{Cubic, End};

    #[test]
    fn a_cubic_is_found_again() {
        let value = |x: f64| 1.0 + x * (2.0 + x * (-0.3 + x * 0.1));
        let slope = |x: f64| 2.0 + x * (-0.6 + x * 0.3);
        let end = |at: f64| End {
            at,
            value: value(at),
            slope: slope(at),
        };
        let cubic = Cubic::through(end(-1.0), end(3.0));
        for x in [-1.0, -0.4, 0.0, 1.7, 3.0] {
            assert!((cubic.value(x) - value(x)).abs() < 1e-12);
            assert!((cubic.slope(x) - slope(x)).abs() < 1e-12);
            assert!((cubic.meets(value(x)) - x).abs() < 1e-12);
        }
    }
}
