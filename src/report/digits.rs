//! Numbers with as many digits as readers want.

/// A number rounded to some significant digits; powers of ten only where the
/// plain form would be long.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value);
    // The exponent after rounding: 9.9999 may have become 1.000e1.
    let exponent: i32 = scientific
        .rsplit_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    if !(-4..7).contains(&exponent) {
        return scientific;
    }
    let before = usize::try_from(exponent + 1).unwrap_or(0);
    let decimals = if exponent < 0 {
        digits + exponent.unsigned_abs() as usize - 1
    } else {
        digits.saturating_sub(before)
    };
    format!("{value:.decimals$}")
}

pub(crate) fn without_end_zeros(text: String) -> String {
    if text.contains('.') && !text.contains('e') {
        let text = text.trim_end_matches('0').trim_end_matches('.');
        return text.to_owned();
    }
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => {
            let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
            format!("{mantissa}e{exponent}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_significant_digits() {
        let cases = [
            (12.345_678, "12.346"),
            (0.012_345_678, "0.012346"),
            (0.000_123_456, "0.00012346"),
            (0.000_012_345_6, "1.2346e-5"),
            (9.999_99, "10.000"),
            (99_999.9, "100000"),
            (123_456.7, "123457"),
            (12_345_678.0, "1.2346e7"),
            (-3.0, "-3.0000"),
            (0.0, "0"),
            (-0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(significant(value, 5), text);
        }
    }
}
