//! One network as Python sees it, and what can be asked of it: the functions of `cfs.engine`.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cfs::engine::downlink::beampattern::{directions, pattern};
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::{Certificate, Reception, mean_error};
use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::estimation::Estimate;
use cfs::engine::scheme::{Beamformer, Draw, Solution, Status};
use cfs::engine::downlink::multipliers::Multipliers;
use cfs::engine::stop::{Abandoned, until_asked};
use cfs::engine::utility::{Criterion, RateFloor, Utility};
use cfs::engine::{Beampattern, Frontier, Settings, Window};
use num_complex::Complex64;
use numpy::{PyArray1, PyArray2, PyArray3, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use numpy::ndarray::Axis;
use numpy::{Ix5, PyReadonlyArray, PyReadonlyArray4};
use pyo3::types::PyDict;

use crate::arrays::{self, array, by_user};
use crate::running::{Running, interruptible};
use crate::scenario::run_raised;

/// What reflections add to the error of estimates: steering vectors (M, T, N), the local part (K, M, T, T), and what couples access
/// points (K, M, T, 2, T).
type Reflected<'py> =
    (PyReadonlyArray3<'py, Complex64>, PyReadonlyArray4<'py, Complex64>, PyReadonlyArray<'py, Complex64, Ix5>);

/// A network of M access points with N antennas, K users and T targets: what a scheme is given.
#[pyclass(module = "cfs._cfs", frozen)]
pub(crate) struct Network {
    frontier: Arc<Frontier>,
    settings: Settings,
    draw: Draw,
    /// Distance of antennas, wavelengths; none where nothing senses.
    spacing: f64,
}

impl Network {
    pub(crate) fn of(frontier: Arc<Frontier>, settings: Settings, draw: Draw) -> Self {
        let spacing = frontier.downlink().roles.iter().find_map(sensing);
        Self {
            spacing: spacing.map_or(0.5, MatchingError::spacing),
            frontier,
            settings,
            draw,
        }
    }

    pub(crate) fn drawn(downlink: Downlink, settings: Settings, draw: Draw, spacing: f64) -> Self {
        Self {
            frontier: Arc::new(settings.frontier(downlink)),
            settings,
            draw,
            spacing,
        }
    }

    fn downlink(&self) -> &Downlink {
        self.frontier.downlink()
    }

    fn estimate(&self) -> &Estimate {
        &self.downlink().estimate
    }

    /// M, K, N.
    pub(crate) fn shape(&self) -> [usize; 3] {
        let s = self.estimate();
        [s.n_aps, s.n_users, s.n_antennas]
    }

    fn beams(
        &self,
        w: &PyReadonlyArray3<'_, Complex64>,
        z: Option<&PyReadonlyArray3<'_, Complex64>>,
    ) -> PyResult<Beams> {
        arrays::beams(self.shape(), w, z).map_err(PyValueError::new_err)
    }

    fn full_power(&self, full: bool) -> Vec<bool> {
        let roles = self.downlink().roles.iter();
        roles.map(|role| full && matches!(role, Role::Sensing(_))).collect()
    }
}

#[pymethods]
impl Network {
    /// A network of given arrays; see `cfs.engine.network`.
    #[new]
    #[pyo3(signature = (
        h_hat, theta, reflections, power, angles, spacing, width, samples, sensing_power, starts, boundary_tolerance, objective, weights,
        rate_floors
    ))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        h_hat: PyReadonlyArray3<'_, Complex64>,
        theta: PyReadonlyArray2<'_, f64>,
        reflections: Reflected<'_>,
        power: PyReadonlyArray1<'_, f64>,
        angles: Vec<Vec<f64>>,
        spacing: f64,
        width: f64,
        samples: usize,
        sensing_power: f64,
        starts: usize,
        boundary_tolerance: f64,
        objective: &str,
        weights: Vec<f64>,
        rate_floors: Vec<f64>,
    ) -> PyResult<Self> {
        let [k, m, n] = [h_hat.shape()[0], h_hat.shape()[1], h_hat.shape()[2]];
        let (h, theta, power) = (h_hat.as_array(), theta.as_array(), power.as_array());
        let (q, d, c) = &reflections;
        let (q, d, c, t) = (q.as_array(), d.as_array(), c.as_array(), q.shape()[1]);
        let mut estimate = Estimate {
            n_aps: m,
            n_users: k,
            n_antennas: n,
            n_targets: t,
            h_hat: Vec::with_capacity(k * m * n),
            q_bar: q.iter().copied().collect(),
            theta: Vec::with_capacity(k * m),
            d: Vec::with_capacity(k * m * t * t),
            coupling: Vec::with_capacity(k * m * 2 * t * t),
        };
        for ap in 0..m {
            for user in 0..k {
                estimate.theta.push(power[ap] * theta[[user, ap]]);
                let row = (0..n).map(|antenna| h[[user, ap, antenna]] * power[ap].sqrt());
                estimate.h_hat.extend(row);
                let local = d.index_axis(Axis(0), user);
                let local = local.index_axis(Axis(0), ap).into_iter().map(|x| x * power[ap]);
                estimate.d.extend(local);
                let coupled = c.index_axis(Axis(0), user);
                let coupled = coupled.index_axis(Axis(0), ap).into_iter().map(|x| x * power[ap].sqrt());
                estimate.coupling.extend(coupled);
            }
        }
        let ideal = Beampattern {
            width,
            samples,
            window: Window::Inclusive,
            power: sensing_power,
        };
        let role = |angles: &Vec<f64>| match angles.is_empty() {
            true => Role::Communication,
            false => Role::Sensing(MatchingError::new(&ideal, n, spacing, angles)),
        };
        let utility = match objective {
            "sum_rate" => Utility::SumRate,
            "weighted" => Utility::Weighted(weights),
            "proportional_fair" => Utility::ProportionalFair,
            "min_rate" => Utility::MinRate,
            other => return Err(PyValueError::new_err(format!("`{other}` is not an objective"))),
        };
        let mut downlink = Downlink::new(estimate, angles.iter().map(role).collect());
        downlink.power = power.to_vec();
        downlink.criterion = Criterion::new(utility, &RateFloor::Each(rate_floors), k);
        let settings = Settings {
            starts: starts.max(1),
            boundary_tolerance,
            ..Settings::default()
        };
        let draw = Draw {
            seed: 0,
            realization: 0,
        };
        Ok(Self::drawn(downlink, settings, draw, spacing))
    }

    /// M, the number of access points.
    #[getter]
    fn aps(&self) -> usize {
        self.shape()[0]
    }

    /// K, the number of users.
    #[getter]
    fn users(&self) -> usize {
        self.shape()[1]
    }

    /// N, antennas of an access point.
    #[getter]
    fn antennas(&self) -> usize {
        self.shape()[2]
    }

    /// T, the number of targets.
    #[getter]
    fn targets(&self) -> usize {
        self.estimate().n_targets
    }

    /// Estimated channels, sqrt(p_m) h_hat: (K, M, N), complex. User k receives sum_m h_km^H x_m plus noise of power 1,
    /// where |x_m|^2 is at most 1.
    #[getter]
    fn h_hat<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray3<Complex64>>> {
        let [m, k, n] = self.shape();
        array(py, [k, m, n], by_user(&self.estimate().h_hat, m, k, n))
    }

    /// Variance of the estimation error of each antenna without reflections, p_m theta: (K, M).
    #[getter]
    fn theta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let [m, k, _] = self.shape();
        array(py, [k, m], by_user(&self.estimate().theta, m, k, 1))
    }

    /// Covariance of the estimation error of all access points together, reflections included: (K, M N, M N), complex,
    /// antennas of an access point side by side. E|e_k^H x|^2 = x^H Theta_k x.
    #[getter]
    fn error_covariance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray3<Complex64>>> {
        let [m, k, n] = self.shape();
        let s = self.estimate();
        let size = m * n;
        let mut all = vec![Complex64::ZERO; k * size * size];
        for user in 0..k {
            let theta = &mut all[user * size * size..][..size * size];
            for ap in 0..m {
                let local = s.d(ap, user);
                for row in 0..n {
                    theta[(ap * n + row) * size + ap * n + row] += s.theta(ap, user);
                    for column in 0..n {
                        for t in 0..s.n_targets {
                            for u in 0..s.n_targets {
                                theta[(ap * n + row) * size + ap * n + column] += s.q_bar(ap, t)[row]
                                    * local[t * s.n_targets + u]
                                    * s.q_bar(ap, u)[column].conj();
                            }
                        }
                    }
                }
            }
            for i in 0..s.n_couplings() {
                let mut g = vec![Complex64::ZERO; size];
                for ap in 0..m {
                    for (t, c) in s.coupling_vector(ap, user, i).iter().enumerate() {
                        for (row, q) in s.q_bar(ap, t).iter().enumerate() {
                            g[ap * n + row] += q * c;
                        }
                    }
                }
                for row in 0..size {
                    for column in 0..size {
                        theta[row * size + column] += g[row] * g[column].conj();
                    }
                }
            }
        }
        array(py, [k, size, size], all)
    }

    /// Steering vectors towards the targets: (M, T, N), complex.
    #[getter]
    fn steering<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray3<Complex64>>> {
        let s = self.estimate();
        array(py, [s.n_aps, s.n_targets, s.n_antennas], s.q_bar.clone())
    }

    /// p_m over the noise power, linear: (M,). The estimates have it absorbed.
    #[getter]
    fn power<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(py, &self.downlink().power)
    }

    /// Whether an access point senses, and so uses all of its power: (M,), bool.
    #[getter]
    fn senses<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<bool>> {
        let roles = self.downlink().roles.iter();
        let senses = roles.map(|role| matches!(role, Role::Sensing(_)));
        PyArray1::from_vec(py, senses.collect())
    }

    /// Sampled directions of the beampatterns, degrees from broadside: (S,); empty where nothing senses.
    #[getter]
    fn directions<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_vec(py, directions(self.samples()).collect())
    }

    /// Steering vectors of the sampled directions: (S, N), complex; empty where nothing senses.
    #[getter]
    fn sampled_steering<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<Complex64>>> {
        let matching = self.downlink().roles.iter().find_map(sensing);
        let n = self.shape()[2];
        let Some(matching) = matching else {
            return array(py, [0, n], Vec::new());
        };
        let samples = matching.samples();
        let count = samples.len();
        array(py, [count, n], samples.flat_map(|sample| sample.steering).collect())
    }

    /// The wanted beampatterns, 1 in the main lobes and 0 elsewhere: (M, S); zero where an access point does not sense.
    #[getter]
    fn desired<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let (m, s) = (self.shape()[0], self.samples());
        let row = |role: &Role| match sensing(role) {
            Some(matching) => matching.samples().map(|sample| sample.ideal).collect(),
            None => vec![0.0; s],
        };
        array(py, [m, s], self.downlink().roles.iter().flat_map(row).collect())
    }

    /// The power by which beampatterns are scaled, linear; 1 where nothing senses.
    #[getter]
    fn sensing_power(&self) -> f64 {
        let matching = self.downlink().roles.iter().find_map(sensing);
        matching.map_or(1.0, MatchingError::power)
    }

    /// What is made of the users' rates: `sum_rate`, `weighted`, `proportional_fair` or `min_rate`.
    #[getter]
    fn objective(&self) -> &'static str {
        match self.downlink().criterion.utility {
            Utility::SumRate => "sum_rate",
            Utility::Weighted(_) => "weighted",
            Utility::ProportionalFair => "proportional_fair",
            Utility::MinRate | Utility::MinShare(_) => "min_rate",
        }
    }

    /// Weights of the users' rates where the objective is `weighted`, and ones elsewhere: (K,).
    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        match &self.downlink().criterion.utility {
            Utility::Weighted(weights) => PyArray1::from_slice(py, weights),
            _ => PyArray1::from_vec(py, vec![1.0; self.shape()[1]]),
        }
    }

    /// Rates that users must have at least, bit/s/Hz: (K,); zeros without floors.
    #[getter]
    fn rate_floors<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let floors = &self.downlink().criterion.floors;
        match floors.is_empty() {
            true => PyArray1::from_vec(py, vec![0.0; self.shape()[1]]),
            false => PyArray1::from_slice(py, floors),
        }
    }

    /// The seed of the experiment.
    #[getter]
    fn seed(&self) -> u64 {
        self.draw.seed
    }

    /// The number of the realization, from 0.
    #[getter]
    fn realization(&self) -> u64 {
        self.draw.realization
    }

    fn __repr__(&self) -> String {
        let [m, k, n] = self.shape();
        let (t, senses) = (self.targets(), self.downlink().sensing_count());
        format!("<cfs.engine.Network: {m} access points of {n} antennas, {senses} of them sensing; {k} users, {t} targets>")
    }

    fn solve_sensing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let sensing = self.found(py, |frontier| frontier.sensing().cloned())?;
        let sensing = sensing.ok_or_else(|| PyValueError::new_err("no access point senses"))?;
        let [m, _, n] = self.shape();
        let streams = sensing.beams.iter().map(|beam| {
            let streams = beam.as_ref().map(|beam| beam.v.clone());
            streams.unwrap_or_default()
        });
        let beams = Beams {
            v: streams.collect(),
            ..Beams::zeros(n, 0, &vec![0; m])
        };
        let told = PyDict::new(py);
        told.set_item("solved", sensing.solved())?;
        told.set_item("s_min", sensing.s_min)?;
        told.set_item("gap", sensing.gap)?;
        told.set_item("normalised_mse", sensing.normalised_mse)?;
        told.set_item("Z", arrays::z(py, &beams)?)?;
        Ok(told)
    }

    fn solve_communication<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.solve(py, |solver| solver.communication())
    }

    fn solve_isac<'py>(&self, py: Python<'py>, delta: f64) -> PyResult<Bound<'py, PyDict>> {
        self.solve(py, move |solver| solver.isac(delta))
    }

    fn solve_least_error<'py>(&self, py: Python<'py>, zeta: f64) -> PyResult<Bound<'py, PyDict>> {
        self.solve(py, move |solver| solver.least_error(zeta))
    }

    #[pyo3(signature = (w, z=None))]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        w: PyReadonlyArray3<'py, Complex64>,
        z: Option<PyReadonlyArray3<'py, Complex64>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.evaluated(py, &self.beams(&w, z.as_ref())?)
    }

    #[pyo3(signature = (w, z, multiplier, full_power, rate_multipliers))]
    fn certificate<'py>(
        &self,
        py: Python<'py>,
        w: PyReadonlyArray3<'py, Complex64>,
        z: Option<PyReadonlyArray3<'py, Complex64>>,
        multiplier: f64,
        full_power: bool,
        rate_multipliers: Vec<f64>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let beams = self.beams(&w, z.as_ref())?;
        // The slope of the boundary is in bits, the multiplier of the Lagrangian in nats.
        let lambda = multiplier * std::f64::consts::LN_2;
        let multipliers = match self.downlink().criterion.utility.is_least() {
            true => Multipliers {
                least: rate_multipliers,
                ..Multipliers::default()
            },
            false => Multipliers {
                floors: rate_multipliers,
                ..Multipliers::default()
            },
        };
        let certificate = py.detach(|| {
            Certificate::with(self.downlink(), &beams, lambda, &self.full_power(full_power), multipliers)
        });
        let told = PyDict::new(py);
        told.set_item("sum_rate", certificate.sum_rate)?;
        told.set_item("mse", self.mse(&beams))?;
        told.set_item("power_violation", certificate.power_violation)?;
        told.set_item("kkt_residual", certificate.kkt_residual)?;
        told.set_item("dual_violation", certificate.dual_violation)?;
        told.set_item("floor_violation", certificate.floor_violation)?;
        told.set_item("complementarity", certificate.complementarity)?;
        Ok(told)
    }

    #[pyo3(signature = (w, z, samples))]
    fn beampattern<'py>(
        &self,
        py: Python<'py>,
        w: PyReadonlyArray3<'py, Complex64>,
        z: Option<PyReadonlyArray3<'py, Complex64>>,
        samples: usize,
    ) -> PyResult<(Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>)> {
        let beams = self.beams(&w, z.as_ref())?;
        let angles: Vec<f64> = directions(samples).collect();
        let power = self.sensing_power();
        let of = |m: usize| {
            let y = beams.autocorrelation(m);
            let at = |&theta: &f64| power * pattern(theta, self.spacing, &y);
            angles.iter().map(at).collect::<Vec<_>>()
        };
        let patterns = (0..beams.access_points()).flat_map(of).collect();
        let patterns = array(py, [beams.access_points(), samples], patterns)?;
        Ok((PyArray1::from_slice(py, &angles), patterns))
    }
}

impl Network {
    /// What beams give.
    pub(crate) fn evaluated<'py>(&self, py: Python<'py>, beams: &Beams) -> PyResult<Bound<'py, PyDict>> {
        let told = PyDict::new(py);
        let rates = match beams.users {
            0 => vec![0.0; self.shape()[1]],
            _ => rates(self.estimate(), beams),
        };
        told.set_item("sum_rate", rates.iter().sum::<f64>())?;
        told.set_item("objective_value", self.downlink().criterion.utility.value(&rates))?;
        told.set_item("rates", PyArray1::from_vec(py, rates))?;
        told.set_item("mse", self.mse(beams))?;
        let power = (0..beams.access_points()).map(|m| beams.power(m));
        told.set_item("power", PyArray1::from_vec(py, power.collect()))?;
        Ok(told)
    }

    fn samples(&self) -> usize {
        let matching = self.downlink().roles.iter().find_map(sensing);
        matching.map_or(0, |matching| matching.samples().len())
    }

    fn mse(&self, beams: &Beams) -> Option<f64> {
        (self.downlink().sensing_count() > 0).then(|| mean_error(self.downlink(), beams))
    }

    fn solve<'py>(
        &self,
        py: Python<'py>,
        ask: impl FnOnce(&mut dyn Beamformer) -> Solution + Send + 'static,
    ) -> PyResult<Bound<'py, PyDict>> {
        let settings = self.settings;
        let solution = self.found(py, move |frontier| ask(&mut settings.solver(frontier)))?;
        told(py, self, &solution)
    }

    /// What is found out about the network, without the GIL. Ctrl-C ends it.
    fn found<T: Send + 'static>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&Frontier) -> T + Send + 'static,
    ) -> PyResult<T> {
        let (frontier, stop) = (Arc::clone(&self.frontier), Arc::<AtomicBool>::default());
        let wish = Arc::clone(&stop);
        let work = move || until_asked(&wish, || ask(&frontier));
        let found = interruptible(py, &stop, &Running::default(), |_| Ok(()), work)?;
        found.map_err(|Abandoned| run_raised(py, Abandoned))
    }
}

fn sensing(role: &Role) -> Option<&MatchingError> {
    match role {
        Role::Sensing(matching) => Some(matching),
        Role::Communication => None,
    }
}

fn rates(estimate: &Estimate, beams: &Beams) -> Vec<f64> {
    let reception = Reception::of(estimate, beams);
    (0..beams.users).map(|k| reception.rate(k)).collect()
}

/// What an answer says.
fn told<'py>(py: Python<'py>, network: &Network, solution: &Solution) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("status", solution.status.word())?;
    told.set_item(
        "reason",
        match &solution.status {
            Status::Failed(reason) => Some(reason),
            Status::Solved | Status::Infeasible => None,
        },
    )?;
    let Some(beams) = &solution.beams else {
        return Ok(told);
    };
    told.set_item("W", arrays::w(py, beams)?)?;
    told.set_item("Z", arrays::z(py, beams)?)?;
    told.set_item("rates", PyArray1::from_slice(py, &solution.rates))?;
    told.set_item("sum_rate", solution.rates.iter().sum::<f64>())?;
    let utility = &network.downlink().criterion.utility;
    told.set_item("objective_value", utility.value(&solution.rates))?;
    told.set_item("mse", network.mse(beams))?;
    let power = (0..beams.access_points()).map(|m| beams.power(m));
    told.set_item("power", PyArray1::from_vec(py, power.collect()))?;
    let proof = PyDict::new(py);
    let figures = [
        ("gap", solution.proof.gap),
        ("kkt_residual", solution.proof.kkt_residual),
        ("dual_violation", solution.proof.dual_violation),
        ("power_violation", solution.proof.power_violation),
        ("budget_violation", solution.proof.budget_violation),
        ("floor_violation", solution.proof.floor_violation),
        ("complementarity", solution.proof.complementarity),
        ("multiplier", solution.proof.multiplier),
        ("spread", solution.proof.spread),
    ];
    for (name, figure) in figures {
        proof.set_item(name, figure)?;
    }
    let multipliers = PyArray1::from_slice(py, &solution.proof.rate_multipliers);
    proof.set_item("rate_multipliers", multipliers)?;
    told.set_item("proof", proof)?;
    Ok(told)
}

/// A network that a scenario draws; see `cfs.engine.draw`.
#[pyfunction]
#[pyo3(signature = (scenario, experiment, case, realization))]
pub(crate) fn draw(
    py: Python<'_>,
    scenario: &crate::scenario::Scenario,
    experiment: usize,
    case: usize,
    realization: u64,
) -> PyResult<Network> {
    let all = scenario.inner()?;
    let mut experiments = all.plan().experiments();
    let plan = experiments.nth(experiment);
    let plan = plan.ok_or_else(|| PyValueError::new_err("there is no such experiment"))?.plan();
    let count = plan.cases.len();
    let case = plan.cases.get(case).ok_or_else(|| {
        PyValueError::new_err(format!("there is no case {case}: the experiment has {count}, counted from 0"))
    })?;
    let deployment = Arc::clone(&case.deployment);
    let settings = Settings {
        starts: plan.starts as usize,
        boundary_tolerance: plan.boundary_tolerance,
        region_tolerance: plan.region_tolerance,
    };
    let draw = Draw {
        seed: plan.seed,
        realization,
    };
    let downlink = py.detach(|| Downlink::draw(&deployment, draw.seed, realization));
    let downlink = downlink.map_err(|error| run_raised(py, error))?;
    let spacing = deployment.access_points.spacing;
    Ok(Network::drawn(downlink, settings, draw, spacing))
}
