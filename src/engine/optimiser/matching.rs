//! The mean beampattern matching error of (24b), with gradient and Hessian products.
//!
//! `E = (1/M_T) sum_m y_m^T F_m y_m` with `y_m` the autocorrelation of `X_m`;
//! its gradient by `X_m` is `(2/M_T) G_m X_m` with the Hermitian Toeplitz
//! matrix `G_m` made of `2 F_m y_m`.

use super::layout::Layout;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::numerics::kernel::{Packed, Store, dot, product};

/// The error at a point and what its derivatives need.
#[derive(Debug, Clone)]
pub(crate) struct MatchingPoint {
    /// Per sensing access point: its index and `G_m / M_T`.
    forms: Vec<(usize, Packed)>,
    autocorrelation: Vec<f64>,
    slope: Vec<f64>,
    /// E.
    pub error: f64,
}

impl MatchingPoint {
    pub(crate) fn new(downlink: &Downlink) -> Self {
        let antennas = downlink.estimate.n_antennas;
        let forms = sensing(downlink)
            .map(|(m, _)| (m, Packed::new(antennas, antennas, |_, _| (0.0, 0.0))))
            .collect();
        let size = 2 * antennas - 1;
        Self {
            forms,
            autocorrelation: vec![0.0; size],
            slope: vec![0.0; size],
            error: 0.0,
        }
    }

    /// Evaluates the error of the beams `x`.
    pub(crate) fn evaluate(&mut self, downlink: &Downlink, layout: &Layout, x: &[f64]) -> f64 {
        let count = self.forms.len().max(1) as f64;
        self.error = 0.0;
        for ((m, matching), (_, form)) in sensing(downlink).zip(&mut self.forms) {
            let block = &layout.blocks[m];
            let x = &x[block.panel()];
            autocorrelation(x, x, block.width, 1.0, &mut self.autocorrelation);
            self.error += matching.gradient(&self.autocorrelation, &mut self.slope) / count;
            fill_toeplitz(form, &self.slope, 1.0 / count);
        }
        self.error
    }

    /// `G_m / M_T` of access point m, if it senses.
    pub(crate) fn toeplitz(&self, m: usize) -> Option<&Packed> {
        self.forms
            .iter()
            .find(|(at, _)| *at == m)
            .map(|(_, form)| form)
    }

    /// `out += scale * gradient of E`.
    pub(crate) fn gradient_add(
        &self,
        layout: &Layout,
        x: &[f64],
        scale: f64,
        out: &mut [f64],
        scratch: &mut Vec<f64>,
    ) {
        for (m, form) in &self.forms {
            let block = &layout.blocks[*m];
            scaled(&x[block.panel()], 2.0 * scale, scratch);
            product(
                form,
                scratch,
                block.width,
                &mut out[block.panel()],
                Store::Add,
            );
        }
    }

    /// `out += scale * Hessian of E times v`.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn hessian_add(
        &self,
        downlink: &Downlink,
        layout: &Layout,
        x: &[f64],
        v: &[f64],
        scale: f64,
        out: &mut [f64],
        scratch: &mut MatchingScratch,
    ) {
        self.gradient_add(layout, v, scale, out, &mut scratch.panel);
        let count = self.forms.len().max(1) as f64;
        for (m, matching) in sensing(downlink) {
            let block = &layout.blocks[m];
            let (x, v) = (&x[block.panel()], &v[block.panel()]);
            // The derivative of the autocorrelation along v is twice its symmetric bilinear form.
            autocorrelation(x, v, block.width, 2.0, &mut scratch.autocorrelation);
            matching.gradient(&scratch.autocorrelation, &mut scratch.slope);
            fill_toeplitz(&mut scratch.form, &scratch.slope, 1.0 / count);
            scaled(x, 2.0 * scale, &mut scratch.panel);
            product(
                &scratch.form,
                &scratch.panel,
                block.width,
                &mut out[block.panel()],
                Store::Add,
            );
        }
    }
}

/// Working memory for derivatives.
#[derive(Debug, Clone)]
pub(crate) struct MatchingScratch {
    pub panel: Vec<f64>,
    autocorrelation: Vec<f64>,
    slope: Vec<f64>,
    form: Packed,
}

impl MatchingScratch {
    pub(crate) fn new(downlink: &Downlink) -> Self {
        let antennas = downlink.estimate.n_antennas;
        Self {
            panel: Vec::new(),
            autocorrelation: vec![0.0; 2 * antennas - 1],
            slope: vec![0.0; 2 * antennas - 1],
            form: Packed::new(antennas, antennas, |_, _| (0.0, 0.0)),
        }
    }
}

/// The sensing access points, in order.
fn sensing(downlink: &Downlink) -> impl Iterator<Item = (usize, &MatchingError)> {
    downlink
        .roles
        .iter()
        .enumerate()
        .filter_map(|(m, role)| match role {
            Role::Sensing(matching) => Some((m, matching)),
            Role::Communication => None,
        })
}

/// Writes `scale` times the symmetric bilinear form of the autocorrelation of two panels:
/// `c_l = sum_i (x_{i+l} conj v_i + v_{i+l} conj x_i) / 2`, as `(c_0, Re c_1, Im c_1, ..)`.
///
/// Rows are contiguous, so each lag is one long inner product.
pub(crate) fn autocorrelation(x: &[f64], v: &[f64], width: usize, scale: f64, out: &mut [f64]) {
    let (xr, xi) = x.split_at(x.len() / 2);
    let (vr, vi) = v.split_at(v.len() / 2);
    out[0] = scale * (dot(xr, vr) + dot(xi, vi));
    let lags = out[1..].chunks_exact_mut(2).enumerate();
    let antennas = lags.len() + 1;
    for (lag, pair) in lags {
        let (ahead, behind) = (
            (lag + 1) * width..antennas * width,
            0..(antennas - lag - 1) * width,
        );
        let part = |ar: &[f64], ai: &[f64], br: &[f64], bi: &[f64]| {
            let (ar, ai) = (&ar[ahead.clone()], &ai[ahead.clone()]);
            let (br, bi) = (&br[behind.clone()], &bi[behind.clone()]);
            (dot(ar, br) + dot(ai, bi), dot(ai, br) - dot(ar, bi))
        };
        let (a, b) = (part(xr, xi, vr, vi), part(vr, vi, xr, xi));
        pair[0] = 0.5 * scale * (a.0 + b.0);
        pair[1] = 0.5 * scale * (a.1 + b.1);
    }
}

/// The Hermitian Toeplitz matrix G with `<G, dR> = slope . dy`, scaled.
fn fill_toeplitz(form: &mut Packed, slope: &[f64], scale: f64) {
    form.refill(|row, col| {
        if row == col {
            return (scale * slope[0], 0.0);
        }
        let lag = row.abs_diff(col);
        let (re, im) = (
            0.5 * scale * slope[2 * lag - 1],
            0.5 * scale * slope[2 * lag],
        );
        if row > col { (re, im) } else { (re, -im) }
    });
}

fn scaled(x: &[f64], factor: f64, out: &mut Vec<f64>) {
    out.clear();
    out.extend(x.iter().map(|x| factor * x));
}
