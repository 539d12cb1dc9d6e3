//! Ranges of a deployment's parameters, checked once before anything is drawn.

use super::error::NetworkError;
use super::placement::MAX_COORDINATE;
use crate::engine::deployment::{Area, Deployment, Facing, Placement, PowerBudget};

/// The first parameter out of its range, if any.
pub(crate) fn check(deployment: &Deployment) -> Result<(), NetworkError> {
    let (aps, targets, pilots) = (
        &deployment.access_points,
        &deployment.targets,
        &deployment.pilots,
    );
    match deployment.area {
        Area::Rectangle { width, height } => {
            extent("the width of the area (km)", width)?;
            extent("the height of the area (km)", height)?;
        }
        Area::Disc { radius } => extent("the radius of the area (km)", radius)?,
    }
    positive("the number of access points", aps.count as f64)?;
    positive("the number of antennas", aps.antennas as f64)?;
    positive("the antenna spacing (wavelengths)", aps.spacing)?;
    if let Facing::Bearing(degrees) = aps.facing {
        check_that(
            degrees.is_finite(),
            "the bearing of the arrays (degrees)",
            degrees,
            "finite",
        )?;
    }
    match aps.power {
        PowerBudget::PerAccessPoint(power) => not_negative("the power of an access point", power)?,
        PowerBudget::Shared { total, sensing } => {
            not_negative("the total power", total)?;
            not_negative("the power of a sensing access point", sensing)?;
        }
    }
    for placement in [
        &aps.placement,
        &deployment.users.placement,
        &targets.placement,
    ] {
        if let Placement::Separated(distance) = placement {
            not_negative("the least separation (km)", *distance)?;
        }
    }
    let reflection = targets.reflection;
    check_that(
        reflection.is_finite(),
        "the reflection coefficient",
        reflection,
        "finite",
    )?;
    not_negative(
        "the gain variance between target and access point",
        targets.gain_variance_access_point,
    )?;
    not_negative(
        "the gain variance between user and target",
        targets.gain_variance_user,
    )?;
    not_negative("the steering variance", targets.steering_variance)?;
    not_negative(
        "the standard deviation of the shadowing (dB)",
        deployment.shadowing,
    )?;
    positive("the length of the pilots", pilots.length as f64)?;
    positive("the power of the pilots", pilots.power)
}

fn extent(name: &'static str, value: f64) -> Result<(), NetworkError> {
    check_that(
        value > 0.0 && value <= MAX_COORDINATE,
        name,
        value,
        "positive and at most 1e12",
    )
}

fn positive(name: &'static str, value: f64) -> Result<(), NetworkError> {
    check_that(
        value > 0.0 && value.is_finite(),
        name,
        value,
        "positive and finite",
    )
}

fn not_negative(name: &'static str, value: f64) -> Result<(), NetworkError> {
    check_that(
        value >= 0.0 && value.is_finite(),
        name,
        value,
        "finite and not negative",
    )
}

fn check_that(
    holds: bool,
    name: &'static str,
    value: f64,
    requirement: &'static str,
) -> Result<(), NetworkError> {
    if holds {
        Ok(())
    } else {
        Err(NetworkError::Parameter {
            name,
            value,
            requirement,
        })
    }
}
