//! Trust-region Newton's method with truncated conjugate gradients (Steihaug),
//! on a manifold (Absil, Mahony, Sepulchre 2008, Algorithms 10 and 11),
//! the region measured in the metric of the preconditioner.

use super::kernel::{axpy, dot};
use super::smooth::Smooth;
use crate::engine::stop::checkpoint;

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stop {
    /// Norm of the gradient; what rounding leaves of it is enough as well.
    pub gradient: f64,
    /// Steps, accepted or not.
    pub steps: usize,
}

/// How a minimisation ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outcome {
    /// Norm of the gradient at the last point.
    pub gradient: f64,
    /// Steps taken, accepted or not.
    pub steps: usize,
    /// Hessian products.
    pub products: usize,
}

/// Working memory, reused from one minimisation to the next.
#[derive(Debug, Clone)]
pub(crate) struct TrustRegion {
    gradient: Vec<f64>,
    step: Vec<f64>,
    h_step: Vec<f64>,
    residual: Vec<f64>,
    z: Vec<f64>,
    direction: Vec<f64>,
    h_direction: Vec<f64>,
    radius: f64,
}

/// Factor by which a region that proved too small grows.
const GROWTH: f64 = 2.5;
/// Steps that realise less than this share of the predicted decrease are refused.
const ACCEPT: f64 = 0.1;
/// The relative residual at which conjugate gradients stop: min(KAPPA, |g|^THETA), superlinear.
const KAPPA: f64 = 0.3;
const THETA: f64 = 0.7;
/// Inner iterations at most.
const INNER: usize = 200;
/// Predicted decreases smaller than this share of the value drown in the rounding of the value.
const ROUNDING: f64 = 1e-11;
/// So small steps are taken unjudged, this many at most.
const BLIND: usize = 8;

impl TrustRegion {
    /// Working memory for vectors of `dimension` elements.
    pub(crate) fn new(dimension: usize) -> Self {
        let zeros = vec![0.0; dimension];
        Self {
            gradient: zeros.clone(),
            step: zeros.clone(),
            h_step: zeros.clone(),
            residual: zeros.clone(),
            z: zeros.clone(),
            direction: zeros.clone(),
            h_direction: zeros,
            radius: 0.0,
        }
    }

    /// Minimises `f` from its current point.
    pub(crate) fn minimise(&mut self, f: &mut impl Smooth, stop: Stop) -> Outcome {
        let mut outcome = Outcome {
            gradient: f64::INFINITY,
            steps: 0,
            products: 0,
        };
        f.gradient(&mut self.gradient);
        let (mut fresh, mut blind) = (true, 0);
        self.radius = 0.0;
        loop {
            outcome.gradient = dot(&self.gradient, &self.gradient).sqrt();
            let goal = stop.gradient.max(f.resolution());
            // A gradient of NaN gives no direction.
            if !(outcome.gradient > goal) || outcome.steps >= stop.steps {
                return outcome;
            }
            if fresh {
                f.prepare();
            }
            let (predicted, length, boundary) =
                self.truncated_cg(f, 0.3 * goal, &mut outcome.products);
            outcome.steps += 1;
            let before = f.value();
            let after = f.try_step(&self.step);
            if predicted <= ROUNDING * before.abs().max(1.0) {
                // The value cannot judge such a step any more; near a minimum Newton's are good.
                f.accept();
                f.gradient(&mut self.gradient);
                if boundary {
                    self.radius *= GROWTH;
                }
                fresh = true;
                blind += 1;
                if blind < BLIND {
                    continue;
                }
                outcome.gradient = dot(&self.gradient, &self.gradient).sqrt();
                return outcome;
            }
            let ratio = (before - after) / predicted;
            if !(ratio >= 0.25) {
                self.radius = 0.25 * length;
            } else if ratio > 0.75 && boundary {
                self.radius *= GROWTH;
            }
            fresh = ratio > ACCEPT;
            if fresh {
                f.accept();
                f.gradient(&mut self.gradient);
            }
        }
    }

    /// Approximately minimises the quadratic model within the region. Returns the predicted
    /// decrease, the length of the step and whether it ends on the boundary.
    fn truncated_cg(
        &mut self,
        f: &mut impl Smooth,
        enough: f64,
        products: &mut usize,
    ) -> (f64, f64, bool) {
        self.step.fill(0.0);
        self.h_step.fill(0.0);
        self.residual.copy_from_slice(&self.gradient);
        f.precondition(&self.residual, &mut self.z);
        let mut rz = dot(&self.residual, &self.z);
        let norm0 = rz.max(0.0).sqrt();
        if self.radius == 0.0 {
            self.radius = norm0;
        }
        let goal = norm0 * KAPPA.min(norm0.powf(THETA));
        for (d, z) in self.direction.iter_mut().zip(&self.z) {
            *d = -z;
        }
        // Squared lengths in the preconditioner's metric, by recurrence.
        let (mut ss, mut sd, mut dd) = (0.0, 0.0, rz);
        let mut boundary = false;
        for _ in 0..INNER {
            checkpoint();
            f.hessian(&self.direction, &mut self.h_direction);
            *products += 1;
            let curvature = dot(&self.direction, &self.h_direction);
            let alpha = rz / curvature;
            let next = ss + 2.0 * alpha * sd + alpha * alpha * dd;
            if !(curvature > 0.0) || next >= self.radius * self.radius {
                let room = self.radius * self.radius - ss;
                let tau = room / (sd + (sd * sd + dd * room).max(0.0).sqrt());
                axpy(tau, &self.direction, &mut self.step);
                axpy(tau, &self.h_direction, &mut self.h_step);
                ss = self.radius * self.radius;
                boundary = true;
                break;
            }
            axpy(alpha, &self.direction, &mut self.step);
            axpy(alpha, &self.h_direction, &mut self.h_step);
            axpy(alpha, &self.h_direction, &mut self.residual);
            ss = next;
            f.precondition(&self.residual, &mut self.z);
            let rz_next = dot(&self.residual, &self.z);
            if !(rz_next > goal * goal) || dot(&self.residual, &self.residual) <= enough * enough {
                break;
            }
            let beta = rz_next / rz;
            rz = rz_next;
            for (d, z) in self.direction.iter_mut().zip(&self.z) {
                *d = beta * *d - z;
            }
            sd = beta * (sd + alpha * dd);
            dd = rz + beta * beta * dd;
        }
        let decrease = -dot(&self.gradient, &self.step) - 0.5 * dot(&self.step, &self.h_step);
        (decrease, ss.max(0.0).sqrt(), boundary)
    }
}
