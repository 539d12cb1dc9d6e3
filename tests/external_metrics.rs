//! Metrics that a caller brings: a column of every table that has beams, computed where the beams are.

use cfs::engine::ExternalMetric;
use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::Reception;
use cfs::{MemorySources, Run, Scenario, Table};

const TEXT: &str = "area square 0.5 km\naps 3 { antennas 4 }\nusers 2\ntargets 1\nseed 3\nrealizations 2\n\
                    compare scheme [mrt, zf]\nsolve communication\n";

fn scenario() -> Scenario {
    let sources = MemorySources::new().with("own.cfs", TEXT);
    Scenario::parse(&sources, "own.cfs").expect("a scenario")
}

fn table(scenario: &Scenario) -> Table {
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    let results = experiment.run(&Run::default()).expect("results");
    results.table().unwrap().clone()
}

/// A metric called `own`.
fn own(value: fn(&Downlink, &Beams) -> Option<f64>) -> ExternalMetric {
    ExternalMetric::new("own", "version 1", value)
}

/// The table with a metric called `own`.
fn measured(value: fn(&Downlink, &Beams) -> Option<f64>) -> Table {
    let mut scenario = scenario();
    scenario.give_metric(own(value)).expect("a new name");
    table(&scenario)
}

#[test]
fn a_metric_of_ones_own_is_a_column_and_changes_no_other() {
    let rates = |downlink: &Downlink, beams: &Beams| {
        let reception = Reception::of(&downlink.estimate, beams);
        Some((0..beams.users).map(|k| reception.rate(k)).sum())
    };
    let (with, without) = (measured(rates), table(&scenario()));
    let sums = without.numbers("sum_rate").expect("rates");
    let own = with.numbers("own").expect("the column");
    assert_eq!(own.len(), 4);
    for (own, sum) in own.iter().zip(&sums) {
        let (own, sum) = (own.expect("a value"), sum.expect("a rate"));
        assert!((own - sum).abs() <= 1e-12 * sum, "{own} against {sum}");
    }
    assert_eq!(with.numbers("sum_rate").expect("rates"), sums);
}

#[test]
fn a_value_that_is_not_a_number_is_an_empty_cell() {
    let table = measured(|_, _| Some(f64::NAN));
    assert_eq!(table.numbers("own").expect("the column"), [None; 4]);
    assert!(table.numbers("sum_rate").expect("rates")[0].is_some());
}

#[test]
fn a_metric_that_panics_fails_its_rows_with_what_it_says() {
    let table = measured(|_, beams| {
        assert!(beams.users > 2, "too few users");
        None
    });
    let reasons = table.texts("reason").expect("reasons");
    assert_eq!(reasons, [Some("the metric own panicked: too few users"); 4]);
}

#[test]
fn a_metric_that_fails_fails_its_rows_and_is_given_what_a_scheme_is() {
    let metric = ExternalMetric::fallible("own", "version 1", |ground, beams| {
        let largest = ground.frontier.largest_rate();
        let largest = largest.ok_or("no rate")?.certificate.sum_rate;
        let reception = Reception::of(&ground.frontier.downlink().estimate, beams);
        let rate: f64 = (0..beams.users).map(|k| reception.rate(k)).sum();
        match ground.draw.realization {
            1 => Err("not the second".into()),
            _ => Ok(Some(rate / largest)),
        }
    });
    let mut scenario = scenario();
    scenario.give_metric(metric).expect("a new name");
    let table = table(&scenario);
    let reasons = table.texts("reason").expect("reasons");
    let second = Some("not the second");
    assert_eq!(reasons, [None, None, second, second]);
    let shares = table.numbers("own").expect("the column");
    assert!(
        shares[..2]
            .iter()
            .all(|share| share.is_some_and(|share| share > 0.1 && share <= 1.0))
    );
    assert_eq!(shares[2..], [None; 2]);
}

#[test]
fn a_metric_is_in_what_identifies_results_and_in_the_schema() {
    let cell = |_: &Downlink, _: &Beams| Some(1.0);
    let fingerprint = |identity: Option<&str>| {
        let mut scenario = scenario();
        if let Some(identity) = identity {
            let metric = ExternalMetric::new("own", identity, cell);
            scenario.give_metric(metric).expect("a new name");
        }
        let experiment = scenario.plan().experiments().next().expect("an experiment");
        experiment.plan().cases[0].fingerprint
    };
    assert_ne!(fingerprint(None), fingerprint(Some("version 1")));
    assert_ne!(
        fingerprint(Some("version 1")),
        fingerprint(Some("version 2"))
    );

    let mut scenario = scenario();
    let metric = own(cell).unit("bit").description("What it is.");
    scenario.give_metric(metric).expect("a new name");
    let table = table(&scenario);
    let column = table.columns.iter().find(|column| column.name == "own");
    let column = column.expect("the column");
    assert_eq!(column.unit, "bit");
    assert!(column.description.starts_with("What it is. "));
    // What identifies it may be its whole source, so a hash of it is shown, as of a scheme.
    let hash = "b19f8edae2ee6c22";
    assert!(column.description.contains(hash), "{}", column.description);
    assert!(!column.description.contains("version 1"));
}

#[test]
fn a_name_that_a_column_has_is_refused_before_anything_is_computed() {
    let mut scenario = scenario();
    let cell = |_: &Downlink, _: &Beams| Some(1.0);
    let refused = scenario.give_metric(ExternalMetric::new("sum_rate", "a", cell));
    assert!(refused.is_err());
    scenario.give_metric(own(|_, _| None)).expect("a new name");
    assert!(scenario.give_metric(own(|_, _| None)).is_err());
    assert!(
        scenario
            .give_metric(ExternalMetric::new("", "a", cell))
            .is_err()
    );
}
