//! Scenarios in memory, and the rows of their tables.
//!
//! Included by path from tests: `#[path = "support/rows.rs"] mod rows;`.
#![allow(dead_code)]

use cfs::language::syntax::MemorySources;
use cfs::session::{Run, Scenario};
use cfs::table::Table;

/// A row of results; what its table does not have is none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub realization: i64,
    pub scheme: String,
    pub delta: Option<f64>,
    pub zeta: Option<f64>,
    pub part: Option<String>,
    pub status: String,
    pub reason: Option<String>,
    pub rate: Option<f64>,
    pub mse: Option<f64>,
    pub s_min: Option<f64>,
    pub r_max: Option<f64>,
    pub r_t: Option<f64>,
    pub s_i: Option<f64>,
    pub upper_bound: Option<f64>,
    /// Of each access point, where it is recorded.
    pub power: Vec<f64>,
}

impl Row {
    pub(crate) fn solved(&self) -> bool {
        self.status == "solved"
    }

    /// Its rate and error; panics where it is not solved.
    pub(crate) fn point(&self) -> (f64, f64) {
        match (self.rate, self.mse) {
            (Some(rate), Some(mse)) if self.solved() => (rate, mse),
            _ => panic!("not solved: {self:?}"),
        }
    }
}

/// The table of every experiment of a scenario, in the order written.
pub(crate) fn tables(text: &str) -> Vec<Vec<Row>> {
    let sources = MemorySources::new().with("scenario.cfs", text);
    let scenario = Scenario::parse(&sources, "scenario.cfs")
        .unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    let experiments = scenario.plan().experiments();
    experiments
        .map(|experiment| {
            let results = experiment.run(&Run::default()).expect("a run");
            rows(results.table().expect("a table"))
        })
        .collect()
}

/// The rows of the only experiment of a scenario.
pub(crate) fn table(text: &str) -> Vec<Row> {
    let mut tables = tables(text);
    assert_eq!(tables.len(), 1, "one experiment: {text}");
    tables.remove(0)
}

fn rows(table: &Table) -> Vec<Row> {
    let number = |row: usize, name: &str| table.cell(row, name).and_then(|cell| cell.as_number());
    let text = |row: usize, name: &str| {
        let cell = table.cell(row, name).and_then(|cell| cell.as_text());
        cell.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    (0..table.rows.len())
        .map(|row| Row {
            realization: number(row, "realization").expect("a realization") as i64,
            scheme: text(row, "scheme").unwrap_or_default(),
            delta: number(row, "delta"),
            zeta: number(row, "zeta"),
            part: text(row, "part"),
            status: text(row, "status").expect("a status"),
            reason: text(row, "reason"),
            rate: number(row, "sum_rate"),
            mse: number(row, "mse"),
            s_min: number(row, "S_min"),
            r_max: number(row, "R_max"),
            r_t: number(row, "R_T"),
            s_i: number(row, "S_I"),
            upper_bound: number(row, "upper_bound"),
            power: (1..)
                .map_while(|m| number(row, &format!("power_{m}")))
                .collect(),
        })
        .collect()
}
