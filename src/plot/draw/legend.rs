//! The legend, beside the panels and never on the data.

use plotters::prelude::*;

use super::mark::{curve, dashed, mark};
use super::page::{Anchor, Area, write};
use crate::plot::error::PlotError;
use crate::plot::figure::style::{FAINT, INK, SHADE};
use crate::plot::figure::{Entry, Group, Legend, Sample};
use crate::plot::measure::{TEXT, px, width_of};

/// Height of a line in pixels.
const LINE: i32 = 20;
/// Width of the sample before a text.
const SAMPLE: i32 = 28;
/// Free pixels between panels, samples, texts and the edge.
const GAP: i32 = 8;

/// Free pixels between groups.
const APART: i32 = 10;

/// Pixels that a legend is wide.
pub(crate) fn width(legend: &Legend) -> i32 {
    let widest = legend.groups.iter().map(|group| {
        let texts = group
            .entries
            .iter()
            .map(|entry| SAMPLE + GAP + width_of(&entry.text, TEXT));
        texts.max().unwrap_or(0).max(width_of(&group.title, TEXT))
    });
    widest.max().map_or(0, |widest| GAP + widest + GAP)
}

/// Pixels that a legend is high.
pub(crate) fn height(legend: &Legend) -> i32 {
    let lines = |group: &Group| group.entries.len() + usize::from(!group.title.is_empty());
    let high = |group| LINE * i32::try_from(lines(group)).unwrap_or(0) + APART;
    legend.groups.iter().map(high).sum()
}

/// Draws a legend with its upper left corner at a place in pixels.
pub(crate) fn draw(
    area: &Area<'_>,
    legend: &Legend,
    (left, top): (i32, i32),
) -> Result<(), PlotError> {
    let left = left + GAP;
    let mut y = top + LINE / 2;
    for group in &legend.groups {
        if !group.title.is_empty() {
            let at = (px(left), px(y));
            write(area, &group.title, at, Anchor::Left, (TEXT, INK))?;
            y += LINE;
        }
        for entry in &group.entries {
            sample(area, entry, (left, y))?;
            let at = (px(left + SAMPLE + GAP), px(y));
            write(area, &entry.text, at, Anchor::Left, (TEXT, INK))?;
            y += LINE;
        }
        y += APART;
    }
    Ok(())
}

fn sample(area: &Area<'_>, entry: &Entry, (left, y): (i32, i32)) -> Result<(), PlotError> {
    let ends = vec![(px(left), px(y)), (px(left + SAMPLE), px(y))];
    let middle = (px(left + SAMPLE / 2), px(y));
    match entry.sample {
        Sample::Curve(style) => {
            curve(area, ends, style.stroke, style.colour.stroke_width(7))?;
            mark(area, middle, style, px(4), false)
        }
        Sample::Line(style) => curve(area, ends, style.stroke, style.colour.stroke_width(7)),
        Sample::Dashed(style) => dashed(area, ends, style.colour, 5),
        Sample::Point { style, hollow } => mark(area, middle, style, px(4), hollow),
        Sample::Shade => {
            let corners = [(px(left), px(y - 6)), (px(left + SAMPLE), px(y + 6))];
            area.draw(&Rectangle::new(corners, SHADE.mix(0.5).filled()))?;
            let [(l, t), (r, b)] = corners;
            dashed(area, vec![(l, t), (r, t), (r, b), (l, b), (l, t)], FAINT, 5)
        }
    }
}
