//! Violations of constraints: never negative, and infinite instead of NaN, so that what
//! could not be computed is never taken for small.

/// `max(0, x)`; infinite where x is not a number.
pub fn excess(x: f64) -> f64 {
    if x.is_nan() {
        f64::INFINITY
    } else {
        x.max(0.0)
    }
}

/// By how much `value` exceeds `bound`, relative to the bound.
pub fn above(value: f64, bound: f64) -> f64 {
    excess((value - bound) / bound.abs().max(f64::MIN_POSITIVE))
}

/// By how much `value` falls short of `bound`, relative to the bound.
pub fn below(value: f64, bound: f64) -> f64 {
    excess((bound - value) / bound.abs().max(f64::MIN_POSITIVE))
}

/// The largest of several.
pub fn largest(violations: impl IntoIterator<Item = f64>) -> f64 {
    violations.into_iter().map(excess).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_violates_everything() {
        assert_eq!([excess(-1.0), excess(2.0)], [0.0, 2.0]);
        for violation in [
            excess(f64::NAN),
            above(f64::NAN, 1.0),
            below(f64::NAN, 1.0),
            largest([0.0, f64::NAN, 1.0]),
        ] {
            assert_eq!(violation, f64::INFINITY);
        }
    }

    #[test]
    fn bounds_may_be_zero_or_negative() {
        assert_eq!(below(-3.0, -2.0), 0.5);
        assert_eq!(
            [below(1.0, 0.0), below(1.0, -2.0), above(1.0, 2.0)],
            [0.0; 3]
        );
    }
}
