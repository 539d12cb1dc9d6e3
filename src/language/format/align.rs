//! Columns: of values of settings, of what the source aligns, and of comments.

use std::collections::BTreeMap;

use super::rows::Row;

/// Rounds after which columns that depend on each other in a circle are given up.
const ROUNDS: usize = 64;
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
#[derive(Default)]
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

fn pieces(rows: &mut [Row]) {
    let mut columns = Columns::default();
    for row in 1..rows.len() {
        let [above, below] = [&rows[row - 1], &rows[row]];
        let valued = |row: &Row| row.setting && row.pieces.len() > 1;
        if valued(above) && valued(below) {
            columns.join((row - 1, 1), (row, 1));
        }
    }
    // What begins at one column in the source, where white space put something there.
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
    let sets: Vec<_> = columns.sets.iter().filter(|set| set.len() > 1).collect();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for set in &sets {
            let begins = set.iter().map(|(&row, &i)| rows[row].column(i));
            let column = begins.max().unwrap_or(0);
            for (&row, &i) in *set {
                let missing = column - rows[row].column(i);
                rows[row].pieces[i].gap += missing;
                moved |= missing > 0;
            }
        }
        if !moved {
            return;
        }
    }
    for piece in rows
        .iter_mut()
        .flat_map(|row| row.pieces.iter_mut().skip(1))
    {
        piece.gap = 1;
    }
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
