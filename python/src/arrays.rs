//! Between NumPy's arrays and the engine's flat vectors. Axes are in the order users, access points, antennas wherever
//! they meet Python: `W` is (K, M, N), `Z` is (M, N, N), `H` is (K, M, N).

use cfs::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;
use numpy::{
    PyArray, PyArrayMethods, PyReadonlyArray3, PyUntypedArrayMethods, ndarray::Array, ndarray::IntoDimension,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// An array of complex numbers.
pub(crate) type Complex<'py, D> = Bound<'py, PyArray<Complex64, D>>;

/// A flat vector, its last index the fastest, as an array of this shape.
pub(crate) fn array<'py, T: numpy::Element, D: IntoDimension>(
    py: Python<'py>,
    shape: D,
    values: Vec<T>,
) -> PyResult<Bound<'py, PyArray<T, D::Dim>>> {
    let array = Array::from_shape_vec(shape.into_dimension(), values);
    let array = array.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(PyArray::from_owned_array(py, array))
}

/// `[m][k][n]` as (K, M, N).
pub(crate) fn by_user<T: Copy>(values: &[T], m: usize, k: usize, n: usize) -> Vec<T> {
    let entry = |user: usize, ap: usize| values[(ap * k + user) * n..][..n].iter().copied();
    let pairs = (0..k).flat_map(|user| (0..m).map(move |ap| (user, ap)));
    pairs.flat_map(|(user, ap)| entry(user, ap)).collect()
}

/// W of some beams: (K, M, N).
pub(crate) fn w<'py>(py: Python<'py>, beams: &Beams) -> PyResult<Complex<'py, numpy::Ix3>> {
    let (m, k, n) = (beams.access_points(), beams.users, beams.antennas);
    array(py, [k, m, n], by_user(&beams.w, m, k, n))
}

/// Z of some beams: (M, N, N), Z_m = V_m V_m^H.
pub(crate) fn z<'py>(py: Python<'py>, beams: &Beams) -> PyResult<Complex<'py, numpy::Ix3>> {
    let (m, n) = (beams.access_points(), beams.antennas);
    let mut z = vec![Complex64::ZERO; m * n * n];
    for (m, streams) in beams.v.iter().enumerate() {
        for v in streams {
            for row in 0..n {
                for column in 0..n {
                    z[(m * n + row) * n + column] += v[row] * v[column].conj();
                }
            }
        }
    }
    array(py, [m, n, n], z)
}

/// Beams of W, (K, M, N), and Z, (M, N, N), for a network of M access points, K users and N antennas.
///
/// # Errors
/// When a shape is another, or a Z_m is not Hermitian and positive semidefinite.
pub(crate) fn beams(
    shape: [usize; 3],
    w: &PyReadonlyArray3<'_, Complex64>,
    z: Option<&PyReadonlyArray3<'_, Complex64>>,
) -> Result<Beams, String> {
    let [m, k, n] = shape;
    if w.shape() != [k, m, n] {
        return Err(format!(
            "W must have the shape ({k}, {m}, {n}): users, access points, antennas; it has {:?}",
            w.shape()
        ));
    }
    let mut beams = Beams::zeros(n, k, &vec![0; m]);
    let w = w.as_array();
    for ap in 0..m {
        for user in 0..k {
            let to = beams.w_mut(ap, user).iter_mut();
            to.enumerate().for_each(|(antenna, to)| *to = w[[user, ap, antenna]]);
        }
    }
    let Some(z) = z else { return Ok(beams) };
    if z.shape() != [m, n, n] {
        return Err(format!(
            "Z must have the shape ({m}, {n}, {n}): access points, antennas, antennas; it has {:?}",
            z.shape()
        ));
    }
    let z = z.as_array();
    for ap in 0..m {
        let matrix = DMatrix::from_fn(n, n, |row, column| z[[ap, row, column]]);
        beams.v[ap] = streams(&matrix, ap + 1)?;
    }
    Ok(beams)
}

/// How far a Z may be from Hermitian and positive semidefinite, relative to its largest entry: the rounding of whoever
/// made it, well below the tolerance of powers.
const ROUNDING: f64 = 1e-9;
/// Relative eigenvalues below the rounding of their decomposition.
const NEGLIGIBLE: f64 = 1e-14;

/// The columns of V with V V^H = Z.
fn streams(z: &DMatrix<Complex64>, number: usize) -> Result<Vec<Vec<Complex64>>, String> {
    let size = z.iter().map(|entry| entry.norm()).fold(0.0, f64::max);
    if z.iter().any(|entry| !entry.re.is_finite() || !entry.im.is_finite()) {
        return Err(format!("Z of access point {number} is not finite"));
    }
    if size == 0.0 {
        return Ok(Vec::new());
    }
    if (z - z.adjoint()).iter().any(|entry| entry.norm() > ROUNDING * size) {
        return Err(format!("Z of access point {number} is not Hermitian"));
    }
    let eigen = ((z + z.adjoint()) * Complex64::from(0.5)).symmetric_eigen();
    let least = eigen.eigenvalues.min();
    if least < -ROUNDING * size {
        return Err(format!(
            "Z of access point {number} is not positive semidefinite: it has the eigenvalue {least:.1e}"
        ));
    }
    let most = eigen.eigenvalues.max();
    let kept = (0..z.nrows()).filter(|&i| eigen.eigenvalues[i] > NEGLIGIBLE * most);
    let stream = |i: usize| {
        let root = eigen.eigenvalues[i].max(0.0).sqrt();
        eigen.eigenvectors.column(i).iter().map(|x| x * root).collect()
    };
    Ok(kept.map(stream).collect())
}
