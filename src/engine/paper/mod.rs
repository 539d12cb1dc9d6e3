//! The paper's own algorithms, solved as conic programs: the reference beside the fast default of
//! [`optimiser`](super::optimiser).
//!
//! Each problem is built as printed, by [`model`](super::conic::model), and solved by Clarabel through
//! [`solver`](super::conic::solver), which does not trust a status but recomputes residuals. What the algorithms return
//! is judged by [`certificate`](super::downlink::certificate), like the results of the default.
//!
//! Only reductions that change nothing are made: the best scale eta is put in (P1), the weights of (31)
//! and (40) make one quadratic form of all users, u of (45b) is eliminated, and beams are written as
//! `w_bar + d`, because the solver then spends its digits on the step.

pub mod communication;
pub mod isac;
pub mod sensing;
pub(crate) mod subproblem;
pub(crate) mod weights;

pub use super::stop::Stop;

use super::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;
use std::fmt;

/// How the interference A_k enters P3.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is: the covariance of the stacked error is positive semidefinite, so that A_k is convex in all
    /// beams together.
    Sound,
    /// As printed: split into B_k - C_k, (42)-(44), and C_k linearised. The linearisation holds every beam to the
    /// one before with a weight that grows with [`Downlink::power`](super::downlink::Downlink::power).
    Printed,
}

/// How an algorithm ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    /// The stop rule holds.
    Converged,
    /// The iterations came to their limit first.
    IterationLimit,
    /// The sum rate fell again and again: updates made at the same time overshoot together.
    Oscillating,
    /// The stop rule holds because the iterates hardly move: from the same point the subproblem without the
    /// split (42)-(44) gains `gain`.
    Stalled {
        /// In bit/s/Hz, for P4 in units of S_min.
        gain: f64,
    },
    /// A conic program was not solved.
    Refused {
        /// The largest of its residuals.
        residual: f64,
    },
    /// No feasible point to start from was found.
    NoStart,
    /// The caller asked it to [`Stop`].
    Stopped,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => write!(f, "converged"),
            Self::IterationLimit => write!(f, "the iterations came to their limit"),
            Self::Oscillating => write!(f, "updates at the same time oscillate"),
            Self::Stalled { gain } => {
                write!(f, "stalled: a step without the split gains {gain:.1e}")
            }
            Self::Refused { residual } => {
                write!(f, "a conic program was not solved: residual {residual:.0e}")
            }
            Self::NoStart => write!(f, "no feasible start"),
            Self::Stopped => write!(f, "stopped"),
        }
    }
}

/// When the loops of Algorithms 2 and 3 stop. The paper leaves this open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    /// The relative increase of the objective at which a loop stops, the inner and the outer one alike.
    pub tolerance: f64,
    /// Rounds of the outer loop at most.
    pub rounds: usize,
    /// Steps of an inner loop at most.
    pub steps: usize,
}

impl Default for Stopping {
    fn default() -> Self {
        Self {
            tolerance: 1e-4,
            rounds: 200,
            steps: 20,
        }
    }
}

/// The columns of V with `V V^H = Z`, eigenvalues that are negative or next to nothing left out.
fn streams(z: &DMatrix<Complex64>) -> Vec<Vec<Complex64>> {
    let eigen = z.clone().symmetric_eigen();
    let most = eigen.eigenvalues.max();
    (0..z.nrows())
        .filter(|&i| eigen.eigenvalues[i] > most * NEGLIGIBLE && eigen.eigenvalues[i] > 0.0)
        .map(|i| {
            let root = eigen.eigenvalues[i].sqrt();
            eigen
                .eigenvectors
                .column(i)
                .iter()
                .map(|x| x * root)
                .collect()
        })
        .collect()
}

/// Relative eigenvalues below the rounding of their decomposition.
const NEGLIGIBLE: f64 = 1e-14;

/// The sensing streams of one access point alone.
fn beams_of(antennas: usize, v: Vec<Vec<Complex64>>) -> Beams {
    Beams {
        v: vec![v],
        ..Beams::zeros(antennas, 0, &[0])
    }
}
