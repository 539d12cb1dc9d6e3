//! Figures: what is on them, and that they are drawn the same each time.

use cfs::language::{AxisValue, Figure, Plot, Selection};
use cfs::plot::png;
use cfs::plot::{PlotError, Tables, draw};
use cfs::results::summary::{Grouping, summarise};
use cfs::table::columns::{ACCESS_POINT, ANGLE, IDEAL, KIND, NUMBER, PAIR, PATTERN, PILOT, X, Y};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// Two schemes at every area of `areas`, three realizations each; one point is solved twice only.
fn table(areas: &[f64]) -> Table {
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key("scheme", ColumnType::Text),
        key("area", ColumnType::Number)
            .unit("km")
            .title("area side"),
        Column::new("sum_rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
        Column::new("mse", Role::Metric, ColumnType::Number),
        Column::new("status", Role::Status, ColumnType::Text),
    ])
    .unwrap();
    for realization in 0..3_u32 {
        for scheme in ["proposed", "zf"] {
            for &area in areas {
                let rate = 40.0 - 5.0 * area + f64::from(realization);
                let solved = (realization, scheme, area) != (2, "zf", areas[0]);
                let value = |value: f64| solved.then_some(value).into();
                let row = vec![
                    realization.into(),
                    scheme.into(),
                    area.into(),
                    value(if scheme == "zf" { 0.8 * rate } else { rate }),
                    value(3.5 + area),
                    if solved { "solved" } else { "failed" }.into(),
                ];
                table.push(row).unwrap();
            }
        }
    }
    table
}

fn curves(y: &str, x: &str, by: Option<&str>, at: Vec<Selection>) -> Plot {
    Plot {
        figure: Figure::Curves {
            y: vec![y.into()],
            x: x.into(),
            by: by.map(Into::into),
        },
        at,
    }
}

fn layout_plot() -> Plot {
    Plot {
        figure: Figure::Layout,
        at: Vec::new(),
    }
}

fn at(column: &str, value: AxisValue) -> Selection {
    Selection {
        axis: column.into(),
        value,
    }
}

fn drawn(data: &Table, plot: &Plot) -> Result<String, PlotError> {
    let grouping = Grouping::by(&["scheme", "area"]);
    let summary = summarise(data, &grouping).unwrap();
    let tables = Tables {
        name: "area",
        data,
        summary: &summary,
        boundary: None,
        beampattern: None,
        layout: None,
        users: None,
    };
    draw(&tables, plot)
}

/// The texts of a figure, in the order drawn.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|text| text.split_once('>')?.1.split_once("</text>"))
        .map(|(text, _)| text.trim())
        .collect()
}

/// How many elements of a kind are drawn in a colour.
fn count(svg: &str, element: &str, colour: &str) -> usize {
    let of_kind = |line: &&str| line.starts_with(&format!("<{element} ")) && line.contains(colour);
    svg.lines().filter(of_kind).count()
}

const BLUE: &str = "#0072B2";
const VERMILION: &str = "#D55E00";

#[test]
fn a_curve_for_each_scheme_has_its_names_units_and_markers() {
    let areas = [0.5, 1.0, 2.0, 4.0];
    let svg = drawn(
        &table(&areas),
        &curves("sum_rate", "area", Some("scheme"), Vec::new()),
    )
    .unwrap();
    let texts = texts(&svg);
    for text in [
        "area side (km)",
        "sum rate (bit/s/Hz)",
        "scheme",
        "proposed",
        "ZF",
    ] {
        assert!(texts.contains(&text), "no `{text}` in {texts:?}");
    }
    let note = "Means of 3 realizations with 95 % intervals; hollow: of fewer.";
    assert!(texts.contains(&note), "{texts:?}");
    // A marker for each point and one in the legend; discs are filled and outlined.
    assert_eq!(count(&svg, "circle", BLUE), 2 * (areas.len() + 1));
    // Of the squares of the other scheme, the one of fewer realizations is hollow.
    assert_eq!(count(&svg, "polygon", VERMILION), areas.len());
    assert_eq!(count(&svg, "polygon", "#FFFFFF"), 1);
}

/// The table with the bound that a rate cannot exceed, in the unit of rates.
fn with_bound(mut table: Table) -> Table {
    let rate = table.position("sum_rate").unwrap();
    let column = Column::new("upper_bound", Role::Metric, ColumnType::Number).unit("bit/s/Hz");
    table.columns.insert(rate + 1, column);
    for row in &mut table.rows {
        let bound = row[rate].as_number().map(|rate| 1.05 * rate);
        row.insert(rate + 1, bound.into());
    }
    table
}

fn several(y: &[&str], x: &str, by: Option<&str>) -> Plot {
    Plot {
        figure: Figure::Curves {
            y: y.iter().map(|&name| name.into()).collect(),
            x: x.into(),
            by: by.map(Into::into),
        },
        at: Vec::new(),
    }
}

#[test]
fn metrics_of_one_unit_share_an_axis_and_each_has_a_line_and_a_name() {
    let table = with_bound(table(&[0.5, 1.0, 2.0, 4.0]));
    let metrics = ["sum_rate", "upper_bound"];

    // One curve each, distinguished by colour, marker and line.
    let mut one_scheme = table.clone();
    one_scheme
        .rows
        .retain(|row| row[1].as_text() == Some("proposed"));
    let svg = drawn(&one_scheme, &several(&metrics, "area", None)).unwrap();
    let found = texts(&svg);
    for text in [
        "sum rate, upper bound (bit/s/Hz)",
        "sum rate",
        "upper bound",
    ] {
        assert!(found.contains(&text), "no `{text}` in {found:?}");
    }
    assert_eq!(
        count(&svg, "circle", BLUE),
        2 * 5,
        "four points and the legend's"
    );
    assert_eq!(count(&svg, "polygon", VERMILION), 5);

    // A curve for each scheme and metric: the colour says the scheme, a broken line the metric.
    let svg = drawn(&table, &several(&metrics, "area", Some("scheme"))).unwrap();
    let found = texts(&svg);
    for text in ["scheme", "proposed", "ZF", "sum rate", "upper bound"] {
        assert!(found.contains(&text), "no `{text}` in {found:?}");
    }
    // Discs are filled and outlined; of each metric one square is hollow.
    for (colour, element, marks) in [(BLUE, "circle", 2 * 9), (VERMILION, "polygon", 9 - 2)] {
        let whole = |line: &&str| line.contains("stroke-width=\"7\"") && line.contains(colour);
        let lines = svg
            .lines()
            .filter(|line| line.starts_with("<polyline "))
            .filter(whole);
        let lengths: Vec<usize> = lines.map(|line| line.matches(',').count()).collect();
        // The curve of four points and the legend's line of two; all others are dashes.
        assert_eq!(lengths.iter().filter(|&&points| points == 4).count(), 1);
        assert!(lengths.len() > 20, "{} dashes", lengths.len());
        assert_eq!(
            count(&svg, element, colour),
            marks,
            "both curves have its marker"
        );
    }

    // Where no lines join the points, the marker says the metric; the legend's lines the areas.
    let svg = drawn(&table, &several(&metrics, "scheme", Some("area"))).unwrap();
    assert!(texts(&svg).contains(&"upper bound"));
    assert_eq!(svg.matches("stroke-width=\"7\"").count(), 4);
}

#[test]
fn metrics_that_share_no_axis_are_refused() {
    let table = with_bound(table(&[1.0, 2.0]));
    let cases = [
        (
            several(&["sum_rate", "mse"], "area", None),
            "`sum_rate` is in bit/s/Hz and `mse` is a plain number; one axis cannot show both",
        ),
        (
            several(&["sum_rate", "bound"], "area", None),
            "there is no column `bound` to plot; the columns are scheme, area, sum_rate, upper_bound, mse",
        ),
        (
            several(&["mse"; 5], "area", None),
            "a figure shows from one to 4 columns over another, not 5",
        ),
        (
            several(&[], "area", None),
            "a figure shows from one to 4 columns over another, not 0",
        ),
    ];
    for (plot, message) in cases {
        assert_eq!(drawn(&table, &plot).unwrap_err().to_string(), message);
    }
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let plot = curves("sum_rate", "mse", None, Vec::new());
    let first = drawn(&table(&[1.0, 2.0]), &plot).unwrap();
    assert_eq!(first, drawn(&table(&[1.0, 2.0]), &plot).unwrap());
    let picture = png(&first).unwrap();
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(picture, png(&first).unwrap());
}

#[test]
fn a_long_curve_has_a_band_and_a_short_one_bars() {
    let plot = curves("sum_rate", "area", Some("scheme"), Vec::new());
    let long: Vec<f64> = (1..=8).map(|i| 0.5 * f64::from(i)).collect();
    let bands = |areas: &[f64]| {
        let svg = drawn(&table(areas), &plot).unwrap();
        svg.lines()
            .filter(|line| line.starts_with("<polygon opacity=\"0.15\""))
            .count()
    };
    assert_eq!(bands(&long), 2);
    assert_eq!(bands(&long[..3]), 0);
}

#[test]
fn words_stand_on_the_axis_as_words_and_values_kept_stand_in_the_title() {
    let place = at("area", AxisValue::Number(2.0));
    let svg = drawn(
        &table(&[1.0, 2.0]),
        &curves("sum_rate", "scheme", None, vec![place]),
    )
    .unwrap();
    let texts = texts(&svg);
    assert!(texts.contains(&"area, area side 2 km"), "{texts:?}");
    assert!(texts.contains(&"ZF"), "{texts:?}");
    // Two points without order are not joined: no line of the colour is wide enough for a curve.
    assert_eq!(svg.matches("stroke-width=\"7\"").count(), 0);
}

#[test]
fn a_figure_that_the_tables_do_not_answer_says_why() {
    let table = table(&[1.0]);
    let nowhere = at("area", AxisValue::Number(9.0));
    let cases = [
        (
            curves("sum_rat", "area", None, Vec::new()),
            "there is no column `sum_rat` to plot; the columns are scheme, area, sum_rate, mse",
        ),
        (
            curves("sum_rate", "area", None, vec![nowhere]),
            "there is no solved row at area 9",
        ),
        (
            layout_plot(),
            "there is no table `layout`; add `record layout` or `plot layout` to the scenario and run it again",
        ),
    ];
    for (plot, message) in cases {
        assert_eq!(drawn(&table, &plot).unwrap_err().to_string(), message);
    }
}

/// What folders of earlier versions hold must read back, and name the same files.
#[test]
fn plots_keep_their_form_in_descriptions_and_the_names_of_their_files() {
    let pattern = Plot {
        figure: Figure::Beampattern {
            polar: true,
            by: Some("scheme".into()),
        },
        at: vec![
            at("realization", AxisValue::Number(3.0)),
            at("pairing", AxisValue::Word("nearest".into())),
        ],
    };
    let cases = [
        (
            several(&["sum_rate"], "mse", None),
            r#"{"figure":"curves","y":"sum_rate","x":"mse"}"#,
            "sum_rate over mse",
            "area.sum_rate_over_mse",
        ),
        (
            several(&["sum_rate", "upper_bound"], "mse", Some("scheme")),
            r#"{"figure":"curves","y":["sum_rate","upper_bound"],"x":"mse","by":"scheme"}"#,
            "sum_rate upper_bound over mse by scheme",
            "area.sum_rate_upper_bound_over_mse_by_scheme",
        ),
        (
            pattern,
            r#"{"figure":"beampattern","polar":true,"by":"scheme","at":[{"column":"realization","value":3.0},{"column":"pairing","value":"nearest"}]}"#,
            "beampattern polar by scheme at realization 3 at pairing nearest",
            "area.beampattern_polar_by_scheme_at_realization_3_at_pairing_nearest",
        ),
        (
            layout_plot(),
            r#"{"figure":"layout"}"#,
            "layout",
            "area.layout",
        ),
    ];
    for (plot, json, words, file) in cases {
        assert_eq!(serde_json::to_string(&plot).unwrap(), json);
        assert_eq!(serde_json::from_str::<Plot>(json).unwrap(), plot);
        assert_eq!(plot.to_string(), words);
        assert_eq!(plot.file_stem("area"), file);
    }
}

/// Samples of two access points at three budgets of a grid of its own.
fn beampatterns() -> Table {
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let metric = |name: &str| Column::new(name, Role::Metric, ColumnType::Number);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key("step", ColumnType::Integer),
        key("delta", ColumnType::Number),
        key(ACCESS_POINT, ColumnType::Integer),
        key(ANGLE, ColumnType::Number),
        metric(PATTERN),
        metric(IDEAL),
    ])
    .unwrap();
    for step in 0..3_u32 {
        for access_point in [2_u32, 5] {
            for angle in (-90_i32..=90).step_by(5) {
                let inside = angle.abs() <= 5;
                let power = if inside { 10.0 } else { 0.1 };
                let ideal = if inside { 9.0 } else { 0.0 };
                let delta = 3.53 + f64::from(step);
                let row = vec![
                    Cell::Integer(0),
                    step.into(),
                    delta.into(),
                    access_point.into(),
                    f64::from(angle).into(),
                    power.into(),
                    ideal.into(),
                ];
                table.push(row).unwrap();
            }
        }
    }
    table
}

fn layout() -> Table {
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let metric = |name: &str, ty| Column::new(name, Role::Metric, ty);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key(KIND, ColumnType::Text),
        key(NUMBER, ColumnType::Integer),
        metric(X, ColumnType::Number),
        metric(Y, ColumnType::Number),
        metric(PAIR, ColumnType::Integer),
        metric(PILOT, ColumnType::Integer),
    ])
    .unwrap();
    // Kind, number, place, then the partner or the pilot, 0 for none.
    let rows = [
        ("boundary", 1_i64, 0.0, 0.0, 0_i64, 0_i64),
        ("boundary", 2, 2.0, 0.0, 0, 0),
        ("boundary", 3, 2.0, 2.0, 0, 0),
        ("boundary", 4, 0.0, 2.0, 0, 0),
        ("access_point", 1, 0.5, 0.5, 1, 0),
        ("access_point", 2, 1.5, 0.5, 0, 0),
        ("target", 1, 0.6, 1.5, 1, 0),
        ("user", 1, 1.0, 1.0, 0, 1),
        ("user", 2, 1.2, 1.7, 0, 2),
    ];
    for (kind, number, x, y, pair, pilot) in rows {
        let optional = |number: i64| (number > 0).then_some(number).into();
        let row = vec![
            0_i64.into(),
            kind.into(),
            number.into(),
            Cell::Number(x),
            Cell::Number(y),
            optional(pair),
            optional(pilot),
        ];
        table.push(row).unwrap();
    }
    table
}

fn of_place(plot: &Plot) -> String {
    let (data, summary) = (Table::default(), Table::default());
    let (beampattern, layout) = (beampatterns(), layout());
    let tables = Tables {
        name: "region",
        data: &data,
        summary: &summary,
        boundary: None,
        beampattern: Some(&beampattern),
        layout: Some(&layout),
        users: None,
    };
    draw(&tables, plot).unwrap()
}

#[test]
fn beampatterns_have_a_panel_for_each_access_point_and_the_nearest_budget() {
    for polar in [false, true] {
        let svg = of_place(&Plot {
            figure: Figure::Beampattern { polar, by: None },
            at: vec![at("delta", AxisValue::Number(4.4))],
        });
        let texts = texts(&svg);
        for text in [
            "region, realization 0, delta 4.53",
            "access point 2",
            "access point 5",
            "beampattern (dB)",
        ] {
            assert!(texts.contains(&text), "no `{text}` in {texts:?}");
        }
        // The pattern in each panel and its line in the legend.
        assert_eq!(count(&svg, "polyline", BLUE), 3);
    }
}

#[test]
fn beampatterns_by_budget_have_a_curve_for_each() {
    let svg = of_place(&Plot {
        figure: Figure::Beampattern {
            polar: false,
            by: Some("delta".into()),
        },
        at: Vec::new(),
    });
    let texts = texts(&svg);
    for text in ["delta", "3.53", "4.53", "5.53", "ideal, scaled to fit"] {
        assert!(texts.contains(&text), "no `{text}` in {texts:?}");
    }
}

#[test]
fn a_layout_shows_who_senses_what_and_who_shares_a_pilot() {
    let svg = of_place(&layout_plot());
    let texts = texts(&svg);
    for text in [
        "access point, sensing",
        "access point",
        "target",
        "user, pilot 1",
        "user, pilot 2",
        "senses",
        "x (km)",
        "y (km)",
    ] {
        assert!(texts.contains(&text), "no `{text}` in {texts:?}");
    }
}
