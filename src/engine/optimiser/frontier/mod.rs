//! What a network allows: P1 to P4 and the boundary of its region, from one object.
//!
//! **A result is a function of the network, the scheme and what is asked.** Every answer is found
//! from the network's skeleton alone, and leaves nothing behind that another one sees, so the order of questions, and which
//! others are asked, change no digit of it.
//!
//! The questions are a file each: [`Frontier::largest_rate`] is P2, [`Frontier::isac`] P3, [`Frontier::least_error`] P4, and
//! [`Frontier::curve`] the boundary. Depths are `ln(delta - S_min)`, since the slope of the boundary grows without bound towards S_min.

pub mod boundary;
mod floors;
mod largest_rate;
mod least_error;
mod search;

pub use least_error::Floor;

use std::sync::{Mutex, OnceLock};

use super::communication::CommunicationSolution;
use super::isac::IsacSolution;
use super::sensing::{self, SensingSolution};
use super::skeleton::Skeleton;
use crate::engine::downlink::Downlink;

/// By how much the rate of a sketch may be off, relative.
const SHORT: f64 = 5e-3;
/// Two points closer than this, in depth, are one to a search between them.
const JUMP: f64 = 1e-3;
/// A search within a bracket may not come closer to an end of it than this share of its width, in depth.
const MARGIN: f64 = 0.02;

/// A network and what is known of it. Parts are solved when they are first needed.
#[derive(Debug)]
pub struct Frontier {
    downlink: Downlink,
    starts: usize,
    sensing: OnceLock<Option<SensingSolution>>,
    communication: OnceLock<Vec<CommunicationSolution>>,
    /// The same network judged by the least share of its floors.
    fairness: OnceLock<Option<Box<Frontier>>>,
    skeleton: OnceLock<Option<Skeleton>>,
    largest: OnceLock<Option<CommunicationSolution>>,
    /// The first answers, since names of results, sweeps and boundaries ask for the same end.
    answers: Mutex<Vec<(u64, IsacSolution)>>,
}

impl Frontier {
    /// A network; with more than one of `starts` so many more independent climbs, drawn at random, are
    /// made at each depth.
    pub fn new(downlink: Downlink, starts: usize) -> Self {
        Self {
            downlink,
            starts: starts.max(1),
            sensing: OnceLock::new(),
            communication: OnceLock::new(),
            fairness: OnceLock::new(),
            skeleton: OnceLock::new(),
            largest: OnceLock::new(),
            answers: Mutex::default(),
        }
    }

    /// The network's downlink.
    pub fn downlink(&self) -> &Downlink {
        &self.downlink
    }

    /// Independent climbs; see [`Self::new`].
    pub fn starts(&self) -> usize {
        self.starts
    }

    /// P1; none if no access point senses.
    pub fn sensing(&self) -> Option<&SensingSolution> {
        let solve = || (self.downlink.sensing_count() > 0).then(|| sensing::solve(&self.downlink));
        self.sensing.get_or_init(solve).as_ref()
    }

    /// How far apart the independent climbs ended at a budget, or in P2, relative to the best; none
    /// with one start.
    pub fn spread(&self, delta: Option<f64>) -> Option<f64> {
        if self.starts == 1 {
            return None;
        }
        let (best, least) = match delta {
            None => {
                let solved = self.communication().iter().filter(|c| c.solved());
                let rates = solved.map(|c| c.certificate.value);
                let least = rates.fold(f64::INFINITY, f64::min);
                (self.largest_rate()?.certificate.value, least)
            }
            Some(delta) => {
                let skeleton = self.skeleton()?;
                let at = skeleton.depths.partition_point(|d| d.delta <= delta);
                let depth = &skeleton.depths[at.saturating_sub(1)];
                (depth.best_rate(), depth.least.min(depth.best_rate()))
            }
        };
        (best > 0.0 && least.is_finite()).then(|| (best - least).max(0.0) / best)
    }

    fn skeleton(&self) -> Option<&Skeleton> {
        let build = || {
            let sensing = self.sensing().filter(|s| s.solved())?;
            let climbs = self.starts - 1;
            let fairest = |delta: f64| self.fairest_at(delta);
            let mut skeleton = Skeleton::build(
                &self.downlink,
                sensing,
                self.communication(),
                &fairest,
                climbs,
            );
            if skeleton.asked {
                skeleton.evaluations += self.evaluations_of_fairness();
            }
            Some(skeleton)
        };
        self.skeleton.get_or_init(build).as_ref()
    }

    /// The largest sum rate with the sensing access points at full power, whatever the error; none
    /// if it was not found.
    pub fn free_end(&self) -> Option<&IsacSolution> {
        self.skeleton()?.free_end().best_point()
    }

    /// Where [`Self::free_end`] was not found: the point at which the search for it ended.
    pub fn free_end_unsolved(&self) -> Option<&IsacSolution> {
        self.skeleton()?.free_end().unsolved.as_ref()
    }

    /// Where a budget is on the axis of the searches.
    fn depth_of(&self, delta: f64) -> f64 {
        (delta - self.sensing().map_or(0.0, |s| s.s_min)).ln()
    }

    /// Where a point is on it.
    fn depth(&self, point: &IsacSolution) -> f64 {
        self.depth_of(point.budget())
    }

    /// The budget at a place on it.
    fn depth_to_delta(&self, depth: f64) -> f64 {
        self.sensing().map_or(0.0, |s| s.s_min) + depth.exp()
    }
}
