//! Displacements and distances in the plane, and on the torus that arises when
//! distances wrap around the edges of a rectangle.

use super::error::NetworkError;
use crate::engine::deployment::{Area, Point};

/// How displacements are measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// Periods along x and y, km.
    period: Option<(f64, f64)>,
}

impl Metric {
    /// The plane.
    pub const PLANE: Self = Self { period: None };

    /// The metric of an area; only a rectangle can wrap around.
    pub fn of(area: &Area, wrap_around: bool) -> Result<Self, NetworkError> {
        match (wrap_around, *area) {
            (false, _) => Ok(Self::PLANE),
            (true, Area::Rectangle { width, height }) => Ok(Self {
                period: Some((width, height)),
            }),
            (true, Area::Disc { .. }) => Err(NetworkError::WrapAroundDisc),
        }
    }

    /// The shortest displacement from one point to another, km.
    pub fn displacement(&self, from: Point, to: Point) -> (f64, f64) {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        match self.period {
            None => (dx, dy),
            Some((width, height)) => (
                dx - width * (dx / width).round(),
                dy - height * (dy / height).round(),
            ),
        }
    }

    /// The length of [`displacement`](Self::displacement), km.
    pub fn distance(&self, a: Point, b: Point) -> f64 {
        let (dx, dy) = self.displacement(a, b);
        dx.hypot(dy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_wrap_around_the_nearer_edge() {
        let area = Area::Rectangle {
            width: 2.0,
            height: 4.0,
        };
        let torus = Metric::of(&area, true).unwrap();
        let plane = Metric::of(&area, false).unwrap();
        let (a, b) = (Point { x: 0.1, y: 0.5 }, Point { x: 1.9, y: 3.9 });
        let (dx, dy) = torus.displacement(a, b);
        assert!((dx + 0.2).abs() < 1e-15 && (dy + 0.6).abs() < 1e-15);
        assert!((torus.distance(a, b) - 0.4f64.sqrt()).abs() < 1e-15);
        assert_eq!(torus.distance(a, b), torus.distance(b, a));
        assert!((plane.distance(a, b) - (1.8f64 * 1.8 + 3.4 * 3.4).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_disc_does_not_wrap() {
        assert_eq!(
            Metric::of(&Area::Disc { radius: 1.0 }, true),
            Err(NetworkError::WrapAroundDisc)
        );
    }
}
