//! Where searches under floors of the rates begin that leave little room.
//!
//! From the beams of the largest least share of the floors, and with multipliers in proportion to its own: the nearer that share is to
//! one, the more a share is worth over the utility. A search that begins with too much of it approaches from within what is feasible.

use crate::engine::downlink::Downlink;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::downlink::multipliers::Multipliers;

/// What the logarithm of the least share may be worth, over the utility and over one by the root of what the floors leave of it.
const PRESSURES: [f64; 3] = [4.0, 40.0, 0.4];
/// What the floors leave of it is not taken for less.
const LEAST_ROOM: f64 = 1e-6;
/// Floors that leave more press little, so that a search does as well without a guess.
const LOOSE: f64 = 0.2;

/// Guesses at the multipliers of the floors, the best one first, beside the certificate of the largest least share; none where a
/// search is to begin as if nothing was known of them.
pub(crate) fn guesses(downlink: &Downlink, fairest: &Certificate) -> Vec<Option<Multipliers>> {
    let value = downlink.criterion.utility.value(&fairest.rates);
    let room = (fairest.value - 1.0).max(LEAST_ROOM);
    let unit = value / room.sqrt();
    let blind = (room > LOOSE).then_some(None);
    let each = PRESSURES.map(|pressure| Some(fairest.multipliers.pressing(pressure * unit)));
    blind.into_iter().chain(each).collect()
}
