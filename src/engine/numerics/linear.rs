//! Small Hermitian linear algebra, on row-major `n x n` matrices.

use num_complex::Complex64;

/// Pivots below this share of their diagonal entry count as not positive.
const SINGULAR: f64 = 1e-12;

/// Inverts the Hermitian positive definite `matrix + shift I` into `out`, reading the lower
/// triangle only. False, with `out` undefined, when it is not positive definite.
pub(crate) fn invert_positive(
    matrix: &[Complex64],
    n: usize,
    shift: f64,
    out: &mut [Complex64],
) -> bool {
    // Cholesky's factor L, kept in the lower triangle of `out`.
    for j in 0..n {
        let diagonal = matrix[j * n + j].re + shift;
        let pivot = diagonal - (0..j).map(|k| out[j * n + k].norm_sqr()).sum::<f64>();
        if !(pivot > SINGULAR * diagonal) {
            return false;
        }
        let pivot = pivot.sqrt();
        out[j * n + j] = pivot.into();
        for i in j + 1..n {
            let sum: Complex64 = (0..j).map(|k| out[i * n + k] * out[j * n + k].conj()).sum();
            out[i * n + j] = (matrix[i * n + j] - sum) / pivot;
        }
    }
    // Its inverse, in place, column by column from the left: column j of L is needed only by
    // columns not after j.
    for j in 0..n {
        let pivot = 1.0 / out[j * n + j].re;
        out[j * n + j] = pivot.into();
        for i in j + 1..n {
            let mut sum = out[i * n + j] * pivot;
            for k in j + 1..i {
                sum += out[i * n + k] * out[k * n + j];
            }
            out[i * n + j] = -sum / out[i * n + i].re;
        }
    }
    // L^-H L^-1, row by row: entry (i, j) with j <= i needs rows from i on.
    for i in 0..n {
        for j in 0..=i {
            let sum: Complex64 = (i..n).map(|k| out[k * n + i].conj() * out[k * n + j]).sum();
            out[i * n + j] = sum;
        }
        for j in 0..i {
            out[j * n + i] = out[i * n + j].conj();
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_times_matrix_is_the_identity() {
        let n = 5;
        let g = |r: usize, c: usize| {
            Complex64::new((r * c) as f64 * 0.3 - 1.0, r as f64 - 0.5 * c as f64)
        };
        let matrix: Vec<Complex64> = (0..n * n)
            .map(|at| {
                (0..n)
                    .map(|k| g(at / n, k) * g(at % n, k).conj())
                    .sum::<Complex64>()
            })
            .collect();
        let mut inverse = vec![Complex64::ZERO; n * n];
        assert!(invert_positive(&matrix, n, 0.7, &mut inverse));
        for i in 0..n {
            for j in 0..n {
                let unit = if i == j { 1.0 } else { 0.0 };
                let entry: Complex64 = (0..n)
                    .map(|k| {
                        (matrix[i * n + k] + if i == k { 0.7 } else { 0.0 }) * inverse[k * n + j]
                    })
                    .sum();
                assert!((entry - unit).norm() < 1e-9, "({i}, {j}) is {entry}");
            }
        }
    }

    #[test]
    fn indefinite_matrices_are_refused() {
        let matrix = [1.0, 2.0, 2.0, 1.0].map(Complex64::from);
        assert!(!invert_positive(&matrix, 2, 0.0, &mut [Complex64::ZERO; 4]));
    }
}
