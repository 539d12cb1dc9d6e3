//! What a figure of curves or points is, before it is drawn.

pub(super) mod axis;
pub(crate) mod boundary;
pub(crate) mod curves;
pub(crate) mod distribution;
mod evenly;
mod hidden;
pub(crate) mod map;
pub(crate) mod panels;
pub(crate) mod pattern;
pub(super) mod style;
pub(crate) mod surroundings;
pub(crate) mod vertical;

use self::axis::Axis;
use self::style::{DISTINCT, MARKED, Style};
use crate::language::Look;

/// A figure: panels that share their axes, and what is around them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// Above the panels; empty for none.
    pub title: String,
    /// What it is of, for readers that do not see it and for those of its source.
    pub about: String,
    /// Below them: what the reader must know of the numbers. A line each.
    pub notes: Vec<String>,
    /// The horizontal axis of every panel.
    pub x: Axis,
    /// The vertical axis of every panel.
    pub y: Axis,
    /// At least one, in rows.
    pub panels: Vec<Panel>,
    /// How panels are arranged, where two variables distinguish them.
    pub grid: Option<Grid>,
    /// How many panels are beside each other, where that is not left to the sheet.
    pub columns: Option<usize>,
    /// Explains the styles; without groups where there is nothing to distinguish.
    pub legend: Legend,
    /// How values become places.
    pub form: Form,
    /// What is stated of how it looks.
    pub look: Look,
}

/// Panels in rows and columns: a row for each value of one variable, a column for each of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    /// Above each column.
    pub columns: Vec<String>,
    /// Beside each row.
    pub rows: Vec<String>,
}

/// How values become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One axis across, one up.
    Plane,
    /// The same, and a unit is as long on both.
    Map,
    /// The horizontal values are angles in degrees from straight up, the vertical ones radii.
    Polar,
}

/// What styles mean.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Legend {
    /// One below the other, none of them empty.
    pub groups: Vec<Group>,
}

/// Lines of a legend that belong together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// What the entries are values of; may be empty.
    pub title: String,
    /// A line each.
    pub entries: Vec<Entry>,
}

impl Legend {
    /// A legend of one group, or none where that is empty.
    pub(crate) fn of(title: String, entries: Vec<Entry>) -> Self {
        let mut legend = Self::default();
        legend.add(title, entries);
        legend
    }

    /// Adds a group, unless it is empty.
    pub(crate) fn add(&mut self, title: String, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.groups.push(Group { title, entries });
        }
    }
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// What it says.
    pub text: String,
    /// What it explains.
    pub sample: Sample,
}

/// What is beside the text of a legend's line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sample {
    /// A line with a marker on it.
    Curve(Style),
    /// A line alone, broken as its style says.
    Line(Style),
    /// A marker alone.
    Point {
        /// Its colour and shape.
        style: Style,
        /// Whether it is hollow.
        hollow: bool,
    },
    /// A thin, faint line.
    Faint(Style),
    /// A thick line.
    Bold(Style),
    /// A dashed line.
    Dashed(Style),
    /// An arrow, such as the way that an array faces.
    Arrow(Style),
    /// The ideal pattern: a shaded area.
    Shade,
}

/// One of the small pictures of a figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Panel {
    /// Above it; empty where there is one panel only.
    pub title: String,
    /// Drawn from the first to the last.
    pub layers: Vec<Layer>,
}

/// Something drawn in a panel, in values of its axes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Layer {
    /// Means with what is known of their precision.
    Series(Series),
    /// A shaded area between a line and the bottom of the panel.
    Shade(Vec<(f64, f64)>),
    /// A line without points.
    Line(Style, Vec<(f64, f64)>),
    /// A line without points, one of many.
    Faint(Style, Vec<(f64, f64)>),
    /// A dashed line without points.
    Dashed(Style, Vec<(f64, f64)>),
    /// Points without a line.
    Points(Points),
    /// Boxes of quantiles, and whether a marker at their medians distinguishes them.
    Boxes(Style, Vec<Quantiles>, bool),
    /// Arrows, such as the way that an array faces: from a point, towards an angle clockwise from up.
    Rays(Style, Vec<(f64, f64, f64)>),
}

/// What a box shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantiles {
    /// Along the horizontal axis.
    pub x: f64,
    /// Its width, along the same.
    pub wide: f64,
    /// Quantiles of 5, 25, 50, 75 and 95 %.
    pub at: [f64; 5],
}

impl Layer {
    /// How many places have a marker that no line joins.
    pub(crate) fn places(&self) -> usize {
        match self {
            Self::Points(points) => points.points.len(),
            _ => 0,
        }
    }
}

/// Points that no line joins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Points {
    /// Their colour and marker.
    pub style: Style,
    /// Whether their markers are hollow.
    pub hollow: bool,
    /// Where they are.
    pub points: Vec<Labelled>,
}

/// A point with a text beside it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Labelled {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// The text; empty where there is none.
    pub label: String,
}

/// Means along a curve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    /// Its colour and marker.
    pub style: Style,
    /// In the order in which a line joins them.
    pub points: Vec<Point>,
    /// Whether a line joins them; words on the horizontal axis have no order.
    pub joined: bool,
    /// Which of them have a marker.
    pub marks: Marks,
    /// Whether it summarises the lines behind it, and is drawn wider than they are.
    pub bold: bool,
}

/// Which points of a curve have a marker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Marks {
    /// Each; of many, at even distances of their number.
    Points,
    /// Those of these indices; none, where it is the only curve or markers would show nothing.
    Some(Vec<usize>),
    /// At even distances along the curve, to distinguish it from others: its points are not measurements.
    /// The first is this share of the distance from the start, another for each curve, so that
    /// markers of curves that run together do not hide each other.
    Spaced(f64),
}

/// How far along the distance between markers the first of a curve is, among so many curves; none
/// where no markers distinguish them.
pub(crate) fn phase(index: usize, of: usize) -> Option<f64> {
    let distinct = (2..=MARKED).contains(&of);
    distinct.then(|| (index + 1) as f64 / of as f64)
}

/// Which of so many values the legend has: of those that only a scale orders, a few, evenly chosen.
pub(crate) fn in_legend(count: usize) -> Vec<usize> {
    evenly::evenly(count, if count > MARKED { DISTINCT } else { count })
}

/// What the figure says of values that the legend has not.
pub(crate) fn legend_note(count: usize) -> Option<String> {
    let shown = in_legend(count).len();
    (shown < count).then(|| format!("The legend has {shown} of {count} values."))
}

/// A mean or a percentile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// Along the horizontal axis.
    pub x: f64,
    /// The mean, or a percentile.
    pub y: f64,
    /// The ends of its 95 % interval, where it has one; an end that is not known is endless.
    pub interval: Option<(f64, f64)>,
    /// Whether fewer values are behind it than behind other points of the figure.
    pub partial: bool,
}
