//! The part of the Python package that is written in Rust. `python/cfs` is what its users see.

mod arrays;
mod arrow;
// The command, whose modules name the library `cfs` in this crate too.
#[path = "../../src/cli/mod.rs"]
mod cli;
mod estimation;
mod functions;
mod network;
mod recorded;
mod running;
mod scenario;

use std::ffi::OsString;

use cfs::{Build, language};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

/// The explanation of a word or a code.
#[pyfunction]
fn explain(word: &str) -> PyResult<String> {
    language::explain(word).map_err(|instead| {
        PyKeyError::new_err(match instead {
            Some(instead) => format!("`{word}` is not a word of the language; did you mean `{instead}`?"),
            None => format!("`{word}` is not a word of the language"),
        })
    })
}

/// The whole vocabulary as JSON.
#[pyfunction]
fn vocabulary() -> PyResult<String> {
    let text = serde_json::to_string(&language::dictionary());
    text.map_err(|error| PyKeyError::new_err(error.to_string()))
}

/// Runs the command `cfs` with these arguments and gives its exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| cli::main(arguments) as u8)
}

/// Says in which file this library is.
#[pyfunction]
fn loaded_from(path: std::path::PathBuf) {
    Build::loaded_from(path);
}

#[pymodule]
fn _cfs(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<scenario::Scenario>()?;
    module.add_class::<scenario::Results>()?;
    module.add_class::<scenario::Arrow>()?;
    module.add_class::<network::Network>()?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(vocabulary, module)?)?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(loaded_from, module)?)?;
    module.add_function(wrap_pyfunction!(estimation::estimate, module)?)?;
    module.add_function(wrap_pyfunction!(network::draw, module)?)
}
