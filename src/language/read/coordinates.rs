//! Coordinates from a CSV file with the columns `x_km` and `y_km`.

use super::list::MAX_LIST;
use crate::engine::Point;
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::expected::{Data, Found, Wanted};
use crate::language::diagnostic::error::setting::{CoordinatesError, CoordinatesFault};
use crate::language::scenario::settings::Value;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, FileId, Span, TokenKind};

/// Reads the file that is named next; `from` is the word before its name.
///
/// # Errors
/// When there is no name, or the file cannot be used.
pub(crate) fn from_file(
    cursor: &mut Cursor<'_>,
    from: Span,
    library: &Library<'_>,
) -> Result<Value, ModelError> {
    let span = cursor.here();
    let token = cursor.advance();
    let Some(TokenKind::Text(name)) = token.map(|token| &token.kind) else {
        return Err(ModelError::Expected {
            span,
            found: Found::token(token),
            expected: Wanted::File(Data::Csv),
            hint: None,
        });
    };
    let (file, text) = library.read_table(from.file, name).map_err(|error| {
        ModelError::Coordinates(CoordinatesError {
            kind: CoordinatesFault::Unreadable(error),
            span,
            stated: span,
        })
    })?;
    parse(file, &text, span).map(Value::Points)
}

/// The points of the text of a CSV file.
fn parse(file: FileId, text: &str, stated: Span) -> Result<Vec<Point>, ModelError> {
    let wrong = |kind: CoordinatesFault, span: Span| {
        Err(ModelError::Coordinates(CoordinatesError {
            kind,
            span,
            stated,
        }))
    };
    let mut start = 0;
    let mut columns: Option<(usize, usize)> = None;
    let mut points = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(file, start, start + line.trim_end().len());
        start += line.len();
        let line = line.trim_start_matches('\u{FEFF}').trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let Some((x, y)) = columns else {
            let find = |name: &str| cells.iter().position(|cell| *cell == name);
            let (Some(x), Some(y)) = (find("x_km"), find("y_km")) else {
                return wrong(CoordinatesFault::Columns, span);
            };
            columns = Some((x, y));
            continue;
        };
        let cell = |index: usize| {
            cells
                .get(index)
                .and_then(|cell| cell.parse::<f64>().ok())
                .filter(|v| v.is_finite())
        };
        match (cell(x), cell(y)) {
            (Some(x), Some(y)) => points.push(Point { x, y }),
            _ => return wrong(CoordinatesFault::Numbers, span),
        }
        if points.len() > MAX_LIST {
            return wrong(CoordinatesFault::TooMany { limit: MAX_LIST }, span);
        }
    }
    if points.is_empty() {
        return wrong(CoordinatesFault::Empty, Span::new(file, 0, 0));
    }
    Ok(points)
}
