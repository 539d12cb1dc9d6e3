//! Tables of beampatterns and of places, as a run writes them.

use cfs::table::columns::{ACCESS_POINT, ANGLE, IDEAL, KIND, NUMBER, PAIR, PATTERN, PILOT, X, Y};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// Something with a place: its kind and number, x and y, and its partner or pilot, 0 for none.
pub type Thing = (&'static str, i64, (f64, f64), i64, i64);

fn key(name: &str, ty: ColumnType) -> Column {
    Column::new(name, Role::Key, ty)
}

/// Patterns of some access points at three budgets of a grid of its own, every few degrees: `powers` is what one of a
/// number radiates towards an angle, and what is ideal.
pub fn beampatterns(
    access_points: impl Iterator<Item = u32> + Clone,
    every: usize,
    powers: impl Fn(u32, i32) -> (f64, f64),
) -> Table {
    let metric = |name: &str| Column::new(name, Role::Metric, ColumnType::Number);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key("step", ColumnType::Integer),
        key("delta", ColumnType::Number),
        key(ACCESS_POINT, ColumnType::Integer),
        key(ANGLE, ColumnType::Number),
        metric(PATTERN),
        metric(IDEAL),
    ])
    .unwrap();
    for step in 0..3_u32 {
        for access_point in access_points.clone() {
            for angle in (-90_i32..=90).step_by(every) {
                let (power, ideal) = powers(access_point, angle);
                let delta = 3.53 + f64::from(step);
                let row = vec![
                    Cell::Integer(0),
                    step.into(),
                    delta.into(),
                    access_point.into(),
                    f64::from(angle).into(),
                    power.into(),
                    ideal.into(),
                ];
                table.push(row).unwrap();
            }
        }
    }
    table
}

/// Things in a square of a side, with its corners.
pub fn layout(side: f64, things: &[Thing]) -> Table {
    let metric = |name: &str, ty| Column::new(name, Role::Metric, ty);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key(KIND, ColumnType::Text),
        key(NUMBER, ColumnType::Integer),
        metric(X, ColumnType::Number).unit("km"),
        metric(Y, ColumnType::Number).unit("km"),
        metric(PAIR, ColumnType::Integer),
        metric(PILOT, ColumnType::Integer),
    ])
    .unwrap();
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let corners = (1..)
        .zip(corners)
        .map(|(number, at)| ("boundary", number, at, 0, 0));
    for (kind, number, (x, y), pair, pilot) in corners.chain(things.iter().copied()) {
        let optional = |number: i64| (number > 0).then_some(number).into();
        let row = vec![
            0_i64.into(),
            kind.into(),
            number.into(),
            Cell::Number(x),
            Cell::Number(y),
            optional(pair),
            optional(pilot),
        ];
        table.push(row).unwrap();
    }
    table
}

/// So many access points and users, beside and on each other, and a target, in metres.
pub fn crowded(count: i64) -> Table {
    let mut things: Vec<Thing> = Vec::new();
    for number in 1..=count {
        let share = number as f64 / (count + 1) as f64;
        let sine = (7.0 * share).sin().abs();
        let pair = i64::from(number == 1);
        things.push(("access_point", number, (share, sine), pair, 0));
        things.push(("user", number, (sine, share), 0, number % 3 + 1));
    }
    things.push(("target", 1, (0.5, 0.99), 1, 0));
    let mut table = layout(1.0, &things);
    for column in &mut table.columns {
        if [X, Y].contains(&column.name.as_str()) {
            *column = column.clone().written(Some("m"));
        }
    }
    table
}
