//! Axes: which part of the numbers they show, and where their ticks are.

use crate::language::AxisLook;
use crate::plot::error::PlotError;
use crate::plot::words::{as_power, number, written};

/// How many ticks an axis has at most where they are at round numbers.
const TICKS: f64 = 7.0;

/// Numbers along a logarithmic axis that are written without a power of ten.
const PLAIN: std::ops::Range<f64> = 1e-3..1e5;

/// How much of the data's extent is left free at either end of an axis.
const MARGIN: f64 = 0.03;

/// Data reaching down to this share of their greatest value are shown from zero: so little of the figure is empty.
const FROM_ZERO: f64 = 0.3;

/// An axis: what it says, what it shows, and how values become places on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// Name and unit, in words.
    pub title: String,
    /// Least and greatest place shown; the first is the smaller.
    pub range: (f64, f64),
    /// Places of the ticks, ascending, and their labels.
    pub ticks: Vec<(f64, String)>,
    /// Whether places are logarithms of values, to base 10.
    pub log: bool,
    /// Whether an end of it is stated, so that data can lie outside.
    pub stated: bool,
    /// Whether it shows words, which have no numbers between them.
    pub words: bool,
    /// Values of a sweep, ascending, at which ticks are where they are few; none of measured values.
    pub values: Vec<f64>,
    /// Distance between ticks, where they are at its multiples.
    pub step: Option<f64>,
}

impl Axis {
    /// An axis for values at which ticks may be where they are few, such as
    /// those of a sweep.
    pub(crate) fn of_sweep(title: String, values: &[f64]) -> Self {
        let values = distinct(values);
        let range = padded(extent(&values));
        let (ticks, step) = match at_values(&values, &values) {
            Some(ticks) => (ticks, None),
            None => (round(range), Some(step(range))),
        };
        Self {
            title,
            range,
            ticks,
            log: false,
            stated: false,
            words: false,
            values,
            step,
        }
    }

    /// An axis for measured values; it begins at zero where the data come near.
    pub(crate) fn of_values(title: String, values: &[f64]) -> Self {
        let (low, high) = extent(values);
        let low = if low >= 0.0 && low < FROM_ZERO * high {
            0.0
        } else {
            low
        };
        let (padded_low, high) = padded((low, high));
        let low = match low {
            0.0 => 0.0,
            // From the tick below, which a reader can name.
            low if low > 0.0 => tidy(
                (padded_low.max(0.0) / step((padded_low, high))).floor() * step((padded_low, high)),
            ),
            _ => padded_low,
        };
        let range = (low, high);
        Self {
            title,
            range,
            ticks: round(range),
            log: false,
            stated: false,
            words: false,
            values: Vec::new(),
            step: Some(step(range)),
        }
    }

    /// An axis for measured values from the least to the greatest.
    pub(crate) fn of_range(title: String, values: &[f64]) -> Self {
        let range = padded(extent(values));
        Self {
            title,
            range,
            ticks: round(range),
            log: false,
            stated: false,
            words: false,
            values: Vec::new(),
            step: Some(step(range)),
        }
    }

    /// An axis for words, one at each of the places 0, 1, ...
    pub(crate) fn of_words(title: String, words: &[String]) -> Self {
        let last = words.len().saturating_sub(1) as f64;
        Self {
            title,
            range: (-0.5, last + 0.5),
            ticks: words
                .iter()
                .enumerate()
                .map(|(i, word)| (i as f64, word.clone()))
                .collect(),
            log: false,
            stated: false,
            words: true,
            values: Vec::new(),
            step: None,
        }
    }

    /// An axis over a given range, with ticks at multiples of a step.
    pub(crate) fn stepped(title: &str, range: (f64, f64), step: f64) -> Self {
        let ticks = multiples(range, step).map(tick).collect();
        Self {
            title: title.into(),
            range,
            ticks,
            log: false,
            stated: false,
            words: false,
            values: Vec::new(),
            step: Some(step),
        }
    }

    /// The same with ticks farther apart, where they are at multiples of a step and two at least are left.
    pub(crate) fn coarser(&self) -> Option<Self> {
        let step = wider(self.step?);
        let ticks: Vec<_> = multiples(self.range, step).map(tick).collect();
        (ticks.len() > 1).then(|| Self {
            ticks,
            step: Some(step),
            ..self.clone()
        })
    }

    /// The place of a value.
    pub(crate) fn place(&self, value: f64) -> f64 {
        if self.log { value.log10() } else { value }
    }

    /// That it begins above zero, where a reader of measured values may take its beginning for zero.
    pub(crate) fn begins(&self) -> Option<String> {
        let low = self.range.0;
        let hidden = !self.log && !self.words && low > 0.0;
        hidden.then(|| format!("The vertical axis begins at {}.", number(low)))
    }

    /// Whether a value is on it.
    pub(crate) fn shows(&self, value: f64) -> bool {
        (-1e-9..=1.0 + 1e-9).contains(&self.share(value))
    }

    /// The value at a place.
    pub(crate) fn value(&self, place: f64) -> f64 {
        if self.log { 10f64.powf(place) } else { place }
    }

    /// How far along the axis a value is: 0 at its beginning, 1 at its end. What is far outside, as zero is on a
    /// logarithmic axis, is a little outside.
    pub(crate) fn share(&self, value: f64) -> f64 {
        let share = (self.place(value) - self.range.0) / (self.range.1 - self.range.0);
        if share.is_nan() {
            -FAR
        } else {
            share.clamp(-FAR, 1.0 + FAR)
        }
    }

    /// The axis as a look states it, over these data.
    ///
    /// # Errors
    /// When a logarithmic axis has no positive data.
    pub(crate) fn stated(mut self, look: &AxisLook, data: &[f64]) -> Result<Self, PlotError> {
        if let Some(label) = &look.label {
            self.title.clone_from(label);
        }
        if self.words {
            return Ok(self);
        }
        let log = look.log.unwrap_or(self.log);
        if log == self.log && look.from.is_none() && look.to.is_none() {
            return Ok(self);
        }
        let shown: Vec<f64> = data.iter().copied().filter(|v| !log || *v > 0.0).collect();
        let ends = [look.from, look.to].into_iter().flatten();
        if log && (shown.is_empty() || ends.into_iter().any(|end| end <= 0.0)) {
            let title = self.title;
            return Err(PlotError::NoLogarithm { title });
        }
        let place = |value: f64| if log { value.log10() } else { value };
        let mut range = match log == self.log {
            true => self.range,
            false => padded(extent(&shown.iter().map(|v| place(*v)).collect::<Vec<_>>())),
        };
        if let Some(from) = look.from {
            range.0 = place(from);
        }
        if let Some(to) = look.to {
            range.1 = place(to);
        }
        if range.0 >= range.1 {
            // One stated end is beyond all data.
            range = match look.from {
                Some(_) if look.to.is_none() => (range.0, range.0 + range.0.abs().max(1.0)),
                _ => (range.1 - range.1.abs().max(1.0), range.1),
            };
        }
        let swept = (look.from.is_none() && look.to.is_none())
            .then(|| {
                let places: Vec<f64> = self.values.iter().map(|value| place(*value)).collect();
                at_values(&self.values, &places)
            })
            .flatten();
        (self.ticks, self.step) = match swept {
            Some(ticks) => (ticks, None),
            None if log => (decades(range), None),
            None => (round(range), Some(step(range))),
        };
        self.range = range;
        self.log = log;
        self.stated = look.from.is_some() || look.to.is_some();
        Ok(self)
    }
}

/// How far outside an axis something is drawn at most, over its length.
const FAR: f64 = 20.0;

/// Ascending, each finite value once.
fn distinct(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// Ticks at the values of a sweep, where they are few and none is near the next.
fn at_values(values: &[f64], places: &[f64]) -> Option<Vec<(f64, String)>> {
    let few = (2..=TICKS as usize).contains(&values.len()) && !crowded(places);
    few.then(|| {
        let ticks = places.iter().zip(values);
        ticks
            .map(|(&place, &value)| (place, number(value)))
            .collect()
    })
}

/// Least and greatest value; an axis around zero where there is none.
fn extent(values: &[f64]) -> (f64, f64) {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    match (
        finite().min_by(f64::total_cmp),
        finite().max_by(f64::total_cmp),
    ) {
        (Some(low), Some(high)) => (low, high),
        _ => (0.0, 1.0),
    }
}

/// A little wider at both ends, and never empty.
fn padded((low, high): (f64, f64)) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    // Values that differ in rounding alone are one value.
    if high - low <= size * f64::EPSILON * 16.0 {
        let half = if size > 0.0 { size * 0.1 } else { 1.0 };
        return (low - half, high + half);
    }
    let margin = MARGIN * (high - low);
    (low - margin, high + margin)
}

/// Whether two neighbours are nearer than a tenth of the extent.
fn crowded(places: &[f64]) -> bool {
    let (low, high) = extent(places);
    places
        .windows(2)
        .any(|pair| pair[1] - pair[0] < 0.1 * (high - low))
}

/// Ticks at multiples of 1, 2 or 5 times a power of ten.
fn round(range: (f64, f64)) -> Vec<(f64, String)> {
    multiples(range, step(range)).map(tick).collect()
}

/// The distance between ticks at round numbers.
fn step((low, high): (f64, f64)) -> f64 {
    let rough = (high - low) / TICKS;
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|f| f * power >= rough * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// The next of 1, 2, 5 and 10 times a power of ten; for angles, 45 and 90 degrees after 30.
fn wider(step: f64) -> f64 {
    let power = 10f64.powf((step.log10() + 1e-9).floor());
    let next = [(1.0, 2.0), (2.0, 5.0), (3.0, 4.5), (4.5, 9.0), (5.0, 10.0)];
    let is_it = |&&(factor, _): &&(f64, f64)| (step / power - factor).abs() < 1e-6;
    let next = next.iter().find(is_it);
    next.map_or(2.0 * step, |(_, factor)| factor * power)
}

/// Multiples of a step within a range, its ends included.
fn multiples((low, high): (f64, f64), step: f64) -> impl Iterator<Item = f64> {
    // The ends may miss a multiple by rounding.
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    // `+ 0.0` takes the sign from zero.
    (first..=last).map(move |index| tidy(index as f64 * step) + 0.0)
}

/// A tick at a value that [`tidy`] has been through.
fn tick(value: f64) -> (f64, String) {
    (value, written(value))
}

/// Ticks at powers of ten, and between them where these are few.
fn decades((low, high): (f64, f64)) -> Vec<(f64, String)> {
    let factors: &[f64] = if high - low < 1.0 {
        &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0]
    } else if high - low < 3.0 {
        &[1.0, 2.0, 5.0]
    } else {
        &[1.0]
    };
    let powers = low.floor() as i32..=high.ceil() as i32;
    let stride = ((high - low) / TICKS).ceil().max(1.0) as usize;
    let values = powers.step_by(stride).flat_map(|power| {
        factors
            .iter()
            .map(move |factor| tidy(factor * 10f64.powi(power)))
    });
    let values: Vec<f64> = values
        .filter(|value| (low..=high).contains(&value.log10()))
        .collect();
    // Where one needs a power of ten, all have one.
    let plain = |value: &f64| PLAIN.contains(value);
    let label = |value: f64| match values.iter().all(plain) {
        true => written(value),
        false => as_power(value),
    };
    values
        .iter()
        .map(|&value| (value.log10(), label(value)))
        .collect()
}

/// Without the noise that multiplication leaves in the last digits: 0.30000000000000004.
fn tidy(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn few_values_of_a_sweep_are_the_ticks_themselves() {
        let axis = Axis::of_sweep("M".into(), &[3.0, 4.0, 6.0, 8.0]);
        assert_eq!(labels(&axis), ["3", "4", "6", "8"]);
    }

    #[test]
    fn many_values_have_ticks_at_round_numbers() {
        let values: Vec<f64> = (0..=40).map(|i| 0.25 * f64::from(i)).collect();
        assert_eq!(
            labels(&Axis::of_sweep("d".into(), &values)),
            ["0", "2", "4", "6", "8", "10"]
        );
    }

    #[test]
    fn an_axis_is_linear_unless_another_is_stated() {
        let values = [1.0, 10.0, 100.0, 1000.0];
        let axis = Axis::of_sweep("n".into(), &values);
        assert!(!axis.log);
        assert_eq!(labels(&axis), ["0", "200", "400", "600", "800", "1000"]);
        assert!(!Axis::of_sweep("n".into(), &[1.0, 2.0, 4.0]).log);
        let log = AxisLook {
            log: Some(true),
            ..AxisLook::default()
        };
        let axis = axis.stated(&log, &values).unwrap();
        assert!(axis.log);
        assert_eq!(labels(&axis), ["1", "10", "100", "1000"]);
        let fine: Vec<f64> = (0..=40).map(|i| 10f64.powf(f64::from(i) / 10.0)).collect();
        let axis = Axis::of_sweep("n".into(), &fine)
            .stated(&log, &fine)
            .unwrap();
        assert_eq!(labels(&axis), ["1", "10", "100", "1000", "10000"]);
        let small = [1e-6, 1e-2];
        let axis = Axis::of_values("p".into(), &small)
            .stated(&log, &small)
            .unwrap();
        let powers = ["-6", "-5", "-4", "-3", "-2"].map(|power| format!("$10^{{{power}}}$"));
        assert_eq!(labels(&axis), powers);
    }

    #[test]
    fn measured_values_begin_at_zero_only_where_they_come_near_it() {
        assert_eq!(Axis::of_values("R".into(), &[10.0, 50.0]).range.0, 0.0);
        assert!(Axis::of_values("R".into(), &[45.0, 50.0]).range.0 > 40.0);
        assert!(Axis::of_values("R".into(), &[-1.0, 50.0]).range.0 < -1.0);
    }

    #[test]
    fn ticks_are_farther_apart_at_round_numbers_as_long_as_two_are_left() {
        let angles = Axis::stepped("", (-90.0, 90.0), 30.0);
        let shares = Axis::stepped("", (0.0, 1.0), 0.2);
        let rates = Axis::of_range("".into(), &[0.0, 1100.0]);
        let cases = [
            (angles, vec!["-90 -45 0 45 90", "-90 0 90"]),
            (shares, vec!["0 0.5 1", "0 1"]),
            (rates, vec!["0 500 1000", "0 1000"]),
        ];
        for (axis, expected) in cases {
            let mut coarser = axis.coarser();
            for labels in expected {
                let axis = coarser.expect("ticks farther apart");
                let found: Vec<&str> = axis.ticks.iter().map(|(_, label)| label.as_str()).collect();
                assert_eq!(found.join(" "), labels);
                coarser = axis.coarser();
            }
            assert_eq!(coarser, None);
        }
        // What a sweep has and words are all that there is.
        assert_eq!(Axis::of_sweep("n".into(), &[4.0, 8.0]).coarser(), None);
        assert_eq!(Axis::of_words("".into(), &["zf".into()]).coarser(), None);
    }

    #[test]
    fn an_axis_is_never_empty_and_its_ticks_lie_on_it() {
        let cases: [&[f64]; 8] = [
            &[],
            &[0.0],
            &[5.0, 5.0],
            &[1e-300, 1e300],
            &[-1e9, -1e9 + 1.0],
            &[0.3, 0.30000000000000004],
            &[f64::NAN, 2.0],
            &[1e-7, 3e-7],
        ];
        for values in cases {
            for axis in [
                Axis::of_sweep("a".into(), values),
                Axis::of_values("a".into(), values),
            ] {
                let (low, high) = axis.range;
                assert!(
                    low < high && low.is_finite() && high.is_finite(),
                    "{values:?}: {axis:?}"
                );
                assert!(axis.ticks.len() <= 12, "{values:?}: {axis:?}");
                assert!(
                    axis.ticks.iter().all(|(t, _)| (low..=high).contains(t)),
                    "{values:?}: {axis:?}"
                );
            }
        }
    }
}
