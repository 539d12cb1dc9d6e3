//! What a page says of all rows of an experiment, read once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::table::columns::{INFEASIBLE, REASON, SOLVED, STATUS, STATUSES};
use crate::table::text::plain;
use crate::table::{Cell, Role, Rows, TableError};

/// Counts over the rows of an experiment.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Overview {
    /// How many rows there are.
    pub(super) points: usize,
    /// How many have each of [`STATUSES`].
    pub(super) statuses: [usize; 3],
    /// Why rows have no result, by status, with their number.
    pub(super) reasons: BTreeMap<(String, String), usize>,
    /// The key columns in their order, with what they hold.
    pub(super) keys: Vec<(String, Distinct)>,
}

/// The values of a column, each once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Distinct {
    /// Words, in order of appearance.
    pub(super) words: Vec<String>,
    seen: HashSet<String>,
    whole: BTreeSet<i64>,
    numbers: HashSet<u64>,
    is_missing: bool,
}

impl Distinct {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.words.len() + self.whole.len() + self.numbers.len() + usize::from(self.is_missing)
    }

    fn add(&mut self, cell: &Cell) {
        match cell {
            Cell::Missing => self.is_missing = true,
            Cell::Integer(value) => {
                self.whole.insert(*value);
            }
            // Zero has no sign, as in files.
            Cell::Number(value) => {
                self.numbers.insert((value + 0.0).to_bits());
            }
            Cell::Text(word) => {
                if self.seen.insert(word.clone()) {
                    self.words.push(word.clone());
                }
            }
        }
    }
}

impl Overview {
    /// Of rows.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn of(rows: &dyn Rows) -> Result<Self, TableError> {
        let columns: HashMap<&str, usize> = (rows.columns().iter().enumerate())
            .map(|(index, column)| (column.name.as_str(), index))
            .collect();
        let [status, reason] = [STATUS, REASON].map(|name| columns.get(name).copied());
        let keys = rows.columns().iter().enumerate();
        let keys = keys.filter(|(_, column)| column.role == Role::Key);
        let (positions, keys): (Vec<usize>, Vec<(String, Distinct)>) = keys
            .map(|(index, column)| (index, (column.name.clone(), Distinct::default())))
            .unzip();
        let mut overview = Self {
            keys,
            ..Self::default()
        };
        for block in rows.walk()? {
            for row in block?.iter() {
                overview.points += 1;
                for (index, (_, distinct)) in positions.iter().zip(&mut overview.keys) {
                    distinct.add(&row[*index]);
                }
                let text = |index: Option<usize>| index.and_then(|index| row[index].as_text());
                overview.add(text(status).unwrap_or_default(), text(reason));
            }
        }
        Ok(overview)
    }

    fn add(&mut self, status: &str, reason: Option<&str>) {
        for (count, word) in self.statuses.iter_mut().zip(STATUSES) {
            *count += usize::from(status == word);
        }
        if status == SOLVED {
            return;
        }
        let reason = reason.unwrap_or("the budget cannot be met");
        // Each network has an end of the trade-off of its own: `delta is below S_min = 3.5257`.
        let reason = match status == INFEASIBLE {
            true => reason.split(" = ").next().unwrap_or(reason),
            false => reason,
        };
        let key = (plain(status), plain(reason));
        *self.reasons.entry(key).or_default() += 1;
    }

    /// What a key column holds.
    pub(super) fn key(&self, name: &str) -> Option<&Distinct> {
        let found = self.keys.iter().find(|(known, _)| known == name);
        found.map(|(_, distinct)| distinct)
    }
}
