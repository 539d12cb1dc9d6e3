//! Groups that the scenario gives.

use super::policy::PilotError;

/// The groups, once they are known to hold every user exactly once.
pub fn allocate(
    pilots: usize,
    users: usize,
    groups: &[Vec<usize>],
) -> Result<Vec<Vec<usize>>, PilotError> {
    if groups.len() > pilots {
        return Err(PilotError::TooManyGroups {
            groups: groups.len(),
            pilots,
        });
    }
    let mut seen = vec![false; users];
    for &user in groups.iter().flatten() {
        let seen = seen
            .get_mut(user)
            .ok_or(PilotError::UnknownUser { user, users })?;
        if std::mem::replace(seen, true) {
            return Err(PilotError::RepeatedUser { user });
        }
    }
    if let Some(user) = seen.iter().position(|&seen| !seen) {
        return Err(PilotError::MissingUser { user });
    }
    let mut clusters = groups.to_vec();
    clusters
        .iter_mut()
        .for_each(|cluster| cluster.sort_unstable());
    Ok(clusters)
}
