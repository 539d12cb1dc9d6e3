//! Matrices of the form a I + Q X Q^H, where the columns of Q are the steering vectors of one access
//! point: every statistic of one access point has it, and it is closed under sum, product, adjoint and inverse.
//!
//! Only a and the T x T matrix X are kept, so an operation costs O(T^3) however
//! many antennas there are.

use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;

use crate::engine::network::array;

/// The steering vectors of one access point.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// Q: N_T x T.
    pub q: DMatrix<Complex64>,
    /// G = Q^H Q: T x T.
    pub gram: DMatrix<Complex64>,
}

impl Basis {
    /// Steering vectors towards the directions of these sines.
    pub fn new(antennas: usize, spacing: f64, sines: impl ExactSizeIterator<Item = f64>) -> Self {
        let targets = sines.len();
        let columns = sines.flat_map(|sine| array::steering(antennas, spacing, sine));
        Self::of(DMatrix::from_iterator(antennas, targets, columns))
    }

    /// Any steering vectors, the columns of Q: N_T x T.
    pub fn of(q: DMatrix<Complex64>) -> Self {
        let gram = q.ad_mul(&q);
        Self { q, gram }
    }
}

/// a I + Q X Q^H.
#[derive(Debug, Clone, PartialEq)]
pub struct Structured {
    /// a.
    pub scalar: f64,
    /// X: T x T.
    pub core: DMatrix<Complex64>,
}

impl Structured {
    /// a I + Q diag(x) Q^H.
    pub fn diagonal(scalar: f64, x: impl ExactSizeIterator<Item = f64>) -> Self {
        let targets = x.len();
        let x = DVector::from_iterator(targets, x.map(Complex64::from));
        Self {
            scalar,
            core: DMatrix::from_diagonal(&x),
        }
    }

    /// The sum, each part weighted.
    pub fn combine(&self, own: f64, other: &Self, others: f64) -> Self {
        Self {
            scalar: own * self.scalar + others * other.scalar,
            core: &self.core * Complex64::from(own) + &other.core * Complex64::from(others),
        }
    }

    /// (a I + Q X Q^H)(b I + Q Y Q^H) = a b I + Q (a Y + b X + X G Y) Q^H.
    pub fn product(&self, other: &Self, basis: &Basis) -> Self {
        let core = &other.core * Complex64::from(self.scalar)
            + &self.core * Complex64::from(other.scalar)
            + &self.core * &basis.gram * &other.core;
        Self {
            scalar: self.scalar * other.scalar,
            core,
        }
    }

    /// The conjugate transpose.
    pub fn adjoint(&self) -> Self {
        Self {
            scalar: self.scalar,
            core: self.core.adjoint(),
        }
    }

    /// Woodbury: (1/a) (I - Q (a I + X G)^-1 X Q^H). None if the matrix is singular.
    pub fn inverse(&self, basis: &Basis) -> Option<Self> {
        let targets = self.core.nrows();
        let inner = DMatrix::identity(targets, targets) * Complex64::from(self.scalar)
            + &self.core * &basis.gram;
        let solved = inner.lu().solve(&self.core)?;
        let scalar = 1.0 / self.scalar;
        scalar.is_finite().then(|| Self {
            scalar,
            core: solved * Complex64::from(-scalar),
        })
    }

    /// The product with a vector of N_T.
    pub fn apply(&self, basis: &Basis, v: &DVector<Complex64>) -> DVector<Complex64> {
        let low_rank = &basis.q * (&self.core * basis.q.ad_mul(v));
        v * Complex64::from(self.scalar) + low_rank
    }

    /// The trace.
    pub fn trace(&self, basis: &Basis) -> Complex64 {
        (&self.core * &basis.gram).trace() + self.scalar * basis.q.nrows() as f64
    }

    /// All N_T x N_T entries.
    pub fn dense(&self, basis: &Basis) -> DMatrix<Complex64> {
        let antennas = basis.q.nrows();
        let low_rank = &basis.q * &self.core * basis.q.adjoint();
        DMatrix::identity(antennas, antennas) * Complex64::from(self.scalar) + low_rank
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis() -> Basis {
        Basis::new(4, 0.5, [0.3, -0.8, 0.31].into_iter())
    }

    fn matrix(scalar: f64, shift: f64) -> Structured {
        let core = DMatrix::from_fn(3, 3, |i, j| {
            Complex64::new((i * i + j) as f64 * 0.1 + shift, i as f64 - 0.2 * j as f64)
        });
        Structured { scalar, core }
    }

    fn assert_close(a: &DMatrix<Complex64>, b: &DMatrix<Complex64>) {
        assert!((a - b).norm() <= 1e-13 * (1.0 + a.norm()), "{a}{b}");
    }

    #[test]
    fn the_algebra_is_that_of_the_dense_matrices() {
        let (basis, a, b) = (basis(), matrix(1.5, 0.7), matrix(-0.4, -1.0));
        let (da, db) = (a.dense(&basis), b.dense(&basis));
        assert_close(&a.product(&b, &basis).dense(&basis), &(&da * &db));
        assert_close(
            &a.combine(2.0, &b, -3.0).dense(&basis),
            &(&da * Complex64::from(2.0) - &db * Complex64::from(3.0)),
        );
        assert_close(&a.adjoint().dense(&basis), &da.adjoint());
        let v = DVector::from_fn(4, |n, _| Complex64::new(n as f64, 1.0));
        assert!((a.apply(&basis, &v) - &da * &v).norm() < 1e-12);
        assert!((a.trace(&basis) - da.trace()).norm() < 1e-12);
        let inverse = a.inverse(&basis).expect("regular");
        assert_close(
            &a.product(&inverse, &basis).dense(&basis),
            &DMatrix::identity(4, 4),
        );
    }

    #[test]
    fn a_singular_matrix_has_no_inverse() {
        let zero = Structured {
            scalar: 0.0,
            core: DMatrix::zeros(3, 3),
        };
        assert_eq!(zero.inverse(&basis()), None);
    }

    #[test]
    fn no_targets_leave_a_multiple_of_the_identity() {
        let basis = Basis::new(3, 0.5, [].into_iter());
        let a = Structured {
            scalar: 2.0,
            core: DMatrix::zeros(0, 0),
        };
        let inverse = a.inverse(&basis).expect("regular");
        assert_eq!(inverse.scalar, 0.5);
        assert_close(
            &a.product(&inverse, &basis).dense(&basis),
            &DMatrix::identity(3, 3),
        );
    }
}
