//! The paper's algorithms as a scheme among others.

use super::design::{Design, Ground, Scheme};
use super::{Beamformer, Proof, Solution, Status as Answer};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::optimiser::sensing::SensingSolution;
use crate::engine::paper::communication::{self, Update};
use crate::engine::paper::isac::{self, Settings};
use crate::engine::paper::{Form, Status, sensing};
use crate::engine::stop::Stop;

/// Algorithm 2 with updates in turn, Algorithm 3 without its split.
pub const SOUND: Scheme = Scheme::new(
    "paper",
    &Algorithms {
        update: Update::Sequential,
        form: Form::Sound,
    },
);

/// The same with the split (42)-(44) of Algorithm 3, as printed.
pub const PRINTED: Scheme = Scheme::new(
    "paper_printed",
    &Algorithms {
        update: Update::Sequential,
        form: Form::Printed,
    },
);

/// The same as [`SOUND`] with the updates of Algorithm 2 at the same time.
pub const PARALLEL: Scheme = Scheme::new(
    "paper_parallel",
    &Algorithms {
        update: Update::Parallel,
        form: Form::Sound,
    },
);

struct Algorithms {
    update: Update,
    form: Form,
}

impl Design for Algorithms {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        let downlink = ground.frontier.downlink();
        Box::new(Paper::new(downlink, self.update, self.form, ground.stop))
    }

    fn only_sum_rate(&self) -> bool {
        true
    }
}

/// Algorithms 2 and 3 with P1, on one downlink. Every budget is solved from the start of its own; nothing is carried along
/// a chain.
#[derive(Debug)]
pub struct Paper<'a> {
    downlink: &'a Downlink,
    update: Update,
    form: Form,
    settings: Settings,
    stop: &'a Stop<'a>,
    sensing: Option<sensing::Solution>,
    communication: Option<communication::Solution>,
}

impl<'a> Paper<'a> {
    /// With Algorithm 2's updates in turn or at the same time, and Algorithm 3 in one of its forms. Answers are failures
    /// once it is asked to stop.
    pub fn new(downlink: &'a Downlink, update: Update, form: Form, stop: &'a Stop<'a>) -> Self {
        Self {
            downlink,
            update,
            form,
            settings: Settings::default(),
            stop,
            sensing: None,
            communication: None,
        }
    }

    /// P1 and P2, solved once.
    fn ends(&mut self) -> (&sensing::Solution, &communication::Solution) {
        let Self {
            downlink,
            update,
            settings,
            stop,
            ..
        } = *self;
        let sensing = self
            .sensing
            .get_or_insert_with(|| sensing::solve(downlink, stop));
        let communication = self.communication.get_or_insert_with(|| {
            communication::solve(downlink, update, &settings.stopping, stop)
        });
        (sensing, communication)
    }

    /// The reason why a budget cannot be asked for.
    fn fault(&mut self) -> Option<Solution> {
        if self.downlink.sensing_count() == 0 {
            let reason = "no access point senses: the deployment has no targets";
            return Some(Solution::without_beams(Answer::Failed(reason.into())));
        }
        let (sensing, _) = self.ends();
        let reason = format!("P1: {}", sensing.status);
        (!sensing.solved()).then(|| Solution::without_beams(Answer::Failed(reason)))
    }
}

impl Beamformer for Paper<'_> {
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        if self.downlink.sensing_count() == 0 {
            return None;
        }
        let (downlink, stop) = (self.downlink, self.stop);
        let found = self
            .sensing
            .get_or_insert_with(|| sensing::solve(downlink, stop));
        Some((found.sensing.clone(), found.solved()))
    }

    fn communication(&mut self) -> Solution {
        let (_, found) = self.ends();
        let proof = Proof::of(&found.certificate, found.solves);
        let status = (found.solved(), found.status);
        answer(
            found.beams.clone(),
            found.certificate.clone(),
            status,
            proof,
        )
    }

    fn isac(&mut self, delta: f64) -> Solution {
        if let Some(fault) = self.fault() {
            return fault;
        }
        let (downlink, form, settings, stop) = (self.downlink, self.form, self.settings, self.stop);
        let (sensing, communication) = self.ends();
        let (sensing, beams) = (&sensing.sensing, &communication.beams);
        let found = isac::solve(downlink, sensing, beams, delta, form, &settings, stop);
        let proof = Proof {
            multiplier: Some(found.multiplier),
            budget_violation: Some(found.budget_violation),
            ..Proof::of(&found.certificate, found.search.solves)
        };
        let status = (found.solved(), found.search.status);
        answer(found.beams, found.certificate, status, proof)
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        if let Some(fault) = self.fault() {
            return fault;
        }
        let (downlink, form, settings, stop) = (self.downlink, self.form, self.settings, self.stop);
        let (sensing, communication) = self.ends();
        let (sensing, beams) = (&sensing.sensing, &communication.beams);
        let found = isac::least_error(downlink, sensing, beams, zeta, form, &settings, stop);
        let proof = Proof {
            multiplier: Some(found.multiplier),
            budget_violation: Some(found.rate_violation),
            ..Proof::of(&found.certificate, found.search.solves)
        };
        let status = (found.solved(), found.search.status);
        answer(found.beams, found.certificate, status, proof)
    }
}

/// Beams with their certificate, and how the search for them ended. They are solved if they are feasible and the stop rule
/// of the algorithm holds; stationary to the tolerance of the default they are not.
fn answer(
    beams: Beams,
    certificate: Certificate,
    (solved, ended): (bool, Status),
    proof: Proof,
) -> Solution {
    let status = match (solved, ended) {
        (true, _) => Answer::Solved,
        (false, Status::Converged) => Answer::Failed("a constraint is violated".into()),
        (false, ended) => Answer::Failed(ended.to_string()),
    };
    Solution {
        status,
        ..Solution::certified(beams, certificate, solved, proof)
    }
}
