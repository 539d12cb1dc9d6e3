//! Hermitian Toeplitz matrices in the coordinates of an autocorrelation.
//!
//! `T(s)` has `<T(s), Z> = s . y(Z)` with `y(Z) = (c_0, Re c_1, Im c_1, ..)`, `c_l = sum_i Z[i+l, i]`.

use nalgebra::DMatrix;
use num_complex::Complex64;

/// `y(Z)` of a Hermitian matrix.
pub(crate) fn autocorrelation(z: &DMatrix<Complex64>) -> Vec<f64> {
    let n = z.nrows();
    let lag = |l: usize| (0..n - l).map(|i| z[(i + l, i)]).sum::<Complex64>();
    let mut y = vec![lag(0).re];
    y.extend((1..n).flat_map(|l| [lag(l).re, lag(l).im]));
    y
}

/// The matrix of `ds -> y(B T(ds) B)` for a Hermitian B: minus the Hessian of `log det S` along
/// Toeplitz matrices at `S = B^-1`.
///
/// With `E_l` the matrix of ones on the l-th subdiagonal, its entries are made of `tr(B E_l B E_k)`
/// and `tr(B E_l B E_k^H)`, the latter the two-dimensional autocorrelation of B. Together they cost
/// some `N_T^4 / 2` products.
pub(crate) fn curvature(b: &DMatrix<Complex64>) -> DMatrix<f64> {
    let n = b.nrows();
    // Row-major copies, so that the inner loops run along rows.
    let re: Vec<f64> = (0..n * n).map(|i| b[(i / n, i % n)].re).collect();
    let im: Vec<f64> = (0..n * n).map(|i| b[(i / n, i % n)].im).collect();
    let mut h = DMatrix::zeros(2 * n - 1, 2 * n - 1);
    for l in 0..n {
        for k in 0..=l {
            let width = n - l;
            // Sums of B[i, j + l] conj B[i + k, j] and of B[i + k, j + l] conj B[i, j].
            let (mut plain, mut crossed) = (Complex64::ZERO, Complex64::ZERO);
            for i in 0..n - k {
                let (top, low) = (i * n, (i + k) * n);
                plain += inner(
                    (&re[top + l..][..width], &im[top + l..][..width]),
                    (&re[low..][..width], &im[low..][..width]),
                );
                crossed += inner(
                    (&re[low + l..][..width], &im[low + l..][..width]),
                    (&re[top..][..width], &im[top..][..width]),
                );
            }
            let (re_l, re_k) = ((2 * l).max(1) - 1, (2 * k).max(1) - 1);
            let mut set = |i: usize, j: usize, value: f64| {
                h[(i, j)] = value;
                h[(j, i)] = value;
            };
            set(re_l, re_k, 0.5 * (plain.re + crossed.re));
            if k > 0 {
                set(2 * l, 2 * k, 0.5 * (crossed.re - plain.re));
                set(re_l, 2 * k, 0.5 * (crossed.im - plain.im));
            }
            if l > 0 && k != l {
                set(2 * l, re_k, -0.5 * (crossed.im + plain.im));
            }
        }
    }
    h
}

/// `sum a conj b`, parts apart.
fn inner(a: (&[f64], &[f64]), b: (&[f64], &[f64])) -> Complex64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (((ar, ai), br), bi) in a.0.iter().zip(a.1).zip(b.0).zip(b.1) {
        re += ar * br + ai * bi;
        im += ai * br - ar * bi;
    }
    Complex64::new(re, im)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::downlink::certificate::toeplitz as matrix;

    fn hermitian(n: usize) -> DMatrix<Complex64> {
        let a = DMatrix::from_fn(n, n, |r, c| {
            Complex64::from_polar(1.0 + (r * 3 + c) as f64 * 0.1, (r * r + 2 * c) as f64)
        });
        &a * a.adjoint()
    }

    #[test]
    fn toeplitz_is_the_adjoint_of_the_autocorrelation() {
        let z = hermitian(5);
        let s: Vec<f64> = (0..9).map(|i| (i as f64).sin()).collect();
        let along: f64 = s.iter().zip(autocorrelation(&z)).map(|(s, y)| s * y).sum();
        assert!((along - (matrix(&s) * &z).trace().re).abs() < 1e-10 * along.abs());
    }

    #[test]
    fn curvature_equals_its_definition() {
        for n in [1, 2, 5] {
            let b = hermitian(n);
            let h = curvature(&b);
            for j in 0..2 * n - 1 {
                let mut s = vec![0.0; 2 * n - 1];
                s[j] = 1.0;
                let y = autocorrelation(&(&b * matrix(&s) * &b));
                for (i, y) in y.iter().enumerate() {
                    assert!(
                        (h[(i, j)] - y).abs() < 1e-10 * b.norm_squared(),
                        "N_T {n}, ({i}, {j}): {} instead of {y}",
                        h[(i, j)]
                    );
                }
            }
        }
    }
}
