//! Words that only their place gives a meaning.

use super::arrays::ArrayFormat;
use super::settings::channels::{AXES, CONJUGATED, VARIABLE};

/// Declares a scheme of the caller.
pub const EXTERNAL: &str = "external";
/// After a file of places: the network, or `each`, whose places are taken.
pub const REALIZATION: &str = "realization";

/// Before it, where each network has its own.
pub const EACH: &str = "each";
/// After a file of places: the unit of an array follows.
pub const IN: &str = "in";

/// Words that belong to no row: they stand in the midst of statements, and name nothing elsewhere.
pub fn particles() -> impl Iterator<Item = &'static str> {
    let between = ["on", "off", EACH, "least", "most", "of"];
    let of_files = [EXTERNAL, VARIABLE, AXES, CONJUGATED, IN, REALIZATION];
    between
        .into_iter()
        .chain(of_files)
        .chain(ArrayFormat::WORDS)
}
