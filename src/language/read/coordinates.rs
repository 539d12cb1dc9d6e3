//! Coordinates from a file: an array, or comma-separated values, two columns with a unit in their names, or a table of layouts
//! as `record layout` writes it.
//!
//! Separators may be commas, semicolons or tabs, cells may be in quotes, and beside semicolons and tabs a number may have a
//! decimal comma: what other programs write is read where it can mean one thing only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bindings::Bindings;
use super::channels::{axis_list, variable};
use super::expression::Admit;
use super::list::MAX_LIST;
use super::number::read_number;
use super::place_array::{Networks, Placed, Reading, UNITS};
use crate::engine::Point;
use crate::language::diagnostic::error::expected::{Data, Found, Hint, Wanted};
use crate::language::diagnostic::error::setting::{CoordinatesError, CoordinatesFault};
use crate::language::diagnostic::error::{Allowed, ModelError};
use crate::language::scenario::places::Places;
use crate::language::scenario::settings::Value;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, FileId, Span, TokenKind};
use crate::language::vocabulary::signature::Signature;
use crate::language::vocabulary::table::particles::{EACH, IN, REALIZATION};
use crate::language::vocabulary::table::settings::channels::{AXES, VARIABLE};
use crate::language::vocabulary::units;

/// Reads the file that is named next; `from` is the word before its name, and `row` what is placed by it.
///
/// # Errors
/// When there is no name, or the file cannot be used.
pub(crate) fn from_file(
    cursor: &mut Cursor<'_>,
    from: Span,
    row: &Signature,
    bindings: &Bindings,
    library: &Library<'_>,
) -> Result<Value, ModelError> {
    let span = cursor.here();
    let token = cursor.advance();
    let Some(TokenKind::Text(name)) = token.map(|token| &token.kind) else {
        return Err(ModelError::Expected {
            span,
            found: Found::token(token),
            expected: Wanted::File(Data::Coordinates),
            hint: Some(Hint::quotes(token, "placement at from \"users.csv\"")),
        });
    };
    let kind = match row.parent() {
        "aps.placement" => Placed::AccessPoint,
        "targets.placement" => Placed::Target,
        _ => Placed::User,
    };
    let (networks, reading) = reading(cursor, kind, bindings)?;
    let wrong = |kind: CoordinatesFault, span: Span| {
        ModelError::Coordinates(CoordinatesError {
            kind,
            span,
            stated: span,
        })
    };
    let ending = name.rsplit('.').next().map(str::to_lowercase);
    if reading.is_stated() || ending.is_some_and(|ending| ARRAYS.contains(&ending.as_str())) {
        let read = || {
            let (_, _, bytes) = library
                .read_data(from.file, name)
                .map_err(CoordinatesFault::Unreadable)?;
            reading.places(&bytes, name, networks)
        };
        let each = read().map_err(|fault| wrong(fault, span))?;
        return Ok(match networks {
            Networks::Each => Value::Places(Places {
                file: name.clone(),
                reading: reading.to_string(),
                each: Arc::new(each),
            }),
            Networks::Only | Networks::Number(_) => {
                Value::Points(each.into_iter().next().unwrap_or_default())
            }
        });
    }
    let (file, text) = library
        .read_table(from.file, name)
        .map_err(|error| wrong(CoordinatesFault::Unreadable(error), span))?;
    let reader = Reader {
        file,
        name,
        stated: span,
        kind: kind.of_layouts(),
        networks,
    };
    if networks == Networks::Each {
        let each = Arc::new(reader.each(&text)?);
        return Ok(Value::Places(Places {
            file: name.clone(),
            reading: String::new(),
            each,
        }));
    }
    let points = reader.points(&text)?;
    Ok(Value::Points(
        points.into_values().next().unwrap_or_default(),
    ))
}

/// Endings of files of arrays.
const ARRAYS: [&str; 5] = ["npy", "npz", "mat", "h5", "hdf5"];

/// `realization N` or `each realization`, and how an array is read: `variable "xy"`, `axes [users, coordinates]`, `in m`, in any
/// order.
fn reading(
    cursor: &mut Cursor<'_>,
    kind: Placed,
    bindings: &Bindings,
) -> Result<(Networks, Reading), ModelError> {
    let mut networks = Networks::Only;
    let mut reading = Reading::of(kind);
    let mut stated: Vec<(&'static str, Span)> = Vec::new();
    loop {
        let words = [VARIABLE, AXES, IN, REALIZATION, EACH];
        let Some((word, span)) = words
            .into_iter()
            .find_map(|word| Some((word, cursor.take_word(word)?)))
        else {
            return Ok((networks, reading));
        };
        // Both say of which networks.
        let name = if word == EACH { REALIZATION } else { word };
        if let Some((_, first)) = stated.iter().find(|(other, _)| *other == name) {
            return Err(ModelError::Clash {
                what: "word",
                name: name.into(),
                span,
                first: *first,
            });
        }
        stated.push((name, span));
        match word {
            VARIABLE => reading.variable = Some(variable(cursor, EXAMPLE)?),
            AXES => reading.axes = Some(axis_list(cursor, &kind.axes(), |word| kind.axis(word))?),
            IN => reading.per_km = Some(unit(cursor)?),
            REALIZATION => networks = Networks::Number(read_realization(cursor, bindings)?),
            _ => {
                word_after(cursor, "word", &[REALIZATION])?;
                networks = Networks::Each;
            }
        }
    }
}

const EXAMPLE: &str = "placement at from \"scene.npz\" variable \"xy\" in m";

/// How many of a unit are a kilometre.
fn unit(cursor: &mut Cursor<'_>) -> Result<f64, ModelError> {
    let units = UNITS.map(|(unit, _)| unit);
    let unit = word_after(cursor, "unit", &units)?;
    Ok(UNITS
        .into_iter()
        .find(|(known, _)| *known == unit)
        .map_or(1.0, |(_, per_km)| per_km))
}

/// The next word, which is one of these.
fn word_after(
    cursor: &mut Cursor<'_>,
    what: &'static str,
    known: &[&'static str],
) -> Result<&'static str, ModelError> {
    let span = cursor.here();
    let found = known.iter().find(|word| cursor.take_word(word).is_some());
    found.copied().ok_or_else(|| ModelError::Expected {
        span,
        found: Found::next(cursor),
        expected: Wanted::Choice {
            what,
            known: known.iter().map(|word| (*word).to_owned()).collect(),
        },
        hint: None,
    })
}

fn read_realization(cursor: &mut Cursor<'_>, bindings: &Bindings) -> Result<u64, ModelError> {
    // What says how an array is read is no unit of the number.
    let second = cursor.peek_second().map(|token| &token.kind);
    let follows = matches!(second, Some(TokenKind::Word(word)) if [VARIABLE, AXES, IN].contains(&word.as_str()));
    let typed = if follows {
        let mut number = Cursor::new(&cursor.rest()[..1], cursor.last_span());
        cursor.advance();
        read_number(&mut number, bindings, Admit::Constants)?
    } else {
        read_number(cursor, bindings, Admit::Constants)?
    };
    let value = typed.formula.constant().unwrap_or(f64::NAN);
    if value.fract() != 0.0 || !(0.0..=1e9).contains(&value) {
        return Err(ModelError::Range {
            name: REALIZATION.into(),
            span: typed.span,
            value: units::number(value),
            allowed: Allowed::Whole {
                least: 0,
                most: Some(1_000_000_000),
            },
        });
    }
    Ok(value as u64)
}

/// A file of coordinates and what is wanted of it.
struct Reader<'t> {
    file: FileId,
    /// As written in the statement.
    name: &'t str,
    /// The place of the name.
    stated: Span,
    /// What is placed, as tables of layouts call it.
    kind: &'static str,
    networks: Networks,
}

/// Where the columns are, as the first line names them.
struct Columns {
    x: usize,
    y: usize,
    /// How many there are.
    count: usize,
    names: (String, String),
    /// How many of the file's units are a kilometre.
    per_km: f64,
    realization: Option<usize>,
    layout: Option<Layout>,
}

/// The further columns of a table of layouts.
#[derive(Clone, Copy)]
struct Layout {
    kind: usize,
    number: usize,
}

impl Reader<'_> {
    fn wrong(&self, kind: CoordinatesFault, span: Span) -> ModelError {
        ModelError::Coordinates(CoordinatesError {
            kind,
            span,
            stated: self.stated,
        })
    }

    /// The points of each realization: as many in all, and none is missing.
    fn each(&self, text: &str) -> Result<Vec<Vec<Point>>, ModelError> {
        let points = self.points(text)?;
        let wrong = |kind| Err(self.wrong(kind, Span::new(self.file, 0, 0)));
        let first = points.values().next().map_or(0, Vec::len);
        for (missing, (&present, points)) in (0..).zip(&points) {
            if missing != present {
                return wrong(CoordinatesFault::Gap { missing, present });
            }
            if points.len() != first {
                let (other, found) = (present, points.len());
                return wrong(CoordinatesFault::Uneven {
                    first,
                    other,
                    found,
                });
            }
        }
        Ok(points.into_values().collect())
    }

    /// The points of the text by realization: of the one that is wanted, or of all.
    fn points(&self, text: &str) -> Result<BTreeMap<u64, Vec<Point>>, ModelError> {
        let mut start = 0;
        let mut head: Option<(char, Columns)> = None;
        let mut points: BTreeMap<u64, Vec<Point>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for line in text.split_inclusive('\n') {
            let span = Span::new(self.file, start, start + line.trim_end().len());
            start += line.len();
            let line = line.trim_start_matches('\u{FEFF}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((separator, columns)) = &head else {
                let separator = [';', '\t'].into_iter().find(|&sign| line.contains(sign));
                let separator = separator.unwrap_or(',');
                let names = cells(line, separator);
                head = Some((separator, self.columns(&names, span)?));
                continue;
            };
            let row = cells(line, *separator);
            if row.iter().skip(columns.count).any(|cell| !cell.is_empty()) {
                let (columns, found) = (columns.count, row.len());
                return Err(self.wrong(CoordinatesFault::LongRow { columns, found }, span));
            }
            let number = |index: usize| {
                let cell = row.get(index)?;
                // A comma that does not separate cells is a decimal one.
                let cell = if *separator == ',' {
                    cell.clone()
                } else {
                    cell.replace(',', ".")
                };
                cell.parse::<f64>().ok().filter(|value| value.is_finite())
            };
            let whole = |index: usize| {
                let whole = |value: &f64| value.fract() == 0.0 && (0.0..=1e9).contains(value);
                number(index).filter(whole).map(|value| value as u64)
            };
            if let Some(layout) = columns.layout
                && row.get(layout.kind).is_none_or(|kind| kind != self.kind)
            {
                continue;
            }
            let here = match columns.realization {
                None => 0,
                Some(column) => whole(column)
                    .ok_or_else(|| self.wrong(CoordinatesFault::RealizationNumber, span))?,
            };
            match (self.networks, points.keys().next()) {
                (Networks::Number(wanted), _) if wanted != here => continue,
                (Networks::Only, Some(&first)) if first != here => {
                    let (other, file) = (here, format!("\"{}\"", self.name));
                    let several = CoordinatesFault::SeveralNetworks { first, other, file };
                    return Err(self.wrong(several, span));
                }
                _ => {}
            }
            if let Some(layout) = columns.layout {
                let number = whole(layout.number).unwrap_or_default();
                if !seen.insert((here, number)) {
                    let kind = self.kind;
                    return Err(self.wrong(CoordinatesFault::SeveralCases { kind, number }, span));
                }
            }
            let points = points.entry(here).or_default();
            match (number(columns.x), number(columns.y)) {
                (Some(x), Some(y)) => points.push(Point {
                    x: x / columns.per_km,
                    y: y / columns.per_km,
                }),
                _ => {
                    let columns = columns.names.clone();
                    return Err(self.wrong(CoordinatesFault::Numbers { columns }, span));
                }
            }
            if points.len() > MAX_LIST {
                return Err(self.wrong(CoordinatesFault::TooMany { limit: MAX_LIST }, span));
            }
        }
        if points.is_empty() {
            let start = Span::new(self.file, 0, 0);
            return Err(self.wrong(CoordinatesFault::Empty, start));
        }
        Ok(points)
    }

    /// The columns that the first line names.
    fn columns(&self, names: &[String], span: Span) -> Result<Columns, ModelError> {
        let find = |name: &str| {
            let mut cells = names.iter();
            cells.position(|cell| cell.to_lowercase() == name)
        };
        let pair = |x: &str, y: &str| Some((find(x)?, find(y)?));
        let realization = find(REALIZATION);
        let layout = realization.and_then(|_| {
            Some(Layout {
                kind: find("kind")?,
                number: find("number")?,
            })
        });
        if realization.is_none() && self.networks != Networks::Only {
            return Err(self.wrong(CoordinatesFault::NoRealization, span));
        }
        let columns = |(x, y): (usize, usize), per_km: f64| Columns {
            x,
            y,
            count: names.len(),
            names: (names[x].clone(), names[y].clone()),
            per_km,
            realization,
            layout,
        };
        let units = [
            ("x_km", "y_km", 1.0),
            ("x (km)", "y (km)", 1.0),
            ("x_m", "y_m", 1000.0),
            ("x (m)", "y (m)", 1000.0),
        ];
        if let Some(found) = units
            .into_iter()
            .find_map(|(x, y, per_km)| Some(columns(pair(x, y)?, per_km)))
        {
            return Ok(found);
        }
        let Some(found) = pair("x", "y") else {
            let found = names.to_vec();
            return Err(self.wrong(CoordinatesFault::Columns { found }, span));
        };
        // Tables of layouts are in km.
        if layout.is_some() {
            return Ok(columns(found, 1.0));
        }
        let columns = (names[found.0].clone(), names[found.1].clone());
        Err(self.wrong(CoordinatesFault::NoUnit { columns }, span))
    }
}

/// The cells of a line, without the quotes around them.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        text: &str,
        kind: &'static str,
        realization: Option<u64>,
    ) -> Result<Vec<Point>, CoordinatesFault> {
        let networks = realization.map_or(Networks::Only, Networks::Number);
        let points = reader(kind, networks).points(text).map_err(fault)?;
        Ok(points.into_values().next().unwrap_or_default())
    }

    fn reader(kind: &'static str, networks: Networks) -> Reader<'static> {
        let file = FileId(0);
        Reader {
            file,
            name: "a.csv",
            stated: Span::new(file, 0, 0),
            kind,
            networks,
        }
    }

    fn fault(error: ModelError) -> CoordinatesFault {
        match error {
            ModelError::Coordinates(error) => error.kind,
            other => panic!("{other:?}"),
        }
    }

    fn each(text: &str) -> Result<Vec<Vec<Point>>, CoordinatesFault> {
        reader("user", Networks::Each).each(text).map_err(fault)
    }

    #[test]
    fn each_realization_may_have_places_of_its_own() {
        let point = |x: f64, y: f64| Point { x, y };
        let expected = vec![
            vec![point(0.4, 0.7), point(0.5, 0.6)],
            vec![point(0.3, 0.3), point(0.2, 0.1)],
        ];
        let layout = "realization,kind,number,x,y\n0,access_point,1,0.1,0.2\n0,user,1,0.4,0.7\n0,user,2,0.5,0.6\n\
                      1,user,1,0.3,0.3\n1,user,2,0.2,0.1\n";
        // Columns of one's own, in any order of networks.
        let own = "x_m;realization;y_m\n300;1;300\n400;0;700\n200;1;100\n500;0;600\n";
        assert_eq!(each(layout), Ok(expected.clone()));
        assert_eq!(each(own), Ok(expected.clone()));
        assert_eq!(read(own, "user", Some(1)), Ok(expected[1].clone()));
    }

    #[test]
    fn places_of_each_realization_that_do_not_fit_are_refused() {
        let cases = [
            ("x_km,y_km\n1,2\n", CoordinatesFault::NoRealization),
            (
                "x_km,y_km,realization\n1,2,0.5\n",
                CoordinatesFault::RealizationNumber,
            ),
            (
                "x_km,y_km,realization\n1,2,-1\n",
                CoordinatesFault::RealizationNumber,
            ),
            (
                "x_km,y_km,realization\n1,2\n",
                CoordinatesFault::RealizationNumber,
            ),
            (
                "x_km,y_km,realization\n1,2,1\n",
                CoordinatesFault::Gap {
                    missing: 0,
                    present: 1,
                },
            ),
            (
                "x_km,y_km,realization\n1,2,0\n1,2,1\n1,2,1\n",
                CoordinatesFault::Uneven {
                    first: 1,
                    other: 1,
                    found: 2,
                },
            ),
            ("x_km,y_km,realization\n", CoordinatesFault::Empty),
        ];
        for (text, expected) in cases {
            assert_eq!(each(text), Err(expected), "{text}");
        }
        assert_eq!(
            read("x_km,y_km\n1,2\n", "user", Some(0)),
            Err(CoordinatesFault::NoRealization)
        );
    }

    #[test]
    fn what_other_programs_write_is_read_alike() {
        let texts = [
            "x_km,y_km\n0.1,0.2\n0.9,0.8\n",
            "\"x_km\",\"y_km\"\r\n\"0.1\",\"0.2\"\r\n\"0.9\",\"0.8\"\r\n",
            "\u{feff}name;X_KM;Y_KM\na;0,1;0,2\nb;0.9;0.8\n",
            "# sites\nx_m\ty_m\n100\t200\n900\t800\n",
            "\"\",\"x (m)\",\"y (m)\"\n\"1\",100,200\n\"2\",900,800\n",
        ];
        for text in texts {
            let points = read(text, "user", None).unwrap();
            assert_eq!(
                points,
                [Point { x: 0.1, y: 0.2 }, Point { x: 0.9, y: 0.8 }],
                "{text}"
            );
        }
    }

    #[test]
    fn a_layout_gives_the_places_of_one_kind_in_one_network() {
        let text = "realization,kind,number,x,y,pair,pilot\n\
                    0,boundary,1,0,0,,\n0,access_point,1,0.1,0.2,1,\n0,user,1,0.4,0.7,,1\n0,user,2,0.5,0.6,,2\n\
                    1,user,1,0.3,0.3,,1\n1,user,2,0.2,0.1,,2\n";
        assert_eq!(
            read(text, "access_point", None).unwrap(),
            [Point { x: 0.1, y: 0.2 }]
        );
        assert_eq!(
            read(text, "user", Some(1)).unwrap()[1],
            Point { x: 0.2, y: 0.1 }
        );
        assert!(matches!(
            read(text, "user", None),
            Err(CoordinatesFault::SeveralNetworks {
                first: 0,
                other: 1,
                ..
            })
        ));
        let twice = "area,realization,kind,number,x,y\n1,0,user,1,0.4,0.7\n2,0,user,1,0.8,1.4\n";
        assert!(matches!(
            read(twice, "user", None),
            Err(CoordinatesFault::SeveralCases {
                kind: "user",
                number: 1
            })
        ));
        assert_eq!(read(text, "target", None), Err(CoordinatesFault::Empty));
    }

    #[test]
    fn columns_without_a_unit_or_a_name_are_refused() {
        let columns = ("x".to_owned(), "Y".to_owned());
        assert_eq!(
            read("x,Y\n1,2\n", "user", None),
            Err(CoordinatesFault::NoUnit { columns })
        );
        let found = vec!["0.1".to_owned(), "0.2".to_owned()];
        assert_eq!(
            read("0.1,0.2\n", "user", None),
            Err(CoordinatesFault::Columns { found })
        );
    }
}
