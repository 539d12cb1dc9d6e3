//! `plot layout`: where everything is, who senses what, who shares a pilot.

use super::{Entry, Figure, Form, Labelled, Layer, Legend, Panel, Points, Sample};
use crate::language::{AxisLook, Look, Selection};
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{FAINT, INK, Marker, Style};
use crate::plot::tables::Tables;
use crate::plot::words;
use crate::results::select::{candidates, groups, spot};
use crate::table::columns::{
    DELTA, FACING, KIND, NUMBER, OBJECTIVE, PAIR, PART, PILOT, SCHEME, STEP, X, Y, ZETA, kind,
};
use crate::table::{Cell, Table};

/// More texts beside points than this hide the points.
const TEXTS: usize = 60;

/// Columns whose values change nothing of what is where: of what is solved in a network, not of the network.
const NOT_OF_PLACES: [&str; 7] = [SCHEME, OBJECTIVE, "rate_floor", DELTA, ZETA, STEP, PART];

/// Builds the figure.
///
/// # Errors
/// When no layout is known, or none where it is asked for.
pub(crate) fn figure(
    tables: &Tables<'_>,
    at: &[Selection],
    look: &Look,
) -> Result<Figure, PlotError> {
    let all = tables.layout.ok_or(PlotError::NoTable { name: "layout" })?;
    let table = &candidates(all, at, &[KIND, NUMBER])?.table;
    let spot = spot(table, at, &[KIND, NUMBER])?;
    let things = things(table, &spot.rows)?;
    let of =
        |coordinate: fn(&Thing<'_>) -> f64| things.iter().map(coordinate).collect::<Vec<f64>>();
    let (layers, entries) = layers(&things, groups(&spot.rows, &[table.require(PILOT)?]).len());
    let place = tables.place(table, &spot, &NOT_OF_PLACES);
    let unit = &table.columns[table.require(X)?].unit;
    let axis = |name: &str, places: &[f64], look: &AxisLook| {
        Axis::of_range(words::with_unit(name, unit), places).stated(look, places)
    };
    Ok(Figure {
        title: look.title.clone().unwrap_or_default(),
        about: words::about(tables.name, &place),
        notes: Vec::from_iter(words::sentence(&place)),
        x: axis("x", &of(|thing| thing.x), &look.x)?,
        y: axis("y", &of(|thing| thing.y), &look.y)?,
        grid: None,
        columns: None,
        look: look.clone(),
        panels: vec![Panel {
            title: String::new(),
            layers,
        }],
        legend: Legend::of(String::new(), entries),
        form: Form::Map,
    })
}

/// Something with a place.
struct Thing<'t> {
    kind: &'t str,
    number: i64,
    x: f64,
    y: f64,
    pair: Option<i64>,
    pilot: Option<i64>,
    facing: Option<f64>,
}

fn things<'t>(table: &Table, rows: &[&'t [Cell]]) -> Result<Vec<Thing<'t>>, PlotError> {
    let index = |name: &str| table.require(name);
    let (kind, number, x, y) = (index(KIND)?, index(NUMBER)?, index(X)?, index(Y)?);
    let (pair, pilot) = (index(PAIR)?, index(PILOT)?);
    let facing = table.position(FACING);
    let whole = |row: &[Cell], index: usize| row.get(index).and_then(Cell::as_integer);
    let thing = |row: &&'t [Cell]| {
        Some(Thing {
            kind: row.get(kind)?.as_text()?,
            number: whole(row, number)?,
            x: row.get(x)?.as_number()?,
            y: row.get(y)?.as_number()?,
            pair: whole(row, pair),
            pilot: whole(row, pilot),
            // Tables of earlier versions lack it.
            facing: facing.and_then(|facing| row.get(facing)?.as_number()),
        })
    };
    Ok(rows.iter().filter_map(thing).collect())
}

/// What is drawn, from behind to the front, and its legend.
fn layers(things: &[Thing<'_>], pilots: usize) -> (Vec<Layer>, Vec<Entry>) {
    let of = |kind: &'static str| things.iter().filter(move |thing| thing.kind == kind);
    let black = |marker| Style::of(INK, marker);
    let (mut layers, mut entries) = (Vec::new(), Vec::new());

    let mut edge: Vec<(f64, f64)> = of(kind::BOUNDARY)
        .map(|corner| (corner.x, corner.y))
        .collect();
    edge.extend(edge.first().copied());
    layers.push(Layer::Line(Style::of(FAINT, Marker::Disc), edge));

    let pairs = of(kind::TARGET).filter_map(|target| {
        let sensing = of(kind::ACCESS_POINT).find(|ap| Some(ap.number) == target.pair)?;
        Some(vec![(sensing.x, sensing.y), (target.x, target.y)])
    });
    let pairs: Vec<_> = pairs.collect();
    let paired = !pairs.is_empty();
    let pairing = Style::of(FAINT, Marker::Disc);
    layers.extend(pairs.into_iter().map(|ends| Layer::Dashed(pairing, ends)));

    // Only of access points that sense does it matter where their arrays face.
    let sensing = of(kind::ACCESS_POINT).filter(|ap| ap.pair.is_some());
    let rays: Vec<(f64, f64, f64)> = sensing
        .filter_map(|ap| Some((ap.x, ap.y, ap.facing?)))
        .collect();
    let faces = !rays.is_empty();
    layers.push(Layer::Rays(black(Marker::Triangle), rays));

    let texts = things.len() <= TEXTS;
    let mut points = |members: Vec<&Thing<'_>>, style: Style, hollow: bool, text: String| {
        if members.is_empty() {
            return;
        }
        let label = |thing: &Thing<'_>| {
            if texts {
                thing.number.to_string()
            } else {
                String::new()
            }
        };
        let points = members.iter().map(|thing| Labelled {
            x: thing.x,
            y: thing.y,
            label: label(thing),
        });
        layers.push(Layer::Points(Points {
            style,
            hollow,
            points: points.collect(),
        }));
        entries.push(Entry {
            text,
            sample: Sample::Point { style, hollow },
        });
    };
    points(
        of(kind::ACCESS_POINT)
            .filter(|ap| ap.pair.is_some())
            .collect(),
        black(Marker::Triangle),
        false,
        "access point, sensing".into(),
    );
    points(
        of(kind::ACCESS_POINT)
            .filter(|ap| ap.pair.is_none())
            .collect(),
        black(Marker::Triangle),
        true,
        "access point".into(),
    );
    points(
        of(kind::TARGET).collect(),
        black(Marker::Star),
        false,
        "target".into(),
    );
    let mut numbers: Vec<Option<i64>> = of(kind::USER).map(|user| user.pilot).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() > Style::USERS || pilots <= 1 {
        points(
            of(kind::USER).collect(),
            Style::nth(0),
            false,
            "user".into(),
        );
    } else {
        for (index, pilot) in numbers.into_iter().enumerate() {
            let members = of(kind::USER).filter(|user| user.pilot == pilot).collect();
            let text = pilot.map_or_else(|| "user".into(), |pilot| format!("user, pilot {pilot}"));
            let (style, hollow) = Style::of_users(index);
            points(members, style, hollow, text);
        }
    }
    if paired {
        entries.push(Entry {
            text: "senses".into(),
            sample: Sample::Dashed(pairing),
        });
    }
    if faces {
        entries.push(Entry {
            text: "facing".into(),
            sample: Sample::Arrow(black(Marker::Triangle)),
        });
    }
    (layers, entries)
}
