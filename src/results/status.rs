//! How many points have each status.

use serde::Serialize;

use crate::table::columns::{FAILED, INFEASIBLE, SOLVED};

/// Points by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StatusCounts {
    /// Proven to their tolerances.
    pub solved: usize,
    /// Those whose budget no beams meet.
    pub infeasible: usize,
    /// Neither.
    pub failed: usize,
}

impl StatusCounts {
    /// How many points there are.
    #[must_use]
    pub const fn total(self) -> usize {
        self.solved + self.infeasible + self.failed
    }

    /// Each count with its status, in the order of [`STATUSES`](crate::table::columns::STATUSES).
    #[must_use]
    pub const fn by_status(self) -> [(&'static str, usize); 3] {
        [
            (SOLVED, self.solved),
            (INFEASIBLE, self.infeasible),
            (FAILED, self.failed),
        ]
    }

    /// Whether there are points, and every one failed.
    #[must_use]
    pub const fn all_failed(self) -> bool {
        self.failed > 0 && self.failed == self.total()
    }

    /// Whether there are points, and no budget of any can be met.
    #[must_use]
    pub const fn all_infeasible(self) -> bool {
        self.infeasible > 0 && self.infeasible == self.total()
    }

    /// The count of a status; none of a word that is not a status.
    pub(crate) fn of(&mut self, status: &str) -> Option<&mut usize> {
        match status {
            SOLVED => Some(&mut self.solved),
            INFEASIBLE => Some(&mut self.infeasible),
            FAILED => Some(&mut self.failed),
            _ => None,
        }
    }
}
