//! Users, but for their places.

use super::form::{BASE, MOST_ENTITIES, count};
use crate::engine::table1;
use crate::language::vocabulary::meaning::Sets;
use crate::language::vocabulary::signature::{Default, Signature};

/// Users, but for their places.
pub const ROWS: &[Signature] = &[Signature {
    path: "users",
    usage: "users [COUNT] [{ ... }]",
    kind: count(1, MOST_ENTITIES),
    default: Some(Default::Count(table1::USERS as u64)),
    sets: Sets::Count(|to, count| to.users.count = count),
    doc: "The single-antenna users, and how many there are.",
    example: "users 9",
    source: "Table I, K",
    ..BASE
}];
