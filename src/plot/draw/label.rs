//! Room for the texts around a plane, and places for those beside its points.

use super::canvas::{Anchor, At, Canvas};
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::FAINT;
use crate::plot::measure::width_of;

/// Height of a row of labels over that of its text.
pub(crate) const ROW: f64 = 1.25;
/// The most rows of labels: a figure with more does not help.
const MOST_ROWS: usize = 6;
/// How far a star reaches, in radii of markers.
const STAR: f64 = 1.6;
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

/// The ticks of an axis of a length whose labels leave room for each other: of too many numbers, every second, third and so
/// on, about the middle one where there are as many on both sides. Words are all there.
pub(crate) fn labelled(axis: &Axis, length: f64, text: f64, upwards: bool) -> Vec<usize> {
    let count = axis.ticks.len();
    if axis.words {
        return (0..count).collect();
    }
    let fits = |ticks: &[usize]| {
        ticks.windows(2).all(|pair| {
            let ticks = [&axis.ticks[pair[0]], &axis.ticks[pair[1]]];
            if upwards {
                let share = (ticks[1].0 - ticks[0].0) / (axis.range.1 - axis.range.0);
                return share * length >= ROW * text;
            }
            beside_each_other(axis, ticks, length, text)
        })
    };
    let every = |stride: usize| -> Vec<usize> {
        let first = if count % 2 == 1 {
            count / 2 % stride
        } else {
            0
        };
        (first..count).step_by(stride).collect()
    };
    // Both ends are labelled, where that leaves enough of them.
    let at_ends =
        (1..count).filter(|stride| (count - 1).is_multiple_of(*stride) && *stride <= MOST_APART);
    let sparser = at_ends.chain(1..=count.max(1));
    let mut sparser = sparser.map(|stride| match stride {
        1 => (0..count).collect(),
        stride if count > 1 && (count - 1).is_multiple_of(stride) => {
            (0..count).step_by(stride).collect()
        }
        stride => every(stride),
    });
    sparser
        .find(|ticks: &Vec<usize>| fits(ticks))
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

/// Writes the text of each point beside it, on the first free side that no line
/// crosses, or else on the first free side; where none is free it is left out,
/// since two texts on each other are none.
pub(crate) fn beside(
    canvas: &mut Canvas,
    points: &[(At, &str)],
    lines: &[Vec<At>],
    (from, to): (At, At),
    (text, radius): (f64, f64),
) {
    let whole = Room {
        left: from.0,
        top: from.1,
        right: to.0,
        bottom: to.1,
    };
    // The largest marker is a star.
    let half = STAR * radius;
    let marker = |&(at, _): &(At, &str)| Room::about(at, 2.0 * half, 2.0 * half);
    let mut taken: Vec<Room> = points.iter().map(marker).collect();
    let crossed = |room: Room| {
        let mut parts = lines.iter().flat_map(|line| line.windows(2));
        parts.any(|ends| room.is_crossed(ends[0], ends[1]))
    };
    for &((x, y), label) in points.iter().filter(|(_, label)| !label.is_empty()) {
        let (wide, high) = (width_of(label, text), text);
        let gap = 0.1 * text;
        let sides = [
            (
                (x + half + gap, y),
                Anchor::Left,
                (x + half + gap + wide / 2.0, y),
            ),
            (
                (x - half - gap, y),
                Anchor::Right,
                (x - half - gap - wide / 2.0, y),
            ),
            (
                (x, y - half - high / 2.0),
                Anchor::Centre,
                (x, y - half - high / 2.0),
            ),
            (
                (x, y + half + high / 2.0),
                Anchor::Centre,
                (x, y + half + high / 2.0),
            ),
        ];
        let sides = sides.map(|(at, anchor, middle)| (at, anchor, Room::about(middle, wide, high)));
        let is_free = |(_, _, room): &&(At, Anchor, Room)| {
            room.lies_in(whole) && !taken.iter().any(|other| other.meets(*room))
        };
        let free = || sides.iter().filter(is_free);
        let side = free().find(|(_, _, room)| !crossed(*room));
        if let Some(&(at, anchor, room)) = side.or_else(|| free().next()) {
            canvas.text(label, at, anchor, text, FAINT);
            taken.push(room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, labelled};
    use crate::plot::figure::axis::Axis;

    #[test]
    fn labels_are_fewer_where_there_is_less_room_and_the_ends_stay() {
        let shares = Axis::stepped("", (0.0, 1.0), 0.2);
        let angles = Axis::stepped("", (-90.0, 90.0), 30.0);
        let cases = [
            (&shares, 150.0, true, vec![0, 1, 2, 3, 4, 5]),
            (&shares, 40.0, true, vec![0, 5]),
            (&angles, 200.0, false, vec![0, 1, 2, 3, 4, 5, 6]),
            (&angles, 100.0, false, vec![0, 2, 4, 6]),
            (&angles, 50.0, false, vec![0, 3, 6]),
        ];
        for (axis, room, upwards, expected) in cases {
            assert_eq!(labelled(axis, room, 8.0, upwards), expected, "{room}");
        }
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
