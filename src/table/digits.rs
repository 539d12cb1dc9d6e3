//! Numbers as text: the shortest that reads back, and as many digits as a reader needs.

/// Significant digits that distinguish any two doubles.
const ALL: usize = 17;

/// The least number of significant digits, but no fewer than `least`, with which two numbers read differently; `least`
/// where they are the same number.
#[must_use]
pub fn apart(a: f64, b: f64, least: usize) -> usize {
    let alike = |digits: usize| rounded(a, digits).to_bits() == rounded(b, digits).to_bits();
    if a == b {
        return least;
    }
    (least..ALL).find(|&digits| !alike(digits)).unwrap_or(ALL)
}

/// The shortest text that reads back to the same number: `6`, `0.1`, `1e-7`.
/// Zero has no sign. There is no text for a number that is not finite.
#[must_use]
pub fn number_text(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    // `+ 0.0` turns -0.0 into 0.0 and changes nothing else.
    let mut text = format!("{:?}", value + 0.0);
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    Some(text)
}

/// The number that has so many significant digits.
#[must_use]
pub fn rounded(value: f64, digits: usize) -> f64 {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    // What was written as a number reads back as one.
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_digits_as_it_takes() {
        for (a, b, digits) in [
            (1.0, 2.0, 6),
            (6.0, 6.0, 6),
            (6.0, 6.000_000_4, 8),
            (3.525_7, 3.525_701_2, 7),
            (1.0, 1.0 + f64::EPSILON, 17),
            (0.1 + 0.2, 0.3, 17),
            (6.0, f64::INFINITY, 6),
        ] {
            assert_eq!(apart(a, b, 6), digits, "{a} {b}");
            assert_eq!(apart(b, a, 6), digits, "{b} {a}");
        }
        assert_eq!(rounded(3.525_697, 5), 3.5257);
    }
}
