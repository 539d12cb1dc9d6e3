//! A Python function as a scheme. It is called under the GIL, once for each question; what it returns is judged by the
//! program, and what it raises is the reason of a failed row.

use std::collections::BTreeMap;
use std::ffi::c_long;
use std::sync::{Arc, Mutex, PoisonError};

use cfs::engine::Settings;
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::scheme::{Beamformer, Design, Ground, Solution, Status};
use num_complex::Complex64;
use numpy::{PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::arrays;
use crate::network::Network;

/// The threads in which functions of the caller run: Python's numbers of them, each with how many calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeMap<c_long, usize>>>);

impl Running {
    /// Raises `KeyboardInterrupt` in every function that runs, before its next step in Python.
    pub(crate) fn interrupt(&self, py: Python<'_>) {
        let threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let interrupt = py.get_type::<PyKeyboardInterrupt>();
        for &thread in threads.keys() {
            // SAFETY: the GIL is held, and the exception is a class. A number without a thread is ignored.
            unsafe { ffi::PyThreadState_SetAsyncExc(thread, interrupt.as_ptr()) };
        }
    }

    fn change(&self, py: Python<'_>, by: isize) {
        let _ = py;
        // SAFETY: it asks the system for the number of this thread.
        let thread = unsafe { ffi::PyThread_get_thread_ident() } as c_long;
        let mut threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = threads.entry(thread).or_default();
        *count = count.saturating_add_signed(by);
        if *count == 0 {
            threads.remove(&thread);
        }
    }
}

/// A Python function `(network, problem) -> W or (W, Z)`.
pub(crate) struct Function {
    pub(crate) function: Py<PyAny>,
    pub(crate) running: Running,
}

impl Design for Function {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        Box::new(Asked {
            function: Python::attach(|py| self.function.clone_ref(py)),
            running: self.running.clone(),
            ground: *ground,
            network: None,
        })
    }
}

struct Asked<'a> {
    function: Py<PyAny>,
    running: Running,
    ground: Ground<'a>,
    network: Option<Py<Network>>,
}

impl Asked<'_> {
    fn ask(&mut self, kind: &str, delta: Option<f64>, zeta: Option<f64>) -> Solution {
        if self.ground.stop.asked() {
            return failed("stopped".into());
        }
        let solution = Python::attach(|py| {
            self.running.change(py, 1);
            let answer = self.answer(py, kind, delta, zeta);
            self.running.change(py, -1);
            answer.unwrap_or_else(|error| failed(said(py, &error)))
        });
        // A function that was interrupted leaves nothing of use.
        self.ground.stop.asked();
        solution
    }

    fn answer(
        &mut self,
        py: Python<'_>,
        kind: &str,
        delta: Option<f64>,
        zeta: Option<f64>,
    ) -> PyResult<Solution> {
        let network = match &self.network {
            Some(network) => network.clone_ref(py),
            None => {
                let settings = Settings {
                    starts: self.ground.frontier.starts(),
                    boundary_tolerance: self.ground.boundary_tolerance,
                    ..Settings::default()
                };
                let downlink = self.ground.frontier.downlink();
                let network = Py::new(py, Network::of(downlink, settings, self.ground.draw))?;
                self.network.insert(network).clone_ref(py)
            }
        };
        let call = py.import("cfs._schemes")?.getattr("call")?;
        let answer = call.call1((&self.function, network, kind, delta, zeta))?;
        let (word, w, z): (String, Bound<'_, PyAny>, Bound<'_, PyAny>) = answer.extract()?;
        match word.as_str() {
            "beams" => {
                let w: PyReadonlyArray3<'_, Complex64> = w.extract()?;
                let z: Option<PyReadonlyArray3<'_, Complex64>> = z.extract()?;
                debug_assert!(w.is_c_contiguous());
                let s = &self.ground.frontier.downlink().estimate;
                let beams = arrays::beams([s.n_aps, s.n_users, s.n_antennas], &w, z.as_ref());
                Ok(beams.map_or_else(failed, Solution::of_beams))
            }
            "infeasible" => Ok(Solution::without_beams(Status::Infeasible)),
            _ => Ok(failed(w.extract()?)),
        }
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

fn failed(reason: String) -> Solution {
    Solution::without_beams(Status::Failed(reason))
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
