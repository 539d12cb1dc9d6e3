//! The functions of expressions.

use super::exact::Real;

/// A function of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Min,
    Max,
    Abs,
    Sqrt,
    Log10,
    Log2,
    Ln,
    Exp,
    Floor,
    Ceil,
    Round,
    Db,
    Linear,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
}

impl Function {
    const ALL: [Self; 20] = [
        Self::Min,
        Self::Max,
        Self::Abs,
        Self::Sqrt,
        Self::Log10,
        Self::Log2,
        Self::Ln,
        Self::Exp,
        Self::Floor,
        Self::Ceil,
        Self::Round,
        Self::Db,
        Self::Linear,
        Self::Sin,
        Self::Cos,
        Self::Tan,
        Self::Asin,
        Self::Acos,
        Self::Atan,
        Self::Atan2,
    ];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Sqrt => "sqrt",
            Self::Log10 => "log10",
            Self::Log2 => "log2",
            Self::Ln => "ln",
            Self::Exp => "exp",
            Self::Floor => "floor",
            Self::Ceil => "ceil",
            Self::Round => "round",
            Self::Db => "db",
            Self::Linear => "linear",
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Tan => "tan",
            Self::Asin => "asin",
            Self::Acos => "acos",
            Self::Atan => "atan",
            Self::Atan2 => "atan2",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.text() == text)
    }

    /// How many arguments it takes, at least and at most.
    pub fn arguments(self) -> (usize, Option<usize>) {
        match self {
            Self::Min | Self::Max => (1, None),
            Self::Atan2 => (2, Some(2)),
            _ => (1, Some(1)),
        }
    }

    /// Its value; angles are in degrees.
    pub(super) fn apply(self, arguments: &[Real]) -> Real {
        let missing = Real::computed(f64::NAN);
        let x = arguments.first().copied().unwrap_or(missing);
        let computed = |value: f64| Real::computed(value);
        let least = |a: Real, b: Real| if b.value() < a.value() { b } else { a };
        let greatest = |a: Real, b: Real| if b.value() > a.value() { b } else { a };
        match self {
            // A missing value stays missing: comparisons would drop it.
            Self::Min | Self::Max if arguments.iter().any(|a| a.value().is_nan()) => missing,
            Self::Min => arguments.iter().copied().reduce(least).unwrap_or(missing),
            Self::Max => arguments
                .iter()
                .copied()
                .reduce(greatest)
                .unwrap_or(missing),
            Self::Abs => x.abs(),
            Self::Sqrt => x.sqrt(),
            Self::Log10 => x.log(10),
            Self::Log2 => x.log(2),
            Self::Ln => computed(x.value().ln()),
            Self::Exp => computed(x.value().exp()),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Round => x.round(),
            Self::Db => Real::from(10.0).times(x.log(10)),
            Self::Linear => Real::from(10.0).power(x.over(Real::from(10.0))),
            Self::Sin => sine(x.value()),
            Self::Cos => sine(90.0 - x.value()),
            Self::Tan => tangent(x.value()),
            Self::Asin => angle(x.value().asin()),
            Self::Acos => angle(x.value().acos()),
            Self::Atan => angle(x.value().atan()),
            Self::Atan2 => {
                let other = arguments.get(1).copied().unwrap_or(missing);
                angle(x.value().atan2(other.value()))
            }
        }
    }
}

/// The sine of an angle in degrees; the rational ones are exact, as Niven's theorem lists them.
fn sine(degrees: f64) -> Real {
    // Exact: the remainder of a division of doubles is a double.
    let turned = degrees.rem_euclid(360.0);
    let (sign, half) = if turned < 180.0 {
        (1.0, turned)
    } else {
        (-1.0, turned - 180.0)
    };
    let quarter = if half > 90.0 { 180.0 - half } else { half };
    let sine = match quarter {
        0.0 => Real::from(0.0),
        30.0 => Real::from(0.5),
        90.0 => Real::from(1.0),
        other => Real::computed(other.to_radians().sin()),
    };
    if sign < 0.0 { sine.negate() } else { sine }
}

/// The tangent of an angle in degrees; infinite at a right angle.
fn tangent(degrees: f64) -> Real {
    let turned = degrees.rem_euclid(180.0);
    let (sign, part) = if turned > 90.0 {
        (-1.0, 180.0 - turned)
    } else {
        (1.0, turned)
    };
    let tangent = match part {
        0.0 => Real::from(0.0),
        45.0 => Real::from(1.0),
        90.0 => Real::computed(f64::INFINITY),
        other => Real::computed(other.to_radians().tan()),
    };
    if sign < 0.0 {
        tangent.negate()
    } else {
        tangent
    }
}

/// An angle in radians as degrees; whole degrees are whole in spite of rounding.
fn angle(radians: f64) -> Real {
    let degrees = radians.to_degrees();
    let whole = degrees.round();
    // Some units in the last place of the conversion.
    match (degrees - whole).abs() <= 4.0 * f64::EPSILON * whole.abs().max(1.0) {
        true => Real::from(whole),
        false => Real::computed(degrees),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rational_sines_and_tangents_are_exact() {
        let at = |function: Function, x: f64| function.apply(&[Real::from(x)]).value();
        for (function, degrees, value) in [
            (Function::Sin, 30.0, 0.5),
            (Function::Sin, 150.0, 0.5),
            (Function::Sin, -30.0, -0.5),
            (Function::Sin, 180.0, 0.0),
            (Function::Sin, 270.0, -1.0),
            (Function::Cos, 60.0, 0.5),
            (Function::Cos, 90.0, 0.0),
            (Function::Cos, 120.0, -0.5),
            (Function::Cos, 180.0, -1.0),
            (Function::Tan, 45.0, 1.0),
            (Function::Tan, 135.0, -1.0),
            (Function::Tan, 180.0, 0.0),
        ] {
            assert_eq!(
                at(function, degrees),
                value,
                "{} {degrees}",
                function.text()
            );
        }
        assert!((at(Function::Sin, 45.0) - 0.5f64.sqrt()).abs() < 1e-15);
        assert!((at(Function::Cos, 25.0) - 25f64.to_radians().cos()).abs() < 1e-15);
        assert!((at(Function::Tan, 100.0) - 100f64.to_radians().tan()).abs() < 1e-14);
    }

    #[test]
    fn inverses_are_angles_in_degrees() {
        let at = |function: Function, x: &[f64]| {
            let arguments: Vec<Real> = x.iter().copied().map(Real::from).collect();
            function.apply(&arguments).value()
        };
        assert_eq!(at(Function::Asin, &[0.5]), 30.0);
        assert_eq!(at(Function::Acos, &[0.5]), 60.0);
        assert_eq!(at(Function::Atan, &[1.0]), 45.0);
        assert_eq!(at(Function::Atan2, &[1.0, -1.0]), 135.0);
        assert!(at(Function::Asin, &[2.0]).is_nan());
    }
}
