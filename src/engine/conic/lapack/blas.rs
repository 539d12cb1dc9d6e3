//! Products: `dgemm`, `dgemv`, `dsymv`, `dsyrk`, `dsyr2k`.

use super::{in_triangle, letter, read, read_symmetric, size};
use core::ffi::{c_char, c_int};
use nalgebra::DMatrix;

/// `op(A)` of `rows` x `columns`: A itself for `N`, else the transpose of what is stored.
///
/// # Safety
/// `from` points to the stored matrix, columns `leading` apart.
unsafe fn operand(
    flag: u8,
    from: *const f64,
    rows: usize,
    columns: usize,
    leading: usize,
) -> DMatrix<f64> {
    // SAFETY: the caller's promise.
    unsafe {
        match flag {
            b'N' => read(from, rows, columns, leading),
            _ => read(from, columns, rows, leading).transpose(),
        }
    }
}

/// `C <- P + beta C`, in the entries that `wanted` names. C is not read where beta is zero.
///
/// # Safety
/// `c` points to a matrix of P's shape, columns `leading` apart.
unsafe fn accumulate(
    product: &DMatrix<f64>,
    beta: f64,
    c: *mut f64,
    leading: usize,
    wanted: impl Fn(usize, usize) -> bool,
) {
    for j in 0..product.ncols() {
        for i in 0..product.nrows() {
            if wanted(i, j) {
                // SAFETY: within the matrix that the caller promises.
                let entry = unsafe { &mut *c.add(i + j * leading) };
                let kept = if beta == 0.0 { 0.0 } else { beta * *entry };
                *entry = product[(i, j)] + kept;
            }
        }
    }
}

/// `C <- alpha op(A) op(B) + beta C`; op(A) is m x k, op(B) k x n.
///
/// # Safety
/// The contract of BLAS.
#[unsafe(no_mangle)]
unsafe extern "C" fn dgemm_(
    transa: *const c_char,
    transb: *const c_char,
    m: *const c_int,
    n: *const c_int,
    k: *const c_int,
    alpha: *const f64,
    a: *const f64,
    lda: *const c_int,
    b: *const f64,
    ldb: *const c_int,
    beta: *const f64,
    c: *mut f64,
    ldc: *const c_int,
) {
    // SAFETY: the contract of BLAS.
    unsafe {
        let (m, n, k) = (size(m), size(n), size(k));
        let left = operand(letter(transa), a, m, k, size(lda));
        let right = operand(letter(transb), b, k, n, size(ldb));
        accumulate(&(left * right * *alpha), *beta, c, size(ldc), |_, _| true);
    }
}

/// `y <- alpha op(A) x + beta y`; A is m x n. Increments of one only.
///
/// # Safety
/// The contract of BLAS.
#[unsafe(no_mangle)]
unsafe extern "C" fn dgemv_(
    trans: *const c_char,
    m: *const c_int,
    n: *const c_int,
    alpha: *const f64,
    a: *const f64,
    lda: *const c_int,
    x: *const f64,
    incx: *const c_int,
    beta: *const f64,
    y: *mut f64,
    incy: *const c_int,
) {
    // SAFETY: the contract of BLAS.
    unsafe {
        debug_assert!(*incx == 1 && *incy == 1);
        let (m, n, flag) = (size(m), size(n), letter(trans));
        let (rows, columns) = if flag == b'N' { (m, n) } else { (n, m) };
        let matrix = operand(flag, a, rows, columns, size(lda));
        let x = read(x, columns, 1, columns);
        accumulate(&(matrix * x * *alpha), *beta, y, rows, |_, _| true);
    }
}

/// `y <- alpha A x + beta y` with A symmetric, n x n. Increments of one only.
///
/// # Safety
/// The contract of BLAS.
#[unsafe(no_mangle)]
unsafe extern "C" fn dsymv_(
    uplo: *const c_char,
    n: *const c_int,
    alpha: *const f64,
    a: *const f64,
    lda: *const c_int,
    x: *const f64,
    incx: *const c_int,
    beta: *const f64,
    y: *mut f64,
    incy: *const c_int,
) {
    // SAFETY: the contract of BLAS.
    unsafe {
        debug_assert!(*incx == 1 && *incy == 1);
        let n = size(n);
        let matrix = read_symmetric(letter(uplo), a, n, size(lda));
        let x = read(x, n, 1, n);
        accumulate(&(matrix * x * *alpha), *beta, y, n, |_, _| true);
    }
}

/// `C <- alpha op(A) op(A)^T + beta C` in one triangle; op(A) is n x k.
///
/// # Safety
/// The contract of BLAS.
#[unsafe(no_mangle)]
unsafe extern "C" fn dsyrk_(
    uplo: *const c_char,
    trans: *const c_char,
    n: *const c_int,
    k: *const c_int,
    alpha: *const f64,
    a: *const f64,
    lda: *const c_int,
    beta: *const f64,
    c: *mut f64,
    ldc: *const c_int,
) {
    // SAFETY: the contract of BLAS.
    unsafe {
        let triangle = letter(uplo);
        let a = operand(letter(trans), a, size(n), size(k), size(lda));
        let product = &a * a.transpose() * *alpha;
        accumulate(&product, *beta, c, size(ldc), |i, j| {
            in_triangle(triangle, i, j)
        });
    }
}

/// `C <- alpha (op(A) op(B)^T + op(B) op(A)^T) + beta C` in one triangle; op(A) and op(B) are n x k.
///
/// # Safety
/// The contract of BLAS.
#[unsafe(no_mangle)]
unsafe extern "C" fn dsyr2k_(
    uplo: *const c_char,
    trans: *const c_char,
    n: *const c_int,
    k: *const c_int,
    alpha: *const f64,
    a: *const f64,
    lda: *const c_int,
    b: *const f64,
    ldb: *const c_int,
    beta: *const f64,
    c: *mut f64,
    ldc: *const c_int,
) {
    // SAFETY: the contract of BLAS.
    unsafe {
        let (triangle, flag) = (letter(uplo), letter(trans));
        let a = operand(flag, a, size(n), size(k), size(lda));
        let b = operand(flag, b, size(n), size(k), size(ldb));
        let half = a * b.transpose();
        let product = (&half + half.transpose()) * *alpha;
        accumulate(&product, *beta, c, size(ldc), |i, j| {
            in_triangle(triangle, i, j)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::conic::lapack::testing::{distance, matrix, one_triangle, padded, unpadded};

    const TOLERANCE: f64 = 1e-14;

    /// `sum_l a_il b_lj`, term by term.
    fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.nrows(), b.ncols(), |i, j| {
            (0..a.ncols()).map(|l| a[(i, l)] * b[(l, j)]).sum()
        })
    }

    fn stored(flag: u8, matrix: &DMatrix<f64>) -> DMatrix<f64> {
        if flag == b'N' {
            matrix.clone()
        } else {
            matrix.transpose()
        }
    }

    #[test]
    fn dgemm_for_each_transposition_and_leading_dimension() {
        let (m, n, k) = (5, 7, 6);
        for (fa, fb) in [(b'N', b'N'), (b'T', b'N'), (b'n', b'T'), (b'T', b't')] {
            for beta in [0.0, -0.5] {
                let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
                let c = if beta == 0.0 {
                    DMatrix::from_element(m, n, f64::NAN)
                } else {
                    matrix(m, n, 3)
                };
                let kept = if beta == 0.0 {
                    DMatrix::zeros(m, n)
                } else {
                    &c * beta
                };
                let (sa, sb) = (
                    stored(fa.to_ascii_uppercase(), &a),
                    stored(fb.to_ascii_uppercase(), &b),
                );
                let (lda, ldb, ldc) = (sa.nrows() + 2, sb.nrows() + 1, m + 3);
                let (pa, pb) = (padded(&sa, lda), padded(&sb, ldb));
                let mut pc = padded(&c, ldc);
                let int = |x: usize| x as c_int;
                // SAFETY: the arrays are as large as the dimensions say.
                unsafe {
                    dgemm_(
                        &(fa as c_char),
                        &(fb as c_char),
                        &int(m),
                        &int(n),
                        &int(k),
                        &1.5,
                        pa.as_ptr(),
                        &int(lda),
                        pb.as_ptr(),
                        &int(ldb),
                        &beta,
                        pc.as_mut_ptr(),
                        &int(ldc),
                    );
                }
                let expected = product(&a, &b) * 1.5 + kept;
                assert!(distance(&unpadded(&pc, m, ldc), &expected) < TOLERANCE);
                assert!(pc[m].is_nan(), "wrote between the columns");
            }
        }
    }

    #[test]
    fn dgemv_for_both_transpositions() {
        let (m, n, lda) = (5usize, 3usize, 6usize);
        for (flag, rows, columns) in [(b'N', m, n), (b'T', n, m)] {
            let (a, x, y) = (matrix(m, n, 1), matrix(columns, 1, 2), matrix(rows, 1, 3));
            let pa = padded(&a, lda);
            let mut out = y.as_slice().to_vec();
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                dgemv_(
                    &(flag as c_char),
                    &(m as c_int),
                    &(n as c_int),
                    &-2.0,
                    pa.as_ptr(),
                    &(lda as c_int),
                    x.as_slice().as_ptr(),
                    &1,
                    &0.25,
                    out.as_mut_ptr(),
                    &1,
                );
            }
            let expected = product(&stored(flag, &a), &x) * -2.0 + y * 0.25;
            assert!(distance(&unpadded(&out, rows, rows), &expected) < TOLERANCE);
        }
    }

    #[test]
    fn dsymv_reads_its_own_triangle_only() {
        let n = 4usize;
        let half = matrix(n, n, 1);
        let full = &half + half.transpose();
        for triangle in [b'U', b'L'] {
            let (x, y) = (matrix(n, 1, 2), matrix(n, 1, 3));
            let a = one_triangle(&full, triangle);
            let mut out = y.as_slice().to_vec();
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                dsymv_(
                    &(triangle as c_char),
                    &(n as c_int),
                    &1.5,
                    a.as_slice().as_ptr(),
                    &(n as c_int),
                    x.as_slice().as_ptr(),
                    &1,
                    &-1.0,
                    out.as_mut_ptr(),
                    &1,
                );
            }
            let expected = product(&full, &x) * 1.5 - y;
            assert!(distance(&unpadded(&out, n, n), &expected) < TOLERANCE);
        }
    }

    /// The entries of the other triangle, untouched.
    fn untouched(c: &DMatrix<f64>, before: &DMatrix<f64>, triangle: u8) -> bool {
        (0..c.nrows())
            .flat_map(|i| (0..c.ncols()).map(move |j| (i, j)))
            .filter(|&(i, j)| !in_triangle(triangle, i, j))
            .all(|at| c[at] == before[at])
    }

    /// The difference within the triangle.
    fn difference(c: &DMatrix<f64>, expected: &DMatrix<f64>, triangle: u8) -> f64 {
        (0..c.nrows())
            .flat_map(|i| (0..c.ncols()).map(move |j| (i, j)))
            .filter(|&(i, j)| in_triangle(triangle, i, j))
            .map(|at| (c[at] - expected[at]).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn dsyrk_and_dsyr2k_write_their_own_triangle_only() {
        let (n, k) = (5usize, 3usize);
        for triangle in [b'U', b'L'] {
            for flag in [b'N', b'T'] {
                let (a, b, c) = (matrix(n, k, 1), matrix(n, k, 2), matrix(n, n, 3));
                let (sa, sb) = (stored(flag, &a), stored(flag, &b));
                let leading = sa.nrows() as c_int;
                let (mut one, mut two) = (c.clone(), c.clone());
                // SAFETY: the arrays are as large as the dimensions say.
                unsafe {
                    dsyrk_(
                        &(triangle as c_char),
                        &(flag as c_char),
                        &(n as c_int),
                        &(k as c_int),
                        &2.0,
                        sa.as_slice().as_ptr(),
                        &leading,
                        &-1.0,
                        one.as_mut_slice().as_mut_ptr(),
                        &(n as c_int),
                    );
                    dsyr2k_(
                        &(triangle as c_char),
                        &(flag as c_char),
                        &(n as c_int),
                        &(k as c_int),
                        &0.5,
                        sa.as_slice().as_ptr(),
                        &leading,
                        sb.as_slice().as_ptr(),
                        &leading,
                        &3.0,
                        two.as_mut_slice().as_mut_ptr(),
                        &(n as c_int),
                    );
                }
                let rank_k = product(&a, &a.transpose()) * 2.0 - &c;
                let rank_2k =
                    (product(&a, &b.transpose()) + product(&b, &a.transpose())) * 0.5 + &c * 3.0;
                assert!(difference(&one, &rank_k, triangle) < TOLERANCE);
                assert!(difference(&two, &rank_2k, triangle) < TOLERANCE);
                assert!(untouched(&one, &c, triangle) && untouched(&two, &c, triangle));
            }
        }
    }
}
