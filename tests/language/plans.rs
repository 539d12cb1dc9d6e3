//! What plans hold, and what stored results rely on.

use cfs::language::check;
use cfs::language::syntax::{MemorySources, Operator, SourceProvider};
use cfs::plan;

use crate::{Files, outcome};

#[test]
fn the_region_has_one_case_and_a_grid_of_its_own_in_each_realization() {
    let scenario = check(&Files, "scenarios/region.cfs").scenario.unwrap();
    let plan = plan::build(&scenario);
    let [region] = plan.experiments.as_slice() else {
        panic!("one experiment")
    };
    assert_eq!(
        (region.name.as_str(), region.seed, region.realizations),
        ("region", 2025, 8)
    );
    assert_eq!(region.cases.len(), 1);
    assert!(region.needs.s_min && region.needs.r_max);
    let plan::Budget::Values(budget) = &region.cases[0].chains[0].budget else {
        panic!("a budget")
    };
    let names = plan::ResultNames {
        s_min: Some(3.53),
        ..Default::default()
    };
    let points = budget.points(&names).unwrap();
    assert_eq!(
        (points.len(), points[0], points[12]),
        (13, (0, 3.53), (12, 9.53))
    );
    let deployment = &region.cases[0].deployment;
    assert!((deployment.beampattern.power - 3.162).abs() < 1e-3);
    assert_eq!(deployment.access_points.antennas, 12);
}

/// The sample of the language's design, word for word.
const SAMPLE: &str = r#"use "table1.cfs"                      # the settings of Table I, as deployment table1

deployment small extends table1 {
  aps 4 {
    antennas 12
    power    125 dB                   # over the noise
    facing   target
  }
  users   9
  targets 3
}

experiment region on small {
  realizations 200
  seed         2025
  sweep delta from S_min to 10 step 0.5 solve isac
  plot   sum_rate over mse
  expect mean sum_rate at delta 6 >= 0.9 * mean R_max
  golden "region.golden.csv" rtol 1e-6 atol 1e-9
}

experiment area on table1 {
  realizations 50
  compare scheme [proposed, zf, mrt]
  sweep area from 0.5 km to 4 km step 0.5 km solve isac at delta 6
}

experiment aps on table1 {
  sweep aps over [3, 4, 6, 8] with antennas = 48 / aps
  sweep delta from S_min to 10 step 0.5 solve isac
}
"#;

fn with_table1(text: &str) -> MemorySources {
    MemorySources::new()
        .with("table1.cfs", Files.read("scenarios/table1.cfs").unwrap())
        .with("sample.cfs", text)
}

#[test]
fn the_sample_of_the_design_is_read_whole() {
    let checked = check(&with_table1(SAMPLE), "sample.cfs");
    assert!(checked.faults.is_empty(), "{}", outcome(&checked));
    let plan = plan::build(&checked.scenario.unwrap());
    let shape: Vec<(&str, usize, usize)> = plan
        .experiments
        .iter()
        .map(|e| (e.name.as_str(), e.axes.len(), e.cases.len()))
        .collect();
    assert_eq!(shape, [("region", 1, 1), ("area", 2, 8), ("aps", 2, 4)]);
    let antennas: Vec<usize> = plan.experiments[2]
        .cases
        .iter()
        .map(|case| case.deployment.access_points.antennas)
        .collect();
    assert_eq!(antennas, [16, 12, 8, 6]);
}

/// Table I as a file says what the defaults say: a value changed in one place only shows here.
#[test]
fn table_1_is_the_default() {
    let checked = check(&Files, "scenarios/table1.cfs");
    let scenario = checked.scenario.unwrap();
    for (path, assigned) in scenario.deployments[0].settings.iter() {
        let default = cfs::language::defaults().get(path).unwrap();
        assert_eq!(assigned.value, default.value, "{path}");
    }
}

#[test]
fn fingerprints_depend_on_meaning_and_on_nothing_else() {
    let of = |text: &str| {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert!(checked.faults.is_empty(), "{}", outcome(&checked));
        plan::build(&checked.scenario.unwrap()).experiments[0].cases[0].fingerprint
    };
    let base = of("sweep delta from S_min to 10 step 0.5 solve isac");
    // Pinned: stored results are found by it.
    assert_eq!(format!("{base:016x}"), "5ec5f38b3eaa2f5d");
    for same in [
        "# a comment\naps 6 { antennas 12 }\nsweep delta from S_min to 10 step 1/2\nsolve isac",
        "area 2000 m\nseed 9\nrealizations 7\nsweep delta from S_min to 10 step 0.5 solve isac",
        "experiment other { sweep delta from S_min to 10 step 0.5 solve isac }",
    ] {
        assert_eq!(of(same), base, "{same}");
    }
    for other in [
        "users 8\nsweep delta from S_min to 10 step 0.5 solve isac",
        "starts 2\nsweep delta from S_min to 10 step 0.5 solve isac",
        "boundary_tolerance 1e-3\nsweep delta from S_min to 10 step 0.5 solve isac",
        "sweep delta from S_min to 9 step 0.5 solve isac",
        "solve sensing",
    ] {
        assert_ne!(of(other), base, "{other}");
    }
}

#[test]
fn units_of_work_have_names_that_last() {
    let checked = check(&Files, "scenarios/region.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let region = &plan.experiments[0];
    let ids: std::collections::BTreeSet<u64> =
        region.units().map(|unit| region.unit_id(unit)).collect();
    assert_eq!(ids.len(), 8);
    let mut other = region.clone();
    other.seed += 1;
    assert!(
        region
            .units()
            .all(|unit| !ids.contains(&other.unit_id(unit)))
    );
}

#[test]
fn expectations_are_evaluated_by_the_room_that_has_the_rows() {
    let text = "sweep delta from S_min to 10 step 0.5 solve isac\n\
                expect mean sum_rate at delta 6 >= 0.9 * mean R_max\n";
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let [expectation] = plan.experiments[0].expectations.as_slice() else {
        panic!("one expectation")
    };
    assert_eq!(
        expectation.text,
        "mean sum_rate at delta 6 >= 0.9 * mean R_max"
    );
    let with = |rate: Option<f64>| {
        expectation.evaluate(&|query, _| match &query.of {
            plan::Quantified::Metric(metric) => {
                assert_eq!(
                    (metric.text(), query.aggregate),
                    ("sum_rate", plan::Aggregate::Mean)
                );
                assert_eq!(query.at[0].axis, "delta");
                assert_eq!(query.at[0].value, plan::AxisValue::Number(6.0));
                rate
            }
            plan::Quantified::Result(name) => (*name == plan::ResultName::RMax).then_some(40.0),
            plan::Quantified::Found => None,
        })
    };
    assert_eq!(
        with(Some(36.0)),
        plan::ExpectOutcome {
            place: None,
            operator: Operator::GreaterEqual,
            left: Some(36.0),
            right: Some(36.0),
            passed: true
        }
    );
    assert!(!with(Some(35.9)).passed);
    // No such rows: the expectation was not met.
    assert_eq!(
        with(None),
        plan::ExpectOutcome {
            place: None,
            operator: Operator::GreaterEqual,
            left: None,
            right: Some(36.0),
            passed: false
        }
    );
}

#[test]
fn comparisons_that_allow_equality_allow_the_tolerance_of_the_results() {
    // (comparison, left side, whether it holds)
    let cases = [
        ("<=", 6.000_000_4, true),
        ("<=", 6.000_02, false),
        (">=", 5.999_999_6, true),
        (">=", 5.999_9, false),
        ("==", 6.000_000_4, true),
        ("==", 6.000_02, false),
        ("!=", 6.000_000_4, false),
        ("<", 6.000_000_4, false),
        (">", 6.000_000_4, true),
    ];
    for (comparison, left, holds) in cases {
        let text = format!("solve isac at delta 6\nexpect mean mse {comparison} 6\n");
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        let plan = plan::build(&checked.scenario.unwrap());
        let outcome = plan.experiments[0].expectations[0].evaluate(&|_, _| Some(left));
        assert_eq!(outcome.passed, holds, "{left} {comparison} 6");
    }
}

#[test]
fn comparisons_join_as_in_mathematics() {
    // (what is expected, value of the one aggregate, whether it holds, the comparison that decides)
    let cases = [
        ("100 < mean mse < 200", 10.0, false, "100 < 10"),
        ("100 < mean mse < 200", 150.0, true, "150 < 200"),
        ("100 < mean mse < 200", 300.0, false, "300 < 200"),
        ("200 > mean mse >= 100", 100.0, true, "100 >= 100"),
        ("5 == mean mse == 0", 5.0, false, "5 == 0"),
        ("mean mse > 1 and mean mse < 3", 2.0, true, "2 < 3"),
        ("mean mse < 1 or mean mse > 3", 2.0, false, "2 > 3"),
        ("mean mse < 1 or mean mse > 3", 4.0, true, "4 > 3"),
        ("not mean mse < 1", 1.0, true, "1 >= 1"),
        ("not (1 < mean mse < 3)", 2.0, false, "2 >= 3"),
        ("not (mean mse < 1 or mean mse > 3)", 2.0, true, "2 <= 3"),
        ("not not mean mse < 1", 2.0, false, "2 < 1"),
        (
            "mean mse < 1 or mean mse < 5 and mean mse < 2",
            0.5,
            true,
            "0.5 < 1",
        ),
        (
            "(mean mse < 1 or mean mse < 5) and mean mse < 2",
            3.0,
            false,
            "3 < 2",
        ),
    ];
    for (expected, value, holds, decides) in cases {
        let text = format!("solve isac at delta 6\nexpect {expected}\n");
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert!(checked.faults.is_empty(), "{}", outcome(&checked));
        let plan = plan::build(&checked.scenario.unwrap());
        let outcome = plan.experiments[0].expectations[0].evaluate(&|_, _| Some(value));
        let (left, right) = (outcome.left.unwrap(), outcome.right.unwrap());
        let found = format!("{left} {} {right}", outcome.operator.text());
        assert_eq!(
            (outcome.passed, found.as_str()),
            (holds, decides),
            "{expected} at {value}"
        );
    }
}

#[test]
fn conditions_join_as_in_mathematics() {
    // (condition, the numbers of users from 1 to 6 that it keeps)
    let cases: [(&str, &[u64]); 8] = [
        ("2 <= users <= 3", &[2, 3]),
        ("2 <= users and users <= 3", &[2, 3]),
        ("users < 2 or users > 5", &[1, 6]),
        ("not users < 3", &[3, 4, 5, 6]),
        ("not users < 3 and users < 5", &[3, 4]),
        ("not (users < 3 or users > 4)", &[3, 4]),
        ("users == 1 or users == 4 and aps > 100", &[1]),
        ("few and users > 4", &[5, 6]),
    ];
    for (condition, kept) in cases {
        let text = format!(
            "let few = 3 < 4\nsweep users from 1 to 6 step 1 where {condition} solve communication\n"
        );
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert!(checked.faults.is_empty(), "{}", outcome(&checked));
        let plan = plan::build(&checked.scenario.unwrap());
        let users: Vec<u64> = plan.experiments[0]
            .cases
            .iter()
            .map(|case| case.deployment.users.count as u64)
            .collect();
        assert_eq!(users, kept, "{condition}");
    }
}

#[test]
fn a_condition_may_wait_for_a_result_in_one_of_its_parts() {
    let text = "sweep users over [1, 2]\nsweep delta from 1 to 4 step 1\n\
                where users < 2 and delta < S_min + 1 or users == 2 and delta > 3\nsolve isac\n";
    let names = plan::ResultNames {
        s_min: Some(1.5),
        ..Default::default()
    };
    let found = points(text, &names);
    let values = |index: usize| {
        found[index]
            .1
            .iter()
            .map(|(_, value)| *value)
            .collect::<Vec<_>>()
    };
    assert_eq!((values(0), values(1)), (vec![1.0, 2.0], vec![4.0]));
}

/// The points of every chain, by keys of its case.
fn points(text: &str, names: &plan::ResultNames) -> Vec<(String, Vec<(usize, f64)>)> {
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    assert!(checked.faults.is_empty(), "{}", outcome(&checked));
    let plan = plan::build(&checked.scenario.unwrap());
    let mut all = Vec::new();
    for case in &plan.experiments[0].cases {
        let keys: Vec<String> = case
            .keys
            .iter()
            .map(|key| {
                key.as_ref()
                    .map_or("-".into(), |(index, value)| format!("{index}:{value}"))
            })
            .collect();
        for chain in &case.chains {
            let points = match &chain.budget {
                plan::Budget::None => Vec::new(),
                plan::Budget::Values(budget) => budget.points(names).unwrap(),
            };
            all.push((keys.join(" "), points));
        }
    }
    all
}

#[test]
fn the_first_sweep_is_outermost_and_the_budget_is_walked_within_a_case() {
    let none = plan::ResultNames::default();
    let text = "sweep aps over [3, 4]\nsweep delta over [5, 6]\nsweep area over [1 km, 2000 m]\nsolve isac";
    let grid = vec![(0, 5.0), (1, 6.0)];
    let keys = ["0:3 - 0:1", "0:3 - 1:2", "1:4 - 0:1", "1:4 - 1:2"];
    assert_eq!(
        points(text, &none),
        keys.map(|key| (key.to_owned(), grid.clone()))
    );
}

#[test]
fn sweeps_in_a_zip_step_together() {
    let names = plan::ResultNames {
        s_min: Some(3.0),
        ..Default::default()
    };
    let text = "zip {\nsweep aps over [3, 4]\nsweep delta over [S_min, 2 * S_min]\n}\nsolve isac";
    assert_eq!(
        points(text, &names),
        [
            ("0:3 -".to_owned(), vec![(0, 3.0)]),
            ("1:4 -".to_owned(), vec![(1, 6.0)])
        ]
    );
}

#[test]
fn conditions_leave_gaps_and_indices_stay() {
    let names = plan::ResultNames {
        s_min: Some(3.0),
        ..Default::default()
    };
    let text = "sweep aps over [3, 4, 5] where aps != 4\n\
                sweep delta from 2 to 6 step 1 where delta >= S_min where delta <= aps + 1\nsolve isac";
    assert_eq!(
        points(text, &names),
        [
            ("0:3 -".to_owned(), vec![(1, 3.0), (2, 4.0)]),
            (
                "2:5 -".to_owned(),
                vec![(1, 3.0), (2, 4.0), (3, 5.0), (4, 6.0)]
            ),
        ]
    );
}

#[test]
fn a_grid_whose_end_lies_below_its_start_is_empty_and_one_without_bounds_is_an_error() {
    let text = "sweep delta from S_min to 10 step 0.5 solve isac";
    let far = plan::ResultNames {
        s_min: Some(11.0),
        ..Default::default()
    };
    assert_eq!(points(text, &far), [("-".to_owned(), Vec::new())]);

    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let plan::Budget::Values(budget) = &plan.experiments[0].cases[0].chains[0].budget else {
        panic!("a budget")
    };
    assert!(budget.varies());
    for s_min in [None, Some(f64::NAN), Some(-1e300)] {
        assert!(
            budget
                .points(&plan::ResultNames {
                    s_min,
                    ..Default::default()
                })
                .is_err()
        );
    }
}

#[test]
fn formulas_become_path_losses() {
    let text = "path_loss formula 128.1 dB + 37.6 dB * log10(d)\nsolve communication";
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let deployment = &plan.experiments[0].cases[0].deployment;
    let cfs::engine::PathLoss::Formula(loss) = &deployment.path_loss else {
        panic!("a formula")
    };
    assert_eq!(loss(1.0), 128.1);
    assert!((loss(0.1) - 90.5).abs() < 1e-12);
}

#[test]
fn the_stages_of_a_precision_follow_from_the_scenario_alone() {
    let stages = |realizations: &str| -> Vec<u32> {
        let text = format!("realizations {realizations}\nsolve communication");
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        let scenario = checked.scenario.unwrap();
        plan::build(&scenario).experiments[0].stages().collect()
    };
    let until = "until sum_rate within 1 %";
    assert_eq!(stages("7"), [7], "all at once without a precision");
    assert_eq!(stages(&format!("{until} at most 70")), [20, 40, 60, 70]);
    assert_eq!(stages(&format!("{until} at most 12")), [12]);
    assert_eq!(stages(&format!("{until} at most 60 at least 50")), [50, 60]);
    let long = stages(&format!("{until} at most 10000000"));
    assert_eq!(long[9..12], [200, 220, 242], "then by a tenth");
    assert!(long.len() < 150 && long.is_sorted());
    assert_eq!(long.last(), Some(&10_000_000));
}

#[test]
fn a_grid_without_its_end_says_which_is_missing() {
    let text = "sweep delta from S_min to S_I points 3 solve isac\n";
    let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
    let plan = plan::build(&checked.scenario.unwrap());
    let plan::Budget::Values(budget) = &plan.experiments[0].cases[0].chains[0].budget else {
        panic!("a grid")
    };
    let names = plan::ResultNames {
        s_min: Some(1.0),
        ..plan::ResultNames::default()
    };
    let reason = budget.points(&names).expect_err("no S_I");
    assert!(reason.starts_with("S_I was not found"), "{reason}");
}
