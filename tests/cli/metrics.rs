//! Every metric in every use: it has values there, or is refused with what to do instead.

use std::fmt::Write as _;

use cfs::language::syntax::MemorySources;
use cfs::language::vocabulary::table;
use cfs::language::{Metric, OF_USERS, Per, Problem, check};

use crate::support::{Folder, cells};

const PROBLEMS: [(Problem, &str); 5] = [
    (Problem::Sensing, "solve sensing"),
    (Problem::Communication, "solve communication"),
    (Problem::Isac, "solve isac at delta 1.2 * S_min"),
    (Problem::Region, "solve region"),
    (Problem::Estimation, "solve estimation"),
];

/// A network of two of everything, with all that a metric may need.
const NETWORK: &str = "area square 1 km\naps 2 { antennas 2 }\nusers 2\ntargets 1\npilots { length 2 }\n\
    noise { bandwidth 20 MHz }\nrate_floor 0.001\n";

/// How a metric is used, as lines before and after `solve`.
type Use = fn(&str) -> (String, String);

/// Whether a problem gives a metric to a use.
type Gives = fn(Metric, Problem) -> bool;

/// Each use, and whether a metric that the problem gives can be used so.
const USES: [(Use, Gives); 9] = [
    (|m| (String::new(), format!("record {m}")), |_, _| true),
    (
        |m| (String::new(), format!("record p10 of {m}")),
        |_, _| true,
    ),
    (
        |m| (String::new(), format!("expect mean {m} > 0")),
        |_, _| true,
    ),
    (
        |m| (String::new(), format!("expect p10 of {m} > 0")),
        |_, _| true,
    ),
    (
        |m| {
            (
                "sweep users over [1, 2]\n".to_string(),
                format!("plot {m} over users"),
            )
        },
        |metric, _| metric.row().per == Per::Point,
    ),
    (
        |m| {
            (
                "sweep users over [1, 2]\n".to_string(),
                format!("plot p10 of {m} over users"),
            )
        },
        |_, _| true,
    ),
    (
        |m| (String::new(), format!("plot cdf of {m}")),
        |metric, _| metric.row().per == Per::Point || is_of_users(metric),
    ),
    (
        |m| {
            (
                format!("find aps.power from 100 dB to 130 dB where mean {m} = 1\n"),
                String::new(),
            )
        },
        |_, problem| problem != Problem::Region,
    ),
    (
        |m| {
            (
                format!("realizations until {m} within 10 % at most 100\n"),
                String::new(),
            )
        },
        |metric, _| metric.row().per == Per::Point,
    ),
];

/// Whether the table of users has a column of this name.
fn is_of_users(metric: Metric) -> bool {
    OF_USERS.contains(&metric.stem())
}

#[test]
fn a_metric_is_taken_where_the_problem_gives_it_and_refused_with_help_elsewhere() {
    for (problem, solve) in PROBLEMS {
        for row in table::metrics() {
            let metric = row.metric;
            let name = metric.stem();
            for (index, (of, takes)) in USES.iter().enumerate() {
                let (before, after) = of(name);
                let text = format!("{NETWORK}{before}{solve}\n{after}\n");
                let sources = MemorySources::new().with("a.cfs", &*text);
                let checked = check(&sources, "a.cfs");
                // The distribution over users of what the table of users has is another gain than that of a link.
                let over_users = after.contains("cdf")
                    && is_of_users(metric)
                    && Metric::Rates.is_given_by(problem);
                let given = metric.is_given_by(problem) || over_users;
                let what = format!("use {index} of {name}: {solve}: {:?}", checked.faults);
                assert_eq!(
                    checked.scenario.is_some(),
                    given && takes(metric, problem),
                    "{what}"
                );
                for fault in &checked.faults {
                    let codes = [
                        "claim::metric",
                        "claim::plot",
                        "claim::find",
                        "name::unknown",
                    ];
                    assert!(
                        codes
                            .iter()
                            .any(|code| fault.code == format!("cfs::{code}")),
                        "{what}"
                    );
                    assert!(fault.help.is_some(), "{what}");
                }
            }
        }
    }
}

#[test]
fn a_metric_that_is_taken_has_values() {
    let folder = Folder::new();
    for (problem, solve) in PROBLEMS {
        let given = || {
            let metrics = table::metrics().iter().map(|row| row.metric);
            metrics.filter(move |metric| metric.is_given_by(problem))
        };
        let mut text = format!("{NETWORK}realizations 2\n{solve}\n");
        for metric in given() {
            let name = metric.stem();
            writeln!(
                text,
                "record {name} p10 of {name}\nexpect max of {name} > -1e300"
            )
            .unwrap();
        }
        folder.write("all.cfs", &text);
        let ended = folder.cfs(&["run", "all.cfs", "-q", "--replace"]);
        let points = folder.read("results/all.csv");
        let summary = folder.read("results/all.summary.csv");
        let has_value = |csv: &str, column: &str| {
            let found = cells(csv, &[column]);
            found.iter().any(|row| !row[0].is_empty())
        };
        for metric in given() {
            let name = metric.stem();
            let column = match metric.row().per {
                Per::Point => name.to_owned(),
                Per::User | Per::AccessPoint => format!("{name}_1"),
            };
            assert!(has_value(&points, &column), "{solve}: {column}");
            assert!(
                has_value(&summary, &format!("{name}_p10")),
                "{solve}: {name}"
            );
        }
        ended.with(0);
    }
}

#[test]
fn a_metric_that_is_searched_has_its_value_beside_what_is_found() {
    let folder = Folder::new();
    for (problem, solve) in PROBLEMS {
        if problem == Problem::Region {
            continue;
        }
        for row in table::metrics() {
            if !row.metric.is_given_by(problem) {
                continue;
            }
            let name = row.metric.stem();
            folder.write(
                "one.cfs",
                format!(
                    "{NETWORK}find aps.power from 110 dB to 120 dB step 10 dB where mean {name} >= -1e300\n{solve}\n"
                ),
            );
            folder.cfs(&["run", "one.cfs", "-q", "--replace"]).with(0);
            let found = folder.read("results/one.found.csv");
            let row = &cells(&found, &[&format!("{name}_mean"), "status"])[0];
            assert!(!row[0].is_empty() && row[1] == "solved", "{name}: {found}");
        }
    }
}
