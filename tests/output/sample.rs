//! Tables that the tests share.

use std::collections::BTreeMap;

use cfs::archive::description::{Provenance, Setting, Source, sha256};
use cfs::plan::ResultNames;
use cfs::run::{PointResult, UnitResult};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// Columns of a small experiment.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("realization", Role::Key, ColumnType::Integer)
            .description("Number of the realization, from 0."),
        Column::new("scheme", Role::Key, ColumnType::Text).description("How beams are chosen."),
        Column::new("delta", Role::Key, ColumnType::Number).description("Budget of the MSE."),
        Column::new("sum_rate", Role::Metric, ColumnType::Number)
            .unit("bit/s/Hz")
            .description("Sum of the users' rates."),
        Column::new("mse", Role::Metric, ColumnType::Number)
            .description("Mean squared error of the beampattern."),
        Column::new("status", Role::Status, ColumnType::Text)
            .description("How the point came out."),
        Column::new("reason", Role::Status, ColumnType::Text)
            .description("Why it did not come out solved."),
        Column::new("evaluations", Role::Diagnostic, ColumnType::Integer)
            .description("Convex problems solved."),
    ]
}

/// Three realizations of two points and a scheme: at delta 0.5 one realization
/// is infeasible and one failed, at delta 6 all are solved.
pub fn table() -> Table {
    let mut table = Table::new(columns()).expect("the columns are valid");
    let rows = [
        (0, 0.5, Some((10.0, 0.5)), "solved", None),
        (0, 6.0, Some((20.0, 5.5)), "solved", None),
        (
            1,
            0.5,
            None,
            "infeasible",
            Some("delta is below S_min = 0.7"),
        ),
        (1, 6.0, Some((22.0, 6.0)), "solved", None),
        (2, 0.5, None, "failed", Some("12 restarts, none certified")),
        (2, 6.0, Some((24.0, 5.0)), "solved", None),
    ];
    for (realization, delta, metrics, status, reason) in rows {
        table
            .push(vec![
                Cell::Integer(realization),
                "proposed".into(),
                Cell::Number(delta),
                metrics.map(|(rate, _)| rate).into(),
                metrics.map(|(_, mse)| mse).into(),
                status.into(),
                reason.into(),
                Cell::Integer(7 + realization),
            ])
            .expect("the row is valid");
    }
    table
}

/// A table of one column of numbers.
pub fn numbers(name: &str, values: &[f64]) -> Table {
    Table {
        columns: vec![Column::new(name, Role::Metric, ColumnType::Number)],
        rows: values
            .iter()
            .map(|&value| vec![Cell::Number(value)])
            .collect(),
    }
}

/// Where the sample is said to come from.
pub fn provenance() -> Provenance {
    Provenance {
        program: "cfs".into(),
        version: "0.1.0".into(),
        sources: vec![Source {
            path: "region.cfs".into(),
            sha256: sha256(b"aps 4\n"),
        }],
        set: Vec::new(),
        only: Vec::new(),
        seed: u64::MAX,
        controls: vec![
            Setting {
                name: "seed".into(),
                value: u64::MAX.to_string(),
                origin: "region.cfs:3".into(),
            },
            Setting {
                name: "solve".into(),
                value: "isac".into(),
                origin: String::new(),
            },
        ],
        settings: vec![Setting {
            name: "aps".into(),
            value: "4".into(),
            origin: "default".into(),
        }],
        scenario: "deployment small {\n  aps 4\n}\n".into(),
        solver: BTreeMap::from([
            ("tol_gap_rel".into(), "1e-8".into()),
            ("max_iter".into(), "200".into()),
        ]),
        plots: Vec::new(),
        place: None,
        partial: None,
    }
}

/// The result of a unit of one point with these rates.
pub fn unit(rates: &[f64]) -> UnitResult {
    let point = PointResult {
        rates: rates.to_vec(),
        ..PointResult::failed(0, None, "a reason")
    };
    UnitResult {
        names: ResultNames::default(),
        points: vec![point],
    }
}
