//! Figures: what is on them, and that they are drawn the same each time.

use cfs::language::{AxisLook, AxisValue, Figure, Look, Plot, Selection};
use cfs::plot::{PlotError, Tables, draw, pdf, pgf, png};
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

use crate::places;

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
        look: Look::default(),
    }
}

fn layout_plot() -> Plot {
    Plot {
        figure: Figure::Layout,
        at: Vec::new(),
        look: Look::default(),
    }
}

fn at(column: &str, value: AxisValue) -> Selection {
    Selection {
        axis: column.into(),
        value,
    }
}

/// The tables of an experiment that records nothing else.
fn with_summary<'a>(name: &'a str, data: &'a Table, summary: &'a Table) -> Tables<'a> {
    Tables {
        name,
        data,
        summary,
        boundary: None,
        beampattern: None,
        layout: None,
        users: None,
    }
}

fn drawn(data: &Table, plot: &Plot) -> Result<String, PlotError> {
    let grouping = Grouping::by(&["scheme", "area"]);
    let summary = summarise(data, &grouping).unwrap();
    let tables = with_summary("area", data, &summary);
    draw(&tables, plot)
}

/// The texts of a figure, in the order drawn, without how they are set.
fn texts(svg: &str) -> Vec<String> {
    let all = svg.split("<text ").skip(1);
    let inner = all.filter_map(|text| text.split_once('>')?.1.split_once("</text>"));
    let plain = |(text, _): (&str, &str)| {
        let parts = text.split('<');
        let signs = parts.map(|part| part.split_once('>').map_or(part, |(_, signs)| signs));
        signs.collect::<String>()
    };
    inner.map(plain).collect()
}

fn has(texts: &[String], text: &str) -> bool {
    texts.iter().any(|found| found == text)
}

/// How many elements of a kind are drawn in a colour.
fn count(svg: &str, element: &str, colour: &str) -> usize {
    let of_kind = |line: &&str| line.starts_with(&format!("<{element} ")) && line.contains(colour);
    svg.lines().filter(of_kind).count()
}

const BLUE: &str = "#2d50dc";
const ORANGE: &str = "#f0781e";

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
        assert!(has(&texts, text), "no `{text}` in {texts:?}");
    }
    let note = "Means of 3 realizations with 95 % intervals; hollow: of fewer.";
    assert!(texts.join(" ").contains(note), "{texts:?}");
    assert!(
        texts.join(" ").contains("The vertical axis begins at"),
        "{texts:?}"
    );
    // A marker for each point and one in the legend.
    assert_eq!(count(&svg, "circle", BLUE), areas.len() + 1);
    // Of the squares of the other scheme, the one of fewer realizations is hollow.
    assert_eq!(count(&svg, "polygon", ORANGE), areas.len() + 1);
    assert_eq!(count(&svg, "polygon", "fill=\"#ffffff\""), 1);
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
        look: Look::default(),
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
        assert!(has(&found, text), "no `{text}` in {found:?}");
    }
    assert_eq!(
        count(&svg, "circle", BLUE),
        5,
        "four points and the legend's"
    );
    assert_eq!(count(&svg, "polygon", ORANGE), 5);

    // A curve for each scheme and metric: the colour says the scheme, a broken line the metric.
    let svg = drawn(&table, &several(&metrics, "area", Some("scheme"))).unwrap();
    let found = texts(&svg);
    for text in ["scheme", "proposed", "ZF", "sum rate", "upper bound"] {
        assert!(has(&found, text), "no `{text}` in {found:?}");
    }
    for (colour, element) in [(BLUE, "circle"), (ORANGE, "polygon")] {
        let curve = |line: &&str| {
            let is_line = line.starts_with("<polyline ") && line.contains("stroke-width=\"1.1\"");
            is_line && line.contains(colour)
        };
        let lengths = |broken: bool| -> Vec<usize> {
            let lines = svg.lines().filter(curve);
            let lines = lines.filter(|line| line.contains("stroke-dasharray") == broken);
            let points = |line: &str| line.split_once("points=").unwrap().1.matches(',').count();
            lines.map(points).collect()
        };
        assert_eq!(lengths(false), [2, 4], "the legend's line and the curve");
        assert_eq!(lengths(true), [4], "the curve of the bound");
        let marks = count(&svg, element, colour);
        assert_eq!(marks, 9, "both curves have its marker, and the legend");
    }

    // Where no lines join the points, the marker says the metric; the legend's lines the areas.
    let svg = drawn(&table, &several(&metrics, "scheme", Some("area"))).unwrap();
    assert!(has(&texts(&svg), "upper bound"));
    assert_eq!(svg.matches("stroke-width=\"1.1\"").count(), 4);
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
            .filter(|line| line.contains("fill-opacity=\"0.15\""))
            .count()
    };
    assert_eq!(bands(&long), 2);
    assert_eq!(bands(&long[..3]), 0);
}

#[test]
fn words_are_on_the_axis_as_words_and_values_that_are_kept_are_below() {
    let place = at("area", AxisValue::Number(2.0));
    let svg = drawn(
        &table(&[1.0, 2.0]),
        &curves("sum_rate", "scheme", None, vec![place]),
    )
    .unwrap();
    let texts = texts(&svg);
    assert!(has(&texts, "Area side = 2 km."), "{texts:?}");
    assert!(svg.contains("<title>area, area side = 2 km</title>"));
    assert!(has(&texts, "ZF"), "{texts:?}");
    // Two points without order are not joined: no line of the colour is wide enough for a curve.
    assert_eq!(svg.matches("stroke-width=\"1.1\"").count(), 0);
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
            "there is no solved row at area 9 km",
        ),
        (
            layout_plot(),
            "there is no table `layout`; add `record layout` to the scenario and run it again",
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
        look: Look::default(),
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

/// Of two access points, one of which radiates more.
fn beampatterns() -> Table {
    let powers = |access_point: u32, angle: i32| match (angle.abs() <= 5, access_point) {
        (true, 2) => (10.0, 9.0),
        (true, _) => (8.0, 9.0),
        (false, _) => (0.1, 0.0),
    };
    places::beampatterns([2, 5].into_iter(), 5, powers)
}

fn layout() -> Table {
    let things = [
        ("access_point", 1, (0.5, 0.5), 1, 0),
        ("access_point", 2, (1.5, 0.5), 0, 0),
        ("target", 1, (0.6, 1.5), 1, 0),
        ("user", 1, (1.0, 1.0), 0, 1),
        ("user", 2, (1.2, 1.7), 0, 2),
    ];
    places::layout(2.0, &things)
}

fn of_place(plot: &Plot) -> String {
    let (data, summary) = (Table::default(), Table::default());
    let (beampattern, layout) = (beampatterns(), layout());
    let tables = Tables {
        beampattern: Some(&beampattern),
        layout: Some(&layout),
        ..with_summary("region", &data, &summary)
    };
    draw(&tables, plot).unwrap()
}

#[test]
fn beampatterns_have_a_panel_for_each_access_point_and_the_nearest_budget() {
    for polar in [false, true] {
        let svg = of_place(&Plot {
            figure: Figure::Beampattern { polar, by: None },
            at: vec![at("delta", AxisValue::Number(4.4))],
            look: Look::default(),
        });
        let texts = texts(&svg);
        for text in [
            "Realization 0, δ = 4.53.",
            "access point 2",
            "access point 5",
            "beampattern (dB)",
        ] {
            assert!(has(&texts, text), "no `{text}` in {texts:?}");
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
        look: Look::default(),
    });
    let texts = texts(&svg);
    for text in ["δ", "3.53", "4.53", "5.53", "ideal, scaled to fit"] {
        assert!(has(&texts, text), "no `{text}` in {texts:?}");
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
        assert!(has(&texts, text), "no `{text}` in {texts:?}");
    }
}

#[test]
fn access_points_with_the_same_pattern_share_a_panel() {
    let (data, summary) = (Table::default(), Table::default());
    let mut beampattern = beampatterns();
    for row in &mut beampattern.rows {
        if row[5] == Cell::Number(8.0) {
            row[5] = 10.0.into();
        }
    }
    let tables = Tables {
        beampattern: Some(&beampattern),
        ..with_summary("region", &data, &summary)
    };
    let plot = Plot {
        figure: Figure::Beampattern {
            polar: false,
            by: None,
        },
        at: Vec::new(),
        look: Look::default(),
    };
    let svg = draw(&tables, &plot).unwrap();
    let texts = texts(&svg).join(" ");
    assert!(texts.contains("access points 2, 5"), "{texts}");
    assert_eq!(
        count(&svg, "polyline", BLUE),
        2,
        "a pattern, and the legend's line"
    );
}

/// Where an attribute of the first element with a text is.
fn attribute(svg: &str, name: &str) -> f64 {
    let after = svg.split_once(&format!("{name}=\"")).unwrap().1;
    let value = after.split_once('"').unwrap().0;
    value.trim_end_matches("in").parse().unwrap()
}

#[test]
fn a_figure_has_the_size_and_text_that_are_stated() {
    let data = table(&[0.5, 1.0, 2.0, 4.0]);
    let mut plot = curves("sum_rate", "area", Some("scheme"), Vec::new());
    let svg = drawn(&data, &plot).unwrap();
    assert_eq!(attribute(&svg, " width"), 3.5, "a column");
    let sizes = |svg: &str| -> Vec<String> {
        let all = svg.split("font-size=\"").skip(1);
        all.map(|rest| rest.split_once('"').unwrap().0.to_owned())
            .collect()
    };
    assert!(
        sizes(&svg).iter().all(|size| size == "8"),
        "all text is of 8 points"
    );
    assert!(
        svg.contains("font-family=\"DejaVu Sans, "),
        "a font by its name"
    );

    plot.look = Look {
        title: Some("Rates at $\\delta_0$".into()),
        x: AxisLook {
            label: Some("side".into()),
            log: Some(true),
            ..AxisLook::default()
        },
        y: AxisLook {
            from: Some(0.0),
            to: Some(60.0),
            ..AxisLook::default()
        },
        width: Some(3.0),
        height: Some(2.5),
        font_size: Some(7.0),
        font: Some("Times New Roman".into()),
        colours: vec!["#112233".into()],
        greyscale: None,
    };
    let svg = drawn(&data, &plot).unwrap();
    assert_eq!(
        (attribute(&svg, " width"), attribute(&svg, " height")),
        (3.0, 2.5)
    );
    assert!(svg.contains("viewBox=\"0 0 216 180\""), "points");
    assert!(svg.contains("font-family=\"Times New Roman, DejaVu Sans, "));
    assert_eq!(count(&svg, "circle", "#112233"), 5, "the stated colour");
    assert_eq!(count(&svg, "polygon", ORANGE), 5, "the usual one");
    let texts = texts(&svg);
    for text in ["Rates at δ0", "side", "0", "20", "40", "60"] {
        assert!(has(&texts, text), "no `{text}` in {texts:?}");
    }
    assert!(!texts.join(" ").contains("begins"), "an axis from zero");

    plot.look.greyscale = Some(true);
    plot.look.colours.clear();
    let svg = drawn(&data, &plot).unwrap();
    let colours = svg.split('#').skip(1).filter_map(|rest| rest.get(..6));
    for colour in colours.filter(|colour| colour.chars().all(|c| c.is_ascii_hexdigit())) {
        assert_eq!(colour[..2], colour[2..4], "{colour} is a grey");
        assert_eq!(colour[..2], colour[4..], "{colour} is a grey");
    }

    plot.look.height = Some(1.0);
    let error = drawn(&data, &plot).unwrap_err().to_string();
    assert!(
        error.starts_with("the figure is too small for its texts; it needs about 3 in by "),
        "{error}"
    );
    plot.look = Look::default();
    plot.look.y.log = Some(true);
    plot.look.y.to = Some(-1.0);
    let error = drawn(&data, &plot).unwrap_err().to_string();
    assert_eq!(
        error,
        "a logarithmic axis needs values above 0, and `sum rate (bit/s/Hz)` has none"
    );
}

#[test]
fn two_realizations_are_a_warning_and_their_intervals_do_not_squeeze_the_means() {
    let mut data = table(&[1.0, 2.0]);
    data.rows.retain(|row| row[0] != Cell::Integer(2));
    let svg = drawn(
        &data,
        &curves("sum_rate", "area", Some("scheme"), Vec::new()),
    )
    .unwrap();
    let texts = texts(&svg).join(" ");
    assert!(
        texts.contains("Intervals of two realizations are 12.7 standard errors"),
        "{texts}"
    );
    // Means from 24 to 35.5: their intervals of 6 to each side are inside.
    assert!(texts.contains("The vertical axis begins at"), "{texts}");
}

fn distribution(figure: Figure) -> Plot {
    Plot {
        figure,
        at: Vec::new(),
        look: Look::default(),
    }
}

#[test]
fn distributions_are_of_realizations_or_of_users() {
    let data = table(&[1.0]);
    let cdf = |of: &str| {
        distribution(Figure::Cdf {
            of: of.into(),
            by: Some("scheme".into()),
        })
    };
    let svg = drawn(&data, &cdf("sum_rate")).unwrap();
    let found = texts(&svg);
    for text in [
        "sum rate (bit/s/Hz)",
        "cumulative distribution",
        "proposed",
        "ZF",
        "0.2",
        "3 realizations.",
    ] {
        assert!(has(&found, text), "no `{text}` in {found:?}");
    }
    let error = drawn(&data, &cdf("rate")).unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no table `users`; add `record users` to the scenario and run it again"
    );
    let error = drawn(&data, &cdf("status")).unwrap_err().to_string();
    assert!(
        error.starts_with("there is no column `status` to plot"),
        "{error}"
    );

    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let mut users = Table::new(vec![
        key("realization", ColumnType::Integer),
        key("scheme", ColumnType::Text),
        key("user", ColumnType::Integer),
        Column::new("rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
    ])
    .unwrap();
    for realization in 0..2_i64 {
        for scheme in ["proposed", "zf"] {
            for user in 1..=5_i64 {
                let rate = (user + realization) as f64;
                users
                    .push(vec![
                        realization.into(),
                        scheme.into(),
                        user.into(),
                        rate.into(),
                    ])
                    .unwrap();
            }
        }
    }
    let summary = summarise(&data, &Grouping::by(&["scheme", "area"])).unwrap();
    let tables = Tables {
        users: Some(&users),
        ..with_summary("area", &data, &summary)
    };
    let plot = cdf("rate");
    assert_eq!(plot.file_stem("area"), "area.cdf_of_rate_by_scheme");
    let found = texts(&draw(&tables, &plot).unwrap());
    for text in [
        "rate (bit/s/Hz)",
        "proposed",
        "All users of 2 realizations.",
    ] {
        assert!(has(&found, text), "no `{text}` in {found:?}");
    }
    // Of the ten rates 1, 2, 2, 3, 3, ... the sixth begins the upper half.
    let tex = pgf(&tables, &plot).unwrap();
    assert!(
        tex.contains("(1,0) (1,0.1) (2,0.1) (2,0.2) (2,0.2) (2,0.3) (3,0.3)"),
        "{tex}"
    );
    let boxes = distribution(Figure::Box {
        of: "rate".into(),
        x: "scheme".into(),
        by: None,
    });
    let found = texts(&draw(&tables, &boxes).unwrap()).join(" ");
    assert!(
        found.contains("medians, quartiles, and quantiles of 5 % and 95 %."),
        "{found}"
    );
}

#[test]
fn two_variables_make_rows_and_columns_and_one_without_effect_makes_none() {
    let mut data = Table::new(vec![
        Column::new("realization", Role::Key, ColumnType::Integer),
        Column::new("scheme", Role::Key, ColumnType::Text),
        Column::new("users", Role::Key, ColumnType::Integer),
        Column::new("aps", Role::Key, ColumnType::Integer),
        Column::new("area", Role::Key, ColumnType::Number).unit("km"),
        Column::new("sum_rate", Role::Metric, ColumnType::Number),
        Column::new("status", Role::Status, ColumnType::Text),
    ])
    .unwrap();
    let fill = |table: &mut Table, effect: f64| {
        table.rows.clear();
        for realization in 0..3_i64 {
            for scheme in ["proposed", "zf"] {
                for users in [2_i64, 4] {
                    for aps in [3_i64, 6, 9] {
                        for area in [1.0, 2.0] {
                            let rate = 30.0
                                + area
                                + realization as f64
                                + aps as f64
                                + effect * users as f64;
                            table
                                .push(vec![
                                    realization.into(),
                                    scheme.into(),
                                    users.into(),
                                    aps.into(),
                                    Cell::Number(area),
                                    Cell::Number(rate),
                                    "solved".into(),
                                ])
                                .unwrap();
                        }
                    }
                }
            }
        }
    };
    let drawn = |data: &Table| {
        let summary = summarise(data, &Grouping::by(&["scheme", "users", "aps", "area"])).unwrap();
        let tables = with_summary("study", data, &summary);
        draw(
            &tables,
            &curves("sum_rate", "area", Some("scheme"), Vec::new()),
        )
        .unwrap()
    };
    let titles =
        |texts: &[String], word: &str| texts.iter().filter(|text| text.starts_with(word)).count();
    fill(&mut data, 1.0);
    let found = texts(&drawn(&data));
    // Three columns and two rows, each named once, and one title for all axes of a kind.
    assert_eq!(
        (titles(&found, "APs "), titles(&found, "users ")),
        (3, 2),
        "{found:?}"
    );
    assert_eq!(titles(&found, "area (km)"), 1, "{found:?}");
    assert_eq!(titles(&found, "sum rate"), 1, "{found:?}");
    fill(&mut data, 0.0);
    let found = texts(&drawn(&data));
    assert_eq!(
        (titles(&found, "APs "), titles(&found, "users ")),
        (3, 0),
        "{found:?}"
    );
    assert!(
        found.join(" ").contains("The same at every users."),
        "{found:?}"
    );
}

#[test]
fn a_figure_is_also_a_page_and_a_text_of_a_paper() {
    let data = table(&[0.5, 1.0, 2.0, 4.0]);
    let plot = curves("sum_rate", "area", Some("scheme"), Vec::new());
    let svg = drawn(&data, &plot).unwrap();
    let page = pdf(&svg).unwrap();
    assert_eq!(page, pdf(&svg).unwrap(), "the same bytes");
    let text = String::from_utf8_lossy(&page);
    assert!(text.starts_with("%PDF-1.5\n") && text.ends_with("%%EOF\n"));
    let size = format!(
        "/MediaBox [0 0 252 {}",
        (attribute(&svg, " height") * 72.0).floor()
    );
    assert!(text.contains(&size), "{size}");
    // Places of the table of objects are those of the objects.
    let table_at: usize = text
        .rsplit("startxref\n")
        .next()
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(page[table_at..].starts_with(b"xref\n0 5\n"));
    let places = String::from_utf8_lossy(&page[table_at..]).into_owned();
    for (index, line) in places.lines().skip(3).take(4).enumerate() {
        let place: usize = line[..10].parse().unwrap();
        assert!(page[place..].starts_with(format!("{} 0 obj", index + 1).as_bytes()));
    }

    let summary = summarise(&data, &Grouping::by(&["scheme", "area"])).unwrap();
    let tables = with_summary("area", &data, &summary);
    let tex = pgf(&tables, &plot).unwrap();
    for part in [
        "\\begin{tikzpicture}",
        "xlabel={area side (km)}",
        "ylabel={sum rate (bit/s/Hz)}",
        "\\addlegendentry{ZF}",
        "(0.5,38.5) += (0,",
        "scale only axis, width=215.2bp",
        "\\end{tikzpicture}",
    ] {
        assert!(tex.contains(part), "no `{part}` in {tex}");
    }
    assert_eq!(
        tex.matches('{').count(),
        tex.matches('}').count(),
        "braces are balanced"
    );
}
