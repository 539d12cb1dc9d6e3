//! HDF5 files, which MATLAB's `save -v7.3` and h5py write: a dataset of numbers, contiguous or in chunks.
//!
//! Only the parts of the format are read that these programs use by default: groups as symbol tables or as links in their
//! header, chunks in a B-tree of version 1, packed by deflate, shuffled or neither. Every place and size is checked
//! against the file before it is used, and trees are walked no further than the file is long.

mod header;
mod storage;

use num_complex::Complex64;

use self::header::{Object, damaged, file_of};
use super::raw::{Raw, choose};
use crate::language::diagnostic::error::setting::ChannelFault;

/// What every file begins with, or has after a block of its user.
const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
/// Where that block may end.
const STARTS: [usize; 5] = [0, 512, 1024, 2048, 4096];
/// What MATLAB writes into that block.
const MATLAB: &[u8] = b"MATLAB 7.3";

/// Where the signature is, in a file of this format.
fn start(bytes: &[u8]) -> Option<usize> {
    let is_there = |at: &usize| bytes.get(*at..).is_some_and(|b| b.starts_with(SIGNATURE));
    STARTS.into_iter().find(is_there)
}

/// Whether a file is of this format.
pub(super) fn is_hdf5(bytes: &[u8]) -> bool {
    start(bytes).is_some()
}

/// Reads the dataset of a name, or the only one.
///
/// # Errors
/// When the file is damaged, uses a part of the format that is not read, or holds no such dataset.
pub(super) fn read(bytes: &[u8], variable: Option<&str>) -> Result<Raw, ChannelFault> {
    let start = start(bytes).ok_or_else(damaged)?;
    let (file, root) = file_of(bytes, start)?;
    let mut group = Object::read(&file, root)?;
    let path: Vec<&str> = variable.map_or(Vec::new(), |name| name.split('/').collect());
    let (folders, name) = match path.as_slice() {
        [folders @ .., name] => (folders, Some(*name)),
        [] => (&[][..], None),
    };
    for folder in folders {
        let links = group.links(&file)?;
        let link = links.iter().find(|(name, _)| name == folder);
        group = match link {
            Some((_, at)) => Object::read(&file, *at)?,
            None => return Err(unknown(variable, &links)),
        };
    }
    let mut datasets = Vec::new();
    for (name, at) in group.links(&file)? {
        let object = Object::read(&file, at)?;
        if object.is_dataset() {
            datasets.push((name, object));
        }
    }
    let names: Vec<String> = datasets.iter().map(|(name, _)| name.clone()).collect();
    let (_, dataset) = &datasets[choose(name, &names)?];
    let kind = dataset.number_type()?;
    let shape = dataset.shape()?;
    let data = storage::content(&file, dataset, &shape, kind.size)?;
    let values: Vec<Complex64> = data
        .chunks_exact(kind.size)
        .map(|e| kind.value(e))
        .collect();
    // MATLAB's first axis runs fastest, and is the last one there.
    let raw = match bytes.starts_with(MATLAB) {
        true => Raw::first_fastest(shape.into_iter().rev().collect(), values)?,
        false => Raw::last_fastest(shape, values)?,
    };
    Ok(match kind.is_real() {
        true => raw.real(ChannelFault::NotComplex),
        false => raw,
    })
}

fn unknown(variable: Option<&str>, links: &[(String, u64)]) -> ChannelFault {
    ChannelFault::Variable {
        asked: variable.map(str::to_owned),
        known: links.iter().map(|(name, _)| name.clone()).collect(),
    }
}
