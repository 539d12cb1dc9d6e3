//! The settings that a short name means.

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
    let ends = |path: &str| {
        path.strip_suffix(name)
            .is_some_and(|head| head.ends_with('.'))
    };
    table::settings()
        .iter()
        .filter(|row| ends(row.path) && !matches!(row.kind, Kind::None))
        .map(|row| row.path)
        .collect()
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
