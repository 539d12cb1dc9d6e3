//! P2: the largest rate, whatever the error.

use super::Frontier;
use crate::engine::downlink::beams::Beams;
use crate::engine::optimiser::communication::{self, CommunicationSolution};
use crate::engine::optimiser::start;

/// By how much more than the best so far other users must give for the search to go on, relative.
const BETTER: f64 = 1e-6;
/// Where all users cannot have more than this share of their floors at once, the floors leave little to choose.
const TIGHT: f64 = 1.1;

impl Frontier {
    /// P2, from each of its starts.
    pub fn communication(&self) -> &[CommunicationSolution] {
        self.communication.get_or_init(|| {
            // A stationary point of the least rate is the global optimum.
            let climbs = match self.downlink.criterion.utility.is_least() {
                true => 0,
                false => start::climbs(&self.downlink),
            };
            let count = climbs + self.starts - 1;
            let fixed = start::NOISE_LEVELS.len().min(1 + count);
            let fixed = (1..fixed).map(|i| start::nth(&self.downlink, i));
            let random = (0..count).map(|i| start::random(&self.downlink, i as u64));
            let starts = fixed.chain(random);
            let climb = |beams: Beams| communication::solve_from(&self.downlink, &beams);
            let mut ends = vec![communication::solve(&self.downlink)];
            if !ends[0].solved()
                && let Some(fairest) = self.fairest()
            {
                if self.floors_out_of_reach().is_some() {
                    return ends;
                }
                ends.extend(self.beside(fairest));
                // Beams that meet such floors are all alike.
                if fairest.certificate.value < TIGHT {
                    return ends;
                }
            }
            if start::climbs(&self.downlink) == 0 {
                self.serve_others(&mut ends[0]);
            }
            ends.extend(starts.map(climb));
            if start::climbs(&self.downlink) == 0 || self.downlink.criterion.serves_all() {
                return ends;
            }
            let rate = |c: &CommunicationSolution| {
                let rate = c.certificate.value;
                if c.solved() { rate } else { f64::NEG_INFINITY }
            };
            let best = |ends: &[CommunicationSolution]| {
                (0..ends.len()).max_by(|&a, &b| rate(&ends[a]).total_cmp(&rate(&ends[b])))
            };
            // As long as serving other users is better.
            while let Some(at) = best(&ends) {
                let CommunicationSolution {
                    beams, certificate, ..
                } = &ends[at];
                let others = start::other_users(&self.downlink, beams, certificate, None);
                ends.extend(others.into_iter().map(climb).collect::<Vec<_>>());
                let better = best(&ends)
                    .is_some_and(|new| rate(&ends[new]) > rate(&ends[at]) * (1.0 + BETTER));
                if !better {
                    break;
                }
            }
            ends
        })
    }

    /// Climbs from the beams of the largest least share of the floors, which is one or more, until one of several guesses at the
    /// multipliers of the floors leads to a solution.
    fn beside(&self, fairest: &CommunicationSolution) -> Vec<CommunicationSolution> {
        let certificate = &fairest.certificate;
        let mut ends: Vec<CommunicationSolution> = Vec::new();
        for guess in start::floor_multipliers(&self.downlink, certificate) {
            let end = communication::climb(&self.downlink, &fairest.beams, Some(&guess));
            ends.push(end);
            if ends.last().is_some_and(CommunicationSolution::solved) {
                break;
            }
        }
        ends
    }

    /// Climbs from a few more starts where an end of P2 in a network without cold starts leaves users without a rate: it is
    /// such networks whose local optima differ. Keeps the best.
    fn serve_others(&self, end: &mut CommunicationSolution) {
        let left_out = start::unserved(&end.certificate.rates).any(|unserved| unserved);
        if !left_out || self.downlink.criterion.serves_all() {
            return;
        }
        let more = start::more(&self.downlink);
        let fixed = (1..=more).map(|i| start::nth(&self.downlink, i));
        let random = (0..more).map(|i| start::random(&self.downlink, i as u64));
        for beams in fixed.chain(random) {
            let found = communication::solve_from(&self.downlink, &beams);
            let evaluations = end.evaluations + found.evaluations;
            if (found.solved(), found.certificate.value) > (end.solved(), end.certificate.value) {
                *end = found;
            }
            end.evaluations = evaluations;
        }
    }

    /// P2: the largest sum rate of all its starts, and, in networks with cold starts, of the free end,
    /// so that no answer of P3 exceeds it. A solved one is preferred.
    pub fn largest_rate(&self) -> Option<&CommunicationSolution> {
        let best = || {
            let mut ends = self.communication().to_vec();
            let rate = |c: &CommunicationSolution| c.certificate.value;
            let most = ends
                .iter()
                .filter(|c| c.solved())
                .map(rate)
                .fold(0.0, f64::max);
            let senses = self.downlink.sensing_count() > 0;
            if senses && start::climbs(&self.downlink) > 0 {
                let free = self.free_end().filter(|f| f.certificate.value > most);
                ends.extend(
                    free.map(|free| communication::solve_from(&self.downlink, &free.beams)),
                );
            }
            let evaluations = ends.iter().map(|c| c.evaluations).sum();
            let best = ends.into_iter().max_by(|a, b| {
                let (a, b) = ((a.solved(), rate(a)), (b.solved(), rate(b)));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
            best.map(|best| CommunicationSolution {
                evaluations,
                ..best
            })
        };
        self.largest.get_or_init(best).as_ref()
    }
}
