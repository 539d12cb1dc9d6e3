//! Python functions as schemes and as metrics. They are called under the GIL, one at a time; what they return is judged by the
//! program, and what they raise is the reason of a failed row.

use std::sync::Arc;

use cfs::engine::downlink::beams::Beams;
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::scheme::{Beamformer, Design, Ground, Solution, Status};
use cfs::engine::{ExternalMetric, Settings};
use num_complex::Complex64;
use numpy::{PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays;
use crate::network::Network;
use crate::running::Running;

/// A Python function.
pub(crate) struct Function {
    pub(crate) function: Py<PyAny>,
    pub(crate) running: Running,
}

impl Function {
    /// What it gives, or what it raises.
    fn called<T>(&self, ask: impl FnOnce(Python<'_>, &Py<PyAny>) -> PyResult<T>) -> Result<T, String> {
        Python::attach(|py| {
            let answer = self.running.within(py, |py| ask(py, &self.function));
            answer.map_err(|error| said(py, &error))
        })
    }

    fn copy(&self) -> Self {
        Self {
            function: Python::attach(|py| self.function.clone_ref(py)),
            running: self.running.clone(),
        }
    }
}

/// The network of a ground, with what was found out about it.
fn network(ground: &Ground<'_>) -> Network {
    let settings = Settings {
        starts: ground.frontier.starts(),
        boundary_tolerance: ground.boundary_tolerance,
        ..Settings::default()
    };
    Network::of(Arc::clone(ground.frontier), settings, ground.draw)
}

/// As a scheme: `(network, problem) -> W or (W, Z)`.
impl Design for Function {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        Box::new(Asked {
            function: self.copy(),
            ground: *ground,
            network: None,
        })
    }
}

struct Asked<'a> {
    function: Function,
    ground: Ground<'a>,
    network: Option<Py<Network>>,
}

impl Asked<'_> {
    fn ask(&mut self, kind: &str, delta: Option<f64>, zeta: Option<f64>) -> Solution {
        if self.ground.stop.asked() {
            return failed(STOPPED.into());
        }
        let Self { function, ground, network: known } = self;
        let solution = function.called(|py, function| {
            let network = match known {
                Some(network) => network.clone_ref(py),
                None => known.insert(Py::new(py, network(ground))?).clone_ref(py),
            };
            let call = py.import("cfs._schemes")?.getattr("call")?;
            let answer = call.call1((function, network, kind, delta, zeta))?;
            let (word, w, z): (String, Bound<'_, PyAny>, Bound<'_, PyAny>) = answer.extract()?;
            match word.as_str() {
                "beams" => {
                    let w: PyReadonlyArray3<'_, Complex64> = w.extract()?;
                    let z: Option<PyReadonlyArray3<'_, Complex64>> = z.extract()?;
                    debug_assert!(w.is_c_contiguous());
                    let s = &ground.frontier.downlink().estimate;
                    let beams = arrays::beams([s.n_aps, s.n_users, s.n_antennas], &w, z.as_ref());
                    Ok(beams.map_or_else(failed, Solution::of_beams))
                }
                "infeasible" => Ok(Solution::without_beams(Status::Infeasible)),
                _ => Ok(failed(w.extract()?)),
            }
        });
        // A function that was interrupted leaves nothing of use.
        self.ground.stop.asked();
        solution.unwrap_or_else(failed)
    }
}

impl Beamformer for Asked<'_> {
    /// Scenarios do not ask for it.
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        None
    }

    fn communication(&mut self) -> Solution {
        self.ask("communication", None, None)
    }

    fn isac(&mut self, delta: f64) -> Solution {
        self.ask("isac", Some(delta), None)
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        self.ask("least_error", None, Some(zeta))
    }
}

const STOPPED: &str = "stopped";

fn failed(reason: String) -> Solution {
    Solution::without_beams(Status::Failed(reason))
}

/// As a metric: `(network, point) -> a number or None`. Its identity may be any bytes.
pub(crate) fn metric(name: &str, identity: Vec<u8>, function: Function) -> ExternalMetric {
    let identity = String::from_utf8(identity).unwrap_or_else(|error| format!("{:?}", error.as_bytes()));
    ExternalMetric::fallible(name, identity, move |ground, beams| {
        if ground.stop.asked() {
            return Err(STOPPED.into());
        }
        let value = function.called(|py, function| measured(py, function, ground, beams));
        ground.stop.asked();
        value?
    })
}

/// The value of a metric, or the reason why there is none.
fn measured(
    py: Python<'_>,
    function: &Py<PyAny>,
    ground: &Ground<'_>,
    beams: &Beams,
) -> PyResult<Result<Option<f64>, String>> {
    let network = network(ground);
    let given = network.evaluated(py, beams)?;
    let [m, k, n] = network.shape();
    // P1 has no beams to users.
    let w = match beams.users {
        0 => arrays::array(py, [k, m, n], vec![Complex64::ZERO; k * m * n])?,
        _ => arrays::w(py, beams)?,
    };
    given.set_item("W", w)?;
    given.set_item("Z", arrays::z(py, beams)?)?;
    let measure = py.import("cfs._metrics")?.getattr("measure")?;
    let answer = measure.call1((function, Py::new(py, network)?, given))?;
    let (value, reason): (Option<f64>, Option<String>) = answer.extract()?;
    Ok(reason.map_or(Ok(value), Err))
}

fn said(py: Python<'_>, error: &PyErr) -> String {
    let name = error.get_type(py).name().map(|name| name.to_string());
    let name = name.unwrap_or_else(|_| "an exception".into());
    let text = error.value(py).to_string();
    match text.lines().next() {
        Some(line) if !line.is_empty() => format!("{name}: {line}"),
        _ => name,
    }
}
