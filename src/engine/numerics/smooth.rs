//! A smooth function on a manifold, as the trust region sees it.

/// A function with a current point, its tangent space, and trial points reached by steps.
pub(crate) trait Smooth {
    /// Value at the current point.
    fn value(&self) -> f64;
    /// Writes the gradient, a tangent vector.
    fn gradient(&self, out: &mut [f64]);
    /// The norm of the gradient at the current point that rounding may leave of zero.
    fn resolution(&self) -> f64;
    /// Evaluates the retraction of a tangent step; the current point stays.
    fn try_step(&mut self, step: &[f64]) -> f64;
    /// Moves to the last trial point; the former current point becomes the trial.
    fn accept(&mut self);
    /// Prepares the preconditioner at the current point.
    fn prepare(&mut self);
    /// Writes the Hessian times the tangent vector `v`.
    fn hessian(&mut self, v: &[f64], out: &mut [f64]);
    /// Writes the preconditioned tangent vector `r`.
    fn precondition(&mut self, r: &[f64], out: &mut [f64]);
}
