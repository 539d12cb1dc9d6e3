//! An array as a file stores it.

use num_complex::Complex64;

use crate::language::diagnostic::error::setting::ChannelFault;
use crate::language::syntax::MAX_DATA_BYTES;

/// Most bytes that the packed content of a file may become.
pub(super) const MOST_UNPACKED: usize = MAX_DATA_BYTES;

/// Complex numbers of a file, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Raw {
    /// The lengths of the axes, as the program that wrote it shows them.
    pub(super) shape: Vec<usize>,
    /// By how many values the index of an axis moves.
    pub(super) strides: Vec<usize>,
    /// As many as the shape says.
    pub(super) values: Vec<Complex64>,
}

impl Raw {
    /// An array whose first index runs fastest.
    ///
    /// # Errors
    /// When there are not as many values as the shape says.
    pub(super) fn first_fastest(
        shape: Vec<usize>,
        values: Vec<Complex64>,
    ) -> Result<Self, ChannelFault> {
        let mut strides = vec![1; shape.len()];
        for axis in 1..shape.len() {
            strides[axis] = strides[axis - 1] * shape[axis - 1];
        }
        Self::checked(shape, strides, values)
    }

    /// An array whose last index runs fastest.
    ///
    /// # Errors
    /// When there are not as many values as the shape says.
    pub(super) fn last_fastest(
        shape: Vec<usize>,
        values: Vec<Complex64>,
    ) -> Result<Self, ChannelFault> {
        let mut strides = vec![1; shape.len()];
        for axis in (1..shape.len()).rev() {
            strides[axis - 1] = strides[axis] * shape[axis];
        }
        Self::checked(shape, strides, values)
    }

    /// An array with these strides, which reach every value.
    ///
    /// # Errors
    /// When there are not as many values as the shape says.
    pub(super) fn checked(
        shape: Vec<usize>,
        strides: Vec<usize>,
        values: Vec<Complex64>,
    ) -> Result<Self, ChannelFault> {
        let entries = count(&shape)?;
        if entries != values.len() {
            return Err(ChannelFault::CutData { entries });
        }
        Ok(Self {
            shape,
            strides,
            values,
        })
    }

    /// The value at these indices.
    pub(super) fn at(&self, index: &[usize]) -> Complex64 {
        let places = index.iter().zip(&self.strides);
        self.values[places.map(|(index, stride)| index * stride).sum::<usize>()]
    }
}

/// How many values an array of this shape has.
///
/// # Errors
/// When they cannot be counted.
pub(super) fn count(shape: &[usize]) -> Result<usize, ChannelFault> {
    let product = shape
        .iter()
        .try_fold(1usize, |product, length| product.checked_mul(*length));
    product.ok_or(ChannelFault::Overflow)
}

/// Complex numbers of their parts.
pub(super) fn complex(real: Vec<f64>, imaginary: &[f64]) -> Vec<Complex64> {
    let parts = real.into_iter().zip(imaginary);
    parts.map(|(re, im)| Complex64::new(re, *im)).collect()
}

/// The array that is named, or the only one: its place among the names of a file.
///
/// # Errors
/// When there is no such array, or it is not said which of several is meant.
pub(super) fn choose(variable: Option<&str>, known: &[String]) -> Result<usize, ChannelFault> {
    let found = match (variable, known) {
        (Some(name), known) => known.iter().position(|other| other == name),
        (None, [_]) => Some(0),
        (None, _) => None,
    };
    found.ok_or_else(|| ChannelFault::Variable {
        asked: variable.map(str::to_owned),
        known: known.to_vec(),
    })
}
