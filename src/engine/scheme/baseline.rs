//! Rules of the field, completed by sensing; see [`baseline`](crate::engine::baseline).

use super::design::{Design, Ground};
use super::{Beamformer, Proof, Solution, Status};
use crate::engine::baseline::Rule;
use crate::engine::baseline::completion::{self, Completion, Scaling};
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::{Reception, mean_error};
use crate::engine::downlink::violation::{above, below, largest};
use crate::engine::downlink::{Downlink, Role};
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::sensing::SensingSolution;

/// Relative width of the bracket in which the least error of P4 is found.
const BRACKET: f64 = 1e-7;
/// Budgets tried at most on the way there.
const TRIES: usize = 100;

/// A rule is a scheme: its beams, completed by sensing.
impl Design for Rule {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        let Ground {
            frontier,
            boundary_tolerance,
            ..
        } = *ground;
        let (downlink, sensing) = (frontier.downlink(), frontier.sensing());
        Box::new(Baseline::new(*self, downlink, sensing, boundary_tolerance))
    }

    fn keeps_a_share(&self) -> bool {
        true
    }
}

/// Beams of a rule, scaled and completed to meet the sensing constraint.
#[derive(Debug)]
pub struct Baseline<'a> {
    downlink: &'a Downlink,
    sensing: Option<&'a SensingSolution>,
    communication: Result<Beams, String>,
    scaling: Scaling,
    boundary_tolerance: f64,
}

impl<'a> Baseline<'a> {
    /// From the solution of P1, if an access point senses. The end of the trade-off is
    /// at `S_min (1 + boundary_tolerance)`.
    pub fn new(
        rule: Rule,
        downlink: &'a Downlink,
        sensing: Option<&'a SensingSolution>,
        boundary_tolerance: f64,
    ) -> Self {
        Self {
            downlink,
            sensing,
            communication: (rule.beams)(downlink).map_err(|e| e.to_string()),
            scaling: rule.scaling,
            boundary_tolerance,
        }
    }

    /// The answer to a budget, its violation that of `delta`.
    fn budgeted(&self, communication: &Beams, delta: f64) -> Solution {
        match completion::complete(self.downlink, communication, self.scaling, delta) {
            Some(completion) => self.judged(completion, delta),
            None => Solution::failed("the sensing beams could not be computed"),
        }
    }

    fn judged(&self, completion: Completion, delta: f64) -> Solution {
        let Completion {
            beams,
            nu,
            gap,
            steps,
            ..
        } = completion;
        let mse = mean_error(self.downlink, &beams);
        let proof = Proof {
            nu: Some(nu),
            gap: Some(gap),
            budget_violation: Some(above(mse, delta)),
            evaluations: Some(steps),
            ..Proof::default()
        };
        self.rated(beams, mse, proof, true)
    }

    /// What the criterion makes of the rates of an answer.
    fn value(&self, solution: &Solution) -> f64 {
        self.downlink.criterion.utility.value(&solution.rates)
    }

    /// Solved if every figure of the proof is within [`TOLERANCE`].
    fn rated(&self, beams: Beams, mse: f64, proof: Proof, full_power: bool) -> Solution {
        let reception = Reception::of(&self.downlink.estimate, &beams);
        let rates: Vec<f64> = (0..beams.users).map(|k| reception.rate(k)).collect();
        let proof = Proof {
            power_violation: Some(self.power_violation(&beams, full_power)),
            floor_violation: Some(self.downlink.criterion.shortfall(&rates)),
            ..proof
        };
        let figures = [
            proof.gap,
            proof.budget_violation,
            proof.power_violation,
            proof.floor_violation,
        ];
        let within = |figure: &f64| *figure <= TOLERANCE;
        let solved = figures.iter().flatten().all(within) && rates.iter().all(|r| r.is_finite());
        Solution {
            status: Status::of(solved, &proof),
            beams: Some(beams),
            rates,
            mse,
            proof,
        }
    }

    /// Of (14), and of (16) at sensing access points where `full_power`.
    fn power_violation(&self, beams: &Beams, full_power: bool) -> f64 {
        let each = self.downlink.roles.iter().enumerate().map(|(m, role)| {
            let excess = beams.power(m) - 1.0;
            match role {
                Role::Sensing(_) if full_power => excess.abs(),
                _ => excess,
            }
        });
        largest(each)
    }

    /// The least budget at which the rate is `zeta`: the end of a bracket whose other end falls short of it.
    fn bracketed(&self, communication: &Beams, sensing: &SensingSolution, zeta: f64) -> Solution {
        let floored = |solution: Solution, gap: f64| {
            let short = below(self.value(&solution), zeta);
            let proof = Proof {
                gap: solution.proof.gap.map(|own| own.max(gap)),
                budget_violation: Some(short),
                ..solution.proof
            };
            match solution.beams {
                Some(beams) => self.rated(beams, solution.mse, proof, true),
                None => Solution { proof, ..solution },
            }
        };
        let tightest = sensing.s_min * (1.0 + self.boundary_tolerance);
        let slack = self.budgeted(communication, tightest);
        if !slack.solved() {
            return slack;
        }
        if self.value(&slack) >= zeta {
            return floored(slack, sensing.relative_gap());
        }
        let loosest = self.budgeted(communication, self.loosest().max(tightest));
        if !loosest.solved() {
            return loosest;
        }
        if self.value(&loosest) < zeta {
            return self.out_of_reach(communication, self.value(&loosest), zeta);
        }
        let (mut low, mut high) = ((tightest, self.value(&slack)), (loosest.mse, loosest));
        // The rate rises steeply near S_min: regula falsi on the logarithm of the interior, halving where one
        // end stays put.
        let interior = |delta: f64| (delta - sensing.s_min).ln();
        let budget = |interior: f64| sensing.s_min + interior.exp();
        let mut stuck = 0;
        for _ in 0..TRIES {
            if (high.0 - low.0) / high.0 <= BRACKET {
                break;
            }
            let (a, b) = (interior(low.0), interior(high.0));
            let share = (zeta - low.1) / (self.value(&high.1) - low.1);
            let share = if stuck >= 2 {
                0.5
            } else {
                share.clamp(0.01, 0.99)
            };
            let middle = budget(a + share * (b - a));
            let solution = self.budgeted(communication, middle);
            if !solution.solved() {
                return solution;
            }
            let above = self.value(&solution) >= zeta;
            if above {
                high = (middle, solution);
            } else {
                low = (middle, self.value(&solution));
            }
            stuck = if share == 0.5 { 0 } else { stuck + 1 };
        }
        let gap = (high.0 - low.0) / high.0;
        floored(high.1, gap)
    }

    /// A budget that no beams of power one exceed: every autocorrelation is at most one.
    fn loosest(&self) -> f64 {
        let errors = self.downlink.roles.iter().map(|role| match role {
            Role::Sensing(matching) => matching.bound(),
            Role::Communication => 0.0,
        });
        errors.fold(0.0, f64::max)
    }

    /// No answer to a floor above the rate without a budget. Beams that are scaled alike only lose by that, and any
    /// only by sensing: above their rate at full power nothing is feasible.
    fn out_of_reach(&self, communication: &Beams, found: f64, zeta: f64) -> Solution {
        let reception = Reception::of(&self.downlink.estimate, communication);
        let rates: Vec<f64> = (0..communication.users)
            .map(|k| reception.rate(k))
            .collect();
        let most = self.downlink.criterion.utility.value(&rates);
        let status = if self.scaling == Scaling::Common && zeta > most {
            Status::Infeasible
        } else {
            Status::Failed(format!(
                "with the sensing access points at full power, {found} bit/s/Hz is the most that was found"
            ))
        };
        Solution::without_beams(status)
    }
}

impl Beamformer for Baseline<'_> {
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        let sensing = self.sensing?;
        Some((sensing.clone(), sensing.solved()))
    }

    /// The beams as they are, without sensing.
    fn communication(&mut self) -> Solution {
        match &self.communication {
            Ok(beams) => {
                let mse = mean_error(self.downlink, beams);
                let proof = Proof {
                    nu: Some(1.0),
                    ..Proof::default()
                };
                let answer = self.rated(beams.clone(), mse, proof, false);
                // The rule has no other beams than these.
                match self.downlink.criterion.shortfall(&answer.rates) {
                    short if short > TOLERANCE => Solution {
                        proof: answer.proof,
                        ..Solution::without_beams(Status::Infeasible)
                    },
                    _ => answer,
                }
            }
            Err(reason) => Solution::failed(reason.clone()),
        }
    }

    fn isac(&mut self, delta: f64) -> Solution {
        match (&self.communication, self.sensing) {
            (Err(reason), _) => Solution::failed(reason.clone()),
            (_, None) => super::no_target(),
            (Ok(_), Some(sensing)) if delta < sensing.s_min => {
                Solution::without_beams(Status::Infeasible)
            }
            (Ok(beams), Some(_)) => self.budgeted(beams, delta),
        }
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        match (&self.communication, self.sensing) {
            (Err(reason), _) => Solution::failed(reason.clone()),
            (_, None) => super::no_target(),
            (Ok(beams), Some(sensing)) => self.bracketed(beams, sensing, zeta),
        }
    }
}
