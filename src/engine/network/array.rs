//! Uniform linear arrays: orientation, directions and steering vectors, Eq. (3), (4).
//!
//! The paper's arccos in (4) has the range [0, pi], yet patterns live on [-pi/2, pi/2]. Here a
//! direction is the signed angle from the array's normal, positive clockwise, and enters
//! only by its sine. With the normal to the north the array lies along x and
//! sin(theta) = (x_T - x_A) / d. A target behind the array has the sine of its mirror image before it:
//! a linear array cannot distinguish the two.

use std::f64::consts::PI;

use num_complex::Complex64;

/// A sum of unit vectors this short, for each of them, is nothing but rounding.
const BALANCED: f64 = 1e-12;

/// The orientation of an array: its normal, of any length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orientation {
    normal: (f64, f64),
}

impl Orientation {
    /// Normal to the north, +y.
    pub const NORTH: Self = Self { normal: (0.0, 1.0) };

    /// Normal at this bearing, degrees clockwise from north.
    pub fn bearing(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { normal: (sin, cos) }
    }

    /// Normal along a displacement; north if there is none.
    pub fn towards(displacement: (f64, f64)) -> Self {
        if displacement == (0.0, 0.0) {
            Self::NORTH
        } else {
            Self {
                normal: displacement,
            }
        }
    }

    /// Normal for which the sum of cos^2 of the directions of these displacements is greatest: exactly along it
    /// for a single one, north if there are none or every normal serves as well.
    ///
    /// cos^2 has twice the frequency of an angle, so the best normal lies at half the angle of the sum of the unit
    /// vectors at doubled angles. Of its two ends the northern one is taken.
    pub fn among(displacements: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        if displacements.clone().count() <= 1 {
            return displacements.last().map_or(Self::NORTH, Self::towards);
        }
        let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
        for (dx, dy) in displacements {
            let length = dx.hypot(dy);
            if length > 0.0 {
                let (sin, cos) = (dx / length, dy / length);
                x += cos * cos - sin * sin;
                y += 2.0 * sin * cos;
                count += 1.0;
            }
        }
        if x.hypot(y) <= BALANCED * count {
            return Self::NORTH;
        }
        let (sin, cos) = (0.5 * y.atan2(x)).sin_cos();
        Self { normal: (sin, cos) }
    }

    /// The bearing of the normal, degrees clockwise from north, from 0 below 360.
    pub fn degrees(&self) -> f64 {
        let (x, y) = self.normal;
        let degrees = libm::atan2(x, y).to_degrees();
        // The smallest negative angle would round to a whole turn.
        let turned = if degrees < 0.0 {
            degrees + 360.0
        } else {
            degrees
        };
        if turned < 360.0 { turned } else { 0.0 }
    }

    /// The sine of the direction of a displacement, signed and clockwise from the normal. Exactly 0 for
    /// the displacement that the array faces; 0 also for no displacement at all.
    pub fn sine(&self, (dx, dy): (f64, f64)) -> f64 {
        let (nx, ny) = self.normal;
        let lengths = dx.hypot(dy) * nx.hypot(ny);
        if lengths > 0.0 {
            ((dx * ny - dy * nx) / lengths).clamp(-1.0, 1.0)
        } else {
            0.0
        }
    }
}

/// The steering vector `[1, e^{j 2 pi (d/lambda) sin theta}, ...]` of N_T antennas at this spacing in wavelengths.
pub fn steering(antennas: usize, spacing: f64, sine: f64) -> impl Iterator<Item = Complex64> {
    (0..antennas).map(move |n| Complex64::cis(2.0 * PI * spacing * n as f64 * sine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_among_several_directions_faces_their_common_axis() {
        let normal =
            |displacements: &[(f64, f64)]| Orientation::among(displacements.iter().copied()).normal;
        let close = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) < 1e-15;
        let s = std::f64::consts::FRAC_1_SQRT_2;
        assert_eq!(
            normal(&[(-3.0, -1.0)]),
            (-3.0, -1.0),
            "one: exactly along it"
        );
        assert!(close(normal(&[(0.0, 2.0), (5.0, 0.0), (1.0, 1.0)]), (s, s)));
        assert!(
            close(normal(&[(3.0, 0.0), (-1.0, 0.0)]), (1.0, 0.0)),
            "before and behind"
        );
        for balanced in [&[][..], &[(1.0, 0.0), (0.0, -7.0)], &[(0.0, 0.0); 2]] {
            assert_eq!(
                Orientation::among(balanced.iter().copied()),
                Orientation::NORTH
            );
        }
    }

    #[test]
    fn sines_are_signed_and_clockwise_from_the_normal() {
        let s = std::f64::consts::FRAC_1_SQRT_2;
        let cases = [
            (
                "north sees the east at +90",
                Orientation::NORTH,
                (2.0, 0.0),
                1.0,
            ),
            (
                "north sees the west at -90",
                Orientation::NORTH,
                (-1.0, 0.0),
                -1.0,
            ),
            (
                "north sees the north east at 45",
                Orientation::NORTH,
                (1.0, 1.0),
                s,
            ),
            (
                "what is behind has the sine of its mirror image",
                Orientation::NORTH,
                (1.0, -1.0),
                s,
            ),
            (
                "east sees the south at +90",
                Orientation::bearing(90.0),
                (0.0, -1.0),
                1.0,
            ),
            (
                "a bearing of 45 sees the east at 45",
                Orientation::bearing(45.0),
                (1.0, 0.0),
                s,
            ),
            (
                "facing a target turns the others",
                Orientation::towards((3.0, 3.0)),
                (0.0, 1.0),
                -s,
            ),
            ("no displacement", Orientation::NORTH, (0.0, 0.0), 0.0),
            (
                "a target on the spot leaves the array facing north",
                Orientation::towards((0.0, 0.0)),
                (1.0, 0.0),
                1.0,
            ),
        ];
        for (name, orientation, displacement, expected) in cases {
            let sine = orientation.sine(displacement);
            assert!((sine - expected).abs() < 1e-15, "{name}: {sine}");
        }
    }

    #[test]
    fn the_faced_target_is_at_exactly_zero() {
        for displacement in [(0.1, 0.7), (-1e-9, 0.3), (0.123456789, -0.987654321)] {
            assert_eq!(Orientation::towards(displacement).sine(displacement), 0.0);
        }
    }

    #[test]
    fn steering_vectors_begin_at_one_and_turn_by_a_constant_phase() {
        let a: Vec<_> = steering(4, 0.5, 0.5).collect();
        for (n, value) in a.iter().enumerate() {
            assert!((value - Complex64::i().powu(n as u32)).norm() < 1e-15);
        }
    }
}
