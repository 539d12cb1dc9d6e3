//! Settings of a deployment: Table I of the paper and what surrounds it.

pub mod aps;
pub mod area;
pub mod beampattern;
pub mod channels;
pub mod form;
pub mod noise;
pub mod objective;
pub mod path_loss;
pub mod placement;
pub mod targets;
pub mod training;
pub mod users;

use crate::language::vocabulary::signature::{Role, Signature};

/// The rows by subject, in the order of the manual. A block's own row precedes those of its settings.
const PARTS: &[&[Signature]] = &[
    area::ROWS,
    path_loss::ROWS,
    channels::ROWS,
    aps::ROWS,
    placement::OF_ACCESS_POINTS,
    users::ROWS,
    placement::OF_USERS,
    targets::ROWS,
    path_loss::OF_TARGETS,
    placement::OF_TARGETS,
    training::ROWS,
    noise::ROWS,
    beampattern::ROWS,
    objective::ROWS,
];

const COUNT: usize = {
    let (mut part, mut count) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
};

/// Every row.
pub static SETTINGS: [Signature; COUNT] = {
    let mut rows = [Signature::blank(Role::Setting); COUNT];
    let (mut part, mut filled) = (0, 0);
    while part < PARTS.len() {
        let mut row = 0;
        while row < PARTS[part].len() {
            rows[filled] = PARTS[part][row];
            (filled, row) = (filled + 1, row + 1);
        }
        part += 1;
    }
    rows
};
