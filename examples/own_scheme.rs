//! A scheme of one's own beside the program's: maximum ratio transmission that shares its power with the sensing beams of
//! P1, as much of it as the budget of the beampattern asks for. The scenario names it, the program gives it, and its
//! rates, powers and errors are recomputed as those of any other scheme.
//!
//! ```text
//! cargo run --release --example own_scheme
//! ```

use cfs::engine::baseline::mrt;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::mean_error;
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::scheme::{Beamformer, Design, Ground, Solution, Status};
use cfs::{MemorySources, Run, Scenario};

const SCENARIO: &str = "
scheme shared external
area square 1 km
aps 4 { antennas 8 }
users 4
targets 2
realizations 10
compare scheme [proposed, mrt, shared]
sweep delta from 1.5 * S_min to 3 * S_min step 0.5 * S_min solve isac
";

/// Says what changes its results, so that a journal of another version is not taken for this one's.
const IDENTITY: &str = "own_scheme 1";

struct Shared;

impl Design for Shared {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        Box::new(SharedBeams(*ground))
    }
}

struct SharedBeams<'a>(Ground<'a>);

impl SharedBeams<'_> {
    /// A share `nu` of the power to the users, the rest, where there is something to sense, to the beams of P1.
    fn beams(&self, sensing: &SensingSolution, nu: f64) -> Beams {
        let mut beams = mrt::beams(self.0.frontier.downlink());
        for (m, sensing) in sensing.beams.iter().enumerate() {
            let Some(sensing) = sensing else { continue };
            for k in 0..beams.users {
                beams.w_mut(m, k).iter_mut().for_each(|w| *w *= nu.sqrt());
            }
            beams.v[m] = sensing.v.clone();
            let entries = beams.v[m].iter_mut().flatten();
            entries.for_each(|v| *v *= (1.0 - nu).sqrt());
        }
        beams
    }
}

impl Beamformer for SharedBeams<'_> {
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        None // never asked of a scheme that a program gives
    }

    fn communication(&mut self) -> Solution {
        Solution::of_beams(mrt::beams(self.0.frontier.downlink()))
    }

    fn isac(&mut self, delta: f64) -> Solution {
        let Some(sensing) = self.0.frontier.sensing() else {
            return Solution::without_beams(Status::Failed("nothing to sense".into()));
        };
        // The error is convex in the share and least at zero.
        let (mut within, mut beyond) = (0.0, 1.0);
        for _ in 0..50 {
            let nu = 0.5 * (within + beyond);
            let error = mean_error(self.0.frontier.downlink(), &self.beams(sensing, nu));
            if error <= delta {
                within = nu;
            } else {
                beyond = nu;
            }
        }
        Solution::of_beams(self.beams(sensing, within))
    }

    fn least_error(&mut self, _zeta: f64) -> Solution {
        Solution::without_beams(Status::Failed("rate floors are not supported".into()))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sources = MemorySources::new().with("own_scheme.cfs", SCENARIO);
    let mut scenario = Scenario::parse(&sources, "own_scheme.cfs")?;
    scenario.give("shared", IDENTITY, Shared)?;
    for experiment in scenario.plan().experiments() {
        let results = experiment.run(&Run::default())?;
        println!("{}", results.summary()?);
        let counts = results.counts();
        println!(
            "solved: {}, infeasible: {}, failed: {}",
            counts.solved, counts.infeasible, counts.failed
        );
    }
    Ok(())
}
