//! What the answers on one network owe each other, on networks whose size and settings are drawn at random.
//!
//! ```text
//! cargo run --release --example properties -- [networks] [seed] [small | large]
//! ```
//!
//! prints `network,property,by,settings` for each property that does not hold, and for each question that is not
//! solved: `by` is how far it is off, relative. A summary goes to standard error. The small networks of
//! `tests/region.rs` and `tests/frontier.rs` are held to the same in every test run.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;
#[path = "../tests/support/random.rs"]
mod random;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::bound::upper_bound;
use cfs::engine::optimiser::frontier::{Floor, Frontier};
use cfs::engine::optimiser::isac::IsacSolution;
use random::Size;
use rayon::prelude::*;
use std::process::ExitCode;

/// Two answers to one question agree to this, relative.
const AGREE: f64 = 1e-4;
/// What a budget, a floor or a power may be missed by, relative, and a little rounding.
const FEASIBLE: f64 = 2e-6;
/// The ends of the trade-off are taken inside by this, as `boundary_tolerance` is by default.
const INSIDE: f64 = 1e-4;
/// Of a boundary's linear interpolation, as a share of its largest rate.
const RESOLVED: f64 = 5e-3;
/// Budgets over S_min, beside the least one.
const BUDGETS: [f64; 7] = [1.003, 1.03, 1.1, 1.3, 2.0, 4.0, 10.0];

/// What can fail to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Property {
    /// P1 and P2 are solved.
    Ends,
    /// P3 is solved at every budget.
    Budgets,
    /// P4 is solved at every rate of P3.
    Floors,
    /// Alone, ascending, descending and after floors: the same rate.
    Order,
    /// No point has a larger error than another and a smaller rate.
    Dominated,
    /// P4 at a rate of P3 needs no larger error.
    Inverse,
    /// The region is solved from S_min to R_max, or to where full power ends.
    Region,
    /// Its chords are within the tolerance of P3 between its points.
    Interpolation,
    /// Sum rates do not exceed R_max, nor that its bound, nor those of a budget theirs.
    Bound,
}

const PROPERTIES: [Property; 9] = [
    Property::Ends,
    Property::Budgets,
    Property::Floors,
    Property::Order,
    Property::Dominated,
    Property::Inverse,
    Property::Region,
    Property::Interpolation,
    Property::Bound,
];

/// How many questions were asked of a property, and by how much each that failed did.
#[derive(Debug, Default)]
struct Tally {
    asked: [usize; PROPERTIES.len()],
    faults: Vec<(Property, f64)>,
}

impl Tally {
    /// `excess` must not be positive, nor a NaN.
    fn ask(&mut self, property: Property, excess: f64) {
        self.asked[property as usize] += 1;
        if !(excess <= 0.0) {
            self.faults.push((property, excess));
        }
    }

    fn ask_solved(&mut self, property: Property, point: &IsacSolution) -> bool {
        let (solved, residual) = (point.solved(), point.certificate.kkt_residual);
        self.ask(property, if solved { 0.0 } else { residual });
        solved
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| match arguments.get(at) {
        Some(argument) => argument.parse().ok(),
        None => Some(usual),
    };
    let size = match arguments.get(2).map_or("small", String::as_str) {
        "small" => Some(Size::Small),
        "large" => Some(Size::Large),
        _ => None,
    };
    let (Some(networks), Some(seed), Some(size)) = (number(0, 300), number(1, 1), size) else {
        eprintln!("usage: properties [networks] [seed] [small | large]");
        return ExitCode::FAILURE;
    };
    let tallies: Vec<(String, Tally)> = (0..networks)
        .into_par_iter()
        .map(|realization| {
            let network = random::network(size, seed, realization);
            let tally = network.downlink.map(|d| of_network(&d)).unwrap_or_default();
            (network.settings, tally)
        })
        .collect();
    println!("network,property,by,settings");
    for (network, (settings, tally)) in tallies.iter().enumerate() {
        for (property, by) in &tally.faults {
            println!("{network},{property:?},{by:.1e},{settings}");
        }
    }
    eprintln!("| property | asked | fail | networks | worst |");
    eprintln!("|---|---|---|---|---|");
    for property in PROPERTIES {
        let asked: usize = tallies.iter().map(|t| t.1.asked[property as usize]).sum();
        let of = |t: &Tally| -> Vec<f64> {
            let faults = t.faults.iter().filter(|f| f.0 == property);
            faults.map(|f| f.1).collect()
        };
        let faults: Vec<Vec<f64>> = tallies.iter().map(|t| of(&t.1)).collect();
        let touched = faults.iter().filter(|f| !f.is_empty()).count();
        let all = faults.concat();
        let worst = all.iter().copied().fold(0.0, f64::max);
        eprintln!(
            "| {property:?} | {asked} | {} | {touched} | {worst:.1e} |",
            all.len()
        );
    }
    ExitCode::SUCCESS
}

fn rate(point: &IsacSolution) -> f64 {
    point.certificate.sum_rate
}

fn error(point: &IsacSolution) -> f64 {
    point.certificate.mse
}

fn of_network(downlink: &Downlink) -> Tally {
    let mut tally = Tally::default();
    let frontier = defaults::frontier(downlink);
    let s_min = match frontier.sensing() {
        Some(sensing) if sensing.solved() => sensing.s_min,
        other => {
            tally.ask(Property::Ends, other.map_or(0.0, |s| s.gap));
            return tally;
        }
    };
    let Some(best) = frontier.largest_rate().cloned() else {
        tally.ask(Property::Ends, f64::NAN);
        return tally;
    };
    let residual = best.certificate.kkt_residual;
    tally.ask(Property::Ends, if best.solved() { 0.0 } else { residual });
    if !best.solved() {
        return tally;
    }
    let r_max = best.certificate.sum_rate;
    let free_bound = upper_bound(downlink, &best.beams, None);
    tally.ask(Property::Bound, r_max / free_bound - 1.0);

    let least = s_min * (1.0 + INSIDE);
    let deltas: Vec<f64> = std::iter::once(least)
        .chain(BUDGETS.map(|factor| factor * s_min))
        .collect();
    let mut points = Vec::new();
    for &delta in &deltas {
        let Some(point) = frontier.isac(delta) else {
            tally.ask(Property::Budgets, f64::NAN);
            continue;
        };
        if !tally.ask_solved(Property::Budgets, &point) {
            continue;
        }
        let bound = upper_bound(downlink, &point.beams, Some(delta.max(error(&point))));
        tally.ask(Property::Bound, rate(&point) / bound - 1.0);
        tally.ask(Property::Bound, rate(&point) / r_max - 1.0 - FEASIBLE);
        tally.ask(Property::Bound, bound / free_bound - 1.0 - FEASIBLE);
        points.push(point);
    }
    ask_order(downlink, &points, least, &mut tally);
    let mut all = points.clone();
    for point in &points {
        let floor = frontier.least_error(rate(point), least);
        let Some(Floor::Reached(floor) | Floor::Slack(floor)) = floor else {
            tally.ask(Property::Floors, f64::NAN);
            continue;
        };
        if tally.ask_solved(Property::Floors, &floor) {
            tally.ask(Property::Inverse, error(&floor) / point.delta - 1.0 - AGREE);
            all.push(*floor);
        }
    }
    all.extend(ask_floors(&frontier, &points, least, &mut tally));
    all.extend(ask_region(&frontier, least, r_max, &mut tally));
    ask_dominated(&all, &mut tally);
    tally
}

/// The same budgets of a fresh network, in another order and after other questions, and one alone.
fn ask_order(downlink: &Downlink, points: &[IsacSolution], least: f64, tally: &mut Tally) {
    let other = defaults::frontier(downlink);
    if let Some(first) = points.first() {
        other.least_error(1.01 * rate(first), least);
    }
    let mut ask = |frontier: &Frontier, point: &IsacSolution| {
        let again = frontier.isac(point.delta);
        let off = again.map_or(f64::NAN, |again| (rate(&again) / rate(point) - 1.0).abs());
        tally.ask(Property::Order, off - AGREE);
    };
    for point in points.iter().rev() {
        ask(&other, point);
    }
    if let Some(middle) = points.get(points.len() / 2) {
        ask(&defaults::frontier(downlink), middle);
    }
}

/// P4 at rates between those of P3: P3 has no less at its error, and less than the floor at an error that is smaller by what
/// answers agree to.
fn ask_floors(
    frontier: &Frontier,
    points: &[IsacSolution],
    least: f64,
    tally: &mut Tally,
) -> Vec<IsacSolution> {
    let mut found = Vec::new();
    for pair in points.windows(2) {
        let zeta = 0.5 * (rate(&pair[0]) + rate(&pair[1]));
        let floor = match frontier.least_error(zeta, least) {
            Some(Floor::Slack(_)) => continue,
            Some(Floor::Reached(floor)) => *floor,
            // Where the rate jumps over the floor: the end of the jump.
            Some(Floor::Unsolved(floor)) if rate(&floor) >= zeta => *floor,
            _ => {
                tally.ask(Property::Floors, f64::NAN);
                continue;
            }
        };
        if !tally.ask_solved(Property::Floors, &floor) {
            continue;
        }
        let at = |error: f64| frontier.isac(error).map_or(f64::NAN, |point| rate(&point));
        let there = at(floor.budget().max(error(&floor)));
        tally.ask(Property::Inverse, 1.0 - AGREE - there / rate(&floor));
        let less = error(&floor) * (1.0 - AGREE);
        if less > least {
            tally.ask(Property::Inverse, at(less) / zeta - 1.0 - FEASIBLE);
        }
        found.push(floor);
    }
    found
}

/// The boundary, its ends, and P3 between its points. Its points.
fn ask_region(frontier: &Frontier, least: f64, r_max: f64, tally: &mut Tally) -> Vec<IsacSolution> {
    let zeta = r_max * (1.0 - INSIDE);
    let tolerance = RESOLVED * zeta;
    let Some(Ok(curve)) = frontier.curve(least, zeta, tolerance) else {
        tally.ask(Property::Region, f64::NAN);
        return Vec::new();
    };
    let points = curve.points;
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let alone = frontier.isac(least).map_or(f64::NAN, |alone| rate(&alone));
    tally.ask(Property::Region, (rate(first) / alone - 1.0).abs() - AGREE);
    let full = frontier.largest_rate().is_some_and(|best| {
        (0..best.beams.access_points()).all(|m| best.beams.power(m) > 1.0 - 1e-5)
    });
    let missed = 1.0 - rate(last) / zeta;
    match curve.reaches {
        true => tally.ask(Property::Region, missed - FEASIBLE),
        // The boundary ends below R_max only where P2's best leaves an access point below full power.
        false => tally.ask(Property::Region, if full { missed } else { 0.0 }),
    }
    tally.ask(
        Property::Region,
        if curve.resolved { 0.0 } else { f64::NAN },
    );
    for pair in points.windows(2) {
        let fall = rate(&pair[0]) / rate(&pair[1]) - 1.0;
        tally.ask(Property::Region, fall - FEASIBLE);
        let ends = [&pair[0], &pair[1]].map(IsacSolution::budget);
        let between = 0.5 * (ends[0] + ends[1]);
        let Some(point) = frontier.isac(between).filter(IsacSolution::solved) else {
            tally.ask(Property::Interpolation, f64::NAN);
            continue;
        };
        let chord = 0.5 * (rate(&pair[0]) + rate(&pair[1]));
        // A jump between two local optima is a step that no line follows; it is narrow.
        let narrow =
            (ends[1] - ends[0]) < 2e-3 * (ends[1] - frontier.sensing().map_or(0.0, |s| s.s_min));
        let off = (rate(&point) - chord).abs();
        let excess = if narrow { 0.0 } else { off / tolerance - 1.0 };
        tally.ask(Property::Interpolation, excess);
    }
    points
}

/// Of all points of a network, however they were asked for.
fn ask_dominated(points: &[IsacSolution], tally: &mut Tally) {
    for a in points {
        let better = points
            .iter()
            .filter(|b| error(b) <= error(a) * (1.0 - FEASIBLE))
            .map(rate)
            .fold(0.0, f64::max);
        tally.ask(Property::Dominated, better / rate(a) - 1.0 - AGREE);
    }
}
