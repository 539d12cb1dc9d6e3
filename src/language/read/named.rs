//! The settings that a short name means.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::language::diagnostic::error::ModelError;
use crate::language::syntax::Span;
use crate::language::vocabulary::signature::Kind;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, Measure};

/// The settings that a name means: the one with this path, else those whose path it ends.
pub(crate) fn settings_named(name: &str) -> Vec<&'static str> {
    if let Some(row) = table::setting(name) {
        return vec![row.path];
    }
    // By every end of a path that begins behind a dot.
    static BY_END: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let by_end = || {
        let mut by_end: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        let rows = table::settings().iter();
        for row in rows.filter(|row| !matches!(row.kind, Kind::None)) {
            for (dot, _) in row.path.match_indices('.') {
                by_end
                    .entry(&row.path[dot + 1..])
                    .or_default()
                    .push(row.path);
            }
        }
        by_end
    };
    BY_END
        .get_or_init(by_end)
        .get(name)
        .cloned()
        .unwrap_or_default()
}

/// A setting that has a number as its value, with what it measures in expressions.
pub(crate) fn numeric_setting(
    name: &str,
    span: Span,
) -> Result<Option<(&'static str, Dimension)>, ModelError> {
    let paths = settings_named(name);
    let numeric = |path: &&'static str| match table::setting(path).map(|row| row.kind) {
        Some(Kind::Count { .. }) => Some(Measure::Plain),
        Some(Kind::Number { measure, .. }) => Some(measure),
        _ => None,
    };
    let found: Vec<(&'static str, Measure)> = paths
        .iter()
        .filter_map(|path| numeric(path).map(|m| (*path, m)))
        .collect();
    match found.as_slice() {
        [] => Ok(None),
        [(path, measure)] => Ok(Some((path, measure.dimension()))),
        several => Err(ModelError::Ambiguous {
            name: name.into(),
            span,
            paths: several.iter().map(|(path, _)| (*path).to_owned()).collect(),
            binding: None,
        }),
    }
}
