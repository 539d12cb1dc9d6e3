//! Which panels a figure has, what names them, and their rows and columns.

use super::Grid;
use super::evenly::evenly;
use crate::results::select;
use crate::table::Cell;
use crate::table::key::RowKey;

/// More panels than this are too small a picture of too much.
pub(crate) const PANELS: usize = 12;
/// The most panels beside each other, where several variables distinguish panels.
const MOST_COLUMNS: usize = 4;

/// The panels of a figure.
#[derive(Debug, PartialEq)]
pub(crate) struct Panels {
    /// Values of the columns that distinguish panels, a panel each, row by row.
    pub(crate) keys: Vec<RowKey>,
    /// Above each of them; empty where rows and columns are named.
    pub(crate) titles: Vec<String>,
    /// How they are arranged, where several variables distinguish them in all combinations.
    pub(crate) grid: Option<Grid>,
    /// What of the data they leave out.
    pub(crate) note: Option<String>,
}

impl Panels {
    /// The panels of rows that some columns distinguish, the innermost first; `said` is a value of a column in words.
    ///
    /// Of too many combinations only those with the first values of the outermost columns are shown.
    pub(crate) fn of(
        rows: &[&[Cell]],
        columns: &[usize],
        said: impl Fn(usize, &Cell) -> String,
    ) -> Self {
        let mut keys = select::groups(rows, columns);
        let all = keys.len();
        // Places in a key of the columns that still distinguish panels.
        let mut free: Vec<usize> = (0..columns.len()).collect();
        let mut kept = Vec::new();
        while keys.len() > PANELS && free.len() > 1 {
            let Some(outermost) = free.pop() else { break };
            let first = keys[0].0[outermost].clone();
            keys.retain(|key| key.0[outermost] == first);
            kept.insert(0, said(columns[outermost], &first));
        }
        free.retain(|&place| distinct(&keys, &[place]).len() > 1);
        let words = |key: &RowKey, places: &[usize]| -> String {
            let said = places.iter().map(|&at| said(columns[at], &key.0[at]));
            said.collect::<Vec<_>>().join(", ")
        };
        let mut notes = Vec::new();
        if !kept.is_empty() {
            notes.push(format!(
                "Only {}: {} of {all} panels; `at` selects others.",
                kept.join(", "),
                keys.len()
            ));
        }
        let grid = grid(&mut keys, &free, &words);
        let shown = evenly(keys.len(), PANELS);
        if shown.len() < keys.len() {
            notes.push(format!(
                "{} of {} panels are shown.",
                shown.len(),
                keys.len()
            ));
        }
        let keys: Vec<RowKey> = shown.into_iter().map(|index| keys[index].clone()).collect();
        let titles = keys.iter().map(|key| match grid {
            Some(_) => String::new(),
            None => words(key, &free),
        });
        Self {
            titles: titles.collect(),
            keys,
            grid,
            note: (!notes.is_empty()).then(|| notes.join(" ")),
        }
    }
}

/// Columns of one variable and rows of all others, where there are all combinations of both; then the keys are put
/// into their order.
fn grid(
    keys: &mut Vec<RowKey>,
    free: &[usize],
    words: &impl Fn(&RowKey, &[usize]) -> String,
) -> Option<Grid> {
    if free.len() < 2 || keys.len() > PANELS {
        return None;
    }
    let across = free
        .iter()
        .copied()
        .find(|&place| distinct(keys, &[place]).len() <= MOST_COLUMNS)?;
    let down: Vec<usize> = free.iter().copied().filter(|&at| at != across).collect();
    let (columns, rows) = (distinct(keys, &[across]), distinct(keys, &down));
    if columns.len() * rows.len() != keys.len() {
        return None;
    }
    let of = |key: &RowKey, places: &[usize]| -> Vec<Cell> {
        places.iter().map(|&at| key.0[at].clone()).collect()
    };
    let mut ordered = Vec::new();
    for row in &rows {
        for column in &columns {
            let is_here = |key: &&RowKey| {
                of(key, &down) == of(row, &down) && key.0[across] == column.0[across]
            };
            ordered.push(keys.iter().find(is_here)?.clone());
        }
    }
    *keys = ordered;
    Some(Grid {
        columns: columns.iter().map(|key| words(key, &[across])).collect(),
        rows: rows.iter().map(|key| words(key, &down)).collect(),
    })
}

/// The first key of each combination of the cells at some places.
fn distinct(keys: &[RowKey], places: &[usize]) -> Vec<RowKey> {
    let same = |a: &RowKey, b: &RowKey| places.iter().all(|&at| a.0[at] == b.0[at]);
    let mut firsts: Vec<RowKey> = Vec::new();
    for key in keys {
        if !firsts.iter().any(|first| same(first, key)) {
            firsts.push(key.clone());
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::Panels;
    use crate::table::Cell;

    /// All combinations of values of columns, the first outermost.
    fn combinations(counts: &[i64]) -> Vec<Vec<Cell>> {
        let mut rows = vec![Vec::new()];
        for &count in counts {
            let longer = |row: &Vec<Cell>| {
                let row = row.clone();
                (0..count).map(move |value| [row.clone(), vec![Cell::Integer(value)]].concat())
            };
            rows = rows.iter().flat_map(longer).collect();
        }
        rows
    }

    fn of(counts: &[i64]) -> Panels {
        let rows = combinations(counts);
        let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
        let columns: Vec<usize> = (0..counts.len()).rev().collect();
        let names = ["a", "b", "c"];
        Panels::of(&rows, &columns, |index, cell| {
            format!("{}{}", names[index], cell.as_integer().unwrap())
        })
    }

    #[test]
    fn panels_are_in_rows_and_columns_and_those_that_are_left_out_are_named() {
        /// How many values each variable has; panels, names of their columns and rows, and the note.
        type Case = (
            &'static [i64],
            usize,
            Option<(&'static str, &'static str)>,
            &'static str,
        );
        let cases: [Case; 6] = [
            (&[3], 3, None, ""),
            (&[2, 3], 6, Some(("b0 b1 b2", "a0|a1")), ""),
            // Five do not fit beside each other.
            (&[2, 5], 10, Some(("a0 a1", "b0|b1|b2|b3|b4")), ""),
            (
                &[2, 2, 2],
                8,
                Some(("c0 c1", "b0, a0|b1, a0|b0, a1|b1, a1")),
                "",
            ),
            (
                &[3, 2, 3],
                6,
                Some(("c0 c1 c2", "b0|b1")),
                "Only a0: 6 of 18 panels; `at` selects others.",
            ),
            (&[20], 12, None, "12 of 20 panels are shown."),
        ];
        for (counts, shown, grid, note) in cases {
            let panels = of(counts);
            assert_eq!(panels.keys.len(), shown, "{counts:?}");
            let found = panels
                .grid
                .map(|grid| (grid.columns.join(" "), grid.rows.join("|")));
            let expected = grid.map(|(columns, rows)| (columns.to_owned(), rows.to_owned()));
            assert_eq!(found, expected, "{counts:?}");
            assert_eq!(panels.note.unwrap_or_default(), note, "{counts:?}");
        }
    }
}
