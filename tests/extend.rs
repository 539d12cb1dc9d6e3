//! A policy, a rule and a scheme of one's own, added from outside: what plans, runs and tables do with them needs no change
//! anywhere. In the program each has a file and a row of the vocabulary besides.

use cfs::engine::baseline::completion::Scaling;
use cfs::engine::baseline::{Rule, mrt};
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::{Reception, mean_error};
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::policy::{pairing, pilots};
use cfs::engine::scheme::{Beamformer, Design, Ground, Proof, Scheme, Solution, Status};
use cfs::engine::{Pairing, PilotAllocation};
use cfs::language::check;
use cfs::language::syntax::MemorySources;
use cfs::plan::{self, ExperimentPlan, Unit};
use cfs::run::{self, PointResult};
use num_complex::Complex64;

/// Every user has the first pilot.
const ONE_PILOT: pilots::Policy = pilots::Policy {
    name: "one_pilot",
    allocate: |_, distances, _| Ok(vec![(0..distances.nrows()).collect()]),
};

/// Targets take access points from the last to the first.
const BACKWARDS: pairing::Policy = pairing::Policy {
    name: "backwards",
    pair: |distances, _, _| {
        let (targets, aps) = distances.shape();
        (0..targets).map(|t| aps - 1 - t).collect()
    },
};

/// All power of an access point from its first antenna, to each user alike.
const FIRST_ANTENNA: Rule = Rule {
    name: "first_antenna",
    beams: |downlink| {
        let estimate = &downlink.estimate;
        let mut beams = Beams::zeros(
            estimate.n_antennas,
            estimate.n_users,
            &vec![0; estimate.n_aps],
        );
        let amplitude = (1.0 / estimate.n_users as f64).sqrt();
        for m in 0..estimate.n_aps {
            for k in 0..estimate.n_users {
                beams.w_mut(m, k)[0] = Complex64::from(amplitude);
            }
        }
        Ok(beams)
    },
    scaling: Scaling::Sensing,
};

/// Maximum ratio transmission at half the power, for whatever is asked.
struct Timid;

struct TimidBeams<'a>(Ground<'a>);

impl Design for Timid {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        Box::new(TimidBeams(*ground))
    }
}

impl Beamformer for TimidBeams<'_> {
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        let sensing = self.0.frontier.sensing()?;
        Some((sensing.clone(), sensing.solved()))
    }

    fn communication(&mut self) -> Solution {
        let downlink = self.0.frontier.downlink();
        let mut beams = mrt::beams(downlink);
        beams.w.iter_mut().for_each(|w| *w *= 0.5f64.sqrt());
        let reception = Reception::of(&downlink.estimate, &beams);
        Solution {
            status: Status::Solved,
            rates: (0..beams.users).map(|k| reception.rate(k)).collect(),
            mse: mean_error(downlink, &beams),
            beams: Some(beams),
            proof: Proof::default(),
        }
    }

    fn isac(&mut self, _delta: f64) -> Solution {
        self.communication()
    }

    fn least_error(&mut self, _zeta: f64) -> Solution {
        self.communication()
    }
}

/// The plan of a small scenario.
fn plan() -> ExperimentPlan {
    let text = "area square 0.5 km\naps 3 {\n antennas 3\n}\nusers 3\ntargets 2\npilots {\n length 3\n}\n\
                seed 3\nsolve communication using mrt\n";
    let sources = MemorySources::new().with("a.cfs", text);
    let scenario = check(&sources, "a.cfs").scenario.expect("a scenario");
    plan::build(&scenario).experiments.remove(0)
}

fn point(plan: &ExperimentPlan) -> PointResult {
    let unit = Unit {
        case: 0,
        realization: 0,
    };
    run::solve(plan, unit).points.remove(0)
}

fn rate(point: &PointResult) -> f64 {
    point.rates.iter().sum()
}

#[test]
fn a_policy_of_ones_own_decides_who_shares_a_pilot_and_who_senses_what() {
    let mut plan = plan();
    let own_pilots = rate(&point(&plan));
    let deployment = std::sync::Arc::make_mut(&mut plan.cases[0].deployment);
    deployment.pilots.allocation = PilotAllocation::Policy(ONE_PILOT);
    deployment.pairing = Pairing::Policy(BACKWARDS);
    let network = cfs::engine::network::draw(deployment, 3, 0).expect("a network");
    assert_eq!(network.pilot_clusters, [vec![0, 1, 2]]);
    assert_eq!(network.ap_of_target, [2, 1]);
    // Contaminated estimates cost rate.
    assert!(rate(&point(&plan)) < own_pilots);
}

#[test]
fn a_rule_and_a_scheme_of_ones_own_run_like_those_of_the_program() {
    let mut plan = plan();
    let mrt = point(&plan);
    let chain = |scheme| {
        move |plan: &mut ExperimentPlan| plan.cases[0].chains[0].scheme = Scheme::into(scheme)
    };
    chain(Scheme::new(FIRST_ANTENNA.name, &FIRST_ANTENNA))(&mut plan);
    let first_antenna = point(&plan);
    assert!(first_antenna.is_solved());
    assert!(rate(&first_antenna) < rate(&mrt));
    chain(Scheme::new("timid", &Timid))(&mut plan);
    let timid = point(&plan);
    assert!(timid.is_solved());
    for (own, full) in timid.power.iter().zip(&mrt.power) {
        assert!((own - 0.5 * full).abs() < 1e-12, "{own} of {full}");
    }
}
