//! An approximate inverse of the Hessian.
//!
//! Half the Hessian contains, for every user's beam alike, the matrix of a
//! WMMSE step, `P = blkdiag(D_m) + H diag(q) H^H`: at each access point the
//! white and reflected error covariance, the Toeplitz matrix of the MSE budget
//! and the multiplier of the power, `D_m`, plus the received amplitudes, which
//! couple the access points with rank K. By Woodbury's identity
//! `P^-1 = D^-1 - E (I + Gamma)^-1 E^H`, with `E = D^-1 H sqrt(q)` and
//! `Gamma = sqrt(q) H^H E`. The part that the matrix leaves out has low rank,
//! which is what conjugate gradients are good at.
//!
//! Along a user's own signal P is wrong by the factor SINR: there the rate is a logarithm, with
//! curvature `1/T_k`, where P has `q_k = 1/A_k - 1/T_k`. It would forbid every larger change of
//! how users share the power. So user k's own beam has `P_k = P - (q_k - 1/T_k) h_k h_k^H`
//! instead, inverted by Sherman and Morrison's formula, `P_k^-1 = P^-1 + g_k u_k u_k^H` with
//! `u_k` a column of `E (I + Gamma)^-1`.
//!
//! Where access points that may stay below full power cancel each other's
//! interference, scaling one of them alone would ruin the cancellation. So their
//! part of a vector is made tangent in the metric P, jointly, along the
//! `P^-1 x_m`; that of access points at full power is projected as it is.

use super::layout::{Block, Layout};
use super::matching::MatchingPoint;
use super::rate_stiffness::{RateStiffness, Stiff};
use crate::engine::downlink::Downlink;
use crate::engine::numerics::kernel::{
    Packed, Store, axpy, columns_add, columns_inner, dot, padded, product,
};
use crate::engine::numerics::linear::invert_positive;
use nalgebra::DMatrix;
use num_complex::Complex64;
use std::ops::Range;

/// Diagonal shift, relative to the largest entry, of a block that is barely positive.
const SHIFT: f64 = 1e-6;
/// Diagonal entries that count as zero.
const NO_CURVATURE: f64 = 1e-100;
/// Diagonal shift of a block that is not positive, to begin with; then it grows.
const STRONG_SHIFT: f64 = 1e-3;

/// What the matrix is made of at a point.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'a> {
    /// `q_k` in units of the objective.
    pub q: &'a [f64],
    /// The share of `q_k h_k h_k^H` that the beam of user k itself has.
    pub own_share: &'a [f64],
    /// The matching error's Toeplitz matrices.
    pub matching: &'a MatchingPoint,
    /// And their weight.
    pub matching_weight: f64,
    /// Per access point: the multiplier of its power.
    pub power_multiplier: &'a [f64],
}

/// The inverse, prepared at a point.
#[derive(Debug, Clone)]
pub(crate) struct Preconditioner {
    /// Per access point: `D_m^-1`.
    blocks: Vec<Packed>,
    /// Per access point: weight of the slack.
    slack: Vec<f64>,
    /// Per access point: `E_m^H`.
    project: Vec<Packed>,
    /// Per access point: `-E_m (I + Gamma)^-1`.
    correct: Vec<Packed>,
    own: Own,
    /// Panel of K rows: the users' projections, summed over access points.
    sum: Vec<f64>,
    /// Per access point: panel of K rows.
    parts: Vec<Vec<f64>>,
    normals: Normals,
    stiffness: RateStiffness,
    work: Work,
}

/// What `P_k^-1` has besides `P^-1`: `g_k u_k u_k^H` for the beam of user k.
#[derive(Debug, Clone)]
struct Own {
    /// `u_k` in column k, `E (I + Gamma)^-1`; zero in the columns of streams.
    u: Vec<f64>,
    /// `g_k`.
    gain: Vec<f64>,
    /// `u_k^H r_k`, real parts before imaginary ones, padded.
    along: Vec<f64>,
}

/// The normals `x_m` of the spheres of access points with a slack, in the metric.
#[derive(Debug, Clone)]
struct Normals {
    /// The point.
    x: Vec<f64>,
    /// `D^-1 x`.
    solved: Vec<f64>,
    /// Per access point: `E_m^H x_m`, panel of K rows.
    projected: Vec<Vec<f64>>,
    /// Per access point: `(I + Gamma)^-1 E_m^H x_m`, panel of K rows.
    corrected: Vec<Vec<f64>>,
    /// Per access point: `u_mk^H x_mk`, as [`Own::along`].
    own: Vec<Vec<f64>>,
    /// Inverse of the Gram matrix `x_m^T P^-1 x_l`, row-major.
    gram_inverse: Vec<f64>,
    /// One number per access point.
    weights: Vec<f64>,
    sums: Vec<f64>,
}

/// Small matrices used while preparing.
#[derive(Debug, Clone)]
struct Work {
    matrix: Vec<Complex64>,
    inverse: Vec<Complex64>,
    /// `E_m`, row-major N_T x K, one after the other.
    e: Vec<Complex64>,
    gamma: Vec<Complex64>,
    core: Vec<Complex64>,
    core_packed: Packed,
    /// K.
    users: usize,
}

impl Preconditioner {
    pub(crate) fn new(downlink: &Downlink, layout: &Layout) -> Self {
        let s = &downlink.estimate;
        let (n, k) = (s.n_antennas, s.n_users);
        let zero = |rows, depth| Packed::new(rows, depth, |_, _| (0.0, 0.0));
        let each = |packed: Packed| vec![packed; layout.blocks.len()];
        Self {
            blocks: each(zero(n, n)),
            slack: vec![1.0; layout.blocks.len()],
            project: each(zero(k, n)),
            correct: each(zero(n, k)),
            own: Own {
                u: vec![0.0; layout.len],
                gain: vec![0.0; 2 * layout.user_width],
                along: vec![0.0; 2 * layout.user_width],
            },
            sum: vec![0.0; 2 * padded(k) * layout.user_width],
            parts: panels(layout, k),
            normals: Normals {
                x: vec![0.0; layout.len],
                solved: vec![0.0; layout.len],
                projected: panels(layout, k),
                corrected: panels(layout, k),
                own: vec![vec![0.0; 2 * layout.user_width]; layout.blocks.len()],
                gram_inverse: vec![0.0; layout.blocks.len() * layout.blocks.len()],
                weights: vec![0.0; layout.blocks.len()],
                sums: vec![0.0; layout.blocks.len()],
            },
            stiffness: RateStiffness::new(k, layout.user_width),
            work: Work {
                matrix: vec![Complex64::ZERO; n * n],
                inverse: vec![Complex64::ZERO; n * n],
                e: vec![Complex64::ZERO; layout.blocks.len() * n * k],
                gamma: vec![Complex64::ZERO; k * k],
                core: vec![Complex64::ZERO; k * k],
                core_packed: zero(k, k),
                users: k,
            },
        }
    }

    /// Prepares the inverse.
    pub(crate) fn prepare(&mut self, downlink: &Downlink, layout: &Layout, weights: &Weights) {
        let Weights {
            q,
            own_share,
            power_multiplier,
            ..
        } = *weights;
        let s = &downlink.estimate;
        let (n, users) = (s.n_antennas, s.n_users);
        self.work.gamma.fill(Complex64::ZERO);
        for k in 0..users {
            self.work.gamma[k * users + k] = Complex64::ONE;
        }
        for (m, &own) in power_multiplier.iter().enumerate() {
            fill_block(downlink, m, weights, &mut self.work.matrix);
            let matrix = &self.work.matrix;
            let scale = (0..n)
                .map(|i| matrix[i * n + i].re.abs())
                .fold(own.abs(), f64::max);
            // Beams that nothing depends on have no curvature; any scale serves them.
            let scale = if scale > NO_CURVATURE { scale } else { 1.0 };
            let mut shift = own.abs().max(SHIFT * scale);
            while !invert_positive(matrix, n, shift, &mut self.work.inverse) {
                shift = 4.0 * shift.max(STRONG_SHIFT * scale);
                if !shift.is_finite() {
                    // A matrix with NaN cannot be inverted; the certificate refuses such a point.
                    shift = 1.0;
                    self.work.inverse.fill(Complex64::ZERO);
                    for i in 0..n {
                        self.work.inverse[i * n + i] = Complex64::ONE;
                    }
                    break;
                }
            }
            self.slack[m] = 1.0 / shift;
            let inverse = &self.work.inverse;
            self.blocks[m].refill(|i, j| parts(inverse[i * n + j]));
            let e = &mut self.work.e[m * n * users..][..n * users];
            for k in 0..users {
                let (h, root) = (s.h_hat(m, k), q[k].max(0.0).sqrt());
                for i in 0..n {
                    let sum: Complex64 = (0..n).map(|j| inverse[i * n + j] * h[j]).sum();
                    e[i * users + k] = root * sum;
                }
            }
            self.project[m].refill(|k, i| parts(e[i * users + k].conj()));
            for k in 0..users {
                let (h, root) = (s.h_hat(m, k), q[k].max(0.0).sqrt());
                for l in 0..=k {
                    let sum: Complex64 = (0..n).map(|i| h[i].conj() * e[i * users + l]).sum();
                    self.work.gamma[k * users + l] += root * sum;
                }
            }
        }
        // I + Gamma is positive by construction; only overflow could make it fail, and then the
        // block-diagonal part alone still serves.
        if !invert_positive(&self.work.gamma, users, 0.0, &mut self.work.core) {
            self.work.core.fill(Complex64::ZERO);
        }
        for m in 0..power_multiplier.len() {
            let (e, core) = (&self.work.e[m * n * users..][..n * users], &self.work.core);
            self.correct[m].refill(|i, k| {
                let sum: Complex64 = (0..users)
                    .map(|l| e[i * users + l] * core[l * users + k])
                    .sum();
                layout.set(&mut self.own.u, m, i, k, sum);
                parts(-sum)
            });
        }
        for (k, share) in own_share.iter().enumerate() {
            let lacks = 1.0 - share;
            // One less `lacks` times h^H P^-1 h q of user k, which is one less this entry by the identity of the module.
            let rest = share + lacks * self.work.core[k * users + k].re;
            let gain = lacks / rest;
            self.own.gain[k] = gain;
            self.own.gain[layout.user_width + k] = gain;
        }
    }

    /// Adds the curvature of the utility in the rates, after [`Self::prepare`] with the same `q`; none if it is linear. `phi(k, j)` is
    /// the slope of user k's rate by the amplitude at which it receives beam j.
    pub(crate) fn stiffen(
        &mut self,
        q: &[f64],
        curvature: Option<&DMatrix<f64>>,
        phi: impl Fn(usize, usize) -> Complex64,
    ) {
        let Some(curvature) = curvature else {
            return self.stiffness.clear();
        };
        let stiff = Stiff {
            q,
            core: &self.work.core,
            gain: &self.own.gain,
            curvature,
        };
        self.stiffness.prepare(&stiff, phi);
    }

    /// Makes `x`, a point on the spheres, the one whose tangent space the inverse keeps to.
    pub(crate) fn attach(&mut self, layout: &Layout, x: &[f64]) {
        self.normals.x.copy_from_slice(x);
        let count = layout.blocks.len();
        let users = self.work.users;
        for (m, block) in layout.blocks.iter().enumerate() {
            let panel = &x[block.panel()];
            let solved = &mut self.normals.solved;
            product(
                &self.blocks[m],
                panel,
                block.width,
                &mut solved[block.panel()],
                Store::Set,
            );
            if let Some(at) = block.slack() {
                solved[at] = self.slack[m] * x[at];
            }
            let projected = &mut self.normals.projected[m];
            product(&self.project[m], panel, block.width, projected, Store::Set);
            let core = &self.work.core;
            self.work
                .core_packed
                .refill(|k, l| parts(core[k * users + l]));
            product(
                &self.work.core_packed,
                projected,
                block.width,
                &mut self.normals.corrected[m],
                Store::Set,
            );
            let own = &mut self.normals.own[m];
            own.fill(0.0);
            columns_inner(&self.own.u[block.panel()], panel, block.width, own);
        }
        let mut gram = DMatrix::<f64>::zeros(count, count);
        for (m, block) in layout.blocks.iter().enumerate() {
            if block.slack().is_none() {
                gram[(m, m)] = 1.0;
                continue;
            }
            let range = block.range();
            let own = dot(&x[range.clone()], &self.normals.solved[range]);
            gram[(m, m)] += own;
            let with_slack = |(_, other): &(usize, &Block)| other.slack().is_some();
            for (l, other) in layout.blocks.iter().enumerate().filter(with_slack) {
                gram[(m, l)] -= columns_dot(
                    (&self.normals.projected[m], block.width),
                    (&self.normals.corrected[l], other.width),
                    0..layout.user_width,
                );
                gram[(m, l)] +=
                    weighed_dot(&self.own.gain, &self.normals.own[m], &self.normals.own[l]);
            }
        }
        let inverse = gram.cholesky().map(|factor| factor.inverse());
        let inverse = inverse.unwrap_or_else(|| DMatrix::identity(count, count));
        self.normals
            .gram_inverse
            .copy_from_slice(inverse.as_slice());
    }

    /// Writes the preconditioned `r`, tangent where the normals are (see the module); the caller
    /// projects the rest.
    ///
    /// Sensing streams, which do not couple access points, get the users' correction with their
    /// own access point's projections; it is weaker than theirs would be, and still positive.
    pub(crate) fn apply(&mut self, layout: &Layout, r: &[f64], out: &mut [f64]) {
        self.solve_blocks(layout, r, out);
        self.weigh(layout, out);
        self.add_normals(layout, -1.0, out);
        if self.stiffness.is_on() {
            self.yield_to_rates(layout, out);
        }
        self.correct(layout, out);
    }

    /// Takes away what the curvature in the rates leaves less of, tangent as the rest.
    fn yield_to_rates(&mut self, layout: &Layout, out: &mut [f64]) {
        product(
            &self.work.core_packed,
            &self.sum,
            layout.user_width,
            &mut self.stiffness.received,
            Store::Set,
        );
        self.stiffness.correct();
        let correction = &self.stiffness.correction;
        let users = 0..layout.user_width;
        for (m, block) in layout.blocks.iter().enumerate() {
            self.normals.sums[m] = if block.slack().is_some() {
                let corrected = (self.normals.corrected[m].as_slice(), block.width);
                columns_dot(corrected, (correction, layout.user_width), users.clone())
            } else {
                0.0
            };
        }
        self.normals.weigh();
        axpy(1.0, correction, &mut self.sum);
        self.add_normals(layout, 1.0, out);
    }

    /// Adds the weights of the normals times `sign`, before [`Self::correct`].
    fn add_normals(&mut self, layout: &Layout, sign: f64, out: &mut [f64]) {
        for (m, block) in layout.blocks.iter().enumerate() {
            if block.slack().is_none() {
                continue;
            }
            let weight = sign * self.normals.weights[m];
            axpy(
                weight,
                &self.normals.solved[block.range()],
                &mut out[block.range()],
            );
            axpy(weight, &self.normals.own[m], &mut self.own.along);
            let projected = &self.normals.projected[m];
            add_users(
                weight,
                projected,
                block.width,
                &mut self.sum,
                layout.user_width,
            );
        }
    }

    /// `out = D^-1 r`; the projections `E^H r` in `parts`, those of users summed in `sum`.
    fn solve_blocks(&mut self, layout: &Layout, r: &[f64], out: &mut [f64]) {
        self.sum.fill(0.0);
        self.own.along.fill(0.0);
        for (m, block) in layout.blocks.iter().enumerate() {
            let (panel, part) = (&r[block.panel()], &mut self.parts[m]);
            product(
                &self.blocks[m],
                panel,
                block.width,
                &mut out[block.panel()],
                Store::Set,
            );
            if let Some(at) = block.slack() {
                out[at] = self.slack[m] * r[at];
            }
            product(&self.project[m], panel, block.width, part, Store::Set);
            let u = &self.own.u[block.panel()];
            columns_inner(u, panel, block.width, &mut self.own.along);
            add_users(1.0, part, block.width, &mut self.sum, layout.user_width);
        }
    }

    /// From what [`Self::solve_blocks`] left: the weights of the normals in `P^-1 r`.
    fn weigh(&mut self, layout: &Layout, solved: &[f64]) {
        for (m, block) in layout.blocks.iter().enumerate() {
            self.normals.sums[m] = if block.slack().is_some() {
                let corrected = (self.normals.corrected[m].as_slice(), block.width);
                dot(&self.normals.x[block.range()], &solved[block.range()])
                    - columns_dot(
                        corrected,
                        (&self.sum, layout.user_width),
                        0..layout.user_width,
                    )
                    + weighed_dot(&self.own.gain, &self.normals.own[m], &self.own.along)
            } else {
                0.0
            };
        }
        self.normals.weigh();
    }

    /// `out -= E (I + Gamma)^-1 p`, p being `sum` for users and `parts` for streams, and adds what
    /// the users' own signals change.
    fn correct(&mut self, layout: &Layout, out: &mut [f64]) {
        let width = layout.user_width;
        for (along, gain) in self.own.along.iter_mut().zip(&self.own.gain) {
            *along *= gain;
        }
        for (m, block) in layout.blocks.iter().enumerate() {
            let part = &mut self.parts[m];
            for (sum, row) in self
                .sum
                .chunks_exact(width.max(1))
                .zip(part.chunks_exact_mut(block.width))
            {
                row[..width].copy_from_slice(sum);
            }
            product(
                &self.correct[m],
                part,
                block.width,
                &mut out[block.panel()],
                Store::Add,
            );
            let u = &self.own.u[block.panel()];
            columns_add(&self.own.along, u, block.width, &mut out[block.panel()]);
        }
    }
}

impl Normals {
    /// The weights of the normals from their inner products.
    fn weigh(&mut self) {
        let rows = self.gram_inverse.chunks_exact(self.sums.len());
        for (weight, row) in self.weights.iter_mut().zip(rows) {
            *weight = dot(row, &self.sums);
        }
    }
}

/// `sum_i w_i a_i b_i`.
fn weighed_dot(w: &[f64], a: &[f64], b: &[f64]) -> f64 {
    w.iter().zip(a).zip(b).map(|((w, a), b)| w * a * b).sum()
}

/// One panel of K rows per access point.
fn panels(layout: &Layout, k: usize) -> Vec<Vec<f64>> {
    layout
        .blocks
        .iter()
        .map(|b| vec![0.0; 2 * padded(k) * b.width])
        .collect()
}

/// Inner product of the columns `cols` of two panels with their widths, of as many rows.
fn columns_dot(
    (a, a_width): (&[f64], usize),
    (b, b_width): (&[f64], usize),
    cols: Range<usize>,
) -> f64 {
    if cols.is_empty() {
        return 0.0;
    }
    let rows = a.chunks_exact(a_width).zip(b.chunks_exact(b_width));
    rows.map(|(a, b)| dot(&a[cols.clone()], &b[cols.clone()]))
        .sum()
}

/// `to += weight from` on the users' columns, which are all that `to` has.
fn add_users(weight: f64, from: &[f64], from_width: usize, to: &mut [f64], width: usize) {
    if width == 0 {
        return;
    }
    for (from, to) in from
        .chunks_exact(from_width)
        .zip(to.chunks_exact_mut(width))
    {
        axpy(weight, &from[..width], to);
    }
}

fn parts(z: Complex64) -> (f64, f64) {
    (z.re, z.im)
}

/// The lower triangle of `D_m` without the power's multiplier.
fn fill_block(downlink: &Downlink, m: usize, weights: &Weights, matrix: &mut [Complex64]) {
    let n = downlink.estimate.n_antennas;
    let (matching, weight) = (weights.matching, weights.matching_weight);
    let toeplitz = matching.toeplitz(m);
    for i in 0..n {
        for j in 0..=i {
            matrix[i * n + j] = toeplitz.map_or(Complex64::ZERO, |form| weight * form.get(i, j));
        }
    }
    add_covariance(downlink, m, weights.q, matrix);
}

/// Adds `sum_k q_k Theta_mk` to a lower triangle, row-major, interference of access points together left out.
pub(crate) fn add_covariance(downlink: &Downlink, m: usize, q: &[f64], matrix: &mut [Complex64]) {
    let s = &downlink.estimate;
    let n = s.n_antennas;
    let white: f64 = q.iter().enumerate().map(|(k, q)| q * s.theta(m, k)).sum();
    for i in 0..n {
        matrix[i * n + i] += white;
    }
    for t in 0..s.n_targets {
        for u in 0..s.n_targets {
            let mixed: Complex64 = q
                .iter()
                .enumerate()
                .map(|(k, q)| q * downlink.local_total(m, k)[t * s.n_targets + u])
                .sum();
            let (qt, qu) = (s.q_bar(m, t), s.q_bar(m, u));
            for i in 0..n {
                for j in 0..=i {
                    matrix[i * n + j] += qt[i] * mixed * qu[j].conj();
                }
            }
        }
    }
}
