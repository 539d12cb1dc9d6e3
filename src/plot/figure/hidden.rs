//! Curves that are drawn on each other, so that a reader sees only the last of them.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::Axis;
use super::style::Style;
use super::{Layer, Legend, Panel, Sample, Series};

/// How near each other the points of such curves are, over the length of an axis: no print shows less.
const NEAR: f64 = 0.002;
/// More groups of such curves than this are not named.
const NAMED: usize = 2;

/// Which curves coincide, and in how many panels.
pub(crate) fn note(panels: &[Panel], legend: &Legend, axes: (&Axis, &Axis)) -> Option<String> {
    let mut groups: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for panel in panels {
        let mut here = BTreeSet::new();
        for group in coincident(panel, axes) {
            let mut names: Vec<String> = Vec::new();
            for style in group {
                let name = named(legend, style)?;
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            if names.len() > 1 {
                here.insert(names);
            }
        }
        for names in here {
            *groups.entry(names).or_default() += 1;
        }
    }
    if groups.len() > NAMED {
        return Some("Some curves coincide.".into());
    }
    let sentence = |(names, count): (&Vec<String>, &usize)| {
        let (last, first) = names.split_last()?;
        let first = first.join(", ");
        let place = match (count, panels.len()) {
            (count, all) if *count == all => String::new(),
            (count, all) => format!(" in {count} of {all} panels"),
        };
        Some(format!("The curves of {first} and {last} coincide{place}."))
    };
    let sentences: Vec<String> = groups.iter().filter_map(sentence).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Styles of the curves of a panel that coincide, group by group.
fn coincident(panel: &Panel, axes: (&Axis, &Axis)) -> Vec<Vec<Style>> {
    let mut groups: Vec<Vec<&Series>> = Vec::new();
    for layer in &panel.layers {
        let Layer::Series(series) = layer else {
            continue;
        };
        if series.points.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|group| same(group[0], series, axes)) {
            Some(group) => group.push(series),
            None => groups.push(vec![series]),
        }
    }
    groups.retain(|group| group.len() > 1);
    let styles = |group: Vec<&Series>| group.into_iter().map(|series| series.style).collect();
    groups.into_iter().map(styles).collect()
}

fn same(one: &Series, other: &Series, (x, y): (&Axis, &Axis)) -> bool {
    let near = |axis: &Axis, a: f64, b: f64| (axis.share(a) - axis.share(b)).abs() <= NEAR;
    let mut pairs = one.points.iter().zip(&other.points);
    one.points.len() == other.points.len()
        && pairs.all(|(a, b)| near(x, a.x, b.x) && near(y, a.y, b.y))
}

/// What the legend says of the curves in a colour with a marker.
fn named(legend: &Legend, style: Style) -> Option<String> {
    let mut entries = legend.groups.iter().flat_map(|group| &group.entries);
    let is_it = |sample: Sample| match sample {
        Sample::Curve(of) | Sample::Line(of) | Sample::Point { style: of, .. } => {
            of.colour == style.colour && of.marker == style.marker
        }
        _ => false,
    };
    let entry = entries.find(|entry| is_it(entry.sample))?;
    Some(entry.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::figure::{Entry, Marks, Point};

    #[test]
    fn curves_on_each_other_are_named_with_the_number_of_panels() {
        let series = |index: usize, rates: [f64; 2]| {
            let points = rates.iter().enumerate().map(|(place, &y)| Point {
                x: place as f64,
                y,
                interval: None,
                partial: false,
            });
            Layer::Series(Series {
                style: Style::among(index, 3),
                points: points.collect(),
                joined: true,
                marks: Marks::Points,
                bold: false,
            })
        };
        let panel = |rates: [[f64; 2]; 3]| {
            let layers = rates.into_iter().enumerate();
            Panel {
                title: String::new(),
                layers: layers.map(|(index, rates)| series(index, rates)).collect(),
            }
        };
        let names = ["ZF", "RZF", "MRT"].into_iter().enumerate();
        let entries = names.map(|(index, name)| Entry {
            text: name.into(),
            sample: Sample::Curve(Style::among(index, 3)),
        });
        let legend = Legend::of("scheme".into(), entries.collect());
        let axis = |most: f64| Axis::of_values(String::new(), &[0.0, most]);
        let (x, y) = (axis(1.0), axis(10.0));
        let apart = panel([[1.0, 2.0], [1.5, 2.5], [1.0, 2.1]]);
        let two = panel([[1.0, 2.0], [1.0, 2.001], [3.0, 4.0]]);
        // Curves of two metrics of each value.
        let mut twice = two.clone();
        twice
            .layers
            .extend(panel([[5.0, 6.0], [5.0, 6.0], [7.0, 8.0]]).layers);
        let three = panel([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]);
        let cases = [
            (vec![apart.clone()], None),
            (
                vec![two.clone()],
                Some("The curves of ZF and RZF coincide."),
            ),
            (
                vec![apart, two],
                Some("The curves of ZF and RZF coincide in 1 of 2 panels."),
            ),
            (vec![three], Some("The curves of ZF, RZF and MRT coincide.")),
        ];
        for (panels, expected) in cases {
            assert_eq!(note(&panels, &legend, (&x, &y)).as_deref(), expected);
        }
    }
}
