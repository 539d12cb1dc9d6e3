//! Arrays on their way to a file: what each holds, and where values go.

use std::io;

use num_complex::Complex64;

use crate::language::vocabulary::table::arrays::ArrayEntry;

/// An array of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayMember {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: ArrayContent,
}

/// What an array holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ArrayContent {
    /// Numbers, zero until they are put.
    Numbers {
        /// What they are.
        entry: ArrayEntry,
        /// The lengths of the axes; the last runs fastest.
        shape: Vec<u64>,
    },
    /// A text.
    Text(String),
    /// Words, one for each entry of the only axis.
    Words(Vec<String>),
}

/// Values of an array, in the order of its entries.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Of [`ArrayEntry::Complex`].
    Complex(&'a [Complex64]),
    /// Of [`ArrayEntry::Real`].
    Real(&'a [f64]),
    /// Of [`ArrayEntry::Whole`].
    Whole(&'a [i64]),
    /// Of [`ArrayEntry::Switch`].
    Switch(&'a [bool]),
}

/// Takes the values of arrays.
pub trait ArraySink {
    /// Puts values into an array, by its index, from an entry on.
    ///
    /// # Errors
    /// When the disk refuses.
    fn put(&mut self, array: usize, at: u64, values: Values<'_>) -> io::Result<()>;
}
