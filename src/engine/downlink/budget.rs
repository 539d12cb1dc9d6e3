//! A budget on the mean error as one linear constraint, which bounds rest on.
//!
//! The mean error is a quadratic form in the autocorrelations, so with any `y_m` and `G_m` its gradient there, a budget delta
//! implies, by Cauchy and Schwarz, `sum_m tr(G_m R_m) <= A = 2 (delta E(y))^(1/2)`. At `E(y) = delta` it is the tangent,
//! `delta + E(y)`; where the budget is slack it is that of y scaled until the budget binds.

use super::beams::Beams;
use super::certificate::toeplitz;
use super::{Downlink, Role};
use nalgebra::DMatrix;
use num_complex::Complex64;

/// What a budget implies.
pub(super) struct LinearBudget {
    /// `G_m`, per access point; none where it does not sense.
    pub forms: Vec<Option<DMatrix<Complex64>>>,
    /// A.
    pub allowed: f64,
}

impl LinearBudget {
    /// Of the budget `delta`, at the autocorrelations of the beams `near`.
    pub(super) fn at(downlink: &Downlink, near: &Beams, delta: f64) -> Self {
        let count = downlink.sensing_count().max(1) as f64;
        let mut error = 0.0;
        let forms = downlink.roles.iter().enumerate().map(|(m, role)| {
            let Role::Sensing(matching) = role else {
                return None;
            };
            let y = near.autocorrelation(m);
            let mut slope = vec![0.0; y.len()];
            error += matching.gradient(&y, &mut slope) / count;
            Some(toeplitz(&slope) / Complex64::from(count))
        });
        Self {
            forms: forms.collect(),
            allowed: 2.0 * (delta.max(0.0) * error.max(0.0)).sqrt(),
        }
    }
}
