//! Figures of a run, drawn again from its tables, and the tables that go with them.

use std::collections::BTreeMap;

use crate::support::Folder;

const FIGURES: &str = "\
use \"small.cfs\"
experiment region on small {
  realizations 3
  sweep delta from S_min to 1.2 step 0.2 solve isac
  record eta power rates estimation_error
  plot sum_rate over mse
  plot beampattern polar at realization 1 at step 1
  plot layout
}
";

fn drawn() -> Folder {
    let folder = Folder::new();
    folder.write("figures.cfs", FIGURES);
    let ended = folder
        .cfs(&["run", "figures.cfs", "-o", "out", "--png"])
        .with(0);
    assert_eq!(ended.stderr, "");
    folder
}

#[test]
fn a_run_writes_its_figures_and_plot_gives_the_same_bytes() {
    let folder = drawn();
    let out = folder.files("out");
    let figures: BTreeMap<_, _> = out
        .into_iter()
        .filter(|(name, _)| name.ends_with(".svg") || name.ends_with(".png"))
        .collect();
    let names: Vec<&str> = figures.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "region.beampattern_polar_at_realization_1_at_step_1.png",
            "region.beampattern_polar_at_realization_1_at_step_1.svg",
            "region.layout.png",
            "region.layout.svg",
            "region.sum_rate_over_mse.png",
            "region.sum_rate_over_mse.svg",
        ]
    );
    folder
        .cfs(&["plot", "out/region.csv", "--png", "-o", "again"])
        .with(0);
    assert_eq!(folder.files("again"), figures);
}

#[test]
fn a_figure_beside_its_table_belongs_to_the_results() {
    let folder = drawn();
    let before = folder.files("out");
    folder.cfs(&["plot", "out/region.csv", "--png"]).with(0);
    assert_eq!(folder.files("out"), before, "they are the same figures");
    let more = ["plot", "out/region.csv", "--y", "mse", "--x", "delta"];
    folder
        .cfs(&more)
        .with(0)
        .prints("wrote out/region.mse_over_delta.svg");
    let ended = folder.cfs(&["report", "out"]).with(0);
    assert_eq!(ended.stderr, "");
    assert_eq!(folder.read("report.html").matches("<img").count(), 4);
    folder
        .cfs(&["run", "figures.cfs", "-o", "out", "--png"])
        .with(0);
    assert_eq!(folder.files("out"), before, "the next run begins again");
}

#[test]
fn any_column_can_be_plotted_without_solving() {
    let folder = drawn();
    folder
        .cfs(&[
            "plot",
            "out/region.csv",
            "--y",
            "mse",
            "--x",
            "delta",
            "-o",
            "mse.png",
        ])
        .with(0)
        .prints("wrote mse.png");
    let written = std::fs::read(folder.path("mse.png")).unwrap();
    assert!(written.starts_with(b"\x89PNG"));
}

#[test]
fn several_metrics_are_drawn_from_options_as_from_the_statement() {
    let folder = Folder::new();
    folder.write(
        "bound.cfs",
        "use \"small.cfs\"\nexperiment bound on small {\n  realizations 2\n  sweep delta over [4, 5] solve isac\n  \
         plot sum_rate upper_bound over delta\n}\n",
    );
    folder.cfs(&["run", "bound.cfs", "-o", "out"]).with(0);
    let name = "bound.sum_rate_upper_bound_over_delta.svg";
    let stated = folder.read(&format!("out/{name}"));
    let two = ["--y", "sum_rate", "--y", "upper_bound", "--x", "delta"];
    for options in [&two[..], &[]] {
        let command = [&["plot", "out/bound.csv", "-o", "again"], options].concat();
        folder.cfs(&command).with(0);
        assert_eq!(folder.read(&format!("again/{name}")), stated);
    }
    folder
        .cfs(&[
            "plot",
            "out/bound.csv",
            "--y",
            "sum_rate",
            "--y",
            "mse",
            "--x",
            "delta",
        ])
        .with(4)
        .says("`sum_rate` is in bit/s/Hz and `mse` is a plain number; one axis cannot show both");
}

#[test]
fn what_cannot_be_plotted_is_reported() {
    let folder = drawn();
    folder
        .cfs(&["plot", "out/region.csv", "--y", "rate", "--x", "delta"])
        .with(4)
        .says("there is no column `rate` to plot");
    folder
        .cfs(&["plot", "out/region.csv", "-o", "one.svg"])
        .with(2)
        .says("3 figures");
    folder
        .cfs(&["plot", "out/region.csv", "--y", "mse"])
        .with(2);
    let mse_to = |output: &str| {
        let figure = ["plot", "out/region.csv", "--y", "mse", "--x", "delta", "-o"];
        folder.cfs(&[figure.as_slice(), &[output]].concat())
    };
    for output in ["c.gif", "c.svg.gz"] {
        mse_to(output).with(2).says("SVG, PNG, PDF and PGF");
        assert!(!folder.path(output).exists());
    }
    mse_to("a.b/")
        .with(0)
        .prints("wrote a.b/region.mse_over_delta.svg");
    folder
        .cfs(&["plot", "nope.csv"])
        .with(4)
        .says("`nope.csv` does not exist");
    folder.write("bare.csv", "a\n1\n");
    folder
        .cfs(&["plot", "bare.csv"])
        .with(4)
        .says("`bare.csv` has no description `bare.json` beside it");
    folder
        .cfs(&["plot", "out/region.json"])
        .with(4)
        .says("does not end in `.csv`");
    let table = folder.read("out/region.csv").replace("solved", "failed");
    folder.write("out/region.csv", &table);
    folder
        .cfs(&["plot", "out/region.csv"])
        .with(4)
        .says("is not the table that `out/region.json` describes");
}

/// A table as rows of cells by column.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| header.iter().copied().zip(line.split(',')).collect())
        .collect()
}

fn number(row: &BTreeMap<&str, &str>, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column}: `{}`", row[column]))
}

#[test]
fn samples_of_a_beampattern_give_the_error_and_the_scale_of_the_table() {
    let folder = drawn();
    let table = folder.read("out/region.csv");
    let samples = folder.read("out/region.beampattern.csv");
    let all = rows(&samples);
    // The directions of the problem, and those between them that only the figure needs.
    let samples = all.iter().filter(|row| row["sampled"] == "1").cloned();
    let samples: Vec<BTreeMap<&str, &str>> = samples.collect();
    assert_eq!(
        samples.len(),
        181,
        "one sensing access point, at the point of the figure"
    );
    assert_eq!((all.len() - 1) % 180, 0, "as many between each two");
    let table = rows(&table);
    let point = table
        .iter()
        .find(|row| (row["realization"], row["step"]) == ("1", "1"))
        .unwrap();
    let place =
        |row: &BTreeMap<&str, &str>| (row["realization"].to_owned(), row["step"].to_owned());
    assert!(samples.iter().all(|row| place(row) == place(point)));

    // (20) from the samples themselves: the mean square of what differs from the ideal.
    let error: f64 = samples
        .iter()
        .map(|row| (number(row, "pattern") - number(row, "ideal")).powi(2))
        .sum::<f64>()
        / samples.len() as f64;
    assert!(
        (error - number(point, "mse")).abs() < 1e-9 * error,
        "{error}"
    );
    let lobe: Vec<&BTreeMap<&str, &str>> = samples
        .iter()
        .filter(|row| number(row, "angle_deg").abs() <= 5.0)
        .collect();
    assert_eq!(lobe.len(), 11);
    // The best scale is the mean of the pattern over the main lobe.
    let scale = lobe.iter().map(|row| number(row, "pattern")).sum::<f64>() / 11.0;
    let access_point = samples[0]["access_point"];
    let eta = number(point, &format!("eta_{access_point}"));
    assert!((scale - eta).abs() < 1e-12 * eta);
    assert!(lobe.iter().all(|row| number(row, "ideal") == eta));
}

#[test]
fn lobes_stand_where_their_targets_are_from_broadside_clockwise() {
    let folder = Folder::new();
    // The array faces the east; of its targets one is there, one half left in the north east and
    // one 60 degrees to the right, to the south.
    folder.write(
        "lobes.cfs",
        "aps 1 {\n  antennas 16\n  facing bearing 90 deg\n  placement at [(1 km, 1 km)]\n}\n\
         targets 3 {\n  placement at [(1.5 km, 1 km), (1.5 km, 1.5 km), (1.2 km, 1 km - 0.2 km * sqrt(3))]\n}\n\
         targets_per_ap 3\nrecord beampattern\nsolve sensing\n",
    );
    folder.cfs(&["run", "lobes.cfs", "-o", "out"]).with(0);
    let samples = folder.read("out/lobes.beampattern.csv");
    let samples = rows(&samples);
    let ideal: Vec<f64> = samples
        .iter()
        .filter(|row| number(row, "ideal") > 0.0)
        .map(|row| number(row, "angle_deg"))
        .collect();
    let lobe = |middle: i32| (middle - 5..=middle + 5).map(f64::from);
    let expected: Vec<f64> = lobe(-45).chain(lobe(0)).chain(lobe(60)).collect();
    assert_eq!(ideal, expected);
    // What is radiated agrees: more in each lobe than anywhere else.
    let power = |inside: bool| {
        let of = samples
            .iter()
            .filter(|row| (number(row, "ideal") > 0.0) == inside);
        let powers: Vec<f64> = of.map(|row| number(row, "pattern")).collect();
        powers.iter().sum::<f64>() / powers.len() as f64
    };
    assert!(power(true) > 5.0 * power(false));
}

#[test]
fn recorded_columns_agree_with_each_other() {
    let folder = drawn();
    let table = folder.read("out/region.csv");
    for row in rows(&table) {
        let rates = number(&row, "rate_1") + number(&row, "rate_2");
        assert!((rates - number(&row, "sum_rate")).abs() < 1e-12 * rates);
        let sensing: Vec<&str> = ["1", "2", "3"]
            .into_iter()
            .filter(|m| !row[format!("eta_{m}").as_str()].is_empty())
            .collect();
        assert_eq!(sensing.len(), 1, "one target, one access point that senses");
        let power = number(&row, &format!("power_{}", sensing[0]));
        assert!((power - 1.0).abs() < 1e-9, "(16) is an equality");
        let error = number(&row, "estimation_error");
        assert!(error > 0.0 && error < 1.0);
    }
}

#[test]
fn a_layout_pairs_each_target_with_an_access_point() {
    let folder = drawn();
    let layout = folder.read("out/region.layout.csv");
    let layout = rows(&layout);
    let of = |kind: &str| {
        layout
            .iter()
            .filter(|row| row["kind"] == kind)
            .collect::<Vec<_>>()
    };
    assert_eq!((of("boundary").len(), of("access_point").len()), (4, 3));
    assert_eq!((of("target").len(), of("user").len()), (1, 2));
    let target = of("target")[0];
    let aps = of("access_point");
    let sensing = aps
        .iter()
        .find(|ap| ap["number"] == target["pair"])
        .unwrap();
    assert_eq!(sensing["pair"], target["number"]);
    for thing in of("user").into_iter().chain(aps) {
        for coordinate in ["x", "y"] {
            assert!((0.0..=1.0).contains(&number(thing, coordinate)));
        }
    }
}

#[test]
fn a_figure_that_the_results_do_not_answer_is_a_warning() {
    let folder = Folder::new();
    let text = FIGURES.replace("step 1\n", "step 1\n  plot sum_rate over delta at step 9\n");
    folder.write("figures.cfs", &text);
    folder
        .cfs(&["run", "figures.cfs", "-o", "out"])
        .with(0)
        .says("the figure `plot sum_rate over delta at step 9` of `region` is not drawn: there is no solved row at step 9");
    assert!(
        folder
            .names("out")
            .contains(&"region.layout.svg".to_owned())
    );
}

const BOUNDARY: &str = "\
use \"small.cfs\"
experiment boundary on small {
  realizations 3
  sweep aps over [3, 4] solve region
  plot sum_rate over mse by aps
  plot sum_rate over mse at aps 3
}
";

#[test]
fn a_region_is_written_with_its_mean_boundary_and_drawn_from_it() {
    let folder = Folder::new();
    folder.write("boundary.cfs", BOUNDARY);
    let ended = folder
        .cfs(&["run", "boundary.cfs", "-o", "out"])
        .with(0)
        .prints("wrote out/boundary.boundary.csv");
    assert_eq!(ended.stderr, "");

    // Both groups have all their steps, between the ends of the points themselves.
    let (data, means) = (
        folder.read("out/boundary.csv"),
        folder.read("out/boundary.boundary.csv"),
    );
    let (data, means) = (rows(&data), rows(&means));
    assert_eq!(means.len(), 2 * 41);
    for aps in ["3", "4"] {
        let ends = |part: &[&str], column: &str| {
            let of = data
                .iter()
                .filter(|row| row["aps"] == aps && part.contains(&row["part"]));
            of.map(|row| number(row, column)).collect::<Vec<f64>>()
        };
        let largest = |values: Vec<f64>| values.into_iter().fold(f64::MIN, f64::max);
        let last_parts = ["S_I", "full_power"];
        let of: Vec<_> = means.iter().filter(|row| row["aps"] == aps).collect();
        assert_eq!(number(of[0], "delta"), largest(ends(&["S_min"], "delta")));
        assert_eq!(number(of[40], "delta"), largest(ends(&last_parts, "delta")));
        // Where all have ended, the mean is that of their ends.
        let last = ends(&last_parts, "sum_rate");
        let mean = last.iter().sum::<f64>() / last.len() as f64;
        assert!((number(of[40], "sum_rate_mean") - mean).abs() < 1e-12 * mean);
        assert!(of.iter().all(|row| row["sum_rate_n"] == "3"));
        let rates = of.iter().map(|row| number(row, "sum_rate_mean"));
        assert!(rates.is_sorted(), "a looser budget never costs rate");
    }

    let figures: BTreeMap<_, _> = folder
        .files("out")
        .into_iter()
        .filter(|(name, _)| name.ends_with(".svg"))
        .collect();
    for (name, bands) in [
        ("boundary.sum_rate_over_mse_by_aps.svg", 2),
        ("boundary.sum_rate_over_mse_at_aps_3.svg", 1),
    ] {
        let svg = String::from_utf8(figures[name].clone()).unwrap();
        assert_eq!(svg.matches("fill-opacity=\"0.15\"").count(), bands);
        assert!(svg.contains("their mean with its 95 % interval"));
    }
    folder
        .cfs(&["plot", "out/boundary.csv", "-o", "again"])
        .with(0);
    assert_eq!(folder.files("again"), figures);
    folder.cfs(&["report", "out", "-o", "report.html"]).with(0);
    let page = folder.read("report.html");
    assert!(page.contains("boundary.boundary.csv"));
    // Its points are not asked for.
    assert!(page.contains("Solved region by proposed at every aps (2 values) for 3 realizations"));

    let table = folder.read("out/boundary.boundary.csv");
    folder.write("out/boundary.boundary.csv", table.replacen('3', "4", 1));
    folder
        .cfs(&["plot", "out/boundary.boundary.csv"])
        .with(4)
        .says("`out/boundary.boundary.csv` is not the table that `out/boundary.json` describes");
}

/// Names and values are those of the statement `plot`.
#[test]
fn columns_and_values_are_named_as_in_a_scenario() {
    let folder = Folder::new();
    folder.write(
        "c.cfs",
        "use \"small.cfs\"\nexperiment c on small {\n  sweep area over [300 m, 600 m]\n  sweep aps.power over [100 dB, 110 dB]\n  \
         compare scheme [zf, mrt]\n  solve communication\n  plot sum_rate over area at aps.power 100 dB\n}\n",
    );
    folder.cfs(&["run", "-q", "c.cfs"]).with(0);
    let drawn = folder.read("results/c.sum_rate_over_area_at_aps_power_100.svg");
    let plot = |more: &[&str]| {
        let mut arguments = vec!["plot", "results/c.csv", "--y", "sum_rate", "-o", "f.svg"];
        arguments.extend(more);
        folder.cfs(&arguments)
    };
    for at in [
        "aps.power=100 dB",
        "aps_power=100dB",
        "aps.power=100",
        "aps_power=(50 dB + 50 dB)",
    ] {
        plot(&["--x", "area", "--at", at]).with(0);
        assert_eq!(folder.read("f.svg"), drawn, "{at}");
    }
    for more in [
        &["--x", "aps.power", "--at", "area=300 m"][..],
        &["--x", "aps_power", "--at", "area=0.3km"],
        &["--x", "area", "--by", "aps.power", "--at", "scheme=zf"],
        // Diagnostics are columns as others are.
        &["--x", "evaluations"],
    ] {
        plot(more).with(0);
    }
    plot(&["--x", "area", "--at", "aps.power=100 km"])
        .with(2)
        .says("cfs::unit::mismatch");
    plot(&["--x", "area", "--at", "scheme=zff"])
        .with(2)
        .says("did you mean `zf`");
    plot(&["--x", "area", "--at", "area=700 m"])
        .with(4)
        .says("no solved row at area 700 m");
}

#[test]
fn figures_and_reports_replace_no_file_of_others() {
    let folder = Folder::new();
    folder.cfs(&["run", "-q", "region.cfs"]).with(0);
    let arguments = [
        "plot",
        "results/region.csv",
        "--y",
        "sum_rate",
        "--x",
        "delta",
        "-o",
        "mine.svg",
    ];
    folder.write("mine.svg", "<svg/>");
    folder
        .cfs(&arguments)
        .with(4)
        .says("was not written by cfs");
    folder.write("results/region.sum_rate_over_delta.svg", "<svg/>");
    folder
        .cfs(&arguments[..6])
        .with(4)
        .says("was not written by cfs");
    assert_eq!(folder.read("mine.svg"), "<svg/>");
    let mut replacing = arguments.to_vec();
    replacing.push("--replace");
    folder.cfs(&replacing).with(0);
    // A figure of its own is drawn over.
    folder.cfs(&arguments).with(0);
    for name in ["region.cfs", "mine.html"] {
        folder.write("mine.html", "<p>mine</p>");
        let before = folder.read(name);
        folder
            .cfs(&["report", "results", "-o", name])
            .with(4)
            .says("cfs::output::not_ours");
        assert_eq!(folder.read(name), before);
    }
    folder.cfs(&["report", "results"]).with(0);
    folder.cfs(&["report", "results"]).with(0);
}

/// Texts of a figure, one after the other.
fn shown(svg: &str) -> String {
    crate::texts::rooms(svg)
        .into_iter()
        .map(|(text, _)| text + "|")
        .collect()
}

#[test]
fn figures_and_the_screen_have_the_units_of_the_scenario_and_files_keep_theirs() {
    let folder = Folder::new();
    folder.write(
        "units.cfs",
        "deployment d {\n  area 400 m\n  aps 3\n  users 2\n  targets 1\n  noise { bandwidth 20 MHz }\n}\n\
         let wide = 80 MHz\n\
         experiment band on d {\n  realizations 2\n  compare scheme [zf, mrt]\n  sweep noise.bandwidth over [10 MHz, wide / 2, wide] solve communication\n  \
         plot throughput over noise.bandwidth by scheme\n  plot cdf of rate by noise.bandwidth at scheme zf\n  \
         plot throughput over scheme at noise.bandwidth 40 MHz\n  plot layout\n}\n\
         experiment power on d {\n  realizations 2\n  scheme zf\n  sweep aps.power from 100 mW to 400 mW points 3 solve communication\n  \
         plot sum_rate over aps.power x from 50 mW to 0.5 W\n}\n\
         experiment mixed on d {\n  realizations 2\n  scheme zf\n  sweep area over [500 m, 1 km] solve communication\n  plot sum_rate over area\n}\n",
    );
    let ended = folder.cfs(&["run", "units.cfs", "-o", "out"]).with(0);
    for text in ["MHz", "mW", " m "] {
        assert!(ended.stdout.contains(text), "{text}: {}", ended.stdout);
    }
    for text in ["GHz", " km"] {
        assert!(!ended.stdout.contains(text), "{text}: {}", ended.stdout);
    }
    let svg = |name: &str| shown(&folder.read(&format!("out/{name}.svg")));
    let cases = [
        (
            "band.throughput_over_noise_bandwidth_by_scheme",
            "10|40|80|",
        ),
        (
            "band.throughput_over_noise_bandwidth_by_scheme",
            "bandwidth (MHz)|",
        ),
        (
            "band.cdf_of_rate_by_noise_bandwidth_at_scheme_zf",
            "10 MHz|40 MHz|80 MHz|",
        ),
        (
            "band.throughput_over_scheme_at_noise_bandwidth_0.04",
            "Bandwidth = 40 MHz.|",
        ),
        ("band.layout", "x (m)|y (m)|"),
        ("power.sum_rate_over_aps_power", "(mW)|"),
        ("power.sum_rate_over_aps_power", "100|200|300|400|500|22|"),
        ("mixed.sum_rate_over_area", "500|1000|"),
        ("mixed.sum_rate_over_area", "area side (m)|"),
    ];
    for (name, text) in cases {
        assert!(svg(name).contains(text), "{name}: {text} in {}", svg(name));
    }
    // The files have the units in which values are kept.
    let rows = folder.read("out/band.csv");
    assert_eq!(rows.lines().nth(1).unwrap().split(',').nth(2), Some("0.01"));
    assert!(folder.read("out/band.json").contains("\"unit\": \"GHz\""));
    assert!(
        folder
            .read("out/band.json")
            .contains("\"written\": \"MHz\"")
    );
    let before = folder.files("out");
    folder
        .cfs(&["plot", "out/band.csv", "out/power.csv"])
        .with(0);
    assert_eq!(folder.files("out"), before, "they are the same figures");
    let at = [
        "plot",
        "out/band.csv",
        "--y",
        "throughput",
        "--x",
        "scheme",
        "--at",
        "noise.bandwidth=10 MHz",
    ];
    folder.cfs(&at).with(0);
    assert!(
        svg("band.throughput_over_scheme_at_noise_bandwidth_0.01").contains("Bandwidth = 10 MHz.|")
    );
}

#[test]
fn percentiles_are_drawn_from_statements_and_of_tables_that_lack_them() {
    let folder = Folder::new();
    folder.write(
        "spread.cfs",
        "use \"small.cfs\"\nexperiment spread on small {\n  realizations 12\n  compare scheme [zf, mrt]\n  record users\n  \
         sweep area over [500 m, 1 km] solve communication\n  \
         plot p25 of rate over area by scheme\n  plot median sum_rate sum_rate over area by scheme\n  plot cdf of user_spectral_efficiency by scheme at area 1 km\n}\n",
    );
    folder.cfs(&["run", "spread.cfs", "-o", "out"]).with(0);
    let drawn = folder.read("out/spread.rate_p25_over_area_by_scheme.svg");
    let text = shown(&drawn);
    assert!(
        text.contains("25th percentile of rate (bit/s/Hz)|"),
        "{text}"
    );
    assert!(text.contains("Percentiles over 12 realizations"), "{text}");
    let both = shown(&folder.read("out/spread.sum_rate_median_sum_rate_over_area_by_scheme.svg"));
    assert!(both.contains("median of sum rate|sum rate|"), "{both}");
    let users =
        shown(&folder.read("out/spread.cdf_of_user_spectral_efficiency_by_scheme_at_area_1.svg"));
    assert!(
        users.contains("user spectral efficiency (bit/s/Hz)|"),
        "{users}"
    );
    // The same from the table of users, where the summary lacks it.
    let bare = folder
        .read("spread.cfs")
        .replace("  plot p25 of rate over area by scheme\n", "");
    folder.write("bare.cfs", &bare);
    folder.cfs(&["run", "bare.cfs", "-o", "again"]).with(0);
    assert!(!folder.read("again/spread.summary.csv").contains("rate_p25"));
    for asked in ["p25 of rate", "p25 rate", "rate_p25"] {
        folder
            .cfs(&[
                "plot",
                "again/spread.csv",
                "--y",
                asked,
                "--x",
                "area",
                "--by",
                "scheme",
                "-o",
                "figure.svg",
            ])
            .with(0);
        assert_eq!(folder.read("figure.svg"), drawn, "{asked}");
    }
}

/// A figure of every kind.
const KINDS: [&str; 13] = [
    "sum_rate over area by scheme",
    "p5 of rate over area by scheme",
    "sum_rate over scheme",
    "sum_rate over mse by scheme",
    "cdf of rate by scheme",
    "cdf of rate by area",
    "cdf of sum_rate",
    "box of rate over area by scheme",
    "beampattern",
    "beampattern by scheme",
    "beampattern polar",
    "beampattern polar by scheme",
    "layout",
];

/// A scenario with a figure of every kind.
fn kinds(style: &str, more: &str) -> String {
    let plots: String = KINDS
        .iter()
        .map(|kind| format!("  plot {kind}\n"))
        .collect();
    format!(
        "{style}use \"small.cfs\"\nexperiment kinds on small {{\n  realizations 3\n  record users beampattern layout\n  \
         compare scheme [zf, mrt, rzf]\n{more}  sweep area over [500 m, 1 km, 1.5 km, 2 km] solve communication\n{plots}}}\n"
    )
}

#[test]
fn every_key_of_a_style_works_alone_for_every_kind_of_figure() {
    let keys = [
        "width 3.5 in",
        "width 88 mm",
        "width 7.16 in",
        "height 3 in",
        "height 5 in",
        "font_size 7 pt",
        "font_size 10 pt",
        "font \"Times New Roman\"",
        "colours [\"#ff0000\"]",
        "greyscale on",
    ];
    for key in keys {
        let folder = Folder::new();
        folder.write(
            "kinds.cfs",
            kinds(
                &format!("style {{\n  {key}\n}}\n"),
                "  sweep users over [2, 3]\n",
            ),
        );
        let ended = folder
            .cfs(&["run", "kinds.cfs", "-o", "out", "--pgf"])
            .with(0);
        assert_eq!(ended.stderr, "", "{key}");
        let files = folder.files("out");
        let of = |ending: &str| {
            files
                .iter()
                .filter(|(name, _)| name.ends_with(ending))
                .count()
        };
        assert_eq!(
            (of(".svg"), of(".tex")),
            (KINDS.len(), KINDS.len()),
            "{key}"
        );
    }
}

#[test]
fn texts_of_figures_of_every_kind_have_room_at_the_sizes_of_papers() {
    let folder = Folder::new();
    folder.write("kinds.cfs", kinds("", ""));
    folder.cfs(&["run", "kinds.cfs", "-o", "out"]).with(0);
    for look in [
        "size 3.5 in by 2.6 in",
        "size 3.5 in",
        "size 7 in",
        "size 7 in by 5 in",
        "title \"A title\" size 3.5 in",
    ] {
        // Panels that are too small for their texts are refused, with the size that they need.
        let ended = folder.cfs(&["plot", "out/kinds.csv", "--look", look, "-o", "drawn"]);
        if !ended.stderr.is_empty() {
            assert!(
                ended.stderr.contains("too small for its texts"),
                "{look}: {}",
                ended.stderr
            );
            assert!(look.contains(" by "), "{look}: {}", ended.stderr);
            continue;
        }
        let drawn = folder.files("drawn");
        assert_eq!(drawn.len(), KINDS.len(), "{look}");
        for (name, bytes) in drawn {
            let found = crate::texts::faults(&String::from_utf8(bytes).unwrap());
            assert!(found.is_empty(), "{look}, {name}: {found:#?}");
        }
    }
}

#[test]
fn a_figure_says_what_a_reader_would_take_for_something_else() {
    let folder = Folder::new();
    folder.write(
        "said.cfs",
        "use \"small.cfs\"\nexperiment said on small {\n  realizations 2\n  compare objective [sum_rate, min_rate]\n  \
         compare scheme [proposed, zf]\n  solve communication\n  plot layout\n  plot cdf of rate by objective\n}\n\
         experiment region on small {\n  realizations 2\n  objective min_rate\n  solve region\n  \
         plot objective_value over mse\n}\n",
    );
    folder.cfs(&["run", "said.cfs", "-o", "out"]).with(0);
    let said = |name: &str| {
        let texts = shown(&folder.read(&format!("out/{name}.svg"))).replace('|', " ");
        texts.trim_end().to_owned()
    };
    // What is solved changes nothing of where everything is.
    let map = said("said.layout");
    assert!(map.ends_with("Realization 0."), "{map}");
    // A rule has no objective.
    let rates = said("said.cdf_of_rate_by_objective");
    assert!(
        rates.ends_with("The curves of sum rate and min rate coincide in 1 of 2 panels."),
        "{rates}"
    );
    let boundary = said("region.objective_value_over_mse");
    assert!(
        boundary.contains("and their mean with its 95 % interval"),
        "{boundary}"
    );
}

#[test]
fn ends_are_marked_where_the_axis_shows_the_objective_that_they_are_of() {
    let folder = Folder::new();
    folder.write(
        "ends.cfs",
        "use \"small.cfs\"\nexperiment ends on small {\n  realizations 2\n  compare objective [sum_rate, min_rate]\n  \
         sweep delta from S_min to S_I points 3 solve isac\n  record R_max R_T S_I\n  \
         plot sum_rate over mse by objective\n  plot objective_value over mse by objective\n}\n\
         experiment fair on small {\n  objective min_rate\n  realizations 2\n  \
         sweep delta from S_min to S_I points 3 solve isac\n  record R_max R_T S_I\n  plot sum_rate over mse\n}\n",
    );
    folder.cfs(&["run", "ends.cfs", "-o", "out"]).with(0);
    // The hollow star and the hollow diamond of each curve, in its colour.
    let ends = |name: &str, colour: &str| {
        let svg = folder.read(&format!("out/{name}.svg"));
        let is_end = |line: &&str| {
            line.starts_with("<polygon fill=\"#ffffff\"")
                && line.contains(&format!("stroke=\"{colour}\""))
        };
        svg.lines().filter(is_end).count()
    };
    let (first, second) = ("#2d50dc", "#f0781e");
    let cases = [
        ("ends.sum_rate_over_mse_by_objective", first, 2),
        // R_max of the least rate is no sum rate.
        ("ends.sum_rate_over_mse_by_objective", second, 0),
        ("ends.objective_value_over_mse_by_objective", first, 2),
        ("ends.objective_value_over_mse_by_objective", second, 2),
        ("fair.sum_rate_over_mse", first, 0),
    ];
    for (name, colour, expected) in cases {
        assert_eq!(ends(name, colour), expected, "{name} {colour}");
    }
}
