//! The arrays of an experiment as arrays of NumPy, which take over the memory that they were written into.

use std::io;
use std::time::Instant;

use cfs::language::vocabulary::table::arrays::ArrayEntry;
use cfs::results::arrays::{DescribedArray, Recorded};
use cfs::table::arrays::{ArrayContent, ArrayMember, ArraySink, Values};
use num_complex::Complex64;
use numpy::ndarray::IxDyn;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrays::array;
use crate::running::TICK;
use crate::scenario::run_raised;

/// An array that is being filled.
enum Buffer {
    Complex(Vec<Complex64>, Vec<usize>),
    Real(Vec<f64>, Vec<usize>),
    Whole(Vec<i64>, Vec<usize>),
    Switch(Vec<bool>, Vec<usize>),
    Words(Vec<String>),
    /// The text about the others.
    Text,
}

/// Takes the values of arrays, and looks for Ctrl-C now and then.
struct Buffers {
    all: Vec<Buffer>,
    looked: Instant,
    interrupted: Option<PyErr>,
}

/// What of an experiment's arrays is wanted: all, or those of these names.
pub(crate) fn of<'py>(
    py: Python<'py>,
    recorded: Recorded<'_>,
    names: Option<&[String]>,
) -> PyResult<Bound<'py, PyDict>> {
    let wrong = |error: io::Error| run_raised(py, error);
    let prepared = recorded.prepared().map_err(wrong)?;
    let members = prepared.members().map_err(wrong)?;
    let wanted = |member: &ArrayMember| names.is_none_or(|names| names.contains(&member.name));
    let all: Option<Vec<Buffer>> = members.iter().map(|member| buffer(member, wanted(member))).collect();
    let mut buffers = Buffers {
        all: all.ok_or_else(|| PyMemoryError::new_err("the arrays do not fit into the memory"))?,
        looked: Instant::now(),
        interrupted: None,
    };
    let written = py.detach(|| prepared.write(&mut buffers));
    if let Some(interrupted) = buffers.interrupted {
        return Err(interrupted);
    }
    written.map_err(wrong)?;
    let arrays = PyDict::new(py);
    for (member, buffer) in members.iter().zip(buffers.all).filter(|(member, _)| wanted(member)) {
        let name = &member.name;
        match buffer {
            Buffer::Complex(values, shape) => arrays.set_item(name, array(py, IxDyn(&shape), values)?)?,
            Buffer::Real(values, shape) => arrays.set_item(name, array(py, IxDyn(&shape), values)?)?,
            Buffer::Whole(values, shape) => arrays.set_item(name, array(py, IxDyn(&shape), values)?)?,
            Buffer::Switch(values, shape) => arrays.set_item(name, array(py, IxDyn(&shape), values)?)?,
            Buffer::Words(words) => arrays.set_item(name, words)?,
            Buffer::Text => {}
        }
    }
    Ok(arrays)
}

/// Zeros for an array; none where there is no memory for it. What is not wanted takes none.
fn buffer(member: &ArrayMember, wanted: bool) -> Option<Buffer> {
    fn zeros<T: Clone + Default>(count: usize) -> Option<Vec<T>> {
        let mut values = Vec::new();
        values.try_reserve_exact(count).ok()?;
        values.resize(count, T::default());
        Some(values)
    }
    let (entry, shape) = match &member.content {
        ArrayContent::Text(_) => return Some(Buffer::Text),
        ArrayContent::Words(words) => return Some(Buffer::Words(words.clone())),
        ArrayContent::Numbers { .. } if !wanted => return Some(Buffer::Text),
        ArrayContent::Numbers { entry, shape } => (entry, shape),
    };
    let shape: Option<Vec<usize>> = shape.iter().map(|&length| usize::try_from(length).ok()).collect();
    let shape = shape?;
    let count = shape.iter().try_fold(1usize, |count, &length| count.checked_mul(length))?;
    Some(match entry {
        ArrayEntry::Complex => Buffer::Complex(zeros(count)?, shape),
        ArrayEntry::Real => Buffer::Real(zeros(count)?, shape),
        ArrayEntry::Whole => Buffer::Whole(zeros(count)?, shape),
        ArrayEntry::Switch => Buffer::Switch(zeros(count)?, shape),
    })
}

impl ArraySink for Buffers {
    fn put(&mut self, array: usize, at: u64, values: Values<'_>) -> io::Result<()> {
        if self.looked.elapsed() > TICK {
            self.looked = Instant::now();
            self.interrupted = Python::attach(|py| py.check_signals()).err();
            if self.interrupted.is_some() {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        let beyond = || io::Error::other("values lie outside their array");
        let at = usize::try_from(at).map_err(io::Error::other)?;
        let put = match (self.all.get_mut(array), values) {
            (Some(Buffer::Complex(to, _)), Values::Complex(values)) => copy(to, at, values),
            (Some(Buffer::Real(to, _)), Values::Real(values)) => copy(to, at, values),
            (Some(Buffer::Whole(to, _)), Values::Whole(values)) => copy(to, at, values),
            (Some(Buffer::Switch(to, _)), Values::Switch(values)) => copy(to, at, values),
            // Not wanted.
            (Some(Buffer::Text), _) => Some(()),
            _ => None,
        };
        put.ok_or_else(beyond)
    }
}

fn copy<T: Copy>(to: &mut [T], at: usize, values: &[T]) -> Option<()> {
    let to = to.get_mut(at..)?.get_mut(..values.len())?;
    to.copy_from_slice(values);
    Some(())
}

/// What each array is: its axes, unit and description by its name, in NumPy's order.
pub(crate) fn described<'py>(py: Python<'py>, recorded: Recorded<'_>) -> PyResult<Bound<'py, PyDict>> {
    let prepared = recorded.prepared().map_err(|error| run_raised(py, error))?;
    let all = PyDict::new(py);
    for DescribedArray { name, axes, unit, description, .. } in prepared.described_as_put() {
        let about = PyDict::new(py);
        about.set_item("axes", axes)?;
        about.set_item("unit", unit)?;
        about.set_item("description", description)?;
        all.set_item(name, about)?;
    }
    Ok(all)
}
