//! Networks that are solved already, shared by the experiments of a file.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::downlink::{Downlink, Role};
use crate::engine::optimiser::frontier::Frontier;
use crate::plan::Plan;

/// Bytes that kept networks may take, about. Once they do, further ones are solved each time.
const MOST_BYTES: usize = 96 << 20;
/// Points of a skeleton and answers that are kept, for the estimate of a network's size.
const POINTS: usize = 28;

/// The networks of a run: what one experiment found out about a network, the next one need not.
///
/// Answers are functions of the network and the question (see [`Frontier`]), so the results are the
/// same whatever is kept. Networks are the same where every number of their downlinks is, whichever
/// experiment they are drawn for.
#[derive(Debug)]
pub struct Networks {
    known: Mutex<Known>,
    /// Bytes that they may take.
    most: usize,
}

impl Default for Networks {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            most: MOST_BYTES,
        }
    }
}

#[derive(Debug, Default)]
struct Known {
    networks: HashMap<u64, Vec<Arc<Frontier>>>,
    bytes: usize,
}

impl Networks {
    /// Those of a plan: none is kept where each is asked for once, by the only case of the only experiment.
    pub(crate) fn of(plan: &Plan) -> Self {
        let is_asked_once = match plan.experiments.as_slice() {
            [] => true,
            [only] => only.cases.len() <= 1,
            _ => false,
        };
        Self {
            known: Mutex::default(),
            most: if is_asked_once { 0 } else { MOST_BYTES },
        }
    }

    /// The frontier of a downlink whose searches have so many starts: the one that is kept, or else a
    /// new one.
    pub(crate) fn frontier(&self, downlink: Downlink, starts: usize) -> Arc<Frontier> {
        let hash = hash(&downlink, starts);
        // A panic elsewhere leaves the map whole: entries are pushed complete.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = known.networks.get(&hash);
        let equal = |f: &&Arc<Frontier>| f.starts() == starts && same(f.downlink(), &downlink);
        if let Some(found) = alike.and_then(|alike| alike.iter().find(equal)) {
            return Arc::clone(found);
        }
        let size = size(&downlink);
        let frontier = Arc::new(Frontier::new(downlink, starts));
        if known.bytes + size <= self.most {
            known.bytes += size;
            let place = known.networks.entry(hash).or_default();
            place.push(Arc::clone(&frontier));
        }
        frontier
    }
}

/// Of the estimated channels, which no two networks share by chance.
fn hash(downlink: &Downlink, starts: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    starts.hash(&mut hasher);
    for h in &downlink.estimate.h_hat {
        (h.re.to_bits(), h.im.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether two downlinks are the same network. Powers are part of it, although the estimates have
/// them absorbed, since rules may weigh by them.
fn same(a: &Downlink, b: &Downlink) -> bool {
    let role = |(a, b): (&Role, &Role)| match (a, b) {
        (Role::Communication, Role::Communication) => true,
        (Role::Sensing(a), Role::Sensing(b)) => a == b,
        (Role::Communication, Role::Sensing(_)) | (Role::Sensing(_), Role::Communication) => false,
    };
    a.estimate == b.estimate
        && a.criterion == b.criterion
        && a.power == b.power
        && a.roles.len() == b.roles.len()
        && a.roles.iter().zip(&b.roles).all(role)
}

/// About the bytes of a solved network.
fn size(downlink: &Downlink) -> usize {
    let s = &downlink.estimate;
    let entries = s.n_aps * s.n_antennas * (s.n_users + 4);
    let covariances = s.n_aps * s.n_users * s.n_targets * s.n_targets * 5;
    let forms = downlink.sensing_count() * (2 * s.n_antennas).pow(2) / 2;
    16 * (POINTS * entries + 4 * entries + covariances + forms)
}
