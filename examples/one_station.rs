//! Section V of the paper gives 0.0159 as the normalised error of one station with 48 antennas that senses three
//! targets, on average over 2000 draws, and does not say how its array is oriented or what exactly is averaged. This
//! program tries several readings: for each it prints mean with standard error, median, and the mean of the error over the
//! mean of the squared scale.
//!
//! `cargo run --release --example one_station -- 2000`; without a number it draws 20.

use std::error::Error;

use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::optimiser::sensing::{GAP, best_beam};
use cfs::engine::random::{Entity, Purpose, Stream, Streams};
use cfs::engine::{Beampattern, Window};
use rayon::prelude::*;

const TARGETS: usize = 3;

/// A way to read the paper: directions in degrees from three positions, each from a stream of its own.
struct Reading {
    name: &'static str,
    window: Window,
    directions: fn(&mut [Stream]) -> Vec<f64>,
}

/// East and north of a station at `(x, y)` in the unit square, for each target.
fn seen_from(x: f64, y: f64, streams: &mut [Stream]) -> Vec<(f64, f64)> {
    streams
        .iter_mut()
        .map(|s| (s.uniform() - x, s.uniform() - y))
        .collect()
}

/// The direction as an array with its normal at this bearing, in radians, sees it.
fn direction((east, north): (f64, f64), bearing: f64) -> f64 {
    (east.atan2(north) - bearing).sin().asin().to_degrees()
}

fn towards_north(seen: &[(f64, f64)]) -> Vec<f64> {
    seen.iter().map(|&to| direction(to, 0.0)).collect()
}

fn towards_the_first(seen: &[(f64, f64)]) -> Vec<f64> {
    let bearing = seen[0].0.atan2(seen[0].1);
    seen.iter().map(|&to| direction(to, bearing)).collect()
}

fn towards_the_axis(seen: &[(f64, f64)]) -> Vec<f64> {
    let doubled = |f: fn(f64) -> f64| -> f64 {
        seen.iter()
            .map(|&(east, north)| f(2.0 * east.atan2(north)))
            .sum()
    };
    let bearing = 0.5 * doubled(f64::sin).atan2(doubled(f64::cos));
    seen.iter().map(|&to| direction(to, bearing)).collect()
}

fn rounded(directions: Vec<f64>) -> Vec<f64> {
    directions.into_iter().map(f64::round).collect()
}

/// The station's own place, drawn before the targets'.
fn anywhere(streams: &mut [Stream]) -> Vec<(f64, f64)> {
    let (x, y) = (streams[0].uniform(), streams[0].uniform());
    seen_from(x, y, streams)
}

const READINGS: &[Reading] = &[
    Reading {
        name: "centre, normal to the north",
        window: Window::Inclusive,
        directions: |s| towards_north(&seen_from(0.5, 0.5, s)),
    },
    Reading {
        name: "centre, normal to the north, whole degrees",
        window: Window::Inclusive,
        directions: |s| rounded(towards_north(&seen_from(0.5, 0.5, s))),
    },
    Reading {
        name: "centre, normal to the north, whole degrees, half-open",
        window: Window::HalfOpen,
        directions: |s| rounded(towards_north(&seen_from(0.5, 0.5, s))),
    },
    Reading {
        name: "centre, normal to the first target",
        window: Window::Inclusive,
        directions: |s| towards_the_first(&seen_from(0.5, 0.5, s)),
    },
    Reading {
        name: "centre, normal to the first target, whole degrees, half-open",
        window: Window::HalfOpen,
        directions: |s| rounded(towards_the_first(&seen_from(0.5, 0.5, s))),
    },
    Reading {
        name: "centre, normal along the common axis",
        window: Window::Inclusive,
        directions: |s| towards_the_axis(&seen_from(0.5, 0.5, s)),
    },
    Reading {
        name: "anywhere, normal to the north",
        window: Window::Inclusive,
        directions: |s| towards_north(&anywhere(s)),
    },
    Reading {
        name: "anywhere, normal to the first target",
        window: Window::Inclusive,
        directions: |s| towards_the_first(&anywhere(s)),
    },
    Reading {
        name: "anywhere, normal along the common axis",
        window: Window::Inclusive,
        directions: |s| towards_the_axis(&anywhere(s)),
    },
    Reading {
        name: "middle of the south edge, normal to the north",
        window: Window::Inclusive,
        directions: |s| towards_north(&seen_from(0.5, 0.0, s)),
    },
    Reading {
        name: "south-west corner, normal to the north",
        window: Window::Inclusive,
        directions: |s| towards_north(&seen_from(0.0, 0.0, s)),
    },
    Reading {
        name: "angles uniform from -90 to 90 degrees",
        window: Window::Inclusive,
        directions: |s| s.iter_mut().map(|s| 180.0 * s.uniform() - 90.0).collect(),
    },
    Reading {
        name: "sines uniform from -1 to 1",
        window: Window::Inclusive,
        directions: |s| {
            s.iter_mut()
                .map(|s| (2.0 * s.uniform() - 1.0).asin().to_degrees())
                .collect()
        },
    },
    Reading {
        name: "centre, arccos of (4) on [0, 180] against patterns up to 90",
        window: Window::Inclusive,
        directions: |s| {
            seen_from(0.5, 0.5, s)
                .iter()
                .map(|&(east, north)| (east / east.hypot(north)).acos().to_degrees())
                .collect()
        },
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let draws: u64 = std::env::args().nth(1).map_or(Ok(20), |n| n.parse())?;
    println!("reading | mean | standard error | median | mean E / mean eta^2 | proved");
    for reading in READINGS {
        let solved: Vec<(f64, f64)> = (0..draws)
            .into_par_iter()
            .filter_map(|draw| solve(reading, draw))
            .collect();
        let mut ratios: Vec<f64> = solved.iter().map(|(e, eta)| e / (eta * eta)).collect();
        ratios.sort_by(f64::total_cmp);
        let count = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / count;
        let variance = ratios.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let of_means =
            solved.iter().map(|s| s.0).sum::<f64>() / solved.iter().map(|s| s.1 * s.1).sum::<f64>();
        println!(
            "{} | {mean:.5} | {:.5} | {:.5} | {of_means:.5} | {}",
            reading.name,
            (variance / count).sqrt(),
            ratios[ratios.len() / 2],
            ratios.len(),
        );
    }
    Ok(())
}

/// Error and scale of the best pattern of a draw; none if it is not proved. Arrays that see no target are
/// drawn again.
fn solve(reading: &Reading, draw: u64) -> Option<(f64, f64)> {
    let ideal = Beampattern {
        width: 10.0,
        samples: 181,
        window: reading.window,
        power: 1.0,
    };
    let streams = Streams::new(2025, draw);
    let mut positions: Vec<Stream> = (0..TARGETS)
        .map(|t| streams.stream(Entity::Target(t), Purpose::Position))
        .collect();
    loop {
        let directions = (reading.directions)(&mut positions);
        if directions.iter().any(|d| d.abs() <= 90.0) {
            let matching = MatchingError::new(&ideal, 48, 0.5, &directions);
            let beam = best_beam(&matching);
            if beam.gap > GAP {
                eprintln!("draw {draw}: {directions:?} proved to {:e} only", beam.gap);
                return None;
            }
            return Some((beam.error, beam.eta));
        }
    }
}
