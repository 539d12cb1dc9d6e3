//! What the program says of expectations that are about every value of a sweep.

use crate::support::{Folder, objects};

/// The scenario with one expectation.
fn scenario(sweep: &str, expectation: &str) -> String {
    format!(
        "use \"small.cfs\"\nexperiment each on small {{\n  realizations 2\n  {sweep}\n  expect {expectation}\n}}\n"
    )
}

const USERS: &str = "sweep users over [1, 2, 3] solve communication";
const BUDGETS: &str = "compare scheme [proposed, mrt]\n  sweep delta over [1, 1.5, 2] solve isac";

#[test]
fn an_expectation_for_each_value_shows_where_it_is_closest_or_fails() {
    // (sweep, expectation, exit code, what is said of it)
    let cases = [
        (
            USERS,
            "mean sum_rate > 0 for each users",
            0,
            "closest at users",
        ),
        (
            USERS,
            "mean sum_rate <= mean R_max for each users",
            0,
            "closest at users 1",
        ),
        // More users have more rate, so that it fails at the first of them.
        (
            USERS,
            "mean sum_rate >= mean sum_rate at users 2 for each users",
            1,
            "at users 1: ",
        ),
        // A condition leaves one value out, and nothing is asked of it.
        (
            "sweep users over [1, 2, 3] where users >= 2 solve communication",
            "mean sum_rate >= mean sum_rate at users 2 for each users",
            0,
            "closest at users 2",
        ),
        (
            "sweep delta from 1 to 2 step 0.5 where delta >= 1.5 solve isac",
            "mean sum_rate > 0 for each delta",
            0,
            "closest at delta 1.5",
        ),
        (
            BUDGETS,
            "mean sum_rate at scheme proposed > mean sum_rate at scheme mrt for each delta",
            0,
            "closest at delta",
        ),
        (
            BUDGETS,
            "mean sum_rate >= mean sum_rate at delta 2 for each delta",
            1,
            "at delta 1: ",
        ),
        (
            BUDGETS,
            "mean sum_rate > mean sum_rate at scheme mrt for each scheme",
            1,
            "at scheme mrt: ",
        ),
    ];
    let folder = Folder::new();
    for (sweep, expectation, code, said) in cases {
        folder.write("each.cfs", scenario(sweep, expectation));
        folder.cfs(&["run", "each.cfs"]).with(code).prints(said);
    }
}

#[test]
fn json_names_the_place_too() {
    let folder = Folder::new();
    folder.write(
        "each.cfs",
        scenario(USERS, "mean sum_rate > 0 for each users"),
    );
    let run = folder
        .cfs(&["run", "each.cfs", "--message-format", "json"])
        .with(0);
    let all = objects(&run.stdout);
    let experiment = all.iter().find(|o| o["type"] == "experiment").unwrap();
    let place = experiment["expectations"][0]["place"].as_str().unwrap();
    assert!(place.starts_with("users "), "{place}");
}

/// Of twelve networks three meet the smaller budget. Over those, the smaller budget costs a fortieth of the rate;
/// the mean over all twelve is larger than the mean over the three.
#[test]
fn both_sides_are_over_the_networks_that_both_have() {
    let folder = Folder::new();
    folder.write(
        "base.cfs",
        "deployment small {\n  aps 3 { antennas 4 }\n  users 3\n  targets 1\n  pilots { length 3 }\n  beampattern { power 5 dB }\n}\n",
    );
    folder.write(
        "run.cfs",
        "use \"base.cfs\"\nexperiment surv on small {\n  aps.facing bearing 0 deg\n  realizations 12\n  seed 1\n  \
         sweep delta over [7, 10] solve isac\n  \
         expect mean sum_rate at delta 7 <= 0.9 * mean sum_rate at delta 10\n  \
         expect mean sum_rate at delta 7 >= 0.9 * mean R_max\n  \
         expect mean sum_rate at delta 7 <= mean sum_rate at delta 10\n  \
         expect mean sum_rate at delta 10 <= mean R_max\n  \
         expect min mse > 0\n}\n",
    );
    let ended = folder
        .cfs(&["run", "run.cfs", "--message-format", "json"])
        .with(1);
    let claims = objects(&ended.stdout)[0]["expectations"].clone();
    let passed: Vec<bool> = (0..5)
        .map(|i| claims[i]["passed"].as_bool().unwrap())
        .collect();
    assert_eq!(passed, [false, true, true, true, true]);
    let used: Vec<u64> = (0..5)
        .map(|i| claims[i]["networks"]["used"].as_u64().unwrap())
        .collect();
    assert_eq!(used, [3, 3, 3, 12, 12]);

    // The same figures by hand, from the table.
    let table = folder.read("results/surv.csv");
    let rows = crate::support::cells(
        &table,
        &["realization", "delta", "status", "sum_rate", "R_max"],
    );
    let number = |text: &str| text.parse::<f64>().unwrap();
    let solved = |delta: f64| {
        rows.iter()
            .filter(move |row| number(&row[1]) == delta && row[2] == "solved")
    };
    let three: Vec<&String> = solved(7.0).map(|row| &row[0]).collect();
    assert_eq!(three.len(), 3);
    let mean = |delta: f64, column: usize| {
        let values: Vec<f64> = solved(delta)
            .filter(|row| three.contains(&&row[0]))
            .map(|row| number(&row[column]))
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    for (claim, right) in [(0, 0.9 * mean(10.0, 3)), (1, 0.9 * mean(10.0, 4))] {
        let sides = ["left", "right"].map(|side| claims[claim][side].as_f64().unwrap());
        assert!((sides[0] - mean(7.0, 3)).abs() < 1e-9, "{sides:?}");
        assert!((sides[1] - right).abs() < 1e-9, "{sides:?}");
    }
    folder
        .cfs(&["run", "run.cfs"])
        .with(1)
        .prints("over 3 of 12 networks)")
        .says("over 3 of 12 networks");
    assert!(folder.read("results/surv.json").contains("\"of\": 12"));
}

/// What is zipped with a selected setting differs with it, and does not keep the sides apart.
#[test]
fn settings_that_step_together_do_not_unpair_networks() {
    let folder = Folder::new();
    folder.write(
        "zip.cfs",
        "use \"small.cfs\"\nexperiment zipped on small {\n  realizations 2\n  zip {\n    sweep users over [1, 2]\n    \
         sweep aps.power over [100 dB, 120 dB]\n  }\n  compare scheme [zf, mrt]\n  solve communication\n  \
         expect mean sum_rate at users 1 < mean sum_rate at users 2\n  \
         expect mean sum_rate at scheme zf != mean sum_rate at scheme mrt for each users\n}\n",
    );
    let ended = folder
        .cfs(&["run", "zip.cfs", "--message-format", "json"])
        .with(0);
    let claims = objects(&ended.stdout)[0]["expectations"].clone();
    assert_eq!(claims[0]["networks"]["used"], 2);
    assert_eq!(claims[1]["networks"]["of"], 2);
}
