//! Positions of entities. They are drawn in the unit square or unit disc and then scaled,
//! so that a sweep of the area stretches one layout.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use super::error::{Kind, NetworkError};
use super::geometry::Metric;
use crate::engine::deployment::{Area, Placement, Point};
use crate::engine::random::{Entity, Purpose, Stream, Streams};

/// Positions tried for one entity before [`Placement::Separated`] gives up. At
/// half the density where random placement jams, one in a few hundred is free.
pub const SEPARATION_TRIES: usize = 10_000;

/// Farthest coordinate and largest area, km; sums of distances below it never overflow.
pub const MAX_COORDINATE: f64 = 1e12;

/// The positions of all entities of a kind, km.
///
/// Each has a stream of its own. Under [`Placement::Separated`] an entity is redrawn until it keeps the distance
/// to those before it, so further ones leave the first where they are; the distance wraps where the metric does.
pub fn place(
    placement: &Placement,
    kind: Kind,
    count: usize,
    area: &Area,
    metric: &Metric,
    streams: &Streams,
    realization: u64,
) -> Result<Vec<Point>, NetworkError> {
    let stream = |index| streams.stream(entity(kind, index), Purpose::Position);
    match placement {
        Placement::Uniform => Ok((0..count).map(|i| uniform(area, &mut stream(i))).collect()),
        Placement::Grid => Ok(grid(area, count)),
        Placement::Separated(distance) => {
            let mut placed: Vec<Point> = Vec::with_capacity(count);
            for index in 0..count {
                let mut draws = stream(index);
                let free = (0..SEPARATION_TRIES)
                    .map(|_| uniform(area, &mut draws))
                    .find(|&p| placed.iter().all(|&q| metric.distance(p, q) >= *distance));
                let tries = SEPARATION_TRIES;
                placed.push(free.ok_or(NetworkError::Separation {
                    kind,
                    index,
                    distance: *distance,
                    tries,
                })?);
            }
            Ok(placed)
        }
        Placement::At(points) => given(points, kind, count),
        Placement::AtEach(each) => {
            let here = usize::try_from(realization).ok().and_then(|r| each.get(r));
            let none = NetworkError::NoPositions {
                kind,
                realization,
                given: each.len(),
            };
            given(here.ok_or(none)?, kind, count)
        }
    }
}

/// Coordinates that are given, once they fit.
fn given(points: &[Point], kind: Kind, count: usize) -> Result<Vec<Point>, NetworkError> {
    if points.len() != count {
        return Err(NetworkError::Positions {
            kind,
            expected: count,
            found: points.len(),
        });
    }
    let in_range = |p: &Point| p.x.abs() <= MAX_COORDINATE && p.y.abs() <= MAX_COORDINATE;
    match points.iter().position(|p| !in_range(p)) {
        Some(index) => Err(NetworkError::PositionOutOfRange { kind, index }),
        None => Ok(points.to_vec()),
    }
}

fn entity(kind: Kind, index: usize) -> Entity {
    match kind {
        Kind::AccessPoint => Entity::AccessPoint(index),
        Kind::User => Entity::User(index),
        Kind::Target => Entity::Target(index),
    }
}

/// One position, uniform over the area; two uniform draws whatever the shape.
fn uniform(area: &Area, stream: &mut Stream) -> Point {
    let (u, v) = (stream.uniform(), stream.uniform());
    match *area {
        Area::Rectangle { width, height } => Point {
            x: width * u,
            y: height * v,
        },
        Area::Disc { radius } => {
            let (sin, cos) = (TAU * v).sin_cos();
            Point {
                x: radius * (1.0 + u.sqrt() * cos),
                y: radius * (1.0 + u.sqrt() * sin),
            }
        }
    }
}

/// Centres of the cells of a grid of ceil(sqrt(count)) columns, row by row from the south west; the last row may
/// be incomplete. In a disc the grid covers the inscribed square.
fn grid(area: &Area, count: usize) -> Vec<Point> {
    let columns = (1..=count).find(|c| c * c >= count).unwrap_or(1);
    let rows = count.div_ceil(columns);
    let (corner, width, height) = match *area {
        Area::Rectangle { width, height } => (0.0, width, height),
        Area::Disc { radius } => {
            let side = 2.0 * radius * FRAC_1_SQRT_2;
            (radius - side / 2.0, side, side)
        }
    };
    let centre = |index: usize, cells: usize| (index as f64 + 0.5) / cells as f64;
    (0..count)
        .map(|i| Point {
            x: corner + width * centre(i % columns, columns),
            y: corner + height * centre(i / columns, rows),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Area = Area::Rectangle {
        width: 2.0,
        height: 2.0,
    };

    fn draw(placement: &Placement, count: usize, area: &Area) -> Result<Vec<Point>, NetworkError> {
        place(
            placement,
            Kind::User,
            count,
            area,
            &Metric::PLANE,
            &Streams::new(7, 0),
            1,
        )
    }

    #[test]
    fn a_larger_area_stretches_the_same_layout() {
        let small = draw(&Placement::Uniform, 5, &SQUARE).unwrap();
        let large = draw(
            &Placement::Uniform,
            5,
            &Area::Rectangle {
                width: 8.0,
                height: 8.0,
            },
        )
        .unwrap();
        for (p, q) in small.iter().zip(&large) {
            assert_eq!((4.0 * p.x, 4.0 * p.y), (q.x, q.y));
        }
    }

    #[test]
    fn more_entities_leave_the_first_where_they_are() {
        for placement in [Placement::Uniform, Placement::Separated(0.3)] {
            let few = draw(&placement, 4, &SQUARE).unwrap();
            let many = draw(&placement, 9, &SQUARE).unwrap();
            assert_eq!(few, many[..4]);
        }
    }

    #[test]
    fn separated_entities_keep_their_distance() {
        let points = draw(&Placement::Separated(0.4), 10, &SQUARE).unwrap();
        for (i, &p) in points.iter().enumerate() {
            assert!(
                points[..i]
                    .iter()
                    .all(|&q| Metric::PLANE.distance(p, q) >= 0.4)
            );
        }
    }

    #[test]
    fn separation_without_room_is_an_error_not_a_hang() {
        let error = draw(&Placement::Separated(3.0), 2, &SQUARE).unwrap_err();
        let tries = SEPARATION_TRIES;
        assert_eq!(
            error,
            NetworkError::Separation {
                kind: Kind::User,
                index: 1,
                distance: 3.0,
                tries
            }
        );
    }

    /// The mean squared distance from the centre is radius^2 / 2; the bound is five standard errors.
    #[test]
    fn a_disc_is_filled_evenly() {
        let (n, radius) = (20_000, 3.0);
        let points = draw(&Placement::Uniform, n, &Area::Disc { radius }).unwrap();
        let centre = Point {
            x: radius,
            y: radius,
        };
        let mean = points
            .iter()
            .map(|&p| (Metric::PLANE.distance(p, centre) / radius).powi(2))
            .sum::<f64>()
            / n as f64;
        assert!(
            (mean - 0.5).abs() < 5.0 * (1.0f64 / 12.0 / n as f64).sqrt(),
            "{mean}"
        );
        assert!(
            points
                .iter()
                .all(|&p| Metric::PLANE.distance(p, centre) <= radius)
        );
    }

    #[test]
    fn a_grid_centres_its_cells() {
        let xy = |count, area| -> Vec<_> {
            draw(&Placement::Grid, count, area)
                .unwrap()
                .iter()
                .map(|p| (p.x, p.y))
                .collect()
        };
        assert_eq!(
            xy(4, &SQUARE),
            [(0.5, 0.5), (1.5, 0.5), (0.5, 1.5), (1.5, 1.5)]
        );
        assert_eq!(xy(1, &SQUARE), [(1.0, 1.0)]);
        assert_eq!(xy(0, &SQUARE), []);
        assert_eq!(xy(5, &SQUARE).len(), 5);
        assert_eq!(xy(1, &Area::Disc { radius: 3.0 }), [(3.0, 3.0)]);
    }

    #[test]
    fn each_realization_has_its_own_positions() {
        let at = |x: f64| vec![Point { x, y: 1.0 }];
        // The realization of `draw` is number 1.
        let each = Placement::AtEach(std::sync::Arc::new(vec![at(0.0), at(0.5)]));
        assert_eq!(draw(&each, 1, &SQUARE), Ok(at(0.5)));
        let few = Placement::AtEach(std::sync::Arc::new(vec![at(0.0)]));
        assert_eq!(
            draw(&few, 1, &SQUARE),
            Err(NetworkError::NoPositions {
                kind: Kind::User,
                realization: 1,
                given: 1
            })
        );
    }

    #[test]
    fn explicit_positions_are_counted_and_finite() {
        let point = Point { x: 0.0, y: 1.0 };
        let bad = Point {
            x: f64::NAN,
            y: 1.0,
        };
        assert_eq!(
            draw(&Placement::At(vec![point]), 1, &SQUARE),
            Ok(vec![point])
        );
        assert_eq!(
            draw(&Placement::At(vec![point]), 2, &SQUARE),
            Err(NetworkError::Positions {
                kind: Kind::User,
                expected: 2,
                found: 1
            })
        );
        assert_eq!(
            draw(&Placement::At(vec![point, bad]), 2, &SQUARE),
            Err(NetworkError::PositionOutOfRange {
                kind: Kind::User,
                index: 1
            })
        );
    }
}
