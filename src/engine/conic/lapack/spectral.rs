//! Eigenvalues and singular values: `dsyevr`, `dgesdd`, `dgesvd`.

use super::{letter, read, read_symmetric, size, write};
use core::ffi::{c_char, c_int};
use nalgebra::DMatrix;

/// A query for workspace, in place of a size.
const QUERY: c_int = -1;

/// All eigenvalues of a symmetric matrix in ascending order and, for `V`, its eigenvectors.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dsyevr_(
    jobz: *const c_char,
    range: *const c_char,
    uplo: *const c_char,
    n: *const c_int,
    a: *mut f64,
    lda: *const c_int,
    _vl: *const f64,
    _vu: *const f64,
    _il: *const c_int,
    _iu: *const c_int,
    _abstol: *const f64,
    m: *mut c_int,
    w: *mut f64,
    z: *mut f64,
    ldz: *const c_int,
    _isuppz: *mut c_int,
    work: *mut f64,
    lwork: *const c_int,
    iwork: *mut c_int,
    liwork: *const c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK.
    unsafe {
        *info = 0;
        if *lwork == QUERY || *liwork == QUERY {
            *work = 1.0;
            *iwork = 1;
            return;
        }
        debug_assert_eq!(letter(range), b'A');
        let n = size(n);
        *m = n as c_int;
        let matrix = read_symmetric(letter(uplo), a, n, size(lda));
        let (values, vectors) = eigen(matrix);
        write(&values, w, n);
        if letter(jobz) == b'V' {
            write(&vectors, z, size(ldz));
        }
    }
}

/// Eigenvalues, ascending, as a column, and eigenvectors in the same order.
fn eigen(matrix: DMatrix<f64>) -> (DMatrix<f64>, DMatrix<f64>) {
    let n = matrix.nrows();
    let finite = matrix.iter().all(|x| x.is_finite());
    let decomposed = finite
        .then(|| matrix.try_symmetric_eigen(f64::EPSILON, EIGEN_STEPS))
        .flatten();
    let Some(eigen) = decomposed else {
        let unknown = |columns| DMatrix::from_element(n, columns, f64::NAN);
        return (unknown(1), unknown(n));
    };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| eigen.eigenvalues[i].total_cmp(&eigen.eigenvalues[j]));
    (
        DMatrix::from_fn(n, 1, |i, _| eigen.eigenvalues[order[i]]),
        DMatrix::from_fn(n, n, |i, j| eigen.eigenvectors[(i, order[j])]),
    )
}

/// QR steps at most; a matrix takes about two for each row.
const EIGEN_STEPS: usize = 100_000;

/// The economy-size SVD `A = U diag(s) V^T`, singular values descending.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dgesdd_(
    jobz: *const c_char,
    m: *const c_int,
    n: *const c_int,
    a: *mut f64,
    lda: *const c_int,
    s: *mut f64,
    u: *mut f64,
    ldu: *const c_int,
    vt: *mut f64,
    ldvt: *const c_int,
    work: *mut f64,
    lwork: *const c_int,
    _iwork: *mut c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK, which dgesvd shares in these arguments.
    unsafe {
        dgesvd_(
            jobz, jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, info,
        );
    }
}

/// As [`dgesdd_`], with a flag for each side.
///
/// # Safety
/// The contract of LAPACK.
#[unsafe(no_mangle)]
unsafe extern "C" fn dgesvd_(
    jobu: *const c_char,
    jobvt: *const c_char,
    m: *const c_int,
    n: *const c_int,
    a: *mut f64,
    lda: *const c_int,
    s: *mut f64,
    u: *mut f64,
    ldu: *const c_int,
    vt: *mut f64,
    ldvt: *const c_int,
    work: *mut f64,
    lwork: *const c_int,
    info: *mut c_int,
) {
    // SAFETY: the contract of LAPACK.
    unsafe {
        *info = 0;
        if *lwork == QUERY {
            *work = 1.0;
            return;
        }
        debug_assert!(letter(jobu) == b'S' && letter(jobvt) == b'S');
        let svd = singular_values(read(a, size(m), size(n), size(lda)));
        write(&svd.values, s, svd.values.nrows());
        write(&svd.u, u, size(ldu));
        write(&svd.v.transpose(), vt, size(ldvt));
    }
}

/// `U diag(values) V^T` with min(m, n) columns each.
struct Svd {
    values: DMatrix<f64>,
    u: DMatrix<f64>,
    v: DMatrix<f64>,
}

fn singular_values(a: DMatrix<f64>) -> Svd {
    if a.nrows() >= a.ncols() {
        jacobi(a)
    } else {
        let Svd { values, u, v } = jacobi(a.transpose());
        Svd { values, u: v, v: u }
    }
}

/// Sweeps at most; some six to ten are usual.
const SWEEPS: usize = 60;
/// Columns are orthogonal when their cosine is below this many roundings, or as many as the root of their
/// length: the rounding of the inner product itself.
const ROUNDINGS: f64 = 4.0;

/// One-sided Jacobi rotations (Hestenes) of a matrix at least as tall as wide: columns are rotated in pairs
/// until all are orthogonal. Small singular values come out with full relative precision, which the
/// scaling of a semidefinite cone near its boundary needs.
fn jacobi(mut a: DMatrix<f64>) -> Svd {
    let (rows, columns) = a.shape();
    let mut v = DMatrix::identity(columns, columns);
    let tolerance = f64::EPSILON * (rows as f64).sqrt().max(ROUNDINGS);
    let mut converged = false;
    for _ in 0..SWEEPS {
        converged = true;
        for p in 0..columns {
            for q in p + 1..columns {
                let (alpha, beta) = (a.column(p).norm_squared(), a.column(q).norm_squared());
                let gamma = a.column(p).dot(&a.column(q));
                if gamma.abs() <= tolerance * (alpha * beta).sqrt() {
                    continue;
                }
                converged = false;
                let zeta = (beta - alpha) / (2.0 * gamma);
                let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                rotate(&mut a, p, q, cosine, cosine * tangent);
                rotate(&mut v, p, q, cosine, cosine * tangent);
            }
        }
        if converged {
            break;
        }
    }
    let norms: Vec<f64> = a
        .column_iter()
        .map(|x| if converged { x.norm() } else { f64::NAN })
        .collect();
    let mut order: Vec<usize> = (0..columns).collect();
    order.sort_by(|&i, &j| norms[j].total_cmp(&norms[i]));
    let inverse = |j: usize| if norms[j] == 0.0 { 0.0 } else { 1.0 / norms[j] };
    Svd {
        values: DMatrix::from_fn(columns, 1, |i, _| norms[order[i]]),
        u: DMatrix::from_fn(rows, columns, |i, j| a[(i, order[j])] * inverse(order[j])),
        v: DMatrix::from_fn(columns, columns, |i, j| v[(i, order[j])]),
    }
}

/// Columns p and q of `matrix`, turned by an angle of this cosine and sine.
fn rotate(matrix: &mut DMatrix<f64>, p: usize, q: usize, cosine: f64, sine: f64) {
    for i in 0..matrix.nrows() {
        let (x, y) = (matrix[(i, p)], matrix[(i, q)]);
        matrix[(i, p)] = cosine * x - sine * y;
        matrix[(i, q)] = sine * x + cosine * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::conic::lapack::testing::{distance, matrix, one_triangle, padded, unpadded};

    const TOLERANCE: f64 = 1e-13;

    struct Eigen {
        values: Vec<f64>,
        vectors: Vec<f64>,
    }

    fn dsyevr(job: u8, triangle: u8, a: &DMatrix<f64>, leading: usize) -> Eigen {
        let n = a.nrows();
        let mut a = padded(a, leading);
        let (mut values, mut vectors) = (vec![0.0; n], vec![0.0; n * (n + 1)]);
        let (mut found, mut info) = (0, -1);
        let mut support = vec![0; 2 * n];
        let (mut work, mut iwork) = (vec![0.0], vec![0]);
        for length in [QUERY, 1] {
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                dsyevr_(
                    &(job as c_char),
                    &(b'A' as c_char),
                    &(triangle as c_char),
                    &(n as c_int),
                    a.as_mut_ptr(),
                    &(leading as c_int),
                    &0.0,
                    &0.0,
                    &0,
                    &0,
                    &-1.0,
                    &mut found,
                    values.as_mut_ptr(),
                    vectors.as_mut_ptr(),
                    &(n as c_int + 1),
                    support.as_mut_ptr(),
                    work.as_mut_ptr(),
                    &length,
                    iwork.as_mut_ptr(),
                    &length,
                    &mut info,
                );
            }
            assert_eq!(info, 0);
        }
        assert_eq!((found as usize, work[0], iwork[0]), (n, 1.0, 1));
        Eigen { values, vectors }
    }

    #[test]
    fn dsyevr_by_either_triangle() {
        let n = 7;
        let half = matrix(n, n, 1);
        let full = &half + half.transpose();
        for triangle in [b'U', b'L'] {
            let eigen = dsyevr(b'V', triangle, &one_triangle(&full, triangle), n + 2);
            assert!(eigen.values.is_sorted());
            let v = unpadded(&eigen.vectors, n, n + 1);
            let values = DMatrix::from_fn(n, n, |i, j| if i == j { eigen.values[i] } else { 0.0 });
            assert!(distance(&(&full * &v), &(&v * &values)) < TOLERANCE);
            assert!(distance(&(v.transpose() * &v), &DMatrix::identity(n, n)) < TOLERANCE);
            let alone = dsyevr(b'N', triangle, &full, n);
            for (a, b) in alone.values.iter().zip(&eigen.values) {
                assert!((a - b).abs() < TOLERANCE);
            }
            assert!(alone.vectors.iter().all(|&x| x == 0.0));
        }
    }

    fn decompose(divide: bool, a: &DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>, DMatrix<f64>) {
        let (m, n) = a.shape();
        let least = m.min(n);
        let (lda, ldu, ldvt) = (m + 1, m + 2, least + 3);
        let mut data = padded(a, lda);
        let mut s = vec![0.0; least];
        let (mut u, mut vt) = (vec![0.0; ldu * least], vec![0.0; ldvt * n]);
        let (mut work, mut iwork, mut info) = (vec![0.0], vec![0; 8 * least], -1);
        let (m, n) = (m as c_int, n as c_int);
        let (lda_, ldu_, ldvt_) = (lda as c_int, ldu as c_int, ldvt as c_int);
        let job = b'S' as c_char;
        for length in [QUERY, 1] {
            let (a, s, u, vt) = (
                data.as_mut_ptr(),
                s.as_mut_ptr(),
                u.as_mut_ptr(),
                vt.as_mut_ptr(),
            );
            let work = work.as_mut_ptr();
            // SAFETY: the arrays are as large as the dimensions say.
            unsafe {
                if divide {
                    let iwork = iwork.as_mut_ptr();
                    dgesdd_(
                        &job, &m, &n, a, &lda_, s, u, &ldu_, vt, &ldvt_, work, &length, iwork,
                        &mut info,
                    );
                } else {
                    dgesvd_(
                        &job, &job, &m, &n, a, &lda_, s, u, &ldu_, vt, &ldvt_, work, &length,
                        &mut info,
                    );
                }
            }
            assert_eq!(info, 0);
        }
        (s, unpadded(&u, m as usize, ldu), unpadded(&vt, least, ldvt))
    }

    #[test]
    fn dgesdd_and_dgesvd_for_square_tall_and_wide() {
        for (m, n) in [(6, 6), (8, 5), (4, 9), (1, 3)] {
            for divide in [true, false] {
                let a = matrix(m, n, 2);
                let (s, u, vt) = decompose(divide, &a);
                let least = m.min(n);
                let diagonal =
                    DMatrix::from_fn(least, least, |i, j| if i == j { s[i] } else { 0.0 });
                assert!(distance(&(&u * diagonal * &vt), &a) < TOLERANCE);
                let identity = DMatrix::identity(least, least);
                assert!(distance(&(u.transpose() * &u), &identity) < TOLERANCE);
                assert!(distance(&(&vt * vt.transpose()), &identity) < TOLERANCE);
                assert!(s.windows(2).all(|pair| pair[0] >= pair[1]));
            }
        }
    }

    /// Columns scaled over twenty decades: the least singular value keeps its digits.
    #[test]
    fn graded_singular_values_are_precise() {
        let n = 6;
        let orthogonal = matrix(n, n, 3).qr().q();
        let scales: Vec<f64> = (0..n).map(|i| 10f64.powi(-4 * i as i32)).collect();
        let a = DMatrix::from_fn(n, n, |i, j| orthogonal[(i, j)] * scales[j]);
        let (s, ..) = decompose(true, &a);
        for (s, expected) in s.iter().zip(&scales) {
            assert!((s / expected - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn numbers_that_are_not_finite_come_back_as_nan() {
        let mut a = matrix(4, 4, 5);
        a[(2, 1)] = f64::NAN;
        a[(1, 2)] = f64::NAN;
        assert!(dsyevr(b'N', b'U', &a, 4).values.iter().all(|x| x.is_nan()));
        assert!(decompose(true, &a).0.iter().any(|x| x.is_nan()));
    }
}
