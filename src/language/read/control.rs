//! Reads the numbers and words of an experiment: `seed`, `realizations`, `scheme`.

use super::bindings::Bindings;
use super::precision;
use super::setting::read_value;
use super::unknown::unknown;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::precision::Precision;
use crate::language::scenario::settings::Value;
use crate::language::syntax::Cursor;
use crate::language::vocabulary::signature::Signature;
use crate::language::vocabulary::suggest::closest;

/// The value of a row, and the precision that decides together with it.
pub(crate) type Control = (Value, Option<Precision>);

/// Reads what follows the word of a row.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_control(
    cursor: &mut Cursor<'_>,
    row: &'static Signature,
    bindings: &Bindings,
) -> Result<Control, ModelError> {
    if row.path == "realizations" && takes_until(cursor, bindings)? {
        let (precision, most) = precision::read(cursor, row, bindings)?;
        return Ok((most, Some(precision)));
    }
    Ok((read_value(cursor, row, bindings)?, None))
}

/// Whether a precision follows; a slip in its word would pass for a name.
fn takes_until(cursor: &mut Cursor<'_>, bindings: &Bindings) -> Result<bool, ModelError> {
    if cursor.take_word("until").is_some() {
        return Ok(true);
    }
    match cursor.peek_word() {
        Some(word) if bindings.get(word).is_none() && closest(word, ["until"]).is_some() => {
            Err(unknown("word", word, cursor.here(), vec!["until"]))
        }
        _ => Ok(false),
    }
}
