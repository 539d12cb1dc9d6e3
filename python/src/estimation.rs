//! Estimates of channels from pilots, for arrays that a caller has.

use cfs::engine::estimation::of_observations;
use cfs::engine::estimation::statistics::Statistics;
use cfs::engine::estimation::structured::Basis;
use cfs::engine::network::channel::VectorTable;
use nalgebra::DMatrix;
use num_complex::Complex64;
use numpy::{PyReadonlyArray2, PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrays::{array, by_user};

/// Estimates and the covariance of their error; see `cfs.engine.estimate`, which has checked the shapes.
#[pyfunction]
#[pyo3(signature = (observed, gains, pilots, energy, steering, strength, target_gains, gain_variance, steering_variance))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn estimate<'py>(
    py: Python<'py>,
    observed: PyReadonlyArray3<'py, Complex64>,
    gains: PyReadonlyArray2<'py, f64>,
    pilots: Vec<usize>,
    energy: f64,
    steering: PyReadonlyArray3<'py, Complex64>,
    strength: PyReadonlyArray2<'py, f64>,
    target_gains: PyReadonlyArray2<'py, f64>,
    gain_variance: f64,
    steering_variance: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let [p, m, n] = [0, 1, 2].map(|axis| observed.shape()[axis]);
    let (k, t) = (gains.shape()[0], steering.shape()[1]);
    let (q, y) = (steering.as_array(), observed.as_array());
    let (beta, strength, path) = (gains.as_array(), strength.as_array(), target_gains.as_array());
    let of_pilot = |pilot: usize| (0..k).filter(|&user| pilots[user] == pilot).collect();
    let basis = |ap: usize| Basis::of(DMatrix::from_fn(n, t, |antenna, target| q[[ap, target, antenna]]));
    let mut statistics = Statistics {
        bases: (0..m).map(basis).collect(),
        reflected: DMatrix::from_fn(k, t, |user, target| strength[[user, target]]),
        gain_ta: DMatrix::from_fn(m, t, |ap, target| path[[ap, target]].sqrt()),
        variance_ta: gain_variance,
        scalar: DMatrix::from_fn(m, k, |ap, user| beta[[user, ap]]),
        clusters: (0..p).map(of_pilot).collect(),
        noise: 1.0 / energy,
        pilot_of_user: pilots,
    };
    statistics.scatter(steering_variance);
    let scale = energy.sqrt();
    let received = VectorTable::from_fn(m, p, n, |ap, pilot, antenna| y[[pilot, ap, antenna]] / scale);
    let found = py.detach(|| of_observations(&statistics, &vec![1.0; m], &received));
    let found = found.map_err(|error| PyValueError::new_err(error.to_string()))?;
    let told = PyDict::new(py);
    told.set_item("h", array(py, [k, m, n], by_user(&found.h_hat, m, k, n))?)?;
    told.set_item("scalar", array(py, [k, m], by_user(&found.theta, m, k, 1))?)?;
    told.set_item("local", array(py, [k, m, t, t], by_user(&found.d, m, k, t * t))?)?;
    let coupling = by_user(&found.coupling, m, k, 2 * t * t);
    told.set_item("coupling", array(py, [k, m, t, 2, t], coupling)?)?;
    Ok(told)
}
