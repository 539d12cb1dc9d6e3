//! Where results of units are until tables are made of them: a run puts them there and keeps none.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Debug;
use std::sync::{PoisonError, RwLock};

use thiserror::Error;

use super::point::UnitResult;

/// Results of units by the names of the units. A name is a hash of everything that decides a unit's result, save the
/// program that computes it: two units of one name have the same result. Threads use a store at the same time.
pub trait Store: Debug + Send + Sync {
    /// Whether the result of a unit is known, so that it need not be computed.
    fn holds(&self, unit: u64) -> bool;

    /// The result of a unit; none where it is not known.
    ///
    /// # Errors
    /// When it cannot be read back.
    fn get(&self, unit: u64) -> Result<Option<UnitResult>, StoreError>;

    /// Keeps the result of a unit, in place of an earlier one.
    ///
    /// # Errors
    /// When it cannot be kept anywhere.
    fn put(&self, unit: u64, result: &UnitResult) -> Result<(), StoreError>;
}

/// Why a store does not give back what was put into it, or takes nothing.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The result has no bytes, or bytes are not a result.
    #[error("a result of a unit cannot be encoded: {0}")]
    Code(#[from] postcard::Error),
    /// A unit is not there whose result was to be read.
    #[error("the result of a unit is missing")]
    Missing,
    /// The disk refuses.
    #[error(transparent)]
    Disk(Box<dyn Error + Send + Sync>),
}

impl UnitResult {
    /// Its bytes: numbers in binary, to the bit.
    ///
    /// # Errors
    /// When a value has no bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        Ok(postcard::to_stdvec(self)?)
    }

    /// The result that bytes are, as the same build wrote them.
    ///
    /// # Errors
    /// When they are not a result.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        Ok(postcard::from_bytes(bytes)?)
    }
}

/// Results in memory.
#[derive(Debug, Default)]
pub struct Memory {
    results: RwLock<HashMap<u64, Box<[u8]>>>,
}

impl Store for Memory {
    fn holds(&self, unit: u64) -> bool {
        let results = self.results.read().unwrap_or_else(PoisonError::into_inner);
        results.contains_key(&unit)
    }

    fn get(&self, unit: u64) -> Result<Option<UnitResult>, StoreError> {
        let results = self.results.read().unwrap_or_else(PoisonError::into_inner);
        let bytes = results.get(&unit);
        bytes.map(|bytes| UnitResult::of_bytes(bytes)).transpose()
    }

    fn put(&self, unit: u64, result: &UnitResult) -> Result<(), StoreError> {
        let bytes = result.to_bytes()?.into_boxed_slice();
        let mut results = self.results.write().unwrap_or_else(PoisonError::into_inner);
        results.insert(unit, bytes);
        Ok(())
    }
}
