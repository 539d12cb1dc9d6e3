//! What a sweep steps, by its name.

use super::bindings::Bindings;
use super::named::settings_named;
use super::unknown::unknown;
use crate::language::diagnostic::error::expected::{Found, Wanted};
use crate::language::diagnostic::error::sweep::SweepError;
use crate::language::diagnostic::error::{Instead, ModelError};
use crate::language::scenario::settings::is_sweepable;
use crate::language::scenario::sweep::Target;
use crate::language::syntax::Cursor;
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::Metric;

/// Reads the name of what is stepped or derived.
///
/// # Errors
/// When it names nothing, or too much.
pub(crate) fn read_target(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<Target, ModelError> {
    let span = cursor.here();
    let Some(name) = cursor.peek_word() else {
        return Err(ModelError::Expected {
            span,
            found: Found::next(cursor),
            expected: Wanted::SweepTarget,
            hint: None,
        });
    };
    cursor.advance();
    if let Some(constraint) = Constraint::read(name) {
        return Ok(Target::Budget(constraint));
    }
    if name == "scheme" {
        return Ok(Target::Scheme);
    }
    let named: Vec<&'static Signature> = settings_named(name)
        .into_iter()
        .filter_map(table::setting)
        .collect();
    let rows: Vec<&'static Signature> = named
        .iter()
        .copied()
        .filter(|row| is_sweepable(row))
        .collect();
    match (rows.as_slice(), named.as_slice()) {
        ([row], _) => Ok(Target::Setting(row)),
        ([], []) if bindings.get(name).is_some() && is_column(name) => {
            let name = name.to_owned();
            Err(ModelError::Reserved { name, span })
        }
        ([], []) if bindings.get(name).is_some() => Ok(Target::Name),
        ([], []) if bindings.excuse(name) => Err(ModelError::Follows { span }),
        ([], []) if table::find(Role::Control, name).is_some() => Err(SweepError::Control {
            name: name.into(),
            span,
        }
        .into()),
        ([], []) => {
            let sweepable = || table::settings().iter().filter(|row| is_sweepable(row));
            let known = sweepable()
                .flat_map(|row| [row.path, row.word()])
                .chain(["delta", "zeta", "scheme"])
                .chain(bindings.iter().map(|(name, _)| name.as_str()));
            let mut error = unknown("setting", name, span, known.collect());
            if let ModelError::Unknown { instead, known, .. } = &mut error {
                known.clear();
                instead.get_or_insert(Instead::SweepTargets);
            }
            Err(error)
        }
        ([], _) => Err(SweepError::NotSweepable {
            name: name.into(),
            span,
        }
        .into()),
        (several, _) => Err(ModelError::Ambiguous {
            name: name.into(),
            span,
            paths: several.iter().map(|row| row.path.to_owned()).collect(),
            binding: None,
        }),
    }
}

/// Whether a table has a column of this name already.
fn is_column(name: &str) -> bool {
    let roles = [Role::Metric, Role::Column, Role::Budget, Role::Result];
    let is_row = |role| table::find(role, name).is_some();
    Metric::read(name).is_some() || roles.into_iter().any(is_row) || STATUSES.contains(&name)
}

/// Words for the status of a point, which summaries have as columns.
const STATUSES: [&str; 3] = ["solved", "infeasible", "failed"];

/// What a name would step, if it names one thing only.
pub(crate) fn find_target(name: &str) -> Option<Target> {
    match (Constraint::read(name), name) {
        (Some(constraint), _) => Some(Target::Budget(constraint)),
        (None, "scheme") => Some(Target::Scheme),
        _ => match settings_named(name).as_slice() {
            [path] => table::setting(path).map(Target::Setting),
            _ => None,
        },
    }
}
