//! A file of arrays that is being written.

use std::io::{self, SeekFrom};

use num_complex::Complex64;

use super::layout::{Place, Storage};
use super::{mat, npz};
use crate::language::vocabulary::table::arrays::ArrayFormat;
use crate::table::arrays::{ArrayMember, ArraySink, Values};

/// A file of arrays that is being written.
pub struct ArrayFile<'a> {
    storage: &'a mut dyn Storage,
    places: Vec<Place>,
    ends: Option<npz::Ends>,
    bytes: Vec<u8>,
}

impl<'a> ArrayFile<'a> {
    /// Begins a file of these arrays. All numbers are zero.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(
        storage: &'a mut dyn Storage,
        format: ArrayFormat,
        members: &[ArrayMember],
    ) -> io::Result<Self> {
        let (layout, ends) = match format {
            ArrayFormat::Npz => {
                let (layout, ends) = npz::layout(members);
                (layout, Some(ends))
            }
            ArrayFormat::Mat => (mat::layout(members)?, None),
        };
        storage.set_length(layout.length)?;
        for (at, bytes) in &layout.known {
            storage.seek(SeekFrom::Start(*at))?;
            storage.write_all(bytes)?;
        }
        Ok(Self {
            storage,
            places: layout.places,
            ends,
            bytes: Vec::new(),
        })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> io::Result<()> {
        match self.ends {
            Some(ends) => ends.write(self.storage),
            None => Ok(()),
        }
    }

    /// Writes what was gathered.
    fn write(&mut self, at: u64) -> io::Result<()> {
        self.storage.seek(SeekFrom::Start(at))?;
        self.storage.write_all(&self.bytes)
    }

    /// Writes numbers one after the other.
    fn numbers(&mut self, at: u64, numbers: impl Iterator<Item = f64>) -> io::Result<()> {
        self.bytes.clear();
        self.bytes.extend(numbers.flat_map(f64::to_le_bytes));
        self.write(at)
    }
}

impl ArraySink for ArrayFile<'_> {
    fn put(&mut self, array: usize, at: u64, values: Values<'_>) -> io::Result<()> {
        let Some(&place) = self.places.get(array) else {
            return Err(io::Error::other("there is no such array"));
        };
        let at = |bytes: u64, first: u64| first + at * bytes;
        match (values, place.imaginary) {
            (Values::Complex(values), None) => {
                let parts = values.iter().flat_map(|value| [value.re, value.im]);
                self.numbers(at(16, place.first), parts)
            }
            (Values::Complex(values), Some(imaginary)) => {
                let part = |of: fn(&Complex64) -> f64| values.iter().map(of);
                self.numbers(at(8, place.first), part(|value| value.re))?;
                self.numbers(at(8, imaginary), part(|value| value.im))
            }
            (Values::Real(values), _) => self.numbers(at(8, place.first), values.iter().copied()),
            (Values::Whole(values), _) if place.whole_as_real => {
                self.numbers(at(8, place.first), values.iter().map(|&value| value as f64))
            }
            (Values::Whole(values), _) => {
                self.bytes.clear();
                self.bytes
                    .extend(values.iter().flat_map(|value| value.to_le_bytes()));
                self.write(at(8, place.first))
            }
            (Values::Switch(values), _) => {
                self.bytes.clear();
                self.bytes
                    .extend(values.iter().map(|&value| u8::from(value)));
                self.write(at(1, place.first))
            }
        }
    }
}
