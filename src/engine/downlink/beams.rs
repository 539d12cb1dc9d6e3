//! Beams as plain complex vectors.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

/// The beams of all access points: `w_mk` and the columns of `V_m`, `Z_m = V_m V_m^H`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beams {
    /// N_T.
    pub antennas: usize,
    /// K.
    pub users: usize,
    /// `[m][k][n]`.
    pub w: Vec<Complex64>,
    /// `[m][stream]`, N_T entries each.
    pub v: Vec<Vec<Vec<Complex64>>>,
}

impl Beams {
    /// No power anywhere, `streams[m]` sensing streams at access point m.
    pub fn zeros(antennas: usize, users: usize, streams: &[usize]) -> Self {
        let column = vec![Complex64::ZERO; antennas];
        Self {
            antennas,
            users,
            w: vec![Complex64::ZERO; streams.len() * users * antennas],
            v: streams
                .iter()
                .map(|&count| vec![column.clone(); count])
                .collect(),
        }
    }

    /// M.
    pub fn access_points(&self) -> usize {
        self.v.len()
    }

    /// `w_mk`.
    pub fn w(&self, m: usize, k: usize) -> &[Complex64] {
        &self.w[(m * self.users + k) * self.antennas..][..self.antennas]
    }

    /// `w_mk`, to change it.
    pub fn w_mut(&mut self, m: usize, k: usize) -> &mut [Complex64] {
        &mut self.w[(m * self.users + k) * self.antennas..][..self.antennas]
    }

    /// All columns of access point m: users' beams, then sensing streams.
    pub fn columns(&self, m: usize) -> impl Iterator<Item = &[Complex64]> {
        (0..self.users)
            .map(move |k| self.w(m, k))
            .chain(self.v[m].iter().map(Vec::as_slice))
    }

    /// `sum_k |w_mk|^2 + tr Z_m`, the left side of (14) and (16).
    pub fn power(&self, m: usize) -> f64 {
        self.columns(m).flatten().map(Complex64::norm_sqr).sum()
    }

    /// `tr Z_m`.
    pub fn sensing_power(&self, m: usize) -> f64 {
        self.v[m].iter().flatten().map(Complex64::norm_sqr).sum()
    }

    /// Autocorrelation of `R_m` as `(c_0, Re c_1, Im c_1, ..)`; see [`super::beampattern`].
    pub fn autocorrelation(&self, m: usize) -> Vec<f64> {
        let n = self.antennas;
        let lag = |l: usize| -> Complex64 {
            self.columns(m)
                .map(|x| {
                    (0..n - l)
                        .map(|i| x[i + l] * x[i].conj())
                        .sum::<Complex64>()
                })
                .sum()
        };
        let mut y = vec![lag(0).re];
        y.extend((1..n).flat_map(|l| [lag(l).re, lag(l).im]));
        y
    }
}
