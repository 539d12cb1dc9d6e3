//! Texts that hold numbers, such as why a budget cannot be met: the words must be equal, and the numbers alike.

use super::tolerance::Tolerance;

/// Whether a text is as expected: equal, or with numbers that agree within a tolerance or to the digits in which
/// they are written.
pub(super) fn agree(expected: &str, found: &str, tolerance: &Tolerance) -> bool {
    if expected == found {
        return true;
    }
    let (expected, found) = (parts(expected), parts(found));
    let alike = |(a, b): (&Part<'_>, &Part<'_>)| match (a, b) {
        (Part::Words(a), Part::Words(b)) => a == b,
        (Part::Number(a), Part::Number(b)) => {
            let digits = a.digit.max(b.digit);
            (b.value - a.value).abs() <= tolerance.allowed(a.value) + digits
        }
        _ => false,
    };
    expected.len() == found.len() && expected.iter().zip(&found).all(alike)
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part<'a> {
    Words(&'a str),
    Number(Number),
}

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number {
    value: f64,
    /// One in its last digit; none of a whole number, which is not rounded.
    digit: f64,
}

/// A text as words and numbers in turn. Digits within a name, as in `local_mmse2`, are no number.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while at < text.len() {
        let starts = text.as_bytes()[at].is_ascii_digit()
            && !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let length = if starts { length(&text[at..]) } else { 0 };
        match text[at..at + length].parse::<f64>() {
            Ok(value) => {
                let number = &text[at..at + length];
                parts.push(Part::Words(&text[begin..at]));
                parts.push(Part::Number(Number {
                    value,
                    digit: digit(number),
                }));
                at += length;
                begin = at;
            }
            Err(_) => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    parts.push(Part::Words(&text[begin..]));
    parts
}

/// Bytes of the number that a text begins with: digits, a fraction, an exponent.
fn length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if text[length..].starts_with('.') {
        length += match digits(length + 1) {
            0 => 0,
            more => 1 + more,
        };
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        length += match digits(length + 1 + sign) {
            0 => 0,
            more => 1 + sign + more,
        };
    }
    length
}

/// One in the last digit of a number as it is written.
fn digit(number: &str) -> f64 {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    match mantissa.split_once('.') {
        Some((_, fraction)) => {
            format!("1e{exponent}").parse().unwrap_or(0.0)
                * 0.1_f64.powi(i32::try_from(fraction.len()).unwrap_or(i32::MAX))
        }
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_texts_are_compared_as_numbers_and_words_as_words() {
        let close = Tolerance {
            rtol: 1e-2,
            atol: 0.0,
        };
        let exact = Tolerance::default();
        let cases = [
            (
                "delta is below S_min = 6.1988",
                "delta is below S_min = 6.2017",
                &close,
                true,
            ),
            (
                "delta is below S_min = 6.1988",
                "delta is below S_min = 6.2017",
                &exact,
                false,
            ),
            // Rounded elsewhere, the last digit may differ.
            ("S_min = 6.1988", "S_min = 6.1989", &exact, true),
            ("1.2e-5", "1.3e-5", &exact, true),
            ("1.2e-5", "1.5e-5", &exact, false),
            ("3 of 12", "4 of 12", &exact, false),
            ("3 of 120", "3 of 121", &close, true),
            ("below 6.1988", "above 6.1988", &close, false),
            ("zf2", "zf3", &close, false),
            ("a 1.0", "a", &close, false),
            ("δ 1.5", "δ 1.5000001", &close, true),
        ];
        for (expected, found, tolerance, agrees) in cases {
            assert_eq!(
                agree(expected, found, tolerance),
                agrees,
                "{expected} / {found}"
            );
        }
    }
}
