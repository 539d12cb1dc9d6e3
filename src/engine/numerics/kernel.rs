//! Dense complex products for the hot loop, on split real and imaginary planes.
//!
//! A *panel* is a `rows x width` complex matrix, row-major, with the real plane
//! before the imaginary one and `width` a multiple of [`LANES`]. The constant
//! left factor of a product is packed once into blocks of [`LANES`] rows, so
//! that the inner loop reads it in order.
//!
//! Every multiply-add is fused (`mul_add`), whether the processor does it in
//! one instruction or in software: the same bits on every machine, at speed on
//! those with the instruction.

/// Panel widths and packed rows are multiples of this.
pub(crate) const LANES: usize = 4;

/// `n` rounded up to a multiple of [`LANES`].
pub(crate) const fn padded(n: usize) -> usize {
    n.div_ceil(LANES) * LANES
}

/// The constant left factor of a product, packed by blocks of rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Packed {
    rows: usize,
    depth: usize,
    re: Vec<f64>,
    im: Vec<f64>,
}

impl Packed {
    /// Packs the `rows x depth` matrix whose entry (r, c) is `entry(r, c)` as (re, im).
    pub(crate) fn new(
        rows: usize,
        depth: usize,
        entry: impl FnMut(usize, usize) -> (f64, f64),
    ) -> Self {
        let len = padded(rows) * depth;
        let mut packed = Self {
            rows,
            depth,
            re: vec![0.0; len],
            im: vec![0.0; len],
        };
        packed.refill(entry);
        packed
    }

    /// Entry (r, c).
    pub(crate) fn get(&self, r: usize, c: usize) -> num_complex::Complex64 {
        let at = (r / LANES * self.depth + c) * LANES + r % LANES;
        num_complex::Complex64::new(self.re[at], self.im[at])
    }

    /// Replaces the entries, keeping the shape.
    pub(crate) fn refill(&mut self, mut entry: impl FnMut(usize, usize) -> (f64, f64)) {
        for r in 0..self.rows {
            let (block, lane) = (r / LANES, r % LANES);
            for c in 0..self.depth {
                let at = (block * self.depth + c) * LANES + lane;
                (self.re[at], self.im[at]) = entry(r, c);
            }
        }
    }
}

/// Whether a product overwrites its output or adds to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    /// `out = a x`.
    Set,
    /// `out += a x`.
    Add,
}

/// Compiles the body of a function twice, for processors with AVX2 and FMA and for all others,
/// and picks at run time.
macro_rules! dispatched {
    ($(#[$doc:meta])* pub fn $name:ident($($arg:ident: $ty:ty),*) $(-> $out:ty)? = $body:ident, $fast:ident) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $ty),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn $fast($($arg: $ty),*) $(-> $out)? {
                    $body($($arg),*)
                }
                if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has the features that the function was compiled for.
                    #[allow(unsafe_code)]
                    return unsafe { $fast($($arg),*) };
                }
            }
            $body($($arg),*)
        }
    };
}

dispatched! {
    /// `out (=|+=) a x` for panels `x` (at least `depth` rows, `width` columns) and `out`
    /// (`padded(rows)` rows).
    pub fn product(a: &Packed, x: &[f64], width: usize, out: &mut [f64], store: Store) = product_body, product_fast
}

dispatched! {
    /// Inner product of two real vectors, in a fixed order of partial sums.
    pub fn dot(a: &[f64], b: &[f64]) -> f64 = dot_body, dot_fast
}

dispatched! {
    /// `y += a x`.
    pub fn axpy(a: f64, x: &[f64], y: &mut [f64]) = axpy_body, axpy_fast
}

dispatched! {
    /// `out_c += sum_r conj(u_rc) x_rc` for the first columns of two panels, as many as `out`, real
    /// parts before imaginary ones, has.
    pub fn columns_inner(u: &[f64], x: &[f64], width: usize, out: &mut [f64]) = columns_inner_body, columns_inner_fast
}

dispatched! {
    /// `out_rc += u_rc a_c` for the first columns of a panel, as many as `a`, real parts before
    /// imaginary ones, has.
    pub fn columns_add(a: &[f64], u: &[f64], width: usize, out: &mut [f64]) = columns_add_body, columns_add_fast
}

#[inline(always)]
fn product_body(a: &Packed, x: &[f64], width: usize, out: &mut [f64], store: Store) {
    let depth = a.depth;
    let (x_re, x_im) = x.split_at(x.len() / 2);
    let (x_re, x_im) = (&x_re[..depth * width], &x_im[..depth * width]);
    let (out_re, out_im) = out.split_at_mut(out.len() / 2);
    for block in 0..a.rows.div_ceil(LANES) {
        let span = block * depth * LANES..(block + 1) * depth * LANES;
        let (a_re, a_im) = (&a.re[span.clone()], &a.im[span]);
        for col in (0..width).step_by(LANES) {
            let mut acc_re = [[0.0; LANES]; LANES];
            let mut acc_im = [[0.0; LANES]; LANES];
            let lanes = a_re.chunks_exact(LANES).zip(a_im.chunks_exact(LANES));
            let rows = x_re.chunks_exact(width).zip(x_im.chunks_exact(width));
            for ((ar, ai), (xr, xi)) in lanes.zip(rows) {
                let xr = &xr[col..col + LANES];
                let xi = &xi[col..col + LANES];
                for r in 0..LANES {
                    for c in 0..LANES {
                        acc_re[r][c] = ar[r].mul_add(xr[c], acc_re[r][c]);
                        acc_im[r][c] = ar[r].mul_add(xi[c], acc_im[r][c]);
                        acc_re[r][c] = (-ai[r]).mul_add(xi[c], acc_re[r][c]);
                        acc_im[r][c] = ai[r].mul_add(xr[c], acc_im[r][c]);
                    }
                }
            }
            for r in 0..LANES {
                let at = (block * LANES + r) * width + col;
                let (to_re, to_im) = (&mut out_re[at..at + LANES], &mut out_im[at..at + LANES]);
                for c in 0..LANES {
                    match store {
                        Store::Set => (to_re[c], to_im[c]) = (acc_re[r][c], acc_im[r][c]),
                        Store::Add => {
                            to_re[c] += acc_re[r][c];
                            to_im[c] += acc_im[r][c];
                        }
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn dot_body(a: &[f64], b: &[f64]) -> f64 {
    const UNROLL: usize = 4;
    let mut acc = [[0.0; LANES]; UNROLL];
    let (a_long, b_long) = (
        a.chunks_exact(LANES * UNROLL),
        b.chunks_exact(LANES * UNROLL),
    );
    let (a_rest, b_rest) = (a_long.remainder(), b_long.remainder());
    for (x, y) in a_long.zip(b_long) {
        for u in 0..UNROLL {
            for l in 0..LANES {
                acc[u][l] = x[u * LANES + l].mul_add(y[u * LANES + l], acc[u][l]);
            }
        }
    }
    let (a_short, b_short) = (a_rest.chunks_exact(LANES), b_rest.chunks_exact(LANES));
    let tail: f64 = a_short
        .remainder()
        .iter()
        .zip(b_short.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in a_short.zip(b_short) {
        for l in 0..LANES {
            acc[0][l] = x[l].mul_add(y[l], acc[0][l]);
        }
    }
    let sum: [f64; LANES] =
        std::array::from_fn(|l| (acc[0][l] + acc[1][l]) + (acc[2][l] + acc[3][l]));
    (sum[0] + sum[2]) + (sum[1] + sum[3]) + tail
}

#[inline(always)]
fn axpy_body(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = a.mul_add(*x, *y);
    }
}

#[inline(always)]
fn columns_inner_body(u: &[f64], x: &[f64], width: usize, out: &mut [f64]) {
    let (u_re, u_im) = u.split_at(u.len() / 2);
    let (x_re, x_im) = x.split_at(x.len() / 2);
    let (out_re, out_im) = out.split_at_mut(out.len() / 2);
    let rows = u_re.chunks_exact(width).zip(u_im.chunks_exact(width));
    let others = x_re.chunks_exact(width).zip(x_im.chunks_exact(width));
    for ((ur, ui), (xr, xi)) in rows.zip(others) {
        for c in 0..out_re.len() {
            out_re[c] = ui[c].mul_add(xi[c], ur[c].mul_add(xr[c], out_re[c]));
            out_im[c] = ur[c].mul_add(xi[c], (-ui[c]).mul_add(xr[c], out_im[c]));
        }
    }
}

#[inline(always)]
fn columns_add_body(a: &[f64], u: &[f64], width: usize, out: &mut [f64]) {
    let (a_re, a_im) = a.split_at(a.len() / 2);
    let (u_re, u_im) = u.split_at(u.len() / 2);
    let half = out.len() / 2;
    let (out_re, out_im) = out.split_at_mut(half);
    let rows = u_re.chunks_exact(width).zip(u_im.chunks_exact(width));
    let to = out_re
        .chunks_exact_mut(width)
        .zip(out_im.chunks_exact_mut(width));
    for ((ur, ui), (or, oi)) in rows.zip(to) {
        for c in 0..a_re.len() {
            or[c] = (-ui[c]).mul_add(a_im[c], ur[c].mul_add(a_re[c], or[c]));
            oi[c] = ui[c].mul_add(a_re[c], ur[c].mul_add(a_im[c], oi[c]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_complex::Complex64;

    #[test]
    fn product_equals_the_definition() {
        let (rows, depth, width) = (7, 5, 8);
        let a = |r: usize, c: usize| {
            Complex64::new((r * 3 + c) as f64 * 0.7 - 2.0, (c as f64 - r as f64) * 0.3)
        };
        let x = |r: usize, c: usize| {
            Complex64::new((r + 2 * c) as f64 * 0.1, 1.0 - (r * c) as f64 * 0.2)
        };
        let packed = Packed::new(rows, depth, |r, c| (a(r, c).re, a(r, c).im));
        let mut panel = vec![0.0; 2 * depth * width];
        for r in 0..depth {
            for c in 0..width {
                panel[r * width + c] = x(r, c).re;
                panel[(depth + r) * width + c] = x(r, c).im;
            }
        }
        let mut out = vec![1.0; 2 * padded(rows) * width];
        product(&packed, &panel, width, &mut out, Store::Add);
        for r in 0..rows {
            for c in 0..width {
                let want: Complex64 = (0..depth).map(|d| a(r, d) * x(d, c)).sum::<Complex64>()
                    + Complex64::new(1.0, 1.0);
                assert!((out[r * width + c] - want.re).abs() < 1e-12);
                assert!((out[(padded(rows) + r) * width + c] - want.im).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn dot_sums_every_element() {
        let a: Vec<f64> = (0..29).map(f64::from).collect();
        assert_eq!(dot(&a, &a), (0..29).map(|i| f64::from(i * i)).sum::<f64>());
    }

    #[test]
    fn columns_are_multiplied_one_by_one() {
        // Two rows of four columns, the first two of which take part.
        let u: Vec<f64> = (0..16).map(|i| f64::from(i) * 0.5 - 2.0).collect();
        let x: Vec<f64> = (0..16).map(|i| 1.0 - f64::from(i * i) * 0.1).collect();
        let entry = |a: &[f64], r: usize, c: usize| Complex64::new(a[r * 4 + c], a[8 + r * 4 + c]);
        let mut inner = [0.0; 4];
        columns_inner(&u, &x, 4, &mut inner);
        let mut sum = x.clone();
        columns_add(&inner, &u, 4, &mut sum);
        for c in 0..4 {
            let want: Complex64 = (0..2)
                .map(|r| entry(&u, r, c).conj() * entry(&x, r, c))
                .sum();
            let taken = c < 2;
            if taken {
                assert!((Complex64::new(inner[c], inner[2 + c]) - want).norm() < 1e-12);
            }
            for r in 0..2 {
                let added = if taken {
                    entry(&u, r, c) * want
                } else {
                    Complex64::ZERO
                };
                assert!((entry(&sum, r, c) - entry(&x, r, c) - added).norm() < 1e-12);
            }
        }
    }
}
