//! Columns: of values of settings, of what the source aligns, and of comments.

use std::collections::BTreeMap;

use super::rows::Row;

/// Pieces of a row beyond this are not aligned.
const MOST_COLUMNS: usize = 64;
/// Comments are not kept farther to the right than this, columns.
const FARTHEST_COMMENT: usize = 60;

/// Aligns the pieces of rows and the comments after them.
pub(super) fn align(rows: &mut [Row]) {
    let mut start = 0;
    while start < rows.len() {
        let end = start + run(&rows[start..]);
        pieces(&mut rows[start..end]);
        start = end;
    }
    comments(rows);
}

/// How many rows follow each other in one block without a blank line or a comment between them; at least one.
fn run(rows: &[Row]) -> usize {
    let goes_on = |row: &&Row| !row.blank && row.depth == rows[0].depth && !row.pieces.is_empty();
    match rows[0].pieces.is_empty() {
        true => 1,
        false => 1 + rows[1..].iter().take_while(goes_on).count(),
    }
}

/// A piece of a run: its row, and its place in it.
type At = (usize, usize);

/// Sets of pieces, at most one of each row, that begin at one column.
#[derive(Default, Clone)]
struct Columns {
    of: BTreeMap<At, usize>,
    /// The piece of each row.
    sets: Vec<BTreeMap<usize, usize>>,
}

impl Columns {
    fn set(&mut self, (row, piece): At) -> usize {
        *self.of.entry((row, piece)).or_insert_with(|| {
            self.sets.push(BTreeMap::from([(row, piece)]));
            self.sets.len() - 1
        })
    }

    /// Puts two pieces into one column, unless a row would have two pieces there.
    fn join(&mut self, one: At, other: At) {
        let (a, b) = (self.set(one), self.set(other));
        let (from, to) = match self.sets[a].len() < self.sets[b].len() {
            true => (a, b),
            false => (b, a),
        };
        let in_to = |row| self.sets[to].contains_key(row);
        if a == b || self.sets[from].keys().any(in_to) {
            return;
        }
        for (row, piece) in std::mem::take(&mut self.sets[from]) {
            self.of.insert((row, piece), to);
            self.sets[to].insert(row, piece);
        }
    }
}

/// Aligns the pieces of a run: values of settings, and what the source aligns unless those columns cross.
///
/// Every piece is as far to the left as its column allows. So a column of the result that the next reading does not
/// see as one, because no white space is left in it, would not move anything either, and one that it sees in addition
/// is there already: formatting again changes nothing.
fn pieces(rows: &mut [Row]) {
    let values = values(rows);
    let mut columns = values.clone();
    let aligned = aligned(rows);
    for set in &aligned.sets {
        if set.iter().any(|(&row, &i)| rows[row].pieces[i].wide) {
            let mut below = set.iter().skip(1);
            for (&row, &i) in set {
                if let Some((&next, &j)) = below.next() {
                    columns.join((row, i), (next, j));
                }
            }
        }
    }
    if !lay_out(rows, &columns) {
        lay_out(rows, &values);
    }
}

/// The columns of values of settings below each other.
fn values(rows: &[Row]) -> Columns {
    let mut columns = Columns::default();
    for row in 1..rows.len() {
        let [above, below] = [&rows[row - 1], &rows[row]];
        let valued = |row: &Row| row.setting && row.pieces.len() > 1;
        if valued(above) && valued(below) {
            columns.join((row - 1, 1), (row, 1));
        }
    }
    columns
}

/// What begins at one column in the source, row below row.
fn aligned(rows: &[Row]) -> Columns {
    let mut aligned = Columns::default();
    let mut above = BTreeMap::new();
    for (row, content) in rows.iter().enumerate() {
        let pieces = content.pieces.iter().enumerate().take(MOST_COLUMNS).skip(1);
        let here: BTreeMap<usize, usize> = pieces
            .filter_map(|(i, piece)| Some((piece.source?, i)))
            .collect();
        for (source, &i) in &here {
            // Statements of different kinds have their first arguments in common, and no more.
            let alike = |j| content.word == rows[row - 1].word || (i, j) == (1, 1);
            if let Some(&j) = above.get(source)
                && alike(j)
            {
                aligned.join((row - 1, j), (row, i));
            }
        }
        above = here;
    }
    aligned
}

/// Gives every piece its least column, behind that before it and equal to those of its set, and says whether there is
/// one: sets that cross each other have none.
fn lay_out(rows: &mut [Row], columns: &Columns) -> bool {
    // A place is a set, or a piece that is in none.
    let mut places: Vec<Vec<At>> = vec![Vec::new(); columns.sets.len()];
    let mut place_of: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for (row, content) in rows.iter().enumerate() {
        let of = (0..content.pieces.len()).map(|i| {
            let set = columns.of.get(&(row, i)).copied();
            let place = set.unwrap_or_else(|| {
                places.push(Vec::new());
                places.len() - 1
            });
            places[place].push((row, i));
            place
        });
        place_of.push(of.collect());
    }
    // How many pieces before those of a place have no column yet.
    let waits = |place: &Vec<At>| place.iter().filter(|(_, i)| *i > 0).count();
    let mut waiting: Vec<usize> = places.iter().map(waits).collect();
    let mut least = vec![0; places.len()];
    let mut ends = vec![0; rows.len()];
    let mut ready: Vec<usize> = (0..places.len())
        .filter(|&place| waiting[place] == 0)
        .collect();
    let mut left = place_of.iter().map(Vec::len).sum::<usize>();
    while let Some(place) = ready.pop() {
        for &(row, i) in &places[place] {
            left -= 1;
            let column = match i {
                0 => rows[row].start(),
                _ => least[place],
            };
            let piece = &mut rows[row].pieces[i];
            piece.gap = if i == 0 { 0 } else { column - ends[row] };
            // Pieces of a row come in order.
            ends[row] = column + piece.width();
            if let Some(&next) = place_of[row].get(i + 1) {
                least[next] = least[next].max(ends[row] + 1);
                waiting[next] -= 1;
                if waiting[next] == 0 {
                    ready.push(next);
                }
            }
        }
    }
    left == 0
}

/// Puts comments behind statements in a column of their own; comments below them at the same column of the source
/// go on with them.
fn comments(rows: &mut [Row]) {
    let mut start = 0;
    while start < rows.len() {
        let trails = |row: &Row| row.comment.is_some() && !row.pieces.is_empty();
        if !trails(&rows[start]) {
            start += 1;
            continue;
        }
        let mut column = rows[start]
            .comment
            .as_ref()
            .map_or(0, |comment| comment.source);
        let mut end = start + 1;
        while end < rows.len() && !rows[end].blank {
            let Some(comment) = &rows[end].comment else {
                break;
            };
            if rows[end].pieces.is_empty() && comment.source != column {
                break;
            }
            column = comment.source;
            end += 1;
        }
        place(&mut rows[start..end]);
        start = end;
    }
}

/// Gives comments of neighbouring rows their column: that of the source where it is one and there is room.
fn place(rows: &mut [Row]) {
    let least = rows
        .iter()
        .filter(|row| !row.pieces.is_empty())
        .map(Row::least_comment)
        .max()
        .unwrap_or(0);
    let sources = rows
        .iter()
        .filter_map(|row| row.comment.as_ref().map(|c| c.source));
    let one = sources
        .clone()
        .min()
        .filter(|&least| Some(least) == sources.max());
    let kept = one.filter(|&column| column >= least && column <= FARTHEST_COMMENT.max(least));
    for comment in rows.iter_mut().filter_map(|row| row.comment.as_mut()) {
        comment.column = kept.unwrap_or(least);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Piece;
    use super::*;

    fn row(widths: &[usize]) -> Row {
        let piece = |(i, width): (usize, &usize)| Piece {
            text: "x".repeat(*width),
            source: None,
            wide: false,
            gap: usize::from(i > 0),
        };
        Row {
            pieces: widths.iter().enumerate().map(piece).collect(),
            ..Row::default()
        }
    }

    fn gaps(rows: &[Row]) -> Vec<Vec<usize>> {
        let of = |row: &Row| row.pieces.iter().map(|piece| piece.gap).collect();
        rows.iter().map(of).collect()
    }

    #[test]
    fn every_piece_is_at_the_least_column_of_its_set() {
        let mut rows = [row(&[1, 5, 2]), row(&[4, 1, 1]), row(&[2, 9])];
        let mut columns = Columns::default();
        columns.join((0, 1), (1, 1));
        columns.join((1, 2), (2, 1));
        assert!(lay_out(&mut rows, &columns));
        assert_eq!(gaps(&rows), [vec![0, 4, 1], vec![0, 1, 1], vec![0, 5]]);
        // Columns that cross each other have no places.
        let mut crossed = Columns::default();
        crossed.join((0, 1), (1, 2));
        crossed.join((0, 2), (1, 1));
        assert!(!lay_out(&mut rows, &crossed));
    }
}
