//! An array as a file stores it.

use num_complex::Complex64;

use crate::language::diagnostic::error::setting::ChannelFault;
use crate::language::syntax::MAX_DATA_BYTES;

/// Most bytes that the packed content of a file may become.
pub(in crate::language::read) const MOST_UNPACKED: usize = MAX_DATA_BYTES;

/// Numbers of a file, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::language::read) struct Raw {
    /// The lengths of the axes, as the program that wrote it shows them.
    pub(in crate::language::read) shape: Vec<usize>,
    /// By how many values the index of an axis moves.
    pub(in crate::language::read) strides: Vec<usize>,
    /// As many as the shape says.
    pub(in crate::language::read) values: Vec<Complex64>,
    /// Where they are real: why they are not channels.
    pub(in crate::language::read) real: Option<ChannelFault>,
}

impl Raw {
    /// An array whose first index runs fastest.
    ///
    /// # Errors
    /// When there are not as many values as the shape says.
    pub(in crate::language::read) fn first_fastest(
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
    pub(in crate::language::read) fn last_fastest(
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
    pub(in crate::language::read) fn checked(
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
            real: None,
        })
    }

    /// The same of real values, which are not channels for this reason.
    pub(in crate::language::read) fn real(self, fault: ChannelFault) -> Self {
        Self {
            real: Some(fault),
            ..self
        }
    }

    /// The value at these indices.
    pub(in crate::language::read) fn at(&self, index: &[usize]) -> Complex64 {
        let places = index.iter().zip(&self.strides);
        self.values[places.map(|(index, stride)| index * stride).sum::<usize>()]
    }
}

/// How many values an array of this shape has.
///
/// # Errors
/// When they cannot be counted.
pub(in crate::language::read) fn count(shape: &[usize]) -> Result<usize, ChannelFault> {
    let product = shape
        .iter()
        .try_fold(1usize, |product, length| product.checked_mul(*length));
    product.ok_or(ChannelFault::Overflow)
}

/// Real numbers as complex ones.
pub(in crate::language::read) fn of_real(values: impl IntoIterator<Item = f64>) -> Vec<Complex64> {
    values.into_iter().map(Complex64::from).collect()
}

/// Complex numbers of their parts.
pub(in crate::language::read) fn complex(real: Vec<f64>, imaginary: &[f64]) -> Vec<Complex64> {
    let parts = real.into_iter().zip(imaginary);
    parts.map(|(re, im)| Complex64::new(re, *im)).collect()
}

/// The array that is named, or the only one: its place among the names of a file.
///
/// # Errors
/// When there is no such array, or it is not said which of several is meant.
pub(in crate::language::read) fn choose(
    variable: Option<&str>,
    known: &[String],
) -> Result<usize, ChannelFault> {
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
