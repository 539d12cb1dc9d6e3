//! Room for the texts around a plane, and places for those beside its points.

use super::canvas::At;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::{Labelled, Layer, Panel};
use crate::plot::measure::width_of;

/// Height of a row of labels over that of its text.
pub(crate) const ROW: f64 = 1.25;
/// The most rows of labels: a figure with more does not help.
const MOST_ROWS: usize = 6;
/// How far a star reaches, in radii of markers.
const STAR: f64 = 1.6;
/// Length of what shows where an array faces, in radii of markers.
const RAY: f64 = 3.6;
/// How far apart labels at both ends of an axis are at most, in ticks: fewer than these in all.
const MOST_APART: usize = 5;
/// Between the labels of one row.
const BETWEEN: f64 = 4.0;

/// How wide the widest label of an axis is.
pub(crate) fn widest(axis: &Axis, text: f64) -> f64 {
    let widths = axis.ticks.iter().map(|(_, label)| width_of(label, text));
    widths.fold(0.0, f64::max)
}

/// How many rows the words along a horizontal axis of a length need so as not to run into each other.
pub(crate) fn rows(axis: &Axis, room: f64, text: f64) -> usize {
    if !axis.words {
        return 1;
    }
    let fits = |rows: &usize| {
        axis.ticks
            .windows(rows + 1)
            .all(|labels| beside_each_other(axis, [&labels[0], &labels[*rows]], room, text))
    };
    (1..=MOST_ROWS).find(fits).unwrap_or(MOST_ROWS)
}

fn beside_each_other(axis: &Axis, ticks: [&(f64, String); 2], room: f64, text: f64) -> bool {
    let place = |value: f64| (value - axis.range.0) / (axis.range.1 - axis.range.0) * room;
    let [first, last] = ticks;
    let halves = (width_of(&first.1, text) + width_of(&last.1, text)) / 2.0;
    place(last.0) - place(first.0) >= halves + BETWEEN
}

/// Whether the labels of some ticks of an axis of a length leave room for each other.
fn fit(axis: &Axis, ticks: &[usize], length: f64, text: f64, upwards: bool) -> bool {
    ticks.windows(2).all(|pair| {
        let ticks = [&axis.ticks[pair[0]], &axis.ticks[pair[1]]];
        if upwards {
            let share = (ticks[1].0 - ticks[0].0) / (axis.range.1 - axis.range.0);
            return share * length >= ROW * text;
        }
        beside_each_other(axis, ticks, length, text)
    })
}

/// The axis with its ticks so far apart that each has a label on a length, where they are at multiples of a step.
pub(crate) fn fitted(axis: &Axis, length: f64, text: f64, upwards: bool) -> Axis {
    let mut axis = axis.clone();
    loop {
        let all: Vec<usize> = (0..axis.ticks.len()).collect();
        match axis.coarser() {
            Some(coarser) if !fit(&axis, &all, length, text, upwards) => axis = coarser,
            _ => return axis,
        }
    }
}

/// The ticks of an axis of a length whose labels leave room for each other: of too many numbers, every second, third and so
/// on. Words are all there.
pub(crate) fn labelled(axis: &Axis, length: f64, text: f64, upwards: bool) -> Vec<usize> {
    let count = axis.ticks.len();
    let every = |stride: usize| -> Vec<usize> { (0..count).step_by(stride).collect() };
    if axis.words {
        return every(1);
    }
    // Both ends are labelled, where that leaves enough of them.
    let at_ends =
        (1..count).filter(|stride| (count - 1).is_multiple_of(*stride) && *stride <= MOST_APART);
    let mut sparser = at_ends.chain(1..=count.max(1)).map(every);
    sparser
        .find(|ticks| fit(axis, ticks, length, text, upwards))
        .unwrap_or_default()
}

/// A box on the sheet, in points; y runs down.
#[derive(Clone, Copy)]
struct Room {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Room {
    /// The box of a width and a height about a place.
    fn about((x, y): (f64, f64), wide: f64, high: f64) -> Self {
        Self {
            left: x - wide / 2.0,
            top: y - high / 2.0,
            right: x + wide / 2.0,
            bottom: y + high / 2.0,
        }
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn lies_in(self, other: Self) -> bool {
        self.left >= other.left
            && self.top >= other.top
            && self.right <= other.right
            && self.bottom <= other.bottom
    }

    /// Whether a straight line between two places goes through it.
    fn is_crossed(self, from: (f64, f64), to: (f64, f64)) -> bool {
        let way = ((to.0 - from.0), (to.1 - from.1));
        // The part of the way, from 0 to 1, that lies between both sides of each direction.
        let within = |start: f64, way: f64, low: f64, high: f64| {
            let (low, high) = ((low - start), (high - start));
            if way == 0.0 {
                let inside = low < 0.0 && 0.0 < high;
                return if inside { (0.0, 1.0) } else { (1.0, 0.0) };
            }
            let (a, b) = (low / way, high / way);
            (a.min(b), a.max(b))
        };
        let across = within(from.0, way.0, self.left, self.right);
        let up = within(from.1, way.1, self.top, self.bottom);
        across.0.max(up.0).max(0.0) < across.1.min(up.1).min(1.0)
    }
}

/// On which side of a point its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// On the right.
    Right,
    /// On the left.
    Left,
    /// Above.
    Above,
    /// Below.
    Below,
}

impl Side {
    /// In the order in which they are tried.
    const ALL: [Self; 4] = [Self::Right, Self::Left, Self::Above, Self::Below];

    /// How far it is across and up from the point, in some length.
    pub(crate) fn way(self, length: f64) -> (f64, f64) {
        match self {
            Self::Right => (length, 0.0),
            Self::Left => (-length, 0.0),
            Self::Above => (0.0, length),
            Self::Below => (0.0, -length),
        }
    }
}

/// A text beside a point.
pub(crate) struct Beside<'p> {
    /// The point.
    pub point: &'p Labelled,
    /// The side of it.
    pub side: Side,
    /// From the point to the near side of the text.
    pub away: f64,
}

/// The texts beside the points of a panel, whose plane has these corners, each on the first free side that no line crosses,
/// or else on the first free side; where none is free it is left out, since two texts on each other are none. `at` is
/// the place of values on the sheet, and markers have a radius.
pub(crate) fn beside<'p>(
    panel: &'p Panel,
    at: &dyn Fn(f64, f64) -> At,
    (from, to): (At, At),
    (text, radius): (f64, f64),
) -> Vec<Beside<'p>> {
    let points = panel.layers.iter().filter_map(|layer| match layer {
        Layer::Points(points) => Some(&points.points),
        _ => None,
    });
    let points: Vec<&Labelled> = points.flatten().collect();
    let mut lines: Vec<Vec<At>> = Vec::new();
    for layer in &panel.layers {
        match layer {
            Layer::Dashed(_, places) | Layer::Line(_, places) => {
                lines.push(places.iter().map(|&(x, y)| at(x, y)).collect());
            }
            Layer::Rays(_, rays) => lines.extend(
                rays.iter()
                    .map(|&(x, y, angle)| Vec::from(ray(at(x, y), angle, radius))),
            ),
            _ => {}
        }
    }
    let whole = Room {
        left: from.0,
        top: from.1,
        right: to.0,
        bottom: to.1,
    };
    // The largest marker is a star.
    let half = STAR * radius;
    let marker = |point: &&Labelled| Room::about(at(point.x, point.y), 2.0 * half, 2.0 * half);
    let mut taken: Vec<Room> = points.iter().map(marker).collect();
    let crossed = |room: Room| {
        let mut parts = lines.iter().flat_map(|line| line.windows(2));
        parts.any(|ends| room.is_crossed(ends[0], ends[1]))
    };
    let mut all = Vec::new();
    for point in points.iter().filter(|point| !point.label.is_empty()) {
        let (x, y) = at(point.x, point.y);
        let (wide, high) = (width_of(&point.label, text), text);
        let away = |side: Side| match side {
            Side::Right | Side::Left => half + 0.1 * text,
            Side::Above | Side::Below => half,
        };
        let room = |side: Side| {
            let across = side.way(away(side) + wide / 2.0).0;
            let up = side.way(away(side) + high / 2.0).1;
            Room::about((x + across, y - up), wide, high)
        };
        let is_free = |side: &Side| {
            let room = room(*side);
            room.lies_in(whole) && !taken.iter().any(|other| other.meets(room))
        };
        let free: Vec<Side> = Side::ALL.into_iter().filter(is_free).collect();
        let open = free.iter().find(|side| !crossed(room(**side)));
        if let Some(&side) = open.or(free.first()) {
            taken.push(room(side));
            all.push(Beside {
                point,
                side,
                away: away(side),
            });
        }
    }
    all
}

/// The ends of what shows where an array faces, from its place towards an angle clockwise from up.
pub(crate) fn ray(from: At, angle: f64, radius: f64) -> [At; 2] {
    let length = RAY * radius;
    let (sine, cosine) = (libm::sin(angle.to_radians()), libm::cos(angle.to_radians()));
    [from, (from.0 + length * sine, from.1 - length * cosine)]
}

#[cfg(test)]
mod tests {
    use super::{Room, Side, beside, fitted, labelled};
    use crate::plot::figure::axis::Axis;
    use crate::plot::figure::style::Style;
    use crate::plot::figure::{Labelled, Layer, Panel, Points};

    #[test]
    fn ticks_and_labels_are_fewer_where_there_is_less_room() {
        let shares = Axis::stepped("", (0.0, 1.0), 0.2);
        let angles = Axis::stepped("", (-90.0, 90.0), 30.0);
        let cases = [
            (&shares, 150.0, true, "0 0.2 0.4 0.6 0.8 1"),
            (&shares, 40.0, true, "0 0.5 1"),
            (&angles, 200.0, false, "-90 -60 -30 0 30 60 90"),
            (&angles, 100.0, false, "-90 -45 0 45 90"),
            (&angles, 50.0, false, "-90 0 90"),
        ];
        for (axis, room, upwards, expected) in cases {
            let axis = fitted(axis, room, 8.0, upwards);
            let labels: Vec<&str> = axis.ticks.iter().map(|(_, label)| label.as_str()).collect();
            assert_eq!(labels.join(" "), expected, "{room}");
            let all: Vec<usize> = (0..labels.len()).collect();
            assert_eq!(labelled(&axis, room, 8.0, upwards), all);
        }
        // The values of a sweep stay, and every second has a label.
        let sizes = Axis::of_sweep("n".into(), &[1000.0, 2000.0, 3000.0, 4000.0, 5000.0]);
        let axis = fitted(&sizes, 70.0, 8.0, false);
        assert_eq!(axis, sizes);
        assert_eq!(labelled(&axis, 70.0, 8.0, false), [0, 2, 4]);
    }

    #[test]
    fn texts_are_beside_their_points_and_neither_on_each_other_nor_on_lines() {
        let labelled = |x: f64, y: f64, label: &str| Labelled {
            x,
            y,
            label: label.into(),
        };
        let panel = Panel {
            title: String::new(),
            layers: vec![
                // From the first point to the right, as what it senses and where its array faces.
                Layer::Dashed(Style::nth(0), vec![(50.0, 50.0), (80.0, 50.0)]),
                Layer::Rays(Style::nth(0), vec![(20.0, 20.0, 90.0)]),
                Layer::Points(Points {
                    style: Style::nth(0),
                    hollow: false,
                    points: vec![
                        labelled(50.0, 50.0, "1"),
                        labelled(20.0, 20.0, "2"),
                        labelled(97.0, 80.0, "3"),
                        labelled(50.0, 80.0, ""),
                        labelled(50.0, 80.0, "4"),
                        labelled(50.0, 80.0, "5"),
                        labelled(50.0, 80.0, "6"),
                        labelled(50.0, 80.0, "7"),
                        labelled(50.0, 80.0, "8"),
                    ],
                }),
            ],
        };
        let at = |x: f64, y: f64| (x, 100.0 - y);
        let texts = beside(&panel, &at, ((0.0, 0.0), (100.0, 100.0)), (8.0, 3.0));
        let found: Vec<(&str, Side)> = texts
            .iter()
            .map(|text| (text.point.label.as_str(), text.side))
            .collect();
        let expected = [
            ("1", Side::Left),
            ("2", Side::Left),
            ("3", Side::Left),
            ("4", Side::Right),
            ("5", Side::Left),
            ("6", Side::Above),
            ("7", Side::Below),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_crosses_a_room_where_it_goes_through_and_not_where_it_ends_before() {
        let room = Room::about((15.0, 15.0), 10.0, 10.0);
        let cases = [
            ("through", (0.0, 0.0), (30.0, 30.0), true),
            ("through, backwards", (30.0, 30.0), (0.0, 0.0), true),
            ("across", (0.0, 15.0), (30.0, 15.0), true),
            ("up", (15.0, 30.0), (15.0, 0.0), true),
            ("ends inside", (0.0, 0.0), (15.0, 15.0), true),
            ("within", (12.0, 12.0), (18.0, 13.0), true),
            ("ends before", (0.0, 0.0), (9.0, 9.0), false),
            ("passes a corner", (0.0, 25.0), (9.0, 30.0), false),
            ("beside", (5.0, 0.0), (5.0, 30.0), false),
            ("along a side", (10.0, 0.0), (10.0, 30.0), false),
            ("a point outside", (5.0, 5.0), (5.0, 5.0), false),
        ];
        for (case, from, to, crossed) in cases {
            assert_eq!(room.is_crossed(from, to), crossed, "{case}");
        }
    }
}
