//! The bytes that a run leaves behind.

use crate::support::{Folder, REGION, cells};

/// Everything that decides how units are spread over threads: cases, realizations, chains.
const WIDE: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations 4
  seed 7
  sweep users over [1, 2, 3]
  sweep delta from S_min to 5 step 1 solve isac
}
";

#[test]
fn results_do_not_depend_on_the_number_of_threads_nor_on_the_run() {
    let folder = Folder::new();
    folder.write("wide.cfs", WIDE);
    let run = |jobs: &str, output: &str| {
        folder
            .cfs(&["run", "wide.cfs", "-j", jobs, "-o", output, "-q"])
            .with(0);
        folder.files(output)
    };
    let first = run("1", "one");
    assert_eq!(first.len(), 4);
    assert_eq!(first, run("2", "two"));
    assert_eq!(first, run("3", "three"));
    assert_eq!(first, run("1", "again"));
}

#[test]
fn ends_of_the_trade_off_are_columns_where_they_are_recorded() {
    let folder = Folder::new();
    folder.write(
        "ends.cfs",
        "use \"small.cfs\"\nexperiment ends on small {\n  record R_T S_I\n  solve isac at delta 1.1 * S_min\n}\n",
    );
    folder.cfs(&["run", "ends.cfs"]).with(0);
    let table = folder.read("results/ends.csv");
    let rows = cells(&table, &["S_min", "R_T", "sum_rate", "R_max", "S_I"]);
    let row: Vec<f64> = rows[0].iter().map(|cell| cell.parse().unwrap()).collect();
    let [s_min, r_t, rate, r_max, s_i] = row[..] else {
        panic!("{row:?}")
    };
    assert!(s_min < s_i && r_t < rate && rate < r_max, "{row:?}");
}

#[test]
fn users_have_a_table_of_what_each_gets_at_every_solved_point() {
    let folder = Folder::new();
    folder.write(
        "users.cfs",
        "use \"small.cfs\"\nexperiment each on small {\n  realizations 2\n  record users rates layout\n  \
         compare scheme [proposed, zf]\n  sweep users over [1, 2]\n  sweep delta over [0.1, 2]\n  solve isac\n}\n",
    );
    folder.cfs(&["run", "users.cfs", "-j", "2"]).with(0);
    let (data, users) = (
        folder.read("results/each.csv"),
        folder.read("results/each.users.csv"),
    );
    let header = users.lines().next().unwrap();
    assert_eq!(
        header,
        "realization,scheme,users,delta,user,rate,sinr,user_spectral_efficiency,gain,pilot,x,y"
    );
    // The rates of the table of points, in the same order; points below S_min have none.
    let keys = ["realization", "scheme", "users", "delta"];
    let (mut expected, mut skipped) = (Vec::new(), 0);
    for row in cells(
        &data,
        &[&keys[..], &["status", "rate_1", "rate_2"]].concat(),
    ) {
        let [key @ .., status, first, second] = row.as_slice() else {
            panic!("{row:?}")
        };
        skipped += usize::from(status != "solved");
        for (number, rate) in [("1", first), ("2", second)] {
            if !rate.is_empty() {
                expected.push([key, &[number.to_owned(), rate.clone()]].concat());
            }
        }
    }
    assert_eq!(skipped, 8);
    let found = cells(&users, &[&keys[..], &["user", "rate"]].concat());
    assert_eq!(found, expected);
    for row in cells(&users, &["rate", "sinr", "gain"]) {
        let [rate, sinr, gain] =
            [&row[0], &row[1], &row[2]].map(|cell| cell.parse::<f64>().unwrap());
        assert!(
            (sinr - (2f64.powf(rate) - 1.0)).abs() <= 1e-12 * (1.0 + sinr),
            "{row:?}"
        );
        assert!(gain > 0.0 && gain < 1e-3, "{row:?}");
    }
    // Places and pilots are those of the layout.
    let layout = folder.read("results/each.layout.csv");
    let places = cells(
        &layout,
        &["realization", "users", "kind", "number", "x", "y", "pilot"],
    );
    for row in cells(&users, &["realization", "users", "user", "x", "y", "pilot"]) {
        let [realization, count, user, place @ ..] = row.as_slice() else {
            panic!("{row:?}")
        };
        let thing = [realization.as_str(), count, "user", user];
        let is_it = |other: &&Vec<String>| other[..4].iter().eq(thing);
        let at = places.iter().find(is_it).unwrap();
        assert_eq!(&at[4..], place);
    }
    // It is described, and is gone with the next run that does not ask for it.
    let described = folder.read("results/each.json");
    assert!(described.contains("\"users\": {\n    \"path\": \"each.users.csv\""));
    let text = folder.read("users.cfs").replace("record users", "record");
    folder.write("users.cfs", &text);
    folder.cfs(&["run", "users.cfs"]).with(0);
    assert!(!folder.path("results/each.users.csv").exists());
}

#[test]
fn the_description_says_where_results_come_from() {
    let folder = Folder::new();
    folder.cfs(&["run", "./region.cfs"]).with(0);
    let description: serde_json::Value =
        serde_json::from_str(&folder.read("results/region.json")).unwrap();
    let provenance = &description["provenance"];
    let sources = provenance["sources"].as_array().unwrap();
    let paths: Vec<_> = sources
        .iter()
        .map(|source| source["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["region.cfs", "small.cfs"]);
    let hash = cfs::archive::description::sha256(REGION.as_bytes());
    assert_eq!(sources[0]["sha256"], hash.as_str());
    assert_eq!(provenance["program"], "cfs");
    assert_eq!(provenance["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(provenance["seed"], 1);
    assert!(
        provenance["scenario"]
            .as_str()
            .unwrap()
            .contains("aps.antennas")
    );
    for setting in [
        "kkt_tolerance",
        "sensing_gap_tolerance",
        "boundary_tolerance",
        "starts",
    ] {
        assert!(provenance["solver"][setting].is_string(), "{setting}");
    }
}

#[test]
fn results_are_the_same_wherever_the_scenario_lies() {
    let [here, there] = [Folder::new(), Folder::new()];
    for folder in [&here, &there] {
        folder.cfs(&["run", "region.cfs"]).with(0);
    }
    assert_eq!(here.files("results"), there.files("results"));
}

#[test]
fn percentiles_are_columns_of_the_summary_and_hold_in_expectations() {
    let folder = Folder::new();
    folder.write(
        "spread.cfs",
        "use \"small.cfs\"\nexperiment spread on small {\n  realizations 9\n  record users rates jain min_rate p25 of rate \
         median of sum_rate\n  sweep users over [2, 3]\n  solve communication\n  \
         expect p25 of rate at users 2 == p25 of rates at users 2\n  expect p25 of rate at users 2 < median of rate at users 2\n  expect mean min_rate <= p50 of rate\n}\n",
    );
    let ended = folder.cfs(&["run", "spread.cfs"]);
    let summary = folder.read("results/spread.summary.csv");
    let users = folder.read("results/spread.users.csv");
    // By hand: 18 rates of 9 networks of two, and the value at 0.25 * 17 = 4.25 of the sorted, from 0.
    let mut rates: Vec<f64> = cells(&users, &["users", "rate"])
        .into_iter()
        .filter(|row| row[0] == "2")
        .map(|row| row[1].parse().unwrap())
        .collect();
    assert_eq!(rates.len(), 18);
    rates.sort_by(f64::total_cmp);
    let expected = 0.75 * rates[4] + 0.25 * rates[5];
    let rows = cells(
        &summary,
        &[
            "users",
            "rate_p25",
            "rate_p25_n",
            "sum_rate_median_n",
            "sum_rate_median_low",
        ],
    );
    let found: f64 = rows[0][1].parse().unwrap();
    assert!(
        (found - expected).abs() < 1e-12,
        "{found} {expected} {}",
        ended.stdout
    );
    // Of nine values the second is below the median with 98 %, the first alone would do with more.
    assert_eq!(rows[0][2..4], ["18", "9"]);
    assert_eq!(rows[1][2], "27");
    let mut sums: Vec<f64> = cells(
        &folder.read("results/spread.csv"),
        &["users", "sum_rate", "rate_1", "rate_2", "jain", "min_rate"],
    )
    .into_iter()
    .filter(|row| row[0] == "2")
    .map(|row| {
        let [sum, a, b, jain, least] =
            [1, 2, 3, 4, 5].map(|i: usize| row[i].parse::<f64>().unwrap());
        assert!((jain - (a + b).powi(2) / (2.0 * (a * a + b * b))).abs() < 1e-12);
        assert_eq!(least, a.min(b));
        sum
    })
    .collect();
    sums.sort_by(f64::total_cmp);
    assert_eq!(rows[0][4].parse::<f64>().unwrap(), sums[1]);
    // Users that are drawn have no means of their own number, neither in the summary nor on the screen.
    assert!(!summary.contains("rate_1_mean") && !ended.stdout.contains("rate_1"));
    assert!(ended.stdout.contains("rate_p25"), "{}", ended.stdout);
    ended.with(0);
}

#[test]
fn a_search_finds_where_a_mean_meets_its_target_and_says_where_it_does_not() {
    let folder = Folder::new();
    let text = |from: &str| {
        format!(
            "use \"small.cfs\"\nexperiment power on small {{\n  realizations 4\n  compare scheme [zf, mrt]\n  \
             find aps.power from {from} to 140 dB where mean sum_rate = 6\n  solve communication\n  \
             expect 100 dB < mean aps.power at scheme zf < 140 dB\n}}\n"
        )
    };
    folder.write("power.cfs", text("80 dB"));
    let first = folder.cfs(&["run", "power.cfs", "-j", "1"]).with(0);
    let found = folder.read("results/power.found.csv");
    let rows = cells(
        &found,
        &[
            "scheme",
            "aps_power",
            "aps_power_low",
            "aps_power_high",
            "sum_rate_mean",
            "status",
            "tried",
        ],
    );
    assert_eq!(rows.len(), 2, "{found}");
    for row in &rows {
        let number = |index: usize| row[index].parse::<f64>().unwrap();
        assert!(number(2) < number(1) && number(1) < number(3), "{row:?}");
        assert_eq!(row[5], "solved");
        // A bisection each for the mean and the ends of its interval, shared at the top, of two schemes.
        assert!(number(6) > 12.0 && number(6) <= 51.0, "{row:?}");
        // The nearest of 1025 powers is 0.03 dB away at most, where the rate has a slope below 1 bit/s/Hz per dB.
        assert!((number(4) - 6.0).abs() < 0.05, "{row:?}");
        // The mean at the found power is the one beside it, as a run of its own says.
        let set = format!("aps.power={} dB", row[1]);
        folder.write(
            "check.cfs",
            format!(
                "use \"small.cfs\"\nexperiment check on small {{\n  realizations 4\n  solve communication using {}\n}}\n",
                row[0]
            ),
        );
        folder.cfs(&["run", "check.cfs", "--set", &set]).with(0);
        let summary = folder.read("results/check.summary.csv");
        let mean: f64 = cells(&summary, &["sum_rate_mean"])[0][0].parse().unwrap();
        assert!((mean - number(4)).abs() < 1e-12, "{mean}");
        // And it has rows in the table.
        let points = folder.read("results/power.csv");
        let tried = cells(&points, &["scheme", "aps_power"]);
        let same = tried.iter().filter(|point| point[..] == row[..2]);
        assert_eq!(same.count(), 4, "{row:?}");
    }
    // In the order of the file.
    assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("zf", "mrt"));
    assert!(first.stdout.contains("found"), "{}", first.stdout);
    // The journal has what was tried, and a run on it does nothing again.
    let files = folder.files("results");
    let again = folder.cfs(&["run", "power.cfs", "--resume"]).with(0);
    assert!(
        again.stdout.contains("taken from the journal"),
        "{}",
        again.stdout
    );
    assert_eq!(
        folder.files("results")["power.found.csv"],
        files["power.found.csv"]
    );
    assert_eq!(folder.files("results")["power.csv"], files["power.csv"]);
    // All values meet it: the end that is nearest to the target.
    folder.write(
        "power.cfs",
        text("139 dB")
            .replace("sum_rate = 6", "sum_rate >= 6")
            .replace("    expect 100 dB", "    expect 1 dB"),
    );
    folder.cfs(&["run", "power.cfs"]).with(0);
    let found = folder.read("results/power.found.csv");
    for row in cells(&found, &["aps_power", "sum_rate_mean", "status"]) {
        assert_eq!(
            (row[0].as_str(), row[2].as_str()),
            ("139.0", "solved"),
            "{found}"
        );
        assert!(row[1].parse::<f64>().unwrap() >= 6.0, "{found}");
    }
    // Ends on one side of the target.
    folder.write("power.cfs", text("139 dB"));
    let ended = folder.cfs(&["run", "power.cfs"]).with(1);
    assert!(ended.stderr.contains("run::search"), "{}", ended.stderr);
    let found = folder.read("results/power.found.csv");
    assert!(found.contains("6 is not between them"), "{found}");
    // The plan says how much it is at most.
    let plan = folder.cfs(&["plan", "power.cfs"]).with(0).stdout;
    assert!(plan.contains("at most 51 cases"), "{plan}");
    assert!(plan.contains("where mean sum_rate = 6"), "{plan}");
}

#[test]
fn a_metric_without_a_value_leaves_its_place_on_the_screen() {
    let folder = Folder::new();
    let network = "area square 1 km\naps 3 { antennas 2 }\nusers 2\nrealizations 2\n";
    let solve = "solve communication using rzf\nrecord jain p10 of rate\n";
    folder.write("none.cfs", format!("{network}targets 0\n{solve}"));
    let ended = folder.cfs(&["run", "none.cfs"]).with(0);
    assert!(!ended.stdout.contains("mse"), "{}", ended.stdout);
    assert!(ended.stdout.contains("rate_p10"), "{}", ended.stdout);
    // The file has the column all the same.
    assert!(folder.read("results/none.summary.csv").contains("mse_mean"));
    folder.write("one.cfs", format!("{network}targets 1\n{solve}"));
    let ended = folder.cfs(&["run", "one.cfs"]).with(0);
    assert!(ended.stdout.contains(" mse "), "{}", ended.stdout);
}

#[test]
fn means_of_different_networks_are_noted() {
    let folder = Folder::new();
    let text = |floors: &str| {
        format!(
            "area square 1 km\naps 3 {{ antennas 2 }}\nusers 2\ntargets 0\nrealizations 6\n\
             sweep rate_floor over [{floors}] solve communication\n"
        )
    };
    // Floors of 0 are met in all networks, of 6 in some, of 60 in none.
    folder.write("floors.cfs", text("0, 6, 60"));
    let ended = folder.cfs(&["run", "floors.cfs"]);
    let summary = cells(&folder.read("results/floors.summary.csv"), &["solved"]);
    let solved: Vec<u32> = summary.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(
        solved[0] == 6 && (1..6).contains(&solved[1]) && solved[2] == 0,
        "{solved:?}"
    );
    let note = "these are not the same at all points";
    ended.says(note);
    folder.write("floors.cfs", text("0, 60"));
    let ended = folder.cfs(&["run", "floors.cfs"]);
    assert!(!ended.stderr.contains(note), "{}", ended.stderr);
}
