//! A number means what was written: swept values, units, quotients and roundings are those of decimals.

use cfs::language::check;
use cfs::language::syntax::MemorySources;
use cfs::plan::{self, AxisValue};

use crate::outcome;

fn planned(text: &str) -> plan::ExperimentPlan {
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    assert!(checked.faults.is_empty(), "{text}\n{}", outcome(&checked));
    let plan = plan::build(&checked.scenario.unwrap());
    plan.experiments.into_iter().next().unwrap()
}

/// The values of the first sweep.
fn keys(text: &str) -> Vec<f64> {
    let value = |case: &plan::Case| match case.keys[0].as_ref().unwrap().1 {
        AxisValue::Number(value) => value,
        AxisValue::Word(_) => panic!("a number"),
    };
    planned(text).cases.iter().map(value).collect()
}

/// Names of all units and the values of their budgets: what journals go by.
fn identity(text: &str) -> (Vec<u64>, Vec<Vec<(usize, f64)>>) {
    let plan = planned(text);
    let ids = plan.units().map(|unit| plan.unit_id(unit)).collect();
    let budgets = plan.cases.iter().flat_map(|case| &case.chains);
    let values = budgets.map(|chain| match &chain.budget {
        plan::Budget::Values(values) => values.points(&plan::ResultNames::default()).unwrap(),
        plan::Budget::None => Vec::new(),
    });
    (ids, values.collect())
}

#[test]
fn swept_values_are_the_decimals_that_were_written() {
    // (sweep, its values)
    let cases: [(&str, &[f64]); 14] = [
        ("reflection from 0 to 0.9 step 0.3", &[0.0, 0.3, 0.6, 0.9]),
        ("reflection from 1 to 0 step -0.3", &[1.0, 0.7, 0.4, 0.1]),
        ("reflection from 0.7 to 0.1 points 3", &[0.7, 0.4, 0.1]),
        (
            "reflection from 10 % to 70 % step 20 %",
            &[0.1, 0.3, 0.5, 0.7],
        ),
        (
            "reflection over [0.1 + 0.2, 3 * 0.2, 0.1 * 7]",
            &[0.3, 0.6, 0.7],
        ),
        (
            "reflection from 0 to 1 step 1 / 3",
            &[0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0],
        ),
        (
            "area from 100 m to 0.7 km step 0.2 km",
            &[0.1, 0.3, 0.5, 0.7],
        ),
        (
            "area from 1 m to 1000 m log points 4",
            &[0.001, 0.01, 0.1, 1.0],
        ),
        ("area from 1 km to 10 m log points 3", &[1.0, 0.1, 0.01]),
        ("area over [300 m, 0.6 km, 7 * 100 m]", &[0.3, 0.6, 0.7]),
        (
            "aps.power from 0.1 dB to 0.7 dB step 0.2 dB",
            &[0.1, 0.3, 0.5, 0.7],
        ),
        (
            "aps.power from 0.3 dB to -0.3 dB step -0.3 dB",
            &[0.3, 0.0, -0.3],
        ),
        ("aps.power over [0.1 linear * 3, 0.7 linear]", &[0.3, 0.7]),
        (
            "beampattern.width from 0.1 deg to 0.3 deg step 0.1 deg",
            &[0.1, 0.2, 0.3],
        ),
    ];
    for (sweep, values) in cases {
        assert_eq!(
            keys(&format!("sweep {sweep} solve sensing\n")),
            values,
            "{sweep}"
        );
    }
}

#[test]
fn one_set_of_values_is_one_table_however_it_is_written() {
    // Spellings of the same values.
    let same: [&[&str]; 4] = [
        &[
            "sweep reflection from 0 to 1 step 0.1 solve sensing",
            "sweep reflection from 0 to 1 points 11 solve sensing",
            "sweep reflection from 0 % to 100 % step 10 % solve sensing",
            "sweep reflection over [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] solve sensing",
            "sweep reflection over [0, 1 / 10, 2 / 10, 0.1 + 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] solve sensing",
        ],
        &[
            "sweep delta from 0.1 to 0.7 step 0.1 solve isac",
            "sweep delta from 0.1 to 0.7 points 7 solve isac",
            "sweep delta over [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7] solve isac",
            "let s = 0.1\nsweep delta from s to 7 * s step s solve isac",
        ],
        &[
            "sweep carrier from 0.1 GHz to 0.7 GHz step 0.3 GHz solve sensing",
            "sweep carrier over [100 MHz, 400 MHz, 700 MHz] solve sensing",
        ],
        &[
            "sweep delta from 1 to 1000 log points 4 solve isac",
            "sweep delta over [1, 10, 100, 1000] solve isac",
        ],
    ];
    for spellings in same {
        let text = |spelling: &&str| match spelling.contains("carrier") {
            true => format!("path_loss free_space carrier 1 GHz\n{spelling}\n"),
            false => format!("{spelling}\n"),
        };
        let first = identity(&text(&spellings[0]));
        for other in &spellings[1..] {
            assert_eq!(identity(&text(other)), first, "{other}");
        }
    }
}

#[test]
fn values_that_selections_cannot_distinguish_are_one() {
    for sweep in [
        "reflection over [0.3, 0.1 + 0.2]",
        "reflection over [0.3, 0.5, 30 %]",
        "reflection over [0.3, 0.30000000001]",
        "area over [300 m, 0.3 km]",
        "delta over [3, 1, 10 * 0.3]",
    ] {
        let text = format!("sweep {sweep} solve isac at delta 6\n");
        let text = if sweep.starts_with("delta") {
            text.replace(" at delta 6", "")
        } else {
            text
        };
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert_eq!(checked.faults[0].code, "cfs::sweep::duplicate", "{sweep}");
    }
}

#[test]
fn quotients_of_whole_units_are_whole() {
    // (number of users, as written and as meant)
    let cases = [
        ("floor(700 m / 100 m)", 7),
        ("floor(300 m / 100 m)", 3),
        ("ceil(700 m / 100 m)", 7),
        ("round(350 m / 100 m)", 4),
        ("700 m / 100 m", 7),
        ("floor(0.7 km / 100 m)", 7),
        ("floor(700 MHz / 100 MHz)", 7),
        ("floor(0.7 GHz / 100 MHz)", 7),
        ("floor(29 % * 100)", 29),
        ("floor(0.6 dB / 0.2 dB)", 3),
        ("floor((0.1 + 0.7) * 10)", 8),
        ("floor(4.35 * 100)", 435),
        ("floor(1 / 49 * 49)", 1),
        ("floor(log10(1000))", 3),
        ("floor(log2(8))", 3),
        ("floor(sqrt(0.49 km * 1 km) / 100 m)", 7),
        ("floor(linear(20 dB) / 1 linear)", 100),
        ("floor(db(1000 linear) / 10 dB)", 3),
        ("floor(1000 ^ (1 / 3))", 10),
        ("floor(0.1 ^ -2)", 100),
        ("ceil(0.1 * 3 * 10)", 3),
        ("floor(2 rad / 1 rad)", 2),
        ("floor(tenth * 3 * 10)", 3),
        ("floor(third * 3)", 1),
        ("ceil(sin(30 deg) * 2)", 1),
        ("round(2.5)", 3),
        ("floor(2.9999999999)", 3),
        ("2.9999999999", 3),
    ];
    for (written, meant) in cases {
        let text = format!(
            "let tenth = 0.1\nlet third = 1 / 3\nusers {written}\npilots {{ length 4 }}\nsolve communication\n"
        );
        let plan = planned(&text);
        assert_eq!(plan.cases[0].deployment.users.count, meant, "{written}");
    }
}

#[test]
fn settings_that_follow_from_swept_ones_follow_exactly() {
    for (derived, meant) in [
        ("floor(area / 100 m)", [1, 2, 3, 6, 7]),
        ("area / 100 m", [1, 2, 3, 6, 7]),
        ("ceil(area / 100 m)", [1, 2, 3, 6, 7]),
        ("round(area / 100 m - 0.5)", [1, 2, 3, 6, 7]),
        ("10 * (area / 1 km)", [1, 2, 3, 6, 7]),
    ] {
        let text = format!(
            "sweep area over [0.1 km, 0.2 km, 300 m, 0.6 km, 0.7 km] with users = {derived}\nsolve communication\n"
        );
        let plan = planned(&text);
        let users: Vec<usize> = plan
            .cases
            .iter()
            .map(|case| case.deployment.users.count)
            .collect();
        assert_eq!(users, meant, "{derived}");
    }
}
