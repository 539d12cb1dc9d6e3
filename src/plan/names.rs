//! Ends of the trade-off that budgets and expressions name: S_min, R_max, R_T and S_I.

use serde::{Deserialize, Serialize};

use crate::language::ResultName;

/// Which ends of the trade-off an experiment needs in each realization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// S_min, by P1.
    pub s_min: bool,
    /// R_max, by P2.
    pub r_max: bool,
    /// R_T, by P3 at delta = S_min.
    pub r_t: bool,
    /// S_I, by P4 at zeta = R_max.
    pub s_i: bool,
}

impl Needs {
    /// Adds a result name, and those that it is computed from.
    pub fn add(&mut self, name: ResultName) {
        match name {
            ResultName::SMin => self.s_min = true,
            ResultName::RMax => self.r_max = true,
            ResultName::RT => {
                self.r_t = true;
                self.s_min = true;
            }
            ResultName::SI => {
                self.s_i = true;
                self.r_max = true;
            }
        }
    }
}

/// Values of the ends of the trade-off in one realization, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ResultNames {
    /// Least beampattern MSE.
    pub s_min: Option<f64>,
    /// Largest sum rate, bit/s/Hz.
    pub r_max: Option<f64>,
    /// Sum rate at delta = S_min, bit/s/Hz.
    pub r_t: Option<f64>,
    /// MSE at zeta = R_max.
    pub s_i: Option<f64>,
}

impl ResultNames {
    /// The value of a result name, if it is known.
    pub fn get(&self, name: ResultName) -> Option<f64> {
        match name {
            ResultName::SMin => self.s_min,
            ResultName::RMax => self.r_max,
            ResultName::RT => self.r_t,
            ResultName::SI => self.s_i,
        }
    }
}
