//! Files of arrays of every format, as other programs write them, whole and damaged: channels and places.

use std::time::{Duration, Instant};

use cfs::engine::Deployment;
use cfs::language::syntax::{ReadError, SourceProvider};
use cfs::language::{Checked, Style, check, render};

/// The bytes of a file that another program wrote.
macro_rules! instance {
    ($name:literal) => {
        include_bytes!(concat!("../instances/channels/", $name))
    };
}

mod channels;
mod places;

/// A scenario and the only file that it reads.
struct Files<'a> {
    text: &'a str,
    data: &'a [u8],
}

impl SourceProvider for Files<'_> {
    fn resolve(&self, _: &str, target: &str) -> String {
        target.to_owned()
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        match name {
            "a.cfs" => Ok(self.text.to_owned()),
            _ => Err(ReadError::NotFound),
        }
    }

    fn read_data(&self, _: &str) -> Result<Vec<u8>, ReadError> {
        Ok(self.data.to_vec())
    }
}

/// What is made of a scenario that reads a file of these bytes.
fn checked(text: &str, data: &[u8]) -> Checked {
    check(&Files { text, data }, "a.cfs")
}

fn faults(checked: &Checked) -> String {
    render(&checked.faults, &checked.sources, Style::Plain, 200)
}

/// The message about a file that cannot be used.
fn refused(checked: &Checked, reading: &str) -> String {
    assert!(checked.scenario.is_none(), "{reading}");
    faults(checked)
}

/// The first network's deployment of a scenario without faults.
fn deployment(checked: &Checked) -> &Deployment {
    let Some(scenario) = &checked.scenario else {
        panic!("{}", faults(checked))
    };
    &scenario.experiments[0].cases[0].deployment
}

/// The message that `text` gives, and the most bytes that were taken at once for it.
fn measured(text: impl FnOnce() -> String) -> (String, u64) {
    let mut message = String::new();
    let counts = allocation_counter::measure(|| message = text());
    (message, counts.bytes_max)
}

/// Longest that a damaged file may be looked at.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads a file that is cut at many places, and one with many bytes changed: each is read or refused at once.
fn damage(data: &[u8], reading: &str, read: impl Fn(&[u8]) -> Checked) {
    let begun = Instant::now();
    let mut inputs: Vec<Vec<u8>> = (0..data.len())
        .step_by(1 + data.len() / 400)
        .map(|end| data[..end].to_vec())
        .collect();
    // Each byte of the first and last parts in turn, with values that make sizes large, small or negative.
    let places = (0..data.len()).filter(|at| *at < 1500 || *at + 500 > data.len());
    for at in places.step_by(1 + data.len() / 700) {
        for value in [0, 1, 0x7f, 0x80, 0xff, data[at] ^ 0x10] {
            let mut changed = data.to_vec();
            changed[at] = value;
            inputs.push(changed);
        }
    }
    let count = inputs.len() as u32;
    for input in inputs {
        let began = Instant::now();
        let _ = read(&input);
        assert!(began.elapsed() < PATIENCE, "{reading}");
    }
    let each = begun.elapsed() / count;
    assert!(each < PATIENCE, "{each:?}");
}
