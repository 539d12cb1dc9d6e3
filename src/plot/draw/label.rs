//! Room for the texts around a plane, and places for those beside its points.

use super::page::{Anchor, Area, write};
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::FAINT;
use crate::plot::measure::{FINE, TEXT, px, width_of};

/// Free pixels to the right of a plane: half a tick's label.
pub(crate) const RIGHT: i32 = 18;
/// Pixels for ticks and title of a horizontal axis.
pub(crate) const BOTTOM: i32 = 46;
/// Height of a row of labels.
pub(crate) const ROW: i32 = 15;
/// The most rows of labels: a figure with more does not help.
const MOST_ROWS: usize = 6;
/// Pixels between the edge of a panel and the labels of its ticks, for the title of the axis.
const SIDE: i32 = 32;
/// Height of the text beside a point.
const SMALL: i32 = TEXT - 2;

/// Pixels above a plane.
pub(crate) fn top(panels: usize) -> i32 {
    if panels > 1 { 30 } else { 4 }
}

/// Pixels to the left of a plane.
pub(crate) fn left(axis: &Axis) -> i32 {
    SIDE + widest(axis)
}

/// Pixels below a plane whose horizontal axis has labels in so many rows.
pub(crate) fn below(rows: usize) -> i32 {
    BOTTOM + ROW * i32::try_from(rows.saturating_sub(1)).unwrap_or(0)
}

fn widest(axis: &Axis) -> i32 {
    let widths = axis.ticks.iter().map(|(_, text)| width_of(text, TEXT - 1));
    widths.max().unwrap_or(0)
}

/// How many rows the labels of a horizontal axis need so as not to run into each other.
pub(crate) fn rows(axis: &Axis, area: &Area<'_>) -> usize {
    let room = i32::try_from(area.dim_in_pixel().0).unwrap_or(i32::MAX) / FINE - 2 * SIDE - RIGHT;
    let place = |value: f64| {
        let share = (value - axis.range.0) / (axis.range.1 - axis.range.0);
        (share * f64::from(room)).round() as i32
    };
    let fits = |rows: &usize| {
        axis.ticks.windows(rows + 1).all(|labels| {
            let (first, last) = (&labels[0], &labels[*rows]);
            let halves = (width_of(&first.1, TEXT - 1) + width_of(&last.1, TEXT - 1)) / 2;
            place(last.0) - place(first.0) >= halves + 4
        })
    };
    (1..=MOST_ROWS).find(fits).unwrap_or(MOST_ROWS)
}

/// A box on the sheet, in its units; y runs down.
#[derive(Clone, Copy)]
struct Room {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Room {
    /// The box of a width and a height about a place.
    fn about((x, y): (i32, i32), wide: i32, high: i32) -> Self {
        Self {
            left: x - wide / 2,
            top: y - high / 2,
            right: x + wide / 2,
            bottom: y + high / 2,
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
    fn is_crossed(self, from: (i32, i32), to: (i32, i32)) -> bool {
        let way = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        // The part of the way, from 0 to 1, that lies between both sides of each direction.
        let within = |start: i32, way: f64, low: i32, high: i32| {
            let (low, high) = (f64::from(low - start), f64::from(high - start));
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
    area: &Area<'_>,
    points: &[((i32, i32), &str)],
    lines: &[Vec<(i32, i32)>],
    (from, to): ((i32, i32), (i32, i32)),
) -> Result<(), PlotError> {
    let whole = Room {
        left: from.0,
        top: from.1,
        right: to.0,
        bottom: to.1,
    };
    let half = px(8);
    let marker = |&(at, _): &((i32, i32), &str)| Room::about(at, 2 * half, 2 * half);
    let mut taken: Vec<Room> = points.iter().map(marker).collect();
    let crossed = |room: Room| {
        let mut parts = lines.iter().flat_map(|line| line.windows(2));
        parts.any(|ends| room.is_crossed(ends[0], ends[1]))
    };
    for &((x, y), text) in points.iter().filter(|(_, text)| !text.is_empty()) {
        let (wide, high) = (px(width_of(text, SMALL)), px(SMALL));
        let (up, down) = (y - high / 2, y + high / 2);
        let (first, last) = (x - wide / 2, x + wide / 2);
        let room = |left, top, right, bottom| Room {
            left,
            top,
            right,
            bottom,
        };
        let sides = [
            (
                (x + half + px(2), y),
                Anchor::Left,
                room(x + half, up, x + half + px(2) + wide, down),
            ),
            (
                (x - half - px(2), y),
                Anchor::Right,
                room(x - half - px(2) - wide, up, x - half, down),
            ),
            (
                (x, y - half - high / 2),
                Anchor::Centre,
                room(first, y - half - high, last, y - half),
            ),
            (
                (x, y + half + high / 2),
                Anchor::Centre,
                room(first, y + half, last, y + half + high),
            ),
        ];
        let is_free = |(_, _, room): &&((i32, i32), Anchor, Room)| {
            room.lies_in(whole) && !taken.iter().any(|other| other.meets(*room))
        };
        let free = || sides.iter().filter(is_free);
        let side = free().find(|(_, _, room)| !crossed(*room));
        if let Some(&(at, anchor, room)) = side.or_else(|| free().next()) {
            write(area, text, at, anchor, (SMALL, FAINT))?;
            taken.push(room);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn a_line_crosses_a_room_where_it_goes_through_and_not_where_it_ends_before() {
        let room = Room::about((15, 15), 10, 10);
        let cases = [
            ("through", (0, 0), (30, 30), true),
            ("through, backwards", (30, 30), (0, 0), true),
            ("across", (0, 15), (30, 15), true),
            ("up", (15, 30), (15, 0), true),
            ("ends inside", (0, 0), (15, 15), true),
            ("within", (12, 12), (18, 13), true),
            ("ends before", (0, 0), (9, 9), false),
            ("passes a corner", (0, 25), (9, 30), false),
            ("beside", (5, 0), (5, 30), false),
            ("along a side", (10, 0), (10, 30), false),
            ("a point outside", (5, 5), (5, 5), false),
        ];
        for (case, from, to, crossed) in cases {
            assert_eq!(room.is_crossed(from, to), crossed, "{case}");
        }
    }
}
