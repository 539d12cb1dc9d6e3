//! Numbers and texts as TeX reads them.

use std::fmt::Write as _;

use crate::plot::measure::belongs_to;
use crate::table::digits::number_text;

/// A label, with the minus of mathematics where it is a number.
pub(super) fn signed(label: &str) -> String {
    match label.parse::<f64>() {
        Ok(_) => format!("${label}$"),
        Err(_) => escaped(label),
    }
}

/// A number as TeX reads it.
pub(super) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.8e}").parse().unwrap_or(value);
    number_text(rounded).unwrap_or_else(|| "nan".into())
}

/// A text for TeX: mathematics stays, and what means something to TeX elsewhere is written so that it does not.
pub(super) fn escaped(text: &str) -> String {
    let parts: Vec<&str> = text.split('$').collect();
    let balanced = |part: &str| {
        let mut depth = 0;
        let ever = part.chars().all(|sign| {
            depth += match sign {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            depth >= 0
        });
        ever && depth == 0 && !part.contains('%')
    };
    let is_set = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|part| balanced(part));
    let mut all = String::new();
    for (index, part) in parts.iter().enumerate() {
        if is_set && index % 2 == 1 {
            let _ = write!(all, "${part}$");
            continue;
        }
        if !is_set && index > 0 {
            all.push_str("\\$");
        }
        let mut before = "";
        for (index, word) in part.split(' ').enumerate() {
            if index > 0 {
                // Such spaces do not end a line.
                all.push(if belongs_to(before, word) { '~' } else { ' ' });
            }
            before = word;
            word.chars().for_each(|sign| push(&mut all, sign));
        }
    }
    all
}

/// A sign outside mathematics.
fn push(all: &mut String, sign: char) {
    match sign {
        '\\' => all.push_str("\\textbackslash{}"),
        '^' => all.push_str("\\textasciicircum{}"),
        '~' => all.push_str("\\textasciitilde{}"),
        '°' => all.push_str("$^\\circ$"),
        '#' | '%' | '&' | '_' | '{' | '}' => {
            all.push('\\');
            all.push(sign);
        }
        sign => all.push(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn texts_mean_to_tex_what_they_say() {
        let cases = [
            ("sum rate (bit/s/Hz)", "sum rate (bit/s/Hz)"),
            ("$S_{\\min}$ & co_1", "$S_{\\min}$ \\& co\\_1"),
            ("95 % of #1", "95~\\% of \\#1"),
            ("angle (°)", "angle ($^\\circ$)"),
            ("5 $", "5 \\$"),
            ("access points = 16", "access points =~16"),
            ("$x}$", "\\$x\\}\\$"),
            ("a\\b", "a\\textbackslash{}b"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }
}
