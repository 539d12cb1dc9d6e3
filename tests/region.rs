//! What must hold of the results on one network whatever is asked, and in which order: on random networks of the kinds of
//! `support/small.rs`, through the language.

#[path = "support/deployment.rs"]
mod deployment;
#[path = "support/rows.rs"]
mod rows;
#[path = "support/small.rs"]
mod small;

use std::collections::BTreeMap;

use rows::{Row, table, tables};
use small::{KINDS, Kind};

/// Two answers to one question agree to this, relative: the accuracy that results promise.
const AGREE: f64 = 1e-4;
/// What a budget or a floor may be missed by, relative, and a little rounding.
const FEASIBLE: f64 = 2e-6;
/// Networks of each kind.
const NETWORKS: usize = 2;
const SEED: u64 = 11;

/// The kinds that take milliseconds.
fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|kind| kind.aps * kind.antennas <= 12)
}

/// Experiments on one deployment; each is `name: lines`.
fn scenario(settings: &str, networks: usize, experiments: &[(&str, &str)]) -> String {
    let mut text = format!("deployment d {{\n{settings}}}\n");
    for (name, lines) in experiments {
        text += &format!(
            "experiment {name} on d {{\n  realizations {networks}\n  seed {SEED}\n{lines}\n}}\n"
        );
    }
    text
}

fn by_network(rows: impl IntoIterator<Item = Row>) -> BTreeMap<i64, Vec<Row>> {
    let mut networks: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for row in rows {
        networks.entry(row.realization).or_default().push(row);
    }
    networks
}

/// Panics where a row has a larger error than another one and a smaller rate.
fn assert_none_dominated(what: &str, rows: &[Row], tolerance: f64) {
    for a in rows.iter().filter(|row| row.solved()) {
        let (rate, mse) = a.point();
        for b in rows.iter().filter(|row| row.solved()) {
            let (better, less) = b.point();
            assert!(
                less > mse * (1.0 - FEASIBLE) || better <= rate * (1.0 + tolerance),
                "{what}: {rate} at an error of {mse}, and {better} at {less}\n{a:?}\n{b:?}"
            );
        }
    }
}

fn assert_close(what: &str, a: f64, b: f64, tolerance: f64) {
    assert!(
        (a - b).abs() <= tolerance * a.abs().max(b.abs()),
        "{what}: {a} and {b}"
    );
}

/// The default of the setting `boundary_tolerance`.
const BOUNDARY_TOLERANCE: f64 = 1e-4;
const SWEEP: &str = "  sweep delta over [S_min, 1.003*S_min, 1.03*S_min, 1.1*S_min, 1.3*S_min, 2*S_min, 4*S_min] solve isac";
const FLOORS: &str =
    "  sweep zeta over [0.5*R_max, 0.8*R_max, 0.9*R_max, 0.97*R_max, R_max] solve isac";

#[test]
fn no_point_of_a_network_is_dominated_in_or_across_its_tables() {
    for kind in kinds() {
        let text = scenario(
            &kind.settings(),
            NETWORKS,
            &[
                ("budgets", SWEEP),
                ("floors", FLOORS),
                ("boundary", "  solve region"),
            ],
        );
        let tables = tables(&text);
        // Where P2 leaves an access point below full power, no beams at full power may reach R_max: the
        // boundary ends there, and rates above its end are not solved.
        let out_of_reach = |row: &Row| {
            tables[2].iter().any(|end| {
                end.realization == row.realization
                    && end.part.as_deref() == Some("full_power")
                    && row.zeta > end.rate
            })
        };
        for (at, rows) in tables.iter().enumerate() {
            for (network, rows) in by_network(rows.clone()) {
                let what = format!("{}, network {network}, table {at}", kind.name());
                for row in &rows {
                    assert!(row.solved() || out_of_reach(row), "{what}: {row:?}");
                }
                assert_none_dominated(&what, &rows, FEASIBLE);
            }
        }
        for (network, rows) in by_network(tables.into_iter().flatten()) {
            let what = format!("{}, network {network}, all tables", kind.name());
            assert_none_dominated(&what, &rows, AGREE);
        }
    }
}

#[test]
fn a_point_is_the_same_alone_in_any_order_and_among_any_others() {
    for kind in kinds() {
        let asked = "1.1*S_min";
        let sweeps = [
            format!("  solve isac at delta {asked}"),
            format!("  sweep delta over [1.003*S_min, {asked}, 3*S_min] solve isac"),
            format!("  sweep delta over [3*S_min, {asked}, 1.003*S_min] solve isac"),
            format!(
                "  sweep delta over [2*S_min, 1.3*S_min, 1.2*S_min, {asked}, 1.05*S_min, 1.01*S_min] solve isac"
            ),
        ];
        let names = ["alone", "up", "down", "among"];
        let experiments: Vec<(&str, &str)> = names
            .into_iter()
            .zip(sweeps.iter().map(String::as_str))
            .collect();
        let tables = tables(&scenario(&kind.settings(), NETWORKS, &experiments));
        for alone in &tables[0] {
            let (rate, _) = alone.point();
            for (name, rows) in names.iter().zip(&tables).skip(1) {
                let here =
                    |row: &&Row| row.realization == alone.realization && row.delta == alone.delta;
                let row = rows.iter().find(here).expect("the same budget");
                let what = format!("{}, network {}, {name}", kind.name(), row.realization);
                assert_close(&what, rate, row.point().0, AGREE);
            }
        }
    }
}

#[test]
fn the_region_ends_where_each_problem_says_alone() {
    for kind in kinds() {
        let tables = tables(&scenario(
            &kind.settings(),
            NETWORKS,
            &[
                ("boundary", "  record R_T S_I\n  solve region"),
                ("least", "  solve sensing"),
                ("best", "  record power\n  solve communication"),
                ("at_least", "  solve isac at delta S_min"),
                ("at_best", "  solve isac at zeta R_max"),
            ],
        ));
        for (network, region) in by_network(tables[0].clone()) {
            let what = format!("{}, network {network}", kind.name());
            let alone = |at: usize| {
                let mut rows = tables[at].iter();
                rows.find(|row| row.realization == network).expect("a row")
            };
            let (first, last) = (&region[0], &region[region.len() - 1]);
            let (rate, mse) = first.point();
            assert_eq!(first.part.as_deref(), Some("S_min"), "{what}");
            assert_close(&what, mse, alone(1).mse.expect("S_min"), 1.001e-4);
            assert_close(&what, rate, alone(3).point().0, AGREE);
            assert_close(&what, rate, first.r_t.expect("R_T"), AGREE);

            let best = alone(2);
            let (rate, mse) = last.point();
            let whole = best.power.iter().all(|power| *power >= 1.0 - 1e-6);
            match last.part.as_deref() {
                Some("S_I") => {
                    assert_close(&what, rate, best.point().0, 1.001 * AGREE);
                    assert_close(&what, mse, last.s_i.expect("S_I"), AGREE);
                    assert_close(&what, mse, alone(4).point().1, AGREE);
                }
                Some("full_power") => {
                    assert!(!whole, "{what}: P2 uses full power: {best:?}");
                    assert!(rate <= best.point().0 * (1.0 + FEASIBLE), "{what}");
                }
                part => panic!("{what}: the region ends at {part:?}"),
            }
        }
    }
}

#[test]
fn budgets_and_floors_invert_each_other() {
    for kind in kinds() {
        // A floor is a number, so each network has a scenario of its own.
        for seed in 0..NETWORKS {
            let sweep = |what: &str, values: &[f64]| {
                let values: Vec<String> = values.iter().map(f64::to_string).collect();
                let list = values.join(", ");
                format!(
                    "{}realizations 1\nseed {seed}\nsweep {what} over [{list}] solve isac\n",
                    kind.settings()
                )
            };
            let settings = kind.settings();
            let least = table(&format!(
                "{settings}realizations 1\nseed {seed}\nsolve sensing\n"
            ));
            let s_min = least[0].mse.expect("S_min");
            let deltas = [1.01, 1.1, 1.5].map(|factor| factor * s_min);
            let rates: Vec<f64> = table(&sweep("delta", &deltas))
                .iter()
                .map(|row| row.point().0)
                .collect();
            let errors: Vec<f64> = table(&sweep("zeta", &rates))
                .iter()
                .map(|row| row.point().1)
                .collect();
            let back: Vec<f64> = table(&sweep("delta", &errors))
                .iter()
                .map(|row| row.point().0)
                .collect();
            for i in 0..deltas.len() {
                let what = format!("{}, seed {seed}, budget {}", kind.name(), deltas[i]);
                // Where the budget does not bind the floor needs less of it.
                assert!(errors[i] <= deltas[i] * (1.0 + AGREE), "{what}: {errors:?}");
                // A floor at R_max itself is taken inside by the boundary tolerance.
                let binds = errors[i] >= deltas[i] * (1.0 - AGREE);
                let inside = if binds { 0.0 } else { BOUNDARY_TOLERANCE };
                assert_close(&what, rates[i], back[i], AGREE + inside);
            }
        }
    }
}

#[test]
fn rates_stay_below_their_bounds_and_errors_above_the_least() {
    for kind in kinds() {
        let record = "  record S_min R_max upper_bound\n";
        let tables = tables(&scenario(
            &kind.settings(),
            NETWORKS,
            &[
                ("budgets", &format!("{record}{SWEEP}")),
                ("best", &format!("{record}  solve communication")),
            ],
        ));
        for row in tables.iter().flatten() {
            assert_bounded(&kind.name(), row);
        }
    }
}

/// Panics unless mse >= S_min, and sum_rate <= R_max and the upper bound.
fn assert_bounded(what: &str, row: &Row) {
    if !row.solved() {
        return;
    }
    let (rate, mse) = row.point();
    // What the tolerance on the power may gain.
    let rounding = 1e-9;
    if let Some(s_min) = row.s_min.filter(|_| row.delta.is_some()) {
        assert!(mse >= s_min * (1.0 - rounding), "{what}: {row:?}");
    }
    if let Some(r_max) = row.r_max {
        assert!(rate <= r_max * (1.0 + FEASIBLE), "{what}: {row:?}");
    }
    if let Some(bound) = row.upper_bound {
        assert!(rate <= bound * (1.0 + rounding), "{what}: {row:?}");
    }
}

/// With gains smaller by 20 dB and powers larger by as much, everything that is received is the same.
#[test]
fn gains_and_powers_scale_against_each_other() {
    for kind in kinds().take(4) {
        let answers = |shift: f64| {
            let kind = Kind {
                power: kind.power + shift,
                reflection: 0.0,
                ..*kind
            };
            let training = format!("power {} dB\n  length", 150.0 + shift);
            let settings = kind.settings().replace("length", &training);
            let law = format!(
                "path_loss formula {} dB + 36.7 dB * log10(max(d, 0.01))\n",
                140.6 + shift
            );
            let experiments = [("budgets", SWEEP), ("best", "  solve communication")];
            let text = scenario(&format!("{settings}{law}"), NETWORKS, &experiments);
            tables(&text).into_iter().flatten().collect::<Vec<Row>>()
        };
        for (row, scaled) in answers(0.0).iter().zip(answers(20.0)) {
            assert_close(&kind.name(), row.point().0, scaled.point().0, 1e-6);
        }
    }
}

/// Three access points of four antennas for eight users, and a main lobe of 30 degrees: the settings of the cases below.
fn crowded(seed: u64, realizations: usize, experiment: &str) -> String {
    let settings = "area square 0.5 km\naps 3 {\n  antennas 4\n  power 125 dB\n}\nusers 8\ntargets 3\n\
                    pilots {\n  length 4\n}\nbeampattern {\n  width 30 deg\n  power 5 dB\n}\n";
    format!("{settings}realizations {realizations}\nseed {seed}\n{experiment}\n")
}

fn of_network(rows: Vec<Row>, network: i64) -> Vec<Row> {
    let rows = rows.into_iter();
    rows.filter(|row| row.realization == network).collect()
}

/// A network whose best beams need full power everywhere, so that S_I is their own error at most: P2's value is another
/// program's as well, and each budget's was found from other starts.
#[test]
fn a_region_reaches_the_best_rate_where_full_power_allows_it() {
    const R_MAX: f64 = 27.7158;
    const MSE: f64 = 9.816;
    let rows = |experiment: &str| of_network(table(&crowded(5, 2, experiment)), 1);
    let best = rows("record power\nsolve communication");
    assert!(best[0].point().0 >= R_MAX * (1.0 - AGREE), "{best:?}");
    let region = rows("record R_T S_I\nsolve region");
    let last = &region[region.len() - 1];
    assert_eq!(last.part.as_deref(), Some("S_I"), "{last:?}");
    assert!(last.point().0 >= R_MAX * (1.0 - 2.0 * AGREE), "{last:?}");
    assert!(last.s_i.expect("S_I") <= MSE * (1.0 + 1e-3), "{last:?}");
    let swept = rows("record R_T S_I\nsweep delta over [3, 7] solve isac");
    for (row, rate) in swept.iter().zip([25.39, 27.49]) {
        assert!(row.point().0 >= rate * (1.0 - 1e-3), "{row:?}");
        assert!(row.s_i.is_some(), "{row:?}");
    }
    let floor = rows("solve isac at zeta 25");
    assert!(floor[0].point().1 <= 3.0, "{floor:?}");
}

/// A network where a climb from the budget before ends 30 % below one that starts afresh.
#[test]
fn a_swept_budget_has_the_rate_that_it_has_alone() {
    const DELTA: &str = "4.186816875307924";
    const RATE: f64 = 8.2302;
    let settings = "area square 2 km\naps 2 {\n  antennas 2\n  power 125 dB\n}\nusers 4\ntargets 1\n\
                    pilots {\n  length 2\n}\nbeampattern {\n  width 30 deg\n  power 5 dB\n}\n\
                    realizations 17\nseed 5\n";
    let experiments = [
        format!("solve isac at delta {DELTA}"),
        format!("sweep delta over [3.865, {DELTA}, 6] solve isac"),
        format!("sweep delta over [6, {DELTA}, 3.865] solve isac"),
    ];
    for experiment in experiments {
        let rows = of_network(table(&format!("{settings}{experiment}\n")), 16);
        let delta: f64 = DELTA.parse().unwrap();
        let row = rows.iter().find(|row| row.delta == Some(delta));
        let (rate, _) = row.expect("the budget").point();
        assert!(rate >= RATE * (1.0 - AGREE), "{experiment}: {rate}");
    }
}

/// If the noise is left out, rates are 1e-9 bit/s/Hz, and beams that are no better than a start must not pass for solved.
/// Every pattern of one antenna is the same, so that sensing costs no rate where users have the power of the access points to
/// themselves: R_T and R_max are one, found by two searches.
#[test]
fn a_trade_off_without_a_range_is_solved_from_end_to_end() {
    let mut counted = 0;
    for objective in ["sum_rate", "proportional_fair", "min_rate"] {
        for power in [40, 80, 115] {
            let settings = format!(
                "area 2 km\naps 2 {{ antennas 1\npower {power} dB }}\nusers 3\ntargets 1\npilots {{ length 3 }}\nobjective {objective}\n"
            );
            let p4 = "record R_T R_max\nsweep zeta from R_T to R_max points 3 solve isac";
            let rows = table(&scenario(&settings, 6, &[("p4", p4)]));
            let apart = |row: &Row| row.r_max.expect("P2") / row.r_t.expect("P3") - 1.0;
            let without: Vec<&Row> = rows.iter().filter(|row| apart(row) < 1e-5).collect();
            for row in &without {
                assert!(apart(row) > -FEASIBLE, "{objective} {power}: {row:?}");
                assert!(row.solved(), "{objective} {power}: {row:?}");
            }
            counted += without.len();
        }
    }
    assert!(counted > 20, "{counted} points without a range");
}

#[test]
fn a_rate_far_below_one_is_an_optimum_too() {
    let rows = table(
        "realizations 4\nseed 1\nsweep aps.power over [0 dB, 20 dB, 40 dB]\n\
         compare scheme [proposed, mrt]\nsolve communication\n",
    );
    let (ours, rule): (Vec<Row>, Vec<Row>) =
        (rows.into_iter()).partition(|row| row.scheme == "proposed");
    assert_eq!((ours.len(), rule.len()), (12, 12));
    for (ours, rule) in ours.iter().zip(&rule) {
        assert_eq!(ours.realization, rule.realization);
        let (ours, rule) = (ours.point().0, rule.point().0);
        assert!(ours >= rule * (1.0 - AGREE), "{ours} and {rule}");
    }
}

/// A grid of 181 directions flatters an array of more than 60 antennas, down to an error of nearly zero, which is still
/// found, and P3 from there.
#[test]
fn s_min_is_found_for_arrays_that_the_grid_does_not_resolve() {
    let rows = table(
        "users 2\nrealizations 1\nsweep antennas over [12, 32, 64, 80, 128]\n\
         sweep samples over [181, 1801]\nsolve sensing\n",
    );
    let errors: Vec<f64> = rows
        .iter()
        .map(|row| {
            assert!(row.solved(), "{row:?}");
            row.mse.expect("an error")
        })
        .collect();
    for pair in errors.chunks_exact(2) {
        assert!(pair[0] <= pair[1] * (1.0 + 0.02), "{errors:?}");
    }
    // The values of the fine grid, by another program's interior point.
    for (at, known) in [(3, 0.196), (5, 0.1177), (7, 0.0956)] {
        assert_close("S_min at 1801 directions", errors[at], known, 5e-3);
    }
    let rows = table(
        "area square 1 km\naps 1 {\n  antennas 128\n}\nusers 16\ntargets 1\npilots {\n  length 10\n}\n\
         beampattern {\n  power 5 dB\n}\nrealizations 1\n\
         sweep delta over [1.1*S_min, 1.5*S_min, 3*S_min] solve isac\n",
    );
    for row in rows {
        let refused = row.reason.as_deref().unwrap_or_default();
        assert!(
            row.solved() || refused.contains("samples"),
            "neither solved nor refused with what to change: {row:?}"
        );
    }
}

/// Powers and sensing powers of 300 dB and -300 dB, one symbol of training: rows that contradicted themselves.
#[test]
fn extreme_scales_keep_rates_below_their_bounds() {
    let cases = [
        (
            "a sensing power of -300 dB",
            "area square 2 km {\n  wrap_around on\n}\naps 2 {\n  antennas 8\n  power 300 dB\n  facing axis\n}\n\
             users 5\ntargets 1\npilots {\n  length 1\n  power 150 dB\n}\ncoherence 2\n\
             beampattern {\n  width 179 deg\n  power -300 dB\n}\npath_loss formula 0 dB\n\
             realizations 2\nseed 935012569826\nrecord S_min R_max\n\
             sweep delta from S_min to 4 * S_min points 4 solve isac\n",
        ),
        (
            "two directions and a power of -100 dB",
            "area square 2 km {\n  wrap_around on\n}\naps 5 {\n  antennas 2\n  power -100 dB\n  facing bearing 30 deg\n}\n\
             users 3\ntargets 3 {\n  reflection 1000000.0\n  gain_variance_ap 0 dB\n  gain_variance_user -160 dB\n}\n\
             pilots {\n  length 6\n  power 1000 dB\n  allocate hac\n}\ncoherence 1000000\n\
             beampattern {\n  samples 2\n  power 300 dB\n}\nrealizations 2\nseed 613347258926\nrecord S_min R_max\n\
             sweep delta from 0.5 * S_min to 2 * S_min points 4 solve isac\n",
        ),
        (
            "one antenna at -300 dB",
            "area square 0.01 km\naps 1 {\n  antennas 1\n  power -300 dB\n  facing bearing -360 deg\n  \
             placement at [(0.0 km, 0.0 km)]\n}\nusers 5 {\n  placement at [(0.005 km, 0.01 km), (0.01 km, 0.005 km), \
             (0.0 km, 0.005 km), (0.01 km, 0.0 km), (0.005 km, 0.0 km)]\n}\ntargets 2 {\n  gain_variance_ap -5000 dB\n  \
             gain_variance_user -30 dB\n  placement at [(0.005 km, 0.005 km), (0.0 km, 0.01 km)]\n}\n\
             pilots {\n  length 5\n  power 150 dB\n  allocate greedy\n}\ncoherence 40\ntargets_per_ap 2\n\
             pairing random\nbeampattern {\n  samples 1001\n}\nseed 553476252196\nrealizations 1\n\
             record S_min R_max upper_bound\nsweep delta from S_min to 10 points 4 solve isac\n",
        ),
    ];
    for (what, text) in cases {
        for row in table(text) {
            assert_bounded(what, &row);
        }
    }
}
