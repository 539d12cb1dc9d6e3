//! The users' rates, with gradient and Hessian products of a function of them.
//!
//! With `f_kj` the amplitude of user j's beam at user k, `T_k` the total power
//! that user k receives (signal, (18) and noise) and `A_k = T_k - |f_kk|^2`,
//! the rate is `R = sum_k ln(T_k / A_k)` nats. With `q_k = 1/A_k - 1/T_k` the
//! gradient of R is `-2 (Q w_k - h_k f_kk / A_k)`, where
//! `Q = sum_k q_k (h_k h_k^H + Theta_k)` is one quadratic form for all users. Where rates are worth g_k each,
//! as in another utility than their sum, `q_k` and `1 / A_k` have the factor g_k, and its tangent adds to the Hessian.

use super::layout::Layout;
use super::scalarisation::Slopes;
use crate::engine::downlink::Downlink;
use crate::engine::numerics::kernel::{Store, dot, padded, product};
use num_complex::Complex64;

/// Received amplitudes: linear functions of the beams.
#[derive(Debug, Clone)]
pub(crate) struct Amplitudes {
    /// Per access point: `B_m^H X_m`, a panel of K + T rows.
    pub projected: Vec<Vec<f64>>,
    /// `f_kj`: panel of K rows.
    pub f: Vec<f64>,
    /// Steering projections of the users' beams: panel of M T rows.
    pub s: Vec<f64>,
    /// Coupling projections: panel of K x couplings rows.
    pub l: Vec<f64>,
}

impl Amplitudes {
    pub(crate) fn new(downlink: &Downlink, layout: &Layout) -> Self {
        let s = &downlink.estimate;
        let width = layout.user_width;
        Self {
            projected: layout
                .blocks
                .iter()
                .map(|b| vec![0.0; 2 * padded(s.n_users + s.n_targets) * b.width])
                .collect(),
            f: vec![0.0; 2 * padded(s.n_users) * width],
            s: vec![0.0; 2 * padded(s.n_aps * s.n_targets) * width],
            l: vec![0.0; 2 * padded(s.n_users * s.n_couplings()) * width],
        }
    }

    /// The amplitudes of the beams `x`; without `couplings`, those are zero.
    pub(crate) fn of(&mut self, downlink: &Downlink, layout: &Layout, x: &[f64], couplings: bool) {
        let s = &downlink.estimate;
        let width = layout.user_width;
        self.f.fill(0.0);
        for (m, block) in layout.blocks.iter().enumerate() {
            let y = &mut self.projected[m];
            product(
                &downlink.projection[m],
                &x[block.panel()],
                block.width,
                y,
                Store::Set,
            );
            let (y_half, f_half, s_half) = (y.len() / 2, self.f.len() / 2, self.s.len() / 2);
            for plane in 0..2 {
                for k in 0..s.n_users {
                    let from = &y[plane * y_half + k * block.width..][..width];
                    let to = &mut self.f[plane * f_half + k * width..][..width];
                    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
                }
                for t in 0..s.n_targets {
                    let from = &y[plane * y_half + (s.n_users + t) * block.width..][..width];
                    self.s[plane * s_half + (m * s.n_targets + t) * width..][..width]
                        .copy_from_slice(from);
                }
            }
        }
        if couplings {
            product(
                &downlink.coupling_projection,
                &self.s,
                width,
                &mut self.l,
                Store::Set,
            );
        } else {
            self.l.fill(0.0);
        }
    }
}

/// `Re sum a conj(b)` over columns `cols` of row `row` of two panels of the same shape.
fn row_dot(a: &[f64], b: &[f64], row: usize, width: usize, cols: std::ops::Range<usize>) -> f64 {
    let half = a.len() / 2;
    let re = row * width + cols.start..row * width + cols.end;
    let im = half + re.start..half + re.end;
    dot(&a[re.clone()], &b[re]) + dot(&a[im.clone()], &b[im])
}

/// Entry of a panel.
fn entry(panel: &[f64], row: usize, width: usize, col: usize) -> Complex64 {
    Complex64::new(
        panel[row * width + col],
        panel[panel.len() / 2 + row * width + col],
    )
}

/// `sum_c a_rc conj(b_sc)` over columns `cols`.
fn cross(
    a: &[f64],
    r: usize,
    b: &[f64],
    s: usize,
    width: usize,
    cols: std::ops::Range<usize>,
) -> Complex64 {
    let (ha, hb) = (a.len() / 2, b.len() / 2);
    let (ra, rb) = (
        r * width + cols.start..r * width + cols.end,
        s * width + cols.start..s * width + cols.end,
    );
    let (ar, ai) = (&a[ra.clone()], &a[ha + ra.start..ha + ra.end]);
    let (br, bi) = (&b[rb.clone()], &b[hb + rb.start..hb + rb.end]);
    Complex64::new(dot(ar, br) + dot(ai, bi), dot(ai, br) - dot(ar, bi))
}

/// The sum rate at a point and what its derivatives need.
#[derive(Debug, Clone)]
pub(crate) struct RatePoint {
    pub amplitudes: Amplitudes,
    power: Vec<f64>,
    /// `T_k`.
    total: Vec<f64>,
    /// `A_k`.
    interference: Vec<f64>,
    /// `q_k` of a rate that counts once.
    plain_q: Vec<f64>,
    /// `q_k`.
    pub q: Vec<f64>,
    /// `g_k`, what a unit of each rate is worth.
    worth: Vec<f64>,
    /// r_k, nats.
    pub rates: Vec<f64>,
    /// R, nats.
    pub rate: f64,
    /// Whether Hessian products must include the couplings; see [`NEGLIGIBLE`].
    coupled: bool,
}

/// Couplings of access points through reflections that make up less than this share of every
/// user's interference are left out of Hessian products, not of values and gradients: what is
/// optimal does not change, and the way there hardly.
const NEGLIGIBLE: f64 = 1e-6;

/// Working memory for derivatives.
#[derive(Debug, Clone)]
pub(crate) struct RateScratch {
    tangent: Amplitudes,
    weights: Vec<Vec<f64>>,
    s_weights: Vec<f64>,
    l_weights: Vec<f64>,
    power: Vec<f64>,
    interference: Vec<f64>,
    q: Vec<f64>,
    rates: Vec<f64>,
    worth: Vec<f64>,
    form: Vec<Complex64>,
    form_tangent: Vec<Complex64>,
}

impl RateScratch {
    pub(crate) fn new(downlink: &Downlink, layout: &Layout) -> Self {
        let tangent = Amplitudes::new(downlink, layout);
        let s = &downlink.estimate;
        Self {
            weights: tangent.projected.clone(),
            s_weights: tangent.s.clone(),
            l_weights: tangent.l.clone(),
            power: vec![0.0; layout.blocks.len()],
            interference: vec![0.0; s.n_users],
            q: vec![0.0; s.n_users],
            rates: vec![0.0; s.n_users],
            worth: vec![0.0; s.n_users],
            form: vec![Complex64::ZERO; s.n_targets * s.n_targets],
            form_tangent: vec![Complex64::ZERO; s.n_targets * s.n_targets],
            tangent,
        }
    }
}

impl RatePoint {
    pub(crate) fn new(downlink: &Downlink, layout: &Layout) -> Self {
        let k = downlink.estimate.n_users;
        Self {
            amplitudes: Amplitudes::new(downlink, layout),
            power: vec![0.0; layout.blocks.len()],
            total: vec![0.0; k],
            interference: vec![0.0; k],
            plain_q: vec![0.0; k],
            q: vec![0.0; k],
            worth: vec![1.0; k],
            rates: vec![0.0; k],
            rate: 0.0,
            coupled: true,
        }
    }

    /// Evaluates the rates of the beams `x`, nats; [`Self::weigh`] says then what they are worth.
    pub(crate) fn evaluate(&mut self, downlink: &Downlink, layout: &Layout, x: &[f64]) {
        let width = layout.user_width;
        self.amplitudes.of(downlink, layout, x, true);
        for (power, block) in self.power.iter_mut().zip(&layout.blocks) {
            *power = dot(&x[block.panel()], &x[block.panel()]);
        }
        self.interference.fill(1.0);
        let a = &self.amplitudes;
        accumulate_interference(downlink, layout, a, a, &self.power, &mut self.interference);
        self.rate = 0.0;
        self.coupled = false;
        let couplings = downlink.estimate.n_couplings();
        for k in 0..self.total.len() {
            let rows = k * couplings..(k + 1) * couplings;
            let coupled: f64 = rows
                .map(|row| row_dot(&self.amplitudes.l, &self.amplitudes.l, row, width, 0..width))
                .sum();
            self.coupled |= coupled > NEGLIGIBLE * self.interference[k];
            let signal = entry(&self.amplitudes.f, k, width, k).norm_sqr();
            let interference = self.interference[k];
            self.total[k] = interference + signal;
            self.plain_q[k] = signal / (interference * self.total[k]);
            self.rates[k] = (signal / interference).ln_1p();
            self.rate += self.rates[k];
        }
    }

    /// Says what a unit of each rate is worth; gradients and Hessian products are of what they are worth together.
    pub(crate) fn weigh(&mut self, worth: &[f64]) {
        self.worth.copy_from_slice(worth);
        for (k, worth) in worth.iter().enumerate() {
            self.q[k] = worth * self.plain_q[k];
        }
    }

    /// `q_k`, each rate being worth `least` at least.
    pub(crate) fn q_of_at_least(&self, least: f64) -> impl Iterator<Item = f64> {
        let each = self.worth.iter().zip(&self.plain_q);
        each.map(move |(worth, q)| worth.max(least) * q)
    }

    /// Per user: the share of `q_k h_k h_k^H` that the curvature along its own beam has, `1/SINR_k`, or all of it.
    pub(crate) fn own_share(&self) -> Vec<f64> {
        let users = self.total.iter().zip(&self.interference);
        users.map(|(t, a)| (a / (t - a)).min(1.0)).collect()
    }

    /// The slope of user k's rate, nats, by the amplitude at which it receives beam j, of `width` columns.
    pub(crate) fn slope(&self, k: usize, j: usize, width: usize) -> Complex64 {
        let amplitude = entry(&self.amplitudes.f, k, width, j);
        if k == j {
            2.0 * amplitude / self.total[k]
        } else {
            -2.0 * self.plain_q[k] * amplitude
        }
    }

    /// `out += scale * gradient`.
    pub(crate) fn gradient_add(
        &self,
        downlink: &Downlink,
        layout: &Layout,
        x: &[f64],
        scale: f64,
        out: &mut [f64],
        scratch: &mut RateScratch,
    ) {
        let s = &downlink.estimate;
        let width = layout.user_width;
        // Amplitude weights are those of -R, so they carry the opposite sign.
        let factor = -2.0 * scale;
        let f_half = self.amplitudes.f.len() / 2;
        let first = &mut scratch.tangent.f;
        for k in 0..s.n_users {
            for plane in [0, f_half] {
                let row = plane + k * width..plane + (k + 1) * width;
                let to = &mut first[row.clone()];
                let f = &self.amplitudes.f[row];
                to.iter_mut()
                    .zip(f)
                    .for_each(|(to, f)| *to = factor * self.q[k] * f);
                // `q_k - 1 / A_k`, without the difference of what both have.
                to[k] = -factor * self.worth[k] * f[k] / self.total[k];
            }
        }
        weigh_couplings(
            downlink,
            &self.amplitudes.l,
            &self.q,
            factor,
            &mut scratch.l_weights,
            width,
            Store::Set,
        );
        product(
            &downlink.coupling_synthesis,
            &scratch.l_weights,
            width,
            &mut scratch.s_weights,
            Store::Set,
        );
        for (m, block) in layout.blocks.iter().enumerate() {
            let y = &self.amplitudes.projected[m];
            let weights = &mut scratch.weights[m];
            copy_users(&scratch.tangent.f, weights, s.n_users, width, block.width);
            scale_streams(y, weights, &self.q, factor, width, block.width, Store::Set);
            mix_local(downlink, m, &self.q, &mut scratch.form, false);
            steer(
                &scratch.form,
                y,
                weights,
                s,
                factor,
                0..width,
                block.width,
                Store::Set,
            );
            add_coupling(&scratch.s_weights, weights, s, m, width, block.width);
            if block.width > width {
                mix_local(downlink, m, &self.q, &mut scratch.form, true);
                steer(
                    &scratch.form,
                    y,
                    weights,
                    s,
                    factor,
                    width..block.width,
                    block.width,
                    Store::Set,
                );
            }
            let out = &mut out[block.panel()];
            product(
                &downlink.synthesis[m],
                weights,
                block.width,
                out,
                Store::Add,
            );
            let white: f64 = (0..s.n_users).map(|k| self.q[k] * s.theta(m, k)).sum();
            crate::engine::numerics::kernel::axpy(factor * white, &x[block.panel()], out);
        }
    }

    /// `out += scale * Hessian times v`. `slopes` is how the worth of rates changes with them, where it does.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn hessian_add(
        &self,
        downlink: &Downlink,
        layout: &Layout,
        x: &[f64],
        v: &[f64],
        scale: f64,
        slopes: Option<(&Slopes, f64)>,
        out: &mut [f64],
        scratch: &mut RateScratch,
    ) {
        let s = &downlink.estimate;
        let width = layout.user_width;
        let factor = -2.0 * scale;
        let RateScratch {
            tangent,
            weights,
            s_weights,
            l_weights,
            power,
            interference,
            q,
            rates,
            worth,
            form,
            form_tangent,
        } = scratch;
        tangent.of(downlink, layout, v, self.coupled);
        interference.fill(0.0);
        for (power, b) in power.iter_mut().zip(&layout.blocks) {
            *power = dot(&x[b.panel()], &v[b.panel()]);
        }
        accumulate_interference(
            downlink,
            layout,
            &self.amplitudes,
            tangent,
            power,
            interference,
        );
        if let Some((slopes, unit)) = slopes {
            for k in 0..s.n_users {
                let (fkk, dfkk) = (
                    entry(&self.amplitudes.f, k, width, k),
                    entry(&tangent.f, k, width, k),
                );
                let da = 2.0 * interference[k];
                let signal = 2.0 * (fkk.conj() * dfkk).re;
                // d ln(T / A), without the difference of what both have.
                rates[k] = signal / self.total[k] - da * self.plain_q[k];
            }
            slopes.curve(rates, worth);
            worth.iter_mut().for_each(|worth| *worth /= unit);
        }
        let f_half = self.amplitudes.f.len() / 2;
        for k in 0..s.n_users {
            let (fkk, dfkk) = (
                entry(&self.amplitudes.f, k, width, k),
                entry(&tangent.f, k, width, k),
            );
            let (t, a) = (self.total[k], self.interference[k]);
            let da = 2.0 * interference[k];
            let dt = da + 2.0 * (fkk.conj() * dfkk).re;
            let g = self.worth[k];
            q[k] = g * (dt / (t * t) - da / (a * a));
            // The tangent of `-g f / T`, in which `q_k` and `1 / A_k` would cancel.
            let mut own = g * (fkk * (dt / (t * t)) - dfkk / t);
            if slopes.is_some() {
                q[k] += worth[k] * self.plain_q[k];
                own -= worth[k] * fkk / t;
            }
            for (plane, own) in [(0, own.re), (f_half, own.im)] {
                let row = plane + k * width..plane + (k + 1) * width;
                let (to, f) = (&mut tangent.f[row.clone()], &self.amplitudes.f[row]);
                for (to, f) in to.iter_mut().zip(f) {
                    *to = factor * (self.q[k] * *to + q[k] * f);
                }
                to[k] = factor * own;
            }
        }
        if self.coupled {
            weigh_couplings(
                downlink,
                &tangent.l,
                &self.q,
                factor,
                l_weights,
                width,
                Store::Set,
            );
            weigh_couplings(
                downlink,
                &self.amplitudes.l,
                q,
                factor,
                l_weights,
                width,
                Store::Add,
            );
            product(
                &downlink.coupling_synthesis,
                l_weights,
                width,
                s_weights,
                Store::Set,
            );
        } else {
            s_weights.fill(0.0);
        }
        for (m, block) in layout.blocks.iter().enumerate() {
            let (y, dy) = (&self.amplitudes.projected[m], &tangent.projected[m]);
            let weights = &mut weights[m];
            copy_users(&tangent.f, weights, s.n_users, width, block.width);
            scale_streams(dy, weights, &self.q, factor, width, block.width, Store::Set);
            scale_streams(y, weights, q, factor, width, block.width, Store::Add);
            for (total, cols) in [(false, 0..width), (true, width..block.width)] {
                if cols.is_empty() {
                    continue;
                }
                mix_local(downlink, m, &self.q, form, total);
                mix_local(downlink, m, q, form_tangent, total);
                steer(
                    form,
                    dy,
                    weights,
                    s,
                    factor,
                    cols.clone(),
                    block.width,
                    Store::Set,
                );
                steer(
                    form_tangent,
                    y,
                    weights,
                    s,
                    factor,
                    cols,
                    block.width,
                    Store::Add,
                );
            }
            add_coupling(s_weights, weights, s, m, width, block.width);
            let out = &mut out[block.panel()];
            product(
                &downlink.synthesis[m],
                weights,
                block.width,
                out,
                Store::Add,
            );
            let (mut white, mut white_tangent) = (0.0, 0.0);
            for k in 0..s.n_users {
                white += self.q[k] * s.theta(m, k);
                white_tangent += q[k] * s.theta(m, k);
            }
            crate::engine::numerics::kernel::axpy(factor * white, &v[block.panel()], out);
            crate::engine::numerics::kernel::axpy(factor * white_tangent, &x[block.panel()], out);
        }
    }
}

/// Adds to `interference[k]` the bilinear interfering power of two sets of beams, `power[m]`
/// being the inner product of their blocks. With both the same this is A_k less the noise; with a
/// tangent, half its derivative. The wanted signal is left out from the start: at high SINR
/// subtracting it later would cancel.
fn accumulate_interference(
    downlink: &Downlink,
    layout: &Layout,
    a: &Amplitudes,
    b: &Amplitudes,
    power: &[f64],
    interference: &mut [f64],
) {
    let s = &downlink.estimate;
    let width = layout.user_width;
    for (k, sum) in interference.iter_mut().enumerate() {
        *sum += row_dot(&a.f, &b.f, k, width, 0..k) + row_dot(&a.f, &b.f, k, width, k + 1..width);
        for i in 0..s.n_couplings() {
            *sum += row_dot(&a.l, &b.l, k * s.n_couplings() + i, width, 0..width);
        }
    }
    for (m, block) in layout.blocks.iter().enumerate() {
        let (ya, yb) = (&a.projected[m], &b.projected[m]);
        for (k, sum) in interference.iter_mut().enumerate() {
            *sum += s.theta(m, k) * power[m];
            if block.width > width {
                *sum += row_dot(ya, yb, k, block.width, width..block.width);
            }
        }
        // The forms are Hermitian, so entries (t, u) and (u, t) are taken together.
        for t in 0..s.n_targets {
            for u in 0..=t {
                let (row, col) = (s.n_users + t, s.n_users + u);
                // s^H D s takes D_tu with the product of entries u and conj t.
                let pair = |cols: std::ops::Range<usize>| {
                    let one = cross(yb, col, ya, row, block.width, cols.clone());
                    if t == u {
                        return one;
                    }
                    one + cross(yb, row, ya, col, block.width, cols).conj()
                };
                let at = t * s.n_targets + u;
                let users = pair(0..width);
                for (k, sum) in interference.iter_mut().enumerate() {
                    *sum += (s.d(m, k)[at] * users).re;
                }
                if block.width > width {
                    let streams = pair(width..block.width);
                    for (k, sum) in interference.iter_mut().enumerate() {
                        *sum += (downlink.local_total(m, k)[at] * streams).re;
                    }
                }
            }
        }
    }
}

/// `weights (=|+=) factor q_k l_ki`.
fn weigh_couplings(
    downlink: &Downlink,
    l: &[f64],
    q: &[f64],
    factor: f64,
    weights: &mut [f64],
    width: usize,
    store: Store,
) {
    let couplings = downlink.estimate.n_couplings();
    let half = l.len() / 2;
    for (k, q) in q.iter().enumerate() {
        for plane in [0, half] {
            let rows = plane + k * couplings * width..plane + (k + 1) * couplings * width;
            for (to, from) in weights[rows.clone()].iter_mut().zip(&l[rows]) {
                let value = factor * q * from;
                *to = if store == Store::Set {
                    value
                } else {
                    *to + value
                };
            }
        }
    }
}

/// Copies the users' amplitude weights into a panel of an access point.
fn copy_users(f: &[f64], weights: &mut [f64], users: usize, width: usize, block_width: usize) {
    let (f_half, w_half) = (f.len() / 2, weights.len() / 2);
    for k in 0..users {
        for plane in 0..2 {
            weights[plane * w_half + k * block_width..][..width]
                .copy_from_slice(&f[plane * f_half + k * width..][..width]);
        }
    }
}

/// Weights of the sensing streams' amplitudes at each user.
fn scale_streams(
    y: &[f64],
    weights: &mut [f64],
    q: &[f64],
    factor: f64,
    width: usize,
    block_width: usize,
    store: Store,
) {
    let half = y.len() / 2;
    for (k, q) in q.iter().enumerate() {
        for plane in [0, half] {
            let row = plane + k * block_width + width..plane + (k + 1) * block_width;
            for (to, y) in weights[row.clone()].iter_mut().zip(&y[row]) {
                let value = factor * q * y;
                *to = if store == Store::Set {
                    value
                } else {
                    *to + value
                };
            }
        }
    }
}

/// `sum_k q_k D_mk`, with the couplings' own blocks where `total`.
fn mix_local(downlink: &Downlink, m: usize, q: &[f64], form: &mut [Complex64], total: bool) {
    form.fill(Complex64::ZERO);
    for (k, &q) in q.iter().enumerate() {
        let local = if total {
            downlink.local_total(m, k)
        } else {
            downlink.estimate.d(m, k)
        };
        for (form, local) in form.iter_mut().zip(local) {
            *form += q * local;
        }
    }
}

/// Weights of the steering projections: `factor form y` on columns `cols`.
#[allow(clippy::too_many_arguments)]
fn steer(
    form: &[Complex64],
    y: &[f64],
    weights: &mut [f64],
    s: &crate::engine::estimation::Estimate,
    factor: f64,
    cols: std::ops::Range<usize>,
    width: usize,
    store: Store,
) {
    let half = y.len() / 2;
    for t in 0..s.n_targets {
        let to = (s.n_users + t) * width;
        if store == Store::Set {
            weights[to + cols.start..to + cols.end].fill(0.0);
            weights[half + to + cols.start..half + to + cols.end].fill(0.0);
        }
        for u in 0..s.n_targets {
            let from = (s.n_users + u) * width;
            let a = factor * form[t * s.n_targets + u];
            for c in cols.clone() {
                let (re, im) = (y[from + c], y[half + from + c]);
                weights[to + c] += a.re * re - a.im * im;
                weights[half + to + c] += a.re * im + a.im * re;
            }
        }
    }
}

/// Adds the couplings' weights of the users' steering projections.
fn add_coupling(
    s_weights: &[f64],
    weights: &mut [f64],
    s: &crate::engine::estimation::Estimate,
    m: usize,
    width: usize,
    block_width: usize,
) {
    let (s_half, w_half) = (s_weights.len() / 2, weights.len() / 2);
    for t in 0..s.n_targets {
        for plane in 0..2 {
            let from = &s_weights[plane * s_half + (m * s.n_targets + t) * width..][..width];
            let to = &mut weights[plane * w_half + (s.n_users + t) * block_width..][..width];
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }
}
