//! `find`, against a sweep over the same values.

use crate::support::{Folder, cells};

/// What a search is for, over which values, and what it meets.
struct Case {
    /// Settings besides those of the network below.
    settings: &'static str,
    scheme: &'static str,
    /// `NAME from A to B step S`
    values: &'static str,
    aggregate: &'static str,
    metric: &'static str,
    /// `>= 1`
    target: &'static str,
    /// The column of the setting, and that of the statistic in the summary of a sweep.
    columns: [&'static str; 2],
    /// Whether there is something to find.
    found: bool,
}

const CASES: &[Case] = &[
    // Upwards, between two values.
    Case {
        settings: "",
        scheme: "rzf",
        values: "aps.power from 80 dB to 140 dB step 10 dB",
        aggregate: "mean",
        metric: "sum_rate",
        target: "= 6",
        columns: ["aps_power", "sum_rate_mean"],
        found: true,
    },
    Case {
        settings: "",
        scheme: "rzf",
        values: "aps.power from 80 dB to 140 dB step 4 dB",
        aggregate: "p10",
        metric: "rate",
        target: ">= 1",
        columns: ["aps_power", "rate_p10"],
        found: true,
    },
    Case {
        settings: "noise { bandwidth 20 MHz figure 9 dB }\npilots { power 100 mW }",
        scheme: "rzf",
        values: "aps.power from -20 dBm to 40 dBm step 3 dB",
        aggregate: "mean",
        metric: "min_rate",
        target: ">= 0.5",
        columns: ["aps_power", "min_rate_mean"],
        found: true,
    },
    Case {
        settings: "noise { bandwidth 20 MHz figure 9 dB }\npilots { power 100 mW }",
        scheme: "mrt",
        values: "aps.power from 1 mW to 4 W step 200 mW",
        aggregate: "median",
        metric: "throughput",
        target: "= 60",
        columns: ["aps_power", "throughput_median"],
        found: true,
    },
    // Whole numbers.
    Case {
        settings: "targets 0",
        scheme: "rzf",
        values: "aps from 1 to 12 step 1",
        aggregate: "mean",
        metric: "sum_rate",
        target: ">= 7",
        columns: ["aps", "sum_rate_mean"],
        found: true,
    },
    // Downwards.
    Case {
        settings: "pilots { length 2 }",
        scheme: "rzf",
        values: "users from 1 to 9 step 1",
        aggregate: "mean",
        metric: "min_rate",
        target: "<= 0.5",
        columns: ["users", "min_rate_mean"],
        found: true,
    },
    Case {
        settings: "",
        scheme: "rzf",
        values: "area from 0.5 km to 5 km step 0.5 km",
        aggregate: "mean",
        metric: "sum_rate",
        target: "= 5",
        columns: ["area", "sum_rate_mean"],
        found: true,
    },
    // Upwards and down again, with both ends below the target.
    Case {
        settings: "",
        scheme: "zf",
        values: "users from 1 to 8 step 1",
        aggregate: "mean",
        metric: "sum_rate",
        target: ">= 9",
        columns: ["users", "sum_rate_mean"],
        found: true,
    },
    // Another objective.
    Case {
        settings: "objective min_rate",
        scheme: "proposed",
        values: "aps.power from 90 dB to 130 dB step 8 dB",
        aggregate: "mean",
        metric: "objective_value",
        target: ">= 0.5",
        columns: ["aps_power", "objective_value_mean"],
        found: true,
    },
    // Met everywhere, and nowhere.
    Case {
        settings: "",
        scheme: "rzf",
        values: "aps.power from 120 dB to 140 dB step 5 dB",
        aggregate: "mean",
        metric: "sum_rate",
        target: ">= 0.1",
        columns: ["aps_power", "sum_rate_mean"],
        found: true,
    },
    Case {
        settings: "",
        scheme: "rzf",
        values: "aps.power from 120 dB to 140 dB step 5 dB",
        aggregate: "mean",
        metric: "sum_rate",
        target: ">= 1000",
        columns: ["aps_power", "sum_rate_mean"],
        found: false,
    },
    Case {
        settings: "",
        scheme: "rzf",
        values: "aps.power from 120 dB to 140 dB step 5 dB",
        aggregate: "mean",
        metric: "sum_rate",
        target: "= 1000",
        columns: ["aps_power", "sum_rate_mean"],
        found: false,
    },
    // The target itself at both ends.
    Case {
        settings: "",
        scheme: "zf",
        values: "aps.power from 120 dB to 140 dB step 5 dB",
        aggregate: "mean",
        metric: "unserved",
        target: "= 0",
        columns: ["aps_power", "unserved_mean"],
        found: true,
    },
];

/// What a sweep says should be found: a value, and the statistic there.
fn expected(rows: &[(f64, f64)], target: &str) -> Option<(f64, f64)> {
    let (operator, value) = target.split_once(' ').unwrap();
    let value: f64 = value.parse().unwrap();
    let holds = |statistic: f64| match operator {
        ">=" => statistic >= value,
        "<=" => statistic <= value,
        _ => statistic == value,
    };
    let nearest = |rows: &[(f64, f64)]| {
        let off = |row: &&(f64, f64)| (row.1 - value).abs();
        rows.iter()
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .copied()
    };
    let crosses = |pair: &&[(f64, f64)]| (pair[0].1 >= value) != (pair[1].1 >= value);
    let ends = [rows[0], rows[rows.len() - 1]];
    match rows.windows(2).find(crosses) {
        Some(pair) if operator == "=" => nearest(pair),
        Some(pair) => pair.iter().find(|row| holds(row.1)).copied(),
        None if operator == "=" => ends.into_iter().find(|row| holds(row.1)),
        None => nearest(&ends).filter(|_| ends.iter().all(|row| holds(row.1))),
    }
}

#[test]
fn a_search_finds_what_a_sweep_over_the_same_values_shows() {
    let folder = Folder::new();
    for (index, case) in CASES.iter().enumerate() {
        let Case {
            settings,
            scheme,
            values,
            aggregate,
            metric,
            target,
            columns,
            found,
        } = case;
        let head = format!(
            "area square 1 km\naps 4 {{ antennas 2 }}\nusers 3\ntargets 1\nrealizations 6\n{settings}\n"
        );
        let head = match settings.starts_with("targets") {
            true => head.replacen("targets 1\n", "", 1),
            false => head,
        };
        let record = match *aggregate {
            "mean" => format!("record {metric}"),
            other => format!("record {other} of {metric}"),
        };
        let solve = format!("solve communication using {scheme}\n");
        folder.write(
            "swept.cfs",
            format!("{head}sweep {values}\n{solve}{record}\n"),
        );
        folder.write(
            "search.cfs",
            format!("{head}find {values} where {aggregate} of {metric} {target}\n{solve}"),
        );
        let what = format!("case {index}: {values}, {aggregate} of {metric} {target}");
        folder.cfs(&["run", "swept.cfs", "-q"]).with(0);
        let summary = cells(&folder.read("results/swept.summary.csv"), columns);
        let number = |text: &String| text.parse::<f64>().unwrap();
        let rows: Vec<(f64, f64)> = (summary.iter())
            .map(|row| (number(&row[0]), number(&row[1])))
            .collect();
        let ended = folder.cfs(&["run", "search.cfs"]);
        let table = folder.read("results/search.found.csv");
        let statistic = match *aggregate {
            "mean" => columns[1].to_owned(),
            other => format!("{metric}_{other}"),
        };
        let low = format!("{}_low", columns[0]);
        let high = format!("{}_high", columns[0]);
        let names = [columns[0], &statistic, &low, &high, "status", "reason"];
        let row = &cells(&table, &names)[0];
        match expected(&rows, target) {
            Some((value, at)) => {
                assert!(*found, "{what}");
                assert_eq!((number(&row[0]), &*row[4]), (value, "solved"), "{what}");
                assert!((number(&row[1]) - at).abs() <= 1e-12 * at.abs(), "{what}");
                for (end, is_outside) in [(&row[2], 1.0), (&row[3], -1.0)] {
                    // Empty where it is beyond the values.
                    if !end.is_empty() {
                        assert!((number(end) - value) * is_outside <= 0.0, "{what}: {row:?}");
                        assert!(rows.iter().any(|row| row.0 == number(end)), "{what}");
                    }
                }
                ended.with(0);
            }
            None => {
                assert!(!found, "{what}");
                assert_eq!((&*row[0], &*row[4]), ("", "failed"), "{what}");
                assert!(row[5].contains("is not between them"), "{what}: {row:?}");
                // The screen has the whole reason, and the exit code says it.
                let last = row[5].rsplit(' ').next().unwrap();
                assert!(ended.stdout.contains(last), "{}", ended.stdout);
                assert!(!ended.stdout.contains('\u{2026}'), "{}", ended.stdout);
                ended.with(1).says("run::search");
            }
        }
    }
}

#[test]
fn a_search_says_where_no_network_has_a_value() {
    let folder = Folder::new();
    // A floor that no power of the lower end reaches.
    folder.write(
        "floor.cfs",
        "area square 1 km\naps 2 { antennas 2 }\nusers 3\ntargets 0\nrate_floor 2\nrealizations 3\n\
         find aps.power from 60 dB to 140 dB step 20 dB where mean sum_rate >= 7\nsolve communication\n",
    );
    let ended = folder.cfs(&["run", "floor.cfs"]).with(1);
    let table = folder.read("results/floor.found.csv");
    let row = &cells(&table, &["aps_power", "status", "reason"])[0];
    assert_eq!(
        row[..],
        [
            "",
            "failed",
            "mean sum_rate has no value at 60 dB: no solved network has one there"
        ]
    );
    assert!(
        ended.stdout.contains("has no value at 60 dB"),
        "{}",
        ended.stdout
    );
}

#[test]
fn what_is_found_is_in_the_order_of_the_scenario() {
    let folder = Folder::new();
    folder.write(
        "order.cfs",
        "area square 1 km\naps 4 { antennas 2 }\nusers 3\ntargets 0\nrealizations 3\n\
         sweep users over [3, 2]\ncompare scheme [zf, rzf, mrt]\n\
         find aps.power from 80 dB to 140 dB step 10 dB where mean sum_rate >= 2\nsolve communication\n",
    );
    folder.cfs(&["run", "order.cfs", "-q"]).with(0);
    let table = folder.read("results/order.found.csv");
    let rows: Vec<String> = (cells(&table, &["users", "scheme"]).iter())
        .map(|row| row.join(" "))
        .collect();
    assert_eq!(rows, ["3 zf", "3 rzf", "3 mrt", "2 zf", "2 rzf", "2 mrt"]);
}

/// A power that is greatest in the middle of the range, 120 dB, and 80 dB at its ends.
const ARCH: &str = "let x = 0.5\narea square 1 km\naps 4 {\n  antennas 2\n  power 120 dB - 160 dB * (x - 0.5) ^ 2\n}\n\
                    users 3\ntargets 0\nrealizations 4\n";

#[test]
fn a_statistic_that_rises_and_falls_is_found_first_and_said_to_cross_again() {
    let folder = Folder::new();
    let at = |x: f64| 120.0 - 160.0 * (x - 0.5) * (x - 0.5);
    // The mean at a quarter of the range is that at three quarters.
    folder.write(
        "one.cfs",
        format!("{ARCH}sweep x over [0.25, 0.75]\nsolve communication using rzf\n"),
    );
    folder.cfs(&["run", "one.cfs", "-q"]).with(0);
    let summary = cells(&folder.read("results/one.summary.csv"), &["sum_rate_mean"]);
    let target: f64 = summary[0][0].parse().unwrap();
    assert_eq!(summary[0], summary[1]);
    for (condition, first, most) in [("=", 0.25, 0.002), (">=", 0.25, 0.002), ("<=", 0.25, 0.002)] {
        folder.write(
            "arch.cfs",
            format!(
                "{ARCH}find x from 0 to 1 where mean sum_rate {condition} {target}\nsolve communication using rzf\n"
            ),
        );
        let ended = folder.cfs(&["run", "arch.cfs"]).with(0);
        let table = folder.read("results/arch.found.csv");
        let names = [
            "x",
            "x_low",
            "x_high",
            "sum_rate_mean",
            "crossings",
            "note",
            "tried",
        ];
        let row = &cells(&table, &names)[0];
        let number = |index: usize| row[index].parse::<f64>().unwrap();
        assert!((number(0) - first).abs() <= most, "{row:?}");
        // Neighbours are 0.16 dB apart here, and three users gain at most a third of a bit for each decibel.
        assert!((number(3) - target).abs() < 0.16, "{row:?}");
        // On this side of the arch; empty where the interval of the mean holds the target up to the top.
        let high = row[2].parse().unwrap_or(0.5);
        assert!(number(1) <= number(0) && number(0) <= high, "{row:?}");
        assert!(at(number(1)) <= at(number(0)) && at(number(0)) <= at(high));
        assert_eq!(row[4], "2");
        assert!(row[5].contains("more than once: between 0.2"), "{row:?}");
        assert!(row[5].contains(", between 0."), "{row:?}");
        assert!(number(6) < 40.0, "{row:?}");
        assert!(ended.stdout.contains("more than once"), "{}", ended.stdout);
    }
    // Of half the range there is one crossing.
    folder.write(
        "half.cfs",
        format!("{ARCH}find x from 0.5 to 1 where mean sum_rate = {target}\nsolve communication using rzf\n"),
    );
    folder.cfs(&["run", "half.cfs", "-q"]).with(0);
    let table = folder.read("results/half.found.csv");
    let row = &cells(&table, &["x", "crossings", "note"])[0];
    assert!(
        (row[0].parse::<f64>().unwrap() - 0.75).abs() < 0.002,
        "{row:?}"
    );
    assert_eq!(row[1..], ["1", ""]);
    // Above the arch there is nothing, and the reason has its height.
    folder.write(
        "above.cfs",
        format!(
            "{ARCH}find x from 0 to 1 where mean sum_rate >= 100\nsolve communication using rzf\n"
        ),
    );
    let ended = folder.cfs(&["run", "above.cfs"]).with(1);
    assert!(ended.stdout.contains("at 0.5"), "{}", ended.stdout);
}

#[test]
fn a_report_has_what_was_asked_and_found() {
    let folder = Folder::new();
    folder.write(
        "asked.cfs",
        "area square 1 km\naps 4 { antennas 2 }\nusers 3\ntargets 0\nrealizations 4\nnoise { bandwidth 20 MHz }\n\
         pilots { power 100 mW }\ncompare scheme [zf, mrt]\n\
         find aps.power from 1 mW to 100 mW step 1 mW where mean sum_rate >= 12\nsolve communication\n",
    );
    let ended = folder.cfs(&["run", "asked.cfs"]);
    folder.cfs(&["report", "results"]).with(0);
    let page = folder.read("report.html");
    let asked = "find aps_power from 1 mW to 100 mW, 100 values, where mean sum_rate &gt;= 12";
    assert!(page.contains(asked), "{page}");
    let found = page.split("<h3>Found</h3>").nth(1).unwrap();
    let found = found.split("<h3>").next().unwrap();
    assert!(found.contains("<span class=\"unit\">mW</span>"), "{found}");
    let table = folder.read("results/asked.found.csv");
    for row in cells(&table, &["scheme", "aps_power", "reason"]) {
        assert!(found.contains(&row[0]), "{found}");
        if !row[1].is_empty() {
            let milliwatts = row[1].parse::<f64>().unwrap() * 1e3;
            assert!(found.contains(&format!(">{milliwatts:.5}")[..4]), "{found}");
        }
        // Reasons are whole, here and on the screen.
        let last = row[2].rsplit(' ').next().unwrap();
        assert!(
            found.contains(last) && ended.stdout.contains(last),
            "{row:?}"
        );
    }
}
