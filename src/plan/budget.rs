//! The values of delta along a chain, once the result names are known.

use std::fmt;

use super::names::ResultNames;
use crate::language::{Formula, Grid, GridError, ResultName, Symbol};

/// An expression for the grid of budgets of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetExpr {
    /// Its values; settings are numbers in it already.
    grid: Grid,
    /// Conditions that points must meet.
    filters: Vec<Formula>,
    /// The only index that this chain takes, where the budget steps together with something else.
    only: Option<usize>,
    /// The most values that it may have, where results alone decide how many they are.
    most: Option<usize>,
}

impl BudgetExpr {
    /// A grid whose symbols are result names only, and conditions that may name the budget too.
    pub fn new(grid: Grid, filters: Vec<Formula>, only: Option<usize>) -> Self {
        Self {
            // The same values are the same budget, however they are written.
            grid: match grid.constants() {
                Some(values) => Grid::of(&values),
                None => grid,
            },
            filters,
            only,
            most: None,
        }
    }

    /// The same with a limit of its values, if nothing else limits them before results are known.
    #[must_use]
    pub fn at_most(self, limit: usize) -> Self {
        let most = self.grid.most().is_none().then_some(limit);
        Self { most, ..self }
    }

    /// A fixed list of budgets.
    pub fn fixed(values: &[f64]) -> Self {
        Self::new(Grid::of(values), Vec::new(), None)
    }

    /// The grid of this realization: (index on the axis, value), ascending index.
    ///
    /// Indices are those of the whole grid: a point that a condition leaves out
    /// leaves a gap. A range whose bounds, known only now, lie the wrong way
    /// round (S_min above the last value) has no points, which is not an error.
    ///
    /// # Errors
    /// A message when a bound is not finite or the grid would exceed the limit of points.
    pub fn points(&self, names: &ResultNames) -> Result<Vec<(usize, f64)>, String> {
        let result = |symbol: Symbol| match symbol {
            Symbol::Result(name) => names.get(name),
            _ => None,
        };
        let values = match self.grid.values(&result) {
            Ok(values) => match self.most {
                Some(most) if values.len() > most => {
                    return Err(format!(
                        "the sweep has {} values here; the limit of this experiment is {most}",
                        values.len()
                    ));
                }
                _ => values,
            },
            Err(GridError::WrongSign) => Vec::new(),
            Err(GridError::Unknown) => return Err(self.missing(names)),
            Err(error) => return Err(error.to_string()),
        };
        let keeps = |value: f64| {
            let symbols = |symbol: Symbol| {
                if matches!(symbol, Symbol::Budget(_)) {
                    Some(value)
                } else {
                    result(symbol)
                }
            };
            self.filters
                .iter()
                .all(|filter| filter.evaluate(&symbols) == Some(1.0))
        };
        Ok(values
            .into_iter()
            .enumerate()
            .filter(|&(index, value)| self.only.is_none_or(|only| only == index) && keeps(value))
            .collect())
    }

    /// Whether the grid differs between realizations, so that summaries group by index, not by value.
    pub fn varies(&self) -> bool {
        !self.grid.is_constant()
    }

    /// Says which name has no value, and why that can be.
    fn missing(&self, names: &ResultNames) -> String {
        let mut missing = None;
        self.symbols(&mut |symbol| {
            if let Symbol::Result(name) = symbol
                && names.get(name).is_none()
            {
                missing.get_or_insert(name);
            }
        });
        match missing {
            Some(ResultName::SI) => {
                "S_I was not found; it does not exist where the largest sum rate \
                 leaves a sensing access point below full power"
                    .into()
            }
            Some(name) => format!("{} was not found", name.text()),
            None => GridError::Unknown.to_string(),
        }
    }

    /// Calls `see` with every symbol in it.
    pub fn symbols(&self, see: &mut dyn FnMut(Symbol)) {
        self.grid
            .formulas()
            .into_iter()
            .chain(&self.filters)
            .for_each(|formula| formula.symbols(see));
    }

    /// How many points each realization has, where that is known before it runs.
    pub fn len_if_constant(&self) -> Option<usize> {
        let known = !self.varies()
            && self
                .filters
                .iter()
                .all(|f| !f.mentions(|s| matches!(s, Symbol::Result(_))));
        if known {
            self.points(&ResultNames::default())
                .ok()
                .map(|points| points.len())
        } else {
            None
        }
    }
}

/// The canonical text, which fingerprints cover.
impl fmt::Display for BudgetExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.grid)?;
        for filter in &self.filters {
            write!(f, " where {filter}")?;
        }
        if let Some(most) = self.most {
            write!(f, " at most {most}")?;
        }
        match self.only {
            Some(only) => write!(f, " only {only}"),
            None => Ok(()),
        }
    }
}
