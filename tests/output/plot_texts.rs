//! Texts of figures: none leaves the figure, and none is on another.

use cfs::language::{AxisLook, Figure, Look, Plot};
use cfs::plot::{PlotError, Tables, draw, pgf};
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

use crate::places;
use crate::texts::{faults, rooms};

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
    let sized = |width, height| Look {
        width: Some(width),
        height,
        ..Look::default()
    };
    let looks = [
        Look::default(),
        sized(3.5, None),
        sized(3.5, Some(2.6)),
        sized(7.0, None),
        sized(7.0, Some(4.0)),
        Look {
            font_size: Some(11.0),
            ..Look::default()
        },
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
                x: "swept_0".into(),
                by: Some("scheme".into()),
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
                    Err(PlotError::Small { .. }) if look.width.is_some() => continue,
                    Err(error) => panic!("{error}"),
                };
                let found = faults(&svg);
                assert!(found.is_empty(), "{counts:?}, `{plot}`: {found:#?}");
            }
        }
    }
}

#[test]
fn texts_of_figures_of_a_place_have_room() {
    for panels in [1, 2, 3, 5, 12] {
        let beampattern = beampatterns(panels);
        let layout = places::crowded(4 * panels as i64);
        let (data, summary) = (Table::default(), Table::default());
        let tables = Tables {
            name: "place",
            data: &data,
            summary: &summary,
            boundary: None,
            beampattern: Some(&beampattern),
            layout: Some(&layout),
            users: None,
        };
        let beampattern = |polar, by: Option<&str>| Figure::Beampattern {
            polar,
            by: by.map(Into::into),
        };
        let figures = [
            beampattern(false, None),
            beampattern(true, None),
            beampattern(false, Some("delta")),
            beampattern(true, Some("delta")),
            Figure::Layout,
        ];
        let sizes = [
            (None, None),
            (Some(3.5), None),
            (Some(3.5), Some(2.6)),
            (Some(7.0), None),
            (Some(7.0), Some(5.0)),
        ];
        for figure in figures {
            for (width, height) in sizes {
                for label in [
                    None,
                    Some("radiated power towards the direction, in decibels"),
                ] {
                    let plot = Plot {
                        figure: figure.clone(),
                        at: Vec::new(),
                        look: Look {
                            width,
                            height,
                            y: AxisLook {
                                label: label.map(Into::into),
                                ..AxisLook::default()
                            },
                            ..Look::default()
                        },
                    };
                    let svg = match draw(&tables, &plot) {
                        Ok(svg) => svg,
                        Err(PlotError::Small { .. }) if width.is_some() && panels > 2 => continue,
                        Err(PlotError::Small { .. }) if height.is_some() && label.is_some() => {
                            continue;
                        }
                        Err(error) => panic!("{panels}, `{plot}`: {error}"),
                    };
                    let found = faults(&svg);
                    assert!(found.is_empty(), "{panels}, `{plot}`: {found:#?}");
                }
            }
        }
    }
}

/// Patterns that differ, of so many access points.
fn beampatterns(access_points: u32) -> Table {
    let powers = |access_point: u32, angle: i32| {
        let number = f64::from(access_point);
        match (angle - 5 * access_point as i32).abs() <= 5 {
            true => (number + 3.0, number + 2.0),
            false => (0.01, 0.0),
        }
    };
    places::beampatterns(1..=access_points, 2, powers)
}

#[test]
fn numbers_on_a_map_for_tex_are_those_on_the_screen_each_beside_its_marker() {
    let (data, summary) = (Table::default(), Table::default());
    for count in [4, 12, 25] {
        let layout = places::crowded(count);
        let tables = Tables {
            name: "place",
            data: &data,
            summary: &summary,
            boundary: None,
            beampattern: None,
            layout: Some(&layout),
            users: None,
        };
        let plot = Plot {
            figure: Figure::Layout,
            at: Vec::new(),
            look: Look::default(),
        };
        // Those along the axes are greater.
        let numbers = |texts: Vec<String>| -> Vec<i64> {
            let numbers = texts.iter().filter_map(|text| text.parse().ok());
            let mut numbers: Vec<i64> = numbers.filter(|n| (1..=count).contains(n)).collect();
            numbers.sort_unstable();
            numbers
        };
        let svg = draw(&tables, &plot).unwrap();
        let shown = numbers(rooms(&svg).into_iter().map(|(text, _)| text).collect());
        let tex = pgf(&tables, &plot).unwrap();
        let nodes: Vec<&str> = tex
            .lines()
            .filter(|line| line.starts_with("\\node[anchor="))
            .collect();
        for node in &nodes {
            let aside = [
                "anchor=west, xshift=",
                "anchor=east, xshift=-",
                "anchor=south, xshift=0bp, yshift=",
                "anchor=north, xshift=0bp, yshift=-",
            ];
            assert!(aside.iter().any(|side| node.contains(side)), "{node}");
        }
        let text = |node: &&str| {
            node.rsplit_once('{')
                .unwrap()
                .1
                .trim_end_matches("};")
                .to_owned()
        };
        assert_eq!(numbers(nodes.iter().map(text).collect()), shown, "{count}");
        assert!(!shown.is_empty() || count > 20);
    }
}

#[test]
fn texts_of_the_gallery_have_room() {
    let mut seen = 0;
    for entry in std::fs::read_dir("docs/gallery").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            let found = faults(&std::fs::read_to_string(&path).unwrap());
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 8);
}
