//! What a scheme is before it is asked anything: a name, and a design that begins on a network.

use std::fmt;
use std::sync::Arc;

use super::Beamformer;
use crate::engine::optimiser::frontier::Frontier;
use crate::engine::stop::Stop;

/// One network, and how finely it is solved.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The network with what is solved of it for all schemes alike.
    pub frontier: &'a Arc<Frontier>,
    /// How far inside its ends the trade-off is solved: delta = S_min is taken as S_min (1 + tolerance).
    pub boundary_tolerance: f64,
    /// Asked before each step that takes long.
    pub stop: &'a Stop<'a>,
    /// Which draw the network is.
    pub draw: Draw,
}

/// Which draw a network is. A scheme that draws at random does so from these two numbers, so that the same network gets
/// the same beams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// The seed of the experiment.
    pub seed: u64,
    /// The number of the realization, from 0.
    pub realization: u64,
}

/// A way of choosing beams. Each has a file.
pub trait Design: Send + Sync {
    /// The design on a network, ready to be asked.
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a>;

    /// Whether it searches for the optimum: R_max is then its own largest rate, and it has the slope by which the boundary
    /// of the region is walked to a tolerance.
    fn searches(&self) -> bool {
        false
    }

    /// Whether it keeps a share nu of its communication power beside sensing.
    fn keeps_a_share(&self) -> bool {
        false
    }

    /// Whether it is made for the sum rate without floors, and cannot be asked for anything else.
    fn only_sum_rate(&self) -> bool {
        false
    }
}

/// A design with its name, as scenarios and plans carry it.
#[derive(Clone, Copy)]
pub struct Scheme {
    /// Its name, in scenarios and in tables; schemes of one name are the same.
    pub name: &'static str,
    design: &'static dyn Design,
}

impl Scheme {
    /// A design under a name.
    pub const fn new(name: &'static str, design: &'static dyn Design) -> Self {
        Self { name, design }
    }

    /// See [`Design::on`].
    pub fn on<'a>(self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        self.design.on(ground)
    }

    /// See [`Design::searches`].
    pub fn searches(self) -> bool {
        self.design.searches()
    }

    /// See [`Design::keeps_a_share`].
    pub fn keeps_a_share(self) -> bool {
        self.design.keeps_a_share()
    }

    /// See [`Design::only_sum_rate`].
    pub fn only_sum_rate(self) -> bool {
        self.design.only_sum_rate()
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Scheme {}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
