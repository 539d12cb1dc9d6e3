//! Floors of rates: the largest least share of them that beams can give, and what it proves.
//!
//! Where a search under floors fails, the share is found by the same searches as a least rate: in P2, at full power, or within a budget. One
//! or more, and its beams are where the search begins once more; less, and its multipliers are the proof that no beams meet the floors.

use super::Frontier;
use crate::engine::downlink::bound::upper_bound;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::downlink::fairness::{Known, least_share_bound};
use crate::engine::optimiser::communication::{CommunicationSolution, TOLERANCE};
use crate::engine::optimiser::isac::IsacSolution;
use std::f64::consts::LN_2;

/// How far below its floors the largest least share must be for them to be out of reach: far more than the residual of a
/// solved point leaves open.
const PROVED: f64 = 1e-4;

impl Frontier {
    fn fairness(&self) -> Option<&Self> {
        let open = || {
            let criterion = self.downlink.criterion.of_floors()?;
            let fairness = Self::new(self.downlink.judged_by(criterion), 1);
            // P1 is the same for every criterion.
            let _ = fairness.sensing.set(self.sensing().cloned());
            Some(Box::new(fairness))
        };
        self.fairness.get_or_init(open).as_deref()
    }

    /// The beams of P2 whose users have the largest least share of their floors; none without floors. Its value is that share:
    /// see [`Self::floors_out_of_reach`].
    pub fn fairest(&self) -> Option<&CommunicationSolution> {
        self.fairness()?.communication().first()
    }

    /// The same of P3 at a budget, or at full power for an infinite one; none where it was not found. Its evaluations are those
    /// beside the skeleton's.
    pub(super) fn fairest_at(&self, delta: f64) -> Option<IsacSolution> {
        let fairness = self.fairness()?;
        if delta == f64::INFINITY {
            return fairness.free_end().cloned();
        }
        let found = fairness.isac(delta).filter(IsacSolution::solved)?;
        let before = fairness.skeleton().map_or(0, |s| s.evaluations);
        Some(IsacSolution {
            evaluations: found.evaluations - before,
            ..found
        })
    }

    /// The share of every floor that no beams exceed at once, where it is less than one: floors are infeasible then, with
    /// and without sensing.
    ///
    /// With the phases of each user's beam such that it receives its signal as a real number, `r_k >= c` is the second-order
    /// cone `f_kk >= sqrt(2^c - 1) |(1, interference)|`, and P2 has no sensing streams, so that a stationary point of the
    /// least share with positive rates is its global maximum. Sensing streams and full power only take from it.
    pub fn floors_out_of_reach(&self) -> Option<f64> {
        let fairest = self.fairest()?;
        let share = match fairest.solved() {
            true => fairest.certificate.value,
            false => upper_bound(&self.fairness()?.downlink, &fairest.beams, None),
        };
        (share < 1.0 - PROVED).then_some(share)
    }

    /// The share of every floor that no beams of P3 within a budget, or at full power for an infinite one, exceed at once, where it is
    /// less than one: floors are infeasible there. By the [`least_share_bound`] at the largest least share, or, where that
    /// was not found, by the [`upper_bound`], which is loose, so that none is no proof of the opposite.
    pub fn floors_out_of_budget(&self, delta: f64) -> Option<f64> {
        let fairness = self.fairness()?;
        let share = match self.fairest_at(delta) {
            Some(found) => {
                let known = Known {
                    beams: &found.beams,
                    least: &found.certificate.multipliers.least,
                    lambda: found.multiplier * LN_2,
                };
                least_share_bound(&fairness.downlink, &known, delta)
            }
            None => upper_bound(&fairness.downlink, &self.fairest()?.beams, Some(delta)),
        };
        (share < 1.0 - TOLERANCE).then_some(share)
    }

    /// What the skeleton of the largest least shares took.
    pub(super) fn evaluations_of_fairness(&self) -> usize {
        let skeleton = self.fairness().and_then(Self::skeleton);
        skeleton.map_or(0, |skeleton| skeleton.evaluations)
    }

    /// What comes nearest to the floors where a budget leaves no room for them: an answer that is not solved.
    pub(super) fn short_of_floors(
        &self,
        fairest: &IsacSolution,
        evaluations: usize,
    ) -> IsacSolution {
        let full = self.downlink.senses();
        let certificate = Certificate::new(&self.downlink, &fairest.beams, 0.0, &full);
        IsacSolution {
            multiplier: 0.0,
            certificate,
            evaluations,
            ..fairest.clone()
        }
    }
}
