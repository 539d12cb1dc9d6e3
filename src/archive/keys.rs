//! The primary key of rows that are walked through.

use std::collections::BTreeSet;

use crate::table::columns::REALIZATION;
use crate::table::key::RowKey;
use crate::table::{Cell, Column, Role, Rows, TableError};

/// Finds the key columns that hold a value in every row, if together they tell all rows apart; a step that was never placed,
/// say, has an index and no value. It remembers the keys of one realization.
pub(super) struct PrimaryKey {
    names: Vec<String>,
    /// Positions of the key columns, and whether all rows so far have a value there.
    keys: Vec<(usize, bool)>,
    /// Those of them whose values are compared in this pass.
    compared: Vec<usize>,
    /// Among `compared`, where realizations come one after the other.
    realization: Option<usize>,
    last: Option<Cell>,
    seen: BTreeSet<RowKey>,
    is_unique: bool,
    /// Whether a realization came again, or is less than one before.
    is_mixed: bool,
}

impl PrimaryKey {
    /// Before any row.
    pub(super) fn new(columns: &[Column]) -> Self {
        let keys = columns.iter().enumerate();
        let keys = keys.filter(|(_, column)| column.role == Role::Key);
        let keys: Vec<usize> = keys.map(|(index, _)| index).collect();
        Self {
            names: columns.iter().map(|column| column.name.clone()).collect(),
            realization: keys
                .iter()
                .copied()
                .find(|&index| columns[index].name == REALIZATION),
            keys: keys.iter().map(|&index| (index, true)).collect(),
            compared: keys,
            last: None,
            seen: BTreeSet::new(),
            is_unique: true,
            is_mixed: false,
        }
    }

    /// Takes further rows.
    pub(super) fn add(&mut self, rows: &[Vec<Cell>]) {
        for row in rows {
            for (index, filled) in &mut self.keys {
                *filled &= !row[*index].is_missing();
            }
            if !self.is_unique {
                continue;
            }
            if let Some(own) = self.realization.map(|index| &row[index]) {
                let order = self.last.as_ref().map(|last| last.order(own));
                self.is_mixed |= order.is_some_and(std::cmp::Ordering::is_gt);
                if order.is_none_or(std::cmp::Ordering::is_ne) {
                    self.last = Some(own.clone());
                    self.seen.clear();
                }
            }
            self.is_unique = self.seen.insert(RowKey::of(row, &self.compared));
        }
    }

    /// The names of the columns, once all rows were taken; `rows` are walked through again where a column turned out to lack
    /// values, or realizations do not come in order.
    ///
    /// # Errors
    /// When the rows cannot be walked through.
    pub(super) fn finish(mut self, rows: &dyn Rows) -> Result<Vec<String>, TableError> {
        loop {
            let filled = self.keys.iter().filter(|(_, filled)| *filled);
            let filled: Vec<usize> = filled.map(|(index, _)| *index).collect();
            let is_final =
                filled == self.compared && !(self.is_mixed && self.realization.is_some());
            if is_final {
                let names = filled.iter().map(|&index| self.names[index].clone());
                return Ok(if self.is_unique {
                    names.collect()
                } else {
                    Vec::new()
                });
            }
            let by_realization = self.realization.filter(|index| filled.contains(index));
            self.realization = by_realization.filter(|_| !self.is_mixed);
            self.compared = filled;
            self.seen.clear();
            self.last = None;
            self.is_unique = true;
            for block in rows.walk()? {
                self.add(&block?);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PrimaryKey;
    use crate::table::{Cell, Column, ColumnType, Role, Table};

    fn keys_of(rows: &[[Option<i64>; 2]]) -> Vec<String> {
        let key = |name: &str| Column::new(name, Role::Key, ColumnType::Integer);
        let mut table = Table::new(vec![key("realization"), key("step")]).unwrap();
        for row in rows {
            table.push(row.map(Cell::from).to_vec()).unwrap();
        }
        let mut key = PrimaryKey::new(&table.columns);
        key.add(&table.rows);
        key.finish(&table).unwrap()
    }

    #[test]
    fn keys_tell_all_rows_apart_and_have_a_value_in_each() {
        let both = ["realization", "step"];
        assert_eq!(keys_of(&[[Some(0), Some(0)], [Some(0), Some(1)]]), both);
        assert_eq!(keys_of(&[[Some(0), Some(0)], [Some(1), Some(0)]]), both);
        assert_eq!(keys_of(&[]), both);
        // A step without a value is not part of the key, whenever it comes.
        assert_eq!(
            keys_of(&[[Some(0), Some(0)], [Some(1), None]]),
            ["realization"]
        );
        assert!(keys_of(&[[Some(0), Some(0)], [Some(0), Some(1)], [Some(1), None]]).is_empty());
        // The same twice, beside each other or with another realization between.
        assert!(keys_of(&[[Some(0), Some(0)], [Some(0), Some(0)]]).is_empty());
        assert!(keys_of(&[[Some(0), Some(0)], [Some(1), Some(0)], [Some(0), Some(0)]]).is_empty());
    }
}
