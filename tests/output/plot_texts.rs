//! Texts of figures: none leaves the figure, and none is on another.

use cfs::language::{AxisLook, Figure, Look, Plot};
use cfs::plot::{Tables, draw};
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// Width of a sign over the height of its text: less than that of any usual font, so that what overlaps here does.
const NARROW: f64 = 0.45;

/// Where a text is: left, top, right, bottom.
type Room = (f64, f64, f64, f64);

fn attribute<'s>(element: &'s str, name: &str) -> Option<&'s str> {
    let after = element.split_once(&format!(" {name}=\""))?.1;
    Some(after.split_once('"')?.0)
}

/// The texts of a figure with the least room that they take.
fn rooms(svg: &str) -> Vec<(String, Room)> {
    let all = svg.split("<text ").skip(1);
    let room = |element: &str| {
        let (head, inner) = element.split_once('>')?;
        let head = format!(" {head}");
        let inner = inner.split_once("</text>")?.0;
        let signs: String = inner
            .split('<')
            .enumerate()
            .map(|(index, part)| match index {
                0 => part,
                _ => part.split_once('>').map_or("", |(_, signs)| signs),
            })
            .collect();
        let number = |name: &str| attribute(&head, name)?.parse::<f64>().ok();
        let (x, y, high) = (number("x")?, number("y")?, number("font-size")?);
        let wide = NARROW * high * signs.chars().count() as f64;
        let up = 0.6 * high;
        let room = if head.contains("rotate(-90") {
            (x - up, y - wide / 2.0, x, y + wide / 2.0)
        } else {
            let left = match attribute(&head, "text-anchor")? {
                "start" => x,
                "end" => x - wide,
                _ => x - wide / 2.0,
            };
            (left, y - up, left + wide, y)
        };
        Some((signs, room))
    };
    all.map(|element| room(element).expect("a text with its place"))
        .collect()
}

/// Texts that leave the figure or are on each other.
fn faults(svg: &str) -> Vec<String> {
    let view: Vec<f64> = attribute(svg, "viewBox")
        .unwrap()
        .split(' ')
        .map(|part| part.parse().unwrap())
        .collect();
    let rooms = rooms(svg);
    let mut faults = Vec::new();
    for (index, (text, room)) in rooms.iter().enumerate() {
        if room.0 < 0.0 || room.1 < 0.0 || room.2 > view[2] || room.3 > view[3] {
            faults.push(format!("`{text}` leaves the figure"));
        }
        for (other, place) in &rooms[index + 1..] {
            let meets =
                room.0 < place.2 && place.0 < room.2 && room.1 < place.3 && place.1 < room.3;
            if meets {
                faults.push(format!("`{text}` is on `{other}`"));
            }
        }
    }
    faults
}

/// A study of so many swept variables with long names, and rates of its users.
fn study(counts: &[i64]) -> (Table, Table, Vec<String>) {
    let names: Vec<String> = (0..counts.len())
        .map(|index| format!("swept_{index}"))
        .collect();
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let swept = names.iter().enumerate().map(|(index, name)| {
        let column = key(name, ColumnType::Integer);
        column.title(format!(
            "antennas of every {} access point",
            "other ".repeat(index + 1)
        ))
    });
    let mut keys = vec![
        key("realization", ColumnType::Integer),
        key("scheme", ColumnType::Text),
    ];
    keys.extend(swept);
    let metric = |name: &str| Column::new(name, Role::Metric, ColumnType::Number).unit("bit/s/Hz");
    let status = Column::new("status", Role::Status, ColumnType::Text);
    let mut data = Table::new([keys.clone(), vec![metric("sum_rate"), status]].concat()).unwrap();
    keys.push(key("user", ColumnType::Integer));
    let mut users = Table::new([keys, vec![metric("rate")]].concat()).unwrap();
    let mut points = vec![Vec::new()];
    for &count in counts {
        let longer = |point: &Vec<i64>| {
            let point = point.clone();
            (0..count).map(move |value| [point.clone(), vec![value]].concat())
        };
        points = points.iter().flat_map(longer).collect();
    }
    for realization in 0..3_i64 {
        for scheme in ["proposed", "zf"] {
            for point in &points {
                let sum: i64 = point.iter().enumerate().map(|(i, value)| value << i).sum();
                let rate = 12_345.0 + (sum + realization) as f64;
                let mut row: Vec<Cell> = vec![realization.into(), scheme.into()];
                row.extend(point.iter().map(|&value| value.into()));
                data.push([row.clone(), vec![rate.into(), "solved".into()]].concat())
                    .unwrap();
                for user in 1..=2_i64 {
                    let own = rate + user as f64;
                    users
                        .push([row.clone(), vec![user.into(), own.into()]].concat())
                        .unwrap();
                }
            }
        }
    }
    (data, users, names)
}

#[test]
fn texts_of_any_figure_have_room() {
    let cases: [&[i64]; 6] = [
        &[3],
        &[2, 5],
        &[2, 2, 2],
        &[3, 3, 3],
        &[2, 2, 2, 2],
        &[5, 2, 4],
    ];
    let label =
        "a label that a reader must follow over more than one line of the figure, if not two";
    let looks = [
        Look::default(),
        Look {
            width: Some(3.5),
            height: Some(6.0),
            title: Some(label.into()),
            x: AxisLook {
                label: Some(label.into()),
                ..AxisLook::default()
            },
            y: AxisLook {
                label: Some(label.into()),
                ..AxisLook::default()
            },
            ..Look::default()
        },
    ];
    for counts in cases {
        let (data, users, names) = study(counts);
        let mut by = vec!["scheme"];
        by.extend(names.iter().map(String::as_str));
        let summary = summarise(&data, &Grouping::by(&by)).unwrap();
        let tables = Tables {
            name: "study",
            data: &data,
            summary: &summary,
            boundary: None,
            beampattern: None,
            layout: None,
            users: Some(&users),
        };
        let figures = [
            Figure::Curves {
                y: vec!["sum_rate".into()],
                x: "swept_0".into(),
                by: None,
            },
            Figure::Curves {
                y: vec!["sum_rate".into()],
                x: "scheme".into(),
                by: None,
            },
            Figure::Cdf {
                of: "rate".into(),
                by: Some("scheme".into()),
            },
            Figure::Box {
                of: "rate".into(),
                x: "scheme".into(),
                by: None,
            },
        ];
        for figure in figures {
            for look in &looks {
                let plot = Plot {
                    figure: figure.clone(),
                    at: Vec::new(),
                    look: look.clone(),
                };
                let svg = match draw(&tables, &plot) {
                    Ok(svg) => svg,
                    // A size that is too small for what is to be on it is refused.
                    Err(cfs::plot::PlotError::Small { .. }) if look.height.is_some() => continue,
                    Err(error) => panic!("{error}"),
                };
                let found = faults(&svg);
                assert!(found.is_empty(), "{counts:?}, `{plot}`: {found:#?}");
            }
        }
    }
}
