//! Values that are set from outside, and experiments that are chosen.

use cfs::language::syntax::MemorySources;
use cfs::language::{Checked, Override, Request, check_as};
use cfs::plan;

const BASE: &str = "let load = 2\n\
                    deployment small {\n  aps 4 { antennas 8 }\n  users 2 * load\n  targets 1\n}\n";

const TEXT: &str = "use \"base.cfs\"\n\
                    experiment fixed on small {\n  realizations 3\n  solve sensing\n  golden \"g.csv\"\n}\n\
                    experiment swept on small {\n  users 1\n  sweep area from 1 km to 2 km step 1 km\n\
                    \x20 with antennas = 2 * users\n  solve communication\n}\n";

fn checked(set: &[&str], only: &[&str]) -> Checked {
    let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    let request = Request {
        set: texts(set),
        only: texts(only),
    };
    let sources = MemorySources::new()
        .with("base.cfs", BASE)
        .with("a.cfs", TEXT);
    check_as(&sources, "a.cfs", &request)
}

/// `experiment: seed, realizations, access points, antennas, users` of every case.
fn outline(set: &[&str], only: &[&str]) -> Vec<String> {
    let checked = checked(set, only);
    assert!(checked.faults.is_empty(), "{}", crate::outcome(&checked));
    let plan = plan::build(&checked.scenario.unwrap());
    let mut lines = Vec::new();
    for experiment in &plan.experiments {
        let cases = experiment.cases.iter().map(|case| {
            let deployment = &case.deployment;
            let aps = &deployment.access_points;
            format!(
                "{}: {}, {}, {}, {}, {}",
                experiment.name,
                experiment.seed,
                experiment.realizations,
                aps.count,
                aps.antennas,
                deployment.users.count
            )
        });
        lines.extend(cases);
    }
    lines.dedup();
    lines
}

#[test]
fn settings_seed_realizations_and_lets_are_set_from_outside() {
    // (what is set, what every case becomes)
    let cases: [(&[&str], [&str; 2]); 7] = [
        (&[], ["fixed: 1, 3, 4, 8, 4", "swept: 1, 1, 4, 2, 1"]),
        (
            &["seed=7"],
            ["fixed: 7, 3, 4, 8, 4", "swept: 7, 1, 4, 2, 1"],
        ),
        (
            &["realizations = 5"],
            ["fixed: 1, 5, 4, 8, 4", "swept: 1, 5, 4, 2, 1"],
        ),
        (&["aps=6"], ["fixed: 1, 3, 6, 8, 4", "swept: 1, 1, 6, 2, 1"]),
        // What an experiment states for itself is replaced as well, and what follows from it follows.
        (
            &["users=2 * 3"],
            ["fixed: 1, 3, 4, 8, 6", "swept: 1, 1, 4, 12, 6"],
        ),
        (
            &["load=3"],
            ["fixed: 1, 3, 4, 8, 6", "swept: 1, 1, 4, 2, 1"],
        ),
        (
            &["load=1", "seed=2"],
            ["fixed: 2, 3, 4, 8, 2", "swept: 2, 1, 4, 2, 1"],
        ),
    ];
    for (set, expected) in cases {
        assert_eq!(outline(set, &[]), expected, "{set:?}");
    }
    assert_eq!(
        outline(&["antennas=3"], &["fixed"]),
        ["fixed: 1, 3, 4, 3, 4"]
    );
    assert_eq!(outline(&["area=disc 1 km"], &["fixed"]).len(), 1);
}

#[test]
fn what_was_asked_is_recorded_and_leaves_goldens_out() {
    let scenario = checked(&["users = 3 ", "load=1"], &["fixed"])
        .scenario
        .unwrap();
    let list = |name: &str, value: &str| Override {
        name: name.into(),
        value: value.into(),
    };
    assert_eq!(scenario.overrides, [list("load", "1"), list("users", "3")]);
    assert_eq!(scenario.only, ["fixed"]);
    assert!(scenario.experiments[0].goldens.is_empty());
    let whole = checked(&[], &[]).scenario.unwrap();
    assert_eq!(whole.experiments[0].goldens.len(), 1);
    let one = checked(&[], &["fixed"]).scenario.unwrap();
    assert_eq!(
        (one.experiments.len(), one.experiments[0].goldens.len()),
        (1, 1)
    );
}

#[test]
fn the_same_value_set_and_stated_has_the_same_results() {
    let stated = MemorySources::new().with("base.cfs", BASE).with(
        "a.cfs",
        TEXT.replace("users 1", "users 3")
            .replace("  solve s", "  users 3\n  solve s"),
    );
    let stated = plan::build(&cfs::language::check(&stated, "a.cfs").scenario.unwrap());
    let set = plan::build(&checked(&["users=3"], &[]).scenario.unwrap());
    for (a, b) in stated.experiments.iter().zip(&set.experiments) {
        let ids = |of: &plan::ExperimentPlan| of.units().map(|u| of.unit_id(u)).collect::<Vec<_>>();
        assert_eq!(ids(a), ids(b));
    }
}

#[test]
fn what_cannot_be_set_is_refused_at_its_place() {
    // (what is set, code, where)
    let cases = [
        ("users=", "cfs::syntax::expected", "--set:1:7"),
        ("users", "cfs::syntax::expected", "--set:1:6"),
        ("=3", "cfs::syntax::expected", "--set:1:1"),
        ("", "cfs::syntax::expected", "--set:1:1"),
        ("users=3 4", "cfs::syntax::unexpected", "--set:1:9"),
        ("users=3\naps=2", "cfs::syntax::expected", "--set:1:1"),
        ("aps={3}", "cfs::syntax::expected", "--set:1:6"),
        ("users=2.5", "cfs::value::whole", "--set:1:7"),
        ("users=0", "cfs::value::range", "--set:1:7"),
        ("aps.power=125", "cfs::unit::missing", "--set:1:11"),
        ("power=125 dB", "cfs::name::ambiguous", "--set:1:1"),
        ("usres=3", "cfs::name::unknown", "--set:1:1"),
        ("load=2 km", "cfs::unit::mismatch", "--set:1:6"),
        ("area=1 km", "cfs::request::no_effect", "--set:1:1"),
        ("antennas=3", "cfs::request::no_effect", "--set:1:1"),
        ("area.height=1 km", "cfs::request::no_effect", "--set:1:1"),
        // It is refused for what it leads to, and shown where it is set.
        ("targets=9", "cfs::setting::targets", "--set:1:9"),
    ];
    let mut messages = String::new();
    for (set, code, place) in cases {
        let checked = checked(&[set], &[]);
        assert!(checked.scenario.is_none(), "{set}");
        let found = checked.faults.iter().flat_map(|fault| {
            let places = fault.labels.iter();
            places.map(|(span, _)| (fault.code.as_str(), checked.sources.place(*span)))
        });
        let found: Vec<_> = found.collect();
        assert!(
            found.contains(&(code, place.to_owned())),
            "{set:?}: {found:?}"
        );
        messages.push_str(&crate::outcome(&checked));
    }
    messages.push_str(&crate::outcome(&checked(&[], &["fixd"])));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(crate::root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("requests", messages));
    let twice = checked(&["users=3", "users=4"], &[]);
    assert_eq!(twice.faults[0].code, "cfs::name::clash");
}

#[test]
fn an_experiment_that_does_not_exist_cannot_be_chosen() {
    let checked = checked(&[], &["fixd"]);
    assert!(checked.scenario.is_none());
    let [fault] = checked.faults.as_slice() else {
        panic!("one fault")
    };
    assert_eq!(fault.code, "cfs::request::experiment");
    assert_eq!(fault.help.as_deref(), Some("did you mean `fixed`?"));
}

#[test]
fn samples_of_an_estimation_are_not_set_where_nothing_is_estimated() {
    let refused = checked(&["samples=361"], &["fixed"]);
    let codes: Vec<&str> = refused.faults.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["cfs::request::no_effect"]);
    let taken = checked(&["beampattern.samples=361"], &["fixed"]);
    assert!(taken.faults.is_empty(), "{}", crate::outcome(&taken));
}

/// A swept `let` is what setting it from outside is, value by value, in whatever follows from it.
#[test]
fn a_swept_let_is_set_to_each_of_its_values() {
    let text = |sweep: &str| {
        format!(
            "use \"base.cfs\"\nlet reach = 1 km\nexperiment e on small {{\n  area square reach\n{sweep}\n\
             \x20 with antennas = 4 * load\n  solve isac at delta load * S_min\n}}\n"
        )
    };
    let cases = |sweep: &str, set: &[String]| {
        let sources = MemorySources::new()
            .with("base.cfs", BASE)
            .with("a.cfs", text(sweep));
        let request = Request {
            set: set.to_vec(),
            only: Vec::new(),
        };
        let checked = check_as(&sources, "a.cfs", &request);
        assert!(checked.faults.is_empty(), "{}", crate::outcome(&checked));
        let plan = plan::build(&checked.scenario.unwrap());
        let cases = plan.experiments[0].cases.iter();
        let all: Vec<(String, u64)> = cases
            .map(|case| (format!("{:?}", case.deployment), case.fingerprint))
            .collect();
        all
    };
    let swept = cases(
        "  sweep load over [1, 3]\n  sweep reach from 500 m to 1.5 km step 0.5 km",
        &[],
    );
    let mut set = Vec::new();
    for load in ["1", "3"] {
        for reach in ["0.5 km", "1 km", "1.5 km"] {
            set.extend(cases(
                "",
                &[format!("load={load}"), format!("reach={reach}")],
            ));
        }
    }
    assert_eq!(swept.len(), 6);
    assert_eq!(swept, set);
    let distinct: std::collections::BTreeSet<u64> = swept.iter().map(|case| case.1).collect();
    assert_eq!(distinct.len(), 6);
}

/// The schemes of each experiment with this value set.
fn schemes(set: &str, text: &str) -> Result<Vec<String>, String> {
    let request = Request {
        set: vec![set.to_owned()],
        only: Vec::new(),
    };
    let sources = MemorySources::new().with("a.cfs", text);
    let checked = check_as(&sources, "a.cfs", &request);
    match checked.scenario {
        Some(scenario) if checked.faults.is_empty() => {
            let experiments = scenario.experiments.iter();
            let names = experiments.flat_map(|experiment| &experiment.schemes);
            Ok(names.map(|scheme| scheme.name().to_owned()).collect())
        }
        _ => Err(crate::outcome(&checked)),
    }
}

#[test]
fn a_scheme_of_the_callers_can_be_set_where_it_is_declared() {
    let two = "scheme mine external\nscheme other external\nscheme mine\nsolve communication\n";
    for (set, expected) in [
        ("scheme=other", "other"),
        ("scheme=mine", "mine"),
        ("scheme=zf", "zf"),
    ] {
        assert_eq!(schemes(set, two), Ok(vec![expected.to_owned()]), "{set}");
    }
    // One that is declared within an experiment.
    let inner = "experiment one {\n  scheme mine external\n  scheme zf\n  solve communication\n}\n";
    assert_eq!(schemes("scheme=mine", inner), Ok(vec!["mine".to_owned()]));
    let unknown = schemes("scheme=othr", two).unwrap_err();
    assert!(unknown.contains("did you mean `other`?"), "{unknown}");
    let undeclared = schemes("scheme=mine", "solve communication\n").unwrap_err();
    assert!(undeclared.contains("scheme NAME external"), "{undeclared}");
    let swept = schemes(
        "scheme=mine",
        "scheme mine external\ncompare scheme [zf, mine]\nsolve communication\n",
    );
    assert!(swept.unwrap_err().contains("scheme"));
    let twice = Request {
        set: vec!["scheme=mine".to_owned(), "scheme=zf".to_owned()],
        only: Vec::new(),
    };
    let sources = MemorySources::new().with("a.cfs", two);
    assert!(!check_as(&sources, "a.cfs", &twice).faults.is_empty());
}
