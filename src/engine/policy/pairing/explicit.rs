//! Access points that the scenario gives.

use super::policy::PairingError;

/// The pairing, once it is known to be one.
pub fn pair(
    targets: usize,
    access_points: usize,
    capacity: usize,
    aps: &[usize],
) -> Result<Vec<usize>, PairingError> {
    if aps.len() != targets {
        return Err(PairingError::Length {
            given: aps.len(),
            targets,
        });
    }
    for (target, &access_point) in aps.iter().enumerate() {
        if access_point >= access_points {
            return Err(PairingError::UnknownAccessPoint {
                target,
                access_point,
                access_points,
            });
        }
        let given = aps.iter().filter(|&&other| other == access_point).count();
        if given > capacity {
            return Err(PairingError::CrowdedAccessPoint {
                access_point,
                targets: given,
                capacity,
            });
        }
    }
    Ok(aps.to_vec())
}
