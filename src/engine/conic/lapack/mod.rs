//! The eleven routines of BLAS and LAPACK that Clarabel's semidefinite cone calls, over nalgebra.
//!
//! Clarabel takes them from whatever library the program is linked with. This module is such a
//! library, so that building needs neither a Fortran compiler nor a BLAS on the machine. The cargo
//! feature `bundled-lapack`, on by default, switches it on; who links a real BLAS and LAPACK switches
//! it off. At the sizes of this crate, cones of at most a few dozen rows, the speed is the same.
//!
//! Only what Clarabel asks for is there: double precision, unit increments, the economy-size SVD, all
//! eigenvalues. Routines answer a query for workspace with the least they may, as they need none.
//!
//! In one respect they are not LAPACK: where an eigenvalue or singular value decomposition does not
//! converge, or the input is not finite, they fill the results with NaN instead of reporting it,
//! because Clarabel ends the program at such a report. NaN it takes for numerical trouble and
//! stops; [`model`](super::model) then refuses the point by its residuals.
//!
//! The `unsafe` code here crosses to C's calling convention. Its contract is that of the routines' namesakes:
//! pointers to scalars are valid, matrices are stored by columns with the leading dimension given,
//! and arrays are as large as the routine's dimensions say.
#![allow(unsafe_code)]

pub(crate) mod blas;
pub(crate) mod factor;
pub(crate) mod spectral;

use core::ffi::{c_char, c_int};
use nalgebra::DMatrix;

/// A flag such as `N`, `T`, `U`, `L`, in upper case.
///
/// # Safety
/// `flag` points to a character.
unsafe fn letter(flag: *const c_char) -> u8 {
    // SAFETY: the caller's promise.
    unsafe { *flag as u8 }.to_ascii_uppercase()
}

/// A dimension; negative ones, which no caller has a use for, count as zero.
///
/// # Safety
/// `value` points to an integer.
unsafe fn size(value: *const c_int) -> usize {
    // SAFETY: the caller's promise.
    usize::try_from(unsafe { *value }).unwrap_or(0)
}

/// Copies a matrix of `rows` x `columns` from memory.
///
/// # Safety
/// `from` points to `columns` columns of `rows` numbers, each column `leading` numbers after the one before.
unsafe fn read(from: *const f64, rows: usize, columns: usize, leading: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| {
        // SAFETY: i < rows and j < columns, within what the caller promises.
        unsafe { *from.add(i + j * leading) }
    })
}

/// Copies a symmetric matrix of which one triangle is stored.
///
/// # Safety
/// As for [`read`], with `n` rows and columns.
unsafe fn read_symmetric(triangle: u8, from: *const f64, n: usize, leading: usize) -> DMatrix<f64> {
    // SAFETY: the caller's promise.
    let stored = unsafe { read(from, n, n, leading) };
    DMatrix::from_fn(n, n, |i, j| {
        if in_triangle(triangle, i, j) {
            stored[(i, j)]
        } else {
            stored[(j, i)]
        }
    })
}

/// Copies a matrix to memory.
///
/// # Safety
/// As for [`read`]; nothing else reads or writes there meanwhile.
unsafe fn write(matrix: &DMatrix<f64>, to: *mut f64, leading: usize) {
    for j in 0..matrix.ncols() {
        for i in 0..matrix.nrows() {
            // SAFETY: within the matrix that the caller promises.
            unsafe { *to.add(i + j * leading) = matrix[(i, j)] };
        }
    }
}

/// Whether entry (i, j) belongs to the upper (`U`) or lower triangle.
fn in_triangle(triangle: u8, i: usize, j: usize) -> bool {
    if triangle == b'U' { i <= j } else { i >= j }
}

#[cfg(test)]
mod testing {
    use nalgebra::DMatrix;

    /// A matrix of numbers in (-1, 1) without structure, the same for the same seed.
    pub(super) fn matrix(rows: usize, columns: usize, seed: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |i, j| {
            let n = (seed * 7919 + i * 31 + j * 17 + 1) as f64;
            (n * n * 0.618_033_988_749_895).fract() * 2.0 - 1.0
        })
    }

    /// `matrix` within columns of length `leading`, the rows between set to NaN, so that reading them shows in the result.
    pub(super) fn padded(matrix: &DMatrix<f64>, leading: usize) -> Vec<f64> {
        let mut data = vec![f64::NAN; leading * matrix.ncols()];
        for j in 0..matrix.ncols() {
            for i in 0..matrix.nrows() {
                data[i + j * leading] = matrix[(i, j)];
            }
        }
        data
    }

    /// The other way round.
    pub(super) fn unpadded(data: &[f64], rows: usize, leading: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, data.len() / leading, |i, j| data[i + j * leading])
    }

    /// NaN in the triangle that a routine must not read.
    pub(super) fn one_triangle(matrix: &DMatrix<f64>, triangle: u8) -> DMatrix<f64> {
        DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
            if super::in_triangle(triangle, i, j) {
                matrix[(i, j)]
            } else {
                f64::NAN
            }
        })
    }

    /// Largest difference of two matrices, NaN wherever one is NaN.
    pub(super) fn distance(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
        assert_eq!(a.shape(), b.shape());
        (a - b).iter().fold(0.0, |largest: f64, d| {
            if d.is_nan() {
                f64::NAN
            } else {
                largest.max(d.abs())
            }
        })
    }
}
