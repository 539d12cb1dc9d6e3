//! The reference instances of `tests/instances`, computed by an independent NumPy program: parameters, layout, draws and
//! what it made of them. Its complex arrays are `{re, im}`, indices count from 0, distances are km.
//!
//! Included by path from tests and examples: `#[path = "support/instance.rs"] mod instance;`.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::estimation;
use cfs::engine::network::channel::{Draws, VectorTable};
use cfs::engine::network::{self, Network};
use cfs::engine::policy::{pairing, pilots};
use cfs::engine::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, Pairing, PathLoss,
    PilotAllocation, Pilots, Placement, Point, PowerBudget, Targets, Users, Window,
};
use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The names of all instances.
pub const NAMES: [&str; 7] = [
    "small_seed0",
    "small_seed1",
    "small_seed2",
    "visible_seed0",
    "table1_seed0",
    "table1_seed1",
    "table1_seed2",
];

/// Nested lists.
pub type List2<T> = Vec<Vec<T>>;
/// Nested lists.
pub type List3<T> = Vec<Vec<Vec<T>>>;

/// A complex array, its parts apart.
#[derive(Debug, Clone, Deserialize)]
pub struct Parts<T> {
    pub re: T,
    pub im: T,
}

impl Parts<List2<f64>> {
    pub fn get(&self, i: usize, j: usize) -> Complex64 {
        Complex64::new(self.re[i][j], self.im[i][j])
    }

    pub fn matrix(&self) -> DMatrix<Complex64> {
        let columns = self.re.first().map_or(0, Vec::len);
        DMatrix::from_fn(self.re.len(), columns, |i, j| self.get(i, j))
    }
}

impl Parts<List3<f64>> {
    pub fn get(&self, i: usize, j: usize, n: usize) -> Complex64 {
        Complex64::new(self.re[i][j][n], self.im[i][j][n])
    }

    pub fn table(&self) -> VectorTable {
        let (rows, columns) = (self.re.len(), self.re[0].len());
        VectorTable::from_fn(rows, columns, self.re[0][0].len(), |i, j, n| {
            self.get(i, j, n)
        })
    }

    /// The i-th matrix.
    pub fn matrix(&self, i: usize) -> DMatrix<Complex64> {
        DMatrix::from_fn(self.re[i].len(), self.re[i][0].len(), |row, column| {
            self.get(i, row, column)
        })
    }
}

/// Parameters, linear, named as the program names them.
#[derive(Debug, Clone, Deserialize)]
#[allow(non_snake_case)]
pub struct Parameters {
    pub M: usize,
    pub K: usize,
    pub T: usize,
    pub NT: usize,
    pub taup: usize,
    pub tauc: usize,
    pub D: f64,
    pub pp: f64,
    pub pm: f64,
    pub alpha: f64,
    pub sig2_TA: f64,
    pub sig2_UT: f64,
    pub chi2: f64,
    pub dlam: f64,
    pub N: usize,
    pub dtheta: f64,
    /// `boresight`: sensing arrays face their target. `arcsin`: all arrays lie along x.
    pub doa: String,
}

/// Standard normals.
#[derive(Debug, Clone, Deserialize)]
#[allow(non_snake_case)]
pub struct StoredDraws {
    /// `[K][M][NT]`
    pub qUA: Parts<List3<f64>>,
    /// `[T][M]`
    pub gTA: List2<f64>,
    /// `[T][M][NT]`
    pub qTA: Parts<List3<f64>>,
    /// `[K][T]`
    pub gUT: List2<f64>,
    /// `[K][T]`
    pub qUT: Parts<List2<f64>>,
    /// `[M][pilot][NT]`
    pub n: Parts<List3<f64>>,
}

/// One instance.
#[derive(Debug, Clone, Deserialize)]
pub struct Instance {
    #[serde(skip)]
    pub name: String,
    pub par: Parameters,
    pub ap_km: Vec<[f64; 2]>,
    pub iu_km: Vec<[f64; 2]>,
    pub target_km: Vec<[f64; 2]>,
    pub pilot_clusters: List2<usize>,
    pub ap_of_target: Vec<usize>,
    pub sensing_aps: Vec<usize>,
    pub theta_deg_of_sensing_ap: BTreeMap<usize, f64>,
    /// `[T][M]`
    #[serde(rename = "sin_doa_TxM")]
    pub sines: List2<f64>,
    pub draws: StoredDraws,
    /// Unscaled, `[K][M][NT]`.
    #[serde(rename = "h_true_KxMxNT")]
    pub h_true: Parts<List3<f64>>,
    /// Unscaled, `[K][M][NT]`.
    #[serde(rename = "h_hat_KxMxNT")]
    pub h_hat: Parts<List3<f64>>,
    /// Unscaled, `[K][M]`.
    #[serde(rename = "Theta_mk_trace_over_NT")]
    pub theta_trace: List2<f64>,
    /// p_m Theta_k, `[K]` matrices of M NT; not at Table I size.
    #[serde(rename = "pm_Theta_stacked_KxMNTxMNT")]
    pub theta: Option<Parts<List3<f64>>>,
    /// What the program's optimisers made of it, see [`Instance::result`].
    pub results: serde_json::Value,
}

fn points(coordinates: &[[f64; 2]]) -> Placement {
    Placement::At(coordinates.iter().map(|&[x, y]| Point { x, y }).collect())
}

fn matrix(rows: &List2<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(rows.len(), rows.first().map_or(0, Vec::len), |i, j| {
        rows[i][j]
    })
}

impl Instance {
    /// Reads an instance by its name.
    pub fn load(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instances");
        Self::read(&folder.join(format!("{name}.json"))).expect("the instance is of the known form")
    }

    /// Reads an instance from a file.
    pub fn read(path: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let mut instance: Self = serde_json::from_str(&fs::read_to_string(path)?)?;
        instance.name = path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Ok(instance)
    }

    /// All instances.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(Self::load)
    }

    /// A result by its name, e.g. `S_min`.
    pub fn result<T: DeserializeOwned>(&self, name: &str) -> T {
        serde_json::from_value(self.results[name].clone())
            .expect("the result is of the expected form")
    }

    /// The deployment at the stored positions, with Algorithm 1 and Kuhn-Munkres still to be done.
    pub fn deployment(&self) -> Deployment {
        let p = &self.par;
        Deployment {
            area: Area::Rectangle {
                width: p.D,
                height: p.D,
            },
            wrap_around: false,
            access_points: AccessPoints {
                count: p.M,
                antennas: p.NT,
                spacing: p.dlam,
                facing: if p.doa == "boresight" {
                    Facing::Target
                } else {
                    Facing::Bearing(0.0)
                },
                power: PowerBudget::PerAccessPoint(p.pm),
                placement: points(&self.ap_km),
            },
            users: Users {
                count: p.K,
                placement: points(&self.iu_km),
            },
            targets: Targets {
                count: p.T,
                placement: points(&self.target_km),
                reflection: p.alpha,
                gain_variance_access_point: p.sig2_TA,
                gain_variance_user: p.sig2_UT,
                steering_variance: p.chi2,
            },
            path_loss: PathLoss::Paper,
            target_path_loss: None,
            shadowing: 0.0,
            channels: Channels::Model,
            pilots: Pilots {
                length: p.taup,
                power: p.pp,
                allocation: PilotAllocation::Policy(pilots::hac::POLICY),
            },
            pairing: Pairing::Policy(pairing::kuhn_munkres::POLICY),
            targets_per_access_point: 1,
            coherence_length: p.tauc,
            noise: None,
            utility: cfs::engine::utility::Utility::SumRate,
            rate_floor: cfs::engine::utility::RateFloor::Every(0.0),
            beampattern: Beampattern {
                width: p.dtheta,
                samples: p.N,
                window: Window::Inclusive,
                power: 1.0,
            },
        }
    }

    /// The network at the stored positions.
    pub fn network(&self) -> Network {
        network::draw(&self.deployment(), 0, 0).expect("the instance is a network")
    }

    /// The stored draws.
    pub fn draws(&self) -> Draws {
        let d = &self.draws;
        Draws {
            q_ua: d.qUA.table(),
            g_ta: matrix(&d.gTA),
            q_ta: d.qTA.table(),
            g_ut: matrix(&d.gUT),
            q_ut: d.qUT.matrix(),
            noise: d.n.table(),
        }
    }

    /// The downlink of the stored draws.
    pub fn downlink(&self) -> Downlink {
        let (deployment, network) = (self.deployment(), self.network());
        let estimate = estimation::estimate(&network, &deployment, &self.draws())
            .expect("the instance can be estimated");
        Downlink::of(&network, &deployment, estimate)
    }

    /// The stored points of P3, in ascending order of delta.
    pub fn points(&self) -> Vec<StoredPoint> {
        self.result("R_of_delta")
    }

    /// The stored beams of a point, if it has any.
    pub fn beams(&self, point: &StoredPoint) -> Option<Beams> {
        let (w, z) = (point.w.as_ref()?, point.z.as_ref()?);
        let (n, users) = (self.par.NT, self.par.K);
        let mut beams = Beams::zeros(n, users, &vec![0; self.par.M]);
        for m in 0..self.par.M {
            for k in 0..users {
                for (i, entry) in beams.w_mut(m, k).iter_mut().enumerate() {
                    *entry = w.get(k, m * n + i);
                }
            }
        }
        for (&m, z) in z {
            // The columns of V with Z = V V^H, by the eigenvectors.
            let eigen = z.matrix().symmetric_eigen();
            beams.v[m] = (0..n)
                .filter(|&i| eigen.eigenvalues[i] > 0.0)
                .map(|i| {
                    let root = eigen.eigenvalues[i].sqrt();
                    eigen
                        .eigenvectors
                        .column(i)
                        .iter()
                        .map(|v| v * root)
                        .collect()
                })
                .collect();
        }
        Some(beams)
    }
}

/// A stored point of P3: a local optimum of another program.
#[derive(Debug, Clone, Deserialize)]
pub struct StoredPoint {
    pub delta: f64,
    #[serde(rename = "R")]
    pub rate: f64,
    #[serde(rename = "E")]
    pub error: f64,
    /// dR / d delta.
    #[serde(rename = "lam")]
    pub multiplier: f64,
    /// `[K][M NT]`
    #[serde(rename = "W_KxMNT")]
    pub w: Option<Parts<List2<f64>>>,
    #[serde(rename = "Z")]
    pub z: Option<BTreeMap<usize, Parts<List2<f64>>>>,
}
