//! Sizes on the sheet that a figure is drawn on, in points of the printed figure, and how wide texts are.

mod widths;

use super::rich::{Level, runs};
use widths::{OTHER, WIDTHS};

/// The height of text where nothing else is stated, in points.
pub(super) const TEXT: f64 = 8.0;

/// Points in an inch.
pub(super) const INCH: f64 = 72.0;

/// The height of an index over that of its line.
pub(super) const INDEX: f64 = 0.7;

/// How wide a text of a height is.
pub(super) fn width_of(text: &str, height: f64) -> f64 {
    let of = |sign: char| {
        let index = (sign as usize).checked_sub(usize::from(b' '));
        let width = index.and_then(|index| WIDTHS.get(index)).copied();
        f64::from(width.unwrap_or(OTHER)) / 1000.0
    };
    let width = |run: &super::rich::Run| {
        let share = if run.level == Level::Line { 1.0 } else { INDEX };
        share * height * run.text.chars().map(of).sum::<f64>()
    };
    runs(text).iter().map(width).sum()
}

/// The text in lines no wider than some room, broken between words; a word alone may be wider. A number stays with its unit
/// and its sign of equality.
pub(super) fn wrapped(text: &str, height: f64, room: f64) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let before = parts.last_mut();
        let before = before.filter(|part| belongs_to(part.rsplit(' ').next().unwrap_or(""), word));
        match before {
            Some(part) => {
                part.push(' ');
                part.push_str(word);
            }
            None => parts.push(word.to_owned()),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {part}"), height) <= room => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

/// Whether a word is not to be parted from the one before it.
pub(super) fn belongs_to(before: &str, word: &str) -> bool {
    const UNITS: [&str; 13] = [
        "%", "°", "dB", "dBm", "mW", "W", "K", "m", "km", "kHz", "MHz", "GHz", "Mbit/s",
    ];
    let sign = |word: &str| word.trim_end_matches(['.', ',', ';']).to_owned();
    before == "=" || before.parse::<f64>().is_ok() && UNITS.contains(&sign(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_broken_between_words_and_no_line_is_too_wide() {
        let text = "Means of 200 realizations with 95 % intervals; hollow: of fewer.";
        let lines = wrapped(text, 8.0, 120.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1);
        assert!(
            lines.iter().all(|line| width_of(line, 8.0) <= 120.0),
            "{lines:?}"
        );
        assert_eq!(wrapped("", 8.0, 10.0), [""]);
        assert_eq!(
            wrapped("access points = 16", 8.0, 10.0),
            ["access", "points", "= 16"]
        );
        assert_eq!(
            wrapped("bandwidth = 20 MHz, scheme ZF", 8.0, 60.0),
            ["bandwidth", "= 20 MHz,", "scheme ZF"]
        );
        assert!((width_of("$S_{\\min}$", 10.0) - (6.35 + 0.7 * (9.74 + 2.78 + 6.34))).abs() < 0.01);
    }
}
