//! Sizes on the sheet that a figure is drawn on, in points of the printed figure, and how wide texts are.

use super::rich::{Level, runs};

/// The height of text where nothing else is stated, in points.
pub(super) const TEXT: f64 = 8.0;

/// Points in an inch.
pub(super) const INCH: f64 = 72.0;

/// The height of an index over that of its line.
pub(super) const INDEX: f64 = 0.7;

/// Widths of the signs from space to `~` in DejaVu Sans, thousandths of the height of the text. Most fonts are
/// narrower, so that what fits here fits there.
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// The width of another sign.
const OTHER: u16 = 640;

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

/// The text in lines no wider than some room, broken between words; a word alone may be wider.
pub(super) fn wrapped(text: &str, height: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), height) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
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
        assert!((width_of("$S_{\\min}$", 10.0) - (6.35 + 0.7 * (9.74 + 2.78 + 6.34))).abs() < 0.01);
    }
}
