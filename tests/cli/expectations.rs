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
        folder.write("each.cfs", &scenario(sweep, expectation));
        folder.cfs(&["run", "each.cfs"]).with(code).prints(said);
    }
}

#[test]
fn json_names_the_place_too() {
    let folder = Folder::new();
    folder.write(
        "each.cfs",
        &scenario(USERS, "mean sum_rate > 0 for each users"),
    );
    let run = folder
        .cfs(&["run", "each.cfs", "--message-format", "json"])
        .with(0);
    let all = objects(&run.stdout);
    let experiment = all.iter().find(|o| o["type"] == "experiment").unwrap();
    let place = experiment["expectations"][0]["place"].as_str().unwrap();
    assert!(place.starts_with("users "), "{place}");
}
