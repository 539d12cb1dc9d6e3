//! Factors of a matrix and what they solve: `dpotrf`, `dpotrs`, `dgesv`.

use super::{letter, read, size, write};
use core::ffi::{c_char, c_int};
use nalgebra::DMatrix;

/// The lower Cholesky factor of the symmetric matrix whose lower triangle is given; the order of the
/// first leading minor that is not positive (or not a number) where there is none.
fn cholesky(mut a: DMatrix<f64>) -> Result<DMatrix<f64>, usize> {
    let n = a.nrows();
    for j in 0..n {
        for k in 0..j {
            let factor = a[(j, k)];
            for i in j..n {
                let product = a[(i, k)] * factor;
                a[(i, j)] -= product;
            }
        }
        if !(a[(j, j)] > 0.0) {
            return Err(j + 1);
        }
        let pivot = a[(j, j)].sqrt();
        for i in j..n {
            a[(i, j)] /= pivot;
        }
    }
    Ok(a)
}

/// Cholesky factorisation in place: `A = U^T U` or `A = L L^T`, n x n. The other triangle is left as it is.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dpotrf_(
    uplo: *const c_char,
    n: *const c_int,
    a: *mut f64,
    lda: *const c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK.
    unsafe {
        let (n, lda, upper) = (size(n), size(lda), letter(uplo) == b'U');
        let mut stored = read(a, n, n, lda);
        let lower = if upper {
            stored.transpose()
        } else {
            stored.clone()
        };
        match cholesky(lower) {
            Ok(factor) => {
                for i in 0..n {
                    for j in 0..=i {
                        let at = if upper { (j, i) } else { (i, j) };
                        stored[at] = factor[(i, j)];
                    }
                }
                write(&stored, a, lda);
                *info = 0;
            }
            Err(minor) => *info = minor as c_int,
        }
    }
}

/// Solves `A X = B` by the factor of [`dpotrf_`]; B is n x nrhs and becomes X.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dpotrs_(
    uplo: *const c_char,
    n: *const c_int,
    nrhs: *const c_int,
    a: *const f64,
    lda: *const c_int,
    b: *mut f64,
    ldb: *const c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK.
    unsafe {
        let n = size(n);
        let factor = read(a, n, n, size(lda));
        let mut x = read(b, n, size(nrhs), size(ldb));
        let solved = if letter(uplo) == b'U' {
            factor.tr_solve_upper_triangular_mut(&mut x)
                && factor.solve_upper_triangular_mut(&mut x)
        } else {
            factor.solve_lower_triangular_mut(&mut x)
                && factor.tr_solve_lower_triangular_mut(&mut x)
        };
        write(&x, b, size(ldb));
        *info = c_int::from(!solved);
    }
}

/// Solves `A X = B`, A of n x n without structure; B is n x nrhs and becomes X. The factors and the
/// pivots, which no caller here needs, are not returned.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dgesv_(
    n: *const c_int,
    nrhs: *const c_int,
    a: *mut f64,
    lda: *const c_int,
    _ipiv: *mut c_int,
    b: *mut f64,
    ldb: *const c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK.
    unsafe {
        let n = size(n);
        let mut x = read(b, n, size(nrhs), size(ldb));
        let solved = read(a, n, n, size(lda)).lu().solve_mut(&mut x);
        if solved {
            write(&x, b, size(ldb));
        }
        *info = c_int::from(!solved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::conic::lapack::testing::{distance, matrix, one_triangle, padded, unpadded};

    const TOLERANCE: f64 = 1e-12;

    fn positive_definite(n: usize) -> DMatrix<f64> {
        let half = matrix(n, n, 4);
        &half * half.transpose() + DMatrix::identity(n, n) * 0.5
    }

    fn factorise(triangle: u8, a: &DMatrix<f64>, leading: usize) -> (Vec<f64>, c_int) {
        let (mut data, mut info) = (padded(a, leading), -1);
        // SAFETY: the array is as large as the dimensions say.
        unsafe {
            dpotrf_(
                &(triangle as c_char),
                &(a.nrows() as c_int),
                data.as_mut_ptr(),
                &(leading as c_int),
                &mut info,
            );
        }
        (data, info)
    }

    #[test]
    fn dpotrf_and_dpotrs_by_either_triangle() {
        let (n, leading) = (6usize, 8usize);
        let full = positive_definite(n);
        let x = matrix(n, 3, 5);
        for triangle in [b'U', b'L'] {
            let (data, info) = factorise(triangle, &one_triangle(&full, triangle), leading);
            assert_eq!(info, 0);
            let stored = unpadded(&data, n, leading);
            let factor = if triangle == b'U' {
                stored.upper_triangle().transpose()
            } else {
                stored.lower_triangle()
            };
            assert!(distance(&(&factor * factor.transpose()), &full) < TOLERANCE);
            let (mut b, mut info) = (padded(&(&full * &x), n + 1), -1);
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                dpotrs_(
                    &(triangle as c_char),
                    &(n as c_int),
                    &3,
                    data.as_ptr(),
                    &(leading as c_int),
                    b.as_mut_ptr(),
                    &(n as c_int + 1),
                    &mut info,
                );
            }
            assert_eq!(info, 0);
            assert!(distance(&unpadded(&b, n, n + 1), &x) < TOLERANCE);
        }
    }

    #[test]
    fn dpotrf_names_the_minor_that_is_not_positive() {
        let mut a = positive_definite(4);
        a[(2, 2)] = -1.0;
        assert_eq!(factorise(b'L', &a, 4).1, 3);
        a[(0, 0)] = f64::NAN;
        assert_eq!(factorise(b'U', &a, 4).1, 1);
    }

    #[test]
    fn dgesv_solves_and_reports_a_singular_matrix() {
        let n = 5usize;
        let a = matrix(n, n, 6);
        let x = matrix(n, 2, 7);
        let solve = |a: &DMatrix<f64>| {
            let (mut data, mut b, mut info) = (padded(a, n + 1), padded(&(a * &x), n + 2), -1);
            let mut pivots = vec![0; n];
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                dgesv_(
                    &(n as c_int),
                    &2,
                    data.as_mut_ptr(),
                    &(n as c_int + 1),
                    pivots.as_mut_ptr(),
                    b.as_mut_ptr(),
                    &(n as c_int + 2),
                    &mut info,
                );
            }
            (unpadded(&b, n, n + 2), info)
        };
        let (solution, info) = solve(&a);
        assert_eq!(info, 0);
        assert!(distance(&solution, &x) < TOLERANCE);
        assert!(solve(&DMatrix::zeros(n, n)).1 > 0);
    }
}
